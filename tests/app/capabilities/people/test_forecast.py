"""How many turn up, how many to invite, which hours to expect: checked against counting, one case after the other."""

from __future__ import annotations

import datetime
import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.people.flow.backtest import Worked, backtest
from app.capabilities.people.flow.forecast import ForecastRows, Work, forecast
from app.capabilities.people.flow.hours import Away, HoursPromise, StatedHours
from app.capabilities.people.flow.how_many import how_many
from app.capabilities.people.flow.retention import Retention
from app.capabilities.people.flow.show_rate import Turnout, show_rates
from app.capabilities.people.flow.staying import staying
from app.capabilities.people.flow.tenures import TenureRow, TenureWindow
from app.problems import WrongValue
from tests.examples import examples

DAY = datetime.date(2026, 6, 1)
WINDOW = TenureWindow(DAY, DAY - datetime.timedelta(days=1000))


def ago(days):
    return DAY - datetime.timedelta(days=days)


def by_counting(heads, chances):
    """Give the chance that enough come, over every way in which it can turn out."""
    total = Fraction(0)
    for outcome in product((0, 1), repeat=len(chances)):
        if sum(outcome) >= heads:
            total += math.prod(chance if came else 1 - chance for came, chance in zip(outcome, chances, strict=True))
    return total


chance = st.integers(0, 10).map(lambda tenths: Fraction(tenths, 10))


@pytest.mark.long
@given(
    st.integers(1, 4),
    st.sampled_from([Fraction(3, 4), Fraction(9, 10), Fraction(91, 100)]),
    chance,
    st.lists(chance, max_size=5),
)
@examples(30, deadline=None)
def test_the_smallest_number_is_found_whatever_the_chances(heads, sure, rate, named):
    found = how_many(heads, sure, rate, named)
    chances = [*named, *[rate] * 9]
    expected = next((n for n in range(len(chances) + 1) if by_counting(heads, chances[:n]) >= sure), None)
    if expected is None:
        assert found is None or found.invite > len(chances)
        return
    assert found is not None
    assert found.invite == expected
    assert found.chance_one_less is not None
    assert abs(found.chance - by_counting(heads, chances[:expected])) < Fraction(1, 10**40)
    assert abs(found.chance_one_less - by_counting(heads, chances[: expected - 1])) < Fraction(1, 10**40)


def test_a_tie_counts_as_enough():
    for more, invite in ((Fraction(0), 2), (Fraction(1, 10**80), 3)):
        found = how_many(1, Fraction(91, 100) + more, Fraction(7, 10))
        assert found is not None
        assert found.invite == invite


@pytest.mark.parametrize(
    ("heads", "sure", "rate"), [(-1, 0.5, 0.5), (1, 1, 0.5), (1, -0.1, 0.5), (1, 0.5, 1.1), (10**6, 0.5, 0.5)]
)
def test_what_is_no_chance_is_refused(heads, sure, rate):
    with pytest.raises(WrongValue):
        how_many(heads, Fraction(sure), Fraction(rate))


def test_the_show_rate_fades_and_is_drawn_to_the_group():
    turnouts = [
        Turnout("1", "a", ago(0), "attended"),
        Turnout("2", "a", ago(90), "no_show"),
        Turnout("3", "b", ago(180), "left"),
        Turnout("4", "b", ago(0), "cancelled"),
        Turnout("5", "b", ago(0), "expected"),
        Turnout("6", "b", ago(-1), "no_show"),
    ]
    rates = show_rates(turnouts, DAY)
    group = (1 + 0.25 + 7) / (1 + 0.5 + 0.25 + 10)
    assert float(rates.group) == pytest.approx(group, abs=1e-11)
    assert float(rates.of("a")) == pytest.approx((4 * group + 1) / (4 + 1.5), abs=1e-11)
    assert float(rates.of("b")) == pytest.approx((4 * group + 0.25) / (4 + 0.25), abs=1e-11)
    assert rates.of("nobody") == rates.group
    assert show_rates(turnouts[::-1], DAY) == rates


