"""The page of a house's days: meals of today, fair shares and coming turns, bills and payments."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.capabilities.houses import chores_service, money_service, turns_service
from app.capabilities.houses.chores.rows import DONE
from app.capabilities.houses.chores_service import SharePart
from app.capabilities.houses.kitchen_service import MealView
from app.capabilities.houses.living import (
    BillLine,
    ComingTurn,
    Living,
    MovementLine,
    Opened,
    PaymentLine,
    living,
    pay,
)
from app.capabilities.houses.records_chores import SLOT_STATUS
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.records.days import format_day
from ui.frame.desk import Desk, Vault
from ui.rooms.houses.living.drift_bars import DriftBars
from ui.rooms.houses.living.swap_box import SwapBox
from ui.rooms.houses.living.words import avoided, meal_name, own, together, verdict_words
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.emptying import empty
from ui.widgets.filling import fill
from ui.widgets.labels import label
from ui.widgets.notice import Notice

_FORTNIGHT = datetime.timedelta(days=14)
_WIDEST, _CHOICE_WIDTH = 900, 220
_MOST_PARTS = 40  # turns of one share; the rest is in the list of turns


class LivingPage(QWidget):
    """Asks for the day of the chosen house, and shows it as lines with a button where there is something to do."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self._house = ""
        self._opened = Opened()
        self._swapping = ""  # the turn for which another is looked for
        self._is_plain = False
        self.shown: Living | None = None
        metrics = current_metrics()
        self.houses = ComboBox(_("House"))
        self.houses.activated.connect(self._choose)
        self.houses.setMinimumWidth(metrics.px(_CHOICE_WIDTH))
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
        fill(self, area)

    def refresh(self) -> None:
        """Ask for today."""
        house, day, opened = self._house, self._desk.today(), self._opened
        self._desk.ask(lambda vault: living(vault, house, day, opened), self._show, key=(self, "living"))

    def start(self) -> None:
        """Begin with the choice of a house."""
        self.houses.setFocus()

    def _choose(self, place: int) -> None:
        self._house = str(self.houses.itemData(place))
        self._opened, self._swapping = Opened(), ""
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
        for meal, sorts in together(found.meals):
            self._meal(meal, sorts, found.names or {})
        self._heading(_("Chores"), _("Make the rota of two weeks"), self._make_rota)
        had_focus = self.bars.hasFocus()
        self.bars = DriftBars()
        self.bars.show_drifts(found.drifts, self._opened.share)
        self.bars.opened.connect(self._open_share)
        self._parts.addWidget(self.bars)
        if had_focus:
            self.bars.setFocus()
        for part in found.share[:_MOST_PARTS]:
            self._part(part, found.me)
        for turn in found.turns:
            self._turn(turn, found.turns)
        self._heading(_("Bills"))
        for bill in found.bills:
            self._bill(bill)
        self._settling(found)

    def _settling(self, found: Living) -> None:
        """Show the fewest payments, or debts as they are; each opens to the bills and nights behind it."""
        words = _("Fewest payments") if self._is_plain else _("Debts as they are")
        shown = found.debts if self._is_plain else found.payments
        self._heading(_("Settle up"), words if found.debts else "", self._turn_round if found.debts else None)
        for payment in shown:
            self._payment(payment)
            if self._opened.payment == (payment.payer, payment.payee, payment.currency):
                for line in found.movements:
                    self._movement(line)
        if not shown:
            self._parts.addWidget(label(_("Nobody owes anything."), "muted"))
        elif not found.proven and not self._is_plain:
            said = _("With so many people it is not proven that there are no fewer payments.")
            self._parts.addWidget(label(said, "muted", wrap=True))

    def _payment(self, payment: PaymentLine) -> None:
        payer, payee, amount = own(payment.words[0]), own(payment.words[1]), payment.words[2]
        words = _("{payer} pays {payee} {amount}").format(payer=payer, payee=payee, amount=amount)
        row = self._line(words, "", _("What for"), partial(self._open_payment, payment))
        if not self._is_plain:
            row.addWidget(button(_("Paid"), partial(self._pay, payment), kind="quiet", name=_named(_("Paid"), words)))

    def _movement(self, line: MovementLine) -> None:
        """Show what stands behind a payment."""
        nights = ngettext("{n} night", "{n} nights", line.nights).format(n=line.nights) if line.nights else ""
        about = ", ".join(part for part in (format_day(line.on_day), line.text, nights) if part)
        words = f"{own(line.name)}: {about}"
        self._line(words, line.amount, _("Open"), partial(self._desk.open, line.kind, line.source), is_inner=True)

    def _part(self, part: SharePart, me: str) -> None:
        """Show what a turn brings to the share that is open: minutes owed by being there, and minutes done."""
        note = _("owes {owed}").format(owed=_minutes(part.owed))
        if part.done:
            note = _("{done} done, {note}").format(done=_minutes(part.done), note=note)
        opened = partial(self._desk.open, "slot", part.slot)
        row = self._line(f"{format_day(part.on_day)}: {part.chore}", note, _("Open"), opened, is_inner=True)
        if part.status == DONE and part.done and me != self._opened.share:
            words = _named(_("I have seen it"), part.chore)
            row.addWidget(button(_("I have seen it"), partial(self._verify, part.slot, me), kind="quiet", name=words))

    def _turn(self, turn: ComingTurn, turns: Sequence[ComingTurn]) -> None:
        """Show a turn; one that is still to be done can be swapped or given up."""
        words = f"{format_day(turn.on_day)}: {turn.chore}"
        note = own(turn.who) if turn.who else _("nobody has it yet")
        if turn.who and not turn.is_to_do:
            note = f"{note}, {_(SLOT_STATUS.get(turn.status, turn.status)).lower()}"
        row = self._line(words, note, _("Open"), partial(self._desk.open, "slot", turn.slot))
        if not turn.is_to_do:
            return
        row.addWidget(button(_("Swap…"), partial(self._open_swap, turn.slot), kind="quiet", name=_named("Swap", words)))
        if self._swapping == turn.slot:
            others = [each for each in turns if each.is_to_do and each.person != turn.person]
            box = SwapBox(turn, others)
            box.swapped.connect(partial(self._swap, turn.slot))
            box.given_up.connect(partial(self._skip, turn.slot))
            self._parts.addWidget(box)

    def _heading(self, text: str, action: str = "", on: Callable[[], object] | None = None) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, current_metrics().px(14), 0, 0)
        row.addWidget(label(text, "heading"))
        row.addStretch(1)
        if on is not None:
            row.addWidget(button(action, on, kind="quiet"))
        self._parts.addLayout(row)

    def _line(
        self, words: str, note: str, action: str, on: Callable[[], object] | None, *, is_inner: bool = False
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        if is_inner:
            row.setContentsMargins(current_metrics().px(24), 0, 0, 0)
        row.addWidget(label(words, "small" if is_inner else "", wrap=True), 3)
        if note:
            row.addWidget(label(note, "muted", wrap=True), 2)
        if on is not None:
            row.addWidget(button(action, on, kind="quiet", name=_named(action, words)))
        self._parts.addLayout(row)
        return row

    def _meal(self, meal: MealView, sorts: Sequence[str], names: dict[str, str]) -> None:
        """Show a meal, or several alike: the two figures, who may be harmed boxed by name, the rest as counts."""
        words = _("{meal}: {table} at the table, {portions} to cook").format(
            meal=_(" and ").join(map(meal_name, sorts)), table=meal.count.table, portions=meal.count.portions
        )
        self._line(words, names.get(meal.recipe or "", ""), "", None)
        severe = [f"{own(names.get(who, who))}: {', '.join(map(avoided, each))}" for who, each in meal.diets.severe]
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
        if meal.recipe and meal.diets.verdicts:
            self._parts.addWidget(label(verdict_words(meal.diets, names), "muted", wrap=True))

    def _bill(self, bill: BillLine) -> None:
        """Show a bill with what can be done about it."""
        if bill.problem:
            self._line(bill.text, bill.problem, _("Open"), partial(self._desk.open, "bill", bill.bill))
        elif not bill.is_posted:
            self._line(f"{bill.text}, {bill.amount}", _("not posted yet"), _("Post"), partial(self._post, bill.bill))
        elif bill.changed:
            people = ", ".join(f"{own(name)} {amount}" for name, amount in bill.changed)
            note = _("the stays have changed since: {people}").format(people=people)
            self._line(f"{bill.text}, {bill.amount}", note, _("Post anew"), partial(self._post, bill.bill))
        else:
            self._line(
                f"{bill.text}, {bill.amount}", _("posted"), _("Open"), partial(self._desk.open, "bill", bill.bill)
            )

    # What is opened.

    def _open_share(self, person: str) -> None:
        """Open the turns and days behind a bar, or close them again."""
        self._opened = Opened("" if self._opened.share == person else person, self._opened.payment)
        self.refresh()

    def _open_payment(self, payment: PaymentLine) -> None:
        """Open the bills and nights behind a payment, or close them again."""
        wanted = (payment.payer, payment.payee, payment.currency)
        self._opened = Opened(self._opened.share, None if self._opened.payment == wanted else wanted)
        self.refresh()

    def _open_swap(self, slot: str) -> None:
        """Ask with which turn a turn is swapped, or ask no more."""
        self._swapping = "" if self._swapping == slot else slot
        self.refresh()

    def _turn_round(self) -> None:
        """Show debts as they are, or the fewest payments again."""
        self._is_plain = not self._is_plain
        self._opened = Opened(self._opened.share)
        self.refresh()

    # What is done.

    def _swap(self, one: str, other: str) -> None:
        self._swapping = ""
        day = self._desk.today()
        self._desk.do(lambda vault: turns_service.swap(vault, one, other, day))

    def _skip(self, slot: str) -> None:
        self._swapping = ""
        day, label_text = self._desk.today(), _("Give up a turn")
        self._desk.do(lambda vault: vault.apply(turns_service.skipped_changes(vault, slot, day), label_text))

    def _verify(self, slot: str, me: str) -> None:
        day, label_text = self._desk.today(), _("Seen to be done")
        self._desk.do(lambda vault: vault.apply(turns_service.verified_changes(vault, slot, day, me), label_text))

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


def _named(action: str, words: str) -> str:
    """Tell one button from another by what it is about."""
    return f"{action}: {words}"


def _minutes(exact: Fraction) -> str:
    """Write minutes, to one digit behind the point where they are not whole."""
    return _("{minutes} min").format(minutes=f"{float(exact):.1f}".removesuffix(".0"))
