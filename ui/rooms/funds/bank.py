"""The page of banks: accounts with their last check, statements read in, and what their lines are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.capabilities.funds import statement_service, treasurer
from app.capabilities.funds.bank_view import BankAccount, BankLineView, BankView, bank_view
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.records.days import format_day, parse_day
from ui.frame.desk import Desk, Vault
from ui.rooms.funds import forms
from ui.rooms.funds.form_place import MoneyFormPlace
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable
from ui.widgets.side_by_side import SideBySide


class BankPage(QWidget):
    """Accounts at one side; at the other the lines to name, with proposals that Enter takes."""

    read_wanted = Signal(str)
    account_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.shown: BankView | None = None
        self.accounts = PlainTable(
            (_("Account"), _("In the books"), _("Last check")), _("Accounts of money"), narrow=(1,)
        )
        self.accounts.on_key(self.check, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.accounts.cellDoubleClicked.connect(lambda _row, _column: self.check())
        self.accounts.currentCellChanged.connect(lambda *_cells: self._say_since())
        self.since = label("", "attention", wrap=True)
        self.check_button = button(_("Check the balance…"), self.check)
        self.lines_title = label("", "heading", wrap=True)
        self.lines = PlainTable((_("Day"), _("Text"), _("Amount")), _("Lines of statements to name"), narrow=(0, 2))
        self.lines.currentCellChanged.connect(lambda *_cells: self._show_proposals())
        self.found_title = label("", "muted", wrap=True)
        self.found = PlainTable((_("It could be"), _("Why")), _("What the chosen line could be; Enter says so"))
        self.lines.on_key(self._to_proposals, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.found.on_key(self.match, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.found.on_key(self._to_lines, Qt.Key.Key_Escape)
        self.found.cellDoubleClicked.connect(lambda _row, _column: self.match())
        self.match_button = button(_("That is it"), self.match)
        self.open_button = button(_("Look at it"), self._open_proposal, kind="quiet")
        self.place = MoneyFormPlace(desk, self._right())
        self.place.closed.connect(lambda _done: self.start())
        self.body = SideBySide(self._left(), self.place)
        self.body.show_card(True)
        self.empty = EmptyState(
            "funds",
            _("No account of money yet"),
            _("Name the bank account or the cash box; then its statements can be read, and its balance checked."),
        )
        self.empty.offer(_("Add an account"), self.account_wanted.emit, icon="add")
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.body)
        self.stack.addWidget(self.empty)
        fill(self, self.stack)

    def _left(self) -> QWidget:
        """Put the accounts together."""
        metrics = current_metrics()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        column.setSpacing(metrics.px(8))
        column.addWidget(self.accounts, 1)
        column.addWidget(self.since)
        row = QHBoxLayout()
        row.setSpacing(metrics.px(8))
        row.addWidget(self.check_button)
        row.addStretch()
        column.addLayout(row)
        return left

    def _right(self) -> QWidget:
        """Put lines and proposals together."""
        metrics = current_metrics()
        right = QWidget()
        right.setProperty("surface", "surface")
        column = QVBoxLayout(right)
        column.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        column.setSpacing(metrics.px(8))
        column.addWidget(self.lines_title)
        column.addWidget(self.lines, 3)
        column.addWidget(self.found_title)
        column.addWidget(self.found, 2)
        row = QHBoxLayout()
        row.setSpacing(metrics.px(8))
        for each in (self.match_button, self.open_button):
            row.addWidget(each)
        row.addStretch()
        column.addLayout(row)
        return right

    def refresh(self) -> None:
        """Ask for accounts and lines."""
        day = self._desk.today()
        self._desk.ask(lambda vault: bank_view(vault, day), self._show, key=(self, "bank"))

    def start(self) -> None:
        """Begin with the lines if there are any, else among the accounts."""
        if self.stack.currentWidget() is self.empty:
            self.empty.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.place.form is not None:
            self.place.form.start()
        else:
            target = self.lines if self.lines.rowCount() else self.accounts
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: BankView) -> None:
        """Show what was found."""
        self.shown = found
        self.stack.setCurrentWidget(self.body if found.accounts else self.empty)
        self.accounts.fill([(each.name, f"{each.balance}", each.checked) for each in found.accounts])
        for place, each in enumerate(found.accounts):
            item = self.accounts.item(place, 1)
            if item is not None:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if each.attention:
                self.accounts.mark(place, (2,))
        self._say_since()
        count = len(found.lines)
        words = ngettext("{n} line to name", "{n} lines to name", count).format(n=f"{count:n}")
        self.lines_title.setText(words if count else _("Every line that was read has a name."))
        self.lines.fill([(format_day(each.day), each.text, each.amount) for each in found.lines])
        for place in range(count):
            item = self.lines.item(place, 2)
            if item is not None:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for each in (self.lines, self.found, self.found_title, self.match_button, self.open_button):
            each.setVisible(count > 0)
        self._show_proposals()

    def _account(self) -> BankAccount | None:
        place = self.accounts.currentRow()
        known = self.shown.accounts if self.shown is not None else ()
        return known[place] if 0 <= place < len(known) else None

    def _line(self) -> BankLineView | None:
        place = self.lines.currentRow()
        known = self.shown.lines if self.shown is not None else ()
        return known[place] if 0 <= place < len(known) else None

    def _say_since(self) -> None:
        """Say since when the chosen account does not hold."""
        account = self._account()
        since = account.since if account is not None else ""
        self.since.setText(f"{account.checked}. {since}" if account is not None and since else "")
        self.since.setVisible(bool(self.since.text()))

    def _show_proposals(self) -> None:
        """Show what the chosen line could be."""
        line = self._line()
        rows = line.proposals if line is not None else ()
        self.found.fill([(each.words, each.why) for each in rows])
        self.found_title.setText(
            "" if rows else _("Nothing has this amount within ten days. Book it, then look again.")
        )
        self.found_title.setVisible(not rows and line is not None)
        self.found.setVisible(bool(rows))
        for each in (self.match_button, self.open_button):
            each.setEnabled(bool(rows))

    def _to_proposals(self) -> None:
        if self.found.rowCount():
            self.found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_lines(self) -> None:
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is done.

    def read(self) -> None:
        """Read a statement for the chosen account."""
        account = self._account()
        self.read_wanted.emit(account.id if account is not None else "")

    def check(self) -> None:
        """Ask what the chosen account really holds."""
        account = self._account()
        if account is None:
            return

        def act(vault: Vault, wanted: dict[str, str]) -> Changed:
            day = parse_day(wanted["day"]) or self._desk.today()
            return treasurer.check_balance(vault, account.id, day, wanted["amount"])

        form = forms.check_form(account.name, account.currency, self._desk.today())
        self.place.open(form, act, _("Compared with the books."))

    def match(self) -> None:
        """Say that the chosen line is the chosen proposal."""
        line, place = self._line(), max(self.found.currentRow(), 0)
        if line is not None and place < len(line.proposals):
            record, words = line.proposals[place].record, line.proposals[place].words
            self._desk.do(
                partial(_match, line=line.id, record=record),
                _("It is {what}.").format(what=words),
                done=lambda _changed: self._to_lines(),
            )

    def _open_proposal(self) -> None:
        """Look at the chosen proposal."""
        line, place = self._line(), max(self.found.currentRow(), 0)
        if line is not None and place < len(line.proposals):
            self._desk.open(line.proposals[place].kind, line.proposals[place].record)


def _match(vault: Vault, *, line: str, record: str) -> Changed:
    return statement_service.match(vault, line, record)
