"""The operations of the authority's log: who belongs, with which rights, who holds which key, what may be erased.

Each is judged by the rules in `resolution`. Those of a later version come back as `Unknown` and are passed on.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from sync.log.operation import NAME_LIMIT, Op, Unknown, tag_of
from sync.log.segment import AUTHORITY, Segment
from sync.primitives.clock import check_time
from sync.primitives.codec import Decoder, Wire, encode
from sync.primitives.errors import BadSignature, Malformed
from sync.primitives.keys import HYBRID_KEM_KEY, DeviceKeys, Signatures, SignerKeys
from sync.primitives.suite import labelled_hash

TRUSTEES_LIMIT = 64
NAMED_LIMIT = 256
"""How many devices or suspensions one operation may name."""
LOCKBOX_SIZE = 1168
"""HPKE's encapsulated key of 1120 bytes, the circle's key of 32, an authentication tag of 16."""


class Role(StrEnum):
    """What a device may do in the group: each may do what those below it may."""

    ADMIN = "admin"
    EDITOR = "editor"
    READER = "reader"
    CARRIER = "carrier"


class Part(StrEnum):
    """What a device may do in a circle: a steward says who else may, and orders erasures."""

    STEWARD = "steward"
    EDITOR = "editor"
    READER = "reader"
    NONE = "none"


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
    """A circle of records that some may read; whoever opens it is its first steward."""

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


class Suspend(Op, frozen=True, tag=37):
    """Devices count no more from here on: what their author had not seen of them by now is in quarantine."""

    devices: list[bytes]


class Remove(Op, frozen=True, tag=38):
    """A vote to exclude devices for good."""

    devices: list[bytes]


class Lift(Op, frozen=True, tag=39):
    """A vote that suspensions, each named by (hash of its segment, index), no longer hold."""

    suspensions: list[tuple[bytes, int]]


class Appoint(Op, frozen=True, tag=40):
    """Another role for a device; to take an admin's away it is a vote."""

    device: bytes
    role: str


class Entrust(Op, frozen=True, tag=41):
    """Trustees for the recovery quorum, in place of those before; a vote where there are several admins."""

    quorum: int
    trustees: list[bytes]


class Decree(Op, frozen=True, tag=42):
    """A decision of the recovery quorum: an encoded `Remove`, `Lift`, `Appoint` or `Entrust`, and who signed it."""

    motion: bytes
    signers: list[tuple[SignerKeys, Signatures]]


class ShareCircle(Op, frozen=True, tag=43):
    """What a device may do in a circle from now on; "none" takes it out."""

    circle: bytes
    device: bytes
    part: str


class Renew(Op, frozen=True, tag=44):
    """A device's new key for receiving."""

    kem: bytes


class Plead(Op, frozen=True, tag=45):
    """None of the boxes for this device opens to this epoch's key: somebody please make another."""

    circle: bytes
    epoch: bytes


class Retire(Op, frozen=True, tag=46):
    """Nobody waits for a device's statements any more; or does again."""

    device: bytes
    retired: bool


class Certify(Op, frozen=True, tag=47):
    """A certificate of a circle counts, named by its hash: an order to erase, or a cut with its snapshot."""

    circle: bytes
    certificate: bytes


Motion = Remove | Lift | Appoint | Entrust
AuthorityOp = (
    Found | Admit | OpenCircle | OpenEpoch | Lockbox | Suspend | Remove | Lift | Appoint | Entrust | Decree
    | ShareCircle | Renew | Plead | Retire | Certify
)  # fmt: skip
AUTHORITY_TAGS = range(32, 48)
_operations = Decoder[AuthorityOp].of_union(AuthorityOp)


def decode_authority(data: bytes) -> AuthorityOp | Unknown:
    """Raise `Malformed` or `NotCanonical`; what does not concern trust, or not yet, comes back as `Unknown`."""
    tag = tag_of(data)
    if tag not in AUTHORITY_TAGS:
        return Unknown(tag, data)
    operation = _operations.decode(data)
    check_time(operation.time)
    _check(operation)
    return operation


