"""Where a table begins: below a title, over two lines, or without any names of columns at all.

What is found is shown with its line, and can be chosen otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n import N_, _
from app.records.contact import looks_like_email, looks_like_phone
from app.records.mapping import normal_name
from app.services.tables.columns import ID_COLUMN

Row = tuple[int, list[str]]
NO_NAMES = N_("There are no names of columns: the first line is a row like the others.")
_LOOKED_AT = 30
_MOST_TITLE_CELLS = 1
_ENOUGH = 0.5
_SHOWN = 60
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# Words of which the names of columns are made in the languages of most lists.
_WORDS = frozenset(
    "name names first last given family surname forename firstname lastname full nickname email mail "
    "phone tel telephone mobile cell fax address street city town place zip post postcode postal code "
    "state region country note notes comment comments remark remarks tag tags group groups label labels "
    "language languages date day from to until since start end begin arrival arrives departure leaves "
    "role status stage birthday title company organisation organization house room bed person who what "
    "when where purpose amount quantity currency hours skill skills id nr number contact kind type url "
    "website vorname nachname telefon handy adresse strasse ort plz land datum von bis notiz bemerkung "
    "haus zimmer bett prenom nom courriel telephone rue ville pays nombre apellido apellidos correo "
    "telefono calle ciudad nome cognome имя фамилия телефон почта адрес город "
    "氏名 名前 電話 住所 メール 姓名 电话".split()
)


@dataclass(frozen=True, slots=True)
class ListHead:
    """The names of the columns: their line (0: there are none), over how many rows they go, the first row below."""

    line: int
    names: tuple[str, ...]
    body: int
    above: tuple[str, ...] = ()
    rows: int = 1

    def notes(self) -> list[str]:
        """Say where the table was found, where that is not its first line."""
        found: list[str] = []
        if not self.line:
            found.append(_(NO_NAMES))
        elif self.above:
            sentence = _("The names of the columns were found in line {line}; above stands: {above}.")
            found.append(sentence.format(line=self.line, above=" / ".join(self.above)[: _SHOWN * 2]))
        if self.rows > 1:
            found.append(_("The names of the columns go over {count} lines, and were joined.").format(count=self.rows))
        return found


def find(rows: Sequence[Row], chosen: int | None = None) -> ListHead:
    """Find the names of the columns among rows that have a value; ``chosen`` is their line, 0 if there are none."""
    width = max(len(cells) for _number, cells in rows)
    if chosen == 0:
        return ListHead(0, ("",) * width, 0)
    if chosen is not None:
        place = next((place for place, (number, _cells) in enumerate(rows) if number >= chosen), 0)
        return _head(rows, place, width)
    place = _place(rows)
    cells = rows[place][1]
    if is_values(cells) and not is_named(cells):
        return ListHead(0, ("",) * width, 0)
    return _head(rows, place, width)


def _place(rows: Sequence[Row]) -> int:
    """Give the place of the first row that is as full as a row of names, below lines of a title."""
    looked = rows[:_LOOKED_AT]
    counts = [sum(map(bool, cells)) for _number, cells in looked]
    usual = Counter(counts).most_common(1)[0][0]
    if usual <= _MOST_TITLE_CELLS or counts[0] > _MOST_TITLE_CELLS:
        return 0
    for place, (_number, cells) in enumerate(looked):
        if counts[place] > max(_MOST_TITLE_CELLS, usual * _ENOUGH) or (counts[place] == usual and place):
            return place if place + 1 < len(rows) and not (is_values(cells) and not is_named(cells)) else 0
    return 0


def _head(rows: Sequence[Row], place: int, width: int) -> ListHead:
    """Take the names from a row, and from the next where they go over two."""
    number, first = rows[place]
    above = tuple(" ".join(filter(None, cells))[:_SHOWN] for _number, cells in rows[:place])
    upper = [*first, *[""] * (width - len(first))]
    if place + 2 < len(rows) and ID_COLUMN not in upper:
        lower = [*rows[place + 1][1], *[""] * (width - len(rows[place + 1][1]))]
        if _goes_on(upper, lower):
            return ListHead(number, _joined(upper, lower), place + 2, above, rows=2)
    return ListHead(number, tuple(upper), place + 1, above)


def _goes_on(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Say whether names go on in a second row: it fills what the first leaves open, and is made of words for names."""
    said = [cell for cell in lower if cell]
    fills = any(below and not above for above, below in zip(upper, lower, strict=True))
    spans = any(above and not below for above, below in zip(upper, lower, strict=True)) or all(lower)
    known = sum(_is_name(cell) for cell in said)
    several = sum(map(bool, upper)) > _MOST_TITLE_CELLS
    return several and fills and spans and len(said) > 1 and known > len(said) * _ENOUGH and not is_values(lower)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Join two rows of names; what stands above several columns counts for each."""
    found: list[str] = []
    over = ""
    for above, below in zip(upper, lower, strict=True):
        over = above or (over if below else "")
        found.append(" ".join(filter(None, (over, below))))
    return tuple(found)


def is_values(cells: Sequence[str]) -> bool:
    """Say whether cells hold an address, a telephone number, a day or a number, as rows do and names do not."""
    return any(
        looks_like_email(cell) or looks_like_phone(cell) or _DAY.fullmatch(cell) or _NUMBER.fullmatch(cell)
        for cell in cells
        if cell
    )


def is_named(cells: Sequence[str]) -> bool:
    """Say whether most cells are names of columns for sure, whatever the others look like."""
    said = [cell for cell in cells if cell]
    return ID_COLUMN in said or sum(map(_is_name, said)) > len(said) * _ENOUGH


def _is_name(cell: str) -> bool:
    """Say whether a cell is made of the words of which names of columns are made."""
    return any(word in _WORDS for word in normal_name(cell).split())
