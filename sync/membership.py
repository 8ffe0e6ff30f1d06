"""Who belongs, with which devices and rights: a reducer over the signed operations of the authority circle.

The first operation founds the group and its hash is the group's name, so everything hangs on one pinned value. An
operation counts if its author was an admin in its causal past; the result does not depend on the order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sync.codec import Decoder
from sync.errors import BadSignature, Malformed, Unauthorised
from sync.keys import DeviceKeys
from sync.operation import Op, Unknown, tag_of
from sync.segment import Segment
from sync.suite import labelled_hash


class Role(StrEnum):
    """What a member may do: admins also admit others."""

    ADMIN = "admin"
    EDITOR = "editor"


class Found(Op, tag=32):
    """The group begins. `quorum` of the `trustees` (hashes of keys) may one day stand in for lost admins; 0 for none."""

    group: str
    nonce: bytes
    person: bytes
    name: str
    keys: DeviceKeys
    quorum: int
    trustees: list[bytes]


class Admit(Op, tag=33):
    """A person with a first device, or a further device of a person."""

    person: bytes
    name: str
    role: str
    keys: DeviceKeys


class OpenCircle(Op, tag=34):
    """A circle of records that some may read."""

    circle: bytes
    name: str


class OpenEpoch(Op, tag=35):
    """A new key of a circle, named by its hash, which is also the commitment to it."""

    circle: bytes
    epoch: bytes


class Lockbox(Op, tag=36):
    """A circle's key, wrapped for one device."""

    circle: bytes
    epoch: bytes
    device: bytes
    box: bytes


AuthorityOp = Found | Admit | OpenCircle | OpenEpoch | Lockbox
_FIRST_TAG, _LAST_TAG = 32, 36
_operations: Decoder[AuthorityOp] = Decoder(AuthorityOp)  # pyright: ignore[reportArgumentType]  # a union is no class


def decode_authority(data: bytes) -> AuthorityOp | Unknown:
    """Raises `Malformed` or `NotCanonical`; what a later version may have added comes back as `Unknown`."""
    tag = tag_of(data)
    if not _FIRST_TAG <= tag <= _LAST_TAG:
        return Unknown(tag, data)
    operation = _operations.decode(data)
    if isinstance(operation, Found | Admit):
        operation.keys.check()
    return operation


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
class Device:
    """A device of a member, and the dots of the operations that admitted it."""

    device: bytes
    person: bytes
    name: str
    role: Role
    keys: DeviceKeys
    admitted: tuple[tuple[int, int], ...]
    time: int


@dataclass(slots=True)
class Circle:
    """A circle, its epochs in the order of their time, and the lockboxes by (epoch, device)."""

    circle: bytes
    name: str
    epochs: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    boxes: dict[tuple[bytes, bytes], list[bytes]] = field(default_factory=dict[tuple[bytes, bytes], list[bytes]])

    @property
    def epoch(self) -> bytes:
        """The epoch in which to write now."""
        return self.epochs[-1][1]


class Membership:
    """The state of trust, built by `apply` from authorised operations in causal order."""

    def __init__(self) -> None:
        self.group_name = ""
        self.devices: dict[bytes, Device] = {}
        self.circles: dict[bytes, Circle] = {}

    def authorise(self, device: bytes, seen: Callable[[int, int], bool], *, admin: bool) -> Device:
        """The author's device as it stood in the causal past `seen`; raises `Unauthorised`."""
        author = self.devices.get(device)
        if author is None or not any(seen(*dot) for dot in author.admitted):
            raise Unauthorised("the author had not been admitted when this was made")
        if admin and author.role is not Role.ADMIN:
            raise Unauthorised("only an admin may do this")
        return author

    def apply(
        self, operation: AuthorityOp, dot: tuple[int, int], author: bytes, seen: Callable[[int, int], bool]
    ) -> None:
        """Lets an operation take effect; raises `Unauthorised` or `Malformed` and changes nothing otherwise."""
        if isinstance(operation, Found):
            if self.devices or operation.keys.device != author:
                raise Unauthorised("a group is founded once, by its founder's own device")
            self.group_name = operation.group
            self._add(
                Device(author, operation.person, operation.name, Role.ADMIN, operation.keys, (dot,), operation.time)
            )
            return
        self.authorise(author, seen, admin=True)
        if isinstance(operation, Admit):
            if operation.role not in set(Role):
                raise Malformed(f"there is no role {operation.role}")
            keys = operation.keys
            role = Role(operation.role)
            self._add(Device(keys.device, operation.person, operation.name, role, keys, (dot,), operation.time))
        elif isinstance(operation, OpenCircle):
            self.circles.setdefault(operation.circle, Circle(operation.circle, operation.name))
        else:
            circle = self.circles.get(operation.circle)
            if circle is None:
                raise Malformed("a key for a circle that does not exist")
            if isinstance(operation, OpenEpoch):
                circle.epochs = sorted({*circle.epochs, (operation.time, operation.epoch)})
            else:
                circle.boxes.setdefault((operation.epoch, operation.device), []).append(operation.box)

    def _add(self, device: Device) -> None:
        """Two admins may admit one device unknown to each other: the earlier, then the smaller name, holds."""
        known = self.devices.get(device.device)
        if known is not None:
            first, second = sorted((known, device), key=lambda each: (each.time, each.role, each.name, each.person))
            device = replace(first, admitted=first.admitted + second.admitted)
        self.devices[device.device] = device

    def entitled(self, circle: bytes) -> list[Device]:
        """The devices that may read a circle: for now all of them."""
        return sorted(self.devices.values(), key=lambda device: device.device) if circle in self.circles else []
