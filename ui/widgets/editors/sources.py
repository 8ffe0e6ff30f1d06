"""What editors may ask of the page they stand on; each answer comes later, by calling back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.records.almanac import Almanac


@dataclass(frozen=True, slots=True)
class RecordOption:
    """A record that can be chosen, with a line that tells it from others of the same name."""

    id: str
    title: str
    context: str = ""


Answer = Callable[[Sequence[RecordOption]], None]


def _none_found(_kind: str, _words: str, answer: Answer) -> None:
    """Stand in for a search where there is nothing to refer to."""
    answer([])


def _no_words(_attribute: str, _words: str, answer: Callable[[Sequence[str]], None]) -> None:
    """Stand in where there are no words in use yet."""
    answer([])


def _stay(_kind: str, _id: str) -> None:
    """Stand in where records cannot be opened."""


def _make_nothing(_kind: str, _words: str, _made: Callable[[RecordOption], None]) -> None:
    """Stand in where no records can be made."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The callables: records to refer to by kind and words, words in use for a list, and where to go.

    `make` adds a record of one of the kinds in `makes`, for which a name is enough, and gives it back. `almanac` tells
    what day weeks begin on, and which days are free.
    """

    today: Callable[[], datetime.date]
    find: Callable[[str, str, Answer], None] = _none_found
    suggest: Callable[[str, str, Callable[[Sequence[str]], None]], None] = _no_words
    open: Callable[[str, str], None] = _stay
    make: Callable[[str, str, Callable[[RecordOption], None]], None] = _make_nothing
    makes: frozenset[str] = frozenset()
    almanac: Callable[[], Almanac] | None = None
