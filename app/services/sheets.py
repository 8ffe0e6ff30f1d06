"""What stands on each sheet: columns and rows from the vault, as text."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.domain.days import format_day
from app.domain.houses import Bed, House, Room, Stay
from app.domain.people import ContactPoint
from app.i18n import _, ngettext
from app.paper.codes import row_code
from app.paper.sheet import Column, Row, Section
from app.services.records import Query, ids
from app.services.titles import Titles
from app.services.where import conditions
from app.storage.reading import circle_names
from app.storage.vault import Vault

_MANY = 5000


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to, but without, `last`."""

    first: datetime.date
    last: datetime.date

    def text(self) -> str:
        """In words: one night, or from and to."""
        if self.last - self.first == datetime.timedelta(days=1):
            return _("Night of {day}").format(day=format_day(self.first))
        return _("Nights from {first} to {last}").format(first=format_day(self.first), last=format_day(self.last))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sheet is asked to show: a filter (see `where`), a period, names or only their initials.

    `record` is the one that a sheet about one record is about.
    """

    where: str
    period: Period
    initials: bool
    record: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The part of a sheet that depends on its kind."""

    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    summary: str
    purpose: str = ""
    notes: tuple[str, ...] = ()


def initials_of(name: str) -> str:
    """The first letter of each word of a name: what an initials-only sheet shows."""
    return " ".join(f"{word[0]}." for word in name.split() if word)


def contact_list(vault: Vault, wanted: Wanted) -> Filled:
    """One row a person: name, how they are reached, and every other field of a person that is declared for print."""
    people, points = _people(vault, wanted.where), _points(vault)
    kind = vault.registry["person"]
    others = [attribute for attribute in kind.printed() if attribute.name not in kind.title]
    columns = (
        Column("name", _("Name"), width=2),
        Column("phone", _("Telephone"), kind="number", align="start"),
        Column("email", _("E-mail and others"), width=2),
        *(Column(attribute.name, _(attribute.label), width=1) for attribute in others),
    )
    rows = [
        Row(
            (
                _name(person, wanted),
                "\n".join(_reach(point) for point in points[person.id] if point.kind == "phone"),
                "\n".join(_reach(point) for point in points[person.id] if point.kind != "phone"),
                *(attribute.format(getattr(person, attribute.name)) for attribute in others),
            ),
            code=row_code(person.id),
        )
        for person in people
    ]
    return Filled(columns, (Section(rows=tuple(rows)),), _count(len(rows)))


def _name(person: Any, wanted: Wanted) -> str:
    name = person.name or ""  # Another laptop may have written less than our form asks for; so it is with the rest.
    return initials_of(name) if wanted.initials else name


def _reach(point: ContactPoint) -> str:
    """A contact point in one line, with a warning where a text or a message would be harmful."""
    silent = [_("no texts")] if point.safe_to_text is False else []
    silent += [_("no messages")] if point.safe_to_leave_message is False else []
    notes = [*silent, *([point.hours] if point.hours else [])]
    value = point.value or ""
    return f"{value} ({', '.join(notes)})" if notes else value


def _count(number: int) -> str:
    return ngettext("{count} person", "{count} people", number).format(count=number)


def _people(vault: Vault, where: str) -> list[Any]:
    """The people of a filter, by name."""
    wanted = ids(vault, "person", Query(where=where))
    model: Any = vault.registry["person"].model
    found: dict[str, Any] = {}
    with vault.reading() as session:
        for start in range(0, len(wanted), _MANY):
            some = session.exec(select(model).where(col(model.id).in_(wanted[start : start + _MANY]))).all()
            found.update((person.id, person) for person in some)
    return [found[record] for record in wanted]


def _points(vault: Vault) -> defaultdict[str, list[ContactPoint]]:
    """All contact points by person, the preferred ones first."""
    points: defaultdict[str, list[ContactPoint]] = defaultdict(list)
    with vault.reading() as session:
        for point in session.exec(select(ContactPoint)).all():
            points[point.person].append(point)
    for each in points.values():
        each.sort(key=lambda point: not point.preferred)
    return points


