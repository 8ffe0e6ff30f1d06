"""Everything that touches a person, newest first: every record that refers to them, and what was merged into them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import col, select

from app.capabilities.people.merge_service import references_to
from app.capabilities.people.merged import people_survivors
from app.capabilities.people.records import LEFT_REASONS, Person
from app.i18n import N_, _
from app.problems import WrongValue
from app.records.kinds import Day
from app.records.money_kind import CURRENCY, MoneyKind
from app.records.record_type import RecordType
from app.services.records import records
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

CAME, LEFT, MERGED = N_("Came"), N_("Left"), N_("Merged into this person")
_DAYS = ("on_day", "from_day", "since", "day", "date", "due", "entered_on", "given_on", "done_on")
_MANY = 500


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One line: day, record and kind, as what it names the person, and its words; ``of`` if one merged is named.

    Without a day of its own a record stands on the day on which it was made (UTC).
    """

    day: datetime.date
    kind: str
    record: str
    title: str
    role: str
    words: str
    of: str = ""


def timeline(vault: Vault, person: str) -> list[TimelineEvent]:
    """Give the lines about a person, newest first; of somebody who was merged, those of the one who stays."""
    with vault.reading() as session:
        kind, _row = records.find(session, vault, person)
        if kind.name != "person":
            raise WrongValue(_("This is no person."))
        survivors = people_survivors(session)
        person = survivors.of(person)
        everybody = [person, *(one for one in survivors.merged() if one != person and survivors.of(one) == person)]
        titles = Titles.within(vault, session)
        titles.fetch("person", everybody)
        people = {row.id: row for row in session.exec(select(Person).where(col(Person.id).in_(everybody))).all()}
        references = references_to(session, vault, everybody)
        found = {
            each.row.id: each for one in everybody for each in references.get(one, ()) if each.row.id not in people
        }
        made = _made(vault, [*found, *everybody])
        events: list[TimelineEvent] = []
        for one in everybody:
            events += _of_person(people[one], titles, made, merged=one != person)
        for each in found.values():
            titles.take(each.kind.name, [each.row])
            titles.fetch_references(each.kind.name, [each.row])
            named = next(name for name in each.names if getattr(each.row, name) in people)
            of = getattr(each.row, named)
            day = _day_of(each.kind, each.row) or made.get(each.row.id, datetime.date.min)
            words = _words(each.kind, each.row, titles, everybody)
            role = "" if named == each.kind.part_of else _(each.kind.attributes[named].label)
            events.append(
                TimelineEvent(
                    day,
                    each.kind.name,
                    each.row.id,
                    _(each.kind.one),
                    role,
                    words,
                    "" if of == person else titles.of(of),
                )
            )
    return sorted(events, key=lambda event: (event.day, event.kind, event.record), reverse=True)


def _of_person(row: Any, titles: Titles, made: dict[str, datetime.date], *, merged: bool) -> Iterable[TimelineEvent]:
    """Give the lines that a person's own record says."""
    if merged:
        yield TimelineEvent(made.get(row.id, datetime.date.min), "person", row.id, _(MERGED), "", titles.of(row.id))
        return
    if row.since:
        yield TimelineEvent(row.since, "person", row.id, _(CAME), "", row.source or "")
    if row.left_on:
        reason = LEFT_REASONS.get(row.left_reason or "", "")
        yield TimelineEvent(row.left_on, "person", row.id, _(LEFT), "", _(reason) if reason else "")


def _day_of(kind: RecordType, row: Any) -> datetime.date | None:
    """Give the day of a record: of the fields that say when it is, the first that is filled."""
    days = [name for name, attribute in kind.attributes.items() if isinstance(attribute.kind, Day)]
    ordered = [*(name for name in _DAYS if name in days), *(name for name in days if name not in _DAYS)]
    return next((value for name in ordered if (value := getattr(row, name)) is not None), None)


def _words(kind: RecordType, row: Any, titles: Titles, people: Sequence[str]) -> str:
    """Say in a line what a record says, without the person themselves."""
    said: list[str] = []
    for attribute in kind.attributes.values():
        value: Any = getattr(row, attribute.name)
        if value is None or value in ([], {}, False) or (isinstance(value, str) and value in people):
            continue
        if not attribute.column and attribute.name not in kind.title and attribute.name != "result":
            continue
        if attribute.target:
            said.append(titles.of(value))
        elif value is True:
            said.append(_(attribute.label))
        elif isinstance(attribute.kind, MoneyKind):
            said.append(attribute.kind.write_in(cast("int", value), str(getattr(row, CURRENCY, None) or "")))
        elif not isinstance(attribute.kind, Day):
            said.append(" ".join(attribute.format(value).split())[:160])
    return " · ".join(filter(None, said))


def _made(vault: Vault, ids: Sequence[str]) -> dict[str, datetime.date]:
    """Give the days on which records were made."""
    found: dict[str, datetime.date] = {}
    for start in range(0, len(ids), _MANY):
        some = [bytes.fromhex(each) for each in ids[start : start + _MANY]]
        marks = ", ".join("?" for _each in some)
        for identity, time in vault.rows(f"SELECT id, time FROM record WHERE id IN ({marks})", tuple(some)):
            found[bytes(identity).hex()] = datetime.datetime.fromtimestamp((time or 0) / 1000, datetime.UTC).date()
    return found
