"""People who are likely on the books already: the same address, the same number, or nearly the same name.

Exact keys are indexed; names are compared only within blocks that share letters at the start or
at the end of two of their words, so that 500 new rows against 50,000 people take moments. In a block
that is large a name is compared with its neighbours alone, as names are read forwards and backwards:
so a list in which all names begin alike takes no longer, row for row, than any other.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain, combinations
from typing import Literal

import msgspec

from app.records.contact import digits_of, email_key, phone_key

NEAR = 90.0
"""The likeness of two names, out of 100, from which they are flagged."""
_WORD = re.compile(r"[^\W_]+")
_EXTENSION = re.compile(r"(?:x|ext\.?|#)\s*\d+\s*$", re.IGNORECASE)
_TAIL = 6
"""The last digits, which all ways of writing one number share."""
_FEWEST_SHARED = 7
_HAIR = 0.1
_LETTERS = 2
_SMALL = 128
"""A block with so many names is compared whole."""
_NEIGHBOURS = 16
"""On each side, in each of the two orders."""
_PIECE = 512
_MOST_ALIKE = 16
"""Numbers that end alike and are no other's are compared with the last so many of their like."""
_MOST_WORDS = 8
"""So many words of a name, in their order, put it into blocks."""
_Near = tuple[list[str], list[int]]
"""Texts, and the number of each."""


class Known(msgspec.Struct, frozen=True):
    """What the comparison reads of a person: a row of an import, or someone on the books."""

    key: str
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """That ``key`` is likely the same person as ``other``, judged by ``shared`` which ``other`` has."""

    key: str
    other: str
    reason: Literal["email", "phone", "name"]
    shared: str
    score: float


class _Order:
    """Numbered texts in their order, in pieces, so that one more moves few of the others."""

    def __init__(self) -> None:
        self._pieces: list[_Near] = [([], [])]
        self._firsts = [""]

    def add(self, text: str, number: int) -> None:
        """Take one more, whose number is the highest."""
        place = bisect_right(self._firsts, text) - 1
        texts, numbers = self._pieces[place]
        within = bisect_right(texts, text)
        texts.insert(within, text)
        numbers.insert(within, number)
        if len(texts) > _PIECE:
            half = _PIECE // 2
            self._pieces[place : place + 1] = (texts[:half], numbers[:half]), (texts[half:], numbers[half:])
            self._firsts.insert(place + 1, texts[half])

    def around(self, text: str) -> _Near:
        """Give the neighbours of a text on both sides."""
        place = max(bisect_left(self._firsts, text) - 1, 0)
        texts, numbers = self._pieces[place]
        within = bisect_left(texts, text)
        start, end = within - _NEIGHBOURS, within + _NEIGHBOURS
        found = texts[max(start, 0) : end], numbers[max(start, 0) : end]
        if start < 0 and place:
            found = _joined(found, self._pieces[place - 1], slice(start, None))
        if end > len(texts) and place + 1 < len(self._pieces):
            found = _joined(found, self._pieces[place + 1], slice(end - len(texts)))
        return found


def _joined(some: _Near, others: _Near, part: slice) -> _Near:
    """Give some, and a part of others."""
    return some[0] + others[0][part], some[1] + others[1][part]


class _Block:
    """Numbered names that are compared with each other; once they are many, in two orders."""

    def __init__(self) -> None:
        self._all: _Near = [], []
        self._orders: tuple[_Order, _Order] | None = None

    def add(self, number: int, name: str) -> None:
        """Take one more, whose number is the highest."""
        if self._orders is None:
            names, numbers = self._all
            names.append(name)
            numbers.append(number)
            if len(names) <= _SMALL:
                return
            self._orders = _Order(), _Order()
            new = zip(names, numbers, strict=True)
        else:
            new = ((name, number),)
        forwards, backwards = self._orders
        for text, each in new:
            forwards.add(text, each)
            backwards.add(text[::-1], each)

    def near(self, name: str, backwards: str) -> Iterator[tuple[str, _Near]]:
        """Give those that a name is to be compared with, all or its neighbours, each beside the name as they are read.

        Two names are as like backwards as they are forwards.
        """
        if self._orders is None:
            yield name, self._all
        else:
            yield name, self._orders[0].around(name)
            yield backwards, self._orders[1].around(backwards)


