"""Asks: whom the group asks for money, until when, and how it went; beside them the calendar of all days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.capabilities.funds import treasurer
from app.capabilities.funds.ask_view import AskView, ask_view
from app.capabilities.funds.asking import AskingEntry, calendar_of, entry_state
from app.capabilities.funds.records import ASK_STATES
from app.i18n import N_, _
from app.records.changes import Changed
from app.records.days import format_day
from app.services.records import records
from ui.frame.desk import Vault
from ui.rooms.funds import forms
from ui.rooms.funds.money_list import MoneyList
from ui.rooms.funds.standing_card import StandingCard
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.record_card import RecordCard
from ui.widgets.empty_state import EmptyState
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label, set_property
from ui.widgets.plain_table import PlainTable


class AskCalendar(QFrame):
    """Deadlines, decisions and reports in the order of their days; Enter opens one."""

    opened = Signal(str, str)

    def __init__(self, hint: EmptyState) -> None:
        """Start with the hint, which stays while there is nothing to come."""
        super().__init__()
        self.entries: Sequence[AskingEntry] = ()
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(16), metrics.px(16), metrics.px(16), 0)
        column.setSpacing(metrics.px(8))
        self.title = label(_("What is due"), "heading")
        heads = (_("Day"), _("What"), _("Funder"), _("State"))
        self.table = PlainTable(heads, _("Deadlines, decisions and reports"), narrow=(0, 1, 3))
        self.table.on_key(self._open, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.table.cellDoubleClicked.connect(lambda _row, _column: self._open())
        self.hint: QWidget = hint
        for each in (self.title, self.table, self.hint):
            column.addWidget(each, 0 if each is self.title else 1)

    def show_entries(self, entries: Sequence[AskingEntry], today: datetime.date) -> None:
        """Show what has a day; what is overdue stands out."""
        open_ones = (each for each in entries if not (each.is_report and each.state == "sent"))
        self.entries = [each for each in open_ones if each.day is not None]
        rows = [(format_day(each.day), each.what, each.name, entry_state(each)) for each in self.entries if each.day]
        self.table.fill(rows)
        for place, each in enumerate(self.entries):
            if each.day is not None and each.day < today:
                self.table.mark(place, (0, 1))
        shown = bool(rows)
        self.title.setVisible(shown)
        self.table.setVisible(shown)
        self.hint.setVisible(not shown)

    def _open(self) -> None:
        place = self.table.currentRow()
        if 0 <= place < len(self.entries):
            entry = self.entries[place]
            self.opened.emit("report" if entry.is_report else "ask", entry.record)


class AskStrip(QFrame):
    """Warns of whom the group has asked already, and offers what can be done."""

    grant_wanted = Signal()
    state_wanted = Signal(str)
    report_wanted = Signal()
    opened = Signal(str, str)

    def __init__(self) -> None:
        """Start without an ask."""
        super().__init__()
        self.view: AskView | None = None
        self.setProperty("role", "banner")
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        column.setSpacing(metrics.px(4))
        self.heading = label("", "strong", wrap=True)
        self.warning = label(_("The same funder was asked within 180 days:"), "attention", wrap=True)
        column.addWidget(self.heading)
        column.addWidget(self.warning)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column.addLayout(self._lines)
        row = FlowLayout(spacing=metrics.px(6))
        self.sent = button(_("Sent today"), partial(self.state_wanted.emit, "sent"), kind="primary")
        self.granted = button(_("Granted…"), self.grant_wanted.emit)
        self.declined = button(_("Declined"), partial(self.state_wanted.emit, "declined"), kind="quiet")
        self.report = button(_("Report…"), self.report_wanted.emit, kind="quiet")
        for each in (self.sent, self.granted, self.declined, self.report):
            row.addWidget(each)
        column.addLayout(row)

    def show_view(self, view: AskView) -> None:
        """Show how it stands."""
        self.view = view
        self.heading.setText("\n".join((view.heading, *view.story)))
        empty(self._lines)
        for words, record in view.warnings:
            self._line(words, "ask", record)
        for words, record in view.reports:
            self._line(words, "report", record)
        self.warning.setVisible(bool(view.warnings))
        self.sent.setVisible(view.state in {"idea", "writing"})
        self.granted.setVisible(view.can_grant)
        self.declined.setVisible(view.state == "sent")
        set_property(self, "tone", "attention" if view.warnings else "")
        self.setAccessibleName(self.heading.text())

    def _line(self, words: str, kind: str, record: str) -> None:
        made = button(words, partial(self.opened.emit, kind, record), kind="link")
        self._lines.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)


class AsksList(MoneyList):
    """All asks; the calendar stands beside them while none is chosen."""

    key, title, icon, kind = "asks", N_("Asks"), "funds", "ask"
    kinds = frozenset({"ask", "report", "funder", "funder_contact", "fund", "transaction", "person", "project"})
    purpose = N_("Whom the group asks for money, and until when. Nobody asks the same funder twice without knowing.")
    hint = N_("Choose an ask to see who was asked for what, and how it went.")
    chip_field = "state"
    asks_first = ("funder", "purpose", "amount", "currency", "deadline", "decision_on", "project", "owner")
    widths = (("funder", 14, 110), ("purpose", 14, 100), ("amount", 9, 80), ("deadline", 10, 96), ("state", 10, 84))

    def make_card(self) -> RecordCard:
        """Make a card that warns."""
        self.strip = AskStrip()
        card = StandingCard[AskView](
            self.desk.registry, "ask", self.sources, self.desk.now, self.strip, self.strip.show_view
        )
        card.standing_wanted.connect(self._stand)
        self.strip.opened.connect(self.desk.open)
        self.strip.grant_wanted.connect(self.grant)
        self.strip.state_wanted.connect(self._become)
        self.strip.report_wanted.connect(self.add_report)
        return card

    def make_hint(self) -> QWidget:
        """Show the calendar while no ask is chosen."""
        self.calendar = AskCalendar(EmptyState(self.icon, "", _(self.hint)))
        self.calendar.opened.connect(self.desk.open)
        return self.calendar

    def refresh(self) -> None:
        """Fetch the list, the card and the calendar anew."""
        super().refresh()
        today = self.desk.today()
        self.desk.ask(calendar_of, lambda found: self.calendar.show_entries(found, today), key=(self, "calendar"))

    def grant(self) -> None:
        """Ask what the chosen ask becomes, now that it was granted."""
        ask, view = self.table.chosen(), self.strip.view
        if ask and view is not None:

            def act(vault: Vault, wanted: dict[str, str]) -> Changed:
                return treasurer.grant(vault, ask, wanted)

            self.open_money_form(forms.grant_form(view.name), act, _("The fund is made."))

    def add_report(self) -> None:
        """Ask by when the funder wants a report."""
        ask = self.table.chosen()
        if ask:

            def act(vault: Vault, wanted: dict[str, str]) -> Changed:
                return treasurer.add_report(vault, ask, wanted)

            self.open_money_form(forms.report_form(), act, _("The report is noted."))

    def _stand(self, ask: str) -> None:
        """Find out what is known of the funder of the ask on the card."""
        card = self.card
        if isinstance(card, StandingCard):
            self.desk.ask(lambda vault: ask_view(vault, ask), card.show_standing, key=(self, "standing"))

    def _become(self, state: str) -> None:
        """Bring the ask on the card into another state; one that is sent gets the day."""
        ask = self.table.chosen()
        values: dict[str, object] = {"state": state}
        values |= {"sent_on": self.desk.today()} if state == "sent" else {}
        self.desk.do(lambda vault: records.edit(vault, ask, values), _(ASK_STATES[state]))
