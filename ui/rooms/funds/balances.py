"""The page of balances: funds down, accounts and currencies across, and beside them the rows of the chosen figure."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.capabilities.funds import treasurer
from app.capabilities.funds.views import (
    BALANCE,
    CLOSING,
    EVERYTHING,
    OPENING,
    SPENDABLE,
    FundsView,
    MoneyChoices,
    MoneyRows,
    choices_of,
    funds_view,
    rows_behind,
)
from app.capabilities.ledger import service as ledger
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.records.days import format_day
from ui.frame.desk import Desk, Vault
from ui.rooms.funds import forms
from ui.rooms.funds.figure_table import FigureTable
from ui.rooms.funds.form_place import Act, MoneyFormPlace
from ui.rooms.funds.money_form import MoneyForm
from ui.rooms.funds.rows_pane import RowsPane
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label
from ui.widgets.segmented import Segmented
from ui.widgets.side_by_side import SideBySide

NOW, MONTH, YEAR = "now", "month", "year"


class BalancesPage(QWidget):
    """Asks for the figures of today, this month or this year, and for the rows of the one that is chosen."""

    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.shown: FundsView | None = None
        self.span = Segmented([(NOW, _("Now")), (MONTH, _("This month")), (YEAR, _("This year"))], _("Over which time"))
        self.span.set_value(NOW)
        self.span.chosen.connect(lambda _value: self.refresh())
        self.table = FigureTable(_("Funds and their figures"))
        self.table.wanted.connect(self._ask_rows)
        self.rows = RowsPane()
        self.table.entered_rows.connect(self.rows.start)
        self.rows.opened.connect(desk.open)
        self.rows.left.connect(self.start)
        self.notes = label("", "attention", wrap=True)
        self.waiting_button = button(_("Show them"), self._show_waiting, kind="link")
        self.transfer_button = button(_("Move between funds…"), self.move_money, kind="quiet")
        self.exchange_button = button(_("Exchange currencies…"), self.exchange, kind="quiet")
        self.close_button = button(_("Close a month…"), self.close_month, kind="quiet")
        self.account_button = button(_("New account…"), self.add_account, kind="quiet")
        self.fund_button = button(_("New fund…"), self.add_fund, kind="quiet")
        left = self._left()
        self.side = MoneyFormPlace(desk, self.rows)
        self.side.closed.connect(self._on_closed)
        self.body = SideBySide(left, self.side)
        self.body.show_card(True)
        self.empty = EmptyState(
            "funds",
            _("No funds yet"),
            _("A fund is money kept apart. Here it is to the cent, and every figure shows the rows it was made from."),
        )
        self.empty.offer(_("Add the first fund"), self.add_fund, icon="add")
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.body)
        self.stack.addWidget(self.empty)
        fill(self, self.stack)

    def _left(self) -> QWidget:
        """Put the figures together."""
        metrics = current_metrics()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        column.setSpacing(metrics.px(12))
        top = QHBoxLayout()
        top.addWidget(self.span)
        top.addStretch()
        column.addLayout(top)
        notes = QHBoxLayout()
        notes.addWidget(self.notes, 1)
        notes.addWidget(self.waiting_button)
        column.addLayout(notes)
        column.addWidget(self.table, 1)
        foot = FlowLayout(spacing=metrics.px(6))
        buttons = (
            self.fund_button, self.account_button, self.transfer_button, self.exchange_button, self.close_button,
        )  # fmt: skip
        for each in buttons:
            foot.addWidget(each)
        column.addLayout(foot)
        return left

    # What the room calls.

    def refresh(self) -> None:
        """Ask for the figures."""
        day, since = self._desk.today(), self._since()
        self._desk.ask(lambda vault: funds_view(vault, day, since), self._show, key=(self, "funds"))

    def start(self) -> None:
        """Begin among the figures, or with the first step."""
        target = self.side.form or (self.empty if self.stack.currentWidget() is self.empty else self.table)
        if isinstance(target, MoneyForm):
            target.start()
        else:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_fund(self, fund: str) -> None:
        """Choose the balance of a fund."""
        if self.shown is None:
            return
        for row, line in enumerate(self.shown.lines):
            if line.fund == fund:
                self.table.setCurrentCell(row, 1)

    # The figures.

    def _since(self) -> datetime.date | None:
        today, value = self._desk.today(), self.span.value()
        if value == MONTH:
            return today.replace(day=1)
        return today.replace(month=1, day=1) if value == YEAR else None

    def _show(self, found: FundsView) -> None:
        """Show the figures."""
        self.shown = found
        empty = not found.funds and not found.accounts and self.side.form is None
        self.stack.setCurrentWidget(self.empty if empty else self.body)
        several = len({head.currency for head in found.heads}) > 1
        heads = [f"{head.words} {head.currency}" if several else head.words for head in found.heads]
        rows = [[line.name, *(found.text(line, head) for head in found.heads)] for line in found.lines]
        summed = bool(found.lines) and found.lines[-1].fund == EVERYTHING
        owed = {BALANCE, SPENDABLE, OPENING, CLOSING}
        harmful = {place for place, head in enumerate(found.heads, 1) if head.key in owed}
        notes = [line.note for line in found.lines]
        first = (
            _("Fund")
            if several or not found.heads
            else _("Fund, in {currency}").format(currency=found.heads[0].currency)
        )
        self.table.fill([first, *heads], rows, notes, summed=summed, harmful=harmful)
        self._say_notes(found)
        self.said.emit(_("as of {day}").format(day=format_day(found.day)))
        self._ask_rows(self.table.currentRow(), self.table.currentColumn())

    def _say_notes(self, found: FundsView) -> None:
        """Say what is not counted, and what came late."""
        waits, late = len(found.waiting), len(found.late)
        said = [
            ngettext("{n} transaction is not counted", "{n} transactions are not counted", waits).format(n=waits)
            if waits
            else "",
            ngettext("{n} came late into a closed month", "{n} came late into closed months", late).format(n=late)
            if late
            else "",
        ]
        self.notes.setText("; ".join(filter(None, said)))
        self.notes.setVisible(any(said))
        self.waiting_button.setVisible(any(said))

    def _ask_rows(self, row: int, column: int) -> None:
        """Ask for the rows behind a figure."""
        found = self.shown
        if found is None or not 0 <= row < len(found.lines) or not 0 < column <= len(found.heads):
            return
        fund, head, day, since = found.lines[row].fund, found.heads[column - 1], found.day, found.since
        self._desk.ask(
            lambda vault: rows_behind(vault, fund, head, day, since), self.rows.show_rows, key=(self, "rows")
        )

    def _show_waiting(self) -> None:
        """List what is not counted, and what came late."""
        if self.shown is None:
            return
        from app.capabilities.funds.views import MoneyRow

        rows = [MoneyRow("transaction", each, None, text or each[:8], why, 0) for each, text, why in self.shown.waiting]
        rows += [MoneyRow("transaction", each, None, text, _("late, and counted"), 0) for each, text in self.shown.late]
        words = _("Not counted, and come late")
        self.rows.show_rows(MoneyRows(words, self.shown.usual, 0, tuple(rows)))
        self.rows.start()

    # The forms, in the place of the rows.

    def book(self) -> None:
        """Ask for a booking."""
        fund = self._fund()
        self._with_choices(
            lambda choices: self._open(
                forms.book_form(choices, self._desk.today(), fund), treasurer.book, _("Booked."), final=True
            )
        )

    def move_money(self) -> None:
        """Ask for a transfer."""
        said = _("Handed in. Two others have to approve it.")
        self._with_choices(
            lambda choices: self._open(forms.transfer_form(choices, self._desk.today()), treasurer.ask_transfer, said)
        )

    def exchange(self) -> None:
        """Ask for an exchange of currencies."""
        fund = self._fund()
        self._with_choices(
            lambda choices: self._open(
                forms.exchange_form(choices, self._desk.today(), fund), treasurer.exchange, _("Booked."), final=True
            )
        )

    def close_month(self) -> None:
        """Ask which month is closed; by default the last one."""
        last = self._desk.today().replace(day=1) - datetime.timedelta(days=1)

        def close(vault: Vault, wanted: dict[str, str]) -> Changed:
            return ledger.close(vault, wanted["month"])

        self._open(forms.close_form(last.isoformat()[:7]), close, _("Closed."), final=True)

    def add_fund(self) -> None:
        """Ask for a new fund."""
        self._open(forms.fund_form(), treasurer.add_fund, _("Added."))

    def add_account(self) -> None:
        """Ask for a new account."""
        usual = self.shown.usual if self.shown is not None else ""
        self._open(forms.account_form(usual), treasurer.add_account, _("Added."))

    def _fund(self) -> str:
        """Give the fund whose figure is chosen."""
        place = self.table.currentRow()
        if self.shown is None or not 0 <= place < len(self.shown.lines):
            return ""
        fund = self.shown.lines[place].fund
        return "" if fund == EVERYTHING else fund

    def _with_choices(self, then: Callable[[MoneyChoices], None]) -> None:
        self._desk.ask(choices_of, then, key=(self, "choices"))

    def _open(self, form: MoneyForm, act: Act, said: str, *, final: bool = False) -> None:
        self.stack.setCurrentWidget(self.body)
        self.side.open(form, act, said, final=final)

    def _on_closed(self, _done: bool) -> None:
        self.refresh()
        self.start()
