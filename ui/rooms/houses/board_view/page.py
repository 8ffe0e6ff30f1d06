"""The page of the board: asks for what is in sight, writes what is wanted, says what has the focus."""

from __future__ import annotations

import datetime

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capabilities.houses.beds.nights import FAR, day_of
from app.capabilities.houses.board import service
from app.capabilities.houses.board.rows import BedBoard
from app.i18n import _
from ui.frame.desk import Desk
from ui.rooms.houses.board_view.timeline import BoardTimeline
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.filling import fill
from ui.widgets.labels import ElidedLabel


class BoardPage(QWidget):
    """The board with its few buttons, and below it what has the focus in words."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        metrics = current_metrics()
        self.timeline = BoardTimeline(desk.today())
        self.timeline.setAccessibleName(_("Beds by nights"))
        self.words = ElidedLabel("", "muted")
        today = button(_("Today"), lambda: self.timeline.go_to(desk.today()), kind="quiet")
        back = icon_button("previous", _("Earlier nights"), lambda: self.timeline.scroll_nights(-7))
        on = icon_button("next", _("Later nights"), lambda: self.timeline.scroll_nights(7))
        more = button(_("More nights"), lambda: self.timeline.zoom_by(1), kind="quiet", tip=_("Key: -"))
        fewer = button(_("Fewer nights"), lambda: self.timeline.zoom_by(-1), kind="quiet", tip=_("Key: +"))
        bar = QHBoxLayout()
        bar.setContentsMargins(metrics.px(16), metrics.px(6), metrics.px(16), metrics.px(6))
        bar.setSpacing(metrics.px(6))
        for part in (back, today, on, fewer, more):
            bar.addWidget(part)
        bar.addWidget(self.words, 1)
        fill(self, bar, self.timeline)
        self.timeline.told.connect(self.words.setText)
        self.timeline.moved.connect(lambda _first, _last: self.refresh())
        self.timeline.wanted.connect(self._change)
        self.timeline.swapping.connect(self._swap)
        self.timeline.opened.connect(lambda stay: desk.open("stay", stay))

    def refresh(self) -> None:
        """Ask for the nights around those in sight."""
        first, last = (datetime.date.fromordinal(max(1, night)) for night in self.timeline.nights_to_ask())
        self._desk.ask(lambda vault: service.board(vault, first, last), self._show, key=(self, "board"))

    def start(self) -> None:
        """Begin on the board."""
        self.timeline.setFocus()

    def _show(self, board: BedBoard) -> None:
        self.timeline.show_board(board)

    def _change(self, stay: str, bed: str, first: int, end: int) -> None:
        """Write other days or another bed; a refusal names who is there and what could be done instead."""
        begins = datetime.date.fromordinal(first)
        ends = None if end >= FAR else day_of(end)
        self._desk.do(lambda vault: service.change_stay(vault, stay, bed, begins, ends))

    def _swap(self, one: str, other: str) -> None:
        """Let two stays change beds."""
        self._desk.do(lambda vault: service.swap_stays(vault, one, other))
