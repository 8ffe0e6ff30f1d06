"""Diets: what a meal contains against who eats it. Who was never asked counts as not known.

The fourteen allergens are those of Annex II to Regulation (EU) No 1169/2011.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.i18n import N_

ALLERGENS: Mapping[str, str] = MappingProxyType(
    {
        "gluten": N_("Cereals containing gluten"),
        "crustaceans": N_("Crustaceans"),
        "eggs": N_("Eggs"),
        "fish": N_("Fish"),
        "peanuts": N_("Peanuts"),
        "soybeans": N_("Soybeans"),
        "milk": N_("Milk"),
        "nuts": N_("Nuts"),
        "celery": N_("Celery"),
        "mustard": N_("Mustard"),
        "sesame": N_("Sesame"),
        "sulphites": N_("Sulphur dioxide and sulphites"),
        "lupin": N_("Lupin"),
        "molluscs": N_("Molluscs"),
    }
)
SEVERITIES: Mapping[str, str] = MappingProxyType(
    {
        "dislike": N_("Dislikes"),
        "avoids": N_("Avoids"),
        "intolerant": N_("Intolerant"),
        "allergic": N_("Allergic"),
        "severe": N_("Severely allergic"),
    }
)
SAFE, NOT_SAFE, NOT_KNOWN = "safe", "not safe", "not known"


@dataclass(frozen=True, slots=True)
class DietRow:
    """What somebody avoids and how badly; an empty ``avoids`` says that they were asked and eat everything."""

    id: str
    person: str
    avoids: tuple[str, ...]
    severity: str = "avoids"
    cross_contact: bool = False


@dataclass(frozen=True, slots=True)
class DietReport:
    """Of a meal: counts of what is avoided, severe ones by person, who was never asked, and who can eat it."""

    counts: tuple[tuple[str, int], ...]
    severe: tuple[tuple[str, tuple[str, ...]], ...]
    not_asked: tuple[str, ...]
    verdicts: tuple[tuple[str, str], ...]

    def verdict(self, person: str) -> str:
        """Say if the meal is safe for somebody."""
        return dict(self.verdicts).get(person, NOT_KNOWN)


def report(
    people: Sequence[str],
    diets: Iterable[DietRow],
    *,
    contains: Collection[str] = (),
    complete: bool = True,
    may_contain: Collection[str] = (),
) -> DietReport:
    """Hold a meal against the people who eat it.

    Args:
        people: Who eats.
        diets: What is known about anybody's diet.
        contains: What is known to be in the meal, in words of allergens or of the group's own.
        complete: Whether that is everything.
        may_contain: Traces, which matter to whoever must not have cross-contact.
    """
    of_person: dict[str, list[DietRow]] = {}
    for row in sorted(diets, key=lambda row: row.id):
        of_person.setdefault(row.person, []).append(row)
    asked = [person for person in sorted(set(people)) if person in of_person]
    counts: Counter[str] = Counter()
    severe: list[tuple[str, tuple[str, ...]]] = []
    verdicts: list[tuple[str, str]] = []
    inside = {plain(word) for word in contains}
    traces = {plain(word) for word in may_contain}
    for person in sorted(set(people)):
        rows = of_person.get(person, [])
        bad = {plain(word) for row in rows if row.severity == "severe" for word in row.avoids}
        if bad:
            severe.append((person, tuple(sorted(bad))))
        counts.update({plain(word) for row in rows for word in row.avoids} - bad)
        verdicts.append((person, _verdict(rows, inside, traces, complete=complete)))
    not_asked = tuple(person for person in sorted(set(people)) if person not in asked)
    return DietReport(tuple(sorted(counts.items())), tuple(severe), not_asked, tuple(verdicts))


def plain(word: str) -> str:
    """Bring a word of what is avoided or contained to one spelling."""
    return " ".join(word.split()).casefold()


def _verdict(rows: Sequence[DietRow], inside: set[str], traces: set[str], *, complete: bool) -> str:
    """Say if somebody with these profiles can eat what is inside; without a profile nobody knows."""
    if not rows:
        return NOT_KNOWN
    avoided = {plain(word) for row in rows for word in row.avoids}
    strict = {plain(word) for row in rows if row.cross_contact or row.severity == "severe" for word in row.avoids}
    if avoided & inside or strict & traces:
        return NOT_SAFE
    return SAFE if complete or not avoided else NOT_KNOWN
