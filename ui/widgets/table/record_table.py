"""The list of a page: table, empty state, and a choice that stays with its record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import pad
from ui.widgets.table.column import ShownRow, TableColumn
from ui.widgets.table.model import Fetch, RecordModel
from ui.widgets.table.view import RecordView


class RecordTable(QWidget):
    """Shows what `fetch` gives, page by page, and tells which record is chosen.

    `fetch(request, answer)` must return at once and call `answer(RowPage)` later, on the window's thread.
    """

    selected = Signal(str)  # the id of the chosen record; empty when there is none
    opened = Signal(str)
    counted = Signal(int)

    def __init__(
        self,
        columns: Sequence[TableColumn],
        fetch: Fetch,
        *,
        name: str,
        empty: EmptyState,
        nothing: EmptyState | None = None,
        compact: bool = False,
    ) -> None:
        """Take columns, fetch, the name read out, and what to show when there is nothing at all.

        `nothing` is shown instead of `empty` while `filtered` is set: there are records, but none that fits.
        """
        super().__init__()
        self.model = RecordModel(columns, fetch, self)
        self.view = RecordView(self.model, compact=compact)
        self.view.setAccessibleName(name)
        self.empty = empty
        self.nothing = nothing or empty
        self.filtered = False
        self._blank = QWidget()
        self._blank.setProperty("surface", "surface")
        self._blank.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._blank)  # Whoever comes before the rows do waits here, and goes on to them.
        self._chosen = ""
        self._waiting_row = -1
        # The cells keep eight pixels of their own; with these eight the text stands below the page's title.
        layout = QVBoxLayout(self)
        pad(layout, current_metrics().px(8), 0, 0, 0)
        self._stack = QStackedWidget(self)
        layout.addWidget(self._stack)
        for each in dict.fromkeys((self._blank, self.view, self.empty, self.nothing)):
            self._stack.addWidget(each)
        self.model.loaded.connect(self._on_loaded)
        self.view.selectionModel().selectionChanged.connect(lambda _on, _off: self._on_selection())
        self.view.opened.connect(lambda: self._chosen and self.opened.emit(self._chosen))

    def refresh(self) -> None:
        """Fetch anew; the chosen record stays chosen wherever it is then."""
        self.model.refresh()

    def restart(self) -> None:
        """Fetch anew from the top, because something else is asked for now."""
        self.view.scrollToTop()
        self.model.refresh()

    def chosen(self) -> str:
        """Give the id of the chosen record, or an empty text."""
        return self._chosen

    def choose(self, record_id: str) -> None:
        """Choose a record; if it is not in sight yet, it is marked as soon as it comes."""
        if record_id != self._chosen:
            self._chosen = record_id
            self.selected.emit(record_id)
        self._mark(scroll=True)

    def choose_row(self, number: int) -> None:
        """Choose by place in the list."""
        if 0 <= number < self.model.rowCount():
            self.view.selectRow(number)

    def show_place(self, number: int) -> None:
        """Scroll to a place of the list; its row is marked if it is that of the chosen record."""
        if 0 <= number < self.model.rowCount():
            self.view.scrollTo(self.model.index(number, 0), RecordView.ScrollHint.PositionAtCenter)
            self.view.look()
            self._mark()

    def row(self) -> ShownRow | None:
        """Give the chosen row if it is here."""
        number = self.model.number_of(self._chosen)
        return None if number is None else self.model.row(number)

    def total(self) -> int:
        """Give the length of the whole list."""
        return self.model.rowCount()

    def _on_loaded(self) -> None:
        """Show list or empty state, and put the mark back on its record."""
        total = self.model.rowCount()
        shown: QWidget = self.view if total else self.nothing if self.filtered else self.empty
        had_focus = self.window().focusWidget() in (self.view, self._blank)
        self.setFocusProxy(self.view)
        self._stack.setCurrentWidget(shown)
        if had_focus and not shown.hasFocus():
            shown.setFocus(Qt.FocusReason.OtherFocusReason)
        self.counted.emit(total)
        waiting = self.model.row(self._waiting_row) if self._waiting_row >= 0 else None
        if waiting is not None:
            self._waiting_row = -1
            self.choose(waiting.id)
        elif self._waiting_row < 0:
            self._mark()

    def _mark(self, *, scroll: bool = False) -> None:
        """Put the mark where the chosen record is, without telling anyone."""
        selection = self.view.selectionModel()
        number = self.model.number_of(self._chosen) if self._chosen else None
        blocked = selection.blockSignals(True)
        if number is None:
            selection.clear()
        elif self.view.current_row() != number or not selection.isRowSelected(number, QModelIndex()):
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            selection.setCurrentIndex(self.model.index(number, 0), flags)
            if scroll:
                self.view.scrollTo(self.model.index(number, 0))
        selection.blockSignals(blocked)
        self.view.viewport().update()

    def _on_selection(self) -> None:
        """Tell which record is chosen now; a row that is still on its way is chosen when it arrives."""
        rows = self.view.selectionModel().selectedRows()
        if self.model.taking or not rows:
            return
        number = rows[0].row()
        row = self.model.row(number)
        self._waiting_row = number if row is None else -1
        if row is not None and row.id != self._chosen:
            self._chosen = row.id
            self.selected.emit(row.id)
