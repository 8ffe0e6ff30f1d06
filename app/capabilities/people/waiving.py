"""Waivers of declared interests, for reviews as for pairs: one counts if its own author's laptop wrote all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from app.capabilities.people.interests import waiver
from app.capabilities.people.records_time import InterestWaiver
from app.i18n import _
from app.problems import NotAllowed
from app.records.changes import Add
from app.services.members.authors import me, own
from app.services.records.order import is_set
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class GivenWaiver:
    """That somebody lets an interest in something pass, and whether it was written on a laptop of their own."""

    id: str
    of: str
    other: str
    person: str
    reason: str
    counts: bool


def given_waivers(vault: Vault, of: Iterable[str]) -> tuple[GivenWaiver, ...]:
    """Give the waivers for some records, by id, those that do not count among them."""
    asked = sorted(set(of))
    return _given(vault, col(InterestWaiver.of).in_(asked)) if asked else ()


def waivers_of_pairs(vault: Vault) -> tuple[GivenWaiver, ...]:
    """Give the waivers for two records together, by id, those that do not count among them."""
    return _given(vault, is_set(col(InterestWaiver.other)))


def _given(vault: Vault, which: object) -> tuple[GivenWaiver, ...]:
    """Read waivers, and from the log whose word each is."""
    with vault.reading() as session:
        rows = session.exec(select(InterestWaiver).where(which)).all()  # pyright: ignore[reportArgumentType]
    counting = own(vault, {row.id: row.person or "" for row in rows})
    return tuple(
        GivenWaiver(row.id, row.of, row.other or "", row.person or "", row.reason or "", row.id in counting)
        for row in sorted(rows, key=lambda each: each.id)
    )


def own_waiver(
    vault: Vault, of: str, whose: Iterable[str], reason: str, person: str = "", other: str | None = None
) -> Add:
    """Let the interest of somebody pass as whoever works at this laptop; naming somebody else is refused."""
    mine = me(vault)
    person = person or mine
    made = waiver(of, whose, person, reason, other)
    if not mine or person != mine:
        raise NotAllowed(
            _("An interest is waived on the laptop of the person who waives it."),
            kept=_("Nothing was changed."),
            do=_("Say first who you are: switchboard link VAULT PERSON.") if not mine else "",
        )
    return made
