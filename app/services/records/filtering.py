"""Filters as a page shows them: how many records each would leave, and those that somebody has saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select

from app.i18n import _
from app.problems import UserProblem
from app.records.changes import Add, Changed, Edit
from app.records.saved_filter import SavedFilter
from app.services.records import records
from app.services.records.records import Query
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """A saved filter, and how many records it leaves now; None if it cannot be read here."""

    id: str
    name: str
    filter: str
    words: str
    count: int | None


def counts_of(vault: Vault, kind: str, words: str, filters: Sequence[str]) -> list[int | None]:
    """Count what each filter leaves of the words; None for one that cannot be read (yet)."""
    return [_count(vault, kind, Query(words, each)) for each in filters]


def check(vault: Vault, kind: str, where: str) -> str:
    """Give a filter back if it can be read; raises ``WrongValue`` with a sentence if not."""
    records.page(vault, kind, Query(where=where), 0, 0)
    return where


def saved(vault: Vault, kind: str) -> list[NamedFilter]:
    """Give the saved filters of a kind of record by name, with their counts."""
    with vault.reading() as session:
        rows = session.exec(select(SavedFilter).where(SavedFilter.kind == kind)).all()
    found = [(each.id, each.name or "", each.filter or "", each.words or "") for each in rows]
    return [
        NamedFilter(one, name, where, words, _count(vault, kind, Query(words, where)))
        for one, name, where, words in sorted(found, key=lambda each: (each[1].casefold(), each[0]))
    ]


def save(vault: Vault, kind: str, name: str, query: Query) -> Changed:
    """Save a filter under a name; one of that name is replaced."""
    with vault.reading() as session:
        known = session.exec(select(SavedFilter).where(SavedFilter.kind == kind, SavedFilter.name == name)).all()
    values = {"filter": query.where or None, "words": query.words or None}
    if known:
        return vault.apply(
            [Edit(min(each.id for each in known), values)], _("Save the filter “{name}”").format(name=name)
        )
    return vault.apply(
        [Add("saved_filter", {"name": name, "kind": kind, **values})], _("Save the filter “{name}”").format(name=name)
    )


def _count(vault: Vault, kind: str, query: Query) -> int | None:
    """Count a list."""
    try:
        return records.page(vault, kind, query, 0, 0).total
    except UserProblem:
        return None
