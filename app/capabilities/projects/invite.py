"""How many to invite to an event: enough that those needed come, and not more than there are places for. Exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.people.flow.how_many import chance_of, how_many
from app.i18n import _
from app.problems import UserProblem, WrongValue

TOO_MANY = Fraction(1, 20)
SURE = Fraction(9, 10)
_NEAR = Fraction(1, 10**40)


@dataclass(frozen=True, slots=True)
class InviteAdvice:
    """How many to invite, the chance that enough come, and at the most how many (None: places are not limited)."""

    invite: int
    chance: Fraction
    at_most: int | None = None

    @property
    def fits(self) -> bool:
        """Say whether enough can be invited without too many coming."""
        return self.at_most is None or self.invite <= self.at_most


def advice(need: int, rate: Fraction, sure: Fraction = SURE, places: int | None = None) -> InviteAdvice:
    """Find the fewest of whom ``need`` come with the probability ``sure``, and the most for ``places``."""
    found = how_many(need, sure, rate)
    if found is None:
        raise UserProblem(
            _("No number of invitations is enough: nobody is likely to come."), do=_("Ask people one by one.")
        )
    return InviteAdvice(found.invite, found.chance, None if places is None else most_for(places, rate))


def most_for(places: int, rate: Fraction, risk: Fraction = TOO_MANY) -> int:
    """Find the most to invite so that more than ``places`` come with a probability of at most ``risk``, exactly."""
    if places < 0:
        raise WrongValue(_("The places cannot be fewer than none."))
    if rate == 0:
        raise WrongValue(_("Nobody comes at a rate of 0, so any number may be invited."))
    first = how_many(places + 1, risk, rate)
    if first is None:
        return places
    # Where the chance is as good as the risk itself, it is compared without rounding.
    near = abs(first.chance - risk) < _NEAR
    over = chance_of(places + 1, [rate] * first.invite) > risk if near else first.chance > risk
    return first.invite - 1 if over else first.invite
