"""The bytes of attachments: cut into chunks, each kept once under its SHA-256, and found again by the list of them.

A chunk has 256 KiB but for the last one. The list is a chunk as well, and what a record names is the list's SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import Connection

from app.i18n import _
from app.problems import NotFound, UserProblem
from app.records.attachments import CHUNK, LARGEST
from app.records.changes import Add, Change, DeleteRecord
from app.storage.database.database import run_many
from app.storage.database.schema import table_of
from app.storage.vault import undo
from app.storage.vault.door import record_bytes
from sync.log.state import RecordState
from sync.primitives.codec import Decoder, Wire, encode
from sync.primitives.errors import SyncError

if TYPE_CHECKING:
    from app.storage.vault.vault import Vault, Writing

KIND, FIELD, OWNER = "attachment", "content", "of"
FORMAT = 1
DIGEST_BYTES = 32
GRACE_MS = 30 * 24 * 60 * 60 * 1000
"""How long a chunk stays that nothing names: somebody may undo a deletion, or the record may still be on its way."""

_MANY = 500


class BadAttachment(UserProblem):
    """What is kept, or what came, is not what the record says."""


class NotHere(NotFound):
    """Some of an attachment has not come to this laptop."""


class ChunkManifest(Wire, frozen=True):
    """The list of an attachment's chunks, in their order."""

    format: int
    size: int
    chunks: list[bytes]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file taken in: the SHA-256 of its list, its size, how many chunks it has and how many of them were here."""

    digest: bytes
    size: int
    chunks: int
    shared: int


_manifests: Decoder[ChunkManifest] = Decoder(ChunkManifest)


def digest_of(data: bytes) -> bytes:
    """Give the name of a chunk."""
    return hashlib.sha256(data).digest()


def read_manifest(data: bytes) -> ChunkManifest | None:
    """Give a list of chunks, or None if these bytes are none that can be true."""
    try:
        found = _manifests.decode(data)
    except SyncError:
        return None
    count = -(-found.size // CHUNK)
    fits = found.format == FORMAT and 0 < found.size <= LARGEST and len(found.chunks) == count
    return found if fits and all(len(chunk) == DIGEST_BYTES for chunk in found.chunks) else None


# -- one chunk


def save(connection: Connection, data: bytes) -> tuple[bytes, bool]:
    """Keep a chunk; gives its name, and whether it is new here."""
    digest = digest_of(data)
    done = connection.exec_driver_sql("INSERT OR IGNORE INTO chunk (hash, data) VALUES (?, ?)", (digest, data))
    return digest, done.rowcount > 0


def read(connection: Connection, digest: bytes) -> bytes | None:
    """Give a chunk, if it is here; raises `BadAttachment` if its bytes are not those of its name."""
    row = connection.exec_driver_sql("SELECT data FROM chunk WHERE hash = ?", (digest,)).first()
    if row is None:
        return None
    data = bytes(row[0])
    if digest_of(data) != digest:
        raise _changed()
    return data


def held(connection: Connection) -> set[bytes]:
    """Give the names of all chunks that are here."""
    return {bytes(row[0]) for row in connection.exec_driver_sql("SELECT hash FROM chunk")}


def sizes(connection: Connection, digests: Iterable[bytes]) -> dict[bytes, int]:
    """How many bytes each of these chunks has; those that are not here are left out."""
    found: dict[bytes, int] = {}
    for some in _in_turn(digests):
        marks = ", ".join("?" * len(some))
        rows = connection.exec_driver_sql(f"SELECT hash, length(data) FROM chunk WHERE hash IN ({marks})", tuple(some))
        found.update((bytes(row[0]), int(row[1])) for row in rows)
    return found


def remove(connection: Connection, digests: Collection[bytes]) -> tuple[int, int]:
    """Remove chunks; gives how many there were and their bytes."""
    there = sizes(connection, digests)
    rows = [(digest,) for digest in there]
    run_many(connection, "DELETE FROM chunk WHERE hash = ?", rows)
    run_many(connection, "DELETE FROM unnamed WHERE hash = ?", rows)
    return len(there), sum(there.values())


def faults(connection: Connection) -> Iterator[str]:
    """Give a sentence for each chunk whose bytes are not those of its name."""
    for digest in sorted(held(connection)):
        try:
            read(connection, digest)
        except BadAttachment:
            yield _("A chunk of an attachment is not what it was: {name}.").format(name=digest.hex()[:16])


# -- a whole file


def keep(connection: Connection, stream: BinaryIO, told: Callable[[int], None]) -> KeptFile:
    """Cuts up what a stream gives and keeps it, chunk by chunk; `told` hears of the bytes so far and may raise to stop.

    Raises `UserProblem` for nothing at all and for more than an attachment can be.
    """
    names: list[bytes] = []
    size = shared = 0
    while chunk := _chunk(stream):
        size += len(chunk)
        if size > LARGEST:
            raise too_large()
        digest, new = save(connection, chunk)
        names.append(digest)
        shared += not new
        told(size)
    if not size:
        raise UserProblem(
            _("This file is empty."), kept=_("Nothing was attached."), do=_("Make sure that it is the file you mean.")
        )
    digest, _new = save(connection, encode(ChunkManifest(FORMAT, size, names)))
    return KeptFile(digest, size, len(names), shared)


def _chunk(stream: BinaryIO) -> bytes:
    """Give the next chunk in full, also from what gives less at a time than it is asked for."""
    found = stream.read(CHUNK)
    while 0 < len(found) < CHUNK and (more := stream.read(CHUNK - len(found))):
        found += more
    return found


def manifest(connection: Connection, digest: bytes) -> ChunkManifest | None:
    """Give the list of an attachment's chunks, if it is here; raises `BadAttachment` for bytes that are none."""
    data = read(connection, digest)
    if data is None:
        return None
    found = read_manifest(data)
    if found is None:
        raise _changed()
    return found


