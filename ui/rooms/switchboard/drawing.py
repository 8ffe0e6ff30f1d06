"""How the rows of this room are drawn: what it is, what is said of it, how much, and a word that stands out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.rooms.switchboard.lines import LINE_ROLE, Index, LinesView, ListLine
from ui.theme.fonts import sized, tabular
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import Palette, colours_of

_ROW, _SCORE, _AMOUNT, _WIRES, _TAG = 52, 48, 92, 64, 108
_TONES = {
    "attention": ("attention_soft", "on_attention_soft"),
    "accent": ("accent_soft", "on_accent_soft"),
    "harm": ("harm_soft", "on_harm_soft"),
    "muted": ("hover", "muted"),
    "": ("hover", "muted"),
}


class ListLineDelegate(QStyledItemDelegate):
    """Draws rows of two lines; in a right-to-left window everything stands the other way round."""

    def __init__(self, view: LinesView, *, scores: bool = False, columns: tuple[float, ...] = ()) -> None:
        """Take the view, whether rows begin with a score, and the shares of the width that three columns have."""
        super().__init__(view)
        self._view, self._scores, self._columns = view, scores, columns
        view.setItemDelegate(self)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give all rows one height."""
        return QSize(current_metrics().px(200), current_metrics().px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        line = index.data(LINE_ROLE)
        if not isinstance(line, ListLine):
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        colours, metrics = colours_of(self._view), current_metrics()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        back = "accent_soft" if chosen else "hover" if state & QStyle.StateFlag.State_MouseOver else "surface"
        painter.fillRect(rect, colours.colour(back))
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen:
            width = metrics.px(4 if self._view.hasFocus() else 2)
            painter.fillRect(self._place(rect, 0, width), colours.colour("focus"))
        self._draw(painter, rect, line, colours, chosen=chosen)
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, line: ListLine, colours: Palette, *, chosen: bool) -> None:
        """Write from the leading to the trailing side."""
        metrics = current_metrics()
        start, end = metrics.px(12), rect.width() - metrics.px(12)
        font = self._view.font()
        if self._scores:
            self._draw_score(painter, self._place(rect, start, metrics.px(_SCORE) - metrics.px(12)), line, colours)
            start += metrics.px(_SCORE)
        small = sized(font, metrics.px(SMALL))
        quiet = colours.colour("text" if chosen else "muted")
        if line.amount:
            place = self._place(rect, end - metrics.px(_AMOUNT), metrics.px(_AMOUNT))
            bold = QFont(tabular(font))
            bold.setWeight(QFont.Weight.Medium)
            self._write(painter, place, line.amount, bold, colours.colour("text"), trailing=True)
            end -= metrics.px(_AMOUNT + 8)
        if line.tag:
            width = self._draw_tag(painter, rect, end, line, colours, small, chosen=chosen)
            end -= metrics.px(_TAG) if self._columns else width + metrics.px(8)
        if self._columns:
            self._draw_columns(painter, rect, (start, end), line, colours, chosen=chosen)
            return
        place = self._place(rect, start, end - start)
        self._two(painter, place, line.title, line.detail, colours.colour("text"), quiet)

    def _draw_columns(
        self, painter: QPainter, rect: QRect, ends: tuple[int, int], line: ListLine, colours: Palette, *, chosen: bool
    ) -> None:
        """Write a title, and what is said before and after side by side."""
        start, width, gap = ends[0], ends[1] - ends[0], current_metrics().px(16)
        quiet = colours.colour("text" if chosen else "muted")
        for place, (share, text) in enumerate(zip(self._columns, (line.title, line.middle, line.detail), strict=True)):
            column = self._place(rect, start, round(width * share) - gap)
            if place == 0:
                self._two(painter, column, text, line.under, colours.colour("text"), quiet)
            else:
                self._lines(painter, column, text, colours.colour("text") if place > 1 else quiet)
            start += round(width * share)

    def _two(self, painter: QPainter, rect: QRectF, title: str, detail: str, text: QColor, quiet: QColor) -> None:
        """Write a title and what is said below it, each in its half, so that no script pushes the other out."""
        metrics = current_metrics()
        medium = QFont(self._view.font())
        medium.setWeight(QFont.Weight.Medium)
        if not detail:
            self._write(painter, rect, title, medium, text)
            return
        half = (rect.height() - metrics.px(12)) / 2
        upper = QRectF(rect.left(), rect.top() + metrics.px(6), rect.width(), half)
        self._write(painter, upper, title, medium, text)
        self._write(painter, upper.translated(0, half), detail, sized(self._view.font(), metrics.px(SMALL)), quiet)

    def _lines(self, painter: QPainter, rect: QRectF, text: str, quiet: QColor) -> None:
        """Write up to two lines."""
        small = sized(self._view.font(), current_metrics().px(SMALL))
        painter.setFont(small)
        painter.setPen(quiet)
        flags = int(self._side() | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        most = 2 * rect.width() * 0.94
        painter.drawText(rect, flags, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(most)))

    def _draw_score(self, painter: QPainter, rect: QRectF, line: ListLine, colours: Palette) -> None:
        """Write a score with a bar below it that is as long as the score is high."""
        metrics = current_metrics()
        bold = QFont(tabular(self._view.font()))
        bold.setWeight(QFont.Weight.DemiBold)
        upper = rect.adjusted(0, metrics.px(8), 0, -metrics.px(18))
        self._write(painter, upper, line.score, bold, colours.colour("accent"))
        bar = QRectF(rect.left(), rect.bottom() - metrics.px(16), rect.width(), metrics.px(4))
        draw_bar(painter, bar, int(line.score or 0) / 100, colours, mirrored=self._mirrored())

    def _draw_tag(
        self, painter: QPainter, rect: QRect, end: int, line: ListLine, colours: Palette, font: QFont, *, chosen: bool
    ) -> int:
        """Write a word in a rounded box that ends at a place; give how wide it is."""
        metrics = current_metrics()
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(line.tag) + metrics.px(16)
        box = self._place(rect, end - width, width)
        height = metrics.px(20)
        box = QRectF(box.left(), box.center().y() - height / 2, box.width(), height)
        back, front = _TONES[line.tone]
        back = "surface" if chosen else back
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour(back))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(colours.colour(front))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), line.tag)
        return width

    def _write(
        self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor, *, trailing: bool = False
    ) -> None:
        """Write a line of text, shortened where there is no room."""
        painter.setFont(font)
        painter.setPen(colour)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(rect.width()))
        side = self._side(trailing=trailing)
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)

    def _side(self, *, trailing: bool = False) -> Qt.AlignmentFlag:
        """Give a side in a way that painters do not turn round once more."""
        side = Qt.AlignmentFlag.AlignRight if trailing else Qt.AlignmentFlag.AlignLeft
        return QStyle.visualAlignment(self._view.layoutDirection(), side)

    def _mirrored(self) -> bool:
        """Say whether everything stands the other way round."""
        return self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _place(self, rect: QRect, start: int, width: int) -> QRectF:
        """Give a part of a row, counted from its leading side."""
        left = rect.right() + 1 - start - width if self._mirrored() else rect.left() + start
        return QRectF(left, rect.top(), max(width, 0), rect.height())


