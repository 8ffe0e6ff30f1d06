"""Who belongs, with which devices and rights: what `resolution` finds, and the questions that are asked of it.

Every question may be asked of a causal past: then only what the asker had seen counts, so that the answer for an old
operation never changes because of what others did unknown to its author.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sync.authority.operations import AuthorityOp, Part, Role, plain_name
from sync.log.state import Seen
from sync.primitives.age.identity import Recipient
from sync.primitives.errors import MissingKey
from sync.primitives.keys import DeviceKeys

Dot = tuple[int, int]
"""An operation by this vault's number of its segment and its index there."""
Name = tuple[bytes, int]
"""The same operation as everybody names it: the hash of its segment, and its index."""

KEYS_AT_ONCE = 16
_ROLES = tuple(Role)
_PARTS = tuple(Part)


def everything(_segment: int, _index: int) -> bool:
    """Give the causal past of one who knows all that is here."""
    return True


@dataclass(frozen=True, slots=True)
class AuthorityEntry:
    """An operation of the authority's log, and what its author had seen of others' (`past`)."""

    dot: Dot
    name: Name
    author: bytes
    operation: AuthorityOp
    past: Seen

    def saw(self, segment: int, index: int) -> bool:
        """Whether that operation came before this one, for its author."""
        return index < self.dot[1] if segment == self.dot[0] else self.past(segment, index)


@dataclass(frozen=True, slots=True)
class Admission:
    """One admin's word that a device belongs: whose it is, with which role, and as which person the admin spoke.

    ``first`` if that admin knew no device of the person.
    """

    dot: Dot
    time: int
    person: bytes
    name: str
    role: Role
    by: bytes
    first: bool

    def rank(self) -> tuple[int, int, str, bytes]:
        """Which of two admissions, made unknown to each other, holds: the smaller.

        The greater right goes first, so that nobody loses a right that was given by an admission made too early.
        """
        return _ROLES.index(self.role), self.time, self.name, self.person


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Another's word, as person ``by``, that a device is the person's of whom its admission says so."""

    entry: AuthorityEntry
    person: bytes
    by: bytes


class DeviceStanding(StrEnum):
    """Whether a device counts: contested are admins who have suspended each other."""

    GOOD = "good"
    SUSPENDED = "suspended"
    CONTESTED = "contested"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Device:
    """A device of a member as it stands now, and its admissions, the one that holds first.

    One that nobody has `confirmed` counts as nobody's, whatever its admission says: ``person`` is its own name then.
    """

    device: bytes
    keys: DeviceKeys
    admissions: tuple[Admission, ...]
    person: bytes
    role: Role
    kems: tuple[bytes, ...]
    present: int
    standing: DeviceStanding = DeviceStanding.GOOD
    retired: bool = False

    @property
    def named(self) -> bytes:
        """Whose device it is said to be."""
        return self.admissions[0].person

    @property
    def confirmed(self) -> bool:
        """Whether it may speak as the person it is said to be of."""
        return any(each.person == self.person for each in self.admissions)

    @property
    def name(self) -> str:
        """The person's name."""
        return plain_name(self.admissions[0].name)

    @property
    def good(self) -> bool:
        """Whether what it writes counts, and others write to it."""
        return self.standing is DeviceStanding.GOOD

    def recipient(self) -> Recipient:
        """Give the device's newest receiving key."""
        return Recipient(self.kems[0])

    def recipients(self, *, copied: bool = False) -> list[Recipient]:
        """Give the keys to which bundles are encrypted: also the one before, which is all that a restored backup has.

        Each copy of a vault that was `copied` has keys which the others have replaced.
        """
        return [Recipient(kem) for kem in self.kems[: KEYS_AT_ONCE if copied else self.present + 1]]


