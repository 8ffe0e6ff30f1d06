"""Sheets that come back with ticks on them: the code beside a row and a letter, typed in ten seconds a row.

A line is the code of a row, letters, and what belongs to them: ``7QK2M9 s Bea``. A line without a code is a blank row
that somebody filled in, on sheets that have such rows. What the letters mean is declared with the sheet.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Change, Changed
from app.services.records.searching import Hit
from app.services.records.titles import Titles
from app.sheets.codes import ROW_CODE_LENGTH, read_code, row_code
from app.storage.vault.vault import Vault

if TYPE_CHECKING:
    from app.services.printing.kinds import SheetKind

_LIKE_A_CODE = re.compile(r"[0-9A-Za-z]{5,7}")
_MOST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """What a letter means: its marked words, and what is wrong with the text that follows (None: nothing follows)."""

    label: str
    wrong: Callable[[Vault, str], str] | None = None


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One line as it is understood: the record, letters, text that follows; or what is wrong with the line."""

    line: int
    text: str
    record: str = ""
    title: str = ""
    letters: str = ""
    said: str = ""
    means: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """The day of what is typed in, the record that the sheet is about, and who filled it in; empty: not said."""

    day: datetime.date
    of: str = ""
    who: str = ""


def _itself(_vault: Vault) -> Mapping[str, str]:
    """Stand in where every record stands for itself."""
    return {}


@dataclass(frozen=True, slots=True)
class TypedBack:
    """How a sheet is typed back in: the kind that its codes stand for, what letters mean, and what it all comes to.

    ``usual`` is meant where no letter is typed. ``blank`` says what a line without a code becomes, or nothing if it
    cannot be read. ``stands_for`` gives who took the place of a record, by id. ``asks_of`` and ``asks_who`` are the
    kinds of what the sheet is about, and of who filled it in, where that has to be said.
    """

    kind: str
    marks: Mapping[str, Mark]
    changes: Callable[[Vault, Sequence[TypedRow], Occasion], Sequence[Change]]
    usual: str = ""
    blank: Callable[[str], str] | None = None
    stands_for: Callable[[Vault], Mapping[str, str]] = field(default=_itself)
    asks_of: str = ""
    asks_who: str = ""

    def legend(self) -> str:
        """Say what the letters mean."""
        return " · ".join(f"{letter} {_(mark.label)}" for letter, mark in self.marks.items())


def typed_sheets(sheets: Sequence[SheetKind]) -> list[SheetKind]:
    """Give the sheets that can be typed back in."""
    return [each for each in sheets if each.typed_back is not None]


def read(vault: Vault, sheet: SheetKind, text: str) -> list[TypedRow]:
    """Say how each line is understood; nothing is written."""
    back = _back(sheet)
    wanted = {code for line in text.splitlines() if (code := _code(line.strip().partition(" ")[0]))}
    found = _records(vault, back, wanted)
    lines = enumerate(text.splitlines(), start=1)
    return [_read(vault, back, number, line.strip(), found) for number, line in lines if line.strip()]


def write(vault: Vault, sheet: SheetKind, rows: Sequence[TypedRow], occasion: Occasion) -> Changed:
    """Write what was understood as one action, which one undo takes back; lines with something wrong are left out."""
    back = _back(sheet)
    if (back.asks_of and not occasion.of) or (back.asks_who and not occasion.who):
        raise WrongValue(_("Say what this sheet is about, and who filled it in."), kept=_("Nothing was written."))
    changes = back.changes(vault, [each for each in rows if not each.wrong], occasion)
    return vault.apply(changes, _("{sheet} typed in").format(sheet=_(sheet.title))) if changes else Changed()


def hits(vault: Vault, typed: str) -> list[Hit]:
    """Give the records whose row code somebody typed, of every kind that is printed; none if it is no code."""
    code = _code(typed.strip())
    if not code:
        return []
    found: list[Hit] = []
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        for kind in vault.registry:
            ids = [each for each in session.exec(select(kind.model.id)).all() if row_code(each) == code]
            titles.fetch(kind.name, ids)
            found += [Hit(each, kind.name, titles.of(each), code) for each in ids if not kind.internal]
    return found


