"""Fusion with the few marks drawn our way that no stylesheet can draw without picture files."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from ui.theme.icons import paint_icon
from ui.theme.palette import palette_for

_ARROWS = {
    QStyle.PrimitiveElement.PE_IndicatorArrowDown: "down",
    QStyle.PrimitiveElement.PE_IndicatorArrowUp: "up",
    QStyle.PrimitiveElement.PE_IndicatorArrowRight: "next",
    QStyle.PrimitiveElement.PE_IndicatorArrowLeft: "previous",
}
_BOXES = (
    QStyle.PrimitiveElement.PE_IndicatorCheckBox,
    QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck,
)


class MarksStyle(QProxyStyle):
    """Ticks, dots and arrows in our colours.

    What Qt asks of a style a hundred times for each page, such as hints, is left to Qt and to the stylesheet.
    """

    def __init__(self) -> None:
        """Stand on Fusion, which looks the same on every system."""
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the marks; leave the rest to Fusion."""
        if element in _BOXES:
            _draw_box(option, painter)
        elif element == QStyle.PrimitiveElement.PE_IndicatorRadioButton:
            _draw_dot(option, painter)
        elif element in _ARROWS:
            side = min(option.rect.width(), option.rect.height(), 12)
            box = QRectF(0, 0, side, side)
            box.moveCenter(QRectF(option.rect).center())
            paint_icon(painter, box, _ARROWS[element], "muted")
        else:
            super().drawPrimitive(element, option, painter, widget)


def _edge(option: QStyleOption) -> tuple[str, float]:
    """Choose the edge of a box or dot: the ring if the keyboard speaks to it."""
    if option.state & QStyle.StateFlag.State_HasFocus:
        return "focus", 2.0
    return ("line_strong", 1.2) if option.state & QStyle.StateFlag.State_Enabled else ("line", 1.2)


def _draw_box(option: QStyleOption, painter: QPainter) -> None:
    """Draw a rounded box: filled with a tick when on, with a bar when neither on nor off."""
    colours = palette_for(option.palette)
    role, width = _edge(option)
    side = min(option.rect.width(), option.rect.height()) - 2
    box = QRectF(0, 0, side, side)
    box.moveCenter(QRectF(option.rect).center())
    on = bool(option.state & QStyle.StateFlag.State_On)
    partly = bool(option.state & QStyle.StateFlag.State_NoChange)
    enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if on or partly:
        painter.setBrush(colours.colour("accent" if enabled else "disabled"))
        focused = option.state & QStyle.StateFlag.State_HasFocus
        painter.setPen(QPen(colours.colour("text"), 2) if focused else Qt.PenStyle.NoPen)
    else:
        painter.setBrush(colours.colour("surface"))
        painter.setPen(QPen(colours.colour(role), width))
    painter.drawRoundedRect(box, side / 5, side / 5)
    painter.setPen(QPen(colours.colour("on_accent"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if on:
        points = [
            QPointF(box.left() + side * x, box.top() + side * y) for x, y in ((0.24, 0.52), (0.43, 0.7), (0.77, 0.32))
        ]
        painter.drawPolyline(points)
    elif partly:
        painter.drawLine(box.center() - QPointF(side / 4, 0), box.center() + QPointF(side / 4, 0))
    painter.restore()


def _draw_dot(option: QStyleOption, painter: QPainter) -> None:
    """Draw a circle, with a dot in it when on."""
    colours = palette_for(option.palette)
    role, width = _edge(option)
    side = min(option.rect.width(), option.rect.height()) - 2
    circle = QRectF(0, 0, side, side)
    circle.moveCenter(QRectF(option.rect).center())
    on = bool(option.state & QStyle.StateFlag.State_On)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colours.colour("surface"))
    painter.setPen(QPen(colours.colour("accent" if on else role), max(width, 2.0 if on else width)))
    painter.drawEllipse(circle)
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("accent"))
        painter.drawEllipse(circle.center(), side / 4, side / 4)
    painter.restore()
