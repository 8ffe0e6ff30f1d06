"""The table itself: keyboard, hover, widths, and telling the model what is in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.theme.metrics import COMFORTABLE_ROW, COMPACT_ROW, current_metrics
from ui.widgets.labels import is_style_change
from ui.widgets.table.delegate import RecordDelegate
from ui.widgets.table.model import RecordModel


class RecordView(QTableView):
    """One row chosen at a time; arrows walk, Enter opens, the header sorts."""

    opened = Signal()
    left = Signal()

    def __init__(self, model: RecordModel, *, compact: bool = False) -> None:
        """Show a model."""
        super().__init__()
        self._compact = compact
        self._sorted: tuple[int, Qt.SortOrder] | None = None  # the header's own idea has changed when it tells
        self._fitted = False
        self._fitting = False
        self._model = model
        self.setModel(model)
        self._delegate = RecordDelegate(self, model)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSortIndicatorShown(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(current_metrics().px(48))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._on_header)
        header.sectionResized.connect(self._on_resized)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._size_rows()
        self.verticalScrollBar().valueChanged.connect(self.look)
        model.loaded.connect(self.look)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def look(self) -> None:
        """Tell the model which rows are in sight, and a screenful around them."""
        height = max(self.viewport().height(), 1)
        first = self.rowAt(0)
        if first < 0:
            return
        last = self.rowAt(height - 1)
        seen = height // max(self.verticalHeader().defaultSectionSize(), 1) + 1
        self._model.need(first - seen, (last if last >= 0 else first + seen) + seen)

    def sort_by(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column and show the arrow."""
        self._sorted = (column, order)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(column, order)
        self._model.sort(column, order)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, leave on Escape; Home and End go to the first and last row."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and not self.selectionModel().hasSelection():
            self.selectionModel().clearCurrentIndex()
            self.selectRow(max(self.rowAt(0), 0))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and self._model.rowCount():
            row = 0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1
            self.setCurrentIndex(self._model.index(row, 0))
        elif event.text() and event.text().isprintable() and not event.modifiers():
            event.ignore()  # Single letters are the page's keys, and not a search within the list.
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer with the soft colour."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """Let the soft colour go."""
        super().leaveEvent(event)
        self._hover(-1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Work out what cells have in common once for all of them."""
        with self._delegate.painting():
            super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew, unless the person has set it."""
        super().resizeEvent(event)
        if not self._fitted:
            self.fit()
        self.look()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if is_style_change(event):
            self._size_rows()

    def fit(self) -> None:
        """Share the width among the columns by their weights; those at the end go where there is too little of it."""
        self._fitting = True
        width, metrics = self.viewport().width(), current_metrics()
        columns = self._model.columns
        least = [max(metrics.px(column.least), self.horizontalHeader().minimumSectionSize()) for column in columns]
        shown = len(columns)
        while shown > 1 and columns[shown - 1].least and sum(least[:shown]) > width:
            shown -= 1
        shares = share_out(width, [column.weight for column in columns[:shown]], least[:shown])
        for number in range(len(columns)):
            self.setColumnHidden(number, number >= shown)
            if number < shown:
                self.setColumnWidth(number, shares[number])
        self._fitting = False

    def _size_rows(self) -> None:
        """Give the rows their height."""
        height = current_metrics().px(COMPACT_ROW if self._compact else COMFORTABLE_ROW)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)

    def _hover(self, row: int) -> None:
        """Move the soft colour to a row."""
        if row == self._delegate.hovered:
            return
        for each in (self._delegate.hovered, row):
            if each >= 0:
                top = self.rowViewportPosition(each)
                self.viewport().update(0, top, self.viewport().width(), self.rowHeight(each))
        self._delegate.hovered = row

    def _on_header(self, column: int) -> None:
        """Order by the column clicked, and the other way round on the second click."""
        if not self._model.columns[column].sortable:
            return
        descending = self._sorted == (column, Qt.SortOrder.AscendingOrder)
        self.sort_by(column, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)

    def _on_resized(self, _column: int, _before: int, _after: int) -> None:
        """Remember that the person set a width."""
        if not self._fitting and self.isVisible() and self.horizontalHeader().underMouse():
            self._fitted = True

    def current_row(self) -> int:
        """Give the number of the chosen row, or -1."""
        index: QModelIndex = self.currentIndex()
        return index.row() if index.isValid() else -1


def share_out(width: int, weights: Sequence[int], least: Sequence[int]) -> list[int]:
    """Share a width by weights, without giving anybody less than the least as long as there is enough."""
    wanted = [width * weight / max(sum(weights), 1) for weight in weights]
    spare = [max(want - few, 0) for want, few in zip(wanted, least, strict=True)]
    lacking = sum(max(few - want, 0) for want, few in zip(wanted, least, strict=True))
    part = min(lacking / sum(spare), 1) if sum(spare) else 0
    shares = [int(max(want, few) - more * part) for want, few, more in zip(wanted, least, spare, strict=True)]
    shares[-1] += max(width - sum(shares), 0)
    return shares
