"""The segment: what a device signs, chains and hands over.

A segment is a header and a list of operations. The header names the previous segment of its log, what its author
knew (`deps`, `authority`: only what changed since the previous segment of the log), and the root of the leaves. Its
table `logs` is what records of other logs are named by: 16 bytes name a log, 32 bytes the branch of a forked log that
a segment of that hash is in.
A leaf is SHA-256(label, salt, operation bytes); the salts derive from one seed, or stand one by one once an operation
was erased, so that the signature outlives the payload.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping

import msgspec

from sync.log.operation import OPERATION_LIMIT
from sync.primitives.clock import check_time
from sync.primitives.codec import Decoder, Wire, encode
from sync.primitives.errors import BadSignature, ForeignGroup, Malformed, TooLarge, Unsupported
from sync.primitives.keys import DeviceKeys, DeviceSecrets, Signatures
from sync.primitives.suite import FORMAT, SUITE, labelled_hash

SEGMENT_OPERATIONS = 4096
"""Sealed at this many operations: 3.4 kB of signatures a segment would be 13 bytes an edit at 256."""
SEGMENT_BYTES = 1 << 20
HEADER_LIMIT = 256 * 1024
SALT = 16
AUTHORITY = bytes(16)
"""The circle of the group's own log of members, devices and keys, which every device reads."""

_LEAF = b"switchboard/leaf\x00"
_BLOCK = 64
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
"""HMAC's two paddings, as tables to translate a key by."""


class Head(Wire, frozen=True):
    """A segment named from outside: log, sequence number, hash."""

    log: bytes
    seq: int
    hash: bytes


class LogOpening(Wire, frozen=True):
    """In a log's first header: whose log this is, of which circle, in which incarnation of the vault."""

    device: bytes
    circle: bytes
    incarnation: bytes


class SegmentHeader(Wire, frozen=True):
    """The signed part of a segment: hashes of 32 bytes, names of 16; `time` is its last change's, in ms since 1970."""

    format: int
    suite: int
    group: bytes
    log: bytes
    seq: int
    previous: bytes
    opening: LogOpening | None
    deps: list[Head]
    authority: list[Head]
    logs: list[bytes]
    nonce: bytes
    time: int
    count: int
    leaves: bytes

    @property
    def named(self) -> list[bytes]:
        """Give the hashes of the segments that must be here before this one."""
        before = [self.previous] if self.previous else []
        return before + [head.hash for head in (*self.deps, *self.authority)]


class Segment(Wire, frozen=True):
    """A segment as it travels and as it is stored; `header` stays the very bytes that were signed."""

    header: bytes
    signatures: Signatures
    seed: bytes
    salts: list[bytes]
    erased: list[tuple[int, bytes]]
    operations: list[msgspec.Raw]

    @property
    def hash(self) -> bytes:
        """The name of the segment in chains and deps."""
        return segment_hash(self.header)

    @property
    def size(self) -> int:
        """About how many bytes it takes to keep."""
        signatures = len(self.signatures.ed25519) + len(self.signatures.ml_dsa)
        return len(self.header) + signatures + sum(map(len, self.operations))


_headers = Decoder(SegmentHeader)


def segment_hash(header: bytes) -> bytes:
    """SHA-256 over the header bytes."""
    return labelled_hash("segment", header)


def salts_of(seed: bytes, count: int) -> list[bytes]:
    """Give the 16-byte salts of the operations of a whole segment: HMAC-SHA-256(seed, index), each cut to 16.

    Spelled out after RFC 2104, for a key no longer than a block: a segment has thousands, and `hmac` copies slowly.
    """
    if len(seed) > _BLOCK:
        raise Malformed("a seed is longer than it can be")
    key = seed.ljust(_BLOCK, b"\0")
    inner, outer = hashlib.sha256(key.translate(_INNER)), hashlib.sha256(key.translate(_OUTER))
    found: list[bytes] = []
    for index in range(count):
        within, around = inner.copy(), outer.copy()
        within.update(index.to_bytes(4, "big"))
        around.update(within.digest())
        found.append(around.digest()[:SALT])
    return found


def numbered(segment: Segment, count: int, replaced: Mapping[int, bytes] | None = None) -> Iterator[tuple[int, bytes]]:
    """Give the operations of a verified segment of `count`, each with its index.

    In the place of an erased one stands what `replaced` has for its index, or nothing.
    """
    if not segment.erased:
        yield from enumerate(map(bytes, segment.operations))
        return
    erased = {index for index, _ in segment.erased}
    remaining = iter(segment.operations)
    for index in range(count):
        if index not in erased:
            yield index, bytes(next(remaining))
        elif replaced and replaced.get(index):
            yield index, replaced[index]


def redact(segment: Segment, count: int, indexes: Collection[int]) -> Segment:
    """Give the same segment without some operations: their leaves stay, so that the signatures still verify."""
    if not indexes:
        return segment
    known = dict(segment.erased)
    salts, operations, erased = list[bytes](), list[msgspec.Raw](), list[tuple[int, bytes]]()
    kept = iter(segment.salts if segment.erased else salts_of(segment.seed, count))
    remaining = iter(segment.operations)
    for index in range(count):
        if index in known:
            erased.append((index, known[index]))
            continue
        operation, own = next(remaining), next(kept)
        if index in indexes:
            erased.append((index, leaf(own, bytes(operation))))
        else:
            salts.append(own)
            operations.append(operation)
    if not erased:
        return segment
    return Segment(segment.header, segment.signatures, b"", salts, erased, operations)


