"""Expenses: who gets what for what, who has said yes, and the buttons that bring it one step further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from app.capabilities.funds import expense_service, expense_view
from app.capabilities.funds.expense_view import ExpenseView
from app.capabilities.funds.service import read
from app.i18n import N_, _
from app.records.changes import Changed
from app.services.records import records
from app.services.records.records import Page, Query
from ui.frame.desk import Vault, Verb
from ui.rooms.funds import forms
from ui.rooms.funds.money_list import MoneyList
from ui.rooms.funds.standing_card import StandingCard
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.record_card import RecordCard
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label, set_property
from ui.widgets.table.column import ShownRow, TableColumn

STANDING = "standing"


class StandingStrip(QFrame):
    """Say where an expense stands, who has said what, and offers the next steps."""

    said = Signal(str)
    waive_wanted = Signal(str, str)  # whose interest, their name; without them: fewer words
    state_wanted = Signal(str)
    pay_wanted = Signal()
    print_wanted = Signal()

    def __init__(self) -> None:
        """Start without an expense."""
        super().__init__()
        self.view: ExpenseView | None = None
        self.setProperty("role", "banner")
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        column.setSpacing(metrics.px(4))
        self.heading = label("", "strong", wrap=True)
        self.words = label("", wrap=True)
        self.hindrance = label("", "small", wrap=True)
        for each in (self.heading, self.words, self.hindrance):
            column.addWidget(each)
        row = FlowLayout(spacing=metrics.px(6))
        self.yes = button(_("Yes, pay it"), partial(self.said.emit, "yes"), kind="primary", icon="done")
        self.no = button(_("No"), partial(self.said.emit, "no"))
        self.pay = button(_("Pay…"), self.pay_wanted.emit, kind="primary")
        self.hand_in = button(_("Hand in"), partial(self.state_wanted.emit, "handed_in"), kind="primary")
        self.give_back = button(_("Return"), partial(self.state_wanted.emit, "returned"), kind="quiet")
        self.withdraw = button(_("Withdraw"), partial(self.state_wanted.emit, "withdrawn"), kind="quiet")
        self.paper = button(_("Print"), self.print_wanted.emit, kind="quiet", icon="print")
        buttons = (self.yes, self.no, self.pay, self.hand_in, self.give_back, self.withdraw, self.paper)
        for each in buttons:
            row.addWidget(each)
        column.addLayout(row)
        self._waivers = FlowLayout(spacing=metrics.px(6))
        column.addLayout(self._waivers)
        self.waivers: list[QPushButton] = []

    def show_view(self, view: ExpenseView) -> None:
        """Show where it stands."""
        self.view = view
        self.heading.setText(f"{view.amount} · {view.words}")
        self.words.setText("\n".join(view.lines))
        self.words.setVisible(bool(view.lines))
        waits = view.state in {"handed_in", "refused"}
        self.hindrance.setText(view.hindrance if waits else "")
        self.hindrance.setVisible(waits and bool(view.hindrance))
        self.yes.setVisible(waits and not view.hindrance)
        self.no.setVisible(waits and not view.hindrance)
        self.pay.setText(_("Book the transfer…") if view.is_transfer else _("Pay…"))
        self.pay.setVisible(view.approved)
        self.hand_in.setVisible(view.state in {"draft", "returned", "withdrawn"})
        for each in (self.give_back, self.withdraw):
            each.setVisible(waits or view.approved)
        self._offer_waivers(view)
        set_property(self, "tone", "attention" if waits and not view.hindrance else "")
        self.setAccessibleName(f"{self.heading.text()}. {self.words.text()}")

    def _offer_waivers(self, view: ExpenseView) -> None:
        """Offer what this member could waive."""
        empty(self._waivers)
        words = _("Waive the interest of {name}…")
        wanted = [(person, name, words.format(name=name)) for person, name in view.waivable]
        if view.can_let_fewer:
            wanted.append(("", "", _("Let fewer words be enough…")))
        self.waivers = [
            button(words, partial(self.waive_wanted.emit, person, name), kind="link") for person, name, words in wanted
        ]
        for each in self.waivers:
            self._waivers.addWidget(each)


class ExpensesList(MoneyList):
    """The newest first; what waits for one's own word stands out."""

    pay_wanted = Signal(str)
    key, title, icon, kind = "expenses", N_("Expenses"), "funds", "expense"
    kinds = frozenset(
        {"expense", "approval", "interest", "attachment", "transaction", "posting", "fund", "person", "member_link"}
    )
    purpose = N_("What the group is to pay: handed in with the receipt, approved by others, then paid.")
    hint = N_("Choose an expense to see where it stands, and to say yes or no.")
    chip_field = "state"
    asks_first = ("payee", "fund", "amount", "currency", "day", "purpose", "project")
    widths = (("purpose", 18, 120), ("payee", 13, 90), ("amount", 9, 80), ("day", 10, 96), (STANDING, 12, 110))

    def build(self) -> None:
        """Put the page together."""
        super().build()
        self._sorted = False

    def more_columns(self) -> Sequence[TableColumn]:
        """Say where each stands."""
        return [TableColumn(STANDING, _("Stands"), _stands, sortable=False, tone=_tone)]

    def make_card(self) -> RecordCard:
        """Make a card that says where the expense stands."""
        self.strip = StandingStrip()
        card = StandingCard[ExpenseView](
            self.desk.registry, "expense", self.sources, self.desk.now, self.strip, self.strip.show_view
        )
        card.standing_wanted.connect(self._stand)
        self.strip.said.connect(self._say)
        self.strip.waive_wanted.connect(self._waive)
        self.strip.state_wanted.connect(self._become)
        self.strip.pay_wanted.connect(lambda: self.pay_wanted.emit(self.table.chosen()))
        self.strip.print_wanted.connect(lambda: self.desk.go("print", "expense-form", self.table.chosen()))
        return card

    def refresh(self) -> None:
        """Put the newest first until the person wants another order."""
        if not self._sorted:
            self._sorted = True
            self.table.view.sort_by([key for key, *_least in self.widths].index("day"), Qt.SortOrder.DescendingOrder)
        super().refresh()

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of expenses with where each stands."""
        found = records.page(vault, "expense", query, offset, limit)
        stands = read(vault).standings
        rows = (replace(row, more={STANDING: stands[row.id]}) if row.id in stands else row for row in found.rows)
        return Page(tuple(rows), found.total)

    def _stand(self, expense: str) -> None:
        """Find out where the expense on the card stands."""
        card = self.card
        if isinstance(card, StandingCard):
            self.desk.ask(
                lambda vault: expense_view.expense_view(vault, expense), card.show_standing, key=(self, STANDING)
            )

    def adds(self, values: dict[str, object], circle: str) -> tuple[Verb, str]:
        """Hand it in by whoever works here."""
        said = _("Handed in: {title}. Others have to say yes.").format(title=values.get("purpose", ""))
        return lambda vault: expense_service.hand_in(vault, values, circle), said

    def _waive(self, person: str, name: str) -> None:
        """Ask why an interest, or the number of words, is waived for the expense on the card."""
        expense = self.table.chosen()

        def act(vault: Vault, wanted: dict[str, str]) -> Changed:
            return expense_service.waive(vault, expense, wanted["reason"], person)

        self.open_money_form(forms.waiver_form(name), act, _("You have waived it."))

    def _say(self, word: str) -> None:
        """Say a word on the expense on the card."""
        expense = self.table.chosen()
        said = _("You said yes.") if word == "yes" else _("You said no.")
        self._change(lambda vault: expense_service.approve(vault, expense, word), said)

    def _become(self, state: str) -> None:
        """Bring the expense on the card into another state."""
        expense = self.table.chosen()
        self._change(lambda vault: expense_service.set_state(vault, expense, state), expense_view.state_word(state))

    def _change(self, verb: Verb, said: str) -> None:
        """Change something, and keep the keyboard where the next step is."""
        self.desk.do(verb, said, done=lambda _changed: self.table.setFocus(Qt.FocusReason.OtherFocusReason))


def _stands(row: ShownRow) -> str:
    """Say where an expense stands."""
    found = getattr(row, "more", {}).get(STANDING)
    return expense_view.state_words(found) if found is not None else ""


def _tone(row: ShownRow) -> str:
    """Draw the eye to what waits."""
    found = getattr(row, "more", {}).get(STANDING)
    return "attention" if found is not None and found.state in {"handed_in", "approved"} else ""
