"""The sheets there are, each with the line that says what it is for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.i18n import _
from app.services.printing.kinds import SheetKind
from ui.theme.fonts import sized
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import colours_of

_PURPOSE = Qt.ItemDataRole.UserRole
_NAME = Qt.ItemDataRole.UserRole + 1
_GAP = 10
_HIGHEST = 280


class SheetDelegate(QStyledItemDelegate):
    """Draws the name, and the purpose below it on as many lines as it takes."""

    def __init__(self, view: QListView) -> None:
        """Take the view."""
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give each the height its words need."""
        metrics = current_metrics()
        width = self._view.viewport().width() - 2 * metrics.px(_GAP + 2)
        name, purpose = self._fonts()
        painter_metrics = self._metrics(purpose)
        flags = int(Qt.TextFlag.TextWordWrap)
        text = painter_metrics.boundingRect(0, 0, max(width, 80), 10_000, flags, str(index.data(_PURPOSE)))
        height = self._metrics(name).height() + metrics.px(2) + text.height() + 2 * metrics.px(8)
        return QSize(100, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one sheet."""
        metrics, colours = current_metrics(), colours_of(self._view)
        rect = option.rect.adjusted(metrics.px(2), 0, -metrics.px(2), 0)  # pyright: ignore[reportAttributeAccessIssue]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue]
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or hovered:
            painter.setPen(colours.colour("focus") if chosen and self._view.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), metrics.px(6), metrics.px(6))
        inner = rect.adjusted(metrics.px(_GAP), metrics.px(8), -metrics.px(_GAP), -metrics.px(8))
        name, purpose = self._fonts()
        side = Qt.AlignmentFlag.AlignRight if self._view.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        painter.setFont(name)
        painter.setPen(colours.colour("on_accent_soft" if chosen else "text"))
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignTop), str(index.data()))
        painter.setFont(purpose)
        painter.setPen(colours.colour("on_accent_soft" if chosen else "muted"))
        below = inner.adjusted(0, self._metrics(name).height() + metrics.px(2), 0, 0)
        painter.drawText(below, int(side | Qt.TextFlag.TextWordWrap), str(index.data(_PURPOSE)))
        painter.restore()

    def _fonts(self) -> tuple[QFont, QFont]:
        """Give the fonts of name and purpose."""
        font = QFont(self._view.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font, sized(self._view.font(), current_metrics().px(SMALL))

    def _metrics(self, font: QFont) -> QFontMetrics:
        """Measure a font."""
        return QFontMetrics(font)


class SheetList(QListView):
    """Arrows choose; the preview follows."""

    chosen = Signal(object)  # SheetKind

    def __init__(self, kinds: Sequence[SheetKind]) -> None:
        """Take the sheets."""
        super().__init__()
        self._kinds = {kind.name: kind for kind in kinds}
        self.setAccessibleName(_("Sheets"))
        self.setItemDelegate(SheetDelegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._model = QStandardItemModel(self)
        for kind in kinds:
            item = QStandardItem(_(kind.title))
            item.setData(_(kind.purpose), _PURPOSE)
            item.setData(kind.name, _NAME)
            item.setData(f"{_(kind.title)}. {_(kind.purpose)}", Qt.ItemDataRole.AccessibleTextRole)
            item.setEditable(False)
            self._model.appendRow(item)
        self.setModel(self._model)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.selectionModel().currentChanged.connect(self._on_current)

    def sizeHint(self) -> QSize:
        """Be as high as the sheets, up to where the list begins to scroll."""
        rows = range(self._model.rowCount())
        height = sum(self.sizeHintForIndex(self._model.index(row, 0)).height() for row in rows)
        return QSize(super().sizeHint().width(), min(height, current_metrics().px(_HIGHEST)) + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words take more lines where there is less room."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def choose(self, name: str) -> None:
        """Choose a sheet by its name."""
        for row in range(self._model.rowCount()):
            if self._model.index(row, 0).data(_NAME) == name:
                self.setCurrentIndex(self._model.index(row, 0))

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Tell which."""
        kind = self._kinds.get(str(current.data(_NAME)))
        if kind is not None:
            self.chosen.emit(kind)
