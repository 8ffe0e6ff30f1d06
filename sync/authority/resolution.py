"""Who may do what, found from all operations of the authority's log: a pure function of their set.

An operation is void if its author had no right to it in its own causal past. Suspension reaches further: what a
suspended device says counts only as far as the suspension's author had seen it, so the log is gone through several
times, each time with more decided (the rules in their order are those of `judge`). Nothing depends on arrival.
"""

from __future__ import annotations

from sync.authority.evaluation import Decided, Hearing, Removal, lifted, suspended_by
from sync.authority.membership import (
    Admission,
    AuthorityEntry,
    Ballot,
    Circle,
    Device,
    DeviceStanding,
    Membership,
    everything,
)
from sync.authority.operations import Admit, Appoint, Decree, Found, OpenCircle, Part, Remove, Role, motion_of
from sync.authority.pasts import ClosedPasts
from sync.primitives.keys import DeviceKeys

HEARINGS = 8
"""How often what was lost is asked anew, after what was heard without it."""


class Ledger:
    """All operations of the authority's log in causal order, and what follows from them."""

    def __init__(self, group: bytes) -> None:
        self.group = group
        self.keys: dict[bytes, DeviceKeys] = {}
        self.openings: dict[bytes, list[AuthorityEntry]] = {}
        self.pasts = ClosedPasts()
        self._entries: list[AuthorityEntry] = []
        self._decrees: dict[tuple[bytes, int], bool] = {}
        self._membership: Membership | None = None

    @property
    def founded(self) -> bool:
        """Whether the group's first segment is here."""
        return bool(self._entries)

    def add(self, entry: AuthorityEntry) -> None:
        """One more operation; those before it for its author have been added."""
        operation = entry.operation
        if isinstance(operation, Found | Admit):
            # A segment is verified by these keys even where the admission is void: what it says is another question.
            self.keys.setdefault(operation.keys.device, operation.keys)
        elif isinstance(operation, OpenCircle):
            self.openings.setdefault(operation.circle, []).append(entry)
        self._entries.append(entry)
        self._membership = None

    @property
    def membership(self) -> Membership:
        """The state of trust, judged anew if anything was added."""
        if self._membership is None:
            self._membership = self._judge()
        return self._membership

    def _judge(self) -> Membership:
        """First by causal pasts alone; then who is removed; then which suspensions are lifted; then for good."""
        nominal = self._run(None)
        if not (nominal.suspensions or nominal.ballots or nominal.appointments or _lowered(nominal)):
            return _finished(nominal, Decided([]), nominal)
        removals = self._removals(nominal)
        removed = {removal.device: removal.votes for removal in removals}
        suspensions = [
            each
            for each in nominal.suspensions
            if each.author not in removed or any(vote.saw(*each.dot) for vote in removed[each.author])
        ]
        strict = self._run(Decided(suspensions, removals))
        standing = [each for each in suspensions if not lifted(strict, each)]
        decided = Decided(standing, removals, _appointed(strict), _lowered(strict))
        found = self._run(decided)
        for _ in range(HEARINGS):
            # What was taken by somebody who had no right to after all takes nothing from anybody.
            again = Decided(standing, removals, _appointed(found), _lowered(found))
            if again == decided:
                break
            decided, found = again, self._run(again)
        return _finished(found, decided, nominal)

    def _removals(self, nominal: Membership) -> list[Removal]:
        """Who is voted out. Suspensions by those whom the vote is about do not prevent it.

        Votes of those who were made admins earlier are counted first, and what they decide holds for the later: whoever
        is voted out cannot answer by the votes of accomplices whom nobody knew.
        """
        ranks = _ranks(nominal)
        questions: dict[int, list[bytes]] = {}
        for (kind, device, _), ballot in nominal.ballots.items():
            if kind == "remove" and ballot.counted(everything, nominal.voters(ballot, [device])):
                questions.setdefault(_rank(ballot, ranks), []).append(device)
        found: list[Removal] = []
        for _, devices in sorted(questions.items()):
            found += [removal for device in devices if (removal := self._removal(nominal, device, found)) is not None]
        return found

    def _removal(self, nominal: Membership, device: bytes, decided: list[Removal]) -> Removal | None:
        votes = nominal.ballots["remove", device, 0].votes
        together = {each for _, entry in votes for each in _removed_by(entry)}
        persons = nominal.persons(together)
        others = [each for each in nominal.suspensions if not nominal.persons([each.author]) & persons]
        run = self._run(Decided(others, decided))
        ballot = run.ballots.get(("remove", device, 0), Ballot())
        carried = ballot.counted(everything, run.voters(ballot, [device]))
        return Removal(device, carried) if carried else None

    def _run(self, decided: Decided | None) -> Membership:
        return Hearing(self.group, decided, self._decrees).over(self._entries)


def _appointed(membership: Membership) -> dict[bytes, list[tuple[Role, AuthorityEntry]]]:
    """By device, every role less than an admin's that holds: what it says by more counts as far as that had seen it."""
    found: dict[bytes, list[tuple[Role, AuthorityEntry]]] = {}
    for device, made in membership.appointments.items():
        held = (each for each in made if membership.counts(device, each, everything))
        found[device] = [(each.role, each.entry) for each in held if each.role is not Role.ADMIN]
    return found


def _lowered(membership: Membership) -> dict[tuple[bytes, bytes], list[tuple[Part, AuthorityEntry]]]:
    """By circle and device, every part less than a steward's that somebody was given."""
    return {
        (circle.circle, device): [(part, entry) for part, entry in shares if part is not Part.STEWARD]
        for circle in membership.circles.values()
        for device, shares in circle.shares.items()
        if any(part is not Part.STEWARD for part, _ in shares)
    }


