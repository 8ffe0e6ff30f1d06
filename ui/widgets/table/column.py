"""What a list shows of a record, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from app.i18n import _
from app.records.attributes import Attribute
from app.records.money_kind import CURRENCY, MoneyKind
from app.records.record_type import RecordType


class ShownRow(Protocol):
    """A record as a list needs it; the services' snapshots are of this form."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def values(self) -> Mapping[str, Any]:
        """Its values by attribute."""
        ...


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its key (which is also what it is sorted by), its heading, and its text for a row."""

    key: str
    label: str
    text: Callable[[ShownRow], str]
    weight: int = 10  # how much of the width it gets beside the others
    align: Literal["start", "end"] = "start"
    sortable: bool = True
    figures: bool = False
    least: int = 0  # pixels at 100 % below which the columns at the end go, until there is room
    tone: Callable[[ShownRow], str] | None = None  # the role of its colour for a row, where it is not the usual one


@dataclass(frozen=True, slots=True)
class RowsRequest:
    """Which part of the list is wanted, in which order."""

    offset: int
    limit: int
    sort: str
    descending: bool


@dataclass(frozen=True, slots=True)
class RowPage:
    """A part of the list, and how long the whole is."""

    rows: Sequence[ShownRow]
    total: int


# How wide columns are by the editor of their kind, beside a name with 16.
_WEIGHTS = {"day": 9, "number": 6, "money": 9, "flag": 6, "choice": 11, "tags": 12, "text": 18, "reference": 12}
_FIRST_WEIGHT = 16


def columns_of(kind: RecordType, titles: Callable[[ShownRow, str], str] | None = None) -> list[TableColumn]:
    """Derive the columns of a kind of record from its declaration.

    `titles` writes a reference: it is given the row and the id referred to, and gives the title.
    """
    return [_column(attribute, number == 0, titles) for number, attribute in enumerate(kind.columns())]


def _column(attribute: Attribute, first: bool, titles: Callable[[ShownRow, str], str] | None) -> TableColumn:
    """Make the column of one attribute."""
    # Asked once: every cell is written each time that it is painted.
    name, kind, refers, written = attribute.name, attribute.kind, attribute.target is not None, attribute.format
    money = kind if isinstance(kind, MoneyKind) else None

    def text(row: ShownRow) -> str:
        value = row.values.get(name)
        if money is not None:
            return money.show_in(value, str(row.values.get(CURRENCY) or ""))
        if refers:
            return titles(row, value) if titles is not None and isinstance(value, str) else ""
        return written(value)

    editor = attribute.kind.editor
    return TableColumn(
        key=name,
        label=_(attribute.label),
        text=text,
        weight=_FIRST_WEIGHT if first else _WEIGHTS.get(editor, 11),
        align=attribute.kind.align,
        sortable=attribute.kind.sortable,
        figures=editor in {"day", "number", "money"},
    )
