"""Sheets about who is in the houses: vacancies, arrivals and departures, the fire muster, keys, orientation."""

from __future__ import annotations

from collections import defaultdict

from sqlmodel import col, select

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.occupancy import day_page
from app.capabilities.houses.checklists import arriving, leaving, open_steps
from app.capabilities.houses.reading import read_plan
from app.capabilities.houses.records import House
from app.capabilities.houses.records_chores import Chore
from app.capabilities.houses.records_kitchen import MEALS
from app.capabilities.houses.records_rooms import Defect, HouseAgreement, Key, KeyLoan
from app.capabilities.houses.typed_sheets import KEYS, STAYS
from app.i18n import N_, _, ngettext
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted, initials_of
from app.services.records.titles import Titles
from app.services.settings import group
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault


def vacancies(vault: Vault, wanted: Wanted) -> FilledSheet:
    """List the beds that are free for the whole period, without a name of anybody."""
    columns = (
        SheetColumn("bed", _("Bed"), width=1),
        SheetColumn("room", _("Room"), width=2),
        SheetColumn("floor", _("Floor"), width=1),
        SheetColumn("step_free", _("Step-free"), kind="tick"),
        SheetColumn("quiet", _("Quiet"), kind="tick"),
        SheetColumn("free_until", _("Free until"), kind="day"),
    )
    with vault.reading() as session:
        plan = read_plan(session)
        houses = session.exec(select(House).order_by(House.name)).all()
    calendar = BedCalendar(plan)
    nights = (wanted.period.first.toordinal(), wanted.period.last.toordinal())
    sections: list[SheetSection] = []
    count = 0
    for house in houses:
        rows: list[SheetRow] = []
        for room in sorted(
            (room for room in plan.rooms if room.house == house.id), key=lambda room: (room.name, room.id)
        ):
            for bed in sorted(calendar.beds_of_room.get(room.id, ()), key=lambda bed: calendar.beds[bed].name):
                if calendar.is_free(bed, nights):
                    end = _day(calendar.free_until(bed, nights[0]))
                    ticks = ("x" if room.step_free else "", "x" if room.quiet else "")
                    rows.append(SheetRow((calendar.beds[bed].name, room.name, room.floor, *ticks, end)))
        count += len(rows)
        sections.append(SheetSection(house.name or "", tuple(rows), note=str(len(rows))))
    return FilledSheet(
        columns, tuple(sections), ngettext("{count} free bed", "{count} free beds", count).format(count=count)
    )


def _day(night: int) -> str:
    from app.capabilities.houses.beds.nights import day_of

    day = day_of(night)
    return "" if day is None else format_day(day)


def muster(vault: Vault, wanted: Wanted) -> FilledSheet:
    """List who is in each house tonight, floor by floor, with boxes to tick: for a fire."""
    columns = (
        SheetColumn("there", _("Seen"), kind="tick"),
        SheetColumn("person", _("Person"), width=3),
        SheetColumn("room", _("Room"), width=1),
        SheetColumn("bed", _("Bed"), width=1),
        SheetColumn("note", _("Away, or leaves"), width=1),
    )
    day = wanted.period.first
    sections: list[SheetSection] = []
    total = 0
    with vault.reading() as session:
        plan = read_plan(session)
        titles = Titles.within(vault, session)
        titles.fetch("person", [stay.person for stay in plan.stays])
        houses = session.exec(select(House).order_by(House.name)).all()
        calendar = BedCalendar(plan)
        for house in houses:
            page = day_page(calendar, day, house=house.id)
            floors: defaultdict[str, list[SheetRow]] = defaultdict(list)
            for stay, note in (
                *((stay, "") for stay in page.in_house),
                *((stay, _("away")) for stay in page.away),
                *((stay, _("leaves today")) for stay in page.departures),
            ):
                room = calendar.room_of(stay.bed or "")
                name = titles.of(stay.person)
                cells = (
                    "",
                    initials_of(name) if wanted.initials else name,
                    room.name if room else "",
                    calendar.beds[stay.bed].name if stay.bed in calendar.beds else "",
                    note,
                )
                floors[room.floor if room else ""].append(SheetRow(cells))
            total += len(page.in_house)
            sections.append(SheetSection(house.name or "", note=str(len(page.in_house))))
            sections += [
                SheetSection(
                    floor or _("No floor named"),
                    tuple(sorted(rows, key=lambda row: (row.cells[2], row.cells[1]))),
                    level=2,
                )
                for floor, rows in sorted(floors.items())
            ]
    summary = ngettext("{count} in the houses on {day}", "{count} in the houses on {day}", total)
    return FilledSheet(columns, tuple(sections), summary.format(count=total, day=format_day(day)))


