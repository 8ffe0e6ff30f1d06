"""Instalments follow from a term; runway by steps is runway by days."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.capabilities.funds.instalments import Term, instalments
from app.capabilities.funds.runway import RunwayPledge, runway

FIRST = datetime.date(2026, 1, 1)
FAR = datetime.date(2030, 1, 1)
DAYS = st.integers(0, 500).map(lambda n: FIRST + datetime.timedelta(days=n))


@st.composite
def terms(draw: Any) -> Term:
    """Any term, weekly or monthly, open or not."""
    since = draw(DAYS)
    every = draw(st.sampled_from(["week", "month"]))
    on = draw(st.integers(1, 7 if every == "week" else 31))
    until = draw(st.one_of(st.none(), st.integers(0, 400).map(lambda n: since + datetime.timedelta(days=n))))
    return Term(f"{draw(st.integers(0, 9))}", "f", draw(st.integers(1, 10**6)), "EUR", every, on, since, until)


def test_day_31_is_the_last_of_shorter_months_and_goes_back_to_its_day():
    term = Term("t", "f", 100, "EUR", "month", 31, FIRST)
    days = [each.day.isoformat() for each in instalments(term, FIRST, datetime.date(2026, 5, 31))]
    assert days == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_the_first_and_the_last_month_are_paid_by_their_days():
    term = Term("t", "f", 3100, "EUR", "month", 1, datetime.date(2026, 1, 22), datetime.date(2026, 3, 1))
    assert [each[:2] for each in instalments(term, FIRST, FAR)] == [
        (datetime.date(2026, 1, 22), 1000), (datetime.date(2026, 2, 1), 3100), (datetime.date(2026, 3, 1), 100)
    ]  # fmt: skip


def test_nothing_is_proposed_after_a_review_that_nobody_noted():
    term = Term("t", "f", 100, "EUR", "month", 1, FIRST, review_on=datetime.date(2026, 2, 15))
    assert [each.held for each in instalments(term, FIRST, datetime.date(2026, 4, 1))] == [False, False, True, True]
    noted = term._replace(reviewed_on=datetime.date(2026, 2, 20))
    assert not any(each.held for each in instalments(noted, FIRST, FAR))


@given(terms(), st.data())
def test_a_term_and_its_two_halves_add_up_to_within_one_unit(term: Term, data: st.DataObject):
    last = term.until or FAR
    cut = data.draw(st.integers(0, (last - term.from_day).days))
    middle = term.from_day + datetime.timedelta(days=cut)
    halves = [term._replace(until=middle), term._replace(from_day=middle + datetime.timedelta(days=1), until=last)]
    whole = sum(each.minor for each in instalments(term._replace(until=last), datetime.date.min, FAR))
    both = sum(each.minor for half in halves for each in instalments(half, datetime.date.min, FAR))
    assert abs(whole - both) <= 1


@pytest.mark.long
@given(
    st.integers(-10, 10**6),
    st.lists(terms(), max_size=3),
    st.lists(st.tuples(DAYS, st.integers(1, 10**6), st.sampled_from(["hoped", "confirmed", "lost"])), max_size=3),
)
@example(60, [Term("t", "f", 60, "EUR", "week", 1, FIRST)], [])  # It is at zero once, which is not below.
def test_runway_by_steps_is_runway_by_days(spendable: int, some: list[Term], pledged: list[Any]):
    day = FIRST + datetime.timedelta(days=100)
    promises = [RunwayPledge(str(n), "f", amount, "EUR", due, state) for n, (due, amount, state) in enumerate(pledged)]
    found = runway(spendable, some, promises, day)
    left, dry = spendable, None
    for ahead in range(104 * 7 + 1):
        on = day + datetime.timedelta(days=ahead)
        left += sum(
            p.amount for p in promises if p.state == "confirmed" and (p.due == on or (not ahead and p.due < on))
        )
        if ahead:
            left -= sum(each.minor for term in some for each in instalments(term, on, on))
        if left < 0 and dry is None:
            dry = on
    assert found.dry == dry
    assert (found.steps[-1].left if found.steps else spendable) == left


def test_more_than_104_weeks_is_said_as_such():
    assert runway(1, [], [], FIRST).weeks is None
    assert runway(100, [Term("t", "f", 60, "EUR", "week", 1, FIRST)], [], datetime.date(2026, 1, 4)).weeks == 1