class Duplicates:
    """Finds likely duplicates of one person after another; ``region`` is where bare numbers are at home."""

    def __init__(self, known: Iterable[Known] = (), *, region: str = "") -> None:
        """Index the people on the books."""
        from rapidfuzz import fuzz, process  # They take 3 MB that most sittings have no use for.

        self._likest = partial(process.extract, scorer=fuzz.ratio, processor=None, limit=None)
        self._key = cache(partial(phone_key, region=region))  # To parse a number takes longer than all the rest.
        self._bare = cache(_bare)
        self._compared = lru_cache(maxsize=2)(_compared)  # A row is looked for, and then added.
        self._emails: dict[str, tuple[Known, str]] = {}
        self._phones: defaultdict[str, list[tuple[Known, str]]] = defaultdict(list)
        self._numbers: dict[str, tuple[Known, str]] = {}
        self._blocks: defaultdict[tuple[str, ...], _Block] = defaultdict(_Block)
        self._known: list[Known] = []
        self._seen: set[str] = set()
        self._digits: set[str] = set()
        for each in known:
            self.add(each)

    def add(self, known: Known) -> None:
        """Index one more, as one does with every row of a file that may hold someone twice.

        What somebody before has too is left out: a number that all share is compared with one of them only.
        """
        for email in known.emails:
            self._emails.setdefault(email_key(email), (known, email))
        for phone in known.phones:
            if (digits := digits_of(phone)) in self._digits:
                continue
            self._digits.add(digits)
            bare = self._bare(phone)
            self._phones[bare[-_TAIL:]].append((known, phone))
            self._numbers.setdefault(bare, (known, phone))
        name, blocks = self._compared(known.name)
        if name in self._seen:
            return
        self._seen.add(name)
        number = len(self._known)
        self._known.append(known)
        for block in blocks:
            self._blocks[block].add(number, name)

    def surest(self, person: Known) -> Likeness | None:
        """Give the surest duplicate of a person alone, of several as near the first that was taken."""
        known = next(chain(self._same_email(person), self._same_phone(person)), None)
        if known is not None:
            return known
        least, best, first = NEAR, 0.0, -1
        for text, (texts, numbers) in self._near(person):
            for _text, score, place in self._likest(text, texts, score_cutoff=least):
                if score < best:
                    break  # The likest come first.
                if score > best or numbers[place] < first:
                    # A hair less, or the others that are as like may be lost to rounding.
                    least, best, first = max(score - _HAIR, NEAR), score, numbers[place]
        if first < 0:
            return None
        return Likeness(person.key, self._known[first].key, "name", self._known[first].name, round(best, 1))

    def _near(self, person: Known) -> Iterator[tuple[str, _Near]]:
        """Give the names that one is to be compared with, in lists that overlap but differ."""
        name, blocks = self._compared(person.name)
        backwards = name[::-1]
        given: list[list[int]] = []
        for key in blocks:
            if block := self._blocks.get(key):
                for text, near in block.near(name, backwards):
                    if near[1] not in given:
                        given.append(near[1])
                        yield text, near

    def _same_email(self, person: Known) -> Iterator[Likeness]:
        """Find those with the same e-mail address."""
        for email in person.emails:
            if same := self._emails.get(email_key(email)):
                yield Likeness(person.key, same[0].key, "email", same[1], 100.0)

    def _same_phone(self, person: Known) -> Iterator[Likeness]:
        """Find those with the same telephone number, however it is written."""
        for phone in person.phones:
            bare = self._bare(phone)
            same = self._numbers.get(bare)
            alike = self._phones.get(bare[-_TAIL:], [])[-_MOST_ALIKE:]
            for other, shared in (same, *alike) if same else alike:
                if _same(phone, shared, self._key, self._bare):
                    yield Likeness(person.key, other.key, "phone", shared, 100.0)


def find_duplicates(new: Iterable[Known], known: Iterable[Known], *, region: str = "") -> Iterator[Likeness]:
    """Flag the new rows that are likely on the books, or further up in the same file, each with the likeliest other."""
    seen = Duplicates(known, region=region)
    for row in new:
        if (likeness := seen.surest(row)) is not None:
            yield likeness
        seen.add(row)


def _same(one: str, other: str, key: Callable[[str], str], bare: Callable[[str], str]) -> bool:
    """Say the same of numbers whose keys and digits are known."""
    first, second = key(one), key(other)
    if first.startswith("+") and second.startswith("+"):
        return first == second
    short, long = sorted((bare(one), bare(other)), key=len)
    return len(short) >= _FEWEST_SHARED and long.endswith(short) and _extension(one) == _extension(other)


def name_words(name: str) -> list[str]:
    """Give the words of a name in lower case, without accents and in an order of their own."""
    plain = name.casefold()
    if not plain.isascii():
        spelt = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in spelt if not unicodedata.combining(c))
    return sorted(_WORD.findall(plain))


def _compared(name: str) -> tuple[str, set[tuple[str, ...]]]:
    """Give a name as it is compared, and the groups in which it is."""
    words = name_words(name)
    return " ".join(words), _blocks(words)


def _blocks(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Give the groups in which a name is compared: by how two of its words begin, and by how they end."""
    fewer = words[:_MOST_WORDS]
    begin, end = [word[:_LETTERS] for word in fewer], [word[-_LETTERS:] for word in fewer]
    if len(fewer) < 2:
        return {("begins", *begin), ("ends", *end)} if fewer else set()
    blocks: set[tuple[str, ...]] = {("begins", one, other) for one, other in combinations(begin, 2)}
    return blocks | {("ends", *pair) for pair in combinations(sorted(end), 2)}


def _bare(phone: str) -> str:
    """Give the digits of a number without its extension and leading zeros."""
    return digits_of(_EXTENSION.sub("", phone)).lstrip("0")


def _extension(phone: str) -> str:
    """Give the digits of an extension."""
    found = _EXTENSION.search(phone)
    return digits_of(found[0]).lstrip("0") if found else ""
