"""The window and its papers are of the group's day, whatever zone the group agrees on while they are open."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.records.changes import Add
from app.services.printing import printing
from app.services.settings import group
from tests.ui.conftest import NOW
from ui.frame.desk import Desk
from ui.widgets.card.times import when

Tell = Callable[[Callable[[Any], Any]], Any]


def test_window_and_paper_are_of_the_same_day(desk: Desk, tell: Tell, qtbot: QtBot):
    told: list[Any] = []
    desk.changed.connect(told.append)
    for zone, day in (("Pacific/Pago_Pago", 23), ("Pacific/Kiritimati", 24)):
        desk.do(lambda vault, zone=zone: group.change(vault, {"time_zone": zone, "week_begins": "su"}))
        qtbot.waitUntil(lambda zone=zone: str(desk.almanac.zone) == zone)
        assert desk.today() == datetime.date(2026, 11, day) == tell(group.today)
        sheet = tell(lambda vault: printing.fill(vault, "contact-list", printing.PrintOptions()))
        assert sheet.as_of.date() == desk.today()
        assert desk.almanac.first_weekday == 6
    assert any({"person", "stay"} <= each.kinds for each in told), "pages are told that it is another day"


def test_times_are_said_in_the_zone_of_the_group(desk: Desk, tell: Tell, qtbot: QtBot):
    assert when(NOW, desk.now()).startswith("today")
    desk.do(lambda vault: group.change(vault, {"time_zone": "Pacific/Kiritimati"}))
    qtbot.waitUntil(lambda: str(desk.almanac.zone) == "Pacific/Kiritimati")
    assert when(NOW, desk.now()).startswith("today")
    assert when(NOW - datetime.timedelta(hours=9), desk.now()).startswith("yesterday")
    assert tell(group.today) == datetime.date(2026, 11, 24)


@pytest.mark.parametrize("value", ['"Mars/Olympus"', '"../etc"', "7", "[1]", "null", "{", '"\\u0000"', '["x"]'])
def test_a_value_that_nobody_can_read_closes_no_page(tell: Tell, value: str):
    names = ("time_zone", "week_begins", "free_days")
    tell(lambda vault: vault.apply([Add("group_setting", {"name": each, "value": value}) for each in names], ""))
    assert tell(group.today) == NOW.date()
    assert tell(group.almanac).free_days == frozenset()
