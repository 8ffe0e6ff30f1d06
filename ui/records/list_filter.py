"""What is left of a list: the words typed, the chips that are on, and the counts that these show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.i18n import _
from app.records.kinds import OneOf
from app.records.record_type import RecordType
from app.services.records import records
from app.services.records.records import Query
from ui.frame.desk import Desk
from ui.widgets.filter_bar import FilterBar

_COUNT_AFTER_MS = 150


class ListFilter:
    """The filter above a list; a room that narrows its list by more puts that beside the bar."""

    def __init__(self, bar: FilterBar) -> None:
        """Take the bar."""
        self.bar = bar

    def query(self, sort: str = "", *, descending: bool = False) -> Query:
        """Say what is left of the list."""
        return Query(self.bar.words(), " and ".join(self.bar.on()), sort, descending)

    def is_filtering(self) -> bool:
        """Say whether anything is left out."""
        return self.bar.is_filtering()

    def clear(self) -> None:
        """Leave nothing out."""
        self.bar.clear()


class ChipCounts(QObject):
    """Counts on each chip what the words typed leave of its choice, a moment after the rows have come."""

    def __init__(self, desk: Desk, kind: RecordType, field: str, bar: FilterBar, parent: QObject) -> None:
        """Take the field of few choices that the chips are made of; empty if there are none."""
        super().__init__(parent)
        self._desk, self._kind, self._field, self._bar = desk, kind, field, bar
        self._soon = QTimer(self, singleShot=True, interval=_COUNT_AFTER_MS)
        self._soon.timeout.connect(self.count)

    def start(self) -> None:
        """Count soon."""
        self._soon.start()

    def count(self) -> None:
        """Ask for the counts."""
        if self._field:
            kind, field, query = self._kind.name, self._field, Query(self._bar.words())
            self._desk.ask(lambda vault: records.counts(vault, kind, field, query), self.say, key=(self, "counts"))

    def say(self, found: Mapping[Any, int]) -> None:
        """Write on each chip how many it would show."""
        for code, text in choices(self._kind, self._field).items():
            chip = self._bar.chips[f"{self._field}={code}"]
            number = found.get(code, 0)
            chip.setText(f"{text}  {number:n}")
            chip.setAccessibleName(_("{name}, {count}").format(name=text, count=number))


def chip_bar(kind: RecordType, field: str) -> FilterBar:
    """Make a bar with a chip for each choice of a field, of which one at most is on; without a field, one of words."""
    what = _("Filter {what}").format(what=_(kind.many).lower())
    if not field:
        return FilterBar(what, [])
    chips = [(f"{field}={code}", text) for code, text in choices(kind, field).items()]
    return FilterBar(what, chips, one_chip=True)


def choices(kind: RecordType, field: str) -> Mapping[str, str]:
    """Give the codes of a field of few choices, with their words."""
    of = kind.attributes[field].kind if field else None
    return {code: _(text) for code, text in of.options.items()} if isinstance(of, OneOf) else {}
