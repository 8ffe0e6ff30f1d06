"""Events and their shifts: how many come, how many to ask, and who is to be here now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.capabilities.people.records_time import ATTENDANCE_STATES
from app.capabilities.projects import attending
from app.capabilities.projects.attending import (
    NOT_FINISHED,
    NOT_NOTED,
    SHOULD_BE,
    SOON_HERE,
    Comer,
    EventSlot,
    EventView,
    InvitingTo,
)
from app.i18n import N_, _, ngettext
from app.records.changes import Changed
from app.services.open_vault import Vault
from app.services.records import records
from app.services.records.records import Card
from ui.frame.desk import Desk
from ui.records.asking_form import FormAsker
from ui.records.days import spoken
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail

_STANDS = {
    SHOULD_BE: N_("Should be here"),
    SOON_HERE: N_("Expected within the hour"),
    NOT_FINISHED: N_("Is here and has not finished"),
    NOT_NOTED: N_("Nobody noted whether they came"),
}
_NEXT = {
    "expected": (("attended", N_("Came")), ("no_show", N_("Did not come")), ("cancelled", N_("Called off"))),
    "attended": (("left", N_("Went early")), ("expected", N_("Not yet"))),
}


class EventsPage(QWidget):
    """The events at the leading side, everybody who comes to the chosen one beside them, each noted by one button."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.found: Sequence[EventView] = ()
        self._inviting: tuple[str, InvitingTo] | None = None
        nothing = EmptyState("calendar", _("No event yet"), _("An event has a beginning, an end, and people who come."))
        nothing.offer(_("Choose a project to add one to"), lambda: desk.go("projects", "list"), primary=True)
        heads = (_("Event"), _("Project"), _("When"), _("Coming"))
        self.list = TableAndDetail(heads, _("Events"), nothing, narrow=(2, 3), shares=52)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda event: desk.open("event", event))
        self.list.table.on_key(self.print_sheet, Qt.Key.Key_P)
        self.asker = FormAsker(desk, self.list.detail)
        fill(self, self.list)

    def refresh(self) -> None:
        """Ask for the events as of this moment."""
        now = self._desk.now()
        self._desk.ask(lambda vault: attending.events(vault, now), self._show, key=(self, "events"))

    def start(self) -> None:
        """Begin in the list."""
        self.list.start()

    def go_to(self, event: str) -> None:
        """Choose an event."""
        self.list.choose(event)

    def _show(self, found: Sequence[EventView]) -> None:
        """Show the events."""
        self.found = found
        today = self._desk.today()
        self.list.show_rows([_row(each, spoken(each.day, today)) for each in found])

    def _choose(self, event: str) -> None:
        """Show an event, and ask how many to invite to it."""
        self._say(event)
        each = self._event(event)
        if each is not None and not each.over and each.need:
            day, need, places = self._desk.today(), each.need, each.places
            self._desk.ask(
                lambda vault: attending.inviting(vault, need, places, day),
                lambda found: self._advise(event, found),
                key=(self, "inviting"),
            )

    def _event(self, event: str) -> EventView | None:
        return next((each for each in self.found if each.id == event), None)

    def _advise(self, event: str, found: InvitingTo) -> None:
        """Say how many to invite, if the event is still in sight."""
        if event == self.list.key() and self._inviting != (event, found):
            self._inviting = (event, found)
            if not self.list.detail.is_writing():
                self._say(event)

    def _say(self, event: str) -> None:
        """Say about an event how many come, and who stands how."""
        each, detail = self._event(event), self.list.detail
        if each is None:
            detail.begin("")
            return
        whole = each.slots[0]
        when = f"{spoken(each.day, self._desk.today())}, {whole.begins} – {whole.ends}"
        detail.begin(each.name, " · ".join(filter(None, (when, each.place, each.project_name))))
        detail.offer(
            (_("Expect somebody…"), lambda: self.expect(event), _("To the event or one of its shifts")),
            (_("Add a shift…"), lambda: self.new_shift(event), _("A part of it for which people are needed")),
            (_("Change…"), lambda: self.change(event), _("Its name, hours, place and places")),
            (_("Print the check-in list"), self.print_sheet, _("Key: P")),
            (_("Open"), lambda: self._desk.open("event", event), _("Key: Enter")),
        )
        self._say_invitations(each)
        for stands, words in _STANDS.items():
            some = each.standing(stands)
            if some:
                detail.heading(f"{_(words)}  {len(some)}")
            for slot, comer in some:
                self._comer(comer, "" if slot is whole else slot.name)
        for slot in each.slots:
            rest = [comer for comer in slot.people if not comer.stands]
            if slot is whole and not rest:
                continue
            detail.heading(_slot_words(slot, is_whole=slot is whole))
            for comer in rest:
                self._comer(comer, "")
            if slot is not whole:
                detail.link(_("Expect somebody"), lambda of=slot.id: self.expect(of), icon="add")

    def _say_invitations(self, each: EventView) -> None:
        """Say how many to invite at the rate at which people come."""
        event, found = self._inviting or ("", None)
        if event != each.id or found is None:
            return
        detail = self.list.detail
        if found.found is None:
            if found.why:
                detail.say(found.why, attention=True)
            return
        more = ngettext(
            "Invite {n} so that {need} come with {chance} certainty, at the rate of the group ({rate}).",
            "Invite {n} so that {need} come with {chance} certainty, at the rate of the group ({rate}).",
            found.found.invite,
        )
        detail.say(
            more.format(
                n=found.found.invite,
                need=each.need,
                chance=f"{float(found.found.chance):.0%}",
                rate=f"{float(found.rate):.0%}",
            )
        )
        if found.found.at_most is not None:
            words = _("Invite {n} at the most: there are {places} places.")
            detail.say(words.format(n=found.found.at_most, places=each.places), attention=not found.found.fits)

    def _comer(self, comer: Comer, slot: str) -> None:
        """Show somebody, with what can be noted of them."""
        also = [
            button(
                _(words),
                lambda state=state: self._note(comer.attendance, state),
                kind="quiet",
                name=f"{_(words)}: {comer.name}",
            )
            for state, words in _NEXT.get(comer.state, (("expected", N_("Not so")),))
        ]
        more = " · ".join(filter(None, (_(ATTENDANCE_STATES[comer.state]), slot)))
        self.list.detail.line(comer.name, more, lambda: self._desk.open("person", comer.person), also=also)

    def expect(self, of: str) -> None:
        """Ask who is to come."""
        now = self._desk.now()

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            return attending.expect(vault, of, str(given["person"]), now)

        words = (_("Who is to come?"), _("Expect"))
        self.asker.ask("attendance", ("person",), words, verb, needed=("person",))

    def print_sheet(self) -> None:
        """Show the check-in list of the chosen event."""
        if self.list.key():
            self._desk.go("print", "check-in", self.list.key())

    def _note(self, attendance: str, state: str) -> None:
        """Note whether somebody came."""
        self._desk.do(lambda vault: attending.note(vault, attendance, state))

    def change(self, event: str) -> None:
        """Ask for what is different about an event."""
        fields = ("name", "begins", "ends", "zone", "place", "places")

        def show(card: Card) -> None:
            self.asker.ask(
                "event",
                fields,
                (_("The event"), _("Save")),
                lambda vault, given: records.edit(vault, event, dict(given)),
                values={name: card.values.get(name) for name in fields},
                needed=("name", "begins", "ends"),
            )

        self._desk.ask(lambda vault: records.get(vault, event), show, key=(self, "card"))

    def new_shift(self, event: str) -> None:
        """Ask for a shift of an event."""

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            said = {name: value for name, value in given.items() if value is not None}
            return records.add(vault, "shift", {"event": event, **said})

        fields = ("name", "begins", "ends", "need", "skill")
        self.asker.ask("shift", fields, (_("A new shift"), _("Add")), verb, needed=("name", "begins", "ends"))


def _row(each: EventView, when: str) -> KeyedRow:
    """Write a row: of an event that is over, who came; of one to come, whether enough are expected."""
    coming = sum(slot.coming for slot in each.slots)
    came = sum(slot.came for slot in each.slots)
    short = any(slot.coming < slot.need for slot in each.slots) and not each.over
    words = _("{n} came").format(n=came) if each.over else f"{coming} / {each.need}" if each.need else str(coming)
    return KeyedRow(each.id, (each.name, each.project_name, when, words), (3,) if short else ())


def _slot_words(slot: EventSlot, *, is_whole: bool) -> str:
    """Name a slot with its hours and how many come."""
    if is_whole:
        return _("Everybody else")
    hours = f"{slot.begins} – {slot.ends}"
    return _("{name}, {hours}: {coming} of {need}").format(
        name=slot.name, hours=hours, coming=slot.coming, need=slot.need
    )