def room_assignment(vault: Vault, wanted: Wanted) -> Filled:
    """House by house and room by room, every bed with those who have it in the period, and the free ones."""
    columns = (
        Column("bed", _("Bed"), width=1),
        Column("person", _("Person"), width=3),
        Column("from", _("Arrives"), kind="day"),
        Column("to", _("Leaves"), kind="day"),
        Column("nights", _("Nights"), kind="number"),
    )
    stays = _stays(vault, wanted)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch("person", [stay.person for each in stays.values() for stay in each])
        rooms: defaultdict[str, list[Room]] = defaultdict(list)
        for room in session.exec(select(Room).order_by(Room.name)).all():
            rooms[room.house].append(room)
        beds: defaultdict[str, list[Bed]] = defaultdict(list)
        for bed in session.exec(select(Bed).order_by(Bed.name)).all():
            beds[bed.room].append(bed)
        sections: list[Section] = []
        for house in session.exec(select(House).order_by(House.name)).all():
            sections.append(Section(house.name or "", note=house.address or ""))
            for room in rooms[house.id]:
                rows = [row for bed in beds[room.id] for row in _bed_rows(bed, stays[bed.id], titles, wanted)]
                sections.append(Section(room.name or "", tuple(rows), level=2, note=_room_note(room)))
    taken = sum(len(each) for each in stays.values())
    summary = ngettext("{count} stay", "{count} stays", taken).format(count=taken)
    return Filled(columns, tuple(sections), summary)


def _room_note(room: Room) -> str:
    notes = [room.floor or "", _("step-free") if room.step_free else ""]
    return ", ".join(note for note in notes if note)


def _bed_rows(bed: Bed, stays: list[Stay], titles: Titles, wanted: Wanted) -> list[Row]:
    if not stays:
        return [Row((bed.name or "", _("free"), "", "", ""), emphasis="quiet")]
    rows: list[Row] = []
    for stay in stays:
        name = titles.of(stay.person)
        period = wanted.period
        last = min(stay.to_day, period.last) if stay.to_day else period.last
        nights = (last - max(stay.from_day, period.first)).days
        until = format_day(stay.to_day) if stay.to_day else ""
        shown = initials_of(name) if wanted.initials else name
        cells = (bed.name or "", shown, format_day(stay.from_day), until, str(nights))
        rows.append(Row(cells, code=row_code(stay.id)))
    return rows


def _stays(vault: Vault, wanted: Wanted) -> defaultdict[str, list[Stay]]:
    """The stays of a filter that have a night in the period, by bed and day."""
    found: defaultdict[str, list[Stay]] = defaultdict(list)
    with vault.reading() as session:
        statement = select(Stay).where(
            col(Stay.status).in_(["planned", "in"]), col(Stay.from_day) < wanted.period.last,
            *conditions(vault.registry["stay"], wanted.where, circle_names(vault)),
        )  # fmt: skip
        for stay in session.exec(statement.order_by(col(Stay.from_day))).all():
            if stay.to_day is None or stay.to_day > wanted.period.first:
                found[stay.bed].append(stay)
    return found


def sign_in(vault: Vault, wanted: Wanted) -> Filled:
    """Names to tick if a filter is given, room to write for everybody else, and consent given by hand."""
    columns = (
        Column("here", _("Here"), kind="tick"),
        Column("name", _("Name"), width=3),
        Column("reach", _("Telephone or e-mail"), kind="line", width=3),
        Column("consent", _("May keep"), kind="tick"),
        Column("signature", _("Signature"), kind="line", width=2),
    )
    people = _people(vault, wanted.where) if wanted.where else []
    rows = tuple(Row(("", _name(person, wanted), "", "", ""), code=row_code(person.id)) for person in people)
    purpose = _(
        "We ask for your name and how to reach you so that we can invite you again. Tick “May keep” if we may keep it; "
        "you can ask us to remove it at any time."
    )
    return Filled(columns, (Section(rows=rows),) if rows else (), _count(len(rows)) if rows else "", purpose)
