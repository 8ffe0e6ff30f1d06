"""The rule of for how long something is kept."""

import datetime as dt
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.catalogue import catalogue
from app.records.kinds import Text
from app.records.registry import Entity, Registry, attr, entity
from app.records.retention import Keep, is_due, kept_until

DAY = dt.date(2026, 11, 23)
days = st.dates(dt.date(1970, 1, 1), dt.date(2200, 1, 1))
spans = st.integers(0, 10_000)


@given(days, days, spans)
def test_due_exactly_when_more_days_have_passed_than_it_is_kept(changed: dt.date, today: dt.date, span: int):
    until = kept_until(Keep(span), {}, {"": changed})
    assert is_due(until, today) == ((today - changed).days > span)


@given(days, days, days, spans)
def test_a_decision_only_makes_it_longer(changed: dt.date, held: dt.date, today: dt.date, span: int):
    without = kept_until(Keep(span), {}, {"": changed})
    with_hold = kept_until(Keep(span), {}, {"": changed}, held)
    assert without is not None
    assert with_hold is not None
    assert with_hold >= without
    assert with_hold >= held
    assert not is_due(with_hold, today) or is_due(without, today)


@given(days, days, days, spans)
def test_what_is_due_stays_due(changed: dt.date, one: dt.date, other: dt.date, span: int):
    until = kept_until(Keep(span), {}, {"": changed})
    first, second = sorted((one, other))
    assert not is_due(until, first) or is_due(until, second)


@given(days, days, spans, st.sampled_from(["new", "active", "away", None]))
def test_nobody_who_is_here_is_ever_due(changed: dt.date, today: dt.date, span: int, stage: str | None):
    keep = Keep(span, "stage", "left")
    assert not is_due(kept_until(keep, {"stage": stage}, {"": changed, "stage": changed}), today)


@given(days, days, spans)
def test_the_clock_of_leaving_does_not_start_anew_with_another_change(left: dt.date, changed: dt.date, span: int):
    keep = Keep(span, "stage", "left")
    until = kept_until(keep, {"stage": "left"}, {"": changed, "stage": left})
    assert until == left + dt.timedelta(span)


def test_a_day_of_its_own_starts_the_clock():
    keep = Keep(365, "withdrawn_on")
    assert kept_until(keep, {"withdrawn_on": None}, {"": DAY}) is None
    assert kept_until(keep, {"withdrawn_on": DAY}, {"": DAY}) == dt.date(2027, 11, 23)


def test_the_end_of_all_days_is_not_passed():
    assert kept_until(Keep(10), {}, {"": dt.date.max}) == dt.date.max


def test_what_is_declared_is_read_back_and_checked():
    person = catalogue()["person"]
    assert person.keep == Keep(365, "stage", "left")
    assert person.why
    assert "365" in person.attributes["extra"].explanation()
    assert person.attributes["extra"].explanation().startswith("Columns of an imported list")
    assert person.attributes["name"].explanation() == person.attributes["name"].help

    @entity("thing", one="Thing", many="Things", keep=Keep(1, "nothing"))
    class Thing(Entity, table=True):
        name: Annotated[str, Text()] = attr("Name")

    with pytest.raises(TypeError):
        Registry([Thing])
    with pytest.raises(ValueError, match="clock"):
        Keep(-1)
