"""Finding anything by words: over all kinds of record, best first, with where the words stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.domain.attachments import Attachment
from app.services.titles import Titles
from app.storage.vault import Vault

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_MANY_HITS = 400


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found. `context` is the text of the part in which the words stand, if it is not the title."""

    id: str
    kind: str
    title: str
    context: str = ""


def match_expression(words: str) -> str:
    """The FTS5 expression for words as typed: all of them, each as the beginning of a word."""
    return " ".join(f'"{word}"*' for word in _WORD.findall(words))


def search(vault: Vault, words: str, limit: int = 20) -> list[Hit]:
    """The best hits; one in a part (a telephone number) or an attachment counts for its record (the person)."""
    expression = match_expression(words)
    if not expression:
        return []
    rows = vault.rows(
        "SELECT record.id, record.kind FROM search JOIN record ON record.number = search.rowid"
        " WHERE search MATCH ? ORDER BY rank LIMIT ?",
        (expression, min(limit * 4, _MANY_HITS)),
    )
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        found: dict[str, Hit] = {}
        for record, kind in rows:
            if kind in vault.registry and len(found) < limit:
                hit = _hit(vault, session, titles, record.hex(), kind)
                if hit is not None:
                    found.setdefault(hit.id, hit)
        return list(found.values())


def _hit(vault: Vault, session: Any, titles: Titles, record: str, kind: str) -> Hit | None:
    record_type = vault.registry[kind]
    row = session.exec(select(record_type.model).where(col(record_type.model.id) == record)).first()
    if row is None:
        return None
    titles.take(kind, [row])
    whole, owner = record_type.part_of or "", getattr(row, record_type.part_of) if record_type.part_of else None
    if isinstance(row, Attachment):
        whole, owner = _attached_to(vault, row)
    if owner is None:
        return Hit(record, kind, titles.of(record))
    titles.fetch(whole, [owner])
    return Hit(owner, whole, titles.of(owner), titles.of(record))


def _attached_to(vault: Vault, attachment: Attachment) -> tuple[str, str | None]:
    """Kind and id of the record that something is attached to, if it is here."""
    rows = vault.rows("SELECT kind FROM record WHERE id = ?", (bytes.fromhex(attachment.of or ""),))
    return (rows[0][0], attachment.of) if rows and rows[0][0] in vault.registry else ("", None)
