"""The figures about people, of a vault: who stays, what hours to expect, how good that has been, how many to invite."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.capabilities.people.flow.backtest import BackTest, backtest
from app.capabilities.people.flow.forecast import MOST_WEEKS, Forecast, ForecastRows, forecast
from app.capabilities.people.flow.how_many import Invitation, how_many
from app.capabilities.people.flow.show_rate import show_rates
from app.capabilities.people.flow.staying import Curve, staying
from app.capabilities.people.flow.tenures import TenureWindow
from app.capabilities.people.reading import Past, figures, first_recorded, snapshot, survivors_of, worked
from app.capabilities.people.settings import COMPLETE, SILENCE, SILENT_AFTER
from app.i18n import _
from app.problems import UserProblem, WrongValue
from app.services.records.records import Query, ids
from app.services.settings import group
from app.storage.vault.vault import Vault

_FEWEST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks the figures for; what is not given is as the group has set it, or as usual."""

    as_of: datetime.date | None = None
    complete_since: datetime.date | None = None
    silent_after: int | None = None
    where: str = ""
    agreed_apart: bool = False


def window_of(vault: Vault, asked: Asked) -> TenureWindow:
    """Give what is looked at: as asked, else as set for the group, else from the day of the first person record."""
    as_of = asked.as_of or group.today(vault)
    with vault.reading() as session:
        agreed = group.read(session, vault.registry)
    silent = asked.silent_after if asked.silent_after is not None else agreed[SILENCE] or SILENT_AFTER
    if silent < 1:
        raise WrongValue(_("The days of silence have to be at least 1."))
    since = asked.complete_since or agreed[COMPLETE] or first_recorded(vault) or as_of
    return TenureWindow(as_of, since, silent, asked.agreed_apart)


def staying_of(vault: Vault, asked: Asked) -> Curve:
    """Draw the curve of staying."""
    window = window_of(vault, asked)
    return staying(_rows(vault, asked, window).members, window)


def forecast_of(vault: Vault, asked: Asked, weeks: int = 8) -> Forecast:
    """Forecast the hours of the coming weeks."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise WrongValue(_("The weeks have to be between 1 and {most}.").format(most=MOST_WEEKS))
    window = window_of(vault, asked)
    return forecast(_rows(vault, asked, window), window, weeks)


def _rows(vault: Vault, asked: Asked, window: TenureWindow) -> ForecastRows:
    """Read the rows of the figures, of the people of a filter where there is one."""
    only = set(ids(vault, "person", Query(where=asked.where))) if asked.where.strip() else None
    return figures(snapshot(vault), window.as_of, only)


def backtest_of(vault: Vault, asked: Asked) -> BackTest:
    """Lay the forecasts of the last twelve weeks beside what was worked."""
    usual = window_of(vault, asked)
    now = snapshot(vault)
    past = Past(vault, now)

    def known_by(day: datetime.date) -> tuple[ForecastRows, TenureWindow]:
        window = TenureWindow(day, usual.complete_since, usual.silent_after, usual.agreed_apart)
        return figures(past.before(day), day), window

    return backtest(known_by, worked(now), usual.as_of)


def invitation_of(
    vault: Vault, heads: int, sure: Decimal, rate: Decimal | None, named: Sequence[str], as_of: datetime.date | None
) -> Invitation:
    """Say how many to invite; raises ``UserProblem`` if no number is enough.

    A single named person comes at the group's rate, or else the answer would be what is known of that person.
    """
    found = snapshot(vault)
    day = as_of or group.today(vault)
    rates = show_rates(figures(found, day).turnouts, day)
    people = survivors_of(found).folded(named)
    common = rates.group if rate is None else rate
    own = len(people) >= _FEWEST_NAMED
    chances = [Fraction(rates.of(person) if own else common) for person in people]
    answer = how_many(heads, Fraction(sure), Fraction(common), chances)
    if answer is None:
        raise UserProblem(
            _("No number of invitations is enough: nobody is likely to come."), do=_("Ask people one by one.")
        )
    return answer


def group_rate(vault: Vault, day: datetime.date) -> Fraction:
    """Give how likely somebody of the group comes who said yes, as the forecast reckons with it."""
    return Fraction(show_rates(figures(snapshot(vault), day).turnouts, day).group)