def content(connection: Connection, digest: bytes) -> Iterator[bytes]:
    """Give the bytes of an attachment, chunk by chunk, each of them checked; raises `NotHere` or `BadAttachment`."""
    listed = manifest(connection, digest)
    if listed is None:
        raise _not_here()
    left = listed.size
    for name in listed.chunks:
        chunk = read(connection, name)
        if chunk is None:
            raise _not_here()
        if len(chunk) != min(left, CHUNK):
            raise _changed()
        left -= len(chunk)
        yield chunk


def parts(connection: Connection, digest: bytes) -> tuple[bytes, ...]:
    """Give the names of what an attachment is made of as far as it is known here: its list, and what stands in it."""
    try:
        listed = manifest(connection, digest)
    except BadAttachment:
        return (digest,)
    return (digest, *listed.chunks) if listed is not None else (digest,)


# -- which chunks are named


def named(vault: Vault, connection: Connection, *, deleted: bool = False) -> dict[str, set[bytes]]:
    """By record, the SHA-256 of each list that an attachment names: in a dispute there are several.

    Deleted ones are left out, unless they are asked for as well.
    """
    rows = connection.exec_driver_sql("SELECT id FROM record WHERE kind = ?", (KIND,)).all()
    states = vault.store_for(connection).states([bytes(row[0]) for row in rows])
    found = {record.hex(): _contents(state) for record, state in states.items() if deleted or not state.deleted}
    return {record: digests for record, digests in found.items() if digests}


def attached_to(vault: Vault, connection: Connection, records: Collection[str]) -> list[str]:
    """Give the attachments of these records, deleted ones too: what was deleted still has its history and its bytes."""
    rows = connection.exec_driver_sql("SELECT id FROM record WHERE kind = ? ORDER BY id", (KIND,)).all()
    states = vault.store_for(connection).states([bytes(row[0]) for row in rows])
    wanted = set(records)
    return [
        record.hex()
        for record, state in states.items()
        if any(live.value in wanted for live in state.fields.get(OWNER, ()) if isinstance(live.value, str))
    ]


def _contents(state: RecordState) -> set[bytes]:
    return {
        bytes.fromhex(live.value)
        for live in state.fields.get(FIELD, ())
        if isinstance(live.value, str)
        and len(live.value) == 2 * DIGEST_BYTES
        and not live.value.strip("0123456789abcdef")
    }


