"""The room of today."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, QTime, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from app.i18n import _
from app.records.changes import Changed
from app.services.agenda import attention, today
from app.services.agenda.attention import AttentionLine
from app.services.agenda.section import AgendaFigure
from app.services.agenda.today import Today
from ui.frame import members_pages
from ui.frame.command import Command
from ui.frame.room import RoomPage
from ui.records.days import whole
from ui.rooms.today import SIGN
from ui.rooms.today.agenda import Agenda, AgendaRow, lines_of
from ui.rooms.today.agenda_view import AgendaView
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader

_WIDEST = 1040
_LOOK_AT_THE_CLOCK_MS = 60_000


class TodayRoom(RoomPage):
    """Who comes and goes, what is due, what has gone quiet, what is to be settled; one key completes a row."""

    key, title, icon, shows, takes = SIGN

    def build(self) -> None:
        """Put the page together."""
        self.kinds = today.reads_of(self.desk.registry)
        self.found: Today | None = None
        self._page = ""  # of the Trust room, where the first thing that needs somebody is settled
        self._begin = False  # the keyboard was to go to a row that was not there yet
        self.trust = button("", lambda: self.desk.go(members_pages.ROOM, self._page), kind="link", icon="trust")
        self.trust.hide()
        self.figures: dict[str, QPushButton] = {}
        self.header = PageHeader(_(self.title))
        line = QHBoxLayout()
        line.setContentsMargins(current_metrics().px(16), 0, current_metrics().px(16), 0)
        line.addWidget(self.trust)
        line.addStretch()
        self.agenda = Agenda()
        self.view = AgendaView(self.agenda)
        self.view.opened.connect(self._open)
        self.view.completed.connect(self._complete)
        self.empty = EmptyState(
            "success",
            _("Nothing waits for you today"),
            _("Arrivals and departures, tasks that are due, projects gone quiet and what is to be settled stand here."),
        )
        self.empty.offer(_("Go to the people"), lambda: self.desk.go("people"), icon="people", primary=False)
        self.empty.offer(_("Go to the houses"), lambda: self.desk.go("houses"), icon="houses", primary=False)
        self.stack = QStackedWidget(self)
        for each in (QWidget(), self.view, self.empty):
            self.stack.addWidget(each)
        column = QWidget()
        column.setMaximumWidth(current_metrics().px(_WIDEST))
        inner = QHBoxLayout(column)
        inner.setContentsMargins(current_metrics().px(12), 0, current_metrics().px(12), 0)
        inner.addWidget(self.stack)
        self.page.addWidget(self.header)
        self.page.addLayout(line)
        row = QHBoxLayout()
        row.addWidget(column, 1)
        row.addStretch()
        self.page.addLayout(row, 1)
        clock = QTimer(self, interval=_LOOK_AT_THE_CLOCK_MS)
        clock.timeout.connect(self._on_minute)
        clock.start()

    # What the frame calls.

    def enter(self) -> None:
        """Come into sight; another day, or an hour later, the page is asked for again."""
        self._stale = self._stale or self.found is None or self.found.day != self.desk.today()
        super().enter()

    def refresh(self) -> None:
        """Ask for the page of the day it is now."""
        self._ask_day()
        self._ask_needs()

    def start(self) -> None:
        """Begin at the first row, as soon as it is there."""
        self._begin = self.found is None
        (self.empty if self.stack.currentWidget() is self.empty else self.view).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def commands(self) -> Sequence[Command]:
        """Give what can be done with a row."""
        here = _(self.title)
        return [
            Command(_("Complete the row: arrived, left, done"), self.view.complete, "done", ("D",), here, _("finish")),
            Command(_("Open the row"), self.view.open_row, "forward", (), here),
        ]

    # What is asked and told.

    def _on_changed(self, changed: Changed) -> None:
        """Ask for what a change concerns; all of it later if the page is not in sight."""
        concerned = not self.kinds.isdisjoint(changed.kinds), not attention.READS.isdisjoint(changed.kinds)
        if not self.isVisible():
            self._stale = self._stale or any(concerned)
            return
        for ask, wanted in zip((self._ask_day, self._ask_needs), concerned, strict=True):
            if wanted:
                ask()

    def _ask_day(self) -> None:
        day = self.desk.today()
        self.desk.ask(lambda vault: today.today(vault, day), self._show, key=(self, "today"))

    def _ask_needs(self) -> None:
        self.desk.ask(attention.needs, self._show_needs, key=(self, "needs"))

    def _show(self, found: Today) -> None:
        """Show a day, and keep the choice on its row, or on the one that took its place."""
        entry, place = self.view.entry(), self.view.currentIndex().row()
        self.found = found
        self.agenda.show_lines(lines_of(found))
        had_focus = self.isAncestorOf(self.focusWidget() or self) and self.stack.currentWidget() is self.view
        self.stack.setCurrentWidget(self.view if found.sections else self.empty)
        number = self.agenda.place_of(entry.section, entry.item.record) if entry is not None else -1
        self.view.choose(number if number >= 0 else self.agenda.near(max(place, 0)))
        if self._begin or (had_focus and not found.sections):
            self.start()
        at = self.desk.almanac.here(found.as_of)
        time = QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)
        self.header.say(_("{day} · as of {time}").format(day=whole(found.day), time=time))
        self._show_figures(found.figures)

    def _show_figures(self, figures: Sequence[AgendaFigure]) -> None:
        """Show each figure on a button that leads to what it counts."""
        for each in self.figures.values():
            each.hide()
        for figure in figures:
            shown = self.figures.get(figure.room)
            if shown is None:
                shown = button("", lambda room=figure.room: self.desk.go(room), kind="quiet", icon=figure.room)
                self.figures[figure.room] = shown
                self.header.add(shown)
            shown.setText(figure.text)
            shown.setAccessibleName(_("{words}: show who").format(words=figure.text))
            shown.show()

    def _show_needs(self, found: tuple[AttentionLine, ...]) -> None:
        """Show in one line what of the group's trust needs somebody."""
        words = " · ".join(each.text for each in found)
        self._page = members_pages.page_for(found)
        self.trust.setText(words)
        self.trust.setAccessibleName(_("Trust: {what}").format(what=words))
        self.trust.setVisible(bool(found))

    def _open(self, entry: AgendaRow) -> None:
        """Go to the room of a row."""
        if entry.item.room:
            self.desk.go(entry.item.room, entry.item.page, entry.item.record)
        else:
            self.desk.open(entry.item.kind, entry.item.record)

    def _complete(self, entry: AgendaRow) -> None:
        """Complete a row; the toast offers to undo it."""
        item = entry.item
        words = _("{action}: {title}").format(action=entry.action, title=item.title)
        self.desk.do(lambda vault: today.complete(vault, item.acts_on or item.record, item.action), words)

    def _on_minute(self) -> None:
        """Turn the page when the day does."""
        if self.found is not None and self.found.day != self.desk.today() and self.isVisible():
            self.refresh()
