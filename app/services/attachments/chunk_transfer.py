"""Which bytes of attachments are on this laptop, which are wished for, and which travel in a bundle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import Connection
from sqlmodel import select

from app.i18n import _
from app.problems import NotFound
from app.records.attachments import ASK, CHUNK, NO, YES, Attachment
from app.storage.database import schema
from app.storage.vault import chunks
from app.storage.vault.chunks import BadAttachment, ChunkManifest
from app.storage.vault.vault import Vault

Choice = Literal["none", "wanted", "all"]
Wish = Literal["yes", "no", "ask"]
HERE, PARTLY, AWAY = "here", "partly", "away"

COMES_UNASKED = 1024 * 1024
"""Attachments of up to so many bytes are wished for unless somebody says no; of larger ones, people are asked."""
AT_ONCE = 256 * 1024 * 1024
_WISHES = "wishes"


@dataclass(frozen=True, slots=True)
class Presence:
    """How much of an attachment is here (`HERE`, `PARTLY`, `AWAY`), how many bytes lack, if they are wished for."""

    state: str
    lacking: int
    wish: Wish


def presences(vault: Vault, rows: Iterable[Attachment]) -> dict[str, Presence]:
    """How much of each of these attachments is here."""
    with vault.database.read() as connection:
        wishes = _wishes(connection)
        return {row.id: _presence(connection, row, wishes) for row in rows}


def _presence(connection: Connection, row: Attachment, wishes: Mapping[str, bool]) -> Presence:
    size, wish = row.size or 0, _wish_for(row, wishes)
    listed = _manifest(connection, row.content or "")
    if listed is None:
        return Presence(AWAY, size, wish)
    there = chunks.sizes(connection, listed.chunks)
    lacking = sum(_size_of(listed, place) for place, name in enumerate(listed.chunks) if name not in there)
    return Presence(HERE if not lacking else PARTLY if there else AWAY, lacking, wish)


def _manifest(connection: Connection, content: str) -> ChunkManifest | None:
    try:
        return chunks.manifest(connection, bytes.fromhex(content))
    except (BadAttachment, ValueError):
        return None


def _size_of(listed: ChunkManifest, place: int) -> int:
    return min(CHUNK, listed.size - place * CHUNK)


def found(vault: Vault, attachment: str) -> Attachment:
    """Give the row of an attachment; raises `NotFound`."""
    with vault.reading() as session:
        row = session.get(Attachment, attachment)
    if row is None:
        raise NotFound(
            _("There is no attachment with the id {id}.").format(id=attachment),
            do=_("It may have been deleted, or has not reached this laptop yet."),
        )
    return row


# -- wishes, which are this laptop's alone


def _wishes(connection: Connection) -> dict[str, bool]:
    return msgspec.msgpack.decode(schema.get_meta(connection, _WISHES) or b"\x80", type=dict[str, bool])


def _wish_for(row: Attachment, wishes: Mapping[str, bool]) -> Wish:
    said = wishes.get(row.id)
    if said is not None:
        return YES if said else NO
    return YES if (row.size or 0) <= COMES_UNASKED else ASK


def wish(vault: Vault, attachment: str, *, fetch: bool) -> None:
    """Says whether this laptop wants the bytes of an attachment: a wish never travels, and removes nothing here."""
    found(vault, attachment)
    with vault.reading() as session:
        there = set(session.exec(select(Attachment.id)).all())
    with vault.database.write() as connection:
        kept = {record: said for record, said in _wishes(connection).items() if record in there}
        schema.set_meta(connection, _WISHES, msgspec.msgpack.encode({**kept, attachment: fetch}))


# -- what is here, what lacks, what is wanted


def held(vault: Vault) -> set[bytes]:
    """Give the SHA-256 of every chunk that is here."""
    with vault.database.read() as connection:
        return chunks.held(connection)


def missing(vault: Vault) -> list[bytes]:
    """Give the chunks that attachments name and that are not here, as far as their lists say which these are."""
    with vault.database.read() as connection:
        return _missing(connection, chunks.named(vault, connection))


def wanted(vault: Vault) -> list[bytes]:
    """Of the missing chunks, those of attachments that this laptop wishes to have."""
    with vault.reading() as session, vault.database.read() as connection:
        wishes = _wishes(connection)
        rows = session.exec(select(Attachment)).all()
        wished = {row.id for row in rows if _wish_for(row, wishes) == YES}
        named = chunks.named(vault, connection)
        return _missing(connection, {record: named[record] for record in wished & named.keys()})


def _missing(connection: Connection, named: Mapping[str, Collection[bytes]]) -> list[bytes]:
    there = chunks.held(connection)
    parts = {part for digests in named.values() for digest in digests for part in chunks.parts(connection, digest)}
    return sorted(parts - there)


def to_send(vault: Vault, choice: Choice, wanted_by_them: Collection[bytes] = (), most: int = AT_ONCE) -> list[bytes]:
    """Give the chunks that go into a bundle: none, those that its readers have asked for, or all that are here.

    Who asks for a list gets what stands in it too, since they cannot know it yet. Small attachments go first, so that
    as many as possible are whole, and no more than `most` bytes together: the rest goes with the next bundle.
    """
    if choice == "none":
        return []
    with vault.database.read() as connection:
        there, asked = chunks.held(connection), set(wanted_by_them)
        groups: list[tuple[int, list[bytes]]] = []
        for digest in {digest for digests in chunks.named(vault, connection).values() for digest in digests}:
            parts = [part for part in chunks.parts(connection, digest) if part in there]
            if choice == "wanted" and digest not in asked:
                parts = [part for part in parts if part in asked]
            groups.append((sum(chunks.sizes(connection, parts).values()), parts))
        return _within(connection, [parts for _size, parts in sorted(groups)], most)


def _within(connection: Connection, groups: Iterable[list[bytes]], most: int) -> list[bytes]:
    chosen: dict[bytes, None] = {}
    left = most
    for parts in groups:
        fresh = [part for part in dict.fromkeys(parts) if part not in chosen]
        for part, size in ((part, size) for part, size in zip(fresh, _sizes(connection, fresh), strict=True)):
            if size <= left:
                chosen[part] = None
                left -= size
    return list(chosen)


def _sizes(connection: Connection, parts: list[bytes]) -> list[int]:
    known = chunks.sizes(connection, parts)
    return [known[part] for part in parts]


def circles(vault: Vault) -> dict[bytes, frozenset[str]]:
    """Of every chunk that is named, in which circles: only who belongs to one of them may learn of it or get it."""
    named_in: dict[bytes, set[str]] = {}
    with vault.reading() as session, vault.database.read() as connection:
        circle_of = {row.id: row.circle for row in session.exec(select(Attachment)).all()}
        for record, digests in chunks.named(vault, connection).items():
            for digest in digests:
                for part in chunks.parts(connection, digest):
                    named_in.setdefault(part, set()).add(circle_of.get(record, ""))
    return {part: frozenset(names) for part, names in named_in.items()}


def tidy(vault: Vault, *, at_once: bool = False) -> tuple[int, int]:
    """Remove the chunks that nothing has named for thirty days; gives how many there were and their bytes.

    With `at_once`, also those that nothing names just now, such as of attachments that were erased.
    """
    return chunks.tidy(vault, at_once=at_once)