def _needed(vault: Vault, connection: Connection) -> dict[str, set[bytes]]:
    """By record, what must stay: of attachments that are there, and of those that undo or redo would bring back."""
    found = named(vault, connection, deleted=True)
    alive = named(vault, connection).keys() | undo.records_in(connection)
    return {record: digests for record, digests in found.items() if record in alive}


def tidy(vault: Vault, *, at_once: bool = False) -> tuple[int, int]:
    """Remove chunks that nothing has named for a month, or name now; gives how many there were and their bytes."""
    with vault.writing() as writing:
        connection, now = writing.connection, vault.environment.milliseconds()
        kept = _spread(connection, _needed(vault, connection).values())
        loose = held(connection) - kept
        rows = connection.exec_driver_sql("SELECT hash, since FROM unnamed").all()
        # A time that lies ahead comes of a clock that was wrong.
        since = {bytes(row[0]): min(int(row[1]), now) for row in rows if bytes(row[0]) in loose}
        connection.exec_driver_sql("DELETE FROM unnamed")
        noted = [(digest, since.get(digest, now)) for digest in loose]
        run_many(connection, "INSERT INTO unnamed (hash, since) VALUES (?, ?)", noted)
        return remove(connection, [digest for digest, start in noted if at_once or start + GRACE_MS <= now])


def with_attached(vault: Vault, writing: Writing, changes: Sequence[Change]) -> Sequence[Change]:
    """Let what is attached to a record go with it, whatever deletes that; what the batch itself speaks of stays so."""
    gone = [change.id for change in changes if isinstance(change, DeleteRecord)]
    if not gone or KIND not in vault.registry:
        return changes
    said = {change.id for change in changes if not isinstance(change, Add)}
    query = f'SELECT id FROM "{table_of(vault.registry, KIND)}" WHERE "{OWNER}" = ?'
    rows = (row for record in dict.fromkeys(gone) for row in writing.connection.exec_driver_sql(query, (record,)))
    return [*changes, *(DeleteRecord(row[0]) for row in rows if row[0] not in said)]


def drop(vault: Vault, writing: Writing, records: Collection[str]) -> tuple[int, int]:
    """Remove at once what only these attachments name. To be called before their rows go, in that transaction."""
    if not records or KIND not in vault.registry:
        return 0, 0
    connection = writing.connection
    gone = {record_bytes(record).hex() for record in records}
    found, needed = named(vault, connection, deleted=True), _needed(vault, connection)
    kept = _spread(connection, (digests for record, digests in needed.items() if record not in gone))
    loose = _spread(connection, (digests for record, digests in found.items() if record in gone))
    rows = connection.exec_driver_sql(f'SELECT id, "{FIELD}" FROM "{KIND}"').all()  # The merged state may be gone.
    shown = [bytes.fromhex(row[1]) for row in rows if row[0] in gone and row[1]]
    return remove(connection, (loose | _spread(connection, [shown])) - kept)


def _spread(connection: Connection, named_by: Iterable[Iterable[bytes]]) -> set[bytes]:
    return {part for digests in named_by for digest in digests for part in parts(connection, digest)}


def _in_turn(digests: Iterable[bytes]) -> Iterator[list[bytes]]:
    wanted = sorted(set(digests))
    return (wanted[start : start + _MANY] for start in range(0, len(wanted), _MANY))


def too_large() -> UserProblem:
    """Says that a file cannot be an attachment."""
    return UserProblem(
        _("This file is too large: an attachment can have {most} MB.").format(most=LARGEST // (1024 * 1024)),
        kept=_("Nothing was attached."),
        do=_("Make it smaller, for instance by scanning at 150 dots to the inch, or keep it elsewhere and note where."),
    )


def _changed() -> BadAttachment:
    return BadAttachment(
        _("This attachment is not what its record says: some of it was changed or made up."),
        kept=_("Nothing of it was used."),
        do=_("Ask whoever attached it to attach it again."),
    )


def _not_here() -> NotHere:
    return NotHere(
        _("This attachment is not on this laptop, or not all of it."),
        do=_("Ask for it: it comes with a bundle of somebody who has it."),
    )
