"""What is on a sheet of paper, as plain text that no longer knows the vault.

A verb fills these snapshots; whatever may not be seen by those who will hold the paper (a
surname on an initials-only list, a phone number) never gets this far.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.sheets.manuscript import Manuscript

NO_BOX = "–"
Kind = Literal["text", "number", "day", "tick", "line", "code"]
Align = Literal["start", "end", "center"]
Paper = Literal["a4", "letter"]
Emphasis = Literal["", "strong", "boxed", "quiet"]

HIGHEST_LEVEL = 1
LOWEST_LEVEL = 2


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column and how its cells want to be treated.

    ``kind``: *text* wraps where it must; *number* and *day* never wrap; *tick* prints a box, ticked
    where the cell has any text, and none where that is a dash (`NO_BOX`); *line* is left free to
    write on unless the cell has text; *code* is small and monospaced. Every column gets what its
    texts are worth; where
    there is room to spare, columns with a ``width`` get it in that proportion (0: none). Without an
    ``align``, numbers stand at the end, ticks in the middle, all else at the start.
    """

    key: str
    label: str
    kind: Kind = "text"
    width: float = 0
    align: Align | None = None

    def __post_init__(self) -> None:
        """Refuse a width that no page can give."""
        if self.width < 0:
            raise ValueError(f"column {self.key} has a negative width")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the sheet: a text for each column, and the code that finds its record again.

    ``indent`` is how deep its first cell is, in a list of several levels; ``to_sign`` leaves room for a hand.
    """

    cells: tuple[str, ...]
    emphasis: Emphasis = ""
    code: str = ""
    indent: int = 0
    to_sign: bool = False


@dataclass(frozen=True, slots=True)
class SheetSection:
    """Rows under a heading that stays with them and is repeated where they go on to another page.

    ``level`` 1 is the wider one (a house), 2 the narrower (a room in it); ``note`` stands at the
    far end of the heading's line. A sheet without sections has one without heading.
    """

    heading: str = ""
    rows: tuple[SheetRow, ...] = ()
    level: int = HIGHEST_LEVEL
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a level that the templates have no type for."""
        if not HIGHEST_LEVEL <= self.level <= LOWEST_LEVEL:
            raise ValueError(f"a section's level is 1 or 2, not {self.level}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything that is printed, already in the reader's language except the page's own words.

    ``as_of`` carries a time zone and is printed as it stands; ``as_of_from`` says whose copy it
    was ("Bo's laptop"). ``purpose`` (why names are taken, for how long) is repeated on every
    page, ``notes`` stand once above the rows, ``summary`` is a count or the like beside the
    period. ``empty`` is said when there are neither rows nor blank rows, ``by_hand`` stands over
    blank rows that follow sections; both have a wording of their own. ``landscape`` None lays
    the page on its side if the columns are too many to stand upright. ``language`` is BCP 47
    and decides the direction of the page; every cell finds its own direction. A ``manuscript`` is a text that its
    template sets in the place of rows.
    """

    title: str
    group: str
    as_of: datetime
    columns: tuple[SheetColumn, ...]
    sections: tuple[SheetSection, ...] = ()
    name: str = ""
    template: str = "table"
    as_of_from: str = ""
    period: str = ""
    summary: str = ""
    purpose: str = ""
    notes: tuple[str, ...] = ()
    sensitivity: str = ""
    blank_rows: int = 0
    empty: str = ""
    by_hand: str = ""
    code: str = ""
    paper: Paper = "a4"
    landscape: bool | None = None
    large: bool = False
    language: str = "en"
    manuscript: Manuscript | None = None

    def __post_init__(self) -> None:
        """Refuse what could not be laid out, because the fault is with whoever filled it in."""
        if self.as_of.tzinfo is None:
            raise ValueError("the as-of time of a sheet needs a time zone")
        if not self.columns:
            raise ValueError("a sheet needs a column")
        if self.blank_rows < 0:
            raise ValueError("a sheet cannot have fewer than no blank rows")
        for section in self.sections:
            for row in section.rows:
                if len(row.cells) != len(self.columns):
                    raise ValueError(f"a row has {len(row.cells)} cells for {len(self.columns)} columns")

    @property
    def row_count(self) -> int:
        """Count the filled rows of all sections."""
        return sum(len(section.rows) for section in self.sections)

    def with_code(self, code: str) -> Sheet:
        """Return the same sheet under a print code."""
        return dataclasses.replace(self, code=code)
