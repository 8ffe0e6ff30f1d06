"""The kinds of value: how a text becomes a value and back, what passes the door, what is replicated.

A field says its kind in its annotation, ``Annotated[str, Phone()]``, and everything that shows,
edits, searches, imports or replicates the field asks the kind. A kind is immutable and knows no
record. "No value" is always ``None``: empty texts, lists and dictionaries become ``None``.
The kinds of text with a form of their own are in ``app.records.contact``, the lists in ``app.records.lists``.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, cast

from sqlalchemy import Boolean, Date, Integer, String
from sqlalchemy import Text as SqlText
from sqlalchemy.types import TypeEngine

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.days import format_day, parse_day

T = TypeVar("T")
Value = str | int | bool | datetime.date | list[str] | dict[str, str] | None
Wire = str | int | float | bool | list[str] | None
Merge = Literal["mvr", "lww", "once", "set"]
Editor = Literal["line", "text", "day", "choice", "flag", "number", "money", "reference", "tags", "extras"]

_MOST = 1 << 63  # What a column of the database holds.
_ID = re.compile(r"[0-9a-f]{32}")
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e")  # The last five turn letters around.
# Control characters, and halves of a surrogate pair, which UTF-8 cannot write.
_UNFIT = frozenset({"Cc", "Cs"})


class Kind(ABC, Generic[T]):
    """How values of one kind behave; ``T`` is the Python type in which rows hold them.

    ``editor`` names the family of editor that the window gives it, ``sortable`` says that an
    order over its column means something, ``worded`` that its text is worth searching, ``spreads`` that it
    takes a register a key, ``align`` is
    where a table column puts it, ``merge`` is the policy for concurrent writes ("mvr" keeps both
    values, "set" merges members).
    """

    editor: ClassVar[Editor] = "line"
    sortable: ClassVar[bool] = True
    worded: ClassVar[bool] = True
    spreads: ClassVar[bool] = False
    align: ClassVar[Literal["start", "end"]] = "start"
    merge: ClassVar[Merge] = "mvr"

    @abstractmethod
    def parse(self, text: str) -> T | None:
        """Read what a person typed or a file holds; ``ValueError`` carries a sentence for them."""

    @abstractmethod
    def check(self, value: object) -> T | None:
        """Let a value through the door in its normal form, or raise ``ValueError`` with a sentence."""

    def plain(self, text: str) -> bool:  # noqa: ARG002 - who overrides it looks at it.
        """Say whether a text surely is a value as it is, so that reading and checking would change nothing of it."""
        return False

    def format(self, value: T | None) -> str:
        """Write a value for people, in a form that ``parse`` reads back."""
        return "" if value is None else str(value)

    def to_wire(self, value: T | None) -> Wire:
        """Turn a checked value into what the log replicates."""
        return cast("Wire", value)

    def from_wire(self, wire: Wire) -> T | None:
        """Take a replicated value: tolerant of what a newer program wrote, ``ValueError`` if unusable."""
        return self.check(wire)

    def search_text(self, value: T | None) -> str:
        """Give the words under which the value is found; days, numbers and ids are filtered for instead."""
        return self.format(value) if self.worded else ""

    def wording(self) -> Callable[[T], str]:
        """Give `search_text` for many values: of plain text the text itself."""
        kind: Any = type(self)
        plain = self.worded and kind.search_text is Kind[Any].search_text and kind.format is Kind[Any].format
        return str if plain else self.search_text

    def sql_type(self) -> TypeEngine[Any]:
        """Give the type of the table column."""
        return SqlText()

    def limited(self, max_length: int) -> Self:
        """Give the same kind with a length of its own; only texts have one."""
        raise TypeError(f"{type(self).__name__} cannot be limited to {max_length}")


def tidy(text: str) -> str:
    """Normalise a text to NFC, keeping its lines, without what nobody sees or no file can hold."""
    if text.isascii() and text.isprintable():
        return text.strip()  # Most texts; what follows takes many times as long.
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or not (c in _INVISIBLE or unicodedata.category(c) in _UNFIT))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def one_line(text: str) -> str:
    """Normalise a text and fold every run of white space into one blank."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(tidy(text).split())


def is_one_line(text: str) -> bool:
    """Say whether a text is surely as `one_line` would have it."""
    whole = text.isascii() or unicodedata.is_normalized("NFC", text)
    return whole and text.isprintable() and " ".join(text.split()) == text


