"""What a dry run found: rows that look like somebody already here, rows that cannot be read, values put aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_, _
from app.services.tables.importing import ImportPlan
from app.services.tables.updates import FieldUpdate
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar
from ui.widgets.table.column import RowPage, RowsRequest, ShownRow, TableColumn
from ui.widgets.table.record_table import RecordTable

HERE, LIKE, BAD, ASIDE = "here", "like", "bad", "aside"
_WORDS = {HERE: N_("Would change"), LIKE: N_("Looks like another"), BAD: N_("Cannot be read"), ASIDE: N_("Put aside")}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as a row."""

    id: str
    values: Mapping[str, Any]


class Findings(QWidget):
    """All findings in the order of the lines, with chips for each sort."""

    def __init__(self) -> None:
        """Start without findings."""
        super().__init__()
        self._rows: list[FindingRow] = []
        self.bar = FilterBar(_("Filter the findings"))
        self.bar.changed.connect(self._on_filter)
        empty = EmptyState("success", _("Nothing odd"), _("Every row can be read, and none looks like another."))
        nothing = EmptyState("filter", _("Nothing fits"))
        nothing.offer(_("Show all"), self.bar.clear, primary=False)
        columns = [
            _column("line", _("Line"), 5, figures=True),
            _column("row", _("Row"), 14),
            _column("sort", _("Finding"), 9),
            _column("why", _("Why"), 26),
        ]
        self.table = RecordTable(columns, self._fetch, name=_("Findings"), empty=empty, nothing=nothing, compact=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show what a dry run found."""
        found = [
            *((each.line, HERE, each.title, _change(field)) for each in plan.updates for field in each.fields),
            *(
                (each.line, LIKE, each.title, _("{other}: {why}").format(other=each.other, why=each.why))
                for each in plan.duplicates
            ),
            *((bad.line, BAD, _first(bad.cells), bad.wrong) for bad in plan.bad),
            *(
                (aside.line, ASIDE, aside.text, _("{column}: {wrong}").format(column=aside.column, wrong=aside.wrong))
                for aside in plan.asides
            ),
        ]
        self._rows = [
            FindingRow(f"{number}", {"line": f"{line}", "sort": _(_WORDS[sort]), "row": row, "why": why, "_sort": sort})
            for number, (line, sort, row, why) in enumerate(sorted(found))
        ]
        counts = {sort: sum(row.values["_sort"] == sort for row in self._rows) for sort in _WORDS}
        chips = [(sort, f"{_(_WORDS[sort])} {count:n}") for sort, count in counts.items() if count]
        self.bar.set_chips(chips if len(chips) > 1 else [])
        self.bar.setVisible(bool(self._rows))
        self.table.restart()

    def show_only(self, sort: str) -> None:
        """Show one sort."""
        for key, chip in self.bar.chips.items():
            chip.setChecked(key == sort)

    def _fetch(self, request: RowsRequest, answer: Callable[[RowPage], None]) -> None:
        """Give the rows that fit."""
        on, said = self.bar.on(), self.bar.words().casefold()
        fitting = [
            row
            for row in self._rows
            if (not on or row.values["_sort"] in on) and said in f"{row.values['row']} {row.values['why']}".casefold()
        ]
        rows: Sequence[ShownRow] = fitting[request.offset : request.offset + request.limit]
        answer(RowPage(rows, len(fitting)))

    def _on_filter(self, _words: str, _chips: object) -> None:
        """Show what fits."""
        self.table.filtered = self.bar.is_filtering()
        self.table.restart()


def _change(field: FieldUpdate) -> str:
    """Say what a field is and what it would be."""
    before, after = (" ".join(text.split()) for text in (field.before, field.after))
    return _("{field}: {before} → {after}").format(field=field.label, before=before or "–", after=after)


def _first(cells: Sequence[str]) -> str:
    """Give enough of a row to recognise it."""
    return ", ".join(cell for cell in cells if cell.strip())[:80]


def _column(key: str, text: str, weight: int, *, figures: bool = False) -> TableColumn:
    """Make a column that shows one of the values."""
    return TableColumn(key, text, lambda row: str(row.values[key]), weight, sortable=False, figures=figures)