def _ranks(nominal: Membership) -> dict[bytes, int]:
    """How far from the founder each device was made an admin's, by the shortest way."""
    ranks: dict[bytes, int] = {}
    made: list[tuple[bytes, bytes]] = []
    for told in nominal.story:
        operation, author = told.entry.operation, told.entry.author
        if isinstance(operation, Found) and not told.void:
            ranks[author] = 0
        elif isinstance(operation, Admit | Appoint) and operation.role == Role.ADMIN and not told.void:
            made.append((author, operation.keys.device if isinstance(operation, Admit) else operation.device))
    for rank in range(len(made)):
        for author, device in made:
            if ranks.get(author) == rank:
                ranks.setdefault(device, rank + 1)
    return ranks


def _rank(ballot: Ballot, ranks: dict[bytes, int]) -> int:
    """When a ballot is counted: by the second of its voters in rank; a decree's before all others."""
    voters: dict[bytes, int] = {}
    for person, entry in ballot.votes:
        if person is None:
            return -1
        rank = ranks.get(entry.author, len(ranks))
        voters[person] = min(voters.get(person, rank), rank)
    return sorted(voters.values())[1] if len(voters) > 1 else len(ranks)


def _removed_by(entry: AuthorityEntry) -> list[bytes]:
    motion = motion_of(entry.operation) if isinstance(entry.operation, Decree) else entry.operation
    return motion.devices if isinstance(motion, Remove) else []


def _finished(membership: Membership, decided: Decided, nominal: Membership) -> Membership:
    """Devices as they stand, which circle is everyone's, and which epochs somebody knows who should not."""
    suspended = {device for each in decided.suspensions for device in suspended_by(each)}
    removed = {removal.device for removal in decided.removals}
    membership.suspensions = decided.suspensions
    for name, (keys, admissions) in membership.admissions.items():
        role = membership.role_at(name)
        assert role is not None
        standing = DeviceStanding.GOOD
        if name in removed:
            standing = DeviceStanding.REMOVED
        elif name in suspended:
            standing = DeviceStanding.CONTESTED if _contested(membership, name, decided) else DeviceStanding.SUSPENDED
        kems, present = membership.kems(name)
        ranked = tuple(sorted(admissions, key=Admission.rank))
        (person,) = membership.persons([name])
        membership.devices[name] = Device(
            name, keys, ranked, person, role, kems, present, standing, membership.is_retired(name)
        )
    membership.quorum, membership.trustees = membership.trustees_at(everything)
    for circle in membership.circles.values():
        before = nominal.circles.get(circle.circle, circle)
        circle.once = circle.certificates.keys() | before.certificates.keys()
        circle.unheard = _unheard(membership, circle, before, decided)
    return membership


def _contested(membership: Membership, device: bytes, decided: Decided) -> bool:
    """Whether the person of a suspended device has suspended the one who suspended it, each unknown to the other."""
    mine = membership.persons([device])
    against = [
        each
        for each in decided.suspensions
        if device in suspended_by(each) and not membership.persons([each.author]) & mine
    ]
    by_me = [each for each in decided.suspensions if membership.persons([each.author]) & mine]
    return any(
        membership.persons([theirs.author]) & membership.persons(suspended_by(own)) and not own.saw(*theirs.dot)
        for theirs in against
        for own in by_me
    )


def _let_in(membership: Membership, circle: Circle) -> set[bytes]:
    """Whoever was ever let in: openers and stewards need no box for themselves."""
    return {*circle.shares, *(membership.admissions if circle.circle == membership.everyone else ())}


def _handed(circle: Circle, nominal: Circle, epoch: bytes) -> set[bytes]:
    """Who was made a box with an epoch's key by somebody who knew of it, and might as far as they knew.

    What turned out void since has handed the key out all the same; who had been shut out before does not know it.
    """
    openers = circle.openers[epoch]
    return {
        device
        for (each, device), made in (*circle.boxes.items(), *nominal.boxes.items())
        if each == epoch and any(box.saw(*opener.dot) for box, _ in made for opener in openers)
    }


def _unheard(
    membership: Membership, circle: Circle, nominal: Circle, decided: Decided
) -> dict[bytes, list[frozenset[bytes]]]:
    """Give by epoch what those who opened it did not know: who could have its key and may not read.

    Whoever took the right away need not have known of it: only that the device could ever have had a key counts. A
    device that was made a box has the key, whatever was known of it.
    """
    entitled = {each.device for each in membership.entitled(circle.circle)}
    lost: dict[bytes, list[AuthorityEntry]] = {}
    for device in _let_in(membership, circle) - entitled:
        losses: list[AuthorityEntry] = []
        losses += [each for each in decided.suspensions if device in suspended_by(each)]
        losses += [vote for removal in decided.removals if removal.device == device for vote in removal.votes]
        losses += [entry for part, entry in circle.shares.get(device, ()) if part is Part.NONE]
        losses += [each.entry for each in membership.appointments.get(device, ()) if each.role is Role.CARRIER]
        lost[device] = losses
    found: dict[bytes, list[frozenset[bytes]]] = {}
    for epoch, openers in circle.openers.items():
        handed = _handed(circle, nominal, epoch) - entitled
        found[epoch] = [
            frozenset(handed.union(each for each in lost if not all(opener.saw(*loss.dot) for loss in lost[each])))
            for opener in openers
        ]
    return found
