"""A list with a card beside it, with counts on its filters and words in use offered while typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import QTimer

from app.domain.kinds import Choice
from app.i18n import _
from app.services import records
from app.services.records import Query
from ui.frame.record_room import RecordRoom
from ui.records.making import add_by_name, nameable
from ui.widgets.editors.sources import Option, Sources
from ui.widgets.filter_bar import FilterBar
from ui.widgets.table.column import Column

_COUNT_AFTER_MS = 150


class ListRoom(RecordRoom):
    """Subclass it as a `RecordRoom`, and say in `chip_field` which field of few choices the chips are made of.

    The chips count what the words typed leave of each choice, a moment after the rows have come.
    """

    chip_field: ClassVar[str] = ""

    def build(self) -> None:
        """Put the page together."""
        self._words_in_use: dict[str, list[str]] = {}
        self._counting = QTimer(self, singleShot=True, interval=_COUNT_AFTER_MS)
        self._counting.timeout.connect(self._count)
        super().build()

    def columns(self) -> Sequence[Column]:
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
        return Sources(self.desk.today, self._find, self._suggest, self.desk.open, self._make, makes)

    def refresh(self) -> None:
        """Fetch list, card and counts anew."""
        super().refresh()
        self._words_in_use.clear()
        self._counting.start()

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
        return {code: _(text) for code, text in kind.options.items()} if isinstance(kind, Choice) else {}

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

    def _make(self, kind: str, name: str, made: Callable[[Option], None]) -> None:
        """Add a record of which only the name is known yet."""
        add_by_name(self.desk, kind, name, made)

    # What is said of each change.

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
