"""The board as one widget: it paints, scrolls, zooms, and says what is wanted of a stay by mouse and by keys."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from app.capabilities.houses.beds.nights import FAR
from app.capabilities.houses.board.rows import BED, Bar, BedBoard
from ui.rooms.houses.board_view.painting import BoardPainter
from ui.rooms.houses.board_view.scale import ZOOMS, Scale
from ui.rooms.houses.board_view.words import words_at
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of

_EMPTY = BedBoard((0, 0), (), ())
_EDGE = 6


class BoardTimeline(QAbstractScrollArea):
    """Rooms and beds down, nights across; the chosen place is a line and some nights on it."""

    wanted = Signal(str, str, int, int)  # a stay, its bed, its first night, the night after its last
    swapping = Signal(str, str)
    making = Signal(str, int, int)  # a bed, the first night, the night after the last
    opened = Signal(str)  # a stay
    told = Signal(str)  # what has the focus, in words
    moved = Signal(int, int)  # the nights in sight

    def __init__(self, today: datetime.date) -> None:
        """Start at today, a month in sight."""
        super().__init__()
        metrics = current_metrics()
        self.board = _EMPTY
        self.today = today.toordinal()
        self.zoom = 1
        self.line = -1
        self.span = (self.today, self.today + 1)
        self.marked = ""
        self._first = self.today - 3
        self._drag: tuple[Bar | None, str, int, int] | None = None
        self._ghost: tuple[int, int, int] | None = None  # where what is dragged would be: a line and its nights
        self._heights = (metrics.px(26), metrics.px(176), metrics.px(40), metrics.px(34))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setMouseTracking(True)

    # What is shown.

    def show_board(self, board: BedBoard) -> None:
        """Show a board; the chosen place stays where it is if it is still there."""
        self.board = board
        beds = [number for number, line in enumerate(board.lines) if line.sort == BED]
        if self.line not in beds:
            self.line = beds[0] if beds else -1
        self._fit()
        self._tell()
        self.viewport().update()

    def scale(self) -> Scale:
        """Give where nights and lines are now."""
        line, names, head, foot = self._heights
        room = max(1, self.viewport().width() - names)
        return Scale(room / ZOOMS[self.zoom], line, names, head, foot, self._first, self.verticalScrollBar().value())

    def nights_to_ask(self) -> tuple[int, int]:
        """Give the nights to ask for: those in sight, and as many before and after."""
        nights = ZOOMS[self.zoom]
        return self._first - nights, self._first + 2 * nights

    def chosen(self) -> Bar | None:
        """Give the stay at the chosen place."""
        return self.board.bar_at(self.line, self.span[0])

    def go_to(self, day: datetime.date) -> None:
        """Jump to a day."""
        night = day.toordinal()
        self._first = max(1, night - 3)
        self._choose(self.line, night)
        self.moved.emit(*self.nights_to_ask())

    def zoom_by(self, step: int) -> None:
        """Show fewer or more nights."""
        self.zoom = max(0, min(len(ZOOMS) - 1, self.zoom + step))
        self._first = max(1, min(self._first, self.span[0]))
        if self.span[0] >= self._first + ZOOMS[self.zoom]:
            self._first = self.span[0] - ZOOMS[self.zoom] // 2
        self.moved.emit(*self.nights_to_ask())
        self.viewport().update()

    def scroll_nights(self, nights: int) -> None:
        """Scroll sideways."""
        self._first = max(1, min(self._first + nights, FAR - 2 * ZOOMS[-1]))
        self.moved.emit(*self.nights_to_ask())
        self.viewport().update()

    # What Qt calls.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self.viewport().size()
        scale = self.scale()
        on = BoardPainter(painter, self.board, scale, colours_of(self), size.width(), size.height())
        bar = self.chosen()
        place = (self.line, bar.first, bar.end) if bar is not None else (self.line, *self.span)
        if self._ghost is not None:
            place = self._ghost
        on.paint(self.today, place if self.line >= 0 else None, self.marked, focused=self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the scroll bar its range."""
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show and tell the chosen place."""
        self._tell()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll lines; sideways with Shift; zoom with Ctrl."""
        steps = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(-1 if steps.y() > 0 else 1)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(steps.x()) > abs(steps.y()):
            self.scroll_nights(-(steps.x() or steps.y()) // 40)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose; with Shift they lengthen, with Ctrl they move; S swaps, Enter opens or makes."""
        step = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }.get(Qt.Key(event.key()))  # fmt: skip
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is not None and self.line >= 0:
            self._arrow(step, held)
        elif event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal}:
            self.zoom_by(1 if event.key() == Qt.Key.Key_Minus else -1)
        elif event.key() == Qt.Key.Key_S and self.chosen() is not None:
            self._swap()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.line >= 0:
            bar = self.chosen()
            if bar is not None:
                self.opened.emit(bar.stay)
            elif self.board.lines[self.line].id:
                self.making.emit(self.board.lines[self.line].id, *self.span)
        elif event.key() == Qt.Key.Key_Escape and self.marked:
            self.marked = ""
            self.viewport().update()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is there, and begin to drag it; an empty place begins to be drawn."""
        place = event.position().toPoint()
        scale = self.scale()
        line, night = scale.line_at(place.y()), scale.night_at(place.x())
        inside = place.x() > scale.names_width and 0 <= line < len(self.board.lines)
        if event.button() != Qt.MouseButton.LeftButton or not inside or self.board.lines[line].sort != BED:
            return
        bar = self.board.bar_at(line, night)
        self._drag = (bar, self._part_at(bar, place.x()), line, night)
        self._choose(line, night, scroll=False)  # What is under the mouse stays there.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where what is dragged would be; over an edge, that it can be drawn out."""
        place = event.position().toPoint()
        scale = self.scale()
        if self._drag is None:
            part = self._part_at(self.board.bar_at(scale.line_at(place.y()), scale.night_at(place.x())), place.x())
            on_edge = part in {"start", "end"} and place.x() > scale.names_width
            self.viewport().setCursor(Qt.CursorShape.SizeHorCursor if on_edge else Qt.CursorShape.ArrowCursor)
            return
        self._ghost = self._dragged_to(place)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say what was wanted."""
        drag, target = self._drag, self._dragged_to(event.position().toPoint())
        self._drag = self._ghost = None
        self.viewport().update()
        if drag is None or target is None:
            return
        bar, part, from_line, _night = drag
        line, first, end = target
        if bar is None:
            self.span = (first, end)
            self._tell()
            if end - first > 1 and self.board.lines[from_line].id:
                self.making.emit(self.board.lines[from_line].id, first, end)
            return
        other = self.board.bar_at(line, self.scale().night_at(event.position().x()))
        with_ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if with_ctrl and part == "move" and other is not None and other.stay != bar.stay:
            self.swapping.emit(bar.stay, other.stay)
        elif (line, first, end) != (bar.line, bar.first, bar.end):
            self._want(bar, line, first - bar.first, 0 if bar.end >= FAR else end - bar.end)

    def _part_at(self, bar: Bar | None, x: float) -> str:
        """Say what dragging from a place does: draw a new stay, move one, or draw out one of its ends."""
        if bar is None:
            return "draw"
        if abs(x - self.scale().x_of(bar.first)) < _EDGE:
            return "start"
        return "end" if bar.end < FAR and abs(x - self.scale().x_of(bar.end)) < _EDGE else "move"

    def _dragged_to(self, place: QPoint) -> tuple[int, int, int] | None:
        """Give the line and nights to which a drag leads; None outside the beds. An end is drawn on its own line."""
        if self._drag is None:
            return None
        bar, part, from_line, from_night = self._drag
        scale = self.scale()
        line, night = scale.line_at(place.y()), scale.night_at(place.x())
        if bar is None:
            first, end = min(from_night, night), max(from_night, night) + 1
            # What is drawn ends where somebody else begins.
            for each in self.board.bars_on(from_line):
                if each.end <= from_night:
                    first = max(first, each.end)
                elif each.first > from_night:
                    end = min(end, each.first)
            return from_line, first, end
        if not 0 <= line < len(self.board.lines) or self.board.lines[line].sort != BED:
            return None
        by = night - from_night
        if part == "start":
            return from_line, min(bar.first + by, bar.end - 1), bar.end
        if part == "end":
            return from_line, bar.first, max(bar.end + by, bar.first + 1)
        return line, bar.first + by, bar.end if bar.end >= FAR else bar.end + by

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a stay."""
        bar = self.chosen()
        if bar is not None:
            self.opened.emit(bar.stay)

    # What keys do.

    def _arrow(self, step: tuple[int, int], held: Qt.KeyboardModifier) -> None:
        """Choose, lengthen or move."""
        bar = self.chosen()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        ctrl = bool(held & Qt.KeyboardModifier.ControlModifier)
        if ctrl and bar is not None and not shift:
            self._want(bar, self._next_bed(step[0]), step[1], step[1])
        elif shift and bar is not None and step[1]:
            self._want(bar, self.line, step[1] if ctrl else 0, 0 if ctrl else step[1])
        elif shift and step[1]:
            self.span = (self.span[0], max(self.span[0] + 1, self.span[1] + step[1]))
            self._tell()
            self.viewport().update()
        else:
            night = self.span[0] + step[1]
            if bar is not None and step[1]:
                night = bar.end if step[1] > 0 and bar.end < FAR else bar.first - 1 if step[1] < 0 else night
            self._choose(self._next_bed(step[0]), night)

    def _next_bed(self, step: int) -> int:
        """Give the next line that is a bed, or the one that is chosen."""
        line = self.line + step
        while step and 0 <= line < len(self.board.lines) and self.board.lines[line].sort != BED:
            line += step
        return line if 0 <= line < len(self.board.lines) else self.line

    def _want(self, bar: Bar, line: int, first_by: int, end_by: int) -> None:
        """Say that a stay is wanted elsewhere or longer."""
        end = bar.end if bar.end >= FAR else bar.end + end_by
        if bar.first + first_by < end:
            self.line = line
            self.span = (bar.first + first_by, bar.first + first_by + 1)
            self.wanted.emit(bar.stay, self.board.lines[line].id, bar.first + first_by, end)

    def _swap(self) -> None:
        """Mark a stay, or swap it with the one that is marked."""
        bar = self.chosen()
        if bar is None:
            return
        if self.marked and self.marked != bar.stay:
            self.swapping.emit(self.marked, bar.stay)
            self.marked = ""
        else:
            self.marked = "" if self.marked else bar.stay
        self.viewport().update()

    def _choose(self, line: int, night: int, *, scroll: bool = True) -> None:
        """Choose a night of a bed, and bring it into sight."""
        self.line = line
        self.span = (max(1, night), max(1, night) + 1)
        nights = ZOOMS[self.zoom]
        before = self._first
        if not self._first <= night < self._first + nights:
            self._first = max(1, night - nights // 3)
        y = self.scale().y_of(line)
        height = self.viewport().height() - self._heights[3] - self._heights[0]
        if scroll and not self._heights[2] <= y <= height:
            self.verticalScrollBar().setValue(line * self._heights[0] - height // 2)
        if before != self._first:
            self.moved.emit(*self.nights_to_ask())
        self._tell()
        self.viewport().update()

    def _fit(self) -> None:
        """Give the scroll bar its range."""
        line, _names, head, foot = self._heights
        page = self.viewport().height() - head - foot
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self.board.lines) * line - page))
        bar.setPageStep(max(1, page))
        bar.setSingleStep(line)

    def _tell(self) -> None:
        """Say in words what has the focus."""
        words = words_at(self.board, self.line, self.span)
        self.setAccessibleDescription(words)
        self.told.emit(words)
