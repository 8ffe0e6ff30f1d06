"""A short table at the leading side and what is said of its chosen row beside it, or why there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedLayout, QWidget

from ui.theme.metrics import current_metrics
from ui.widgets.detail import DetailPane
from ui.widgets.empty_state import EmptyState
from ui.widgets.half_written import stays
from ui.widgets.plain_table import PlainTable

_TABLE_LEAST, _DETAIL_LEAST = 360, 320


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row of words with the key by which it is known again; columns that draw the eye are named by their place."""

    key: str
    cells: tuple[str, ...]
    attention: tuple[int, ...] = ()


class TableAndDetail(QWidget):
    """Arrows choose a row, Enter opens it; whoever made it fills `detail` when it is told."""

    chosen = Signal(str)  # the key of the row, empty for none
    opened = Signal(str)

    def __init__(
        self, heads: Sequence[str], name: str, nothing: EmptyState, *, narrow: Sequence[int] = (), shares: int = 56
    ) -> None:
        """Take the heads of the table, its name, what stands there when it is empty, and its share of the width."""
        super().__init__()
        metrics = current_metrics()
        self._rows: Sequence[KeyedRow] = ()
        self._about = ""  # the row that the detail is about
        self.table = PlainTable(heads, name, narrow=narrow)
        self.table.currentCellChanged.connect(lambda *_places: self._tell())
        self.table.on_key(self._open, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.table.cellDoubleClicked.connect(lambda *_place: self._open())
        self.detail = DetailPane(name)
        self.detail.form_closed.connect(self._after_form)
        self.nothing = nothing
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        self.table.setMinimumWidth(metrics.px(_TABLE_LEAST))
        self.detail.setMinimumWidth(metrics.px(_DETAIL_LEAST))
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, shares)
        split.setStretchFactor(1, 100 - shares)
        split.setSizes([shares * 10, (100 - shares) * 10])
        self.split = split
        self._stack = QStackedLayout(self)
        self._stack.addWidget(QWidget())
        self._stack.addWidget(split)
        self._stack.addWidget(nothing)

    def show_rows(self, rows: Sequence[KeyedRow], wanted: str = "") -> None:
        """Show other rows; the chosen one stays chosen wherever it stands, and a form that is written into stays."""
        before = wanted or self.key()
        self._rows = rows
        self._stack.setCurrentWidget(self.split if rows else self.nothing)
        self.table.fill([row.cells for row in rows])
        for place, row in enumerate(rows):
            self.table.mark(place, row.attention)
        place = next((place for place, row in enumerate(rows) if row.key == before), -1)
        if place >= 0:
            blocked = self.table.blockSignals(True)
            self.table.choose_row(place)
            self.table.blockSignals(blocked)
        if not self.detail.is_writing():
            self._about = self.key()
            self.chosen.emit(self._about)

    def show_form(self, title: str) -> None:
        """Make room for a form about something new, also where there are no rows yet."""
        self._stack.setCurrentWidget(self.split)
        self.detail.begin(title)

    def key(self) -> str:
        """Give the key of the chosen row; empty for none."""
        place = self.table.currentRow()
        return self._rows[place].key if 0 <= place < len(self._rows) else ""

    def _has(self, key: str) -> bool:
        return any(row.key == key for row in self._rows)

    def choose(self, key: str) -> bool:
        """Choose a row by its key; False if there is none."""
        place = next((place for place, row in enumerate(self._rows) if row.key == key), -1)
        if place >= 0:
            self.table.choose_row(place)
        return place >= 0

    def start(self) -> None:
        """Put the keyboard where work begins."""
        (self.table if self._rows else self.nothing).setFocus(Qt.FocusReason.OtherFocusReason)

    def _after_form(self) -> None:
        """Go back to the rows once a form is closed, or to what stands there without any."""
        if not self._rows:
            self._stack.setCurrentWidget(self.nothing)
        self.start()

    def _tell(self) -> None:
        """Tell which row somebody chose; a form about another one is given up, unless it is half-written."""
        if self._about != self.key() and self._has(self._about) and stays(self.detail.form):
            blocked = self.table.blockSignals(True)
            self.choose(self._about)
            self.table.blockSignals(blocked)
            return
        self.detail.close_form()
        self._about = self.key()
        self.chosen.emit(self._about)

    def _open(self) -> None:
        """Tell that the chosen row is to be opened."""
        if self.key():
            self.opened.emit(self.key())
