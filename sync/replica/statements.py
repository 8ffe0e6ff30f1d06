"""Statements of what a device has, and the seals that they are under: how they are laid out and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.log.segment import Head
from sync.primitives.clock import check_time
from sync.primitives.codec import Decoder, Wire
from sync.primitives.errors import BadSignature, ForeignGroup, Malformed, TooLarge, Unsupported
from sync.primitives.keys import Signatures
from sync.primitives.suite import labelled_hash
from sync.replica import copies
from sync.replica.copies import Sealed, read_sealed

if TYPE_CHECKING:
    from sync.replica.replica import Replica

STATEMENT_FORMAT = 3
STATEMENT_LIMIT = 1 << 20
"""Some ten thousand logs. Everybody passes statements on, so that one device's must not fill the bundles of all."""
WANTS_LIMIT = 4096
BESIDE = 32


class Statement(Wire, frozen=True):
    """What a copy of a device had of a circle, and what it showed of it.

    The newest segment of every log it holds; the orders it has carried out, by hash; and what it wishes to get: chunks
    of attachments, by SHA-256, and segments in which something lacks, by hash. `covered` is a hash of all that the
    merged records follow from, and `digest` of these: whoever has the first must have the second. `time` is for people.
    """

    format: int
    group: bytes
    device: bytes
    circle: bytes
    time: int
    heads: list[Head]
    orders: list[bytes]
    wants: list[bytes]
    covered: bytes
    digest: bytes


class Seal(Wire, frozen=True):
    """A device's signatures over the statements that it made together, of all circles that it reads.

    `list` is an encoded `Sealed`; `beside` the hash of a bundle's manifest, which is signed by the same, or empty. One
    pair of signatures for all: it is far larger than what it signs.
    """

    list: bytes
    beside: bytes
    signatures: Signatures

    @property
    def hash(self) -> bytes:
        """By which a statement names the seal it is under."""
        return self.name(self.list)

    @staticmethod
    def name(statements: bytes) -> bytes:
        """Give the same, before it is signed."""
        return labelled_hash("seal", statements)

    @staticmethod
    def signed(statements: bytes, beside: bytes) -> bytes:
        """Give the bytes that are signed."""
        return labelled_hash("seal", statements) + beside


class Stated(Wire, frozen=True):
    """A statement as it travels: its bytes, and the hash of the seal that it is under."""

    statement: bytes
    seal: bytes


class Kept(Wire, frozen=True):
    """A statement as it is stored, with its seal."""

    statement: bytes
    seal: Seal

    @property
    def sealed(self) -> Sealed:
        """What its seal is over."""
        return read_sealed(self.seal.list, trusted=True)


_statements = Decoder(Statement)
_kept = Decoder(list[Kept])


def statement_hash(statement: bytes) -> bytes:
    """By which a seal names a statement."""
    return labelled_hash("statement", statement)


def decode_trusted(data: bytes) -> Statement:
    """Give a statement that was read before it was stored."""
    return _statements.decode_trusted(data)


def read_statement(data: bytes, sealed: Sealed, circle: bytes) -> Statement:
    """Give a statement of that circle, under a seal over `sealed`; raises a `SyncError` for any other."""
    if len(data) > STATEMENT_LIMIT:
        raise TooLarge("a statement is larger than it can be")
    statement = _statements.decode(data)
    if statement.device != sealed.device or statement_hash(data) not in sealed.statements:
        raise BadSignature("a statement is not under the seal that it names")
    if statement.format != STATEMENT_FORMAT:
        raise Unsupported("a statement has another format")
    if statement.group != sealed.group:
        raise ForeignGroup("a statement belongs to another group")
    if statement.circle != circle:
        raise Malformed("a statement is of another circle")
    check_time(statement.time)
    if len(statement.wants) > WANTS_LIMIT:
        raise TooLarge("a statement wishes for more than it can")
    if any((len(head.log), len(head.hash)) != (16, 32) or head.seq < 0 for head in statement.heads):
        raise Malformed("a statement names a segment wrongly")
    if any(len(each) != 32 for each in (*statement.orders, *statement.wants, statement.covered, statement.digest)):
        raise Malformed("a statement names an order, a chunk or what it shows wrongly")
    return statement


def decode_kept(data: bytes) -> list[Kept]:
    """Tell what the store has of a device and circle."""
    return _kept.decode_trusted(data)


def words(replica: Replica, device: bytes) -> list[Sealed]:
    """Tell what a device's copies have said, in whatever circle; this vault's own with what it would say now."""
    stored = replica.store.statements_of(device).values()
    found = [kept.sealed for data in stored for kept in decode_kept(data)]
    if device == replica.device:
        now = copies.life(replica)
        found.append(Sealed(replica.group, device, now.copy, now.counter + 1, now.others, []))
    return found


def is_copied(replica: Replica, device: bytes) -> bool:
    """Whether several copies of a device's vault count: it was set back or copied."""
    return len(copies.living(copies.newest(words(replica, device)))) > 1
