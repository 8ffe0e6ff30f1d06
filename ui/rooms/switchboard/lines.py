"""Lists of many rows of two lines each, drawn alike all over the room; a row can be dragged to another list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
MIME = "application/x-switchboard-listing"
Tone = Literal["", "attention", "accent", "muted", "harm"]


@dataclass(frozen=True, slots=True)
class ListLine:
    """A row: what it is, what is said below, how much at the trailing side, a word that stands out, a score."""

    id: str
    title: str
    detail: str = ""
    amount: str = ""
    tag: str = ""
    tone: Tone = ""
    score: str = ""
    under: str = ""  # a second line under the title, where there are columns
    middle: str = ""  # a second column, where rows have one
    words: str = ""  # as it is read out


class LinesModel(QAbstractListModel):
    """Rows by id; nothing is asked while painting."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._rows: Sequence[ListLine] = ()
        self._places: dict[str, int] = {}

    def show(self, rows: Sequence[ListLine]) -> None:
        """Show rows."""
        self.beginResetModel()
        self._rows = rows
        self._places = {each.id: place for place, each in enumerate(rows)}
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words of a row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == LINE_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.words or ", ".join(filter(None, (row.title, row.tag, row.amount, row.middle, row.detail)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be dragged and dropped on."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled

    def mimeTypes(self) -> list[str]:
        """Name what is dragged."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Drag the id of a row; nothing of it means anything outside of this window."""
        data = QMimeData()
        data.setData(MIME, QByteArray(self.id_at(indexes[0].row()).encode()) if indexes else QByteArray())
        return data

    def id_at(self, row: int) -> str:
        """Give the id of a row, empty if there is none."""
        return self._rows[row].id if 0 <= row < len(self._rows) else ""

    def row_of(self, record: str) -> int:
        """Find the row of an id, or -1."""
        return self._places.get(record, -1)


class LinesView(QListView):
    """Scrolls through tens of thousands of rows, all of one height; keys without modifiers can be given a meaning."""

    opened = Signal(str)
    chosen = Signal(int)
    dropped = Signal(str, str)  # what was dragged, on which row's id

    def __init__(self, name: str) -> None:
        """Take what it is called."""
        super().__init__()
        self.lines = LinesModel()
        self._keys: dict[Qt.Key, Callable[[], object]] = {}
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setModel(self.lines)
        self.selectionModel().currentChanged.connect(lambda now, _before: self.chosen.emit(now.row()))
        self.doubleClicked.connect(lambda _index: self.opened.emit(self.id_now()))

    def take_drops(self) -> None:
        """Let rows of other lists be dropped on rows of this one, and those of this one be dragged."""
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)

    def on_key(self, do: Callable[[], object], *keys: Qt.Key) -> None:
        """Do something at keys while the list has the keyboard."""
        self._keys.update(dict.fromkeys(keys, do))

    def id_now(self) -> str:
        """Give the id of the chosen row, empty if there is none."""
        return self.lines.id_at(self.currentIndex().row())

    def show_lines(self, rows: Sequence[ListLine], *, first: bool = True) -> int:
        """Show rows; the chosen one stays chosen if it is still there, else the first is; gives its place, or -1."""
        before, place = self.id_now(), self.currentIndex().row()
        self.lines.show(rows)
        row = self.lines.row_of(before) if before else -1
        if row < 0 and rows and (first or before):
            row = min(max(place, 0), len(rows) - 1) if before else 0
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row, 0))
        return row

    def choose(self, record: str) -> None:
        """Choose the row of an id, if it is there."""
        row = self.lines.row_of(record)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row, 0))
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key is for; leave single letters that mean nothing here to the page."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        does = self._keys.get(Qt.Key(event.key())) if plain else None
        if does is not None:
            does()
        elif plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(self.id_now())
        elif plain and event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take rows of the other list only."""
        if event.mimeData().hasFormat(MIME) and event.source() is not self:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them on rows only."""
        on_row = self.indexAt(event.position().toPoint()).isValid()
        event.setAccepted(on_row and event.mimeData().hasFormat(MIME) and event.source() is not self)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped on which row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self.dropped.emit(bytes(event.mimeData().data(MIME).data()).decode(), self.lines.id_at(index.row()))