def movements(vault: Vault, wanted: Wanted) -> FilledSheet:
    """List who comes and who goes, day by day."""
    columns = (
        SheetColumn("what", _("What"), width=1),
        SheetColumn("person", _("Person"), width=3),
        SheetColumn("bed", _("Bed"), width=2),
        SheetColumn("to_do", _("Still to do"), width=3),
        SheetColumn("done", _("Done"), kind="tick"),
    )
    first, last = wanted.period.first.toordinal(), wanted.period.last.toordinal()
    with vault.reading() as session:
        plan = read_plan(session)
        titles = Titles.within(vault, session)
        titles.fetch("person", [stay.person for stay in plan.stays])
        titles.fetch("bed", [stay.bed for stay in plan.stays])
        calendar = BedCalendar(plan)
        by_day: defaultdict[int, list[SheetRow]] = defaultdict(list)
        for stay, (begins, ends) in sorted(calendar.spans.items()):
            row = calendar.stays[stay]
            name = titles.of(row.person)
            shown = initials_of(name) if wanted.initials else name
            room = calendar.room_of(row.bed or "")
            house, place = (room.house, room.id) if room else ("", "")
            if first <= begins < last:
                to_do = open_steps(arriving(session, row, house, place))
                by_day[begins].append(
                    SheetRow((_("Arrives"), shown, titles.of(row.bed), to_do, ""), code=row_code(stay))
                )
            if first <= ends < last:
                to_do = open_steps(leaving(session, vault.registry, row, house, place, group.today(vault)))
                by_day[ends].append(SheetRow((_("Leaves"), shown, titles.of(row.bed), to_do, ""), code=row_code(stay)))
    sections = [
        SheetSection(_day(night), tuple(sorted(rows, key=lambda row: row.cells[:2])))
        for night, rows in sorted(by_day.items())
    ]
    count = sum(len(rows) for rows in by_day.values())
    return FilledSheet(
        columns, tuple(sections), ngettext("{count} of them", "{count} of them", count).format(count=count)
    )


def keys(vault: Vault, wanted: Wanted) -> FilledSheet:
    """List every key with who has it."""
    columns = (
        SheetColumn("key", _("Key"), width=2),
        SheetColumn("person", _("Who has it"), width=2),
        SheetColumn("lent_on", _("Since"), kind="day"),
        SheetColumn("due", _("Due back"), kind="day"),
        SheetColumn("back", _("Back"), kind="tick"),
    )
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        loans = {
            loan.key: loan
            for loan in session.exec(select(KeyLoan).where(col(KeyLoan.back_on).is_(None)).order_by(KeyLoan.id)).all()
        }
        titles.fetch("person", [loan.person for loan in loans.values()])
        found: defaultdict[str, list[SheetRow]] = defaultdict(list)
        for key in session.exec(select(Key).order_by(Key.name)).all():
            loan = loans.get(key.id)
            name = titles.of(loan.person) if loan else ""
            found[key.house].append(
                SheetRow(
                    (
                        key.name or "",
                        initials_of(name) if wanted.initials else name,
                        format_day(loan.lent_on) if loan else "",
                        format_day(loan.due) if loan and loan.due else "",
                        "",
                    ),
                    code=row_code(loan.id) if loan else "",
                )
            )
        houses = session.exec(select(House).order_by(House.name)).all()
    sections = tuple(SheetSection(house.name or "", tuple(found[house.id])) for house in houses if found[house.id])
    out = ngettext("{count} key is out", "{count} keys are out", len(loans)).format(count=len(loans))
    return FilledSheet(columns, sections, out)


