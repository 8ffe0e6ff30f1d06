"""The plain rows that the figures are made of, read from a vault as it is, or as it was on a day."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session, select

from app.capabilities.people.flow.backtest import Worked
from app.capabilities.people.flow.forecast import ForecastRows, Work
from app.capabilities.people.flow.hours import Away, HoursPromise
from app.capabilities.people.flow.show_rate import Turnout
from app.capabilities.people.flow.tenures import TenureRow
from app.records.almanac import Almanac
from app.records.survivors import Survivors
from app.services.settings import group
from app.storage.history import DELETED, RESTORED, histories
from app.storage.vault.vault import Vault

SIGNS = frozenset({"talked", "texted", "met", "worked"})
_CAME = frozenset({"attended", "left"})
_OPEN = frozenset({"open", "doing"})
_READ = {
    "person": ("since", "left_on", "left_reason", "merged_into"),
    "commitment": ("person", "hours_a_week", "weekdays", "from_day", "until_day"),
    "absence": ("person", "from_day", "back_on"),
    "attendance": ("person", "on_day", "state"),
    "activity": ("kind", "on_day", "person", "with_person", "minutes"),
    "step_run": ("owner", "done_on"),
    "task": ("due", "minutes", "status"),
}


@dataclass(frozen=True, slots=True)
class PeopleSnapshot:
    """The values that figures read, by kind of record: mappings with an id."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def of(self, kind: str) -> Sequence[Mapping[str, Any]]:
        """Give the rows of a kind; none where the program does not know it."""
        return self.rows.get(kind, ())


def snapshot(vault: Vault) -> PeopleSnapshot:
    """Read what is known now."""
    with vault.reading() as session:
        return PeopleSnapshot({kind: _read(session, vault, kind, names) for kind, names in _READ.items()})


def _read(session: Session, vault: Vault, kind: str, names: Sequence[str]) -> list[Mapping[str, Any]]:
    """Read some columns of a kind of record."""
    if kind not in vault.registry:
        return []
    model: Any = vault.registry[kind].model
    columns = [model.id, *(getattr(model, name) for name in names)]
    choose, reader = cast("Any", select), cast("Any", session)
    rows: Sequence[Any] = reader.exec(choose(*columns)).all()
    return [row._mapping for row in rows]  # noqa: SLF001 - the public name of it


def first_recorded(vault: Vault) -> datetime.date | None:
    """Give the day on which the first person was recorded, by the clock of whoever did."""
    found = vault.rows("SELECT min(time) FROM record WHERE kind = 'person'")
    return _day(group.almanac(vault), found[0][0]) if found and found[0][0] is not None else None


def _day(almanac: Almanac, milliseconds: int) -> datetime.date:
    """Give the day of a time of the log, in the group's zone so that it is one day everywhere."""
    return almanac.day(datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC))


class Past:
    """Answers what had been recorded before a day: rows made before it, with the values that they had then."""

    def __init__(self, vault: Vault, now: PeopleSnapshot) -> None:
        """Read when records were made, and the history of those that were changed since."""
        self._vault, self._now, self._almanac = vault, now, group.almanac(vault)
        kinds = ", ".join(f"'{kind}'" for kind in _READ)
        rows = vault.rows(
            "SELECT record.id, record.time, written.number IS NOT NULL FROM record "
            f"LEFT JOIN written ON written.number = record.number WHERE kind IN ({kinds})"
        )
        self._made = {bytes(row[0]).hex(): _day(self._almanac, row[1]) for row in rows}
        here = {row["id"] for of_kind in now.rows.values() for row in of_kind}
        self._changed = {bytes(row[0]).hex() for row in rows if row[2]} & here
        self._histories = histories(vault, self._changed)

    def before(self, day: datetime.date) -> PeopleSnapshot:
        """Give what had been recorded before a day."""
        return PeopleSnapshot(
            {
                kind: [row for each in rows if (row := self._row(kind, each, day))]
                for kind, rows in self._now.rows.items()
            }
        )

    def _row(self, kind: str, row: Mapping[str, Any], day: datetime.date) -> Mapping[str, Any] | None:
        """Give a row as it was, or None if it was not there."""
        record = row["id"]
        if self._made.get(record, datetime.date.max) >= day:
            return None
        if record not in self._changed:
            return row
        attributes = self._vault.registry[kind].attributes
        values: dict[str, Any] = dict.fromkeys(_READ[kind])
        there = True
        for entry in self._histories[record]:
            if self._almanac.day(entry.at) >= day:
                break
            if entry.what in {DELETED, RESTORED}:
                there = entry.what == RESTORED
            elif entry.field in values:
                values[entry.field] = attributes[entry.field].from_wire(entry.after)
        return {"id": record, **values} if there else None


