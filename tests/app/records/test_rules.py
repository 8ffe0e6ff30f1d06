"""The rules find the same conflicts in whatever order the rows come, and none that is not there."""

import datetime as dt
import random
from collections.abc import Callable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.records import Stay
from app.capabilities.houses.rules import BED_TWICE, PERSON_IN_TWO_PLACES, StayDays, find_conflicts, open_conflicts
from tests.effort import IN_PROPORTION, growth

START = dt.date(2026, 1, 1)
WEEK = dt.timedelta(7)
DAYS = st.integers(0, 12).map(lambda days: START + dt.timedelta(days))
STAYS = st.lists(
    st.builds(
        StayDays,
        id=st.integers(0, 10**6).map("{:032x}".format),
        person=st.sampled_from(["ada", "bo", "cy", None]),
        bed=st.sampled_from(["bed1", "bed2", None]),
        from_day=DAYS | st.none(),
        to_day=DAYS | st.none(),
        status=st.sampled_from(["planned", "in", "out", "cancelled", None, "something newer"]),
    ),
    unique_by=lambda stay: stay.id,
    max_size=12,
)


def nights(stay: StayDays) -> set[dt.date]:
    """List the nights of a stay one by one, an open end reaching beyond every other."""
    if stay.from_day is None or stay.status in ("out", "cancelled"):
        return set()
    until = stay.to_day or START + dt.timedelta(40)
    return {stay.from_day + dt.timedelta(n) for n in range((until - stay.from_day).days)}


@given(STAYS)
def test_they_are_those_that_share_a_night(stays):
    expected = set()
    for pair in combinations(sorted(stays, key=lambda stay: stay.id), 2):
        one, other = pair
        shared = nights(one) & nights(other)
        for kind, name in ((BED_TWICE, "bed"), (PERSON_IN_TWO_PLACES, "person")):
            if shared and getattr(one, name) is not None and getattr(one, name) == getattr(other, name):
                last = None if one.to_day is None and other.to_day is None else max(shared) + dt.timedelta(1)
                expected.add((kind, (one.id, other.id), getattr(one, name), min(shared), last))
    found = find_conflicts(stays)
    assert {(each.kind, each.records, each.about, each.from_day, each.to_day) for each in found} == expected
    assert len(found) == len(expected)


@given(STAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(stays, rnd):
    shuffled = list(stays)
    rnd.shuffle(shuffled)
    assert find_conflicts(shuffled) == find_conflicts(stays)
    assert [each.id for each in find_conflicts(shuffled)] == [each.id for each in find_conflicts(stays)]


def two_in_a_bed(**second) -> list[StayDays]:
    one = StayDays("1" * 32, "ada", "bed", START, START + dt.timedelta(5))
    return [one, StayDays("2" * 32, "bo", "bed", START + dt.timedelta(3), second.get("to_day"))]


def test_an_id_is_the_same_for_ever_and_not_that_of_the_other_rule():
    (conflict,) = find_conflicts(two_in_a_bed())
    assert conflict.id == "09729123c98e5b7b58f74a50c1226c48"
    assert conflict.records == ("1" * 32, "2" * 32)


def test_a_guest_may_come_on_the_day_another_leaves():
    one, other = two_in_a_bed()
    assert find_conflicts([one, StayDays(other.id, "bo", "bed", one.to_day, None)]) == []


def test_a_waiver_settles_one():
    (conflict,) = find_conflicts(two_in_a_bed())
    assert open_conflicts(two_in_a_bed(), {conflict.id}) == []
    assert open_conflicts(two_in_a_bed(), {"0" * 32}) == [conflict]


def test_it_says_what_is_wrong_in_one_sentence():
    titles = {"bed": "Attic · Left", "1" * 32: "Ada", "2" * 32: "Bo"}
    (conflict,) = find_conflicts(two_in_a_bed(to_day=START + dt.timedelta(9)))
    assert conflict.text(titles.__getitem__) == "Attic · Left is given twice, from 4 Jan 2026 to 6 Jan 2026: Ada; Bo."
    one = StayDays("1" * 32, "bo", "other", START, None)
    (conflict,) = find_conflicts([one, two_in_a_bed()[1]])
    assert conflict.text({**titles, "bo": "Bo"}.__getitem__).startswith("Bo is in two places, from 4 Jan 2026 on:")


def test_rows_of_the_table_can_be_given_as_they_are():
    one, other = (Stay(id=c * 32, person=c, bed="bed", from_day=START, status="in") for c in "ab")
    assert [each.kind for each in find_conflicts([one, other])] == [BED_TWICE]


def test_stays_are_not_compared_with_those_of_other_beds():
    def prepare(size: int) -> Callable[[], object]:
        rnd = random.Random(1)
        stays = [
            StayDays(f"{n:032x}", f"{rnd.randrange(size // 2)}", f"{rnd.randrange(size // 5)}", day, day + WEEK)
            for n in range(size)
            for day in [START + dt.timedelta(rnd.randrange(1500))]
        ]
        return lambda: find_conflicts(stays)

    assert prepare(1000)()
    assert growth(prepare, 250) < IN_PROPORTION


def test_stays_in_one_bed_are_not_compared_with_those_long_over():
    def prepare(size: int) -> Callable[[], object]:
        begins = [START + week * WEEK for week in range(size)]
        stays = [StayDays(f"{day:%j%Y}".zfill(32), "ann", "bed", day, day + WEEK) for day in begins]
        return lambda: find_conflicts(stays)

    assert growth(prepare, 250) < IN_PROPORTION