def draw_bar(painter: QPainter, rect: QRectF, share: float, colours: Palette, *, mirrored: bool = False) -> None:
    """Draw a bar that is filled to a share of its length, from its leading side."""
    radius = rect.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("pressed"))
    painter.drawRoundedRect(rect, radius, radius)
    width = rect.width() * min(max(share, 0.0), 1.0)
    if width > 0:
        left = rect.right() - width if mirrored else rect.left()
        painter.setBrush(colours.colour("accent"))
        painter.drawRoundedRect(QRectF(left, rect.top(), width, rect.height()), radius, radius)


class ShareBar(QWidget):
    """A thin bar; the words that stand beside it say the same."""

    def __init__(self, share: float = 0.0) -> None:
        """Take how much of it is filled."""
        super().__init__()
        self._share = share
        self.setFixedHeight(current_metrics().px(4))
        self.setMinimumWidth(current_metrics().px(48))

    def show_share(self, share: float) -> None:
        """Fill it to another share."""
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_bar(painter, QRectF(self.rect()), self._share, colours_of(self), mirrored=QApplication.isRightToLeft())
        painter.end()


class Wires(QWidget):
    """Draws a line from the chosen need to every offer in sight, the chosen one strong."""

    def __init__(self, needs: LinesView, offers: LinesView) -> None:
        """Take both lists, which stand beside it."""
        super().__init__()
        self._needs, self._offers = needs, offers
        self.setFixedWidth(current_metrics().px(_WIRES))
        for view in (needs, offers):
            view.verticalScrollBar().valueChanged.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines, the chosen one last and on top."""
        start = self._middle(self._needs, self._needs.currentIndex())
        if start is None:
            return
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = 0.0, float(self.width())
        if QApplication.isRightToLeft():
            left, right = right, left
        current = self._offers.currentIndex().row()
        ends = self._ends()
        for row, end in sorted(ends, key=lambda each: each[0] == current):
            chosen = row == current
            painter.setPen(QPen(colours.colour("accent" if chosen else "line"), 2.5 if chosen else 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            path = QPainterPath(QPointF(left, start))
            middle = (left + right) / 2
            path.cubicTo(QPointF(middle, start), QPointF(middle, end), QPointF(right, end))
            painter.drawPath(path)
            if chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.colour("accent"))
                for point in (QPointF(left, start), QPointF(right, end)):
                    painter.drawEllipse(point, current_metrics().px(4), current_metrics().px(4))
        painter.end()

    def _ends(self) -> list[tuple[int, float]]:
        """Give the rows of offers in sight with their heights."""
        model, found = self._offers.model(), list[tuple[int, float]]()
        first = max(0, self._offers.indexAt(self._offers.viewport().rect().topLeft()).row())
        for row in range(first, model.rowCount()):
            end = self._middle(self._offers, model.index(row, 0))
            if end is None:
                break
            found.append((row, end))
        return found

    def _middle(self, view: LinesView, index: Index) -> float | None:
        """Give the height of a row in sight, as seen from here."""
        if not index.isValid():
            return None
        rect = view.visualRect(index)  # type: ignore[arg-type]
        if not view.viewport().rect().intersects(rect):
            return None
        return float(self.mapFromGlobal(view.viewport().mapToGlobal(rect.center())).y())
