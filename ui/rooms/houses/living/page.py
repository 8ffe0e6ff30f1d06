"""The page of a house's days: meals of today, fair shares and coming turns, bills and payments."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.capabilities.houses import chores_service, money_service
from app.capabilities.houses.kitchen_service import MealView
from app.capabilities.houses.living import BillLine, Living, PaymentLine, living, pay
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.records.days import format_day
from ui.frame.desk import Desk, Vault
from ui.rooms.houses.living.drift_bars import DriftBars
from ui.rooms.houses.living.words import avoided, meal_name
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.emptying import empty
from ui.widgets.labels import label
from ui.widgets.notice import Notice

_FORTNIGHT = datetime.timedelta(days=14)
_WIDEST = 900


class LivingPage(QWidget):
    """Asks for the day of the chosen house, and shows it as lines with a button where there is something to do."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self._house = ""
        self.shown: Living | None = None
        metrics = current_metrics()
        self.houses = ComboBox(_("House"))
        self.houses.activated.connect(self._choose)
        self.bars = DriftBars()
        self._content = QWidget()
        self._content.setProperty("surface", "surface")
        self.setProperty("surface", "surface")
        self._content.setMaximumWidth(metrics.px(_WIDEST))
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(metrics.px(24), metrics.px(12), metrics.px(24), metrics.px(24))
        self._column.setSpacing(metrics.px(6))
        self._column.addWidget(self.houses, 0, Qt.AlignmentFlag.AlignLeft)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(metrics.px(6))
        self._column.addLayout(self._parts)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def refresh(self) -> None:
        """Ask for today."""
        house, day = self._house, self._desk.today()
        self._desk.ask(lambda vault: living(vault, house, day), self._show, key=(self, "living"))

    def start(self) -> None:
        """Begin with the choice of a house."""
        self.houses.setFocus()

    def _choose(self, place: int) -> None:
        self._house = str(self.houses.itemData(place))
        self.refresh()

    def _show(self, found: Living) -> None:
        """Show a day; everything is made anew, there is little of it."""
        self.shown, self._house = found, found.house
        self.houses.clear()
        for house, name in found.houses:
            self.houses.addItem(name, house)
        self.houses.setCurrentIndex(max(0, self.houses.findData(found.house)))
        self.houses.setVisible(bool(found.houses))
        self.bars.setParent(None)
        empty(self._parts)
        if not found.houses:
            self._parts.addWidget(label(_("No houses yet"), "muted"))
            return
        self._heading(_("Meals of {day}").format(day=format_day(found.day)))
        for meal in found.meals:
            self._meal(meal, found.names or {})
        self._heading(_("Chores"), _("Make the rota of two weeks"), self._make_rota)
        self.bars = DriftBars()
        self.bars.show_drifts(found.drifts)
        self._parts.addWidget(self.bars)
        for turn in found.turns:
            words = f"{format_day(turn.on_day)}: {turn.chore}"
            self._line(
                words, turn.who or _("nobody has it yet"), _("Open"), partial(self._desk.open, "slot", turn.slot)
            )
        self._heading(_("Bills"))
        for bill in found.bills:
            self._bill(bill)
        self._heading(_("Settle up"))
        for payment in found.payments:
            payer, payee, amount = payment.words
            words = _("{payer} pays {payee} {amount}").format(payer=payer, payee=payee, amount=amount)
            self._line(words, "", _("Paid"), partial(self._pay, payment))
        if not found.payments:
            self._parts.addWidget(label(_("Nobody owes anything."), "muted"))
        elif not found.proven:
            said = _("With so many people it is not proven that there are no fewer payments.")
            self._parts.addWidget(label(said, "muted", wrap=True))

    def _heading(self, text: str, action: str = "", on: Callable[[], object] | None = None) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, current_metrics().px(14), 0, 0)
        row.addWidget(label(text, "heading"))
        row.addStretch(1)
        if on is not None:
            row.addWidget(button(action, on, kind="quiet"))
        self._parts.addLayout(row)

    def _line(self, words: str, note: str, action: str, on: Callable[[], object] | None) -> None:
        row = QHBoxLayout()
        row.addWidget(label(words, wrap=True), 3)
        if note:
            row.addWidget(label(note, "muted", wrap=True), 2)
        if on is not None:
            row.addWidget(button(action, on, kind="quiet", name=f"{action}: {words}"))
        self._parts.addLayout(row)

    def _meal(self, meal: MealView, names: dict[str, str]) -> None:
        """Show a meal: the two figures, who may be harmed boxed by name, the rest as counts."""
        words = _("{meal}: {table} at the table, {portions} to cook").format(
            meal=meal_name(meal.sort), table=meal.count.table, portions=meal.count.portions
        )
        self._line(words, names.get(meal.recipe or "", ""), "", None)
        severe = [
            f"\u2068{names.get(who, who)}\u2069: {', '.join(map(avoided, each))}" for who, each in meal.diets.severe
        ]
        if severe:
            # One box for a meal: each name keeps its own direction, whatever the others' is.
            self._parts.addWidget(
                Notice(_("Severe: {people}").format(people=" · ".join(severe)), tone="harm", icon="attention")
            )
        counts = [f"{avoided(word)} {count}" for word, count in meal.diets.counts]
        unknown = len(meal.diets.not_asked) + meal.count.guests
        if unknown:
            counts.append(ngettext("{n} not known", "{n} not known", unknown).format(n=unknown))
        if counts:
            self._parts.addWidget(label(" · ".join(counts), "muted", wrap=True))

    def _bill(self, bill: BillLine) -> None:
        """Show a bill with what can be done about it."""
        if bill.problem:
            self._line(bill.text, bill.problem, _("Open"), partial(self._desk.open, "bill", bill.bill))
        elif not bill.is_posted:
            self._line(f"{bill.text}, {bill.amount}", _("not posted yet"), _("Post"), partial(self._post, bill.bill))
        elif bill.has_changed:
            note = _("the stays have changed since")
            self._line(f"{bill.text}, {bill.amount}", note, _("Post anew"), partial(self._post, bill.bill))
        else:
            self._line(
                f"{bill.text}, {bill.amount}", _("posted"), _("Open"), partial(self._desk.open, "bill", bill.bill)
            )

    # What is done.

    def _make_rota(self) -> None:
        house, day = self._house, self._desk.today()

        def make(vault: Vault) -> Changed:
            return chores_service.make_and_write(vault, house, day, day + _FORTNIGHT, day)

        self._desk.do(make)

    def _post(self, bill: str) -> None:
        day, label_text = self._desk.today(), _("Post a bill")
        self._desk.do(lambda vault: vault.apply(money_service.posting_changes(vault, bill, day), label_text))

    def _pay(self, payment: PaymentLine) -> None:
        house, day, label_text = self._house, self._desk.today(), _("Note a payment")
        self._desk.do(lambda vault: pay(vault, payment, house, day, label_text))
