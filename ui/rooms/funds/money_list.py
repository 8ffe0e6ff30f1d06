"""What the lists inside the room of funds share: they stand below its heading, and know the usual currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt, Signal

from app.capabilities.ledger import service as ledger
from ui.frame.desk import Vault
from ui.records.record_room import RecordRoom
from ui.rooms.funds.form_place import Act, MoneyFormPlace
from ui.rooms.funds.money_form import MoneyForm
from ui.widgets.editors.line import LineEditor
from ui.widgets.half_written import stays
from ui.widgets.table.column import TableColumn


class MoneyList(RecordRoom):
    """Subclass it as a `RecordRoom`, and say in `widths` the columns: (field, weight, least pixels)."""

    counted = Signal(str)
    widths: ClassVar[Sequence[tuple[str, int, int]]] = ()

    def build(self) -> None:
        """Put the page together, below the heading of the room that it is part of."""
        super().build()
        for each in (self.header.title, self.header.note, self.new_button):
            each.hide()
        self.place = MoneyFormPlace(self.desk, self.card)
        self.place.closed.connect(self._on_form_closed)
        self.place_of_card.addWidget(self.place)
        self.adding.opened.connect(self._begin)
        for gone in (self.adding.cancelled, self.adding.added, self.table.selected):
            gone.connect(self._show_place)

    def more_columns(self) -> Sequence[TableColumn]:
        """Give columns that no field of the record stands for."""
        return ()

    def columns(self) -> Sequence[TableColumn]:
        """Give names more room than figures."""
        derived = {column.key: column for column in (*super().columns(), *self.more_columns())}
        return [replace(derived[key], weight=weight, least=least) for key, weight, least in self.widths]

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a record, also where a form stood over it."""
        super().show_record(kind, record_id)
        self._show_place()

    def new(self) -> bool:
        """Open the form for a new one, unless another is half-written."""
        return stays(self.place.form) or super().new()

    def open_money_form(self, form: MoneyForm, act: Act, said: str, *, final: bool = False) -> None:
        """Put a form in the place of the card, about the record that is chosen."""
        if self.leave() and not stays(self.adding.pane) and not stays(self.place.form):
            self.adding.close()
            self._show_place()
            self.side.show_card(True)
            self.place.open(form, act, said, final=final)

    def _on_form_closed(self, _done: bool) -> None:
        """Show the card again, with what is new."""
        self.side.show_card(bool(self.table.chosen()))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_place(self, _what: object = None) -> None:
        """Take any form away that is not half-written, and make room for the next."""
        if not stays(self.place.form):
            self.place.close_form()
        self.place.show()

    def _begin(self) -> None:
        """Begin with today and the currency of the group."""
        self.place.close_form()
        self.place.hide()
        form = self.form
        for name in ("day", "from_day"):  # What happened, or begins, mostly does so today.
            editor = form.form.editors.get(name) if form is not None else None
            if editor is not None and editor.value() is None:
                editor.set_value(self.desk.today())

        def fill(code: str) -> None:
            editor = form.form.editors.get("currency") if form is not None and form is self.form else None
            if isinstance(editor, LineEditor) and not editor.line.text():
                editor.set_value(code)

        self.desk.ask(currency_in_use, fill, key=(self, "currency"))

    def say_count(self, total: int) -> None:
        """Let the room that it is part of say how many there are."""
        super().say_count(total)
        self.counted.emit(self.header.note.text())


def currency_in_use(vault: Vault) -> str:
    """Give the currency that amounts are in unless somebody says otherwise."""
    return ledger.usual_currency(vault, ledger.read(vault))
