"""Paper for everybody without a laptop: which sheets there are, filled from the vault, and rendered."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from app.domain.days import locale_in_use
from app.i18n import N_, _
from app.paper.codes import print_code
from app.paper.render import SheetRenderer
from app.paper.sheet import Paper, Sheet, Template
from app.problems import NotFound, WrongValue
from app.services import held, sheets
from app.services.job import Job, Progress
from app.services.sheets import Filled, Period, Wanted
from app.storage.vault import Vault

LOWEST_BLANK_ROWS, MOST_BLANK_ROWS = 0, 200


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A sheet one can print: its name, its words, which options mean something for it, and of which records it is.

    A sheet `of_one` is about one record of that kind, and names it in full.
    """

    name: Template
    title: str
    purpose: str
    kind: str
    period: bool = False
    blank_rows: int = 0
    of_one: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How to print: days half open, a filter (see `where`), large print, initials only, rows to fill in by hand.

    `said` is the filter in words, for the sheet; None: as it is written. `language` is BCP 47 and decides how days
    are written; empty: the language in use. `record` is whom a sheet of one is about.
    """

    from_day: datetime.date | None = None
    to_day: datetime.date | None = None
    where: str = ""
    said: str | None = None
    large: bool = False
    initials: bool = False
    blank_rows: int | None = None
    paper: Paper = "a4"
    language: str = ""
    record: str = ""


CONTACT_LIST: Final = "contact-list"
ROOM_ASSIGNMENT: Final = "room-assignment"
SIGN_IN: Final = "sign-in"
HELD_ON_YOU: Final = "held-on-you"
_KINDS = (
    SheetKind(
        CONTACT_LIST, N_("Contact list"), N_("Who is reached how, to keep by the telephone (after ICS 205A)."), "person"
    ),
    SheetKind(
        ROOM_ASSIGNMENT,
        N_("Room assignment"),
        N_("Who sleeps in which room and bed, house by house."),
        "stay",
        period=True,
    ),
    SheetKind(
        SIGN_IN,
        N_("Sign-in sheet"),
        N_("For a meeting: names to tick, lines to fill in, and consent given by hand."),
        "person",
        blank_rows=12,
    ),
    SheetKind(
        HELD_ON_YOU,
        N_("Everything we hold on you"),
        N_("For one person who asks: what is kept, why, in which circle, and who has it."),
        "person",
        of_one=True,
    ),
)


def sheet_kinds() -> tuple[SheetKind, ...]:
    """All sheets; their words are marked, show them through `_`."""
    return _KINDS


def sheet_kind(name: str) -> SheetKind:
    """A sheet by its name; raises `NotFound` that names the others."""
    for each in _KINDS:
        if each.name == name:
            return each
    raise NotFound(
        _("There is no sheet “{name}”.").format(name=name),
        do=_("There are: {names}.").format(names=", ".join(each.name for each in _KINDS)),
    )


def fill(vault: Vault, name: str, options: Options) -> Sheet:
    """The sheet as it would be printed now, with its print code; changes nothing."""
    kind = sheet_kind(name)
    period = _period(vault, options)
    blank_rows = kind.blank_rows if options.blank_rows is None else options.blank_rows
    if not LOWEST_BLANK_ROWS <= blank_rows <= MOST_BLANK_ROWS:
        raise WrongValue(_("A sheet can have up to {count} blank rows.").format(count=MOST_BLANK_ROWS))
    fillers = {
        CONTACT_LIST: sheets.contact_list,
        ROOM_ASSIGNMENT: sheets.room_assignment,
        SIGN_IN: sheets.sign_in,
        HELD_ON_YOU: held.held_on_person,
    }
    filled = fillers[name](vault, Wanted(options.where, period, options.initials, options.record))
    sheet = _sheet(vault, kind, filled, options, period, blank_rows)
    return sheet.with_code(print_code(sheet, vault.environment.random))


def _period(vault: Vault, options: Options) -> Period:
    first = options.from_day or vault.environment.now().astimezone().date()
    last = options.to_day or first + datetime.timedelta(days=1)
    if last <= first:
        raise WrongValue(_("The last day of the period has to be after the first."), field="to_day")
    return Period(first, last)


def _sheet(vault: Vault, kind: SheetKind, filled: Filled, options: Options, period: Period, blank_rows: int) -> Sheet:
    with vault.looking() as replica:
        group = replica.membership.group_name
    full = _("Names of people: keep this sheet safe, and shred it when it is out of date.")
    said = options.where if options.said is None else options.said
    sensitivity = _("Initials only.") if options.initials else full
    if kind.of_one:
        sensitivity = _("About one person: hand it to them and nobody else, and print no second one.")
    return Sheet(
        title=_(kind.title),
        group=group,
        as_of=vault.environment.now().astimezone(),
        as_of_from=_("{name}'s laptop").format(name=vault.my_name),
        columns=filled.columns,
        sections=filled.sections,
        template=kind.name,
        period=period.text() if kind.period else "",
        summary=filled.summary,
        purpose=filled.purpose,
        notes=(*((_("Filter: {where}").format(where=said),) if said else ()), *filled.notes),
        sensitivity=sensitivity,
        blank_rows=blank_rows,
        paper=options.paper,
        large=options.large,
        language=options.language or str(locale_in_use()).replace("_", "-"),
    )


def pdf(vault: Vault, renderer: SheetRenderer, sheet: Sheet) -> Job[bytes]:
    """The sheet as a PDF in memory; that it was printed is noted in the vault, under its code."""

    def run(progress: Progress) -> bytes:
        progress.step(0, 0, _("Laying out the pages"))
        data = renderer.render_pdf(sheet)
        progress.check()
        note(vault, sheet)
        return data

    return Job(_("Print {title}").format(title=sheet.title), run)


def note(vault: Vault, sheet: Sheet) -> None:
    """Notes in the vault, under its code, that a sheet was printed or saved."""
    with vault.writing() as writing:
        writing.connection.exec_driver_sql(
            "INSERT INTO printed (code, time, sheet) VALUES (?, ?, ?)",
            (sheet.code, vault.environment.milliseconds(), sheet.template),
        )


def preview(renderer: SheetRenderer, sheet: Sheet) -> Job[list[bytes]]:
    """The pages as PNG images, the very pages that would be printed."""

    def run(progress: Progress) -> list[bytes]:
        progress.step(0, 0, _("Laying out the pages"))
        return renderer.render_pages(sheet)

    return Job(_("Preview"), run)
