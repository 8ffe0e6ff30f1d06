"""People who are likely on the books already: the same address, the same number, or nearly the same name.

Exact keys are indexed; names are compared only within blocks that share letters at the start or
at the end of two of their words, so that 500 new rows against 50,000 people take moments. In a block
that is large a name is compared with its neighbours alone, as names are read forwards and backwards:
so a list in which all names begin alike takes no longer, row for row, than any other.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain, combinations
from operator import itemgetter
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
_LETTERS = 2
_SMALL = 128
"""A block with so many names is compared whole."""
_NEIGHBOURS = 16
"""On each side, in each of the two orders."""
_PIECE = 512
_NUMBER = itemgetter(1)
_MOST_ALIKE = 16
"""Numbers that end alike and are no other's are compared with the last so many of their like."""
_MOST_WORDS = 8
"""So many words of a name, in their order, put it into blocks."""


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
        self._pieces: list[list[tuple[str, int]]] = [[]]
        self._firsts: list[tuple[str, int]] = [("", -1)]

    def add(self, text: str, number: int) -> None:
        """Take one more."""
        place = bisect_right(self._firsts, (text, number)) - 1
        piece = self._pieces[place]
        insort(piece, (text, number))
        if len(piece) > _PIECE:
            later = piece[_PIECE // 2 :]
            del piece[_PIECE // 2 :]
            self._pieces.insert(place + 1, later)
            self._firsts.insert(place + 1, later[0])

    def around(self, text: str) -> Iterator[int]:
        """Give the numbers of the neighbours of a text on both sides."""
        place = bisect_right(self._firsts, (text, -1)) - 1
        piece = self._pieces[place]
        within = bisect_left(piece, (text, -1))
        near = piece[max(within - _NEIGHBOURS, 0) : within + _NEIGHBOURS]
        if within < _NEIGHBOURS and place:
            near += self._pieces[place - 1][within - _NEIGHBOURS :]
        if (missing := within + _NEIGHBOURS - len(piece)) > 0 and place + 1 < len(self._pieces):
            near += self._pieces[place + 1][:missing]
        return map(_NUMBER, near)


class _Block:
    """Numbers of names that are compared with each other; once they are many, in two orders."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._orders: tuple[_Order, _Order] | None = None

    def add(self, number: int, names: Sequence[str]) -> None:
        """Take one more of the names."""
        self._numbers.append(number)
        if len(self._numbers) <= _SMALL:
            return
        new = (number,)
        if self._orders is None:
            self._orders, new = (_Order(), _Order()), tuple(self._numbers)
        forwards, backwards = self._orders
        for each in new:
            forwards.add(names[each], each)
            backwards.add(names[each][::-1], each)

    def near(self, name: str) -> Iterable[int]:
        """Give those that a name is to be compared with: all, or its neighbours."""
        if self._orders is None:
            return self._numbers
        forwards, backwards = self._orders
        return chain(forwards.around(name), backwards.around(name[::-1]))


class Duplicates:
    """Finds likely duplicates of one person after another; ``region`` is where bare numbers are at home."""

    def __init__(self, known: Iterable[Known] = (), *, region: str = "") -> None:
        """Index the people on the books."""
        self._key = cache(partial(phone_key, region=region))  # To parse a number takes longer than all the rest.
        self._bare = cache(_bare)
        self._compared = lru_cache(maxsize=2)(_compared)  # A row is looked for, and then added.
        self._emails: defaultdict[str, list[tuple[Known, str]]] = defaultdict(list)
        self._phones: defaultdict[str, list[tuple[Known, str]]] = defaultdict(list)
        self._numbers: dict[str, tuple[Known, str]] = {}
        self._blocks: defaultdict[tuple[str, ...], _Block] = defaultdict(_Block)
        self._known: list[Known] = []
        self._names: list[str] = []
        for each in known:
            self.add(each)

    def add(self, known: Known) -> None:
        """Index one more, as one does with every row of a file that may hold someone twice."""
        for email in known.emails:
            self._emails[email_key(email)].append((known, email))
        for phone in known.phones:
            bare = self._bare(phone)
            self._phones[bare[-_TAIL:]].append((known, phone))
            self._numbers.setdefault(bare, (known, phone))
        name, blocks = self._compared(known.name)
        self._known.append(known)
        self._names.append(name)
        for block in blocks:
            self._blocks[block].add(len(self._names) - 1, self._names)

    def of(self, person: Known) -> list[Likeness]:
        """Give the likely duplicates of a person, the surest first and each other person once."""
        found: dict[str, Likeness] = {}
        for likeness in (*self._same_email(person), *self._same_phone(person), *self._near_name(person)):
            found.setdefault(likeness.other, likeness)
        return list(found.values())

    def surest(self, person: Known) -> Likeness | None:
        """Give the surest duplicate of a person alone, of several as near the first that was taken."""
        known = next(chain(self._same_email(person), self._same_phone(person)), None)
        if known is not None:
            return known
        from rapidfuzz import fuzz, process  # They take 3 MB that most sittings have no use for.

        name, numbers = self._candidates(person)
        names = [self._names[number] for number in numbers]
        best = process.extractOne(name, names, scorer=fuzz.ratio, processor=None, score_cutoff=NEAR)
        if best is None:
            return None
        _name, score, place = best
        other = self._known[numbers[place]]
        return Likeness(person.key, other.key, "name", other.name, round(score, 1))

    def _candidates(self, person: Known) -> tuple[str, list[int]]:
        """Give a name as it is compared, and with which others."""
        name, blocks = self._compared(person.name)
        numbers: set[int] = set()
        for key in blocks:
            block = self._blocks.get(key)
            if block:
                numbers.update(block.near(name))
        return name, sorted(numbers)

    def _same_email(self, person: Known) -> Iterator[Likeness]:
        """Find those with the same e-mail address."""
        for email in person.emails:
            for other, shared in self._emails.get(email_key(email), ()):
                yield Likeness(person.key, other.key, "email", shared, 100.0)

    def _same_phone(self, person: Known) -> Iterator[Likeness]:
        """Find those with the same telephone number, however it is written."""
        for phone in person.phones:
            bare = self._bare(phone)
            same = self._numbers.get(bare)
            alike = self._phones.get(bare[-_TAIL:], [])[-_MOST_ALIKE:]
            for other, shared in (same, *alike) if same else alike:
                if _same(phone, shared, self._key, self._bare):
                    yield Likeness(person.key, other.key, "phone", shared, 100.0)

    def _near_name(self, person: Known) -> Iterator[Likeness]:
        """Find those with nearly the same name, the nearest first."""
        from rapidfuzz import fuzz, process

        name, numbers = self._candidates(person)
        names = {number: self._names[number] for number in numbers}
        near = process.extract(name, names, scorer=fuzz.ratio, processor=None, score_cutoff=NEAR, limit=None)
        for score, other in sorted(((score, self._known[number]) for _name, score, number in near), key=_nearest_first):
            yield Likeness(person.key, other.key, "name", other.name, round(score, 1))


def _nearest_first(found: tuple[float, Known]) -> tuple[float, str]:
    """Order what was found by its score, always the same way."""
    score, known = found
    return -score, known.key


def find_duplicates(new: Sequence[Known], known: Iterable[Known], *, region: str = "") -> list[Likeness]:
    """Flag the new rows that are likely on the books, or further up in the same file."""
    seen = Duplicates(known, region=region)
    found: list[Likeness] = []
    for row in new:
        found += seen.of(row)
        seen.add(row)
    return found


def same_phone(one: str, other: str, region: str = "") -> bool:
    """Say whether two texts are likely the same number, one of them perhaps without its country."""
    return _same(one, other, lambda phone: phone_key(phone, region), _bare)


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