def _check(operation: AuthorityOp) -> None:
    if isinstance(operation, Found | Admit):
        _check_text(operation.name)
        _check_sizes((operation.person, 16))
        operation.keys.check()
        if isinstance(operation, Found):
            _check_text(operation.group)
            _check_sizes((operation.nonce, 32))
            _check_quorum(operation.quorum, operation.trustees)
    elif isinstance(operation, OpenCircle):
        _check_text(operation.name)
        _check_sizes((operation.circle, 16))
        if operation.circle == AUTHORITY:
            raise Malformed("the authority's own circle is not opened")
    elif isinstance(operation, Lockbox):
        _check_sizes(
            (operation.circle, 16), (operation.epoch, 32), (operation.device, 16), (operation.box, LOCKBOX_SIZE)
        )
    elif isinstance(operation, OpenEpoch | Plead):
        _check_sizes((operation.circle, 16), (operation.epoch, 32))
    elif isinstance(operation, ShareCircle):
        _check_sizes((operation.circle, 16), (operation.device, 16))
    elif isinstance(operation, Renew):
        _check_sizes((operation.kem, HYBRID_KEM_KEY))
        DeviceKeys.check_kem(operation.kem)
    elif isinstance(operation, Certify):
        _check_sizes((operation.circle, 16), (operation.certificate, 32))
    elif isinstance(operation, Retire):
        _check_sizes((operation.device, 16))
    else:
        _check_decision(operation)


def _check_decision(operation: Suspend | Motion | Decree) -> None:
    if isinstance(operation, Suspend | Remove):
        _check_count(len(operation.devices))
        _check_sizes(*((device, 16) for device in operation.devices))
    elif isinstance(operation, Lift):
        _check_count(len(operation.suspensions))
        _check_sizes(*((digest, 32) for digest, _ in operation.suspensions))
    elif isinstance(operation, Appoint):
        _check_sizes((operation.device, 16))
    elif isinstance(operation, Entrust):
        _check_quorum(operation.quorum, operation.trustees)
    else:
        _check_count(len(operation.signers))
        motion_of(operation)


def motion_of(decree: Decree) -> Motion:
    """Tell what the recovery quorum has decided; raises `Malformed` for anything that it cannot decide."""
    motion = decode_authority(decree.motion) if tag_of(decree.motion) != DECREE_TAG else None
    if not isinstance(motion, Motion):
        raise Malformed("a decree decides something that trustees cannot decide")
    return motion


DECREE_TAG = 42
_TURNING = frozenset("LRE LRO RLE RLO PDF LRI RLI FSI PDI".split())


def _check_count(count: int) -> None:
    if not 0 < count <= NAMED_LIMIT:
        raise Malformed("an operation names nothing, or too much")


def _check_quorum(quorum: int, trustees: list[bytes]) -> None:
    _check_sizes(*((trustee, 32) for trustee in trustees))
    if len(set(trustees)) != len(trustees):
        raise Malformed("a trustee is named twice")
    if not 0 <= quorum <= len(trustees) <= TRUSTEES_LIMIT:
        raise Malformed("a group's quorum does not fit its trustees")


def _check_text(text: str) -> None:
    if not 0 < len(text) <= NAME_LIMIT:
        raise Malformed("a name is empty or too long")
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise Malformed("a name holds control characters")


def plain_name(text: str) -> str:
    """Give a name as people are shown it: in one line, without what turns letters around.

    Line and paragraph separators and bidirectional controls (Unicode 9.9) may stand in a log, since they never made an
    operation void; shown, they would write lines and orders of their own.
    """
    kept = (letter for letter in text if unicodedata.bidirectional(letter) not in _TURNING)
    return " ".join("".join(kept).split()) or "?"


def _check_sizes(*pairs: tuple[bytes, int]) -> None:
    if any(len(value) != size for value, size in pairs):
        raise Malformed("a name, key or box has the wrong length")


def group_of(found: bytes) -> bytes:
    """Give the group's name: the hash of its founding operation."""
    return labelled_hash("group", found)


def founding_of(segment: Segment, group: bytes) -> Found:
    """Give the founding operation with which a group's first segment begins.

    Raises `BadSignature` for another group's.
    """
    operation = decode_authority(bytes(segment.operations[0])) if segment.operations else None
    if not isinstance(operation, Found) or group_of(bytes(segment.operations[0])) != group:
        raise BadSignature("a first segment does not found this group")
    return operation


class _Petition(Wire, frozen=True):
    """What trustees sign: the decision, for this group only."""

    group: bytes
    motion: bytes


def petition(group: bytes, motion: bytes) -> bytes:
    """Give the bytes that a trustee signs to approve of an encoded motion."""
    return encode(_Petition(group, motion))
