"""What a filter says, as a tree: comparisons joined by and, or, not and brackets. Pure: text in, tree out, and back.

``and`` binds closer than ``or``, ``not`` closer than both: ``stage=new or (stage=active and not tags=vip)``. A value
ends where another comparison begins, or in quotation marks where it holds such words itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.i18n import _
from app.problems import WrongValue

AND, OR = "and", "or"
MOST_COMPARED, DEEPEST = 200, 30
_OPERATOR = r"!=|<=|>=|=|<|>|!~|~"
_HEAD = re.compile(rf"(?P<field>[^\W\d][\w.:-]*)\s*(?P<operator>{_OPERATOR})")
_NEXT = re.compile(rf"\s+(?:and|or)\s+(?:not\b\s*|\(\s*)*[^\W\d][\w.:-]*\s*(?:{_OPERATOR})", re.IGNORECASE)
_WORD = re.compile(r"\s*(and|or|not)(?=[\s(])", re.IGNORECASE)
_QUOTED = re.compile(r'\s*"([^"]*)"')
_PLAIN = re.compile(r"[^\s\"()]+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field compared with a value; an empty value stands for none."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Combined:
    """Several filters of which all or any have to hold."""

    how: Literal["and", "or"]
    parts: tuple[FilterTree, ...]


@dataclass(frozen=True, slots=True)
class Inverted:
    """What holds where another filter does not."""

    part: FilterTree


FilterTree = Comparison | Combined | Inverted


def read_filter(text: str) -> FilterTree | None:
    """Read a filter, None if it says nothing; raises ``WrongValue`` with a sentence for what is none."""
    return _Reader(text).whole() if text.strip() else None


def write_filter(tree: FilterTree | None) -> str:
    """Write a filter so that it is read as the same."""
    if tree is None:
        return ""
    if isinstance(tree, Comparison):
        return f"{tree.field}{tree.operator}{_quoted(tree.value)}"
    if isinstance(tree, Inverted):
        inside = write_filter(tree.part)
        return f"not {inside}" if isinstance(tree.part, Comparison) else f"not ({inside})"
    parts = (f"({write_filter(part)})" if isinstance(part, Combined) else write_filter(part) for part in tree.parts)
    return f" {tree.how} ".join(parts)


def both(*texts: str) -> str:
    """Write the filter that holds where all of these hold; empty ones say nothing."""
    said = [text for text in texts if text.strip()]
    return said[0] if len(said) == 1 else " and ".join(f"({text})" if _joins(text) else text for text in said)


def fields_in(tree: FilterTree | None) -> frozenset[str]:
    """Give the fields that a filter names."""
    if tree is None:
        return frozenset()
    if isinstance(tree, Comparison):
        return frozenset({tree.field})
    parts = (tree.part,) if isinstance(tree, Inverted) else tree.parts
    return frozenset(name for part in parts for name in fields_in(part))


def _joins(text: str) -> bool:
    """Say whether a filter has to stand in brackets beside others."""
    return isinstance(read_filter(text), Combined)


def _quoted(value: str) -> str:
    """Put a value into quotation marks where it would not be read as one word; it cannot hold such marks itself."""
    value = value.replace('"', "")
    plain = not value or _PLAIN.fullmatch(value)
    return value if plain else f'"{value}"'


class _Reader:
    """Reads from the left to the right."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._place = 0
        self._depth = 0
        self._compared = 0

    def whole(self) -> FilterTree:
        """Read all of it."""
        found = self._either()
        if self._place < len(self._text):
            raise self._wrong(self._text[self._place :])
        return found

    def _either(self) -> FilterTree:
        """Read what is joined by or."""
        parts = [self._every()]
        while self._word(OR):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Combined(OR, tuple(parts))

    def _every(self) -> FilterTree:
        """Read what is joined by and."""
        parts = [self._one()]
        while self._word(AND):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Combined(AND, tuple(parts))

    def _one(self) -> FilterTree:
        """Read one comparison, or what stands in brackets, or its opposite."""
        self._blank()
        turned = self._word("not")
        self._blank()
        if self._text[self._place : self._place + 1] != "(":
            if turned and _WORD.match(self._text, self._place):
                raise self._wrong(self._text[self._place :])
            found: FilterTree = self._comparison()
            return Inverted(found) if turned else found
        self._depth += 1
        if self._depth > DEEPEST:
            raise WrongValue(_("This filter holds more than {most} brackets within each other.").format(most=DEEPEST))
        self._place += 1
        found = self._either()
        self._blank()
        if self._text[self._place : self._place + 1] != ")":
            raise self._wrong(self._text)
        self._place += 1
        self._depth -= 1
        return Inverted(found) if turned else found

    def _comparison(self) -> Comparison:
        """Read a field, an operator and a value."""
        head = _HEAD.match(self._text, self._place)
        if head is None:
            raise self._wrong(self._text[self._place :])
        self._compared += 1
        if self._compared > MOST_COMPARED:
            raise WrongValue(_("This filter compares more than {most} times.").format(most=MOST_COMPARED))
        self._place = head.end()
        return Comparison(head["field"], head["operator"], self._value())

    def _value(self) -> str:
        """Read a value: what is in quotation marks, or all up to the next comparison or the closing bracket."""
        text, first = self._text, self._place
        quote = _QUOTED.match(text, first)
        if quote is not None:
            self._place = quote.end()
            return quote[1]
        following = _NEXT.search(text, first)
        end = following.start() if following else len(text)
        opened = 0
        for place in range(first, end) if self._depth else ():
            opened += {"(": 1, ")": -1}.get(text[place], 0)
            if opened < 0:
                end = place
                break
        self._place = end
        return text[first:end].strip()

    def _word(self, word: str) -> bool:
        """Take a joining word if it stands here."""
        found = _WORD.match(self._text, self._place)
        if found is None or found[1].lower() != word:
            return False
        self._place = found.end()
        return True

    def _blank(self) -> None:
        """Go over blanks."""
        while self._place < len(self._text) and self._text[self._place].isspace():
            self._place += 1

    def _wrong(self, text: str) -> WrongValue:
        """Say that something is no filter."""
        return WrongValue(
            _("“{text}” is not a filter.").format(text=text.strip()[:200]),
            do=_("Write, for example: {example}").format(example="stage=active and tags~vip"),
        )