def letters_for(sheets: Sequence[SheetKind], kind: str) -> list[tuple[SheetKind, str, str]]:
    """Give what can be typed beside a code that stands for a record of a kind: sheet, letter, words."""
    return [
        (sheet, letter, _(mark.label))
        for sheet in typed_sheets(sheets)
        for letter, mark in _back(sheet).marks.items()
        if _back(sheet).kind == kind
    ]


def _back(sheet: SheetKind) -> TypedBack:
    if sheet.typed_back is None:
        raise WrongValue(_("The sheet “{name}” has nothing to type back in.").format(name=sheet.name))
    return sheet.typed_back


def _code(text: str) -> str:
    """Give a code in the form in which it was printed, or nothing for what is no code."""
    if len(text) != ROW_CODE_LENGTH:
        return ""
    try:
        return read_code(text)
    except WrongValue:
        return ""


def _records(vault: Vault, back: TypedBack, wanted: set[str]) -> Mapping[str, dict[str, str]]:
    """Give the records of each code, with their titles; nearly always one."""
    if back.kind not in vault.registry or not wanted:
        return {}
    model: Any = vault.registry[back.kind].model
    instead = back.stands_for(vault)
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        for record in session.exec(select(model.id)).all():
            if (code := row_code(record)) in wanted:
                stood_for = instead.get(record, record)
                titles.fetch(back.kind, [stood_for])
                found[code][stood_for] = titles.of(stood_for)
    return found


def _read(vault: Vault, back: TypedBack, number: int, line: str, found: Mapping[str, dict[str, str]]) -> TypedRow:
    """Read one line."""
    first, _blank, rest = line.partition(" ")
    code = _code(first)
    if not code:
        if _mistyped(first, rest, back):
            mistyped = _("“{code}” is no code from a sheet: compare it with the paper.")
            return TypedRow(number, line, wrong=mistyped.format(code=first))
        means = back.blank(line) if back.blank is not None else ""
        wrong = "" if means else _("There is no code of a row in this line.")
        return TypedRow(number, line, said=line, means=means, wrong=wrong)
    records = found.get(code, {})
    if not records:
        return TypedRow(number, line, wrong=_("No row of such a sheet has the code {code}.").format(code=first))
    if len(records) > 1:
        names = ", ".join(sorted(records.values()))
        return TypedRow(number, line, wrong=_("{names} share this code: change them by hand.").format(names=names))
    ((record, title),) = records.items()
    letters, _blank, said = rest.strip().partition(" ")
    letters, said = letters.casefold() or back.usual, said.strip()
    wrong = _wrong_with(vault, back, letters, said)
    means = "" if wrong else ", ".join(_(back.marks[letter].label) for letter in letters)
    return TypedRow(number, line, record, title, letters, said, means, wrong)


def _mistyped(first: str, rest: str, back: TypedBack) -> bool:
    """Say whether somebody meant a code: as long as one, with letters of this sheet behind it, or with digits alone."""
    if not _LIKE_A_CODE.fullmatch(first):
        return False
    letters = rest.split(maxsplit=1)[0].casefold() if rest.strip() else ""
    if letters:
        return len(letters) <= _MOST_LETTERS and set(letters) <= back.marks.keys()
    return any(each.isdigit() for each in first)


def _wrong_with(vault: Vault, back: TypedBack, letters: str, said: str) -> str:
    """Say what is wrong with letters and the text that follows; empty if nothing is."""
    known = ", ".join(back.marks)
    if not letters:
        return _("Type a letter after the code: {letters}.").format(letters=known)
    unknown = next((letter for letter in letters if letter not in back.marks), "")
    if unknown:
        return _("“{sign}” is none of the letters {letters}.").format(sign=unknown, letters=known)
    asking = [mark for letter in letters if (mark := back.marks[letter]).wrong is not None]
    if said and not asking:
        return _("“{text}” belongs to none of the letters.").format(text=said)
    return next((words for mark in asking if mark.wrong is not None and (words := mark.wrong(vault, said))), "")
