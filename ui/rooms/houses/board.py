"""The beds of one house on one night."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.capabilities.houses.service import HouseView
from app.i18n import _
from ui.rooms.houses.bed_row import BedLine
from ui.rooms.houses.night_bar import NightBar
from ui.rooms.houses.room_section import RoomSection
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.emptying import empty
from ui.widgets.half_written import stays
from ui.widgets.labels import ElidedLabel, label

_WIDEST = 1000


class NightView(QWidget):
    """Shows a house on the night of `night_bar`, which stands at the head of the room.

    What the person wants is told by each row, and by the signals here. One form is open at a time.
    """

    house_wanted = Signal()
    room_added = Signal()
    room_wanted = Signal(str)
    bed_added = Signal(str)  # the room
    built = Signal()

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        """Start without a house."""
        super().__init__()
        self._today = today
        self.night_bar = NightBar(today)
        self.house: HouseView | None = None
        self.sections: list[RoomSection] = []
        self.form: QWidget | None = None
        self._anchor: QWidget | None = None  # the row to which the form belongs
        metrics = current_metrics()
        self.setProperty("surface", "surface")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(metrics.px(24), metrics.px(12), metrics.px(12), metrics.px(8))
        names = QHBoxLayout()
        names.setSpacing(metrics.px(12))
        self.title = label("", "heading")
        self.about = ElidedLabel("", "muted")
        names.addWidget(self.title)
        self.free = label("", "muted")
        names.addWidget(self.about, 1)
        names.addWidget(self.free)
        self.add_room = button(_("Add a room"), self.room_added.emit, kind="quiet", icon="add")
        names.addWidget(self.add_room)
        self.change = icon_button("edit", _("Change this house"), self.house_wanted.emit)
        names.addWidget(self.change)
        for each in (self.add_room, self.change):
            each.hide()
        top.addLayout(names)
        outer.addLayout(top)
        self._inside = QWidget()
        self._inside.setProperty("surface", "surface")
        self._inside.setMaximumWidth(metrics.px(_WIDEST))
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(12), metrics.px(24))
        self._column.setSpacing(0)
        self._column.addStretch()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._inside)
        outer.addWidget(self.area, 1)

    def show_house(self, house: HouseView) -> None:
        """Show a house on a night; the keyboard stays on its bed."""
        focused = next((row.bed.bed for row in self.rows() if row.isAncestorOf(_focus(self)) or row.hasFocus()), "")
        scrolled = self.area.verticalScrollBar().value() if self.house and self.house.house == house.house else 0
        self.house = house
        self.title.setText(house.name)
        self.about.setText(" ".join(house.address.split()))
        self.free.setText(_("{free} of {beds} beds free").format(free=f"{house.free:n}", beds=f"{house.beds:n}"))
        self.free.setVisible(house.beds > 0)
        self.add_room.show()
        self.change.show()
        self._clear()
        for room in house.rooms:
            section = RoomSection(room, house.day, self._today())
            section.room_wanted.connect(lambda room=room: self.room_wanted.emit(room.room))
            section.bed_wanted.connect(lambda room=room: self.bed_added.emit(room.room))
            for row in section.rows:
                row.walked.connect(lambda step, row=row: self._walk(row, step))
            self.sections.append(section)
            self._column.addWidget(section)
        if not house.rooms:
            self._column.addWidget(self._no_rooms())
        self._column.addStretch()
        self.built.emit()
        self.area.verticalScrollBar().setValue(scrolled)
        if focused:
            self.start(focused)

    def rows(self) -> Iterator[BedLine]:
        """Give the beds in their order."""
        for section in self.sections:
            yield from section.rows

    def row(self, bed: str) -> BedLine | None:
        """Find a bed."""
        return next((row for row in self.rows() if row.bed.bed == bed), None)

    def start(self, bed: str = "") -> None:
        """Put the keyboard on a bed, the first where none is named."""
        row = self.row(bed) or next(self.rows(), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(row)
        else:
            self.change.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_form(self, form: QWidget, below: QWidget | None = None, section: RoomSection | None = None) -> bool:
        """Open a form below a row, at the end of a room, or at the top; False where one is half-written."""
        if stays(self.form):
            return False
        self.close_form()
        self.form, self._anchor = form, below
        if section is not None and below is not None:
            section.put_below(below, form)
        elif section is not None:
            section.put_last(form)
        else:
            self._column.insertWidget(0, form)
        form.show()
        QTimer.singleShot(0, self._show_form)
        return True

    def _show_form(self) -> None:
        """Scroll to the form, once the layout knows where it is."""
        if self.form is not None:
            self.area.ensureWidgetVisible(self.form, 0, current_metrics().px(16))
            if self._anchor is not None:
                self.area.ensureWidgetVisible(self._anchor, 0, 0)

    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = self._anchor = None

    def section_of(self, row: BedLine) -> RoomSection:
        """Find the room of a bed."""
        return next(section for section in self.sections if row in section.rows)

    def _no_rooms(self) -> EmptyState:
        """Say what comes first."""
        words = _("Add the rooms of this house, and how many beds each of them has.")
        made = EmptyState("room", _("No rooms yet"), words)
        made.offer(_("Add a room"), self.room_added.emit, icon="add")
        return made

    def _clear(self) -> None:
        """Take everything away."""
        self.close_form()
        self.sections = []
        empty(self._column)

    def _walk(self, row: BedLine, step: int) -> None:
        """Go to the next bed, or the one before."""
        rows = list(self.rows())
        place = rows.index(row) + step
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(rows[place])


def _focus(widget: QWidget) -> QWidget:
    """Give what has the keyboard."""
    return widget.focusWidget() or widget