@dataclass(slots=True)
class Circle:
    """A circle: who may do what in it, its epochs by the time of their opening, boxes by (epoch, device)."""

    circle: bytes
    openings: list[tuple[int, str, AuthorityEntry]] = field(default_factory=list[tuple[int, str, AuthorityEntry]])
    epochs: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    openers: dict[bytes, list[AuthorityEntry]] = field(default_factory=dict[bytes, list[AuthorityEntry]])
    boxes: dict[tuple[bytes, bytes], list[tuple[AuthorityEntry, bytes]]] = field(
        default_factory=dict[tuple[bytes, bytes], list[tuple[AuthorityEntry, bytes]]]
    )
    pleas: list[tuple[bytes, AuthorityEntry]] = field(default_factory=list[tuple[bytes, AuthorityEntry]])
    shares: dict[bytes, list[tuple[Part, AuthorityEntry]]] = field(
        default_factory=dict[bytes, list[tuple[Part, AuthorityEntry]]]
    )
    certificates: dict[bytes, list[AuthorityEntry]] = field(default_factory=dict[bytes, list[AuthorityEntry]])
    once: set[bytes] = field(default_factory=set[bytes])
    """Certificates that count, or whose author might give them as far as they knew: others may have acted on them."""
    unheard: dict[bytes, list[frozenset[bytes]]] = field(default_factory=dict[bytes, list[frozenset[bytes]]])
    """By epoch, for each who opened it: the devices that may not read and could know its key nevertheless."""

    @property
    def name(self) -> str:
        """What people call it."""
        return plain_name(min(self.openings, key=lambda opening: opening[:2])[1])

    def usable(self, leaver: bytes = b"") -> list[bytes]:
        """Give the epochs in which to write now, best first: none from before somebody else lost the right to read."""
        return [epoch for _, epoch in reversed(self.epochs) if any(each <= {leaver} for each in self.unheard[epoch])]

    def part_at(self, device: bytes, seen: Seen) -> Part:
        """Tell what a device may do in it, of shares made unknown to each other the least."""
        shares = [(part, entry) for part, entry in self.shares.get(device, ()) if seen(*entry.dot)]
        latest = [part for part, entry in shares if not any(other.saw(*entry.dot) for _, other in shares)]
        return max(latest, key=_PARTS.index, default=Part.NONE)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A change of a device's role; `vote` if it takes away an admin's, which one admin alone cannot."""

    entry: AuthorityEntry
    role: Role
    vote: bool


@dataclass(slots=True)
class Ballot:
    """Votes on one question: each by a person, or the recovery quorum's decree, which is worth them all (None)."""

    votes: list[tuple[bytes | None, AuthorityEntry]] = field(default_factory=list[tuple[bytes | None, AuthorityEntry]])

    def counted(self, seen: Seen, voters: Collection[bytes]) -> list[AuthorityEntry]:
        """Give the votes that carry it, those of `voters` or a decree; empty while it is not carried."""
        found = [
            (person, entry) for person, entry in self.votes if (person is None or person in voters) and seen(*entry.dot)
        ]
        persons = {person for person, _ in found}
        return [entry for _, entry in found] if None in persons or len(persons) >= 2 else []


Question = tuple[str, bytes, int]
"""("remove", device, 0), ("lift", segment hash, index), ("appoint", device, role's number), ("entrust", digest, 0)."""