def orientation(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Put together what somebody new has to know: address, agreement, rooms, meals, chores, broken things."""
    columns = (SheetColumn("what", _("What"), width=1), SheetColumn("how", _("How it is here"), width=4))
    with vault.reading() as session:
        house = session.get(House, wanted.record)
        plan = read_plan(session)
        agreements = session.exec(select(HouseAgreement).where(HouseAgreement.house == wanted.record)).all()
        chores = session.exec(select(Chore).where(Chore.house == wanted.record).order_by(Chore.name)).all()
        broken = session.exec(select(Defect).where(Defect.house == wanted.record, col(Defect.done_on).is_(None))).all()
    if house is None:
        return FilledSheet(columns, (), "")
    latest = max(agreements, key=lambda each: (str(each.from_day or ""), each.id), default=None)
    rooms = [room for room in plan.rooms if room.house == house.id]
    place = [SheetRow((_("Address"), house.address or "")), SheetRow((_("Note"), house.note or ""))]
    lines = [part for part in (latest.text or "").split("\n") if part] if latest else []
    agreed = [
        SheetRow((_("Version {version}").format(version=latest.version) if latest else "", line)) for line in lines
    ]
    inside = [SheetRow((room.floor, room.name)) for room in sorted(rooms, key=lambda room: (room.floor, room.name))]
    slept, sleeps = _("for everybody who slept here"), _("for everybody who sleeps here")
    meals = [SheetRow((_(label), sleeps if sort == "dinner" else slept)) for sort, label in MEALS.items()]
    work = [SheetRow((chore.name or "", _how_often(chore.every or 7, chore.minutes or 0))) for chore in chores]
    sections = (
        SheetSection(house.name or "", tuple(row for row in place if row.cells[1])),
        SheetSection(_("What we agreed on"), tuple(agreed)),
        SheetSection(_("Rooms"), tuple(inside)),
        SheetSection(_("Meals"), tuple(meals)),
        SheetSection(_("Chores"), tuple(work)),
        SheetSection(
            _("Broken at the moment"),
            tuple(SheetRow((each.what, format_day(each.due) if each.due else "")) for each in broken),
        ),
    )
    return FilledSheet(columns, tuple(section for section in sections if section.rows), house.name or "")


def _how_often(days: int, minutes: int) -> str:
    """Say how often a chore comes and how long it takes."""
    words = ngettext("every day, {minutes} minutes", "every {days} days, {minutes} minutes", days)
    return words.format(days=days, minutes=minutes)


_NO_NAMES = N_("No names of people.")
HOUSE_SHEETS = (
    SheetKind(
        "vacancies", N_("Free beds"), N_("Which beds are free, without a name of anybody."), "house", vacancies,
        period=True, sensitivity=_NO_NAMES, filtered=False,
    ),
    SheetKind(
        "fire-muster", N_("Who is in the house"), N_("For a fire: everybody, by house and floor, to tick."), "stay",
        muster, period=True, blank_rows=4, filtered=False,
    ),
    SheetKind(
        "arrivals-departures", N_("Arriving and leaving"), N_("Who comes and who goes, day by day."), "stay", movements,
        period=True, filtered=False, typed_back=STAYS,
    ),
    SheetKind("keys", N_("Keys"), N_("Every key, and who has it."), "key", keys, filtered=False, typed_back=KEYS),
    SheetKind(
        "orientation", N_("Welcome to the house"), N_("What somebody new has to know of a house."), "house",
        orientation, of_one=True, sensitivity=_NO_NAMES,
    ),
)  # fmt: skip
"""The sheets about who is in the houses."""
