"""A list with a card beside it, with counts on its filters and words in use offered while typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from app.i18n import _
from app.records.changes import Changed
from app.records.kinds import OneOf
from app.services.records import records
from app.services.records.records import Query
from ui.frame.record_room import RecordRoom
from ui.records.making import add_by_name, nameable
from ui.widgets.editors.sources import RecordOption, Sources
from ui.widgets.filter_bar import FilterBar
from ui.widgets.table.column import TableColumn

_COUNT_AFTER_MS = 150


class ListRoom(RecordRoom):
    """Subclass it as a `RecordRoom`, and say in `chip_field` which field of few choices the chips are made of.

    The chips count what the words typed leave of each choice, a moment after the rows have come.
    """

    chip_field: str = ""

    def build(self) -> None:
        """Put the page together."""
        self._words_in_use: dict[str, list[str]] = {}
        self._counting = QTimer(self, singleShot=True, interval=_COUNT_AFTER_MS)
        self._counting.timeout.connect(self._count)
        super().build()
        self.table.view.installEventFilter(self)

    def columns(self) -> Sequence[TableColumn]:
        """Let lists be sorted by what they refer to as well, which the services know how to do."""
        return [
            replace(column, sortable=column.sortable or self.type.attributes[column.key].target is not None)
            for column in super().columns()
        ]

    def make_bar(self) -> FilterBar:
        """Offer a chip for each choice, of which one at most is on."""
        if not self.chip_field:
            return super().make_bar()
        chips = [(f"{self.chip_field}={code}", text) for code, text in self._choices().items()]
        what = _(self.type.many).lower()
        return FilterBar(_("Filter {what}").format(what=what), chips, one_chip=True)

    def make_sources(self) -> Sources:
        """Offer the words that are in use, and to add somebody or something that is not there yet."""
        makes = frozenset(nameable(self.desk.registry))
        return Sources(
            self.desk.today, self._find, self._suggest, self.desk.open, self._make, makes, self.desk.get_almanac
        )

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a record, and where it stands in the list; a filter that hides it is taken off."""
        super().show_record(kind, record_id)
        self._scroll_to(record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the list from the card."""
        if event.key() == Qt.Key.Key_Escape and self.card.isAncestorOf(self.focusWidget() or self):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete the chosen record by key from the list; Undo brings it back."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() == Qt.Key.Key_Delete and watched is self.table.view:  # pyright: ignore[reportAttributeAccessIssue]
            if self.card.card is not None and self.card.card.id == self.table.chosen():
                self._delete(self.table.chosen())
            return True
        return super().eventFilter(watched, event)

    def refresh(self) -> None:
        """Fetch list, card and counts anew."""
        super().refresh()
        self._words_in_use.clear()
        self._counting.start()

    def _on_counted(self, total: int) -> None:
        """Offer a filter only where there is something to filter."""
        super()._on_counted(total)
        self.bar.setVisible(total > 0 or self.table.filtered)

    def say_counts(self, found: Mapping[Any, int]) -> None:
        """Write on each chip how many it would show."""
        for code, text in self._choices().items():
            chip = self.bar.chips[f"{self.chip_field}={code}"]
            number = found.get(code, 0)
            chip.setText(f"{text}  {number:n}")
            chip.setAccessibleName(_("{name}, {count}").format(name=text, count=number))

    def _on_filter(self, words: str, chips: object) -> None:
        """Show what fits, and count it once the rows are there."""
        super()._on_filter(words, chips)
        self._counting.start()

    def _scroll_to(self, record: str) -> None:
        """Bring a record into sight in the list."""
        field, descending = self.table.model.order()
        query = self.query(field, descending=descending)

        def show(place: int | None) -> None:
            if place is not None:
                self.table.show_place(place)
            elif self.bar.is_filtering() and record == self.table.chosen():
                self.bar.clear()
                self._scroll_to(record)

        self.desk.ask(lambda vault: records.place(vault, self.kind, query, record), show, key=(self, "place"))

    def _added(self, changed: Changed) -> None:
        """Show the new record and where it stands."""
        super()._added(changed)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if changed.added:
            self._scroll_to(changed.added[0])

    def _count(self) -> None:
        """Ask for the counts of the chips."""
        if not self.chip_field:
            return
        query = Query(self.bar.words())
        self.desk.ask(
            lambda vault: records.counts(vault, self.kind, self.chip_field, query),
            self.say_counts,
            key=(self, "counts"),
        )

    def _choices(self) -> Mapping[str, str]:
        """Give the codes of the chips with their words."""
        kind = self.type.attributes[self.chip_field].kind
        return {code: _(text) for code, text in kind.options.items()} if isinstance(kind, OneOf) else {}

    def _suggest(self, field: str, _typed: str, answer: Callable[[Sequence[str]], None]) -> None:
        """Give the words in use, asked for once and again when something has changed."""
        known = self._words_in_use.get(field)
        if known is not None:
            answer(known)
            return

        def take(found: list[str]) -> None:
            self._words_in_use[field] = found
            answer(found)

        self.desk.ask(lambda vault: records.words_in_use(vault, self.kind, field), take, key=(self, "words", field))

    def _make(self, kind: str, name: str, made: Callable[[RecordOption], None]) -> None:
        """Add a record of which only the name is known yet, for those who read what refers to it."""
        card = self.card.card
        circle = self.form.circle() if self.form is not None else card.circle if card is not None else ""
        writable = {each.circle for each in self.circles if each.may_write}
        add_by_name(self.desk, kind, name, made, circle if circle in writable else "", self.circles)

    # What is said of each change.

    def _add(self, values: dict[str, object]) -> None:
        """Add a record, and say what it is called."""
        circle = self.chosen_circle()
        self.desk.do(
            lambda vault: records.add(vault, self.kind, values, circle),
            _("{title} added.").format(title=self.type.title_of(values)),
            done=self._added,
            failed=self._not_added,
        )

    def _edit(self, record: str, values: dict[str, object]) -> None:
        """Save a field, and say which."""
        names = ", ".join(_(self.type.attributes[name].label) for name in values if name in self.type.attributes)
        self.desk.do(
            lambda vault: records.edit(vault, record, values),
            _("{field} saved.").format(field=names),
            failed=lambda problem: self._refused(problem, values),
        )

    def _delete(self, record: str) -> None:
        """Delete the record on the card; the toast offers to undo it."""
        title = self.card.card.title if self.card.card is not None else ""
        self.desk.do(
            lambda vault: records.delete(vault, record),
            _("{title} deleted.").format(title=title),
            done=lambda _changed: self._close_card(),
        )
