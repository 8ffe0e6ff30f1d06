"""The houses at the leading side: each with how many of its beds are free."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.capabilities.houses.service import HouseView
from app.i18n import _
from ui.theme.fonts import sized, tabular
from ui.theme.icons import paint_icon
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import colours_of

_HOUSE = Qt.ItemDataRole.UserRole
_ROW = 52


def free_words(house: HouseView) -> str:
    """Say how many beds of a house are free."""
    if not house.beds:
        return _("no beds yet")
    return _("{free} of {beds} free").format(free=f"{house.free:n}", beds=f"{house.beds:n}")


def has_dispute(house: HouseView) -> bool:
    """Say whether something about the beds of a house waits to be settled."""
    return any(bed.disputes for room in house.rooms for bed in room.beds)


class _HouseDelegate(QStyledItemDelegate):
    """Two lines for each house: what it is called, and what is free."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give all rows one height."""
        return QSize(current_metrics().px(120), current_metrics().px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one house."""
        house: HouseView = index.data(_HOUSE)
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
        if has_dispute(house):
            side = metrics.px(16)
            left = inner.left() if mirrored else inner.right() - side
            paint_icon(painter, QRectF(left, inner.center().y() - side / 2, side, side), "conflict", "attention")
            room = side + metrics.px(6)
            inner = inner.adjusted(room if mirrored else 0, 0, 0 if mirrored else -room, 0)
        side = QStyle.visualAlignment(self._view.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        font = QFont(self._view.font())
        font.setWeight(QFont.Weight.DemiBold if chosen else QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(colours.colour("on_accent_soft" if chosen else "text"))
        name = painter.fontMetrics().elidedText(house.name, Qt.TextElideMode.ElideRight, round(inner.width()))
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignTop), name)
        painter.setFont(tabular(sized(self._view.font(), metrics.px(SMALL))))
        painter.setPen(colours.colour("text" if chosen else "muted"))
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignBottom), free_words(house))
        painter.restore()


class HouseList(QListView):
    """Arrows choose a house, Enter goes to its beds."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(_HouseDelegate(self))
        self.setAccessibleName(_("Houses"))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_houses(self, houses: Sequence[HouseView], chosen: str) -> None:
        """Show the houses of a night, with one of them chosen."""
        blocked = self.selectionModel().blockSignals(True)
        self._items.clear()
        for house in houses:
            item = QStandardItem(house.name)
            item.setData(house, _HOUSE)
            words = ", ".join((house.name, free_words(house), *([_("to settle")] if has_dispute(house) else [])))
            item.setData(words, Qt.ItemDataRole.AccessibleTextRole)
            item.setEditable(False)
            self._items.appendRow(item)
            if house.house == chosen:
                self.setCurrentIndex(item.index())
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the beds on Enter; leave single letters to the page."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.entered.emit()
        elif event.text() and event.text().isprintable() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Tell which house is chosen."""
        house = current.data(_HOUSE) if current.isValid() else None
        if isinstance(house, HouseView):
            self.chosen.emit(house.house)
