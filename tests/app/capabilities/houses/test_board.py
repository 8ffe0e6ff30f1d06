"""The board is the same in whatever order rows came, and its nights are days of the calendar, whatever clocks do."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.nights import stay_span
from app.capabilities.houses.beds.rows import BedPlan, BedRow, RoomRow, StayRow
from app.capabilities.houses.board.rows import BedBoard, build
from app.records.almanac import Almanac

DAY = datetime.date(2026, 3, 20)
ROOMS = (RoomRow("r1", "h1", "North"), RoomRow("r2", "h1", "South"))
BEDS = (BedRow("b1", "r1", "1"), BedRow("b2", "r1", "2"), BedRow("b3", "r2", "1"))
STAYS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(-1, 12), st.sampled_from(["b1", "b2", "b3", "gone", None])), max_size=12
)


def plan_of(rows: list[tuple[int, int, str | None]]) -> BedPlan:
    stays = [
        StayRow(f"s{n:02}", f"p{n % 5}", DAY + datetime.timedelta(first), DAY + datetime.timedelta(first + length), bed)
        for n, (first, length, bed) in enumerate(rows)
    ]
    return BedPlan(ROOMS, BEDS, tuple(stays), (), ())


def board_of(plan: BedPlan, window: tuple[int, int]) -> BedBoard:
    return build(BedCalendar(plan), window, [("h1", "Mill")], str)


@given(STAYS, st.randoms(use_true_random=False), st.integers(1, 40))
def test_the_order_in_which_rows_came_changes_nothing(rows, chance, nights: int):
    plan = plan_of(rows)
    window = (DAY.toordinal(), DAY.toordinal() + nights)
    shuffled = [list(plan.rooms), list(plan.beds), list(plan.stays)]
    for each in shuffled:
        chance.shuffle(each)
    other = BedPlan(tuple(shuffled[0]), tuple(shuffled[1]), tuple(shuffled[2]), (), ())
    here, there = board_of(plan, window), board_of(other, window)
    assert (here.lines, here.counts, here.bars) == (there.lines, there.counts, there.bars)


@given(STAYS, st.integers(1, 40))
def test_every_night_held_is_on_a_bar_and_no_other(rows, nights: int):
    plan = plan_of(rows)
    window = (DAY.toordinal(), DAY.toordinal() + nights)
    board = board_of(plan, window)
    for count in board.counts:
        on_beds = [bar for bar in board.bars if board.lines[bar.line].id]
        assert count.held == sum(bar.first <= count.night < bar.end for bar in on_beds)
        assert count.open == len(BEDS)
    with_a_bed = {stay.id for stay in plan.stays if stay.bed in {bed.id for bed in BEDS} and stay_span(stay)}
    assert {bar.stay for bar in board.bars if board.lines[bar.line].id} <= with_a_bed
    waiting = [bar for bar in board.bars if not board.lines[bar.line].id]
    assert all(bar.tone == "amber" and bar.stay not in with_a_bed for bar in waiting)
    assert [board.bars_on(line) for line in (-1, 0, len(board.lines))] == [(), (), ()]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia"])
@pytest.mark.parametrize("year", [2024, 2026])
def test_no_night_is_lost_or_doubled_when_clocks_change(zone: str, year: int):
    at = datetime.datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(datetime.UTC)
    days: list[datetime.date] = []
    for hour in range(366 * 24):
        now = at + datetime.timedelta(hours=hour)
        day = Almanac(lambda now=now: now, ZoneInfo(zone)).today()
        if not days or days[-1] != day:
            days.append(day)
    assert days == [days[0] + datetime.timedelta(n) for n in range(len(days))]
    for first in days[:-1]:
        stay = StayRow("s", "p", first, first + datetime.timedelta(1), "b1")
        assert stay_span(stay) == (first.toordinal(), first.toordinal() + 1)
