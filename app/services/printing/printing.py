"""Paper for everybody without a laptop: which sheets there are, filled from the vault, and rendered."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from app.i18n import N_, _
from app.problems import NotFound, WrongValue
from app.records.days import locale_in_use
from app.records.registry import Registry
from app.services.capability import capabilities_of
from app.services.jobs import Job, Progress
from app.services.printing import pipeline, subject_access
from app.services.printing.kinds import FilledSheet, Period, SheetKind, Wanted
from app.services.records import records
from app.services.settings import group
from app.sheets.codes import print_code
from app.sheets.render import SheetRenderer
from app.sheets.sheet import Paper, Sheet
from app.storage.vault.vault import Vault

LOWEST_BLANK_ROWS, MOST_BLANK_ROWS = 0, 200


@dataclass(frozen=True, slots=True)
class PrintOptions:
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


HELD_ON_YOU: Final = "held-on-you"
_KERNEL = (
    SheetKind(
        HELD_ON_YOU,
        N_("Everything we hold on you"),
        N_("For one person who asks: what is kept, why, in which circle, and who has it."),
        subject_access.PERSON,
        subject_access.held_on_person,
        of_one=True,
        template="held-on-you",
        sensitivity=N_("About one person: hand it to them and nobody else, and print no second one."),
    ),
)


def sheet_kinds(registry: Registry) -> tuple[SheetKind, ...]:
    """All sheets; their words are marked, show them through `_`."""
    return (*(sheet for each in capabilities_of(registry) for sheet in each.sheets), *_KERNEL)


def sheet_kind(registry: Registry, name: str) -> SheetKind:
    """Give a sheet by its name; raises `NotFound` that names the others."""
    known = sheet_kinds(registry)
    for each in known:
        if each.name == name:
            return each
    raise NotFound(
        _("There is no sheet “{name}”.").format(name=name),
        do=_("There are: {names}.").format(names=", ".join(each.name for each in known)),
    )


def fill(vault: Vault, name: str, options: PrintOptions) -> Sheet:
    """Give the sheet as it would be printed now, with its print code; changes nothing."""
    kind = sheet_kind(vault.registry, name)
    period = _period(vault, options, kind.span)
    blank_rows = kind.blank_rows if options.blank_rows is None else options.blank_rows
    if not LOWEST_BLANK_ROWS <= blank_rows <= MOST_BLANK_ROWS:
        raise WrongValue(_("A sheet can have up to {count} blank rows.").format(count=MOST_BLANK_ROWS))
    if kind.of_one and not options.record:
        raise WrongValue(_("Choose whom or what this sheet is about."), field="record")
    if kind.of_one and (found := records.kind_of_record(vault, options.record)) is not None and found.name != kind.kind:
        one = _(vault.registry[kind.kind].one)
        raise WrongValue(_("This sheet is about one record of the kind {kind}.").format(kind=one), field="record")
    filled = kind.fill(vault, Wanted(options.where, period, options.initials, options.record))
    sheet = _sheet(vault, kind, filled, options, period, blank_rows)
    return sheet.with_code(print_code(sheet, vault.environment.random))


def _period(vault: Vault, options: PrintOptions, span: str = "") -> Period:
    if span and options.from_day is None and options.to_day is None:
        return _around(group.today(vault), span)
    first = options.from_day or group.today(vault)
    last = options.to_day or first + datetime.timedelta(days=1)
    if last <= first:
        raise WrongValue(_("The last day of the period has to be after the first."), field="to_day")
    return Period(first, last)


def _around(day: datetime.date, span: str) -> Period:
    """Give the month or the year around a day."""
    first = day.replace(day=1) if span == "month" else day.replace(month=1, day=1)
    later = first + datetime.timedelta(days=31 if span == "month" else 366)
    return Period(first, later.replace(day=1) if span == "month" else later.replace(month=1, day=1))


def _sheet(
    vault: Vault, kind: SheetKind, filled: FilledSheet, options: PrintOptions, period: Period, blank_rows: int
) -> Sheet:
    with vault.looking() as replica:
        group_name = replica.membership.group_name
    full = _("Names of people: keep this sheet safe, and shred it when it is out of date.")
    said = options.where if options.said is None else options.said
    sensitivity = _("Initials only.") if options.initials else full
    if kind.sensitivity:
        sensitivity = _(kind.sensitivity)
    return Sheet(
        title=_(kind.title),
        group=group_name,
        as_of=group.almanac(vault).now(),
        as_of_from=_("{name}'s laptop").format(name=vault.my_name),
        columns=filled.columns,
        sections=filled.sections,
        name=kind.name,
        template=kind.template,
        period="" if not kind.period else period.days() if kind.span else period.text(),
        summary=filled.summary,
        purpose=filled.purpose,
        notes=(*((_("Filter: {where}").format(where=said),) if said else ()), *filled.notes, *_legend(kind, filled)),
        sensitivity=sensitivity,
        blank_rows=blank_rows,
        manuscript=filled.manuscript,
        paper=options.paper,
        large=options.large,
        language=options.language or str(locale_in_use()).replace("_", "-"),
    )


def _legend(kind: SheetKind, filled: FilledSheet) -> tuple[str, ...]:
    """Say what to type beside a code when the sheet comes back, if it has codes."""
    back = kind.typed_back
    if back is None or not any(row.code for section in filled.sections for row in section.rows):
        return ()
    return (_("Typed back in by the code of a row and a letter: {letters}.").format(letters=back.legend()),)


def pdf(vault: Vault, renderer: SheetRenderer, sheet: Sheet) -> Job[bytes]:
    """Give the sheet as a PDF in memory; that it was printed is noted in the vault, under its code."""
    job = pipeline.pdf(renderer, sheet)

    def run(progress: Progress) -> bytes:
        data = job.run(progress)
        note(vault, sheet)
        return data

    return Job(job.label, run)


def note(vault: Vault, sheet: Sheet) -> None:
    """Note in the vault, under its code, that a sheet was printed or saved."""
    with vault.writing() as writing:
        writing.connection.exec_driver_sql(
            "INSERT INTO printed (code, time, sheet) VALUES (?, ?, ?)",
            (sheet.code, vault.environment.milliseconds(), sheet.name or sheet.template),
        )
