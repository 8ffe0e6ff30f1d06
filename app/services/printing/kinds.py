"""What a sheet is, as a capability announces it: its words, its options, and what fills it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import _
from app.records.days import format_day
from app.services.printing.typed_back import TypedBack
from app.sheets.manuscript import Manuscript
from app.sheets.sheet import SheetColumn, SheetSection
from app.storage.vault.vault import Vault


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

    def days(self) -> str:
        """Say the same in days, the last of them among them: of what is no night, such as a month of the books."""
        last = self.last - datetime.timedelta(days=1)
        if last == self.first:
            return format_day(last)
        return _("{first} to {last}").format(first=format_day(self.first), last=format_day(last))


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
class FilledSheet:
    """The part of a sheet that depends on its kind."""

    columns: tuple[SheetColumn, ...]
    sections: tuple[SheetSection, ...]
    summary: str
    purpose: str = ""
    notes: tuple[str, ...] = ()
    manuscript: Manuscript | None = None


def initials_of(name: str) -> str:
    """Give the first letter of each word of a name: what an initials-only sheet shows."""
    return " ".join(f"{word[0]}." for word in name.split() if word)


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A sheet one can print: its name, its marked words, which options mean something for it, and what fills it.

    ``kind`` is the kind of record that a filter is about. A sheet ``of_one`` is about one record of that kind, and
    names it in full. ``template`` is a file of the templates; the plain one does for tables. ``sensitivity`` is the
    marked line at its foot, where names of people are not what it shows. ``typed_back`` says what
    the codes beside its rows and the letters typed after them mean when it comes back. ``span`` is "month" or "year"
    for a sheet of days, not of nights: without days it is about the month or year that it is.
    """

    name: str
    title: str
    purpose: str
    kind: str
    fill: Callable[[Vault, Wanted], FilledSheet]
    period: bool = False
    blank_rows: int = 0
    of_one: bool = False
    template: str = "table"
    sensitivity: str = ""
    filtered: bool = True
    typed_back: TypedBack | None = None
    span: str = ""
