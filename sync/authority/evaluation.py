"""One way through the authority's log: each operation is heard in causal order, and counts or is void."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.authority.membership import (
    Admission,
    Appointment,
    AuthorityEntry,
    Ballot,
    Circle,
    Confirmation,
    Entrusting,
    Membership,
    Question,
    Told,
    everything,
)
from sync.authority.operations import (
    Admit,
    Appoint,
    AuthorityOp,
    Certify,
    Decree,
    Entrust,
    Found,
    Lift,
    Lockbox,
    OpenCircle,
    OpenEpoch,
    Part,
    Plead,
    Remove,
    Renew,
    Retire,
    Role,
    ShareCircle,
    Suspend,
    motion_of,
    petition,
    plain_name,
)
from sync.log.state import Seen
from sync.primitives.codec import encode
from sync.primitives.errors import BadSignature, Malformed, Unauthorised
from sync.primitives.suite import labelled_hash

PARTS, ROLES = tuple(Part), tuple(Role)
READERS, WRITERS = {Role.ADMIN, Role.EDITOR, Role.READER}, {Role.ADMIN, Role.EDITOR}


@dataclass(frozen=True, slots=True)
class Removal:
    """A device that was voted out, by which votes: what one of them had seen of it still counts."""

    device: bytes
    votes: list[AuthorityEntry]


@dataclass(frozen=True, slots=True)
class Decided:
    """What earlier hearings have found: suspensions in force, removals, and the roles and parts that were given."""

    suspensions: list[AuthorityEntry]
    removals: list[Removal] = field(default_factory=list[Removal])
    appointed: dict[bytes, list[tuple[Role, AuthorityEntry]]] = field(
        default_factory=dict[bytes, list[tuple[Role, AuthorityEntry]]]
    )
    lowered: dict[tuple[bytes, bytes], list[tuple[Part, AuthorityEntry]]] = field(
        default_factory=dict[tuple[bytes, bytes], list[tuple[Part, AuthorityEntry]]]
    )


def suspended_by(entry: AuthorityEntry) -> list[bytes]:
    """Give the devices that an operation suspends."""
    return entry.operation.devices if isinstance(entry.operation, Suspend) else []


def lifted(membership: Membership, suspension: AuthorityEntry, seen: Seen = everything) -> bool:
    """Whether two of those who were admins when it was made, or the quorum, want a suspension to hold no longer.

    Admins made since have no vote, or one accomplice could make another for it.
    """
    digest, index = suspension.name
    ballot = membership.ballots.get(("lift", digest, index))
    if ballot is None:
        return False
    about = membership.persons(suspended_by(suspension), suspension.saw)
    voters = membership.admins_at(suspension.saw) - about
    # A device that somebody admitted for a voter since then has no vote either.
    votes = [
        (person, entry)
        for person, entry in ballot.votes
        if person is None or membership.role_at(entry.author, suspension.saw) is Role.ADMIN
    ]
    return bool(Ballot(votes).counted(seen, voters))


class Hearing:
    """One way through the log. Without anything decided, each operation is judged by its causal past alone."""

    def __init__(self, group: bytes, decided: Decided | None, decrees: dict[tuple[bytes, int], bool]) -> None:
        self._group = group
        self._decided = decided
        self._decrees = decrees
        self._state = Membership()
        self._passed: dict[bytes, list[AuthorityEntry]] = {}
        self._opened: list[tuple[AuthorityEntry, bytes]] = []

    def over(self, entries: Iterable[AuthorityEntry]) -> Membership:
        for entry in entries:
            void = ""
            try:
                self._apply(entry)
            except (Unauthorised, Malformed, BadSignature) as error:
                void = str(error)
            self._state.story.append(Told(entry, void))
        return self._state

    def _apply(self, entry: AuthorityEntry) -> None:
        operation = entry.operation
        if isinstance(operation, Found):
            if self._state.admissions or operation.keys.device != entry.author:
                raise Unauthorised("a group is founded once, by its founder's own device")
            self._state.group_name = plain_name(operation.group)
            self._state.entrustings.append(
                Entrusting(entry, operation.time, operation.quorum, tuple(operation.trustees), None)
            )
            self._admit(entry, operation, Role.ADMIN)
        elif isinstance(operation, Decree):
            self._decree(entry, operation)
        else:
            if isinstance(operation, OpenCircle):
                self._find_everyone(entry, operation.circle)
            self._check_standing(entry)
            if isinstance(operation, Lockbox | OpenEpoch | Plead):
                self._key(entry, operation)
            elif isinstance(operation, ShareCircle | OpenCircle | Certify):
                self._circle(entry, operation)
            elif isinstance(operation, Renew):
                self._state.renewals.setdefault(entry.author, []).append((operation.time, operation.kem, entry))
            elif isinstance(operation, Retire):
                self._retire(entry, operation)
            elif isinstance(operation, Admit) and self._is_said_again(entry, operation):
                self._confirm(entry, operation)
            else:
                self._require_admin(entry)
                self._decide(entry, operation)

    # -- who may speak

    def _check_standing(self, entry: AuthorityEntry) -> None:
        """Raise `Unauthorised` for an author who did not belong, or is suspended or removed."""
        author, state, decided = entry.author, self._state, self._decided
        if state.role_at(author, entry.saw) is None:
            raise Unauthorised("the author had not been admitted when this was made")
        if decided is None:
            told = (each for each in state.suspensions if author in suspended_by(each) and entry.saw(*each.dot))
            if any(not lifted(state, each, entry.saw) for each in told) or self._removed_at(author, entry.saw):
                raise Unauthorised("the author was suspended, and knew it")
            return
        for removal in decided.removals:
            if removal.device == author and not any(vote.saw(*entry.dot) for vote in removal.votes):
                raise Unauthorised("the author was removed")
        for each in decided.suspensions:
            if author not in suspended_by(each) or each.saw(*entry.dot):
                continue
            # Two who suspend each other are both suspended: the second word must not undo the first.
            if not isinstance(entry.operation, Suspend) or entry.saw(*each.dot):
                raise Unauthorised("the author was suspended")

    def _removed_at(self, device: bytes, seen: Seen) -> bool:
        ballot = self._state.ballots.get(("remove", device, 0))
        return bool(ballot and ballot.counted(seen, self._state.voters(ballot, [device])))

    def _require_admin(self, entry: AuthorityEntry) -> None:
        if self._state.role_at(entry.author, entry.saw) is not Role.ADMIN:
            raise Unauthorised("only an admin may do this")
        self._check_not_demoted(entry, {Role.ADMIN})

    def _check_not_demoted(self, entry: AuthorityEntry, enough: set[Role]) -> None:
        """Whoever has a lesser role by now cannot go on by never mentioning that they have heard of it."""
        appointed = self._decided.appointed.get(entry.author, ()) if self._decided else ()
        if _is_unheard(entry, (each for role, each in appointed if role not in enough)) and not self._takes_away(entry):
            raise Unauthorised("the author has a lesser role by now")

    def _takes_away(self, entry: AuthorityEntry) -> bool:
        """Whether it only makes somebody's role or part a lesser one.

        That counts although its author has lost the right unseen: else two who take a right from each other would both
        keep it, and whoever has lost one could undo that by an answer.
        """
        said, state = entry.operation, self._state
        if isinstance(said, Appoint):
            before = state.role_at(said.device, entry.saw)
            return before is not None and ROLES.index(_role(said.role)) > ROLES.index(before)
        if isinstance(said, ShareCircle):
            before = state.circles[said.circle].part_at(said.device, entry.saw)
            return PARTS.index(Part(said.part)) > PARTS.index(before)
        return False

    # -- decisions

    def _decide(self, entry: AuthorityEntry, operation: AuthorityOp) -> None:
        state = self._state
        person = self._speaker(entry)
        if isinstance(operation, Admit):
            if state.role_at(operation.keys.device, entry.saw) is not None:
                raise Unauthorised("a device is admitted once")
            self._admit(entry, operation, _role(operation.role))
        elif isinstance(operation, Suspend):
            state.suspensions.append(entry)
        elif isinstance(operation, Entrust):
            self._entrust(entry, operation, person)
        elif isinstance(operation, Appoint):
            self._appoint(entry, operation, person)
        else:
            self._motion(entry, operation, person)

    def _decree(self, entry: AuthorityEntry, decree: Decree) -> None:
        """Give a decision of the recovery quorum counts whoever brings it, and only once."""
        if entry.name not in self._decrees:
            self._decrees[entry.name] = self._is_signed(decree)
        quorum, trustees = self._state.trustees_at(entry.saw)
        signers = {keys.name for keys, _ in decree.signers} & set(trustees)
        if not self._decrees[entry.name] or not 0 < quorum <= len(signers):
            raise Unauthorised("the recovery quorum did not sign this")
        before = self._passed.setdefault(decree.motion, [])
        if any(entry.saw(*other.dot) for other in before):
            raise Unauthorised("the recovery quorum has decided this once already")
        before.append(entry)
        motion = motion_of(decree)
        if isinstance(motion, Entrust):
            self._entrust(entry, motion, None)
        elif isinstance(motion, Appoint):
            self._appoint(entry, motion, None)
        else:
            self._motion(entry, motion, None)

    def _is_signed(self, decree: Decree) -> bool:
        try:
            for keys, signatures in decree.signers:
                keys.verify("petition", petition(self._group, decree.motion), signatures)
        except BadSignature:
            return False
        return True

    def _motion(self, entry: AuthorityEntry, operation: AuthorityOp, person: bytes | None) -> None:
        if isinstance(operation, Remove):
            for device in operation.devices:
                self._vote(("remove", device, 0), person, entry)
        elif isinstance(operation, Lift):
            for digest, index in operation.suspensions:
                self._vote(("lift", digest, index), person, entry)
        else:
            raise Malformed("this decides nothing")

    def _vote(self, question: Question, person: bytes | None, entry: AuthorityEntry) -> None:
        self._state.ballots.setdefault(question, Ballot()).votes.append((person, entry))

    def _appoint(self, entry: AuthorityEntry, operation: Appoint, person: bytes | None) -> None:
        role, device, state = _role(operation.role), operation.device, self._state
        present = state.role_at(device, entry.saw)
        if present is None:
            raise Malformed("a role for a device that does not belong")
        demotes = present is Role.ADMIN and role is not Role.ADMIN and person not in state.persons([device], entry.saw)
        if demotes:
            self._vote(("appoint", device, ROLES.index(role)), person, entry)
        state.appointments.setdefault(device, []).append(Appointment(entry, role, demotes))

    def _entrust(self, entry: AuthorityEntry, operation: Entrust, person: bytes | None) -> None:
        """Give the only admin decides alone; several vote."""
        question: Question = ("entrust", entrusting_digest(operation), 0)
        alone = person is not None and self._state.admins_at(entry.saw) == {person}
        self._vote(question, None if alone else person, entry)
        made = Entrusting(entry, operation.time, operation.quorum, tuple(operation.trustees), question)
        self._state.entrustings.append(made)

    def _admit(self, entry: AuthorityEntry, operation: Found | Admit, role: Role) -> None:
        """Two admins may admit one device unknown to each other: both admissions are kept, see `Admission.rank`."""
        keys, state = operation.keys, self._state
        _, admissions = state.admissions.setdefault(keys.device, (keys, []))
        by = operation.person if isinstance(operation, Found) else self._speaker(entry)
        first = not state.knows_person(operation.person, entry.saw)
        admissions.append(Admission(entry.dot, operation.time, operation.person, operation.name, role, by, first))

    def _speaker(self, entry: AuthorityEntry) -> bytes:
        """As which person the author of an operation speaks."""
        (person,) = self._state.persons([entry.author], entry.saw)
        return person

    def _is_said_again(self, entry: AuthorityEntry, operation: Admit) -> bool:
        """Whether an admission that its author knew is repeated, but for the time."""
        _, known = self._state.admissions.get(operation.keys.device, (None, ()))
        said = (operation.person, operation.name, operation.role)
        return any((each.person, each.name, each.role) == said for each in known if entry.saw(*each.dot))

    def _confirm(self, entry: AuthorityEntry, operation: Admit) -> None:
        """Take another's word for whose a device is: the person's, on any device of theirs, or another admin's."""
        by = self._speaker(entry)
        if by != operation.person:
            self._require_admin(entry)
        made = self._state.confirmations.setdefault(operation.keys.device, [])
        made.append(Confirmation(entry, operation.person, by))

    def _retire(self, entry: AuthorityEntry, operation: Retire) -> None:
        if self._state.role_at(operation.device, entry.saw) is None:
            raise Malformed("a device that does not belong cannot be retired")
        if entry.author != operation.device:
            self._require_admin(entry)
        self._state.retirements.setdefault(operation.device, []).append((operation.retired, entry))

    # -- circles

    def _circle(self, entry: AuthorityEntry, operation: ShareCircle | OpenCircle | Certify) -> None:
        state = self._state
        if isinstance(operation, OpenCircle):
            self._require_admin(entry)
            if state.has_circle(operation.circle, entry.saw):
                raise Unauthorised("a circle is opened once")
            circle = state.circles.setdefault(operation.circle, Circle(operation.circle))
            circle.openings.append((operation.time, operation.name, entry))
            circle.shares.setdefault(entry.author, []).append((Part.STEWARD, entry))
            return
        circle = self._known_circle(entry, operation.circle)
        if isinstance(operation, Certify):
            if not state.stewards(entry.author, operation.circle, entry.saw):
                raise Unauthorised("only a steward of a circle may do this")
            steward = circle.part_at(entry.author, entry.saw) is Part.STEWARD
            self._check_not_demoted(entry, WRITERS if steward else {Role.ADMIN})
            self._check_not_lowered(entry, operation.circle, {Part.STEWARD})
            circle.certificates.setdefault(operation.certificate, []).append(entry)
            return
        if operation.part not in set(Part):
            raise Malformed(f"there is no part {operation.part}")
        writes = state.writes(entry.author, operation.circle, entry.saw)
        if writes and circle.part_at(entry.author, entry.saw) is Part.STEWARD:
            self._check_not_demoted(entry, WRITERS)
            self._check_not_lowered(entry, operation.circle, {Part.STEWARD})
        else:
            self._require_admin(entry)
        circle.shares.setdefault(operation.device, []).append((Part(operation.part), entry))

    def _find_everyone(self, opened: AuthorityEntry, circle: bytes) -> None:
        """Find the circle that all read: the first that the founder's laptop opened.

        No other takes its place, neither one whose author pretends not to have heard of it, nor while that opening is
        void: what was written in the next one was not for all to read.
        """
        if not self._state.entrustings or self._state.entrustings[0].entry.author != opened.author:
            return
        self._opened.append((opened, circle))
        first = [pair for pair in self._opened if not any(pair[0].saw(*other.dot) for other, _ in self._opened)]
        self._state.everyone = min(name for _, name in first)

    def _key(self, entry: AuthorityEntry, operation: Lockbox | OpenEpoch | Plead) -> None:
        circle = self._known_circle(entry, operation.circle)
        if not self._state.reads(entry.author, operation.circle, entry.saw):
            raise Unauthorised("only who reads a circle has to do with its keys")
        self._check_not_demoted(entry, READERS)
        self._check_not_lowered(entry, operation.circle, {Part.STEWARD, Part.EDITOR, Part.READER})
        if isinstance(operation, OpenEpoch):
            circle.epochs = sorted({*circle.epochs, (operation.time, operation.epoch)})
            circle.openers.setdefault(operation.epoch, []).append(entry)
        elif isinstance(operation, Lockbox):
            circle.boxes.setdefault((operation.epoch, operation.device), []).append((entry, operation.box))
        else:
            circle.pleas.append((operation.epoch, entry))

    def _check_not_lowered(self, entry: AuthorityEntry, circle: bytes, enough: set[Part]) -> None:
        """Whoever has a lesser part by now cannot go on by never mentioning that they have heard of it."""
        lowered = self._decided.lowered.get((circle, entry.author), ()) if self._decided else ()
        if _is_unheard(entry, (each for part, each in lowered if part not in enough)) and not self._takes_away(entry):
            raise Unauthorised("the author has a lesser part in the circle by now")

    def _known_circle(self, entry: AuthorityEntry, circle: bytes) -> Circle:
        if not self._state.has_circle(circle, entry.saw):
            raise Malformed("a circle that its author did not know")
        return self._state.circles[circle]


def _is_unheard(entry: AuthorityEntry, others: Iterable[AuthorityEntry]) -> bool:
    """Whether one of the others was made unknown to this one's author, as this was to theirs."""
    return any(not (each.saw(*entry.dot) or entry.saw(*each.dot)) for each in others)


def _role(text: str) -> Role:
    if text not in set(Role):
        raise Malformed(f"there is no role {text}")
    return Role(text)


def entrusting_digest(operation: Entrust) -> bytes:
    """Tell what votes for the same trustees have in common."""
    return labelled_hash("entrust", encode([operation.quorum, operation.trustees]))
