"""Who stays how long: the same as an independent program says, and sentences instead of exceptions."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.people.flow.staying import curve_of, is_at_risk, staying
from app.capabilities.people.flow.tenures import (
    BACKWARDS,
    BEFORE,
    FUTURE,
    NO_SINCE,
    Tenure,
    TenureRow,
    TenureWindow,
    observe,
)
from app.capabilities.people.words import curve_sentences
from tests.examples import examples

DAY = datetime.date(2026, 6, 1)
SETS = json.loads(Path(__file__).with_name("lifelines_curves.json").read_text("utf-8"))["sets"]


def ago(days):
    return DAY - datetime.timedelta(days=days)


@pytest.mark.parametrize("name", SETS)
def test_the_curve_is_that_of_an_independent_program(name):
    tenures = [Tenure(str(n), row[0], row[1], bool(row[2])) for n, row in enumerate(SETS[name]["tenures"])]
    points, _enough = curve_of(tenures)
    assert [point.day for point in points] == [row[0] for row in SETS[name]["points"]]
    for point, (_day, share, low, high) in zip(points, SETS[name]["points"], strict=True):
        assert float(point.staying) == pytest.approx(share, abs=2e-9)
        if point.low is not None and point.high is not None:
            assert (float(point.low), float(point.high)) == pytest.approx((low, high), abs=2e-9)
    members = [TenureRow(each.person, ago(each.duration), ago(0) if each.left else None) for each in tenures]
    if all(each.entry == 0 for each in tenures):
        assert staying(members, TenureWindow(DAY, ago(10_000))).median == SETS[name]["median"]


tenures_of = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans()).map(
        lambda row: (min(row[:2]), max(row[:2]), row[2])
    ),
    max_size=30,
)


@given(tenures_of)
@examples(60, deadline=None)
def test_the_curve_is_the_product_over_risk_sets_counted_one_by_one(rows):
    tenures = [Tenure(f"{n:02}", *row) for n, row in enumerate(rows)]
    points, enough = curve_of(tenures)
    share, expected = Fraction(1), []
    for day in range(13):
        there = [each for each in tenures if (each.entry < day <= each.duration if day else each.entry == 0)]
        gone = sum(each.left and each.duration == day for each in there)
        if gone:
            share *= Fraction(len(there) - gone, len(there))
            expected.append((day, len(there), gone, share))
    assert [(point.day, point.at_risk, point.left) for point in points] == [row[:3] for row in expected]
    assert all(
        abs(Fraction(p.staying) - row[3]) <= Fraction(1, 10**12) for p, row in zip(points, expected, strict=True)
    )
    full = [day for day in range(13) if sum(is_at_risk(each, day) for each in tenures) >= 5]
    assert enough == ((full[0], full[-1]) if full else None)
    assert curve_of(tenures[::-1]) == (points, enough)


@given(tenures_of)
@examples(60, deadline=None)
def test_the_median_is_exact_where_half_is_met(rows):
    members = [TenureRow(str(n), ago(row[1]), ago(0) if row[2] else None) for n, row in enumerate(rows)]
    curve = staying(members, TenureWindow(DAY, ago(100)))
    share, median = Fraction(1), None
    for point in curve.points:
        share *= Fraction(point.at_risk - point.left, point.at_risk)
        if median is None and share <= Fraction(1, 2):
            median = point.day
    assert curve.median == median


def test_there_is_no_band_where_nobody_stays():
    points, _enough = curve_of([Tenure("a", 0, 3, True), Tenure("b", 0, 5, True)])
    assert points[0].low is not None
    assert (points[1].staying, points[1].low, points[1].high) == (Decimal(0), None, None)


def test_who_is_left_out_and_why():
    members = [
        TenureRow("a", None),
        TenureRow("b", DAY + datetime.timedelta(days=1)),
        TenureRow("c", ago(10), ago(20)),
        TenureRow("d", ago(900), ago(800)),
        TenureRow("e", ago(900)),
        TenureRow("f", ago(900), ago(100)),
    ]
    observed = observe(members, TenureWindow(DAY, ago(500)))
    assert observed.left_out == {NO_SINCE: 1, FUTURE: 1, BACKWARDS: 1, BEFORE: 1}
    assert observed.tenures == (Tenure("e", 400, 900, False), Tenure("f", 400, 800, True))
    assert observe(members[::-1], TenureWindow(DAY, ago(500))) == observed


@pytest.mark.parametrize(
    ("member", "tenure"),
    [
        (TenureRow("a", ago(100), last_sign=ago(42)), Tenure("a", 0, 58, True)),
        (TenureRow("a", ago(100), last_sign=ago(41)), Tenure("a", 0, 100, False)),
        (TenureRow("a", ago(100)), Tenure("a", 0, 100, False)),
        (TenureRow("a", ago(100), last_sign=ago(120)), Tenure("a", 0, 100, False)),
        (TenureRow("a", ago(100), DAY + datetime.timedelta(5)), Tenure("a", 0, 100, False)),
        (TenureRow("a", ago(100), ago(50), "agreed", ago(90)), Tenure("a", 0, 50, True)),
        (TenureRow("a", DAY, DAY), Tenure("a", 0, 0, True)),
    ],
)
def test_silence_and_leaving(member, tenure):
    assert observe([member], TenureWindow(DAY, ago(500))).tenures == (tenure,)


def test_leaving_as_agreed_can_be_set_apart():
    member = TenureRow("a", ago(100), ago(50), "agreed")
    assert observe([member], TenureWindow(DAY, ago(500), agreed_apart=True)).tenures == (Tenure("a", 0, 50, False),)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([], "There is nobody yet"),
        ([TenureRow("a", ago(3))], "Nobody has left yet"),
        ([TenureRow("a", ago(3), ago(1))], "Half of the people stay longer than 2 days"),
        ([TenureRow(str(n), DAY, DAY) for n in range(6)], "Half of the people stay longer than 0 days"),
        ([TenureRow(str(n), ago(9)) for n in range(6)], "Nobody has left yet"),
    ],
)
def test_few_people_give_a_sentence(members, said):
    curve = staying(members, TenureWindow(DAY, ago(500)))
    assert any(said in sentence for sentence in curve_sentences(curve))


def test_a_curve_that_begins_late_says_of_whom_it_speaks():
    members = [TenureRow(str(n), ago(300), ago(n) if n < 3 else None) for n in range(9)]
    curve = staying(members, TenureWindow(DAY, ago(200)))
    assert curve.enough == (101, 300)
    assert "of those who reached day 101" in " ".join(curve_sentences(curve))
    assert len(curve.risk_set(curve.points[0].day)) == curve.points[0].at_risk
