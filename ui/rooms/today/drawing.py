"""How a line of the day is drawn: what it is, what about it, when, and a circle to tick where it can be done here."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.rooms.today.agenda import LINE_ROLE, AgendaRow, Heading
from ui.theme.fonts import sized
from ui.theme.icons import paint_icon
from ui.theme.metrics import COMFORTABLE_ROW, SMALL, current_metrics
from ui.theme.palette import Palette, colours_of

_HEADING_ROW = 44
_TITLE_SHARE = 0.36
_WHEN_WIDTH, _BUTTONS_WIDTH, _TICK_WIDTH = 120, 176, 40


def tick_width() -> int:
    """Give the width of the place at the leading side in which a click ticks a row off."""
    return current_metrics().px(_TICK_WIDTH)


def buttons_width() -> int:
    """Give the width at the trailing side that is kept free for the buttons of the chosen row."""
    return current_metrics().px(_BUTTONS_WIDTH)


class LineDelegate(QStyledItemDelegate):
    """Draws headings and rows; in a right-to-left window everything stands the other way round."""

    def __init__(self, view: QListView) -> None:
        """Take the view, whose pointer lights up what it is over."""
        super().__init__(view)
        self._view = view
        self.hovered = -1
        self.over_tick = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give headings more room above."""
        line = index.data(LINE_ROLE)
        height = _HEADING_ROW if isinstance(line, Heading) and index.row() else COMFORTABLE_ROW
        return QSize(current_metrics().px(200), current_metrics().px(height))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one line."""
        line = index.data(LINE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Heading):
            self._draw_heading(painter, QRectF(option.rect), line)  # pyright: ignore[reportAttributeAccessIssue]
        elif isinstance(line, AgendaRow):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue]
            self._draw_entry(painter, option.rect, line, index.row(), chosen)  # pyright: ignore[reportAttributeAccessIssue]
        painter.restore()

    def _draw_heading(self, painter: QPainter, rect: QRectF, line: Heading) -> None:
        """Write the name of a section and its count."""
        colours, metrics = colours_of(self._view), current_metrics()
        font = sized(self._view.font(), metrics.px(SMALL), bold=True)
        painter.setFont(font)
        painter.setPen(colours.colour("attention" if line.name == "settle" else "muted"))
        inner = rect.adjusted(metrics.px(12), 0, -metrics.px(12), -metrics.px(6))
        painter.drawText(inner, int(self._side() | Qt.AlignmentFlag.AlignBottom), f"{line.label}  {line.count:n}")

    def _draw_entry(self, painter: QPainter, rect, line: AgendaRow, row: int, chosen: bool) -> None:  # noqa: ANN001
        """Draw a row from its leading to its trailing side."""
        colours, metrics = colours_of(self._view), current_metrics()
        back = "accent_soft" if chosen else "hover" if row == self.hovered else "surface"
        painter.fillRect(rect, colours.colour(back))
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen:
            width = metrics.px(4 if self._view.hasFocus() else 2)
            painter.fillRect(self._place(rect, 0, width), colours.colour("focus"))
        tick = self._place(rect, metrics.px(12), metrics.px(18))
        self._draw_tick(painter, tick, line, colours, wanted=row == self.hovered and self.over_tick)
        start = metrics.px(_TICK_WIDTH)
        end = rect.width() - metrics.px(_BUTTONS_WIDTH)
        when = metrics.px(_WHEN_WIDTH)
        title = round((end - start - when) * _TITLE_SHARE)
        font = QFont(self._view.font())
        font.setWeight(QFont.Weight.Medium)
        self._write(painter, self._place(rect, start, title), line.item.title, font, colours.colour("text"))
        gap = metrics.px(16)
        role = "text" if chosen else "muted"
        until = end - (when if line.when else 0) - gap
        about = self._place(rect, start + title + gap, until - start - title - gap)
        self._write(painter, about, line.about, self._view.font(), colours.colour(role))
        self._draw_when(painter, self._place(rect, end - when, when), line, colours)

    def _draw_when(self, painter: QPainter, rect: QRectF, line: AgendaRow, colours: Palette) -> None:
        """Write the day; what is late bears a mark as well as a colour."""
        metrics = current_metrics()
        if line.late:
            side = metrics.px(14)
            mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
            mark = QRectF(rect.right() - side if mirrored else rect.left(), rect.center().y() - side / 2, side, side)
            paint_icon(painter, mark, "attention", "attention")
            room = side + metrics.px(6)
            rect = rect.adjusted(0, 0, -room, 0) if mirrored else rect.adjusted(room, 0, 0, 0)
        role = "attention" if line.late else "muted"
        self._write(painter, rect, line.when, self._view.font(), colours.colour(role))

    def _draw_tick(self, painter: QPainter, rect: QRectF, line: AgendaRow, colours: Palette, *, wanted: bool) -> None:
        """Draw a circle to tick, or what kind of thing it is."""
        square = QRectF(0, 0, rect.width(), rect.width())
        square.moveCenter(rect.center())
        if not line.action:
            paint_icon(painter, square, line.icon, "attention" if line.section == "settle" else "muted")
            return
        painter.setBrush(colours.colour("accent_soft" if wanted else "surface"))
        painter.setPen(QPen(colours.colour("accent" if wanted else "line_strong"), 1.5))
        painter.drawEllipse(square.adjusted(1, 1, -1, -1))
        if wanted:
            paint_icon(painter, square.adjusted(4, 4, -4, -4), "done", "accent")

    def _write(self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour) -> None:  # noqa: ANN001
        """Write a line of text, shortened where there is no room."""
        painter.setFont(font)
        painter.setPen(colour)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(rect.width()))
        painter.drawText(rect, int(self._side() | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)

    def _side(self) -> Qt.AlignmentFlag:
        """Give the leading side in a way that painters do not turn round once more."""
        return QStyle.visualAlignment(self._view.layoutDirection(), Qt.AlignmentFlag.AlignLeft)

    def _place(self, rect, start: int, width: int) -> QRectF:  # noqa: ANN001
        """Give a part of a row, counted from its leading side."""
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = rect.right() + 1 - start - width if mirrored else rect.left() + start
        return QRectF(left, rect.top(), max(width, 0), rect.height())
