"""A list beside a column about what is chosen in it, or in their place what there is to say where nothing is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.rooms.library.column import Column, beside
from ui.widgets.empty_state import EmptyState
from ui.widgets.side_list import SideLine, SideList


class ListedColumn(QStackedWidget):
    """Shows both sides as long as there is a row, or a form in the column."""

    def __init__(self, side: SideList, column: Column, nothing: EmptyState) -> None:
        """Take both sides, and what stands there instead."""
        super().__init__()
        self._list, self._column, self._nothing = side, column, nothing
        inside = QWidget()
        inside.setLayout(beside([(side, 0), (column, 1)]))
        self.addWidget(inside)
        self.addWidget(nothing)
        side.entered.connect(column.start)

    def start(self) -> None:
        """Begin at the list."""
        (self._nothing if self.currentIndex() else self._list).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lines(self, rows: Sequence[SideLine]) -> str:
        """Show rows; gives the one that is chosen, empty for none."""
        chosen = self._list.show_lines(rows)
        self.setCurrentIndex(0 if rows or self._column.form is not None else 1)
        return chosen

    def begin(self) -> None:
        """Make room for a form in the column."""
        self.setCurrentIndex(0)
