"""Triage: who is new and waits at one side, the slots with their seats at the other; invited, said yes, came."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.capabilities.people import triage_service
from app.capabilities.people.triage_service import CAME, MISSED, NO, STATES, YES, SlotOverview, TriagePage
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.records.days import format_day
from app.services.records import editing, records
from ui.frame.desk import Desk, Vault
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable

_SEATS = "10"


class TriageView(QWidget):
    """I invites from the queue to the chosen slot; among the invited Y yes, N no, C came, X did not come."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; `refresh` fills it."""
        super().__init__()
        self._desk = desk
        self.found = TriagePage((), ())
        metrics, key = current_metrics(), Qt.Key
        self.queue_head = label("", "section")
        heads = [_("Name"), _("Reached by"), _("Came by"), _("Days")]
        self.queue = PlainTable(heads, _("Who is new and waits"), narrow=(3,))
        self.queue.on_key(self.invite, key.Key_I)
        self.queue.on_key(self._open, key.Key_Return, key.Key_Enter)
        self.slots = PlainTable(
            [_("When"), _("What"), _("Invited"), _("Said yes"), _("Came")], _("Slots"), narrow=(0, 2, 3, 4)
        )
        self.slots.currentCellChanged.connect(lambda *_cells: self._show_people())
        self.slots_head = label("", "section")
        self.people_head = label("", "section")
        self.people = PlainTable([_("Name"), _("How it stands")], _("Who was invited to this slot"), narrow=(1,))
        for letter, state in ((key.Key_Y, YES), (key.Key_N, NO), (key.Key_C, CAME), (key.Key_X, MISSED)):
            self.people.on_key(lambda state=state: self.note(state), letter)
        self.people.on_key(self._open, key.Key_Return, key.Key_Enter)
        self.empty = EmptyState("success", _("Nobody waits"), _("Who is new and was asked nowhere yet stands here."))
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(metrics.px(8))
        left.addWidget(self.queue_head)
        left.addWidget(self.queue, 1)
        left.addWidget(self.empty, 1)
        self.invite_button = button(_("Invite to the slot"), self.invite, icon="forward", tip=_("Key: I"))
        self.all_button = button(_("Invite all"), self.invite_all, kind="quiet")
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        line.addWidget(self.invite_button)
        line.addWidget(self.all_button)
        line.addStretch()
        left.addLayout(line)
        right.addWidget(self.slots_head)
        right.addWidget(self.slots, 2)
        right.addLayout(self._new_slot())
        right.addWidget(self.people_head)
        right.addWidget(self.people, 3)
        right.addLayout(self._notes())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(24))
        layout.addLayout(left, 1)
        layout.addLayout(right, 1)

    def _new_slot(self) -> QHBoxLayout:
        """Make the line with which a slot is made."""
        line = QHBoxLayout()
        line.setSpacing(current_metrics().px(8))
        self.name, self.day, self.at, self.seats = (
            QLineEdit(_("Orientation")),
            QLineEdit(),
            QLineEdit(),
            QLineEdit(_SEATS),
        )
        words = (_("Name of the slot"), _("Day"), _("Time"), _("Seats"))
        for each, text in zip((self.name, self.day, self.at, self.seats), words, strict=True):
            each.setAccessibleName(text)
            each.setPlaceholderText(text)
            each.returnPressed.connect(self.add_slot)
            line.addWidget(each, 3 if each is self.name else 2)
        line.addWidget(button(_("New slot"), self.add_slot, icon="add"))
        return line

    def _notes(self) -> QHBoxLayout:
        """Make the buttons for those who were invited."""
        line = QHBoxLayout()
        for state, words, tip in (
            (YES, _("Yes"), "Y"),
            (NO, _("No"), "N"),
            (CAME, _("Came"), "C"),
            (MISSED, _("Did not come"), "X"),
        ):
            line.addWidget(
                button(words, lambda state=state: self.note(state), kind="quiet", tip=_("Key: {key}").format(key=tip))
            )
        line.addStretch()
        return line

    def refresh(self) -> None:
        """Ask for queue and slots of the day it is now."""
        day = self._desk.today()
        self._desk.ask(lambda vault: triage_service.triage(vault, day), self._show, key=(self, "triage"))

    def start(self) -> None:
        """Begin in the queue."""
        (self.queue if self.found.queue else self.slots).setFocus(Qt.FocusReason.OtherFocusReason)

    # What is done.

    def slot(self) -> SlotOverview | None:
        """Give the chosen slot."""
        row = self.slots.currentRow()
        return self.found.slots[row] if 0 <= row < len(self.found.slots) else None

    def add_slot(self) -> None:
        """Make a slot from the line."""
        said = (("name", self.name), ("on_day", self.day), ("at", self.at), ("seats", self.seats))
        texts = [(name, line.text()) for name, line in said]
        today = self._desk.today()

        def add(vault: Vault) -> Changed:
            return records.add(vault, "orientation", editing.values(vault, "orientation", texts, said_on=today))

        self._desk.do(add, _("{name} added.").format(name=self.name.text()), done=lambda _changed: self.day.clear())

    def invite(self) -> None:
        """Invite the chosen one to the chosen slot, and be at the next one."""
        row = self.queue.currentRow()
        if 0 <= row < len(self.found.queue):
            self._invite([self.found.queue[row].person])

    def invite_all(self) -> None:
        """Invite as many of the queue as there are seats left, those who wait longest first."""
        slot = self.slot()
        self._invite([each.person for each in self.found.queue[: slot.free if slot is not None else 0]])

    def note(self, state: str) -> None:
        """Note how it stands with the chosen one of those who were invited."""
        slot, row, day = self.slot(), self.people.currentRow(), self._desk.today()
        if slot is not None and 0 <= row < len(slot.people):
            seat = slot.people[row].seat
            self._desk.do(lambda vault: triage_service.note(vault, slot.id, seat, state, day))
            self.people.choose_row(min(row + 1, len(slot.people) - 1))

    def _invite(self, people: list[str]) -> None:
        """Invite people."""
        slot, day = self.slot(), self._desk.today()
        if slot is None:
            self._desk.say(_("Make a slot first: a name, a day, and how many seats."))
        elif not people:
            self._desk.say(_("No seat is left that nobody was asked for; the key I invites one more."))
        else:
            self._desk.do(lambda vault: triage_service.invite(vault, slot.id, people, day))

    def _open(self) -> None:
        """Open the card of the chosen one."""
        slot = self.slot()
        if self.people.hasFocus() and slot is not None and 0 <= self.people.currentRow() < len(slot.people):
            self._desk.open("person", slot.people[self.people.currentRow()].person)
        elif 0 <= self.queue.currentRow() < len(self.found.queue):
            self._desk.open("person", self.found.queue[self.queue.currentRow()].person)

    # What is shown.

    def _show(self, found: TriagePage) -> None:
        """Show queue and slots."""
        here = found.queue and not self.found.queue and self.slots.hasFocus()
        self.found = found
        count = len(found.queue)
        self.queue_head.setText(ngettext("{count} waits", "{count} wait", count).format(count=f"{count:n}"))
        self.queue.setVisible(bool(found.queue))
        self.empty.setVisible(not found.queue)
        self.queue.fill(
            [
                (each.name, each.reach, each.source, "" if each.days is None else f"{each.days:n}")
                for each in found.queue
            ]
        )
        for place, each in enumerate(found.queue):
            if each.days is not None and each.days > 2:
                self.queue.mark(place, (3,))
        self.slots_head.setText(_("Slots") if found.slots else _("Slots: none yet. Name, day and seats make one."))
        self.slots.fill(
            [
                (
                    " ".join(filter(None, (format_day(slot.on_day) if slot.on_day else "", slot.at))),
                    ", ".join(filter(None, (slot.name, slot.place))),
                    f"{len(slot.people):n}",
                    _("{yes} of {seats}").format(yes=slot.count(YES, CAME, MISSED), seats=slot.seats),
                    f"{slot.count(CAME):n}",
                )
                for slot in found.slots
            ]
        )
        for button_of in (self.invite_button, self.all_button):
            button_of.setEnabled(bool(found.queue and found.slots))
        self._show_people()
        if here:
            self.start()  # It was asked for before anybody was known to wait.

    def _show_people(self) -> None:
        """Show who was invited to the chosen slot."""
        slot = self.slot()
        people = slot.people if slot is not None else ()
        self.people.fill([(each.name, _(STATES[each.state])) for each in people])
        self.people_head.setText("" if slot is None else slot.words())
