"""What is done on the board: stays planned, changed and settled, people arriving and leaving, beds and rooms made."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from app.capabilities.houses import service as houses
from app.capabilities.houses.agenda import ARRIVED, LEFT
from app.capabilities.houses.service import Guest
from app.i18n import N_, _
from app.problems import Problem, WrongValue
from app.records.changes import Changed
from app.services.agenda import today
from app.services.conflicts import conflicts
from app.services.members.circles import CircleChoice
from app.services.records import records
from app.services.records.records import Card
from ui.frame.desk import Desk, Verb
from ui.rooms.houses.bed_row import BedLine
from ui.rooms.houses.board import NightView
from ui.rooms.houses.dispute_box import DisputeBox
from ui.rooms.houses.forms import BEDS, Forms, changed_in
from ui.rooms.houses.room_section import RoomSection
from ui.theme.metrics import current_metrics
from ui.widgets.card.attachments import AttachmentsSection
from ui.widgets.card.record_form import RecordForm
from ui.widgets.editors.sources import Sources
from ui.widgets.half_written import stays

Attach = Callable[[AttachmentsSection], object]
_WIDEST_FORM = 620
_DELETE = {"bed": N_("Delete this bed"), "room": N_("Delete this room"), "house": N_("Delete this house")}


class Changing(QObject):
    """Opens a form where it belongs, writes what comes out of it, and says below a field what is wrong with it."""

    ended = Signal()  # nobody writes any more: the board may be shown anew
    house_added = Signal(str)
    writing = Signal(bool)  # while a form is open another night or house would take it away

    def __init__(self, desk: Desk, sources: Sources, board: NightView, attach: Attach | None = None) -> None:
        """Take the board on which the forms open, and what serves attachments."""
        super().__init__(board)
        self._desk, self._board = desk, board
        self._sources, self._attach = sources, attach
        self._forms = Forms(desk.registry, sources)
        self._form: RecordForm | None = None
        self._bed = ""  # the bed that gets the keyboard back
        self.circles: Sequence[CircleChoice] = ()
        self._last_circle: dict[str, str] = {}
        board.house_wanted.connect(self.change_house)
        board.room_added.connect(self.add_room)
        board.room_wanted.connect(self.change_room)
        board.bed_added.connect(self.add_bed)
        board.built.connect(self._wire_rows)

    def is_writing(self) -> bool:
        """Say whether a form is open."""
        return self._form is not None

    def give_up(self) -> None:
        """Close the form without keeping what is in it."""
        self._form = None
        self._board.close_form()
        self.writing.emit(False)

    def circle(self) -> str:
        """Give the circle that the open form names; empty where there is none to choose."""
        return self._form.circle() if self._form is not None else ""

    def _remember(self, form: RecordForm | None) -> None:
        """Offer the circle in which something was kept the next time for such a record."""
        if form is not None and form.choice is not None:
            self._last_circle[form.kind.name] = form.circle()

    def _offer(self, form: RecordForm, whole: str | None = None) -> RecordForm:
        """Ask on the form of a new record who may read it."""
        chosen = self._last_circle.get(form.kind.name, "") if whole is None else ""
        form.offer_circles(self.circles, chosen, whole=whole)
        return form

    # Stays.

    def plan(self, row: BedLine, until: datetime.date | None = None) -> None:
        """Ask who shall have a free bed, from the night in sight on."""
        form = self._offer(self._forms.plan(row.bed, self._board.night_bar.night, until))
        bed = row.bed.bed

        def keep(values: dict[str, object]) -> None:
            given = {name: value for name, value in values.items() if value is not None}
            circle = self.circle()
            self._write(lambda vault: records.add(vault, "stay", {**given, "bed": bed}, circle), _("Stay planned."))

        self._open(form, keep, row)

    def change_stay(self, row: BedLine, card: Card) -> None:
        """Change a stay, or let somebody leave before the day."""
        form = self._forms.stay(card)
        if card.values.get("status") == "in":
            guest = next((each for each in (*row.bed.leaving, *row.bed.now) if each.stay == card.id), None)
            form.offer(_("Left today"), lambda: guest and self.complete(guest, LEFT))
        self._open(form, self._keeping(card), row)

    def complete(self, guest: Guest, action: str) -> None:
        """Say that somebody arrived or left."""
        self.give_up()
        words = _("Arrived: {name}") if action == ARRIVED else _("Left: {name}")
        self._desk.do(lambda vault: today.complete(vault, guest.stay, action), words.format(name=guest.name))

    def settle(self, row: BedLine) -> None:
        """Show the ways to settle what is the matter with a bed."""
        if stays(self._form):
            return
        self.give_up()
        box = DisputeBox(row.bed.disputes)
        box.settled.connect(
            lambda conflict, way: self._desk.do(lambda vault: conflicts.settle(vault, conflict, way), _("Settled."))
        )
        box.closed.connect(lambda: self._end(row))
        self._board.open_form(box, row, self._board.section_of(row))
        box.start()

    # Houses, rooms, beds.

    def add_house(self) -> None:
        """Ask for a new house."""

        def keep(values: dict[str, object]) -> None:
            circle = self.circle()
            self._write(
                lambda vault: records.add(vault, "house", _given(values), circle),
                _("House added."),
                lambda changed: self.house_added.emit(changed.added[0]),
            )

        self._open(self._offer(self._forms.house()), keep)

    def change_house(self) -> None:
        """Change the house in sight."""
        house = self._board.house
        if house is not None:
            self._fetch(
                house.house,
                lambda card: self._open(self._whole(self._forms.house(card), card), self._keeping(card)),
            )

    def add_room(self) -> None:
        """Ask for a room and its number of beds."""
        house = self._board.house
        if house is None:
            return

        def keep(values: dict[str, object]) -> None:
            given, circle = _given(values), self.circle()
            beds = int(str(given.pop(BEDS, 0)))
            self._write(lambda vault: houses.add_room(vault, house.house, given, beds, circle), _("Room added."))

        self._open(self._offer(self._forms.room(), house.circle), keep)

    def change_room(self, room: str) -> None:
        """Change a room."""
        section = next(each for each in self._board.sections if each.room.room == room)

        def show(card: Card) -> None:
            self._open(self._whole(self._forms.room(card), card), self._keeping(card), section.head, section)

        self._fetch(room, show)

    def add_bed(self, room: str) -> None:
        """Ask for one more bed in a room."""
        section = next(each for each in self._board.sections if each.room.room == room)

        def keep(values: dict[str, object]) -> None:
            given, circle = {**_given(values), "room": room}, self.circle()
            self._write(lambda vault: records.add(vault, "bed", given, circle), _("Bed added."))

        self._open(self._offer(self._forms.bed(), section.room.circle), keep, None, section)

    def change_bed(self, row: BedLine, card: Card) -> None:
        """Change a bed."""
        self._open(self._deletable(self._forms.bed(card), card), self._keeping(card), row)

    # How forms open and end.

    def _wire_rows(self) -> None:
        """Listen to the beds of a house that is shown anew."""
        self._form = None
        for row in self._board.rows():
            row.plan_wanted.connect(lambda row=row: self.plan(row))
            row.stay_wanted.connect(lambda stay, row=row: self._fetch(stay, lambda card: self.change_stay(row, card)))
            row.bed_wanted.connect(lambda row=row: self._fetch(row.bed.bed, lambda card: self.change_bed(row, card)))
            row.settle_wanted.connect(lambda row=row: self.settle(row))
            row.person_wanted.connect(lambda person: self._desk.open("person", person))
            row.completed.connect(self.complete)

    def _fetch(self, record: str, done: Callable[[Card], object]) -> None:
        """Fetch what a form is about."""
        self._desk.ask(lambda vault: records.get(vault, record), done, key=(self, "card"))

    def _open(
        self,
        form: RecordForm,
        keep: Callable[[dict[str, object]], object],
        below: BedLine | object | None = None,
        section: RoomSection | None = None,
    ) -> None:
        """Open a form; Escape and Cancel give the keyboard back to the bed."""
        row = below if isinstance(below, BedLine) else None
        if row is not None:
            section = self._board.section_of(row)
        form.setMaximumWidth(current_metrics().px(_WIDEST_FORM))
        form.submitted.connect(keep)
        form.cancelled.connect(lambda: self._end(row))
        if not self._board.open_form(form, below, section):  # pyright: ignore[reportArgumentType]
            return
        self._form, self._bed = form, row.bed.bed if row is not None else ""
        self.writing.emit(True)
        form.start()

    def _keeping(self, card: Card) -> Callable[[dict[str, object]], None]:
        """Write what of a record was changed."""

        def keep(values: dict[str, object]) -> None:
            changed = changed_in(values, card.values)
            if changed:
                self._write(lambda vault: records.edit(vault, card.id, changed), _("Saved."))
            else:
                self._end(None)

        return keep

    def _whole(self, form: RecordForm, card: Card) -> RecordForm:
        """Show below a house or room what is attached to it, such as the plan of a floor."""
        layout = form.layout()
        if self._attach is not None and layout is not None:
            section = AttachmentsSection(self._desk.registry["attachment"], self._sources)
            layout.addWidget(section)
            self._attach(section)
            section.show_record(card.id)
        return self._deletable(form, card)

    def _deletable(self, form: RecordForm, card: Card) -> RecordForm:
        """Let the whole record be deleted; the toast offers to undo it."""

        def delete() -> None:
            self.give_up()
            self._desk.do(lambda vault: records.delete(vault, card.id), _("{title} deleted.").format(title=card.title))

        form.offer(_(_DELETE[card.kind]), delete, icon="delete")
        return form

    def _write(self, verb: Verb, said: str, done: Callable[[Changed], object] = lambda _changed: None) -> None:
        """Write; the form closes when it went well, and else says what is wrong."""
        form, bed = self._form, self._bed

        def finish(changed: Changed) -> None:
            self._remember(form)
            self.give_up()
            self._board.start(bed)
            done(changed)
            self.ended.emit()

        def failed(problem: Problem) -> None:
            open_form = form if form is self._form else None
            if open_form is not None:
                open_form.again()
            if open_form is not None and isinstance(problem, WrongValue):
                open_form.complain(problem.field, problem.what)
            else:
                self._desk.problem.emit(problem)

        self._desk.do(verb, said, done=finish, failed=failed)

    def _end(self, row: BedLine | None) -> None:
        """Close the form and go back to the bed."""
        self.give_up()
        self._board.start(row.bed.bed if row is not None else "")
        self.ended.emit()


def _given(values: Mapping[str, object]) -> dict[str, object]:
    """Leave out what is empty."""
    return {name: value for name, value in values.items() if value is not None}
