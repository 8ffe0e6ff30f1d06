"""Who belongs, with which devices and rights: a reducer over the signed operations of the authority circle.

The first operation founds the group and its hash is the group's name, so everything hangs on one pinned value. An
operation counts if its author was an admin in its causal past; the result does not depend on the order of arrival.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from sync.clock import check_time
from sync.codec import Decoder
from sync.errors import BadSignature, Malformed, MissingKey, Unauthorised
from sync.keys import DeviceKeys
from sync.operation import NAME_LIMIT, Op, Unknown, tag_of
from sync.segment import AUTHORITY, Segment
from sync.state import Seen
from sync.suite import labelled_hash

TRUSTEES_LIMIT = 64
LOCKBOX_SIZE = 1168
"""HPKE's encapsulated key of 1120 bytes, the circle's key of 32, an authentication tag of 16."""

Dot = tuple[int, int]
"""An operation by this vault's number of its segment and its index there."""


class Role(StrEnum):
    """What a member may do: admins also admit others."""

    ADMIN = "admin"
    EDITOR = "editor"


class Found(Op, frozen=True, tag=32):
    """The group begins. `quorum` of the `trustees` (hashes of keys) may one day replace lost admins; 0 for none."""

    group: str
    nonce: bytes
    person: bytes
    name: str
    keys: DeviceKeys
    quorum: int
    trustees: list[bytes]


class Admit(Op, frozen=True, tag=33):
    """A person with a first device, or a further device of a person."""

    person: bytes
    name: str
    role: str
    keys: DeviceKeys


class OpenCircle(Op, frozen=True, tag=34):
    """A circle of records that some may read."""

    circle: bytes
    name: str


class OpenEpoch(Op, frozen=True, tag=35):
    """A new key of a circle, named by its hash, which is also the commitment to it."""

    circle: bytes
    epoch: bytes


class Lockbox(Op, frozen=True, tag=36):
    """A circle's key, wrapped for one device."""

    circle: bytes
    epoch: bytes
    device: bytes
    box: bytes


AuthorityOp = Found | Admit | OpenCircle | OpenEpoch | Lockbox
AUTHORITY_TAGS = range(32, 37)
_operations = Decoder[AuthorityOp].of_union(AuthorityOp)


def decode_authority(data: bytes) -> AuthorityOp | Unknown:
    """Raises `Malformed` or `NotCanonical`; what does not concern trust, or not yet, comes back as `Unknown`."""
    tag = tag_of(data)
    if tag not in AUTHORITY_TAGS:
        return Unknown(tag, data)
    operation = _operations.decode(data)
    check_time(operation.time)
    if isinstance(operation, Found | Admit):
        _check_text(operation.name)
        _check_sizes((operation.person, 16))
        operation.keys.check()
        if isinstance(operation, Found):
            _check_founding(operation)
    elif isinstance(operation, OpenCircle):
        _check_text(operation.name)
        _check_sizes((operation.circle, 16))
        if operation.circle == AUTHORITY:
            raise Malformed("the authority's own circle is not opened")
    else:
        _check_sizes((operation.circle, 16), (operation.epoch, 32))
        if isinstance(operation, Lockbox):
            _check_sizes((operation.device, 16), (operation.box, LOCKBOX_SIZE))
    return operation


def _check_founding(operation: Found) -> None:
    _check_text(operation.group)
    _check_sizes((operation.nonce, 32), *((trustee, 32) for trustee in operation.trustees))
    if not 0 <= operation.quorum <= len(operation.trustees) <= TRUSTEES_LIMIT:
        raise Malformed("a group's quorum does not fit its trustees")


def _check_text(text: str) -> None:
    if not 0 < len(text) <= NAME_LIMIT:
        raise Malformed("a name is empty or too long")
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise Malformed("a name holds control characters")


def _check_sizes(*pairs: tuple[bytes, int]) -> None:
    if any(len(value) != size for value, size in pairs):
        raise Malformed("a name, key or box has the wrong length")


def group_of(found: bytes) -> bytes:
    """The group's name: the hash of its founding operation."""
    return labelled_hash("group", found)


def founding_of(segment: Segment, group: bytes) -> Found:
    """The founding operation with which a group's first segment begins; raises `BadSignature` for another group's."""
    operation = decode_authority(bytes(segment.operations[0])) if segment.operations else None
    if not isinstance(operation, Found) or group_of(bytes(segment.operations[0])) != group:
        raise BadSignature("a first segment does not found this group")
    return operation


@dataclass(frozen=True, slots=True)
class Admission:
    """One admin's word that a device belongs: whose it is, and with which role."""

    dot: Dot
    time: int
    person: bytes
    name: str
    role: Role

    def rank(self) -> tuple[bool, int, str, bytes]:
        """Which of two admissions, made unknown to each other, holds: the smaller.

        The greater right goes first, so that nobody loses a right that was given by an admission made too early.
        """
        return self.role is not Role.ADMIN, self.time, self.name, self.person


