"""Place everyone: against every possibility on small cases, the guarantee, and the impossible named."""

import datetime as dt
import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.beds.rows import BedPlan, BedRow, ClosureRow, RequirementRow, RoomRow, StayRow
from app.capabilities.houses.placing.booking import in_order_of_booking
from app.capabilities.houses.placing.colouring import colour, fullest
from app.capabilities.houses.placing.outcome import clashes, score
from app.capabilities.houses.placing.place import best_places, place
from app.capabilities.houses.placing.task import make_task
from tests.examples import examples

START = dt.date(2026, 2, 26)


def day(n):
    return START + dt.timedelta(n)


def stay(name, first, end, bed=None, **more):
    return StayRow(name, name, day(first), None if end is None else day(end), bed, **more)


ROOMS = (RoomRow("r1", "h", step_free=True), RoomRow("r2", "h", quiet=True))
BEDS = (BedRow("b1", "r1"), BedRow("b2", "r2"), BedRow("b3", "r2"))
WINDOW = (day(0).toordinal(), day(12).toordinal())
STAYS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(1, 5),
        st.sampled_from([None, None, "b1", "b2"]),
        st.booleans(),
        st.sampled_from([None, "r1", "r2"]),
    ),
    min_size=1,
    max_size=5,
)
WANTS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(["step_free", "quiet", "own_room", "with", "not_with"]),
        st.integers(0, 4),
        st.booleans(),
    ),
    max_size=3,
)


def plan_of(stays, wants=(), closures=()):
    rows = tuple(
        stay(f"s{n}", first, first + many, bed, may_move=moves, asked_room=asked, booked=f"{n:03}")
        for n, (first, many, bed, moves, asked) in enumerate(stays)
    )
    needs = tuple(
        RequirementRow(f"q{n}", f"s{who}", want, f"s{other}" if "with" in want else None, must)
        for n, (who, want, other, must) in enumerate(wants)
    )
    return BedPlan(ROOMS, BEDS, rows, closures, needs)


@examples(60)
@given(STAYS, WANTS)
def test_no_uncut_placing_is_better_than_the_one_found(stays, wants):
    task = make_task(plan_of(stays, wants), WINDOW)
    places, found, proven = best_places(task, 20.0)
    assert proven
    assert not clashes(task, places)
    assert found == score(task, places)
    every = [[None, *block.options] for block in task.blocks]
    best = min(
        score(task, choice)
        for beds in product(*every)
        if not clashes(
            task, choice := {b.id: (bed,) for b, bed in zip(task.blocks, beds, strict=True) if bed is not None}
        )
    )
    assert found <= best
    if not found.cuts:
        assert found == best
    assert found <= score(task, in_order_of_booking(task))


@examples(25)
@given(STAYS, WANTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(stays, wants, rnd):
    plan = plan_of(stays, wants)
    rows = list(plan.stays)
    beds = list(plan.beds)
    needs = list(plan.requirements)
    for each in (rows, beds, needs):
        rnd.shuffle(each)
    mixed = BedPlan(plan.rooms, tuple(beds), tuple(rows), (), tuple(needs))
    one = place(plan, day(0), day(12))
    other = place(mixed, day(0), day(12))
    assert (one.placed, one.unplaced, one.score) == (other.placed, other.unplaced, other.score)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=20))
def test_as_many_beds_as_people_in_the_fullest_night_are_enough(stays):
    spans = {f"{n:02}": (first, first + many) for n, (first, many) in enumerate(stays)}
    given = colour(spans)
    most = max((sum(f <= night < e for f, e in spans.values()) for night in range(30)), default=0)
    assert fullest(spans) == most
    assert len(set(given.values())) == most
    for one, other in product(spans, spans):
        if one < other and given[one] == given[other]:
            assert spans[one][1] <= spans[other][0] or spans[other][1] <= spans[one][0]


def test_all_fit_where_the_order_of_booking_leaves_people_out():
    # Whoever booked first takes the first free bed, and long stays find only pieces left.
    stays = [(0, 2), (2, 2), (4, 2), (1, 2), (3, 3), (0, 3), (3, 3), (0, 1), (1, 5)]
    rows = tuple(stay(f"s{n:02}", f, f + m, booked=f"{9 - n}") for n, (f, m) in enumerate(stays))
    plan = BedPlan(ROOMS, (*BEDS, BedRow("b4", "r2")), rows)
    result = place(plan, day(0), day(12))
    assert not result.unplaced
    assert result.proven


def test_who_has_a_bed_is_not_put_out_for_somebody_else():
    plan = BedPlan(ROOMS, BEDS[:1], (stay("short", 0, 1, "b1", may_move=True), stay("long", 0, 9)))
    result = place(plan, day(0), day(12))
    assert [(each.stay, each.bed, each.moved) for each in result.placed if each.stay == "short"] == [
        ("short", "b1", False)
    ]
    assert [each.stay for each in result.unplaced] == ["long"]