@dataclass(frozen=True, slots=True)
class Entrusting:
    """Trustees as somebody named them; `question` is what was voted on, None for those of the founding.

    `time` is that of the decision: of a decree the time that the trustees have signed, which nobody can renew by
    saying it again.
    """

    entry: AuthorityEntry
    time: int
    quorum: int
    trustees: tuple[bytes, ...]
    question: Question | None


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the story of authority: what was said, and why it is void if it is."""

    entry: AuthorityEntry
    void: str


class Membership:
    """The state of trust."""

    def __init__(self) -> None:
        self.group_name = ""
        self.devices: dict[bytes, Device] = {}
        self.circles: dict[bytes, Circle] = {}
        self.everyone = b""
        self.quorum = 0
        self.trustees: tuple[bytes, ...] = ()
        self.admissions: dict[bytes, tuple[DeviceKeys, list[Admission]]] = {}
        self.confirmations: dict[bytes, list[Confirmation]] = {}
        self.appointments: dict[bytes, list[Appointment]] = {}
        self.ballots: dict[Question, Ballot] = {}
        self.entrustings: list[Entrusting] = []
        self.renewals: dict[bytes, list[tuple[int, bytes, AuthorityEntry]]] = {}
        self.retirements: dict[bytes, list[tuple[bool, AuthorityEntry]]] = {}
        self.suspensions: list[AuthorityEntry] = []
        self.story: list[Told] = []

    # -- rights

    def role_at(self, device: bytes, seen: Seen = everything) -> Role | None:
        """Give a device's role, of appointments made unknown to each other the least; None if it was not admitted.

        A further device of a person is no admin's before it is confirmed: it would be a second vote.
        """
        admissions = self._admissions_at(device, seen)
        if not admissions:
            return None
        made = [each for each in self.appointments.get(device, ()) if self.counts(device, each, seen)]
        latest = [each.role for each in made if not any(other.entry.saw(*each.entry.dot) for other in made)]
        role = max(latest, key=_ROLES.index, default=admissions[0].role)
        return Role.EDITOR if role is Role.ADMIN and self.owner_at(device, seen) is None else role

    def _admissions_at(self, device: bytes, seen: Seen) -> list[Admission]:
        known = [each for each in self.admissions.get(device, (None, ()))[1] if seen(*each.dot)]
        return sorted(known, key=Admission.rank) if len(known) > 1 else known

    def owner_at(self, device: bytes, seen: Seen = everything) -> bytes | None:
        """Whose device it is; None if it was not admitted, or only one admin says so and nobody else.

        Admissions made unknown to each other can say different things. That it is a person of its own holds then;
        else none does, or an admin who pretends not to have heard of the other could take somebody's laptop.
        """
        admissions = self._admissions_at(device, seen)
        owners = [each for each in admissions if self._is_owner(each.person, device, admissions, seen)]
        persons = {each.person for each in owners}
        if device in persons:
            return device
        # Until 0.1.0 persons were named by chance: two admins who let the same newcomer in gave two names.
        agree = len(persons) == 1 or all(each.first for each in owners)
        return owners[0].person if owners and agree else None

    def _is_owner(self, person: bytes, device: bytes, admissions: list[Admission], seen: Seen) -> bool:
        """Whether a device is a person's: their first, or one that another of theirs or two admins say is theirs."""
        if person == device:
            return True
        named = [each for each in admissions if each.person == person]
        # Who is named after a device has that one first, whatever an admin pretends not to know of it.
        if any(each.first for each in named) and not self._admissions_at(person, seen):
            return True
        said = self.said_by(device, person, seen)
        return person in said or len(said) > 1

    def said_by(self, device: bytes, person: bytes, seen: Seen = everything) -> set[bytes]:
        """Give the persons who say that a device is somebody's: whoever admitted it so, and whoever said it again."""
        said = {each.by for each in self._admissions_at(device, seen) if each.person == person}
        said |= {
            each.by for each in self.confirmations.get(device, ()) if each.person == person and seen(*each.entry.dot)
        }
        return said

    def counts(self, device: bytes, appointment: Appointment, seen: Seen) -> bool:
        """Whether an appointment holds: one that takes an admin's role away only if the vote is carried."""
        if not seen(*appointment.entry.dot):
            return False
        ballot = self.ballots.get(("appoint", device, _ROLES.index(appointment.role)))
        if not appointment.vote:
            return True
        return bool(ballot and ballot.counted(seen, self.voters(ballot, [device])))

    def voters(self, ballot: Ballot, about: Iterable[bytes]) -> set[bytes]:
        """All who voted but those whom the question is about."""
        return {person for person, _ in ballot.votes if person is not None} - self.persons(about)

    def trustees_at(self, seen: Seen) -> tuple[int, tuple[bytes, ...]]:
        """Give the recovery quorum, and the trustees of which it is a part."""
        carried: list[Entrusting] = []
        for each in self.entrustings:
            ballot = self.ballots.get(each.question) if each.question else None
            if seen(*each.entry.dot) and (ballot is None or ballot.counted(seen, self.voters(ballot, ()))):
                carried.append(each)
        latest = [each for each in carried if not any(other.entry.saw(*each.entry.dot) for other in carried)]
        if not latest:
            return 0, ()
        found = max(latest, key=lambda each: (each.time, each.quorum, each.trustees))
        return found.quorum, found.trustees

    def kems(self, device: bytes) -> tuple[tuple[bytes, ...], int]:
        """Give a device's receiving keys, the present first, and how many these are: more than one if it was copied.

        A renewal takes the place of those that it saw, whatever time it claims.
        """
        made = sorted(self.renewals.get(device, ()), key=lambda each: each[:2], reverse=True)
        heads = [kem for _, kem, entry in made if not any(other.saw(*entry.dot) for _, _, other in made)]
        before = [kem for _, kem, _ in made if kem not in heads]
        first = self.admissions[device][0].kem
        return (*heads[:KEYS_AT_ONCE], *before, first), max(1, min(len(heads), KEYS_AT_ONCE))

    def is_retired(self, device: bytes) -> bool:
        """Whether nobody waits for a device; where some say so and others not, unknown to each other, all wait."""
        said = self.retirements.get(device, ())
        latest = [retired for retired, entry in said if not any(other.saw(*entry.dot) for _, other in said)]
        return bool(latest) and all(latest)

    def persons(self, devices: Iterable[bytes], seen: Seen = everything) -> set[bytes]:
        """Whose devices these are; one that is not confirmed is a person of its own."""
        known = (
            device for device in devices if any(seen(*each.dot) for each in self.admissions.get(device, (None, ()))[1])
        )
        return {self.owner_at(device, seen) or device for device in known}

    def knows_person(self, person: bytes, seen: Seen) -> bool:
        """Whether anybody had been admitted as this person."""
        return any(each.person == person and seen(*each.dot) for _, made in self.admissions.values() for each in made)

    def admins_at(self, seen: Seen = everything) -> set[bytes]:
        """Give the persons who are admins by any of their devices."""
        admins = [device for device in self.admissions if self.role_at(device, seen) is Role.ADMIN]
        return self.persons(admins, seen)

    def has_circle(self, circle: bytes, seen: Seen) -> bool:
        """Whether a circle had been opened in the causal past `seen`."""
        known = self.circles.get(circle)
        return known is not None and any(seen(*entry.dot) for _, _, entry in known.openings)

    def reads(self, device: bytes, circle: bytes, seen: Seen = everything) -> bool:
        """Whether a device may read a circle, good or not."""
        role = self.role_at(device, seen)
        if role is None or role is Role.CARRIER or not self.has_circle(circle, seen):
            return False
        return circle == self.everyone or self.circles[circle].part_at(device, seen) is not Part.NONE

    def writes(self, device: bytes, circle: bytes, seen: Seen = everything) -> bool:
        """Whether a device may write in a circle, good or not."""
        if self.role_at(device, seen) not in {Role.ADMIN, Role.EDITOR} or not self.has_circle(circle, seen):
            return False
        part = self.circles[circle].part_at(device, seen)
        return circle == self.everyone or part in {Part.STEWARD, Part.EDITOR}

    def stewards(self, device: bytes, circle: bytes, seen: Seen = everything) -> bool:
        """Whether a device may say what is erased in a circle: its stewards, and admins who read it."""
        if not self.writes(device, circle, seen):
            return False
        steward = self.circles[circle].part_at(device, seen) is Part.STEWARD
        return steward or self.role_at(device, seen) is Role.ADMIN

    # -- as it stands

    def good(self, device: bytes) -> bool:
        """Whether a device belongs and is neither suspended nor removed."""
        known = self.devices.get(device)
        return known is not None and known.good

    def entitled(self, circle: bytes) -> list[Device]:
        """Give the devices that may read a circle now."""
        return [
            device for _, device in sorted(self.devices.items()) if device.good and self.reads(device.device, circle)
        ]

    def epoch(self, circle: bytes, has: Callable[[bytes], bool]) -> bytes:
        """Give the epoch to write in now, of those whose key is here; raises `MissingKey` where a new one is due."""
        for epoch in self.circles[circle].usable() if circle in self.circles else ():
            if has(epoch):
                return epoch
        raise MissingKey("a circle has no key that all who may read it, and nobody else, have")
