"""How well an offer suits a need: six parts of a hundred, each with its words. It rates the pair, nobody in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.switchboard.fitting import Fitter, PairFit
from app.capabilities.switchboard.rows import ListingRow
from app.i18n import N_, _, ngettext

_SKILL = {"shown": Fraction(1), "vouched": Fraction(7, 10), "claimed": Fraction(4, 10)}
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


def score(fitter: Fitter, need: ListingRow, offer: ListingRow, fit: PairFit) -> PairScore:
    """Weigh what was found about a pair that fits."""
    load = fitter.book.load(offer, fitter.today)
    shares = {
        "skill": _skill(need, fit),
        "time": _time(fit),
        "place": _place(fitter, need, offer),
        "capacity": _capacity(fit),
        "fairness": (max(Fraction(0), 1 - load), _asked(fitter, offer)),
        "languages": _languages(need, offer),
    }
    weights = fitter.field.weights
    total = sum(weights.values()) or 1
    parts = tuple(
        ScorePart(name, share, share * Fraction(100 * weights.get(name, 0), total), words)
        for name, (share, words) in shares.items()
    )
    return PairScore(sum((part.points for part in parts), Fraction(0)), parts, load)


def _skill(need: ListingRow, fit: PairFit) -> tuple[Fraction, str]:
    """Shown counts more than vouched for, and that more than claimed."""
    if need.skill is None or fit.level is None:
        return Fraction(1), ""
    return _SKILL[fit.level], _(_LEVEL_WORDS[fit.level])


def _time(fit: PairFit) -> tuple[Fraction, str]:
    """Compare the time both have with what is open; what is not counted in minutes fits or not."""
    if fit.time is None:
        return Fraction(1), _("any time")
    hours = Fraction(fit.time, 60)
    words = _("{hours} hours a week in which both are free").format(hours=_number(hours))
    return min(Fraction(1), Fraction(fit.time, max(1, fit.open))), words


def _place(fitter: Fitter, need: ListingRow, offer: ListingRow) -> tuple[Fraction, str]:
    """Prefer the same area, then one that is linked."""
    if need.area is None:
        return Fraction(1), ""
    if offer.area is None:
        return Fraction(1, 2), _("where is not known")
    if offer.area == need.area:
        return Fraction(1), _("in the same area")
    if frozenset({offer.area, need.area}) in fitter.field.links:
        return Fraction(3, 5), _("in an area near by")
    return Fraction(0), _("not near")


def _capacity(fit: PairFit) -> tuple[Fraction, str]:
    """Prefer who can do all that is open."""
    share = min(Fraction(1), Fraction(fit.left, max(1, fit.open)))
    return share, _("can do all of it") if share == 1 else _("can do a part of it")


def _asked(fitter: Fitter, offer: ListingRow) -> str:
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


def _languages(need: ListingRow, offer: ListingRow) -> tuple[Fraction, str]:
    """Prefer who shares a language; a region ("pt-BR") is no hindrance."""
    ours, theirs = ({each.split("-")[0].lower() for each in side.languages} for side in (need, offer))
    if not ours or not theirs:
        return Fraction(1, 2), ""
    if ours & theirs:
        return Fraction(1), _("both speak {languages}").format(languages=", ".join(sorted(ours & theirs)))
    return Fraction(0), _("no language in common")


def _number(value: Fraction) -> str:
    """Write a number of half hours."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.1f}"