def test_a_stay_is_cut_once_where_somebody_would_be_left_out():
    plan = BedPlan(ROOMS, BEDS[:2], (stay("one", 3, 9, "b1"), stay("two", 0, 3, "b2"), stay("new", 0, 6)))
    result = place(plan, day(0), day(12))
    assert not result.unplaced
    assert [(each.bed, each.nights) for each in result.placed] == [
        ("b1", (day(0).toordinal(), day(3).toordinal())),
        ("b2", (day(3).toordinal(), day(6).toordinal())),
    ]


def test_the_first_night_with_more_people_than_beds_is_named():
    plan = BedPlan(ROOMS, BEDS[:1], (stay("one", 0, 5, "b1"), stay("new", 3, 6)))
    (left,) = place(plan, day(0), day(12)).unplaced
    assert "2 people and 1 beds" in left.why
    assert left.nights == 3
    assert "2026" in left.why


def test_the_smallest_group_that_needs_too_much_is_named():
    needs = tuple(RequirementRow(f"q{n}", n, "step_free") for n in ("ada", "bo"))
    result = place(BedPlan(ROOMS, BEDS, (stay("ada", 0, 5), stay("bo", 2, 6)), (), needs), day(0), day(12))
    (left,) = result.unplaced
    assert "step-free" in left.why
    assert "ada" in left.why
    assert "bo" in left.why


def test_the_one_must_whose_giving_up_makes_room_is_named():
    need = RequirementRow("q", "ada", "own_room")
    plan = BedPlan(ROOMS[1:], BEDS[1:], (stay("ada", 0, 5, "b2"), stay("bo", 0, 5)), (), (need,))
    (left,) = place(plan, day(0), day(12)).unplaced
    assert "ada" in left.why
    assert "a room of their own" in left.why


def test_together_and_apart_for_the_same_two_are_named_and_left_out():
    needs = (RequirementRow("q1", "ada", "with", "bo"), RequirementRow("q2", "bo", "not_with", "ada"))
    self_need = RequirementRow("q3", "ada", "with", "ada")
    result = place(
        BedPlan(ROOMS, BEDS, (stay("ada", 0, 5), stay("bo", 0, 5)), (), (*needs, self_need)), day(0), day(12)
    )
    assert result.ignored == ("q1", "q2", "q3")
    assert not result.unplaced


def test_a_bed_given_twice_is_settled_by_placing():
    plan = BedPlan(ROOMS, BEDS, (stay("ada", 0, 5, "b1", may_move=True), stay("bo", 2, 6, "b1")))
    result = place(plan, day(0), day(12))
    assert [(each.stay, each.moved) for each in result.placed] == [("ada", True)]


def test_a_closed_house_takes_nobody():
    shut = ClosureRow("c", "h", day(1), day(2))
    (left,) = place(BedPlan(ROOMS, BEDS, (stay("ada", 0, 5),), (shut,)), day(0), day(12)).unplaced
    assert "1 people and 0 beds" in left.why


def test_out_of_time_gives_the_best_so_far_not_proven():
    rows = tuple(stay(f"s{n:02}", n % 5, n % 5 + 4, asked_room="r1") for n in range(8))
    ticks = iter(range(10_000))
    result = place(BedPlan(ROOMS, BEDS, rows), day(0), day(12), seconds=0.0, clock=lambda: float(next(ticks)))
    assert not result.proven
    task = make_task(BedPlan(ROOMS, BEDS, rows), WINDOW)
    assert result.score <= score(task, in_order_of_booking(task))


@pytest.mark.parametrize("stays", [(), (stay("gone", 0, 4, status="cancelled"),)])
def test_nothing_to_place_is_no_error(stays):
    assert place(BedPlan(ROOMS, BEDS, stays), day(0), day(12)).placed == ()


@examples(40)
@given(STAYS, WANTS)
def test_nobody_stays_out_whom_one_cut_of_their_own_stay_would_bring_in(stays, wants):
    plan = plan_of(stays, wants)
    task = make_task(plan, WINDOW)
    places, found, _proven = best_places(task, 20.0)
    for block in task.blocks:
        if block.id in places:
            continue
        for night in range(block.nights[0] + 1, block.nights[1]):
            for one in task.options(block, (block.nights[0], night)):
                for other in task.options(block, (night, block.nights[1])):
                    if one != other:
                        more = {**places, block.id: (one, night, other)}
                        assert clashes(task, more) or score(task, more) >= found


def test_thirty_seven_fit_into_six_beds_where_booking_leaves_some_out():
    chance = random.Random(5)
    beds = tuple(BedRow(f"b{n}", "r1") for n in range(6))
    rows: list[StayRow] = []
    held = [0] * 60
    while len(rows) < 37:
        first, many = chance.randrange(48), chance.randrange(2, 12)
        if max(held[first : first + many]) < 6:
            held[first : first + many] = [count + 1 for count in held[first : first + many]]
            rows.append(stay(f"s{len(rows):02}", first, first + many, booked=f"{len(rows):02}"))
    plan = BedPlan(ROOMS, beds, tuple(rows))
    task = make_task(plan, (day(0).toordinal(), day(60).toordinal()))
    assert score(task, in_order_of_booking(task)).unplaced > 0
    result = place(plan, day(0), day(60))
    assert not result.unplaced
    assert result.proven