@dataclass(frozen=True)
class Text(Kind[str]):
    """A line of text."""

    max_length: int = 200

    def parse(self, text: str) -> str | None:
        """Take the text as it is typed."""
        return self.check(text)

    def check(self, value: object) -> str | None:
        """Tidy the text and refuse one that is too long, rather than cut it."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise WrongValue(_("This has to be text."))
        text = self.shaped(value)
        if len(text) > self.max_length:
            message = _("This is too long: {length} characters, at most {most} are kept.")
            raise WrongValue(message.format(length=len(text), most=self.max_length))
        return text or None

    def plain(self, text: str) -> bool:
        """Say so of a text of one line and usual length; a kind with a form of its own has to know itself."""
        return type(self) in _FREE and 0 < len(text) <= self.max_length and is_one_line(text)

    def from_wire(self, wire: Wire) -> str | None:
        """Take any text: a limit of today must not hide what another laptop has written."""
        if wire is None or isinstance(wire, str):
            return wire or None
        raise WrongValue(_("This has to be text."))

    def shaped(self, text: str) -> str:
        """Bring the text to its normal form; the hook for the kinds of text with a form of their own."""
        return one_line(text)

    def limited(self, max_length: int) -> Self:
        """Give the same kind with another limit."""
        return replace(self, max_length=max_length)

    def sql_type(self) -> TypeEngine[Any]:
        """Give a text column that says its limit, though SQLite does not enforce it."""
        return String(self.max_length)


@dataclass(frozen=True)
class LongText(Text):
    """Text of several lines."""

    max_length: int = 20_000
    editor: ClassVar[Editor] = "text"
    sortable: ClassVar[bool] = False

    def shaped(self, text: str) -> str:
        """Keep the lines."""
        return tidy(text)


@dataclass(frozen=True)
class Name(Text):
    """The name of a person, as they write it: no order, alphabet or number of parts is assumed."""

    max_length: int = 120


_FREE = frozenset({Text, LongText, Name})


@dataclass(frozen=True)
class Day(Kind[datetime.date]):
    """A calendar day, without time or zone."""

    editor: ClassVar[Editor] = "day"
    worded: ClassVar[bool] = False

    def parse(self, text: str) -> datetime.date | None:
        """Read ISO 8601 first, then the forms usual in the language in use."""
        return parse_day(text)

    def check(self, value: object) -> datetime.date | None:
        """Take a date or its ISO 8601 text; a time of day is refused because it would need a zone."""
        if value is None:
            return None
        if isinstance(value, str):
            return self.from_wire(value)
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        raise WrongValue(_("This has to be a day."))

    def format(self, value: datetime.date | None) -> str:
        """Write the day in the language in use, with the year in full."""
        return "" if value is None else format_day(value)

    def to_wire(self, value: datetime.date | None) -> Wire:
        """Replicate ISO 8601."""
        return None if value is None else value.isoformat()

    def from_wire(self, wire: Wire) -> datetime.date | None:
        """Read ISO 8601."""
        if wire is None:
            return None
        try:
            return datetime.date.fromisoformat(cast("str", wire))
        except (TypeError, ValueError):
            raise WrongValue(_("This has to be a day.")) from None

    def sql_type(self) -> TypeEngine[Any]:
        """Give a date column."""
        return Date()


@dataclass(frozen=True)
class Whole(Kind[int]):
    """A whole number between ``min`` and ``max``."""

    min: int = 0
    max: int = 1_000_000
    editor: ClassVar[Editor] = "number"
    worded: ClassVar[bool] = False
    align: ClassVar[Literal["start", "end"]] = "end"

    def parse(self, text: str) -> int | None:
        """Read digits, with blanks between thousands allowed."""
        digits = "".join(text.split())
        if not digits:
            return None
        try:
            number = int(digits)
        except ValueError:
            raise WrongValue(_("“{text}” is not a whole number.").format(text=text.strip())) from None
        return self.check(number)

    def check(self, value: object) -> int | None:
        """Refuse what is out of bounds."""
        number = self.from_wire(cast("Wire", value))
        if number is not None and not self.min <= number <= self.max:
            message = _("This has to be between {least} and {most}.")
            raise WrongValue(message.format(least=self.min, most=self.max))
        return number

    def from_wire(self, wire: Wire) -> int | None:
        """Take any whole number: a bound of today must not hide what another laptop has written."""
        if isinstance(wire, float) and wire.is_integer():
            wire = int(wire)
        if wire is None or (isinstance(wire, int) and not isinstance(wire, bool) and abs(wire) < _MOST):
            return wire
        raise WrongValue(_("This has to be a whole number."))

    def sql_type(self) -> TypeEngine[Any]:
        """Give an integer column."""
        return Integer()


@dataclass(frozen=True)
class YesNo(Kind[bool]):
    """Yes, no, or not said: nothing is taken for granted about a person."""

    YES: ClassVar[str] = N_("yes")
    NO: ClassVar[str] = N_("no")
    editor: ClassVar[Editor] = "flag"
    worded: ClassVar[bool] = False

    def parse(self, text: str) -> bool | None:
        """Read the words of the language in use and those that programs export."""
        word = text.strip().casefold()
        if not word:
            return None
        if word in {"yes", "y", "true", "t", "1", "x", "on", "✓", _(self.YES).casefold()}:
            return True
        if word in {"no", "n", "false", "f", "0", "-", "off", _(self.NO).casefold()}:
            return False
        raise WrongValue(_("“{text}” is neither yes nor no.").format(text=text.strip()))

    def check(self, value: object) -> bool | None:
        """Take a truth value only."""
        if value is None or isinstance(value, bool):
            return value
        raise WrongValue(_("This has to be yes or no."))

    def format(self, value: bool | None) -> str:
        """Write yes or no in the language in use."""
        return "" if value is None else _(self.YES if value else self.NO)

    def sql_type(self) -> TypeEngine[Any]:
        """Give a truth column."""
        return Boolean()


@dataclass(frozen=True)
class OneOf(Kind[str]):
    """One of a few codes; ``options`` maps each code to its marked label, in the order to offer them."""

    options: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    editor: ClassVar[Editor] = "choice"

    def parse(self, text: str) -> str | None:
        """Read a code or a label."""
        return find_option(self.options, text)

    def check(self, value: object) -> str | None:
        """Take one of the codes."""
        if value is None or value == "":
            return None
        if isinstance(value, str) and value in self.options:
            return value
        raise WrongValue(_("“{text}” is none of: {options}.").format(text=value, options=labels(self.options)))

    def from_wire(self, wire: Wire) -> str | None:
        """Take any code: a newer program may know more of them."""
        if wire is None or isinstance(wire, str):
            return wire or None
        raise WrongValue(_("This has to be text."))

    def format(self, value: str | None) -> str:
        """Write the label, or a code that only a newer program knows as it is."""
        return "" if value is None else _(self.options.get(value, value))

    def sql_type(self) -> TypeEngine[Any]:
        """Give a short text column."""
        return String(40)


@dataclass(frozen=True)
class Reference(Kind[str]):
    """The id of a record of another kind; who shows it asks for that record's title."""

    target: str
    editor: ClassVar[Editor] = "reference"
    worded: ClassVar[bool] = False
    sortable: ClassVar[bool] = False

    def parse(self, text: str) -> str | None:
        """Read an id; finding a record by its name is a service, since it needs the records."""
        return self.check(text.strip().lower())

    def check(self, value: object) -> str | None:
        """Take an id of 32 lower-case hexadecimal digits."""
        if value is None or value == "":
            return None
        if isinstance(value, str) and _ID.fullmatch(value):
            return value
        raise WrongValue(_("“{text}” is not the id of a record.").format(text=value))

    def sql_type(self) -> TypeEngine[Any]:
        """Give a column for an id."""
        return String(32)


ANY = "*"
"""What stands for the target of a reference to a record of whatever kind."""


@dataclass(frozen=True)
class AnyRecord(Reference):
    """The id of a record of whatever kind."""

    target: str = ANY


def labels(options: Mapping[str, str]) -> str:
    """List the labels of options for a sentence, in the language in use."""
    return ", ".join(_(label) for label in options.values())


def find_option(options: Mapping[str, str], text: str) -> str | None:
    """Find the code meant by a code or label, in any case, in English or the language in use."""
    wanted = one_line(text).casefold()
    if not wanted:
        return None
    for code, label in options.items():
        if wanted in {code.casefold(), label.casefold(), _(label).casefold()}:
            return code
    raise WrongValue(_("“{text}” is none of: {options}.").format(text=text.strip(), options=labels(options)))