def test_hours_are_spread_over_weekdays_and_end_where_they_end():
    stated = StatedHours(
        [
            HoursPromise("1", "a", 6, ("mo", "we", "fr"), None, ago(-4)),
            HoursPromise("2", "a", 7),
            HoursPromise("3", "b", 6, (), ago(0), ago(1)),
        ],
        [Away("1", "a", ago(-2), ago(-3)), Away("2", "a", ago(-9), ago(-8))],
    )
    week = [stated.on("a", ago(-n)) for n in range(7)]
    assert week == [3, 1, 0, 1, 3, 1, 1]
    assert stated.on("b", DAY) == 0
    assert stated.a_week("a", DAY) == 13


def members_of(count, gone):
    return [TenureRow(f"{n:03}", ago(200), ago(200 - 10 * n) if n < gone else None) for n in range(count)]


def test_retention_is_the_product_inside_and_falls_by_the_rate_beyond():
    curve = staying(members_of(30, 8), WINDOW)
    retention = Retention(curve)
    assert retention.known
    inside = math.prod(1 - p.left / p.at_risk for p in curve.points if 15 < p.day <= 50)
    assert float(retention.between(15, 50)) == pytest.approx(inside)
    assert curve.enough == (0, 200)
    days = sum(curve.at_risk(day) for day in range(101, 201))
    left = sum(p.left for p in curve.points if 100 < p.day <= 200)
    assert float(retention.between(210, 220)) == pytest.approx(math.exp(-10 * left / days))
    assert Retention(staying(members_of(30, 4), WINDOW)).between(0, 199) == 1


def rows(order=1):
    members = members_of(40, 10)
    promises = [
        HoursPromise(f"p{n}", each.person, 2 + n % 5, ("mo", "sa") if n % 2 else ()) for n, each in enumerate(members)
    ]
    turnouts = [Turnout(f"t{n}", f"{n % 40:03}", ago(n), "no_show" if n % 3 == 0 else "attended") for n in range(100)]
    members.append(TenureRow("new", ago(7)))
    promises.append(HoursPromise("n", "new", 16))
    tasks = [Work("1", ago(-3), 90), Work("2", ago(-7), 30), Work("3", ago(1), 60), Work("4", ago(-400), 60)]
    return ForecastRows(members[::order], promises[::order], (), turnouts[::order], tasks[::order])


def test_the_forecast_adds_up_and_is_the_same_in_any_order():
    found = forecast(rows(), WINDOW)
    assert found.weeks == forecast(rows(-1), WINDOW).weeks
    assert [float(week.needed) for week in found.weeks[:3]] == [1.5, 0.5, 0]
    assert [float(week.newcomers) for week in found.weeks[:3]] == [2, 4, 6]
    rates = show_rates(rows().turnouts, DAY)
    here = [p for p in rows().promises if p.person == "new" or int(p.person) >= 10]
    assert float(found.weeks[0].stated) == sum(p.hours_a_week or 0 for p in here)
    assert float(found.weeks[0].shown) == pytest.approx(
        sum((p.hours_a_week or 0) * float(rates.of(p.person)) for p in here)
    )
    for week in found.weeks:
        assert week.low <= week.expected <= week.high
        assert week.expected <= week.shown <= week.stated
    expected = [float(week.expected) for week in found.weeks]
    assert expected == sorted(expected, reverse=True)


def test_the_range_is_that_of_the_binomial_where_all_are_alike():
    members = [TenureRow(str(n), ago(10)) for n in range(50)]
    promises = [HoursPromise(str(n), str(n), 1, ("tu",)) for n in range(50)]
    (week,) = forecast(ForecastRows(members, promises), WINDOW, 1).weeks

    def below(most):
        return sum(math.comb(50, k) * 0.7**k * 0.3 ** (50 - k) for k in range(most + 1))

    assert below(int(week.low) - 2) < 0.1 < below(int(week.low) + 1)
    assert below(int(week.high) - 2) < 0.9 < below(int(week.high) + 1)


def test_the_back_test_compares_with_the_week_before():
    def known_by(day):
        return ForecastRows([TenureRow("a", ago(300))], [HoursPromise("p", "a", 10)]), TenureWindow(day, ago(1000))

    worked = [Worked(str(n), ago(n), 60) for n in range(1, 120)]
    found = backtest(known_by, worked, DAY)
    assert [float(week.worked) for week in found.weeks] == [7.0] * 12
    assert [float(week.expected) for week in found.weeks] == [7.0] * 12
    assert (found.mean_error, found.mean_error_last_week, found.held) == (0, 0, 12)
