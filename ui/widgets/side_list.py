"""A list at the leading side of a page: two lines for each, of which the arrows choose one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.fonts import sized, tabular
from ui.theme.icons import paint_icon
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import colours_of
from ui.widgets.tips import plain_tip

_LINE, _SPOKEN = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.AccessibleTextRole
_ROW = 52


@dataclass(frozen=True, slots=True)
class SideLine:
    """What a row says: its name, a line below it, and a word that wants attention, read out and drawn as an icon."""

    id: str
    title: str
    about: str
    attention: str = ""
    icon: str = "attention"


class _SideDelegate(QStyledItemDelegate):
    """Draws two lines, and a mark where something wants attention."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give all rows one height."""
        return QSize(current_metrics().px(120), current_metrics().px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row."""
        line: SideLine = index.data(_LINE)
        colours, metrics = colours_of(self._view), current_metrics()
        rect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        chosen, over = bool(state & QStyle.StateFlag.State_Selected), bool(state & QStyle.StateFlag.State_MouseOver)
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.fillRect(rect, colours.colour("accent_soft" if chosen else "hover" if over else "surface"))
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen:
            width = metrics.px(4 if self._view.hasFocus() else 2)
            left = rect.right() - width + 1 if mirrored else rect.left()
            painter.fillRect(QRectF(left, rect.top(), width, rect.height()), colours.colour("focus"))
        inner = QRectF(rect.adjusted(metrics.px(16), metrics.px(7), -metrics.px(12), -metrics.px(7)))
        if line.attention:
            side = metrics.px(16)
            left = inner.left() if mirrored else inner.right() - side
            paint_icon(painter, QRectF(left, inner.center().y() - side / 2, side, side), line.icon, "attention")
            room = side + metrics.px(6)
            inner = inner.adjusted(room if mirrored else 0, 0, 0 if mirrored else -room, 0)
        side_of = QStyle.visualAlignment(self._view.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        font = QFont(self._view.font())
        font.setWeight(QFont.Weight.DemiBold if chosen else QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(colours.colour("on_accent_soft" if chosen else "text"))
        elide, room = Qt.TextElideMode.ElideRight, round(inner.width())
        title = painter.fontMetrics().elidedText(line.title, elide, room)
        painter.drawText(inner, int(side_of | Qt.AlignmentFlag.AlignTop), title)
        painter.setFont(tabular(sized(self._view.font(), metrics.px(SMALL))))
        painter.setPen(colours.colour("text" if chosen else "muted"))
        about = painter.fontMetrics().elidedText(line.about, elide, room)
        painter.drawText(inner, int(side_of | Qt.AlignmentFlag.AlignBottom), about)
        painter.restore()


class SideList(QListView):
    """Arrows choose a row, Enter goes into it; single letters are left to the page."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, name: str, width: int = 232) -> None:
        """Start empty; without a width the list takes what a splitter gives it."""
        super().__init__()
        self.wanted = ""  # what is chosen as soon as it is among the rows
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(_SideDelegate(self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if width:
            self.setFixedWidth(current_metrics().px(width))
        self.setUniformItemSizes(True)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_lines(self, lines: Sequence[SideLine], chosen: str = "") -> str:
        """Show rows, and keep what was chosen, or else take the first; gives its id without telling anybody."""
        wanted = chosen or self.wanted or self.current()
        blocked = self.selectionModel().blockSignals(True)
        self._items.clear()
        for line in lines:
            item = QStandardItem(line.title)
            item.setData(line, _LINE)
            item.setData(", ".join(filter(None, (line.title, line.about, line.attention))), _SPOKEN)
            item.setToolTip(plain_tip(line.title))
            item.setEditable(False)
            self._items.appendRow(item)
        place = next((row for row, line in enumerate(lines) if line.id == wanted), 0)
        if any(line.id == self.wanted for line in lines):
            self.wanted = ""
        if lines:
            self.setCurrentIndex(self._items.index(place, 0))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()
        return lines[place].id if lines else ""

    def lines(self) -> list[SideLine]:
        """Give the rows in their order."""
        return [self._items.item(row).data(_LINE) for row in range(self._items.rowCount())]

    def current(self) -> str:
        """Give what is chosen."""
        line = self.currentIndex().data(_LINE) if self.currentIndex().isValid() else None
        return line.id if isinstance(line, SideLine) else ""

    def choose(self, identity: str) -> None:
        """Choose a row by its id."""
        for row, line in enumerate(self.lines()):
            if line.id == identity:
                self.setCurrentIndex(self._items.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go into the row on Enter; leave single letters to the page."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.entered.emit()
        elif event.text() and event.text().isprintable() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Tell what is chosen."""
        line = current.data(_LINE) if current.isValid() else None
        if isinstance(line, SideLine):
            self.chosen.emit(line.id)
