"""What day it is does not depend on what a computer is set to, and weeks begin on the day that was agreed."""

import datetime
import os
import time
from collections.abc import Iterator

import pytest

from app.records.almanac import Almanac, seen_from

AT = datetime.datetime(2026, 12, 31, 23, 30, tzinfo=datetime.UTC)


@pytest.fixture(params=["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
def _computer(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set this computer to a zone; nothing may follow it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_computer")
def test_days_and_times_follow_the_zone_that_is_handed_in():
    berlin = Almanac(lambda: AT, datetime.timezone(datetime.timedelta(hours=1)))
    assert berlin.today() == datetime.date(2027, 1, 1)
    assert Almanac(lambda: AT).today() == datetime.date(2026, 12, 31)
    assert berlin.stamp(AT) == "2027-01-01 00:30"
    assert berlin.day(AT - datetime.timedelta(hours=1)) == datetime.date(2026, 12, 31)
    assert seen_from(AT, berlin.now()).hour == 0


@pytest.mark.parametrize("first", range(7))
def test_weeks_begin_on_the_day_that_was_agreed(first: int):
    almanac = Almanac(lambda: AT, first_weekday=first)
    for number in range(30):
        day = datetime.date(2026, 2, 20) + datetime.timedelta(number)
        week = almanac.week_of(day)
        assert week.weekday() == first
        assert 0 <= (day - week).days < 7
    assert almanac.week_of(datetime.date.min) == datetime.date.min
