"""The page of study: circles that read a path together, and the questions that come back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.capabilities.library import study_view
from app.capabilities.library.study_view import OpenedStudy, PathLine, SessionLine, StudyRoom
from app.i18n import _, ngettext
from app.records.days import format_day
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs
from ui.rooms.library.asking import Asking
from ui.rooms.library.column import Column
from ui.rooms.library.listed_column import ListedColumn
from ui.rooms.library.recall_box import RecallBox
from ui.rooms.library.studying_forms import StudyingForms
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.side_list import SideLine, SideList

RECALL = "recall"


class StudyPage(QWidget):
    """At the leading side what comes back today, the circles and the paths; beside it the chosen one."""

    counted = Signal(str)

    def __init__(self, desk: Desk, asking: Asking, dialogs: Dialogs) -> None:
        """Take the desk, the forms, and who asks for files."""
        super().__init__()
        self._desk = desk
        self.room: StudyRoom | None = None
        self.open: OpenedStudy | None = None
        self.list = SideList(_("Study circles and paths"))
        self.column = Column(_("Study"))
        self.recall = RecallBox()
        self.forms = StudyingForms(desk, self, asking, dialogs)
        self.recall.rated.connect(self.forms.rate)
        self.nothing = EmptyState(
            "playbooks",
            _("Nothing to study yet"),
            _("A path says what is read in which order; a circle reads it together."),
        )
        self.nothing.offer(_("New reading path"), self.new, icon="add")
        self.nothing.offer(_("Take a path from a file"), self.forms.take_path, primary=False)
        self.stack = ListedColumn(self.list, self.column, self.nothing)
        fill(self, self.stack)
        self.list.chosen.connect(lambda _id: self._show_chosen())

    # What the room calls.

    def refresh(self) -> None:
        """Ask for what there is."""
        day = self._desk.today()
        self._desk.ask(lambda vault: study_view.study_room(vault, day), self._show_room, key=(self, "study"))

    def start(self) -> None:
        """Begin at the list."""
        self.stack.start()

    def new(self) -> None:
        """Ask for a reading path."""
        self.stack.begin()
        self.forms.new_path()

    def go_to(self, kind: str, record: str) -> None:
        """Show a study circle, by itself or by one of its sessions."""
        self._desk.ask(lambda vault: study_view.study_of(vault, kind, record), self._go)

    def _go(self, study: str) -> None:
        self.list.wanted = study
        self.refresh()

    def _show_room(self, found: StudyRoom) -> None:
        self.room = found
        due = len(found.due)
        rows = [
            *(
                [SideLine(RECALL, _("Questions that come back"), ngettext("{n} today", "{n} today", due).format(n=due))]
                if due
                else []
            ),
            *(
                SideLine(each.id, each.title, self._stands(each.held, each.sessions, ended=each.ended))
                for each in found.studies
            ),
            *(SideLine(each.id, each.name, self._path_words(each)) for each in found.paths),
        ]
        going = sum(not each.ended for each in found.studies)
        self.counted.emit(ngettext("{n} circle", "{n} circles", going).format(n=going) if rows else "")
        self.stack.show_lines(rows)
        self._show_chosen()

    def _stands(self, held: int, sessions: int, *, ended: bool) -> str:
        words = _("circle, ended") if ended else _("circle, {held} of {all} sessions held")
        return words.format(held=held, all=sessions)

    def _path_words(self, path: PathLine) -> str:
        count = ngettext("path, {n} reading", "path, {n} readings", path.readings).format(n=path.readings)
        return " · ".join(filter(None, (count, _("{n} minutes").format(n=path.minutes) if path.minutes else "")))

    def _show_chosen(self) -> None:
        """Show what the list has chosen: the questions, a circle or a path."""
        room, chosen, day = self.room, self.list.current(), self._desk.today()
        if room is None or not chosen:
            self.column.clear()
            return
        if chosen == RECALL:
            self.column.clear()
            self.column.heading(_("Questions that come back"), first=True)
            self.column.text(
                _("Answer in your head, look, and say how it went: they come back when you need them."), "muted"
            )
            self.recall = RecallBox()
            self.recall.rated.connect(self.forms.rate)
            self.recall.show_questions(room.due)
            self.column.add(self.recall)
            self.column.done()
            return
        path = next((each for each in room.paths if each.id == chosen), None)
        if path is not None:
            self.open = None
            self._show_path(path)
        else:
            self._desk.ask(
                lambda vault: study_view.opened_study(vault, chosen, day), self._show_study, key=(self, "opened")
            )

    def _show_path(self, path: PathLine) -> None:
        do, column = self.forms, self.column
        column.clear()
        column.heading(
            path.name,
            button(_("Start a circle"), partial(do.start, path), kind="primary" if path.readings else ""),
            button(_("Save as a file"), partial(do.save_path, path), kind="quiet", icon="export"),
            button(_("Print"), lambda: self._desk.go("print", "reading-list", path.id), kind="quiet", icon="print"),
            first=True,
        )
        if path.purpose:
            column.text(path.purpose, "muted")
        column.heading(_("Readings"), button(_("Add a reading"), partial(do.reading, path), kind="quiet", icon="add"))
        if not path.readings:
            column.text(_("A path needs at least one reading before a circle can start."), "muted")
        self._desk.ask(
            lambda vault: study_view.readings_of(vault, path.id),
            lambda rows: self._show_readings(path, rows),
            key=(self, "readings"),
        )

    def _show_readings(self, path: PathLine, rows: tuple[study_view.ReadingLine, ...]) -> None:
        if self.list.current() != path.id:
            return
        for place, each in enumerate(rows, 1):
            minutes = _("{n} minutes").format(n=each.minutes) if each.minutes else ""
            self.column.line(f"{place}. {each.title}", minutes)
            for asked in each.questions:
                self.column.line(asked, role="muted", depth=1)
        self.column.done()

    def _show_study(self, found: OpenedStudy) -> None:
        if self.list.current() != found.id:
            return
        self.open = found
        do, column = self.forms, self.column
        column.clear()
        ends = [button(_("End it"), do.end, kind="quiet")] if not found.ended else []
        column.heading(found.title, *ends, first=True)
        names = ", ".join(self._desk.me.title(each, name) for each, name in found.people) or _("nobody yet")
        since = _("ended on {day}").format(day=format_day(found.ended)) if found.ended else ""
        first = _("since {day}").format(day=format_day(found.start))
        column.text(" · ".join(filter(None, (first, since, names))), "muted")
        if not found.ended:
            column.row(
                button(_("Add somebody"), do.join, icon="add"), button(_("Somebody leaves"), do.leave, kind="quiet")
            )
        if found.missed:
            column.heading(
                _("What you missed"),
                button(_("Print"), lambda: self._desk.go("print", "catch-up", found.id), kind="quiet", icon="print"),
            )
            for each in found.missed:
                self._came_of(each, missed=True)
        column.heading(_("Sessions"))
        for each in found.sessions:
            self._session(each)
        if found.progress:
            column.heading(_("Who came to how many"))
            column.text(
                _("Each sees their own; who facilitates sees all. It is gone four weeks after the end."), "muted"
            )
            for name, came, held in found.progress:
                column.line(name, _("{came} of {held}").format(came=came, held=held))
        column.done()

    def _session(self, each: SessionLine) -> None:
        """Show a session: when, what, who leads, and what came of it."""
        do = self.forms
        leader = self._desk.me.title(each.leader, each.leader_name) if each.leader else _("nobody leads yet")
        words = f"{format_day(each.day)}: {each.reading}"
        note = button(
            _("Note it") if not each.held else _("Change"),
            partial(do.note, each),
            kind="link",
            name=_("Note the session of {day}").format(day=format_day(each.day)),
        )
        swap = button(_("Swap"), partial(do.swap, each), kind="link", name=f"{_('Swap who leads')}: {words}")
        sheet = button(
            _("Print"),
            lambda: self._desk.go("print", "study-session", each.id),
            kind="link",
            name=f"{_('Print')}: {words}",
        )
        self.column.line(words, leader, *([] if each.held else [swap]), note, sheet)
        if each.held:
            self._came_of(each)

    def _came_of(self, each: SessionLine, *, missed: bool = False) -> None:
        """Show what a session came to; an open question becomes a note on the text by one key."""
        column = self.column
        if missed:
            column.line(f"{format_day(each.day)}: {each.reading}", role="strong")
        if each.covered:
            column.line(_("Covered up to {where}").format(where=each.covered), role="muted", depth=1)
        for idea in each.ideas:
            column.line(_("Idea: {text}").format(text=idea), role="muted", depth=1)
        for asked in each.questions:
            make = button(
                _("Make it a note"),
                partial(self.forms.question_to_note, each.id, asked),
                kind="link",
                name=_("Make a note of: {text}").format(text=asked),
            )
            column.line(_("Open: {text}").format(text=asked), "", *([] if missed else [make]), role="muted", depth=1)