def leaf(salt: bytes, operation: bytes) -> bytes:
    """Give the leaf of one operation."""
    return hashlib.sha256(_LEAF + salt + operation).digest()


def leaves_root(leaves: list[bytes]) -> bytes:
    """One hash over all leaves in order."""
    return labelled_hash("leaves", *leaves)


def seal(header: SegmentHeader, operations: list[bytes], seed: bytes, secrets: DeviceSecrets) -> Segment:
    """Completes `header` with count and leaves and signs it."""
    leaves = [leaf(*pair) for pair in zip(salts_of(seed, len(operations)), operations, strict=True)]
    data = encode(msgspec.structs.replace(header, count=len(operations), leaves=leaves_root(leaves)))
    signatures = secrets.sign("segment", data)
    return Segment(data, signatures, seed, [], [], [msgspec.Raw(operation) for operation in operations])


def read_header(data: bytes, group: bytes) -> SegmentHeader:
    """Decode and checks what can be checked without keys; raises a `SyncError` that says what is wrong."""
    if len(data) > HEADER_LIMIT:
        raise TooLarge("a segment header is larger than the format allows")
    header = _headers.decode(data)
    if (header.format, header.suite) != (FORMAT, SUITE):
        raise Unsupported(f"a segment has format {header.format}, suite {header.suite}")
    if header.group != group:
        raise ForeignGroup("a segment belongs to another group")
    if (header.seq == 0) != (header.opening is not None) or (header.seq == 0) != (header.previous == b""):
        raise Malformed("the first segment of a log, and only that, opens it")
    _check_lengths(header)
    if not 0 < header.count <= SEGMENT_OPERATIONS or not 0 <= header.seq < 1 << 32:
        raise Malformed("a number in a header is out of range")
    check_time(header.time)
    return header


def _check_lengths(header: SegmentHeader) -> None:
    heads = (*header.deps, *header.authority)
    opening, previous = header.opening, [] if header.opening else [header.previous]
    names = [header.log, header.nonce, *(head.log for head in heads)]
    names += [opening.device, opening.circle, opening.incarnation] if opening else []
    hashes = [header.leaves, *previous, *(head.hash for head in heads)]
    if any(len(name) != 16 for name in names) or any(len(value) != 32 for value in hashes):
        raise Malformed("a name or hash in a header has the wrong length")
    if any(len(name) not in {16, 32} for name in header.logs):
        raise Malformed("a header names a log by neither its name nor a segment")


def verify(segment: Segment, header: SegmentHeader, keys: DeviceKeys) -> None:
    """Give one place where a segment is verified: both signatures, every leaf. Raises `BadSignature` or `Malformed`.

    An erased operation counts by its leaf hash alone; whether it may be erased is the caller's question.
    """
    check_shape(segment, header)
    keys.verify("segment", segment.header, segment.signatures)
    if not hmac.compare_digest(leaves_root(_leaves(segment, header.count)), header.leaves):
        raise BadSignature("the operations of a segment are not those that were signed")


def check_shape(segment: Segment, header: SegmentHeader) -> None:
    """Raise `Malformed` or `TooLarge` for what no key is needed to see, so that nothing shapeless is ever kept."""
    if len(segment.operations) + len(segment.erased) != header.count:
        raise Malformed("a segment does not hold as many operations as its header says")
    sizes = list(map(len, segment.operations))
    if max(sizes, default=0) > OPERATION_LIMIT or sum(sizes) > SEGMENT_BYTES + OPERATION_LIMIT:
        raise TooLarge("an operation is larger than 64 KiB, or those of a segment together larger than 1 MiB")
    if not segment.erased:
        if segment.salts or len(segment.seed) != SALT:
            raise Malformed("a whole segment has one seed and no salts")
        return
    if segment.seed or len(segment.salts) != len(segment.operations):
        raise Malformed("a segment with erased operations has a salt for each that remains")
    # With a salt of another length, bytes could wander between salt and operation and the leaf would still be right.
    if any(len(each) != SALT for each in segment.salts) or any(len(digest) != 32 for _, digest in segment.erased):
        raise Malformed("a salt or leaf of a segment has the wrong length")
    indexes = [index for index, _ in segment.erased]
    if indexes != sorted(set(indexes)) or indexes[0] < 0 or indexes[-1] >= header.count:
        raise Malformed("the erased operations of a segment are named wrongly")


def _leaves(segment: Segment, count: int) -> list[bytes]:
    if not segment.erased:
        salts = salts_of(segment.seed, count)
        return [leaf(own, bytes(operation)) for own, operation in zip(salts, segment.operations, strict=True)]
    erased = dict(segment.erased)
    remaining = zip(segment.salts, segment.operations, strict=True)
    leaves: list[bytes] = []
    for index in range(count):
        if index in erased:
            leaves.append(erased[index])
        else:
            salt_bytes, operation = next(remaining)
            leaves.append(leaf(salt_bytes, bytes(operation)))
    return leaves
