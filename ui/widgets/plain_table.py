"""A table of few words that is only read: rows to choose from by the arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.tips import plain_tip


class PlainTable(QTableWidget):
    """Whole rows are chosen, one at a time; Tab leaves the table."""

    def __init__(self, heads: Sequence[str], name: str, *, narrow: Sequence[int] = ()) -> None:
        """Take the heads, the name read out, and the columns that are only as wide as their words."""
        super().__init__(0, len(heads))
        self._keys: dict[Qt.Key, Callable[[], object]] = {}
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(heads))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_metrics().px(28))
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for place in range(len(heads)):
            mode = QHeaderView.ResizeMode.ResizeToContents if place in narrow else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(place, mode)

    def on_key(self, do: Callable[[], object], *keys: Qt.Key) -> None:
        """Do something at keys without modifiers, which then mean nothing else while the table has the keyboard."""
        self._keys.update(dict.fromkeys(keys, do))

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the table from the shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._does(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key is for."""
        does = self._does(event)
        if does is None:
            super().keyPressEvent(event)
        else:
            does()

    def _does(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Give what a key does."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return self._keys.get(Qt.Key(event.key())) if plain else None

    def fill(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows; the place of the chosen one stays, without telling anybody."""
        here = self.currentRow()
        blocked = self.blockSignals(True)
        self.setRowCount(len(rows))
        for place, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(plain_tip(text))
                self.setItem(place, column, item)
        if rows:
            self.choose_row(min(max(here, 0), len(rows) - 1))
        self.blockSignals(blocked)

    def choose_row(self, place: int) -> None:
        """Choose a row and bring it into sight."""
        self.setCurrentCell(place, 0)
        self.scrollTo(self.currentIndex())

    def mark(self, place: int, columns: Sequence[int], role: str = "attention") -> None:
        """Write cells of a row in the colour of a role."""
        colour = colours_of(self).colour(role)
        for column in columns:
            item = self.item(place, column)
            if item is not None:
                item.setForeground(colour)
