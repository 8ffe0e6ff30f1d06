"""Painting the board: heads, lines, closures, bars and the foot, each only where it is in sight."""

from __future__ import annotations

import datetime
from calendar import monthrange

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter

from app.capabilities.houses.beds.occupancy import NightCount
from app.capabilities.houses.board.rows import AMBER, BED, HOUSE, RED, Bar, BedBoard
from app.i18n import _
from ui.records.days import month_words
from ui.rooms.houses.board_view.scale import Scale
from ui.theme.fonts import sized
from ui.theme.palette import Palette

_ROOM_FOR_DAYS = 18
_ROOM_FOR_FIGURES = 26
_TONES = {RED: ("harm_soft", "on_harm_soft", "harm"), AMBER: ("attention_soft", "on_attention_soft", "attention")}
_STATUSES = {
    "in": ("accent", "on_accent", "accent"),
    "planned": ("accent_soft", "on_accent_soft", "accent"),
    "out": ("pressed", "muted", "line_strong"),
}


class BoardPainter:
    """Paints one state of the board with a painter, in the colours of a palette."""

    def __init__(
        self, painter: QPainter, board: BedBoard, scale: Scale, colours: Palette, width: int, height: int
    ) -> None:
        """Take everything that a painting depends on."""
        self._painter = painter
        self._board = board
        self._scale = scale
        self._colours = colours
        self._width = width
        self._height = height
        self._nights = range(scale.first_night, scale.night_at(width) + 1)
        first = max(0, scale.line_at(scale.head_height))
        last = min(len(board.lines) - 1, scale.line_at(height - scale.foot_height))
        self._lines = range(first, last + 1)

    def paint(self, today: int, chosen: tuple[int, int, int] | None, marked: str, *, focused: bool) -> None:
        """Paint it all; ``chosen`` is a line with the nights that are chosen on it, ``marked`` a stay to swap."""
        self._painter.fillRect(0, 0, self._width, self._height, self._colours.colour("surface"))
        self._ground()
        for line in self._lines:
            for shut in self._board.shuts_on(line):
                self._shut(line, shut.first, shut.end)
            for bar in self._board.bars_on(line):
                if bar.first <= self._nights[-1] and bar.end > self._nights[0]:
                    self._bar(bar, is_marked=bar.stay == marked)
        if chosen is not None and focused:
            self._ring(*chosen)
        self._today(today)
        self._names()
        self._head()
        self._foot()

    def _ground(self) -> None:
        """Paint lines between nights and beds; houses and rooms stand on a darker ground."""
        scale, painter = self._scale, self._painter
        for line in self._lines:
            if self._board.lines[line].sort != BED:
                rect = QRectF(scale.names_width, scale.y_of(line), self._width, scale.line_height)
                painter.fillRect(rect, self._colours.colour("window"))
        painter.setPen(self._colours.colour("line"))
        bottom = min(self._height, scale.y_of(len(self._board.lines)))
        each = 1 if scale.night_width >= _ROOM_FOR_DAYS / 2 else 7
        upright = [scale.x_of(night) for night in self._nights if (night - 1) % each == 0]
        level = [scale.y_of(line + 1) - 1 for line in self._lines]
        lines = [QLineF(x, scale.head_height, x, bottom) for x in upright]
        # Straight lines need no smoothing, which takes most of their time.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLines([*lines, *(QLineF(0, y, self._width, y) for y in level)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _shut(self, line: int, first: int, end: int) -> None:
        rect = self._rect(line, first, end)
        self._painter.fillRect(rect, QBrush(self._colours.colour("line_strong"), Qt.BrushStyle.BDiagPattern))

    def _rect(self, line: int, first: int, end: int) -> QRectF:
        """Give the place of nights on a line, cut to what is in sight."""
        left = max(self._scale.x_of(first), self._scale.names_width - 4)
        right = min(self._scale.x_of(min(end, self._nights[-1] + 2)), self._width + 4)
        return QRectF(left, self._scale.y_of(line), max(2.0, right - left), self._scale.line_height - 1)

    def _bar(self, bar: Bar, *, is_marked: bool) -> None:
        ground, text, edge = _TONES.get(bar.tone) or _STATUSES.get(bar.status, _STATUSES["planned"])
        rect = self._rect(bar.line, bar.first, bar.end).adjusted(1, 2, -1, -2)
        if bar.half:
            middle = rect.center().y()
            rect.setBottom(middle) if bar.half == 1 else rect.setTop(middle)
        self._painter.setPen(self._colours.colour("focus" if is_marked else edge))
        self._painter.setBrush(self._colours.colour(ground))
        self._painter.drawRoundedRect(rect, 3, 3)
        if rect.width() > _ROOM_FOR_DAYS:
            self._painter.setPen(self._colours.colour(text))
            words = f"{bar.name} ({bar.reason})" if bar.reason else bar.name
            shown = rect.adjusted(max(5.0, self._scale.names_width + 5 - rect.left()), 0, -3, 0)
            plain = self._painter.font()
            if bar.half:
                self._painter.setFont(sized(plain, max(8, int(rect.height()) - 1)))
            self._text(shown, words)
            self._painter.setFont(plain)

    def _short(self, rect: QRectF, figure: str) -> None:
        """Write a figure that has room for sure."""
        self._painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), figure)

    def _text(self, rect: QRectF, words: str, *, right: bool = False) -> None:
        """Write words on one line, cut to their place."""
        shown = QFontMetrics(self._painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, int(rect.width()))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self._painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _ring(self, line: int, first: int, end: int) -> None:
        pen = self._painter.pen()
        pen.setColor(self._colours.colour("focus"))
        pen.setWidth(2)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(self._rect(line, first, end).adjusted(1, 1, -1, -1), 4, 4)
        pen.setWidth(1)
        self._painter.setPen(pen)

    def _today(self, today: int) -> None:
        if today in self._nights:
            self._painter.setPen(self._colours.colour("attention"))
            x = self._scale.x_of(today)
            self._painter.drawLine(QLineF(x, self._scale.head_height, x, self._height - self._scale.foot_height))

    def _names(self) -> None:
        """Paint the names at the side, over whatever bar reaches under them."""
        scale, painter = self._scale, self._painter
        painter.fillRect(0, 0, scale.names_width, self._height, self._colours.colour("window"))
        plain = QFont(painter.font())
        for line in self._lines:
            row = self._board.lines[line]
            font = QFont(plain)
            font.setBold(row.sort == HOUSE)
            painter.setFont(font)
            painter.setPen(self._colours.colour("text" if row.sort != BED else "muted"))
            indent = {HOUSE: 10, BED: 34}.get(row.sort, 22)
            rect = QRectF(indent, scale.y_of(line), scale.names_width - indent - 6, scale.line_height)
            self._text(rect, f"{row.name} · {row.note}" if row.note else row.name)
        painter.setFont(plain)
        painter.setPen(self._colours.colour("line_strong"))
        painter.drawLine(QLineF(scale.names_width, 0, scale.names_width, self._height))

    def _head(self) -> None:
        """Paint months, and days where there is room for their numbers."""
        scale, painter = self._scale, self._painter
        painter.fillRect(scale.names_width + 1, 0, self._width, scale.head_height, self._colours.colour("window"))
        half = scale.head_height / 2
        painter.setPen(self._colours.colour("text"))
        previous = ""
        for night in self._nights:
            day = datetime.date.fromordinal(night)
            month = f"{day:%Y-%m}"
            if month != previous:
                rest = (monthrange(day.year, day.month)[1] - day.day + 1) * scale.night_width - 4
                if rest > 2 * _ROOM_FOR_DAYS:
                    self._text(QRectF(scale.x_of(night) + 4, 0, rest, half), month_words(day))
                previous = month
            if scale.night_width >= _ROOM_FOR_DAYS or (day.weekday() == 0 and scale.night_width * 7 >= _ROOM_FOR_DAYS):
                painter.setPen(self._colours.colour("muted" if day.weekday() < 5 else "accent"))
                self._short(QRectF(scale.x_of(night) + 3, half, max(scale.night_width, 20), half), str(day.day))
                painter.setPen(self._colours.colour("text"))
        painter.setPen(self._colours.colour("line_strong"))
        painter.drawLine(QLineF(0, scale.head_height, self._width, scale.head_height))

    def _foot(self) -> None:
        """Paint held of open below each night; amber where more are held than are open."""
        scale, painter = self._scale, self._painter
        top = self._height - scale.foot_height
        painter.fillRect(0, top, self._width, scale.foot_height, self._colours.colour("window"))
        painter.setPen(self._colours.colour("line_strong"))
        painter.drawLine(QPointF(0, top), QPointF(self._width, top))
        painter.setPen(self._colours.colour("muted"))
        self._text(QRectF(10, top, scale.names_width - 16, scale.foot_height), _("held of open"))
        begin = self._board.window[0]
        plain = painter.font()
        most = max((count.open for count in self._board.counts), default=0)
        is_wide = QFontMetrics(plain).horizontalAdvance(f"{most}/{most}") < scale.night_width - 4
        if not is_wide:
            painter.setFont(sized(plain, int((scale.foot_height - 5) / 2) - 1))
        for night in self._nights:
            if not 0 <= night - begin < len(self._board.counts):
                continue
            count = self._board.counts[night - begin]
            share = count.held / count.open if count.open else 0
            colour = "harm" if count.held > count.open else "accent"
            full = scale.foot_height - 3
            height = min(1.0, share) * (full if scale.night_width < _ROOM_FOR_FIGURES else 3)
            painter.fillRect(
                QRectF(scale.x_of(night) + 1, self._height - height, max(1.0, scale.night_width - 2), height),
                self._colours.colour(colour),
            )
            if scale.night_width >= _ROOM_FOR_FIGURES:
                painter.setPen(self._colours.colour("text" if count.held <= count.open else "harm"))
                place = QRectF(scale.x_of(night) + 2, top + 1, scale.night_width - 2, scale.foot_height - 5)
                self._figure(place, count, is_wide=is_wide)
        painter.setFont(plain)

    def _figure(self, rect: QRectF, count: NightCount, *, is_wide: bool) -> None:
        """Write held of open: beside each other where there is room, else above each other."""
        if is_wide:
            self._short(rect, f"{count.held}/{count.open}")
            return
        half = rect.height() / 2
        self._short(rect.adjusted(0, 0, 0, -half), str(count.held))
        self._short(rect.adjusted(0, half, 0, 0), f"/{count.open}")
