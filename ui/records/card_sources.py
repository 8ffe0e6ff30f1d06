"""Where the editors of a card or form find what they ask for: records, words in use, what is made by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.services.members.circles import CircleChoice
from app.services.records import records
from ui.frame.desk import Desk
from ui.records.making import add_by_name, nameable
from ui.widgets.editors.sources import RecordOption, Sources

_MOST_CHOICES = 20


class CardSources(QObject):
    """Asks for one kind of record; `home` gives the circle of what is on the card or in the form, and all there are."""

    def __init__(
        self, desk: Desk, kind: str, home: Callable[[], tuple[str, Sequence[CircleChoice]]], parent: QObject
    ) -> None:
        """Take the kind of record that the editors are of."""
        super().__init__(parent)
        self._desk, self._kind, self._home = desk, kind, home
        self._words: dict[str, list[str]] = {}

    def sources(self) -> Sources:
        """Give what editors are handed."""
        desk, makes = self._desk, frozenset(nameable(self._desk.registry))
        return Sources(desk.today, self.find, self.suggest, desk.open, self.make, makes, desk.get_almanac)

    def forget(self) -> None:
        """Ask for the words in use again, because something has changed."""
        self._words.clear()

    def find(self, kind: str, words: str, answer: Callable[[Sequence[RecordOption]], None]) -> None:
        """Find records to refer to."""
        me = self._desk.me
        self._desk.ask(
            lambda vault: records.choices(vault, kind, words, _MOST_CHOICES),
            lambda found: answer([RecordOption(record, me.title(record, title)) for record, title in found]),
            key=(self, "choices"),
        )

    def suggest(self, field: str, _typed: str, answer: Callable[[Sequence[str]], None]) -> None:
        """Give the words in use, asked for once and again when something has changed."""
        known = self._words.get(field)
        if known is not None:
            answer(known)
            return

        def take(found: list[str]) -> None:
            self._words[field] = found
            answer(found)

        kind = self._kind
        self._desk.ask(lambda vault: records.words_in_use(vault, kind, field), take, key=(self, "words", field))

    def make(self, kind: str, name: str, made: Callable[[RecordOption], None]) -> None:
        """Add a record of which only the name is known yet, for those who read what refers to it."""
        circle, circles = self._home()
        writable = {each.circle for each in circles if each.may_write}
        add_by_name(self._desk, kind, name, made, circle if circle in writable else "", circles)
