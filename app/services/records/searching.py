"""Finding anything by words: over all kinds of record, best first, with where the words stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.records.attachments import Attachment
from app.records.folding import fold_text
from app.records.record_type import RecordType
from app.records.survivors import Survivors
from app.services.records.order import is_set
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_MANY_HITS = 400


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found. `context` is the text of the part in which the words stand, if it is not the title."""

    id: str
    kind: str
    title: str
    context: str = ""


def words_of(text: str) -> list[str]:
    """Give the words of a text."""
    return _WORD.findall(text)


def match_expression(words: str) -> str:
    """Give the FTS5 expression for words as typed, folded: all of them, each as the beginning of a word."""
    return " ".join(f'"{word}"*' for word in words_of(fold_text(words)))


def search(vault: Vault, words: str, limit: int = 20) -> list[Hit]:
    """Give the best hits; one in a part (a telephone number) or an attachment counts for its record (the person)."""
    expression = match_expression(words)
    if not expression:
        return []
    # To rank, all hits are looked at. A letter alone has most of the books for hits, and says nothing by which to rank.
    order = "rank" if any(len(word) > 1 for word in _WORD.findall(words)) else "search.rowid"
    rows = vault.rows(
        "SELECT record.id, record.kind FROM search JOIN record ON record.number = search.rowid"
        f" WHERE search MATCH ? ORDER BY {order} LIMIT ?",
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
    stays = _stands_for(session, record_type, row)
    if stays is not None:
        titles.fetch(kind, [stays])
        return Hit(stays, kind, titles.of(stays), titles.of(record))
    whole, owner = record_type.part_of or "", getattr(row, record_type.part_of) if record_type.part_of else None
    if isinstance(row, Attachment):
        whole, owner = _attached_to(vault, row)
    if owner is None:
        return Hit(record, kind, titles.of(record))
    titles.fetch(whole, [owner])
    return Hit(owner, whole, titles.of(owner), titles.of(record))


def _stands_for(session: Any, kind: RecordType, row: Any) -> str | None:
    """Give the id of the record that counts for this one, None where it counts itself."""
    into = getattr(row, kind.counts_as) if kind.counts_as else None
    if not into:
        return None
    column: Any = getattr(kind.model, kind.counts_as)
    others = dict(session.exec(select(kind.model.id, column).where(is_set(column))).all())
    stays = Survivors(others).of(row.id)
    return stays if stays != row.id else None


def _attached_to(vault: Vault, attachment: Attachment) -> tuple[str, str | None]:
    """Kind and id of the record that something is attached to, if it is here."""
    rows = vault.rows("SELECT kind FROM record WHERE id = ?", (bytes.fromhex(attachment.of or ""),))
    return (rows[0][0], attachment.of) if rows and rows[0][0] in vault.registry else ("", None)
