"""Houses at the leading side, the beds of the chosen one beside them; every change is made in place."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedLayout, QWidget

from app.capabilities.houses import service as houses
from app.capabilities.houses.service import HouseView
from app.i18n import _
from app.services.members import circles
from app.services.members.circles import CircleChoice
from ui.frame.desk import Desk
from ui.records.making import add_by_name
from ui.rooms.houses.board import NightView
from ui.rooms.houses.changing import Attach, Changing
from ui.theme.metrics import current_metrics
from ui.widgets.editors.sources import RecordOption, Sources
from ui.widgets.empty_state import EmptyState
from ui.widgets.side_list import SideLine, SideList

_LIST_LEAST, _LIST_WIDTH, _BOARD_LEAST = 152, 208, 480


class BedsPage(QWidget):
    """Asks for a night, shows it, and writes what is done to it."""

    found_nothing = Signal(str)  # a stay that is not on the board

    def __init__(self, desk: Desk, sources: Sources, attach: Attach | None = None) -> None:
        """Take the desk, where editors find what they ask for, and what serves attachments."""
        super().__init__()
        self._desk = desk
        self.houses: list[HouseView] = []
        self._chosen, self._wanted = "", ("", "")
        self._planned: datetime.date | None = None  # the day of leaving of a stay that is to be planned at once
        self._loaded = self._begin = False
        self.list = SideList(_("Houses"), width=0)
        self.board = NightView(desk.today)
        self.changing = Changing(desk, replace(sources, make=self._make), self.board, attach)
        self.empty = EmptyState(
            "houses",
            _("No houses yet"),
            _("Say which houses and beds the group has: then you see every night who sleeps where and what is free."),
        )
        self.empty.offer(_("Add the first house"), self.add_house, icon="add")
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        """Put the list beside the board."""
        metrics = current_metrics()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.list.setMinimumWidth(metrics.px(_LIST_LEAST))
        self.board.setMinimumWidth(metrics.px(_BOARD_LEAST))
        self.split.addWidget(self.list)
        self.split.addWidget(self.board)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([metrics.px(_LIST_WIDTH), metrics.px(900)])
        self._stack = QStackedLayout(self)
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.split)
        self._stack.addWidget(self.empty)

    def _wire(self) -> None:
        """Connect list and board."""
        self.list.chosen.connect(self.choose)
        self.list.entered.connect(self.board.start)
        board = self.board
        board.night_bar.wanted.connect(lambda _night: self.refresh())
        self.changing.ended.connect(self._show_house)
        self.changing.writing.connect(board.night_bar.setDisabled)
        self.changing.writing.connect(self.list.setDisabled)
        self.changing.house_added.connect(lambda house: self.go_to("house", house))

    # What is shown.

    def refresh(self) -> None:
        """Ask for the night."""
        night = self.board.night_bar.night
        self._desk.ask(circles.choices, self._on_circles, key=(self, "circles"))
        self._desk.ask(lambda vault: houses.houses(vault, night), self._show, key=(self, "night"))

    def _on_circles(self, found: list[CircleChoice]) -> None:
        """Learn which circles there are to choose from for what is made here."""
        self.changing.circles = found

    def _make(self, kind: str, name: str, made: Callable[[RecordOption], None]) -> None:
        """Add a guest who is not on the books yet, for those who will read the stay."""
        add_by_name(self._desk, kind, name, made, self.changing.circle(), self.changing.circles)

    def choose(self, house: str) -> None:
        """Show another house."""
        self._chosen = house
        self.changing.give_up()
        self._show_house()

    def add_house(self) -> None:
        """Ask for a new house, also where there is none yet."""
        self._stack.setCurrentWidget(self.split)
        self.changing.add_house()

    def go_to(self, kind: str, record: str) -> None:
        """Show a house, a room, a bed, or the bed of a stay; asks anew, since it may just have come."""
        self._wanted = (kind, record)
        self.refresh()

    def plan(self, bed: str, night: datetime.date, until: datetime.date) -> None:
        """Go to a bed on a night, and ask who shall have it until when."""
        self._planned, self._wanted = until, ("bed", bed)
        self.board.night_bar.show_night(night)

    def start(self) -> None:
        """Begin on the beds, as soon as they are there."""
        self._begin = not self._loaded
        if self._stack.currentWidget() is self.empty:
            self.empty.setFocus(Qt.FocusReason.OtherFocusReason)
        elif next(self.board.rows(), None) is not None:
            self.board.start()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: list[HouseView]) -> None:
        """Show a night."""
        self.houses = found
        bed = self._look_for(*self._wanted)
        self._wanted, self._loaded = ("", ""), True
        ids = [house.house for house in found]
        if self._chosen not in ids:
            self._chosen = ids[0] if ids else ""
        self.list.show_lines([_line(house) for house in found], self._chosen)
        self._show_house()
        begin, self._begin = self._begin, False
        until, self._planned = self._planned, None
        if bed:
            self.board.start(bed)
            row = self.board.row(bed)
            if until is not None and row is not None:
                self.changing.plan(row, until)
        elif begin:
            self.start()

    def _show_house(self) -> None:
        """Show the chosen house, or what houses are for; a form that somebody writes into stays in sight."""
        if self.changing.is_writing():
            return
        house = next((house for house in self.houses if house.house == self._chosen), None)
        self._stack.setCurrentWidget(self.split if house is not None else self.empty)
        if house is not None:
            self.board.show_house(house)

    def _look_for(self, kind: str, record: str) -> str:
        """Choose the house in which something is, and give the bed."""
        for house in self.houses if record else ():
            if house.house == record:
                self._chosen = record
                return ""
            for room in house.rooms:
                for bed in room.beds:
                    guests = (*bed.leaving, *bed.now, *((bed.next,) if bed.next else ()))
                    if record in {room.room, bed.bed, *(guest.stay for guest in guests)}:
                        self._chosen = house.house
                        return bed.bed
        if kind == "stay":
            self.found_nothing.emit(record)
        return ""


def _line(house: HouseView) -> SideLine:
    """Say how many beds of a house are free, and whether something about them waits to be settled."""
    free = _("{free} of {beds} free").format(free=f"{house.free:n}", beds=f"{house.beds:n}")
    disputed = any(bed.disputes for room in house.rooms for bed in room.beds)
    return SideLine(
        house.house,
        house.name,
        free if house.beds else _("no beds yet"),
        _("to settle") if disputed else "",
        "conflict",
    )
