"""A room of a house with its beds below each other, and a place between them for a form."""

from __future__ import annotations

import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.capabilities.houses.service import RoomView
from app.i18n import _, ngettext
from ui.rooms.houses.bed_row import BedLine
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label


class RoomSection(QWidget):
    """The room's name, what is to be known of it, its beds, and how to add one."""

    room_wanted = Signal()
    bed_wanted = Signal()

    def __init__(self, room: RoomView, night: datetime.date, today: datetime.date) -> None:
        """Write the room."""
        super().__init__()
        self.room = room
        metrics = current_metrics()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, metrics.px(16))
        self._layout.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(metrics.px(8), 0, metrics.px(4), 0)
        top.setSpacing(metrics.px(8))
        top.addWidget(label(room.name, "heading"))
        top.addWidget(label(self._about(), "small"))
        top.addStretch()
        top.addWidget(button(_("Add a bed"), self.bed_wanted.emit, kind="link", name=self._named(_("Add a bed"))))
        top.addWidget(icon_button("edit", _("Change room {name}").format(name=room.name), self.room_wanted.emit))
        self.head = QWidget()
        self.head.setLayout(top)
        self._layout.addWidget(self.head)
        self.rows = [BedLine(bed, night, today) for bed in room.beds]
        for row in self.rows:
            self._layout.addWidget(row)
        if not room.beds:
            none = label(_("No beds here yet."), "muted")
            none.setContentsMargins(metrics.px(8), metrics.px(4), 0, metrics.px(4))
            self._layout.addWidget(none)

    def put_below(self, anchor: QWidget, widget: QWidget) -> None:
        """Put a form below a row or below the room's name."""
        self._layout.insertWidget(self._layout.indexOf(anchor) + 1, widget, 0, Qt.AlignmentFlag.AlignTop)

    def put_last(self, widget: QWidget) -> None:
        """Put a form below everything."""
        self._layout.addWidget(widget)

    def _about(self) -> str:
        """Say where the room is, and how much of it is free."""
        free = sum(bed.is_free for bed in self.room.beds)
        floor = self.room.floor
        if floor.strip("-").isdigit():
            floor = _("floor {number}").format(number=floor)
        count = ngettext("{n} free", "{n} free", free).format(n=f"{free:n}") if self.room.beds else ""
        return " · ".join(each for each in (floor, _("step-free") if self.room.step_free else "", count) if each)

    def _named(self, words: str) -> str:
        """Tell the buttons of one room from those of another."""
        return f"{words}: {self.room.name}"
