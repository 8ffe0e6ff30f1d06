"""A wave of sign-ups on one page: how fast they come and are spoken to, who waits, and where people are lost."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.capabilities.projects import near_service, slots
from app.capabilities.projects.slots import OpenSlot
from app.capabilities.projects.wave import STEPS, Hour, Wave
from app.capabilities.projects.words import queue_words, slot_words
from app.i18n import N_, _
from app.services.open_vault import Vault
from ui.frame.desk import Desk
from ui.records.day_bar import DayBar
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure import FigureButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable

_STEP_WORDS: Mapping[str, str] = {
    "signed_up": N_("Signed up"),
    "reached": N_("Reached"),
    "slot": N_("Has a slot"),
    "came": N_("Came"),
    "first_task": N_("First task"),
    "done": N_("Has done one"),
}
SIGNED_UP, RECENT, QUEUE, SPOKEN, WAIT, OFFERED, TO_OFFER, TWICE = (
    "signed_up", "recent", "queue", "spoken", "wait", "offered", "to_offer", "twice",
)  # fmt: skip
_CAPTIONS: Mapping[str, str] = {
    SIGNED_UP: N_("signed up"),
    RECENT: N_("in the last hour"),
    QUEUE: N_("not spoken to yet"),
    SPOKEN: N_("spoken to in the last hour"),
    WAIT: N_("minutes waited, the middle one"),
    OFFERED: N_("have a slot"),
    TO_OFFER: N_("slots to offer"),
    TWICE: N_("were called twice"),
}
_MOST, _PEOPLE_WIDTH, _AGAIN_MS = 500, 300, 60_000


class WavePage(QWidget):
    """A figure or an hour shows its people; Enter opens one."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.found: Wave | None = None
        self.free: Sequence[OpenSlot] = ()
        self.names: Mapping[str, str] = {}
        self._shown, self._begin = QUEUE, False
        self.day = DayBar(desk.today)
        self.day.wanted.connect(lambda _day: self.refresh())
        self.sentence = label("", "heading", wrap=True)
        self.slots = label("", "muted", wrap=True)
        self.drops = label("", "muted", wrap=True)
        self.figures = {name: FigureButton(_(words)) for name, words in _CAPTIONS.items()}
        for name, figure in self.figures.items():
            figure.wanted.connect(lambda name=name: self.show_people(name))
        heads = (_("Hour"), *(_(words) for words in _STEP_WORDS.values()), "")
        self.table = PlainTable(heads, _("By the hour in which they signed up"), narrow=(0, 7))
        self.table.currentCellChanged.connect(lambda row, *_rest: self._show_hour(row))
        self.table.on_key(self._go_to_people, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.count = label("", "section", wrap=True)
        self.people = QListWidget()
        self.people.setAccessibleName(_("Who that is; Enter opens one"))
        self.people.itemActivated.connect(lambda item: desk.open("person", str(item.data(Qt.ItemDataRole.UserRole))))
        self.empty = EmptyState(
            "join",
            _("Nobody signed up on this day"),
            _("When many sign up at once, this page says who waits, how long, and when the queue clears."),
        )
        self.empty.offer(_("Take in who signed up"), lambda: desk.go("intake"), icon="join")
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(lambda: self.isVisible() and self.refresh())
        self._again.start()
        self._lay_out()

    def _lay_out(self) -> None:
        """Put the figures above the hours, and the people beside them."""
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        line.setSpacing(metrics.px(8))
        self.playbook = button(_("The playbook behind it"), self._go_to_playbook, icon="playbooks")
        line.addWidget(self.sentence, 1)
        line.addWidget(self.day)
        line.addWidget(self.playbook)
        self.body = QWidget()
        body = QVBoxLayout(self.body)
        body.setContentsMargins(metrics.px(16), 0, metrics.px(16), metrics.px(16))
        body.setSpacing(metrics.px(8))
        figures = QWidget()
        flow = FlowLayout(figures, spacing=metrics.px(8))
        for figure in self.figures.values():
            flow.addWidget(figure)
        body.addWidget(figures)
        body.addWidget(self.slots)
        body.addWidget(self.drops)
        below = QHBoxLayout()
        below.setSpacing(metrics.px(16))
        below.addWidget(self.table, 1)
        side = QVBoxLayout()
        side.addWidget(self.count)
        side.addWidget(self.people, 1)
        self.people.setFixedWidth(metrics.px(_PEOPLE_WIDTH))
        below.addLayout(side)
        body.addLayout(below, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.body, 1)
        column.addWidget(self.empty, 1)
        self.body.hide()

    def refresh(self) -> None:
        """Reckon the wave of the day in sight, as of now if that is today."""
        self.day.write()
        day = self.day.day

        def ask(vault: Vault) -> tuple[Wave, Sequence[OpenSlot], Mapping[str, str]]:
            free = slots.open_slots(vault, near_service.moment_of(vault, day))
            return near_service.wave_of(vault, day), free, near_service.names_of(vault)

        self._desk.ask(ask, self._show, key=(self, "wave"))

    def start(self) -> None:
        """Begin with whoever waits, once that is known."""
        self._begin = self.found is None
        if self.found is not None and self.found.signed_up:
            self.figures[QUEUE].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.empty.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, all_of_it: tuple[Wave, Sequence[OpenSlot], Mapping[str, str]]) -> None:
        """Show the wave."""
        found, self.free, self.names = all_of_it
        self.found = found
        there = found.signed_up > 0
        self.body.setVisible(there)
        self.empty.setVisible(not there)
        self.sentence.setText(queue_words(len(found.queue), found.clears_in, found.growing) if there else "")
        for name, figure in self.figures.items():
            number = found.median_wait if name == WAIT else len(self._people(name))
            caption = _("nobody was reached yet") if number is None else _(_CAPTIONS[name])
            attention = name in {TWICE, QUEUE} and bool(number)
            figure.show_number(number or 0, caption, attention=attention)
        lost = found.drops_most
        self.drops.setText(
            _("Most are lost before: {step}.").format(step=_(_STEP_WORDS[lost]))
            if lost
            else _("Too early to say where most are lost.")
        )
        self.slots.setText(slot_words(len(found.without_slot), len(self._people(TO_OFFER))))
        here = self._shown
        self.table.fill([_hour_cells(each) for each in found.hours])
        self.show_people(here if here in self.figures else QUEUE)
        if self._begin:
            self.start()

    def _people(self, name: str) -> Sequence[str]:
        """Give the people of a figure."""
        found = self.found
        if found is None:
            return ()
        return {
            SIGNED_UP: found.reached("signed_up"),
            RECENT: found.recent,
            QUEUE: found.queue,
            SPOKEN: found.recently_spoken,
            WAIT: found.reached("reached"),
            OFFERED: found.reached("slot"),
            TO_OFFER: near_service.to_offer(found, self.free),
            TWICE: found.called_twice,
        }[name]

    def show_people(self, name: str) -> None:
        """List the people of a figure."""
        self._shown = name
        self._list(_(_CAPTIONS[name]), self._people(name))

    def _show_hour(self, row: int) -> None:
        """List who signed up in an hour."""
        hours = self.found.hours if self.found is not None else ()
        if 0 <= row < len(hours):
            words = _("signed up from {hour}").format(hour=f"{hours[row].begins:%H:%M}")
            self._list(words, hours[row].people[0])

    def _list(self, words: str, people: Sequence[str]) -> None:
        """Fill the list beside the hours, in the order in which they came."""
        self.count.setText(f"{len(people):n} {words}")
        self.people.clear()
        for each in people[:_MOST]:
            item = QListWidgetItem(self.names.get(each, ""), self.people)
            item.setData(Qt.ItemDataRole.UserRole, each)
        if len(people) > _MOST:
            more = QListWidgetItem(_("and {n} more").format(n=len(people) - _MOST), self.people)
            more.setFlags(Qt.ItemFlag.NoItemFlags)

    def _go_to_people(self) -> None:
        """Let the keyboard go from an hour to its people."""
        self.people.setFocus(Qt.FocusReason.TabFocusReason)

    def _go_to_playbook(self) -> None:
        """Show the playbook of sign-ups."""
        self._desk.go("playbooks", "playbooks", "two-hundred-sign-ups")


def _hour_cells(hour: Hour) -> tuple[str, ...]:
    """Write the row of an hour."""
    early = _("too early to say") if hour.early else ""
    begins: datetime.datetime = hour.begins
    assert len(hour.counts) == len(STEPS)
    return (f"{begins:%H:%M}", *(f"{count:n}" for count in hour.counts), early)
