"""How many to invite so that enough come: the exact distribution of a sum of unequal chances.

Chances are kept between two decimal numbers of a fixed number of places, one rounded down and one rounded up, so the
true one lies between them. Where the two do not agree on whether it suffices, it is worked out anew with more places,
which ends at the latest when nothing is rounded any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.i18n import _
from app.problems import WrongValue

MOST_HEADS = 2_000
_FIRST_PLACES = 60
_MOST_INVITED = 100_000


@dataclass(frozen=True, slots=True)
class Invitation:
    """How many to invite, the chance that enough come then, and the chance with one less (None: no one less)."""

    invite: int
    chance: Fraction
    chance_one_less: Fraction | None


def how_many(heads: int, sure: Fraction, rate: Fraction, named: Sequence[Fraction] = ()) -> Invitation | None:
    """Find the smallest number to invite such that at least ``heads`` come with a chance of at least ``sure``.

    Those who are named are invited first, in their order, each with a chance of their own; the rest come at ``rate``.
    ``None`` if no number is enough. Raises ``WrongValue`` for what is no chance.
    """
    _check(heads, sure, (rate, *named))
    if heads == 0:
        return Invitation(0, Fraction(1), None)
    if sure == 0:
        return Invitation(0, Fraction(0), None)
    possible = sum(1 for chance in named if chance) + (heads if rate else 0)
    if possible < heads or (not rate and chance_of(heads, named) < sure):
        return None
    places = _FIRST_PLACES
    while True:
        found = _search(heads, sure, rate, named, places)
        if found is not None:
            return found
        places *= 4


def chance_of(heads: int, chances: Sequence[Fraction]) -> Fraction:
    """Give the chance that at least so many of some people come, exactly."""
    if heads <= 0:
        return Fraction(1)
    below = [Fraction(1)] + [Fraction(0)] * (heads - 1)
    for chance in chances:
        for number in range(heads - 1, 0, -1):
            below[number] = below[number] * (1 - chance) + below[number - 1] * chance
        below[0] *= 1 - chance
    return 1 - sum(below, Fraction(0))


def _check(heads: int, sure: Fraction, chances: Sequence[Fraction]) -> None:
    """Refuse what is no number of heads and no chance."""
    if not 0 <= heads <= MOST_HEADS:
        raise WrongValue(_("The number of people has to be between 0 and {most}.").format(most=MOST_HEADS))
    if not 0 <= sure < 1:
        raise WrongValue(_("How sure it has to be lies between 0 and 1, without 1: nothing is certain."))
    if any(not 0 <= chance <= 1 for chance in chances):
        raise WrongValue(_("A chance to come lies between 0 and 1."))


class _Bounds:
    """A number from below and from above, as multiples of ten to the power of minus the places."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def times(self, factor: Fraction) -> _Bounds:
        """Multiply by a number that is not negative, the lower bound rounded down and the upper one up."""
        top, bottom = factor.numerator, factor.denominator
        return _Bounds(self.low * top // bottom, -(-self.high * top // bottom))

    def plus(self, other: _Bounds) -> _Bounds:
        """Add another."""
        return _Bounds(self.low + other.low, self.high + other.high)


def _search(heads: int, sure: Fraction, rate: Fraction, named: Sequence[Fraction], places: int) -> Invitation | None:
    """Invite one after another until it is enough; ``None`` if the places do not suffice to tell."""
    one = 10**places
    # What is kept is the chance that exactly so many have come, for less than the heads wanted.
    below = [_Bounds(one, one)]
    reached = _Bounds(0, 0)
    for invited in range(1, _MOST_INVITED + 1):
        chance = named[invited - 1] if invited <= len(named) else rate
        before = reached
        if len(below) == heads:
            reached = reached.plus(below[-1].times(chance))
        below = _after(below, chance, heads)
        if reached.low * sure.denominator >= sure.numerator * one:
            return Invitation(invited, _middle(reached, one), _middle(before, one))
        if reached.high * sure.denominator >= sure.numerator * one:
            return None
    message = _("More than {most} people would have to be invited.")
    raise WrongValue(message.format(most=_MOST_INVITED), do=_("Ask fewer to come, or be content with less certainty."))


def _after(below: Sequence[_Bounds], chance: Fraction, heads: int) -> list[_Bounds]:
    """Give the distribution below the heads wanted after one more was invited."""
    stays = 1 - chance
    found = [below[0].times(stays)]
    for fewer, same in pairwise(below):
        found.append(same.times(stays).plus(fewer.times(chance)))
    if len(below) < heads:
        found.append(below[-1].times(chance))
    return found


def _middle(bounds: _Bounds, one: int) -> Fraction:
    """Give the number between two bounds, which are the same but for the last of many places."""
    return min(Fraction(bounds.low + bounds.high, 2 * one), Fraction(1))
