"""The room of the library: documents, the text of one with its notes beside it, and the map of arguments."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.capabilities.library import shelf
from app.capabilities.library.placing import LOST
from app.capabilities.library.shelf import OpenedDocument, ShelfLine
from app.i18n import N_, _, ngettext
from ui.frame.room import RoomPage
from ui.theme.metrics import current_metrics
from ui.widgets.labels import hairline, label
from ui.widgets.page_header import PageHeader

_SHELF_WIDTH, _TEXT_WIDTH, _SIDE_WIDTH = 220, 520, 340
_ID = Qt.ItemDataRole.UserRole


class LibraryRoom(RoomPage):
    """Everything here can be reached by the keyboard; records are changed on their cards and by the command line."""

    key, title, icon = "library", N_("Library"), "sheet"
    kinds = frozenset(
        {"document", "document_version", "annotation", "claim", "argument", "premise", "relation", "evidence"}
    )

    def build(self) -> None:
        """Put the shelf, the text, and notes with the map side by side."""
        self.header = PageHeader(_(self.title))
        self.shelf = self._list(_("Documents"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(_("Text of the document"))
        self.notes = self._list(_("Notes on the text"))
        self.map = self._list(_("Map of arguments, as an indented list"))
        self.map.setWordWrap(False)
        self._open: OpenedDocument | None = None
        metrics = current_metrics()
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setHandleWidth(metrics.px(12))
        side = QSplitter(Qt.Orientation.Vertical)
        side.addWidget(_headed(_("Notes"), self.notes))
        side.addWidget(_headed(_("Map"), self.map))
        for part, width in (
            (_headed(_("Documents"), self.shelf), _SHELF_WIDTH),
            (self.text, _TEXT_WIDTH),
            (side, _SIDE_WIDTH),
        ):
            sides.addWidget(part)
            part.setMinimumWidth(metrics.px(width // 2))
        sides.setSizes([metrics.px(_SHELF_WIDTH), metrics.px(_TEXT_WIDTH), metrics.px(_SIDE_WIDTH)])
        row = QHBoxLayout()
        row.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(16))
        row.addWidget(sides)
        self.page.addWidget(self.header)
        self.page.addWidget(hairline())
        self.page.addLayout(row, 1)
        self.shelf.currentItemChanged.connect(self._choose)
        self.notes.currentRowChanged.connect(self._go_to)

    def refresh(self) -> None:
        """Ask for the shelf and the map."""
        self.desk.ask(shelf.shelf, self._show_shelf)
        self.desk.ask(shelf.map_lines, self._show_map)

    def start(self) -> None:
        """Begin at the shelf."""
        self.shelf.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self, name: str) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(name)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setWordWrap(True)
        return made

    def _show_shelf(self, lines: tuple[ShelfLine, ...]) -> None:
        """Fill the shelf, and keep what was chosen."""
        item = self.shelf.currentItem()
        chosen = item.data(_ID) if item else None
        self.shelf.blockSignals(True)
        self.shelf.clear()
        place = 0
        for number, line in enumerate(lines):
            item = QListWidgetItem(line.title, self.shelf)
            item.setData(_ID, line.id)
            place = number if line.id == chosen else place
        self.shelf.blockSignals(False)
        self.header.say(ngettext("{n} document", "{n} documents", len(lines)).format(n=len(lines)))
        if lines:
            self.shelf.setCurrentRow(place)
        else:
            self.text.setPlainText(_("There are no documents yet."))
            self.notes.clear()

    def _choose(self, item: QListWidgetItem | None) -> None:
        """Open the chosen document."""
        if item is not None:
            document = str(item.data(_ID))
            self.desk.ask(lambda vault: shelf.opened(vault, document), self._show_document)

    def _show_document(self, found: OpenedDocument) -> None:
        """Show a text with its passages underlined, and its notes beside it."""
        item = self.shelf.currentItem()
        if item is None or item.data(_ID) != found.id:
            return
        self._open = found
        heads = ngettext("", ", {n} heads to join", found.heads).format(n=found.heads) if found.heads > 1 else ""
        self.header.say(_("Version {label}{heads}").format(label=found.label, heads=heads) if found.label else "")
        self.text.setPlainText(found.text)
        self.notes.clear()
        marks: list[QTextEdit.ExtraSelection] = []
        for note in found.notes:
            QListWidgetItem(note.text, self.notes)
            if note.place.state != LOST:
                marks.append(self._mark(note.place.start, note.place.end))
        self.text.setExtraSelections(marks)

    def _mark(self, start: int, end: int) -> QTextEdit.ExtraSelection:
        """Underline a passage; Qt counts in UTF-16."""
        mark: QTextEdit.ExtraSelection = QTextEdit.ExtraSelection()
        cursor = self._cursor(start)
        cursor.setPosition(self._cursor(end).position(), QTextCursor.MoveMode.KeepAnchor)
        shape = QTextCharFormat()
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        mark.cursor, mark.format = cursor, shape  # type: ignore[attr-defined]
        return mark

    def _cursor(self, place: int) -> QTextCursor:
        text = self._open.text[:place] if self._open else ""
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(len(text.encode("utf-16-le")) // 2)
        return cursor

    def _go_to(self, number: int) -> None:
        """Bring the passage of a note into sight."""
        if self._open and 0 <= number < len(self._open.notes):
            place = self._open.notes[number].place
            if place.state != LOST:
                self.text.setTextCursor(self._cursor(place.start))
                self.text.ensureCursorVisible()

    def _show_map(self, lines: tuple[str, ...]) -> None:
        """Fill the map."""
        self.map.clear()
        self.map.addItems(list(lines))


def _headed(words: str, inner: QWidget) -> QWidget:
    """Put a heading over a part of the page."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(label(words, "section"))
    column.addWidget(inner, 1)
    return made
