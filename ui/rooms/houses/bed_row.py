"""One bed on one night: who has it and until when, who comes next, and the one thing to do about it."""

from __future__ import annotations

import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.capabilities.houses.agenda import ARRIVED, LEFT
from app.capabilities.houses.service import BedView, Guest
from app.i18n import _
from ui.records.days import spoken
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import ElidedLabel, label
from ui.widgets.tips import plain_tip

_NAME_WIDTH, _ACTION_WIDTH, _NARROW = 64, 112, 520


class BedLine(QFrame):
    """Enter plans or opens a stay, Space says that somebody arrived or left, arrows walk to the next bed."""

    plan_wanted = Signal()
    stay_wanted = Signal(str)
    person_wanted = Signal(str)
    bed_wanted = Signal()
    settle_wanted = Signal()
    completed = Signal(object, str)  # Guest, action
    walked = Signal(int)

    def __init__(self, bed: BedView, night: datetime.date, today: datetime.date) -> None:
        """Write the row."""
        super().__init__()
        self.bed = bed
        self._night, self._today = night, today
        self.setProperty("role", "part")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(8), metrics.px(4), metrics.px(4), metrics.px(4))
        layout.setSpacing(metrics.px(8))
        layout.addWidget(IconBadge("bed", side=18, role="accent" if bed.is_free else "muted"))
        name = ElidedLabel(bed.name, "strong")
        name.setFixedWidth(metrics.px(_NAME_WIDTH))
        layout.addWidget(name)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(metrics.px(4))
        self._both.addWidget(self._now(), 5)
        self._both.addWidget(self._next(), 4)
        layout.addLayout(self._both, 1)
        layout.addWidget(self._action())
        words = _("Change bed {name}").format(name=bed.name)
        layout.addWidget(icon_button("edit", words, self.bed_wanted.emit, role="disabled"))
        layout.addStrut(metrics.px(34))
        self.setAccessibleName(_("Bed {name}: {words}").format(name=bed.name, words=self.words()))
        self.setAccessibleDescription(self._keys())

    def words(self) -> str:
        """Say all of the row in one sentence, for whoever hears it."""
        empty = _("closed: {reason}").format(reason=self.bed.closed) if self.bed.closed else _("free")
        found = [guest.name + ", " + self._until(guest) for guest in self._here()] or [empty]
        if len(self.bed.now) > 1:
            found.insert(0, _("given twice"))
        if self.bed.next is not None:
            found.append(self._coming(self.bed.next))
        return "; ".join(found)

    def acting(self) -> tuple[Guest, str] | None:
        """Give whom Space is about, and what it says of them; None where nobody is due to arrive or to leave."""
        if self._night != self._today:
            return None
        for guest in (*self.bed.leaving, *self.bed.now):
            if guest.status == "planned":
                return guest, ARRIVED
            if guest.to_day is not None and guest.to_day <= self._today:
                return guest, LEFT
        return None

    def act(self) -> None:
        """Say that somebody arrived or left."""
        found = self.acting()
        if found is not None:
            self.completed.emit(*found)

    def enter(self) -> None:
        """Plan a stay in a free bed, or open that of whoever has it."""
        if self.bed.disputes and len(self.bed.now) > 1:
            self.settle_wanted.emit()
        elif self.bed.now:
            self.stay_wanted.emit(self.bed.now[0].stay)
        elif self.bed.is_free:
            self.plan_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys say."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.enter()
        elif event.key() == Qt.Key.Key_Space:
            self.act()
        elif event.key() == Qt.Key.Key_F2:
            self.bed_wanted.emit()
        elif step:
            self.walked.emit(step)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put who comes next below who is here where there is little room."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        narrow = self.width() < current_metrics().px(_NARROW)
        self._both.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open by click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.enter()

    # The three columns.

    def _here(self) -> tuple[Guest, ...]:
        """Give who has the bed, and tonight who has not left it yet."""
        leaving = self.bed.leaving if self._night == self._today else ()
        return (*leaving, *self.bed.now)

    def _now(self) -> QWidget:
        """Write who has the bed, each on a line."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_metrics().px(2))
        if len(self.bed.now) > 1:
            column.addWidget(label(_("Given twice"), "badge"), 0, Qt.AlignmentFlag.AlignLeading)
        for guest in self._here():
            column.addLayout(self._guest(guest))
        if not self.bed.now:
            column.addWidget(self._free())
        return box

    def _guest(self, guest: Guest) -> QHBoxLayout:
        """Write one guest: the name leads to the person."""
        line = QHBoxLayout()
        line.setSpacing(current_metrics().px(8))
        name = button(guest.name, lambda: self.person_wanted.emit(guest.person), kind="link")
        name.setToolTip(plain_tip(_("Show {name}").format(name=guest.name)))
        line.addWidget(name)
        line.addWidget(ElidedLabel(self._until(guest), "muted"), 1)
        return line

    def _free(self) -> QLabel:
        """Say that the bed is free, and for how long; or that it is closed, and why."""
        if self.bed.closed:
            return label(_("Closed: {reason}").format(reason=self.bed.closed), "muted")
        if self.bed.next is None:
            return label(_("Free"), "muted")
        return label(_("Free until {day}").format(day=spoken(self.bed.next.from_day, self._today)), "muted")

    def _next(self) -> QWidget:
        """Write who comes next; anything to settle stands here in words as well as in colour."""
        if self.bed.disputes:
            words = _("Settle…") if len(self.bed.now) > 1 else _("To settle…")
            name = _("Settle bed {name}").format(name=self.bed.name)
            settle = button(words, self.settle_wanted.emit, kind="attention", icon="conflict", name=name)
            box = QWidget()
            line = QHBoxLayout(box)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(settle)
            line.addStretch()
            return box
        return ElidedLabel(self._coming(self.bed.next) if self.bed.next else "", "muted")

    def _action(self) -> QWidget:
        """Offer what is most likely to be done."""
        found = self.acting()
        if self.bed.is_free and not (found and found[1] == LEFT):
            made = button(_("Plan a stay"), self.plan_wanted.emit, kind="quiet", icon="add")
        elif found is None:
            made = QLabel()
        else:
            words = _("Arrived") if found[1] == ARRIVED else _("Left")
            made = button(words, self.act, name=_("{action}: {name}").format(action=words, name=found[0].name))
            made.setToolTip(_("Key: Space"))
        made.setFixedWidth(current_metrics().px(_ACTION_WIDTH))
        return made

    # Words.

    def _until(self, guest: Guest) -> str:
        """Say until when somebody stays."""
        if guest.to_day is None:
            until = _("no end known")
        elif guest.to_day <= self._today and guest.status == "in":
            until = _("leaves {day}").format(day=spoken(guest.to_day, self._today))
        else:
            until = _("until {day}").format(day=spoken(guest.to_day, self._today))
        return _("expected, {until}").format(until=until) if guest.status == "planned" else until

    def _coming(self, guest: Guest) -> str:
        """Say who comes next, and when."""
        return _("then {name}, {day}").format(name=guest.name, day=spoken(guest.from_day, self._today))

    def _keys(self) -> str:
        """Say what the keys do here."""
        found = self.acting()
        enter = _("Enter opens the stay.") if self.bed.now else _("Enter plans a stay.") if self.bed.is_free else ""
        if found is None:
            return enter
        return _("{enter} Space: {action}.").format(
            enter=enter, action=_("arrived") if found[1] == ARRIVED else _("left")
        )
