"""As of which day: one step back, on, and back to the day it is, which goes on with the clock."""

from __future__ import annotations

import datetime

from pytestqt.qtbot import QtBot

from ui.records.day_bar import DayBar

MONDAY = datetime.date(2026, 11, 23)


def test_steps_and_back_to_today(qtbot: QtBot):
    here = [MONDAY]
    bar = DayBar(lambda: here[0])
    qtbot.addWidget(bar)
    seen: list[datetime.date] = []
    bar.wanted.connect(seen.append)
    assert bar.button.text().startswith("Today, Monday")
    assert not bar.now.isVisibleTo(bar)
    bar.back.click()
    bar.on.click()
    bar.on.click()
    assert seen == [MONDAY - datetime.timedelta(1), MONDAY, MONDAY + datetime.timedelta(1)]
    assert bar.now.isVisibleTo(bar)
    bar.now.click()
    here[0] = MONDAY + datetime.timedelta(1)
    assert bar.day == here[0], "today goes on with the clock"
    bar.show_day(datetime.date.max)
    bar.on.click()
    assert bar.day == datetime.date.max