def figures(found: PeopleSnapshot, as_of: datetime.date, only: Collection[str] | None = None) -> ForecastRows:
    """Turn a snapshot into the rows of the figures as of a day; ``only`` are the people of a filter.

    What refers to somebody who was merged counts for the survivor.
    """
    survivors = survivors_of(found)
    signs = _last_signs(found, survivors, as_of)
    counted = [each for each in found.of("person") if not survivors.gone(each["id"])]
    people = {each["id"] for each in counted if only is None or each["id"] in only}
    return ForecastRows(
        tuple(
            TenureRow(each["id"], each["since"], each["left_on"], each["left_reason"], signs.get(each["id"]))
            for each in counted
            if each["id"] in people
        ),
        tuple(
            HoursPromise(
                each["id"], survivors.of(each["person"]), each["hours_a_week"], tuple(each["weekdays"] or ()),
                each["from_day"], each["until_day"],
            )
            for each in found.of("commitment") if each["person"] and survivors.of(each["person"]) in people
        ),
        tuple(
            Away(each["id"], survivors.of(each["person"]), each["from_day"], each["back_on"])
            for each in found.of("absence") if each["person"]
        ),
        tuple(
            Turnout(each["id"], survivors.of(each["person"]), each["on_day"], each["state"] or "")
            for each in found.of("attendance") if each["person"] and each["on_day"]
        ),
        tuple(
            Work(each["id"], each["due"], each["minutes"])
            for each in found.of("task") if each["status"] in _OPEN and each["due"] and each["minutes"]
        ),
    )  # fmt: skip


def worked(found: PeopleSnapshot) -> list[Worked]:
    """Give the work that was noted, and since when whoever did it has been with the group."""
    survivors = survivors_of(found)
    since = {each["id"]: each["since"] for each in found.of("person")}
    return [
        Worked(each["id"], each["on_day"], each["minutes"], since.get(survivors.of(each["person"] or "")))
        for each in found.of("activity")
        if each["kind"] == "worked" and each["on_day"] and each["minutes"]
    ]


def survivors_of(found: PeopleSnapshot) -> Survivors:
    """Give who counts for whom."""
    return Survivors({each["id"]: each["merged_into"] for each in found.of("person") if each["merged_into"]})


def _last_signs(found: PeopleSnapshot, survivors: Survivors, as_of: datetime.date) -> dict[str, datetime.date]:
    """Give the day of each person's last sign of life up to a day."""
    last: dict[str, datetime.date] = {}
    for person, day in _signs(found):
        if person and day and day <= as_of:
            who = survivors.of(person)
            last[who] = max(day, last.get(who, day))
    return last


def _signs(found: PeopleSnapshot) -> Iterable[tuple[str | None, datetime.date | None]]:
    """Give who gave a sign of life, and when: came, was spoken to, worked, or did a step."""
    for each in found.of("attendance"):
        if each["state"] in _CAME:
            yield each["person"], each["on_day"]
    for each in found.of("activity"):
        if each["kind"] in SIGNS:
            yield each["person"], each["on_day"]
            yield each["with_person"], each["on_day"]
    for each in found.of("step_run"):
        yield each["owner"], each["done_on"]
