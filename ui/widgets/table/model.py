"""The model behind a list: knows how long it is, holds the pages seen lately, and asks for the others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.i18n import _
from ui.widgets.table.column import RowPage, RowsRequest, ShownRow, TableColumn

PAGE = 100
_PAGES_KEPT = 40
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[RowsRequest, Callable[[RowPage], None]], None]
_NOWHERE = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole


class RecordModel(QAbstractTableModel):
    """Rows by page. `data` only looks at what is there; `need` is how a view asks for more.

    After `refresh` the old rows stay in sight until the new ones arrive, so that nothing flickers.
    """

    loaded = Signal()
    sorted_by = Signal(str, bool)

    def __init__(self, columns: Sequence[TableColumn], fetch: Fetch, parent: QObject | None = None) -> None:
        """Take the columns, and the callable that fetches a page and calls back."""
        super().__init__(parent)
        self.columns = list(columns)
        self._fetch = fetch
        self._pages: OrderedDict[int, Sequence[ShownRow]] = OrderedDict()
        self._fresh: set[int] = set()
        self._asked: set[int] = set()
        self._generation = 0
        self._total = 0
        self._sort = ""
        self._descending = False
        self.taking = False  # rows are being put in: what moves now was not moved by the person

    # What views read.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Give the length of the whole list, fetched or not."""
        return 0 if parent.isValid() else self._total

    def order(self) -> tuple[str, bool]:
        """Give the column that the list is sorted by, empty for the usual one, and whether backwards."""
        return self._sort, self._descending

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def row(self, number: int) -> ShownRow | None:
        """Give a row if its page is here."""
        page = self._pages.get(number // PAGE)
        place = number % PAGE
        return page[place] if page is not None and place < len(page) else None

    def number_of(self, record_id: str) -> int | None:
        """Find a record among the pages that are here."""
        newest_first = sorted(self._pages, key=lambda page: page not in self._fresh)
        for page in newest_first:
            for place, row in enumerate(self._pages[page]):
                if row.id == record_id and page * PAGE + place < self._total:
                    return page * PAGE + place
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give text, place and row; never asks for anything."""
        column = self.columns[index.column()]
        row = self.row(index.row())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return None if row is None else column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            conflict = _(", conflict") if row is not None and index.column() == 0 and is_flagged(row) else ""
            return f"{column.label}: {_('Loading') if row is None else column.text(row)}{conflict}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the headings."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        return _alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    # How rows come in.

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the list by a column; the ordering itself is done where the records are."""
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            self._sort = self.columns[column].key
            self._descending = order == Qt.SortOrder.DescendingOrder
            self.sorted_by.emit(self._sort, self._descending)
            self.refresh()

    def refresh(self) -> None:
        """Fetch anew what is in sight; the rest when it comes into sight."""
        self._generation += 1
        self._fresh.clear()
        self._asked.clear()
        self._ask(0)

    def need(self, first: int, last: int) -> None:
        """Ask for the pages of these rows that are not here or are out of date."""
        for page in range(max(first, 0) // PAGE, max(last, 0) // PAGE + 1):
            if page * PAGE < self._total and page not in self._fresh:
                self._ask(page)

    def _ask(self, page: int) -> None:
        """Ask for one page once."""
        if page in self._asked:
            return
        self._asked.add(page)
        generation = self._generation
        request = RowsRequest(page * PAGE, PAGE, self._sort, self._descending)
        self._fetch(request, lambda answer: self._take(generation, page, answer))

    def _take(self, generation: int, page: int, answer: RowPage) -> None:
        """Put a page in; an answer to an older question is dropped."""
        if generation != self._generation:
            return
        self._asked.discard(page)
        self.taking = True
        self._set_total(answer.total)
        self.taking = False
        self._pages[page] = list(answer.rows)
        self._pages.move_to_end(page)
        self._fresh.add(page)
        while len(self._pages) > _PAGES_KEPT:
            dropped, _rows = self._pages.popitem(last=False)
            self._fresh.discard(dropped)
        if self._total:
            first, last = page * PAGE, min(page * PAGE + PAGE, self._total) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(max(first, last), len(self.columns) - 1))
        self.loaded.emit()

    def _set_total(self, total: int) -> None:
        """Grow or shrink at the end, so that neither the scroll bar nor the focus jumps."""
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()
            for page in [page for page in self._pages if page * PAGE >= total]:
                del self._pages[page]
                self._fresh.discard(page)


def _alignment(column: TableColumn) -> int:
    """Put figures at the end of their column, all else at its beginning."""
    side = Qt.AlignmentFlag.AlignTrailing if column.align == "end" else Qt.AlignmentFlag.AlignLeading
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def is_flagged(row: ShownRow) -> bool:
    """Say whether a conflict is open on a record."""
    return bool(getattr(row, "flagged", False))
