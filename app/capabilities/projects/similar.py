"""Small efforts that are alike: by words and parts of words, people, place and needs, with the reasons. Pure.

Words are compared by their parts of three letters, and by how they begin (where a stem most often stands), so that
inflected words and cognates of other languages are found;
a part counts the more, the fewer efforts have it (inverse document frequency, Spärck Jones 1972), and what most
efforts have is left out. Only efforts that share a rarer part, a person or a need are compared at all.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.i18n import _
from app.records.folding import fold

_WORD = re.compile(r"[^\W\d_]+")
_SIZE, _BEGINNINGS = 3, (4, 5)
_MOST_SHARED = 400
LEAST = 0.12
_PEOPLE, _PLACE, _NEEDS = 0.15, 0.1, 0.15


@dataclass(frozen=True, slots=True)
class Effort:
    """An effort of ours or of a partner: its words, who is in it, where, and what it needs (folded words)."""

    id: str
    name: str
    purpose: str = ""
    people: frozenset[str] = frozenset()
    place: str = ""
    needs: frozenset[str] = frozenset()
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two efforts that are alike: how much, and why."""

    one: str
    other: str
    score: float
    words: tuple[str, ...]
    people: tuple[str, ...]
    same_place: bool
    needs: tuple[str, ...]

    def reasons(self, names: Mapping[str, str]) -> list[str]:
        """Say why."""
        found = [_("words: {words}").format(words=", ".join(self.words))] if self.words else []
        people = ", ".join(names.get(each, "") for each in self.people)
        found += [_("people: {names}").format(names=people)] if people else []
        found += [_("the same place")] if self.same_place else []
        found += [_("both need: {needs}").format(needs=", ".join(self.needs))] if self.needs else []
        return found


def parts_of(text: str) -> dict[str, str]:
    """Give the parts of the words of a text, each with a word that it stands in."""
    found: dict[str, str] = {}
    for word in _WORD.findall(str(fold(text))):
        if len(word) < _SIZE:
            continue
        padded = f"^{word}"
        for place in range(len(padded) - _SIZE + 1):
            found.setdefault(padded[place : place + _SIZE], word)
        for size in _BEGINNINGS:
            if len(word) >= size:
                found.setdefault(f"={word[:size]}", word)
    return found


class Index:
    """Finds what is alike among many efforts, each read once."""

    def __init__(self, efforts: Iterable[Effort]) -> None:
        """Weigh the parts of all words."""
        self._efforts = {each.id: each for each in sorted(efforts, key=lambda each: each.id)}
        self._parts = {each.id: parts_of(f"{each.name} {each.purpose}") for each in self._efforts.values()}
        self._having: defaultdict[str, list[str]] = defaultdict(list)
        for identity, parts in self._parts.items():
            for part in parts:
                self._having[part].append(identity)
        count = max(len(self._efforts), 1)
        self._weight = {part: math.log(1 + count / len(having)) for part, having in self._having.items()}
        self._length = {
            identity: math.sqrt(math.fsum(self._weight[part] ** 2 for part in parts))
            for identity, parts in self._parts.items()
        }
        self._most = max(_MOST_SHARED, count // 5)
        self._by_person: defaultdict[str, list[str]] = defaultdict(list)
        self._by_need: defaultdict[str, list[str]] = defaultdict(list)
        for each in self._efforts.values():
            for person in each.people:
                self._by_person[person].append(each.id)
            for need in each.needs:
                self._by_need[need].append(each.id)

    def like(self, effort: str, limit: int = 5, least: float = LEAST) -> list[Alike]:
        """Give the efforts most like one, the most alike first."""
        mine = self._efforts[effort]
        dots: defaultdict[str, float] = defaultdict(float)
        for part in sorted(self._parts[effort]):
            having = self._having[part]
            if len(having) <= self._most:
                square = self._weight[part] ** 2
                for other in having:
                    dots[other] += square
        for person in mine.people:
            for other in self._by_person[person]:
                dots[other] += 0
        for need in mine.needs:
            for other in self._by_need[need]:
                dots[other] += 0
        dots.pop(effort, None)
        scored = ((self._score(mine, other, dot), other) for other, dot in dots.items())
        good = ((score, other) for score, other in scored if score >= least)
        best = sorted(good, key=lambda pair: (-pair[0], pair[1]))
        return [self._alike(mine, self._efforts[other], score) for score, other in best[:limit]]

    def _score(self, mine: Effort, other: str, dot: float) -> float:
        """Weigh words, people, place and needs."""
        theirs = self._efforts[other]
        lengths = self._length[mine.id] * self._length[other]
        score = dot / lengths if lengths else 0.0
        score += _PEOPLE * bool(mine.people & theirs.people) + _NEEDS * bool(mine.needs & theirs.needs)
        return round(score + _PLACE * bool(mine.place and mine.place == theirs.place), 6)

    def _alike(self, mine: Effort, theirs: Effort, score: float) -> Alike:
        """Say why two are alike: the words whose shared parts weigh most."""
        ours, other = self._parts[mine.id], self._parts[theirs.id]
        weights: defaultdict[str, float] = defaultdict(float)
        for part in ours.keys() & other.keys():
            weights[ours[part]] += self._weight[part]
        words = tuple(sorted(weights, key=lambda word: (-weights[word], word))[:3])
        return Alike(
            mine.id,
            theirs.id,
            score,
            words,
            tuple(sorted(mine.people & theirs.people)),
            bool(mine.place and mine.place == theirs.place),
            tuple(sorted(mine.needs & theirs.needs)),
        )


def pairs(efforts: Sequence[Effort], limit: int = 200) -> list[Alike]:
    """Give the pairs that are most alike, each once; those of one partner are its own affair."""
    index = Index(efforts)
    partner = {each.id: each.partner for each in efforts}
    found: dict[tuple[str, str], Alike] = {}
    for each in sorted(efforts, key=lambda each: each.id):
        for alike in index.like(each.id):
            key = (min(alike.one, alike.other), max(alike.one, alike.other))
            if not (partner[alike.one] and partner[alike.one] == partner[alike.other]):
                found.setdefault(key, alike)
    return sorted(found.values(), key=lambda each: (-each.score, each.one, each.other))[:limit]
