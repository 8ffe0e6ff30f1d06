"""Find a bed: as it is, with a change, by moving others, on other dates; alone and together."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.finding import AROUND, find_beds, nearest_dates
from app.capabilities.houses.beds.grouping import find_together
from app.capabilities.houses.beds.rows import BedPlan, BedRow, ClosureRow, RequirementRow, RoomRow, StayRow
from app.capabilities.houses.placing.group import GroupWays, ways_for_group

START = dt.date(2026, 6, 1)


def day(n):
    return START + dt.timedelta(n)


def nights(first, end):
    return day(first).toordinal(), day(end).toordinal()


def stay(name, bed, first, end, **more):
    return StayRow(name, name, day(first), day(end), bed, **more)


ROOMS = (RoomRow("attic", "h1", quiet=True), RoomRow("cellar", "h1", step_free=True), RoomRow("far", "h2"))
BEDS = (BedRow("a1", "attic"), BedRow("a2", "attic"), BedRow("c1", "cellar"), BedRow("f1", "far"))


def calendar(*stays, closures=(), requirements=()):
    return BedCalendar(BedPlan(ROOMS, BEDS, stays, closures, requirements))


def test_what_must_be_comes_first_and_is_said():
    need = RequirementRow("q", "ada", "step_free")
    wish = RequirementRow("w", "ada", "quiet", must=False)
    found = find_beds(calendar(requirements=(need, wish)), nights(0, 3), person="ada")
    assert [each.bed for each in found.direct] == ["c1"]
    assert "step-free, as needed" in found.direct[0].reasons
    assert "not quiet" in found.direct[0].reasons


def test_the_tightest_gap_is_taken_first():
    found = find_beds(calendar(stay("x", "c1", -9, 0), stay("y", "c1", 3, 9)), nights(0, 3))
    assert found.direct[0].bed == "c1"


def test_nobody_is_put_into_the_room_of_somebody_who_needs_it_alone():
    need = RequirementRow("q", "bo", "own_room")
    found = find_beds(calendar(stay("bo", "a1", 0, 9), requirements=(need,)), nights(0, 3), person="ada")
    assert "a2" not in [each.bed for each in found.direct]


def test_a_change_on_the_way_stays_near():
    full = [stay("1", "a1", 3, 9), stay("2", "a2", 0, 3), stay("3", "c1", 0, 9), stay("4", "f1", 0, 9)]
    found = find_beds(calendar(*full), nights(0, 6))
    assert not found.direct
    best = found.change[0]
    assert (best.first, best.second, best.night) == ("a1", "a2", day(3).toordinal())
    assert best.reasons == ("the same room",)


def test_somebody_who_may_move_makes_room_and_a_closed_bed_does_not():
    full = [
        stay("1", "a1", 0, 9),
        stay("2", "a2", 0, 9),
        stay("3", "c1", 1, 3, may_move=True),
        stay("4", "f1", 4, 9),
    ]
    found = find_beds(calendar(*full), nights(0, 6))
    assert [(each.bed, each.moves) for each in found.moving] == [("c1", (("3", "f1"),))]
    shut = ClosureRow("shut", "cellar", day(0), day(9))
    assert not find_beds(calendar(*full, closures=(shut,)), nights(0, 6)).moving


def test_the_nearest_other_dates_are_offered():
    full = [stay(bed, bed, 0, 10) for bed in ("a1", "a2", "c1", "f1")]
    found = find_beds(calendar(*full), nights(2, 5))
    assert [each.shift for each in found.nearest] == [-5, -6, -7]
    assert found.nearest[0].nights == nights(-3, 0)
    today = day(0).toordinal()
    later = find_beds(calendar(*full), nights(2, 5), since=today).nearest
    assert [each.shift for each in later] == [8, 9, 10], "nobody is offered last week"


@given(
    st.lists(st.tuples(st.sampled_from(["a1", "a2", "c1", "f1"]), st.integers(0, 8), st.integers(1, 5)), max_size=9),
    st.integers(0, 8),
    st.integers(1, 6),
)
def test_what_is_found_is_free_night_by_night(taken, first, length):
    rows = [stay(str(n), bed, begin, begin + many) for n, (bed, begin, many) in enumerate(taken)]
    held = {(bed, begin + n) for bed, begin, many in taken for n in range(many)}
    wanted = range(first, first + length)
    found = find_beds(calendar(*rows), nights(first, first + length))
    free = {bed.id for bed in BEDS if not any((bed.id, n) in held for n in wanted)}
    assert {each.bed for each in found.direct} == free
    if not free:
        pairs = {
            (one.id, other.id)
            for one in BEDS
            for other in BEDS
            for cut in wanted[1:]
            if one != other
            and not any((one.id, n) in held for n in range(first, cut))
            and not any((other.id, n) in held for n in range(cut, first + length))
        }
        assert {(each.first, each.second) for each in found.change} == pairs
        for each in found.nearest:
            begin = first + each.shift
            assert not any((each.bed, n) in held for n in range(begin, begin + length))


def test_a_household_sleeps_in_one_room_where_it_can():
    offers = find_together(calendar(), nights(0, 3), ["ada", "bo"])
    assert (offers[0].rooms, offers[0].houses, offers[0].left) == (1, 1, ())
    assert dict(offers[0].beds).keys() == {"ada", "bo"}


def test_twenty_in_four_beds_leave_sixteen_without():
    offers = find_together(calendar(), nights(0, 3), [f"{n:02}" for n in range(20)])
    assert len(offers[0].beds) == 4
    assert len(offers[0].left) == 16


def test_whoever_needs_the_step_free_bed_gets_it_in_a_group():
    need = RequirementRow("q", "zoe", "step_free")
    offers = find_together(calendar(requirements=(need,)), nights(0, 3), ["ada", "bo", "zoe"])
    assert dict(offers[0].beds)["zoe"] == "c1"
    assert not offers[0].left


@given(
    st.lists(
        st.tuples(st.sampled_from(["a1", "a2", "c1", "f1"]), st.integers(-9, 20), st.integers(1, 60)), max_size=12
    ),
    st.integers(0, 8),
    st.integers(1, 6),
)
def test_the_nearest_dates_are_those_that_a_search_night_by_night_finds(taken, first, length):
    rows = [stay(str(n), bed, begin, begin + many) for n, (bed, begin, many) in enumerate(taken)]
    known, (begins, ends) = calendar(*rows), nights(first, first + length)
    by_hand = [
        (shift, next(bed for bed in sorted(known.beds) if known.is_free(bed, (begins + shift, ends + shift))))
        for days in range(1, AROUND + 1)
        for shift in (days, -days)
        if any(known.is_free(bed, (begins + shift, ends + shift)) for bed in known.beds)
    ]
    assert [(each.shift, each.bed) for each in nearest_dates(known, (begins, ends))] == by_hand[:3]


def ways(stays: list[StayRow], people: list[str], rooms: int = 2) -> GroupWays:
    plan = BedPlan(
        tuple(RoomRow(f"r{n}", "h") for n in range(rooms)),
        tuple(BedRow(f"b{n}", f"r{n}") for n in range(rooms)),
        tuple(stays),
    )
    return ways_for_group(plan, (day(0).toordinal(), day(6).toordinal()), people)


def test_a_group_without_beds_changes_on_the_way_then_others_move_then_other_dates():
    # Each of the two beds is taken for half of the time; together they are one bed for one of them, with a change.
    halves = [StayRow("s0", "p0", day(0), day(3), "b0"), StayRow("s1", "p1", day(3), day(6), "b1")]
    found = ways(halves, ["x"])
    assert found.change == (("x", "b1", (day(0).toordinal(), day(3).toordinal())),
                            ("x", "b0", (day(3).toordinal(), day(6).toordinal())))  # fmt: skip
    assert found.nearest[0][0] == (day(3).toordinal(), day(9).toordinal())
    # With a third bed that is taken at its ends, somebody who may move makes room for two.
    movable = [
        StayRow("s0", "p0", day(0), day(3), "b0", may_move=True), StayRow("s1", "p1", day(3), day(6), "b1"),
        StayRow("s2", "p2", day(0), day(6), "b2"),
    ]  # fmt: skip
    found = ways(movable, ["x"], rooms=3)
    assert found.change, "nobody is moved while a change on the way is enough"
    # p0 and p1 share one bed once p0 moves; the two others have one bed each.
    packed = [
        StayRow("s0", "p0", day(0), day(3), "b0", may_move=True), StayRow("s1", "p1", day(3), day(6), "b1"),
    ]  # fmt: skip
    both = ways(packed, ["x", "y"], rooms=3)
    assert dict(both.moves) == {"s0": "b1"} or both.change
    whole = ways([], ["x", "y"])
    assert not whole.change
    assert not whole.nearest
    assert whole.offers[0].left == ()
