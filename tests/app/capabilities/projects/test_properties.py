"""What holds whatever is written: pulses by the calendar, chains of any length, and a merge that is undone."""

from __future__ import annotations

import calendar
import datetime
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.projects import merging
from app.capabilities.projects.pulse import Sign, Vital, latest, pulse
from app.capabilities.projects.risks import Frail, Someone, risks
from app.capabilities.projects.waits import ready, rings, way_round
from app.services.records import records
from app.services.records.lists import Query
from app.storage.vault.vault import Vault
from tests.examples import examples
from tests.group import Group

DAYS = st.dates(datetime.date(2023, 1, 1), datetime.date(2029, 1, 1))
ONE = datetime.timedelta(days=1)


def days_between(first: datetime.date, last: datetime.date) -> int:
    """Count days by the lengths of months, as on a calendar on the wall."""
    here, count = (first.year, first.month), last.day - first.day
    while here < (last.year, last.month):
        count += calendar.monthrange(*here)[1]
        here = (here[0] + here[1] // 12, here[1] % 12 + 1)
    return count


@given(DAYS, DAYS, st.none() | DAYS, st.integers(1, 400))
def test_a_pulse_is_what_a_calendar_on_the_wall_says(
    sign: datetime.date, day: datetime.date, sleeps: datetime.date | None, rhythm: int
):
    found = pulse(Vital("active", rhythm, sleeps, sign=Sign(sign, "task", "t")), day)
    assert found.last_sign == min(sign, day)
    if sleeps is not None and day < sleeps:
        assert (found.state, found.age) == ("asleep", 0)
        return
    start = max(filter(None, (min(sign, day), sleeps)))
    age = days_between(start, day)
    assert found.age == age
    assert found.state == ("alive" if age <= rhythm else "amber" if age <= 2 * rhythm else "quiet")


@given(st.lists(st.tuples(DAYS, st.sampled_from("abc"), st.sampled_from("xyz")), max_size=8), st.randoms())
def test_the_last_sign_does_not_depend_on_the_order_in_which_signs_are_learned(rows: list[Any], chance: Any):
    signs = [Sign(*row) for row in rows]
    first = latest(*signs)
    chance.shuffle(signs)
    assert latest(*signs) == first
    step = None
    for each in signs:
        step = latest(step, each)
    assert step == first


@given(DAYS, st.integers(-40, 40), st.integers(0, 20), st.none() | st.integers(-40, 60))
def test_a_risk_holds_from_its_day_on(day: datetime.date, away: int, long: int, time: int | None):
    since, until = day + away * ONE, None if time is None else day + time * ONE
    owner = Someone(None, ((since, since + long * ONE),), until)
    one = Frail("p", "ada", "bo", datetime.date(2020, 1, 1), datetime.date(2020, 1, 1))
    found = {each.name: each for each in risks([one], {"ada": owner}, day)["p"]}
    assert ("owner_away" in found) == (since <= day < since + long * ONE)
    assert ("commitment_ends" in found) == (until is not None and (until - day).days <= 14)
    for name, each in found.items():
        assert each.since <= day
        assert name in {now.name for now in risks([one], {"ada": owner}, each.since)["p"]}
        before = risks([one], {"ada": owner}, each.since - ONE)["p"]
        assert name not in {now.name for now in before}


def test_ten_thousand_tasks_that_wait_for_each_other_need_no_recursion():
    names = [f"{number:05}" for number in range(10_000)]
    chain = [(other, one) for one, other in pairwise(names)]
    assert ready(dict.fromkeys(names, "open"), chain) == {names[0]}
    assert rings(chain) == []
    ring = [*chain, (names[0], names[-1])]
    assert rings(ring) == [tuple(names)]
    assert len(way_round(names, ring)) == 10_001
    assert ready(dict.fromkeys(names, "open"), ring) == set()


VALUES = {
    "purpose": st.sampled_from(["Soup", "Coats"]),
    "place": st.sampled_from(["Hall", "Mill"]),
    "rhythm": st.integers(1, 30),
    "ends": DAYS,
    "lessons": st.just("Begin early."),
}
PARTS = st.lists(st.sampled_from(["task", "role", "entry", "decision", "indicator", "listing"]), max_size=6)
MADE: dict[str, dict[str, object]] = {
    "task": {"title": "Cook"},
    "role": {"name": "Chef"},
    "entry": {"day": "2026-11-23", "text": "We met."},
    "decision": {"question": "Where?"},
    "indicator": {"name": "Meals"},
    "listing": {"side": "need", "category": "thing", "title": "Pots", "quantity": 1},
}
PROJECTS = st.tuples(st.fixed_dictionaries({}, optional=VALUES), PARTS)


@pytest.mark.long
@examples(6, deadline=None)
@given(PROJECTS, PROJECTS)
def test_a_merge_that_is_undone_was_nothing(one: Any, other: Any):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        vault = Group(Path(folder)).found()
        ids = [_made(vault, name, *each) for name, each in (("Kitchen", one), ("Canteen", other))]
        before = _all(vault)
        merging.merge(vault, merging.plan(vault, ids[0], ids[1]))
        assert _all(vault) != before
        vault.undo()
        assert _all(vault) == before
        vault.close()


def _made(vault: Vault, name: str, values: dict[str, Any], parts: list[str]) -> str:
    project = records.add(vault, "project", {"name": name, "status": "active", **values}).added[0]
    for kind in parts:
        said = {
            key: datetime.date.fromisoformat(str(value)) if key == "day" else value for key, value in MADE[kind].items()
        }
        records.add(vault, kind, {**said, "of" if kind == "listing" else "project": project})
    return project


def _all(vault: Vault) -> dict[str, Any]:
    kinds = ("project", *MADE)
    return {each: records.get(vault, each).values for kind in kinds for each in records.ids(vault, kind, Query())}
