"""The day of every house: in house, arriving and leaving with what is still to do, what is free, how full it is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.capabilities.houses.agenda import ARRIVED, LEFT
from app.capabilities.houses.day_service import DayStay, HouseDay, day_of_houses
from app.i18n import _, ngettext
from app.records.days import format_day
from app.services.agenda import today
from app.services.records import records
from ui.frame.desk import Desk
from ui.rooms.houses.living.words import own
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.emptying import empty
from ui.widgets.filling import fill
from ui.widgets.labels import hairline, label

_WIDEST = 900


class DayView(QWidget):
    """Asks for a day and shows it house by house; one button notes that somebody came or went."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self._day = desk.today()
        self.shown: Sequence[HouseDay] = ()
        metrics = current_metrics()
        content = QWidget()
        content.setProperty("surface", "surface")
        self.setProperty("surface", "surface")
        content.setMaximumWidth(metrics.px(_WIDEST))
        column = QVBoxLayout(content)
        column.setContentsMargins(metrics.px(24), metrics.px(12), metrics.px(24), metrics.px(24))
        self._parts = QVBoxLayout()
        self._parts.setSpacing(metrics.px(4))
        column.addLayout(self._parts)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(_("The day of the houses"))
        self.area.setWidget(content)
        fill(self, self.area)

    def show_day(self, day: datetime.date) -> None:
        """Show another day."""
        self._day = day
        self.refresh()

    def refresh(self) -> None:
        """Ask for the day."""
        day, now = self._day, self._desk.today()
        self._desk.ask(lambda vault: day_of_houses(vault, day, now), self._show, key=(self, "day"))

    def start(self) -> None:
        """Put the keyboard where the arrows scroll."""
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: Sequence[HouseDay]) -> None:
        """Show it; everything is made anew, there is little of it."""
        self.shown = found
        empty(self._parts)
        if not found:
            self._parts.addWidget(label(_("No houses yet"), "muted"))
        for number, each in enumerate(found):
            if number:
                self._parts.addSpacing(current_metrics().px(20))
            self._house(each)

    def _house(self, day: HouseDay) -> None:
        """Show one house: its figures, then who comes, who goes, who is there, and what is free."""
        self._parts.addWidget(label(day.name or _("Without a bed"), "title"))
        if day.house:
            self._figures(day)
        for words, stays, action, status in (
            (_("Arriving"), day.arrivals, _("Arrived"), ARRIVED),
            (_("Leaving"), day.departures, _("Left"), LEFT),
        ):
            if stays:
                self._heading(words)
            for each in stays:
                self._move(each, action, status)
        if day.in_house:
            self._heading(_("In the house"))
        for each in day.in_house:
            until = _("until {day}").format(day=format_day(each.to_day)) if each.to_day else _("no end known")
            self._line(each, until)
        if day.away:
            self._heading(_("Away, and their beds kept"))
        for each in day.away:
            self._line(each, "")
        if day.vacancies:
            self._heading(_("Free tonight"))
            self._parts.addWidget(label(" · ".join(day.vacancies), wrap=True))

    def _figures(self, day: HouseDay) -> None:
        row = QHBoxLayout()
        row.setSpacing(current_metrics().px(24))
        share = day.occupancy
        full = f"{float(share):.0%}" if share is not None else "–"
        free = len(day.vacancies)
        for number, words in (
            (f"{len(day.in_house):n}", _("in the house")),
            (f"{len(day.arrivals):n}", _("arriving")),
            (f"{len(day.departures):n}", _("leaving")),
            (f"{free:n}", ngettext("bed free", "beds free", free)),
            (full, _("{held} of {open} beds held").format(held=day.held, open=day.open)),
        ):
            figure = QVBoxLayout()
            figure.setSpacing(0)
            figure.addWidget(label(number, "heading"))
            figure.addWidget(label(words, "small"))
            row.addLayout(figure)
        row.addStretch(1)
        self._parts.addLayout(row)

    def _heading(self, words: str) -> None:
        self._parts.addSpacing(current_metrics().px(10))
        self._parts.addWidget(label(words, "section"))
        self._parts.addWidget(hairline())

    def _move(self, stay: DayStay, action: str, status: str) -> None:
        """Show somebody who comes or goes, with the checklist below, and the one key that notes it."""
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(f"{own(stay.name)}  ·  {stay.bed}" if stay.bed else own(stay.name), wrap=True))
        if stay.steps:
            # What is ticked by hand has its own button while it is open.
            shown = [step for step in stay.steps if step.done or not step.tick]
            steps = [f"{'✓' if step.done else '○'} {step.words()}" for step in shown]
            words.addWidget(label("   ".join(steps), "small", wrap=True))
        row.addLayout(words, 1)
        for step in stay.steps:
            if step.tick and not step.done:
                tick = partial(self._tick, stay.stay, step.tick)
                row.addWidget(button(f"○ {step.words()}", tick, kind="link", name=f"{step.words()}: {stay.name}"))
        if stay.status not in {status, LEFT}:
            done = partial(self._complete, stay.stay, status)
            row.addWidget(button(action, done, kind="quiet", icon="done", name=f"{action}: {stay.name}"))
        row.addWidget(self._opener(stay))
        self._parts.addLayout(row)

    def _line(self, stay: DayStay, note: str) -> None:
        row = QHBoxLayout()
        row.addWidget(label(own(stay.name)), 2)
        row.addWidget(label(stay.bed, "muted"), 2)
        row.addWidget(label(note, "muted"), 1)
        row.addWidget(self._opener(stay))
        self._parts.addLayout(row)

    def _opener(self, stay: DayStay) -> QWidget:
        opened = _("Open the stay of {name}").format(name=stay.name)
        return button(_("Open"), partial(self._desk.open, "stay", stay.stay), kind="quiet", name=opened)

    def _tick(self, stay: str, what: str) -> None:
        values = {"stay": stay, "what": what, "on_day": self._desk.today()}
        self._desk.do(lambda vault: records.add(vault, "stay_check", values))

    def _complete(self, stay: str, status: str) -> None:
        """Note that somebody came or went on the day in sight."""
        day = self._day
        self._desk.do(lambda vault: today.complete(vault, stay, status, day))
