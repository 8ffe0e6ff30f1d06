"""The list of the day: arrows walk over the rows, Space completes one, Enter opens it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QWidget

from app.i18n import N_, _
from ui.rooms.today.agenda import Agenda, AgendaRow
from ui.rooms.today.drawing import LineDelegate, buttons_width, tick_width
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import is_style_change

_OPEN = N_("Open")
_LEADS_TO = {"settle": N_("Settle"), "retention": N_("Review")}


class RowButtons(QWidget):
    """What can be done with the chosen row, in words, for whoever does not know the keys yet."""

    def __init__(self, view: AgendaView, entry: AgendaRow) -> None:
        """Offer to complete the row, if it can be, and to open it."""
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, current_metrics().px(8), 0)
        layout.setSpacing(current_metrics().px(4))
        layout.addStretch()
        title = entry.item.title
        if entry.action:
            self._add(layout, entry.action, view.complete, _("Key: Space"), f"{entry.action}: {title}")
        words = _(_LEADS_TO.get(entry.section, _OPEN))
        self._add(layout, words, view.open_row, _("Key: Enter"), f"{words}: {title}")

    def _add(self, layout: QHBoxLayout, text: str, on, tip: str, name: str) -> None:  # noqa: ANN001
        """Add a button that is as low as the row."""
        made = button(text, on, kind="quiet", tip=tip, name=name)
        layout.addWidget(made)


class AgendaView(QListView):
    """One row is chosen at a time; the circle at its leading side completes it by one click."""

    opened = Signal(object)  # Entry
    completed = Signal(object)
    left_upwards = Signal()

    def __init__(self, model: Agenda) -> None:
        """Show a day."""
        super().__init__()
        self._lines = model
        self._buttons_on = -1
        self.setModel(model)
        self.delegate = LineDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(_("What waits for you today"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.doubleClicked.connect(lambda _index: self.open_row())
        self.selectionModel().currentChanged.connect(self._on_current)
        model.modelReset.connect(self._forget_buttons)

    def entry(self) -> AgendaRow | None:
        """Give the chosen row."""
        line = self._lines.line(self.currentIndex())
        return line if isinstance(line, AgendaRow) else None

    def choose(self, number: int) -> None:
        """Choose a row by its place."""
        if number >= 0:
            self.setCurrentIndex(self._lines.index(number, 0))

    def complete(self) -> None:
        """Complete the chosen row, if that is possible here."""
        entry = self.entry()
        if entry is not None and entry.action:
            self.completed.emit(entry)

    def open_row(self) -> None:
        """Open the chosen row."""
        entry = self.entry()
        if entry is not None:
            self.opened.emit(entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Complete on Space, open on Enter, go to the first and last row; leave single letters to the page."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            self.complete()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.open_row()
        elif key == Qt.Key.Key_Home:
            self.choose(self._lines.near(0))
            self.scrollToTop()
        elif key == Qt.Key.Key_End:
            self.choose(self._lines.near(self._lines.rowCount()))
        elif event.text() and event.text().isprintable() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row; on its circle, complete it."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self._on_tick(event, index):
            self.complete()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row() if isinstance(self._lines.line(index), AgendaRow) else -1, self._on_tick(event, index))

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the row under the pointer."""
        super().leaveEvent(event)
        self._hover(-1, over_tick=False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if is_style_change(event):
            self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place rows and buttons anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def updateGeometries(self) -> None:
        """Keep the buttons at the trailing side of their row."""
        super().updateGeometries()
        index = self._lines.index(self._buttons_on, 0) if self._buttons_on >= 0 else QModelIndex()
        widget = self.indexWidget(index) if index.isValid() else None
        if widget is not None:
            widget.setGeometry(self._buttons_rect(index))

    def _on_tick(self, event: QMouseEvent, index: QModelIndex) -> bool:
        """Say whether the pointer is on the circle of a row."""
        line = self._lines.line(index)
        x = event.position().x()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.viewport().width() - x
        return isinstance(line, AgendaRow) and bool(line.action) and x < tick_width()

    def _hover(self, row: int, over_tick: bool) -> None:
        """Light up a row, and its circle."""
        if (row, over_tick) != (self.delegate.hovered, self.delegate.over_tick):
            self.delegate.hovered, self.delegate.over_tick = row, over_tick
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over_tick else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def _buttons_rect(self, index: QModelIndex) -> QRect:
        """Give the place of the buttons."""
        rect = self.visualRect(index)
        width = buttons_width()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRect(rect.left(), rect.top(), width, rect.height())
        return QRect(rect.right() - width, rect.top(), width, rect.height())

    def _forget_buttons(self) -> None:
        """Start anew with a new day; the buttons went with their row."""
        self._buttons_on = -1
        self.delegate.hovered = -1

    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        """Move the buttons to the chosen row."""
        if before.isValid():
            self.setIndexWidget(before, None)  # pyright: ignore[reportArgumentType]
        entry = self._lines.line(current)
        self._buttons_on = current.row() if isinstance(entry, AgendaRow) else -1
        if isinstance(entry, AgendaRow):
            buttons = RowButtons(self, entry)
            self.setIndexWidget(current, buttons)
            buttons.setGeometry(self._buttons_rect(current))
