"""What records are called, for commands and sheets."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import select

from app.capabilities.houses.records import House
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


def titles_of(vault: Vault, ids: Iterable[str | None]) -> dict[str, str]:
    """Give the titles of records of whatever kind."""
    found = {each for each in ids if each}
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any(found)
        return {each: titles.of(each) for each in found}


def houses_of(vault: Vault) -> frozenset[str]:
    """Give the ids of all houses."""
    with vault.reading() as session:
        return frozenset(session.exec(select(House.id)).all())
