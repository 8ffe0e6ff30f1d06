"""The map drawn in layers: what it is about at the leading side, what bears on it further on, folded at will."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTextOption,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from app.capabilities.library.map.layers import MapBox, MapDrawing, MapLink
from app.capabilities.library.map_view import ROLE_WORDS, MapNode
from app.i18n import _
from ui.theme.fonts import sized
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import Palette, colours_of

_WIDTH, _HEIGHT, _ACROSS, _DOWN, _MARGIN = 210, 62, 90, 14, 24
_DASHED = {"attacks", "undercuts"}
EDGES = {"stands": "accent", "given": "line_strong", "falls": "harm", "disputed": "attention"}


class MapDrawingView(QWidget):
    """Arrows walk from box to box, Space folds what bears on it; the list says the same to a screen reader."""

    chosen = Signal(str)
    folded = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Drawing of the map"))
        self._drawing = MapDrawing((), ())
        self._nodes: Mapping[str, MapNode] = {}
        self._boxes: dict[str, MapBox] = {}
        self.current = ""

    def show_map(self, drawing: MapDrawing, nodes: Mapping[str, MapNode], current: str) -> None:
        """Show boxes and lines, one of them chosen."""
        self._drawing, self._nodes = drawing, nodes
        self._boxes = {each.id: each for each in drawing.boxes}
        self.set_current(current)
        self.setFixedSize(self.sizeHint())
        self.update()

    def set_current(self, node: str) -> None:
        """Choose a box without telling anybody."""
        self.current = node if node in self._boxes else next(iter(self._boxes), "")
        said = self._nodes.get(self.current)
        self.setAccessibleDescription(f"{said.text}, {said.word}" if said else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Have room for all boxes."""
        px = current_metrics().px
        layers = max((each.layer for each in self._drawing.boxes), default=0) + 1
        rows = max((each.place for each in self._drawing.boxes), default=0) + 1
        return QSize(
            px(2 * _MARGIN + layers * _WIDTH + (layers - 1) * _ACROSS),
            px(2 * _MARGIN + rows * _HEIGHT + (rows - 1) * _DOWN),
        )

    def rect_of(self, node: str) -> QRectF:
        """Give where a box stands."""
        px, box = current_metrics().px, self._boxes[node]
        left = px(_MARGIN) + box.layer * px(_WIDTH + _ACROSS)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = self.width() - left - px(_WIDTH)
        return QRectF(left, px(_MARGIN) + box.place * px(_HEIGHT + _DOWN), px(_WIDTH), px(_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        """Take new colours and sizes."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight."""
        painter, colours = QPainter(self), colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), colours.colour("surface"))
        seen = QRectF(event.rect())
        for link in self._drawing.links:
            self._draw_link(painter, colours, link, seen)
        for box in self._drawing.boxes:
            rect = self.rect_of(box.id)
            if rect.intersects(seen):
                self._draw_box(painter, colours, box, rect)
        painter.end()

    def _draw_link(self, painter: QPainter, colours: Palette, link: MapLink, seen: QRectF) -> None:
        upper, lower = self.rect_of(link.upper), self.rect_of(link.lower)
        if not upper.united(lower).intersects(seen):
            return
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        start = QPointF(upper.left() if mirrored else upper.right(), upper.center().y())
        end = QPointF(lower.right() if mirrored else lower.left(), lower.center().y())
        bend = current_metrics().px(_ACROSS) / 2 * (-1 if mirrored else 1)
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
        against = link.role in _DASHED
        pen = QPen(colours.colour("harm" if against else "line_strong"), 1.4)
        pen.setStyle(Qt.PenStyle.DashLine if against else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        words = _(ROLE_WORDS[link.role])
        painter.setFont(sized(self.font(), current_metrics().px(SMALL)))
        room = painter.fontMetrics().boundingRect(words)
        middle = path.pointAtPercent(0.62)
        place = QRectF(
            middle.x() - room.width() / 2 - 3, middle.y() - room.height() / 2, room.width() + 6, room.height()
        )
        painter.fillRect(place, colours.colour("surface"))
        painter.setPen(colours.colour("muted"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)

    def _draw_box(self, painter: QPainter, colours: Palette, box: MapBox, rect: QRectF) -> None:
        node, metrics = self._nodes[box.id], current_metrics()
        chosen = box.id == self.current
        painter.setBrush(colours.colour("accent_soft" if chosen else "surface" if node.is_claim else "window"))
        width = 2 if chosen and self.hasFocus() else 1
        painter.setPen(QPen(colours.colour("focus" if chosen else "line_strong"), width))
        radius = metrics.px(6 if node.is_claim else 16)
        painter.drawRoundedRect(rect, radius, radius)
        inner = rect.adjusted(metrics.px(10), metrics.px(5), -metrics.px(10), -metrics.px(5))
        small = sized(self.font(), metrics.px(SMALL))
        painter.setFont(small)
        painter.setPen(colours.colour("on_accent_soft" if chosen else "muted"))
        hidden = _(" · {n} folded").format(n=box.hidden) if box.hidden else ""
        word = f"{node.word}{_(', a sketch') if node.sketch else ''}{hidden}"
        bottom = QRectF(inner.left(), inner.bottom() - metrics.px(15), inner.width(), metrics.px(15))
        painter.drawText(bottom, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), word)
        edge = EDGES.get(node.key)
        if edge:
            bar = QRectF(rect.left() + 1, rect.top() + metrics.px(8), metrics.px(3), rect.height() - metrics.px(16))
            painter.fillRect(bar, colours.colour(edge))
        painter.setPen(colours.colour("on_accent_soft" if chosen else "text"))
        painter.setFont(QFont(self.font()))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        above = QRectF(inner.left(), inner.top(), inner.width(), inner.height() - metrics.px(16))
        painter.save()
        painter.setClipRect(above)
        painter.drawText(above, _two_lines(painter, node.text, above.width()), option)
        painter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, fold, or choose."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._walk(0, -1 if key == Qt.Key.Key_Up else 1)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self._walk(-1 if (key == Qt.Key.Key_Left) != mirrored else 1, 0)
        elif key == Qt.Key.Key_Space and self.current:
            self.folded.emit(self.current)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current:
            self.chosen.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, down: int) -> None:
        """Go to the next box of the layer, or to the nearest one of the layer beside."""
        here = self._boxes.get(self.current)
        if here is None:
            return
        layer = [each for each in self._boxes.values() if each.layer == here.layer + across]
        if across:
            tied = {
                each.lower if across > 0 else each.upper
                for each in self._drawing.links
                if self.current == (each.upper if across > 0 else each.lower)
            }
            layer = [each for each in layer if each.id in tied] or layer
            found = min(layer, key=lambda each: abs(each.place - here.place), default=None)
        else:
            found = next((each for each in layer if each.place == here.place + down), None)
        if found is not None:
            self.set_current(found.id)
            self.chosen.emit(found.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the box below the pointer."""
        for node in self._boxes:
            if self.rect_of(node).contains(event.position()):
                self.set_current(node)
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self.chosen.emit(node)
                return

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fold the box below the pointer."""
        for node in self._boxes:
            if self.rect_of(node).contains(event.position()):
                self.folded.emit(node)
                return


def _two_lines(painter: QPainter, text: str, width: float) -> str:
    """Cut a text where two lines of a box end."""
    metrics = painter.fontMetrics()
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(1.8 * width))


class MapDrawingPlace(QScrollArea):
    """Keeps the chosen box in sight."""

    def __init__(self, drawing: MapDrawingView) -> None:
        """Take the drawing."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(drawing)
        self._drawing = drawing

    def follow(self) -> None:
        """Bring the chosen box into sight."""
        if self._drawing.current:
            rect = self._drawing.rect_of(self._drawing.current)
            self.ensureVisible(
                round(rect.center().x()), round(rect.center().y()), round(rect.width()), round(rect.height())
            )
