"""A night is never lost or counted twice: leap days, changes of clocks, the end of the year."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.nights import nights_present, stay_span
from app.capabilities.houses.beds.occupancy import average_occupancy, day_page, night_counts
from app.capabilities.houses.beds.rows import AbsenceRow, BedPlan, BedRow, ClosureRow, RoomRow, StayRow

# Around a leap day, both changes of clocks of 2026 in Europe, and a year's end.
EDGES = [dt.date(2028, 2, 29), dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 12, 31), dt.date(2100, 2, 28)]
DAYS = st.builds(lambda edge, off: edge + dt.timedelta(off), st.sampled_from(EDGES), st.integers(-4, 4))
ONE_DAY = dt.timedelta(1)
ROOM = RoomRow("r", "h")


def counted(first, end):
    """List nights one by one by the calendar."""
    found = []
    while first < end:
        found.append(first)
        first += ONE_DAY
    return found


@given(DAYS, st.integers(0, 9))
def test_a_stay_has_the_nights_between_its_days(first, length):
    end = first + dt.timedelta(length)
    span = stay_span(StayRow("s", "p", first, end))
    nights = [dt.date.fromordinal(n) for n in range(*span)] if span else []
    assert nights == counted(first, end)


def test_the_night_of_a_leap_day_is_one_night_more():
    leap = stay_span(StayRow("s", "p", dt.date(2028, 2, 28), dt.date(2028, 3, 1)))
    usual = stay_span(StayRow("s", "p", dt.date(2027, 2, 28), dt.date(2027, 3, 1)))
    assert leap is not None
    assert usual is not None
    assert leap[1] - leap[0] == 2
    assert usual[1] - usual[0] == 1


def test_cancelled_reversed_and_daysless_stays_have_none():
    day = dt.date(2026, 5, 1)
    assert stay_span(StayRow("s", "p", day, day + ONE_DAY, status="cancelled")) is None
    assert stay_span(StayRow("s", "p", day, day)) is None
    assert stay_span(StayRow("s", "p", day, day - ONE_DAY)) is None
    assert stay_span(StayRow("s", "p", None, day)) is None
    assert stay_span(StayRow("s", "p", day, None, status="out")) is None
    assert stay_span(StayRow("s", "p", day, day + ONE_DAY, status="out")) is not None


@given(st.lists(st.tuples(DAYS, st.integers(0, 9), st.sampled_from("ab")), max_size=5), DAYS, st.integers(0, 5))
def test_nights_present_are_those_held_less_those_away(stays, away_from, away):
    rows = [
        StayRow(str(n), person, first, first + dt.timedelta(length)) for n, (first, length, person) in enumerate(stays)
    ]
    absence = AbsenceRow("x", "a", away_from, away_from + dt.timedelta(away))
    window = (min(EDGES).toordinal() - 10, max(EDGES).toordinal() + 20)
    expected = {"a": set(), "b": set()}
    for first, length, person in stays:
        expected[person] |= set(counted(first, first + dt.timedelta(length)))
    expected["a"] -= set(counted(away_from, away_from + dt.timedelta(away)))
    found = nights_present(rows, [absence], window)
    assert {p: {dt.date.fromordinal(n) for n in nights} for p, nights in found.items()} == {
        p: nights for p, nights in expected.items() if nights
    }


def test_the_page_of_a_day_knows_who_comes_goes_and_is_away():
    day = dt.date(2026, 12, 31)
    stays = (
        StayRow("1", "leaves", day - ONE_DAY, day, "b1"),
        StayRow("2", "comes", day, day + ONE_DAY, "b1"),
        StayRow("3", "away", day - ONE_DAY, None, "b2"),
    )
    beds = (BedRow("b1", "r"), BedRow("b2", "r"), BedRow("b3", "r"), BedRow("b4", "r"))
    plan = BedPlan(
        (ROOM,),
        beds,
        stays,
        (ClosureRow("c", "b4", day, day + ONE_DAY),),
        absences=(AbsenceRow("a", "away", day, None),),
    )
    page = day_page(BedCalendar(plan), day)
    assert [stay.person for stay in page.in_house] == ["comes"]
    assert [stay.person for stay in page.away] == ["away"]
    assert [stay.person for stay in page.arrivals] == ["comes"]
    assert [stay.person for stay in page.departures] == ["leaves"]
    assert page.vacancies == ("b3",)
    assert (page.count.held, page.count.open) == (2, 3)


def test_a_bed_given_twice_is_more_than_full():
    day = dt.date(2026, 3, 28)
    plan = BedPlan(
        (ROOM,), (BedRow("b", "r"),), tuple(StayRow(n, n, day, day + 2 * ONE_DAY, "b") for n in ("one", "other"))
    )
    counts = night_counts(BedCalendar(plan), (day.toordinal(), day.toordinal() + 2))
    assert [count.occupancy for count in counts] == [2, 2]
    assert average_occupancy(counts) == 2


@given(st.lists(st.tuples(DAYS, st.integers(0, 9), st.sampled_from(["b1", "b2"])), max_size=6), st.sampled_from(EDGES))
def test_held_and_free_agree_night_by_night(stays, edge):
    rows = tuple(
        StayRow(str(n), str(n), first, first + dt.timedelta(length), bed)
        for n, (first, length, bed) in enumerate(stays)
    )
    calendar = BedCalendar(BedPlan((ROOM,), (BedRow("b1", "r"), BedRow("b2", "r")), rows))
    first = edge.toordinal() - 8
    for offset, count in enumerate(night_counts(calendar, (first, first + 16))):
        night = dt.date.fromordinal(first + offset)
        held = [bed for day, length, bed in stays if day <= night < day + dt.timedelta(length)]
        assert count.held == len(held)
        for bed in ("b1", "b2"):
            n = night.toordinal()
            assert calendar.is_free(bed, (n, n + 1)) == (bed not in held)
            until = calendar.free_until(bed, n)
            assert (until == n) == (bed in held)
            assert calendar.is_free(bed, (n, until)) or until == n
            since = calendar.free_since(bed, n)
            assert since == n or calendar.is_free(bed, (max(since, n - 40), n))