@dataclass(frozen=True, slots=True)
class Device:
    """A device of a member, and its admissions, the one that holds first."""

    device: bytes
    keys: DeviceKeys
    admissions: tuple[Admission, ...]

    @property
    def person(self) -> bytes:
        """Whose device it is."""
        return self.admissions[0].person

    @property
    def name(self) -> str:
        """The name of that person."""
        return self.admissions[0].name

    @property
    def role(self) -> Role:
        """What the device may do, as far as this vault knows."""
        return self.admissions[0].role

    @property
    def time(self) -> int:
        """When it was admitted."""
        return self.admissions[0].time


@dataclass(slots=True)
class Circle:
    """A circle, its openings, its epochs in the order of their time, and the lockboxes by (epoch, device)."""

    circle: bytes
    openings: list[tuple[int, str, Dot]] = field(default_factory=list[tuple[int, str, Dot]])
    epochs: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    boxes: dict[tuple[bytes, bytes], list[bytes]] = field(default_factory=dict[tuple[bytes, bytes], list[bytes]])

    @property
    def name(self) -> str:
        """What people call it."""
        return min(self.openings)[1]

    @property
    def epoch(self) -> bytes:
        """The epoch in which to write now; raises `MissingKey` where none was opened."""
        if not self.epochs:
            raise MissingKey("a circle has no key yet")
        return self.epochs[-1][1]


class Membership:
    """The state of trust, built by `apply` from authorised operations in causal order."""

    def __init__(self) -> None:
        self.group_name = ""
        self.devices: dict[bytes, Device] = {}
        self.circles: dict[bytes, Circle] = {}

    def authorise(self, device: bytes, seen: Seen, *, admin: bool) -> None:
        """Raises `Unauthorised` unless an author had been admitted, with that right, in the causal past `seen`.

        Only admissions that the author saw count, so that the answer is the same whatever else has arrived.
        """
        known = self.devices.get(device)
        admissions = [each for each in known.admissions if seen(*each.dot)] if known else []
        if not admissions:
            raise Unauthorised("the author had not been admitted when this was made")
        if admin and all(each.role is not Role.ADMIN for each in admissions):
            raise Unauthorised("only an admin may do this")

    def has_circle(self, circle: bytes, seen: Seen) -> bool:
        """Whether a circle had been opened in the causal past `seen`."""
        known = self.circles.get(circle)
        return known is not None and any(seen(*dot) for _, _, dot in known.openings)

    def apply(self, operation: AuthorityOp, dot: Dot, author: bytes, seen: Seen) -> None:
        """Lets an operation take effect; raises `Unauthorised` or `Malformed` and changes nothing otherwise."""
        if isinstance(operation, Found):
            if self.devices or operation.keys.device != author:
                raise Unauthorised("a group is founded once, by its founder's own device")
            self.group_name = operation.group
            self._admit(operation, Role.ADMIN, dot)
            return
        self.authorise(author, seen, admin=True)
        if isinstance(operation, Admit):
            if operation.role not in set(Role):
                raise Malformed(f"there is no role {operation.role}")
            known = self.devices.get(operation.keys.device)
            if known and any(seen(*each.dot) for each in known.admissions):
                raise Unauthorised("a device is admitted once")
            self._admit(operation, Role(operation.role), dot)
        elif isinstance(operation, OpenCircle):
            if self.has_circle(operation.circle, seen):
                raise Unauthorised("a circle is opened once")
            circle = self.circles.setdefault(operation.circle, Circle(operation.circle))
            circle.openings.append((operation.time, operation.name, dot))
        else:
            if not self.has_circle(operation.circle, seen):
                raise Malformed("a key for a circle that does not exist")
            circle = self.circles[operation.circle]
            if isinstance(operation, OpenEpoch):
                circle.epochs = sorted({*circle.epochs, (operation.time, operation.epoch)})
            else:
                circle.boxes.setdefault((operation.epoch, operation.device), []).append(operation.box)

    def _admit(self, operation: Found | Admit, role: Role, dot: Dot) -> None:
        """Two admins may admit one device unknown to each other: both admissions are kept, see `Admission.rank`."""
        keys = operation.keys
        known = self.devices.get(keys.device)
        admissions = [Admission(dot, operation.time, operation.person, operation.name, role)]
        admissions += known.admissions if known else ()
        self.devices[keys.device] = Device(keys.device, keys, tuple(sorted(admissions, key=Admission.rank)))

    def entitled(self, circle: bytes) -> list[Device]:
        """The devices that may read a circle: for now all of them."""
        return sorted(self.devices.values(), key=lambda device: device.device) if circle in self.circles else []
