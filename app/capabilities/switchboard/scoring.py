"""How well an offer suits a need: six parts of a hundred, each with its words. It rates the pair, nobody in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.switchboard.book import most_a_week
from app.capabilities.switchboard.fitting import Fitter, PairFit
from app.capabilities.switchboard.rows import ListingRow
from app.i18n import N_, _, ngettext

Ratio = tuple[int, int]
_ALL, _NONE, _HALF = (1, 1), (0, 1), (1, 2)
_SKILL: Mapping[str, Ratio] = {"shown": _ALL, "vouched": (7, 10), "claimed": (4, 10)}
_LEVEL_WORDS = {"shown": N_("has shown the skill"), "vouched": N_("skill vouched for"), "claimed": N_("says they can")}
PARTS: Mapping[str, str] = {
    "skill": N_("Skill"),
    "time": N_("Time"),
    "place": N_("Place"),
    "capacity": N_("Capacity"),
    "fairness": N_("Fairness"),
    "languages": N_("Languages"),
}


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a score: its share of one, its points, and the words for it (empty: nothing worth saying)."""

    name: str
    share: Fraction
    points: Fraction
    words: str


@dataclass(frozen=True, slots=True)
class PairScore:
    """The points of a pair, of a hundred, and the load of its offer."""

    points: Fraction
    parts: tuple[ScorePart, ...]
    load: Fraction

    @property
    def reasons(self) -> list[str]:
        """Give the words of all parts that have some."""
        return [part.words for part in self.parts if part.words]

    @property
    def tenths(self) -> int:
        """Give the points in whole tenths, rounded half up."""
        return (20 * self.points.numerator + self.points.denominator) // (2 * self.points.denominator)


def tenths(fitter: Fitter, need: ListingRow, offer: ListingRow, fit: PairFit) -> int:
    """Give the points of a pair in whole tenths, rounded half up, without a word about it: for tens of thousands."""
    top, below = 0, 1
    weights = fitter.field.weights
    for name, (part, whole) in _shares(fitter, need, offer, fit).items():
        top, below = top * whole + part * weights.get(name, 0) * below, below * whole
    below *= sum(weights.values()) or 1
    return (2000 * top + below) // (2 * below)


def score(fitter: Fitter, need: ListingRow, offer: ListingRow, fit: PairFit) -> PairScore:
    """Weigh what was found about a pair that fits, and say of each part why."""
    weights = fitter.field.weights
    total = sum(weights.values()) or 1
    words = {
        "skill": "" if need.skill is None or fit.level is None else _(_LEVEL_WORDS[fit.level]),
        "time": _time_words(fit),
        "place": _place_words(fitter, need, offer),
        "capacity": _("can do all of it") if fit.left >= fit.open else _("can do a part of it"),
        "fairness": _asked_words(fitter, offer),
        "languages": _language_words(fitter, need, offer),
    }
    parts = tuple(
        ScorePart(name, Fraction(*share), Fraction(*share) * Fraction(100 * weights.get(name, 0), total), words[name])
        for name, share in _shares(fitter, need, offer, fit).items()
    )
    return PairScore(sum((part.points for part in parts), Fraction(0)), parts, fitter.book.load(offer, fitter.today))


def _shares(fitter: Fitter, need: ListingRow, offer: ListingRow, fit: PairFit) -> Mapping[str, Ratio]:
    """Give of each part its share of one: a part of a whole, both whole numbers."""
    wanted, four = max(1, fit.open), 4 * most_a_week(offer)
    return {
        "skill": _ALL if need.skill is None or fit.level is None else _SKILL[fit.level],
        "time": _ALL if fit.time is None else (min(fit.time, wanted), wanted),
        "place": _place(fitter, need, offer),
        "capacity": (min(fit.left, wanted), wanted),
        "fairness": (max(0, four - fitter.book.asked(offer.id, fitter.today)), four),
        "languages": _languages(fitter, need, offer),
    }


def _place(fitter: Fitter, need: ListingRow, offer: ListingRow) -> Ratio:
    """Prefer the same area, then one that is linked."""
    if need.area is None or offer.area == need.area:
        return _ALL
    if offer.area is None:
        return _HALF
    return (3, 5) if frozenset({offer.area, need.area}) in fitter.field.links else _NONE


def _languages(fitter: Fitter, need: ListingRow, offer: ListingRow) -> Ratio:
    """Prefer who shares a language."""
    ours, theirs = fitter.spoken(need), fitter.spoken(offer)
    if not ours or not theirs:
        return _HALF
    return _NONE if ours.isdisjoint(theirs) else _ALL


def _time_words(fit: PairFit) -> str:
    """Say how long both are free; what is not counted in minutes fits or not."""
    if fit.time is None:
        return _("any time")
    return _("{hours} hours a week in which both are free").format(hours=_number(Fraction(fit.time, 60)))


def _place_words(fitter: Fitter, need: ListingRow, offer: ListingRow) -> str:
    """Say how near an offer is, if it matters."""
    if need.area is None:
        return ""
    if offer.area is None:
        return _("where is not known")
    words = {_ALL: _("in the same area"), _NONE: _("not near")}
    return words.get(_place(fitter, need, offer), _("in an area near by"))


def _asked_words(fitter: Fitter, offer: ListingRow) -> str:
    """Say when an offer was last asked for."""
    last = fitter.book.last_asked(offer.id, fitter.today)
    if last is None:
        return _("not asked before")
    days = (fitter.today - last).days
    if days == 0:
        return _("asked today")
    if days < 14:
        return ngettext("last asked {days} day ago", "last asked {days} days ago", days).format(days=days)
    return ngettext("last asked {weeks} week ago", "last asked {weeks} weeks ago", days // 7).format(weeks=days // 7)


def _language_words(fitter: Fitter, need: ListingRow, offer: ListingRow) -> str:
    """Name the languages that both speak."""
    ours, theirs = fitter.spoken(need), fitter.spoken(offer)
    if not ours or not theirs:
        return ""
    if ours.isdisjoint(theirs):
        return _("no language in common")
    return _("both speak {languages}").format(languages=", ".join(sorted(ours & theirs)))


def _number(value: Fraction) -> str:
    """Write a number of half hours."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.1f}"
