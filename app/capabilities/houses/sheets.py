"""The sheets of houses: room assignment, and those of the modules beside."""

from __future__ import annotations

from collections import defaultdict

from sqlmodel import col, select

from app.capabilities.houses.records import Bed, House, Room, Stay
from app.capabilities.houses.sheets_house import HOUSE_SHEETS
from app.capabilities.houses.sheets_kitchen import KITCHEN_SHEETS
from app.capabilities.houses.sheets_money import MONEY_SHEETS
from app.capabilities.houses.typed_sheets import STAYS
from app.i18n import N_, _, ngettext
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted, initials_of
from app.services.records.filters import conditions
from app.services.records.titles import Titles
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.history import circle_names
from app.storage.vault.vault import Vault


def room_assignment(vault: Vault, wanted: Wanted) -> FilledSheet:
    """House by house and room by room, every bed with those who have it in the period, and the free ones."""
    columns = (
        SheetColumn("bed", _("Bed"), width=1),
        SheetColumn("person", _("Person"), width=3),
        SheetColumn("from", _("Arrives"), kind="day"),
        SheetColumn("to", _("Leaves"), kind="day"),
        SheetColumn("nights", _("Nights"), kind="number"),
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
        sections: list[SheetSection] = []
        for house in session.exec(select(House).order_by(House.name)).all():
            sections.append(SheetSection(house.name or "", note=house.address or ""))
            for room in rooms[house.id]:
                rows = [row for bed in beds[room.id] for row in _bed_rows(bed, stays[bed.id], titles, wanted)]
                sections.append(SheetSection(room.name or "", tuple(rows), level=2, note=_room_note(room)))
    taken = sum(len(each) for each in stays.values())
    summary = ngettext("{count} stay", "{count} stays", taken).format(count=taken)
    return FilledSheet(columns, tuple(sections), summary)


def _room_note(room: Room) -> str:
    notes = [room.floor or "", _("step-free") if room.step_free else ""]
    return ", ".join(note for note in notes if note)


def _bed_rows(bed: Bed, stays: list[Stay], titles: Titles, wanted: Wanted) -> list[SheetRow]:
    if not stays:
        return [SheetRow((bed.name or "", _("free"), "", "", ""), emphasis="quiet")]
    rows: list[SheetRow] = []
    for stay in stays:
        name = titles.of(stay.person)
        period = wanted.period
        last = min(stay.to_day, period.last) if stay.to_day else period.last
        nights = (last - max(stay.from_day, period.first)).days
        until = format_day(stay.to_day) if stay.to_day else ""
        shown = initials_of(name) if wanted.initials else name
        cells = (bed.name or "", shown, format_day(stay.from_day), until, str(nights))
        rows.append(SheetRow(cells, code=row_code(stay.id)))
    return rows


def _stays(vault: Vault, wanted: Wanted) -> defaultdict[str, list[Stay]]:
    """Give the stays of a filter that have a night in the period, by bed and day."""
    found: defaultdict[str, list[Stay]] = defaultdict(list)
    with vault.reading() as session:
        statement = select(Stay).where(
            col(Stay.status).in_(["planned", "in"]), col(Stay.from_day) < wanted.period.last,
            *conditions(vault.registry["stay"], wanted.where, circle_names(vault)),
        )  # fmt: skip
        for stay in session.exec(statement.order_by(col(Stay.from_day))).all():
            if stay.to_day is None or stay.to_day > wanted.period.first:
                found[stay.bed or ""].append(stay)
    return found


SHEETS = (
    SheetKind(
        "room-assignment",
        N_("Room assignment"),
        N_("Who sleeps in which room and bed, house by house."),
        "stay",
        room_assignment,
        period=True,
        template="room-assignment",
        typed_back=STAYS,
    ),
    *HOUSE_SHEETS,
    *KITCHEN_SHEETS,
    *MONEY_SHEETS,
)
