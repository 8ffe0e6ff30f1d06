"""Pairs of people who are likely one: the same e-mail, the same number, or a likeness of name and address together.

The likeness of two texts is Dice's coefficient of their runs of letters: two for a name, word by word and in any
order, three for an address, without its blanks. Neither a typing error, nor names in another order, nor a field too
few takes much away from it. People who share an address only, or a name only, are not alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.capabilities.people.likeness.signatures import shared, signatures, together
from app.records.contact import email_key, phone_key
from app.records.folding import fold
from app.records.likeness import name_words

Reason = Literal["email", "phone", "name and address", "name"]
ALIKE = 0.45
"""The likeness of name and address, from 0 to 1, from which two are likely one."""
SAME_NAME = 90.0
_NAME_SHARE = 0.3
_LEAST_NAME = 0.3
_LEAST_SHARED = 4
_NEIGHBOURS = 20
_WORD = re.compile(r"[^\W_]+")
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a person: name, ways to reach them, and their address in one text."""

    id: str
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two who are likely one, the lower id first: why, and how alike they are, out of 100."""

    one: str
    other: str
    why: Reason
    likeness: float
    shared: str = ""


def find_pairs(
    people: Sequence[Profile], *, region: str = "", new: Collection[str] = (), apart: Collection[frozenset[str]] = ()
) -> list[LikelyPair]:
    """Find the pairs, the surest first; with ``new`` ids, only those with one of these; ``apart`` are known to be two.

    ``region`` is where telephone numbers without a country are at home. Each pair is given once, with its surest
    reason. Time grows as n log n, also if all share one number or one name.
    """
    ordered = sorted(people, key=lambda each: each.id)
    found: dict[tuple[str, str], LikelyPair] = {}
    fresh = frozenset(new)
    for pair in (*_reach(ordered, region), *_likenesses(ordered, fresh)):
        key = (pair.one, pair.other)
        if key in found or frozenset(key) in apart or (fresh and not fresh & set(key)):
            continue
        found[key] = pair
    return sorted(found.values(), key=lambda pair: (-pair.likeness, pair.one, pair.other))


def _reach(people: Sequence[Profile], region: str) -> Iterable[LikelyPair]:
    """Find those with the same e-mail address, then those with the same number."""
    yield from _same(people, "email", lambda each: {email_key(email): email for email in each.emails})
    yield from _same(people, "phone", lambda each: {_number(phone, region): phone for phone in each.phones})


def _number(phone: str, region: str) -> str:
    """Give the form in which numbers are compared: where the country is not known, the digits without zeros before."""
    return phone_key(phone, region).lstrip("0")


def _same(people: Sequence[Profile], why: Reason, keys: Callable[[Profile], dict[str, str]]) -> Iterable[LikelyPair]:
    """Pair those who share a key, each with at most some of the next ones: a number may be that of a whole house."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for person in people:
        for key, text in keys(person).items():
            if key:
                groups[key].append((person.id, text))
    for key in sorted(groups):
        members = groups[key]
        for place, (one, _text) in enumerate(members):
            for other, text in members[place + 1 : place + 1 + _NEIGHBOURS]:
                yield LikelyPair(one, other, why, 100.0, text)


def _likenesses(people: Sequence[Profile], fresh: frozenset[str]) -> Iterable[LikelyPair]:
    """Find those alike by name and address, and by name alone where one of the two has no address."""
    import numpy as np

    texts = [_Text(each) for each in people]
    addressed = [text for text in texts if text.name and text.address]
    for some, least in ((addressed, _LEAST_SHARED), ([text for text in texts if text.name], None)):
        if len(some) < 2 or (least is None and len(addressed) == len(some)):
            continue
        wanted = np.array([text.id in fresh for text in some]) if fresh else None
        words = [[text.name, text.address] if least is not None else [text.name] for text in some]
        signed = signatures(words)
        pairs = together(signed, wanted)
        if least is not None:
            pairs = pairs[shared(signed, pairs) >= least]
        places: list[list[int]] = pairs.tolist()
        for one, other in places:
            pair = _compared(some[one], some[other]) if least is not None else _named(some[one], some[other])
            if pair is not None:
                yield pair


class _Text:
    """The texts of a person as they are compared, and their runs of letters once they are asked for."""

    __slots__ = ("_address", "_name", "address", "id", "name", "shown")

    def __init__(self, person: Profile) -> None:
        self.id = person.id
        self.shown = person.name
        self.name = " ".join(_words(person.name))
        self.address = _plain(person.address)
        self._name: frozenset[str] | None = None
        self._address: frozenset[str] | None = None

    @property
    def name_runs(self) -> frozenset[str]:
        """Give the runs of two letters of each word of the name, with a blank at its ends."""
        if self._name is None:
            self._name = frozenset(run for word in self.name.split() for run in _runs(f" {word} ", 2))
        return self._name

    @property
    def address_runs(self) -> frozenset[str]:
        """Give the runs of three letters of the address."""
        if self._address is None:
            self._address = frozenset(_runs(self.address, 3))
        return self._address


def _plain(text: str) -> str:
    """Give the letters and digits of a text in their order, without case, accents and blanks."""
    return _APART.sub("", text.casefold() if text.isascii() else str(fold(text)))


def _words(text: str) -> list[str]:
    """Give the words of a name as they are compared; most names need no look at accents, which takes long."""
    return sorted(_WORD.findall(text.casefold())) if text.isascii() else name_words(text)


def _runs(text: str, length: int) -> Iterable[str]:
    """Give the runs of letters of a text."""
    return (text[place : place + length] for place in range(len(text) - length + 1))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    """Give twice what two sets share, by what they hold together."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _compared(one: _Text, other: _Text) -> LikelyPair | None:
    """Compare two by name and address together."""
    name = _dice(one.name_runs, other.name_runs)
    if name < _LEAST_NAME:
        return None
    likeness = _NAME_SHARE * name + (1 - _NAME_SHARE) * _dice(one.address_runs, other.address_runs)
    if likeness < ALIKE:
        return None
    return LikelyPair(one.id, other.id, "name and address", round(100 * likeness, 1), other.shown)


def _named(one: _Text, other: _Text) -> LikelyPair | None:
    """Compare two by name alone, if one of them has no address that could tell them apart."""
    if one.address and other.address:
        return None
    from rapidfuzz import fuzz

    likeness = fuzz.ratio(one.name, other.name, score_cutoff=SAME_NAME)
    return LikelyPair(one.id, other.id, "name", round(likeness, 1), other.shown) if likeness else None
