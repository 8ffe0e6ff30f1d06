"""The books: everything that was booked, the newest first; a mistake is reversed, and nothing is changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from app.capabilities.funds import treasurer
from app.capabilities.funds.booking_view import BookingView, amounts_of, booking_view, states_of
from app.capabilities.ledger import service as ledger
from app.i18n import N_, _
from app.records.changes import Changed
from app.records.registry import Registry
from app.services.records import records
from app.services.records.records import Page, Query
from ui.frame.desk import Vault
from ui.rooms.funds import forms
from ui.rooms.funds.money_list import MoneyList
from ui.theme.fonts import tabular
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.record_card import RecordCard
from ui.widgets.card.snapshot import CardData
from ui.widgets.editors.sources import Sources
from ui.widgets.emptying import empty
from ui.widgets.labels import ElidedLabel, label
from ui.widgets.table.column import ShownRow, TableColumn

AMOUNT, STATE = "amount", "state"


class BookingStrip(QFrame):
    """The rows of a transaction, where it leads, and the button that reverses it."""

    reverse_wanted = Signal()
    opened = Signal(str, str)

    def __init__(self) -> None:
        """Start without a transaction."""
        super().__init__()
        self.view: BookingView | None = None
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, metrics.px(4), 0, metrics.px(8))
        column.setSpacing(metrics.px(8))
        self.heading = label("", "strong", wrap=True)
        self.note = label("", "attention", wrap=True)
        column.addWidget(self.heading)
        column.addWidget(self.note)
        self._grid_place = QVBoxLayout()
        column.addLayout(self._grid_place)
        self.rate = label("", "muted", wrap=True)
        column.addWidget(self.rate)
        self._links = QVBoxLayout()
        self._links.setSpacing(0)
        column.addLayout(self._links)
        row = QHBoxLayout()
        self.reverse = button(_("Reverse…"), self.reverse_wanted.emit)
        row.addWidget(self.reverse)
        row.addStretch()
        column.addLayout(row)
        self._frame: QFrame | None = None

    def show_view(self, view: BookingView) -> None:
        """Show a transaction."""
        self.view = view
        self.heading.setText(view.heading)
        self.note.setText(view.note)
        self.note.setVisible(bool(view.note))
        self.rate.setText(view.rate)
        self.rate.setVisible(bool(view.rate))
        if self._frame is not None:
            self._frame.hide()
            self._frame.deleteLater()
        self._frame = QFrame()
        grid = QGridLayout(self._frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current_metrics().px(12))
        for place, (account, fund, amount) in enumerate(view.rows):
            figure = label(amount)
            figure.setFont(tabular(figure.font()))
            grid.addWidget(ElidedLabel(account), place, 0)
            grid.addWidget(ElidedLabel(fund, "muted"), place, 1)
            grid.addWidget(figure, place, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._grid_place.addWidget(self._frame)
        empty(self._links)
        for words, kind, record in view.links:
            made = button(words, lambda kind=kind, record=record: self.opened.emit(kind, record), kind="link")
            self._links.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)
        self.reverse.setVisible(view.can_reverse)
        rows = "; ".join(", ".join(each) for each in view.rows)
        self.setAccessibleName(f"{view.heading}. {view.note} {rows} {view.rate}")


class BookingCard(RecordCard):
    """A card that is only read: what is booked is written once."""

    standing_wanted = Signal(str)

    def __init__(
        self, registry: Registry, sources: Sources, now: Callable[[], datetime.datetime], strip: BookingStrip
    ) -> None:
        """Make the card around a strip."""
        super().__init__(registry, "transaction", sources, now)
        self.strip = strip
        self.add_above(strip)
        self.fields.hide()
        self.delete.hide()
        for part in self.parts.values():
            part.hide()
        if self.title_editor is not None:
            self.title_editor.line.setReadOnly(True)

    def show_card(self, card: CardData) -> None:
        """Show a transaction."""
        super().show_card(card)
        self.standing_wanted.emit(card.id)

    def show_standing(self, view: BookingView | None) -> None:
        """Show its rows, unless another one is shown by now."""
        if view is not None and self.card is not None and self.card.id == view.id:
            self.strip.show_view(view)


class BookingsList(MoneyList):
    """Enter opens the rows of a transaction."""

    book_wanted = Signal()
    key, title, icon, kind = "bookings", N_("Books"), "funds", "transaction"
    kinds = frozenset({"transaction", "posting", "closing", "account", "fund"})
    purpose = N_("Everything that moved money. A transaction adds up to zero in each fund; a mistake is reversed.")
    hint = N_("Choose a transaction to see its rows.")
    widths = (("date", 10, 96), ("text", 20, 120), (AMOUNT, 11, 90), (STATE, 10, 80))

    def build(self) -> None:
        """Put the page together."""
        super().build()
        self._sorted = False

    def more_columns(self) -> Sequence[TableColumn]:
        """Say how much each moved, and what is unusual about it."""
        amount = TableColumn(AMOUNT, _("Amount"), _amount, align="end", sortable=False, figures=True)
        return [amount, TableColumn(STATE, _("State"), _state, sortable=False, tone=_tone)]

    def make_card(self) -> RecordCard:
        """Make a card that is only read."""
        self.strip = BookingStrip()
        card = BookingCard(self.desk.registry, self.sources, self.desk.now, self.strip)
        card.standing_wanted.connect(self._stand)
        self.strip.reverse_wanted.connect(self.reverse)
        self.strip.opened.connect(self.desk.open)
        return card

    def new(self) -> bool:
        """Book something, on the page of balances."""
        self.book_wanted.emit()
        return True

    def refresh(self) -> None:
        """Put the newest first until the person wants another order."""
        if not self._sorted:
            self._sorted = True
            self.table.view.sort_by(0, Qt.SortOrder.DescendingOrder)
        super().refresh()

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of transactions with their amounts."""
        found, books = records.page(vault, "transaction", query, offset, limit), ledger.read(vault)
        amounts, states = amounts_of(books), states_of(books)
        rows = (
            replace(row, more={AMOUNT: amounts.get(row.id, ""), STATE: states.get(row.id, "")}) for row in found.rows
        )
        return Page(tuple(rows), found.total)

    def reverse(self) -> None:
        """Ask on which day the chosen transaction is reversed."""
        transaction = self.table.chosen()
        if transaction:

            def act(vault: Vault, wanted: dict[str, str]) -> Changed:
                return treasurer.reverse(vault, transaction, wanted["day"])

            self.open_money_form(forms.reverse_form(self.desk.today()), act, _("Reversed."), final=True)

    def _delete(self, record: str) -> None:
        """Reverse instead: what is booked is not deleted."""
        self.reverse()

    def _stand(self, transaction: str) -> None:
        """Fetch the rows of the transaction on the card."""
        card = self.card
        if isinstance(card, BookingCard):
            self.desk.ask(lambda vault: booking_view(vault, transaction), card.show_standing, key=(self, "standing"))


def _amount(row: ShownRow) -> str:
    return str(getattr(row, "more", {}).get(AMOUNT, ""))


def _state(row: ShownRow) -> str:
    return str(getattr(row, "more", {}).get(STATE, ""))


def _tone(row: ShownRow) -> str:
    """Draw the eye to what is not counted."""
    return "attention" if _state(row) in {_("not counted"), _("late")} else ""
