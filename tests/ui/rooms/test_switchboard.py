"""The room of the switchboard: what fits stands beside the need with its reasons, Enter asks both, a plan is kept."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.rooms.conftest import Office


@pytest.fixture
def room(lived_in: Office) -> Any:
    common: dict[str, Any] = {"category": "hours", "quantity": 120}
    lived_in.add("listing", **common, side="need", title="Carry boxes", urgency="urgent")
    lived_in.add("listing", **common, side="need", title="Paint a wall")
    offer = lived_in.add("listing", **common, side="offer", title="An evening", capacity_week=120, standing=True)
    # The Monday that it is here, so that it is not over.
    lived_in.add("listing_window", listing=offer, weekday="mo", from_time="06:00", until_time="23:00")
    room = lived_in.go("switchboard")
    lived_in.rest()
    return room


def _words(view: Any) -> list[str]:
    return [str(view.model().index(row, 0).data()).splitlines()[0] for row in range(view.model().rowCount())]


def test_the_urgent_need_stands_first_with_what_fits_it(room: Any):
    assert _words(room.needs) == ["Carry boxes", "Paint a wall"]
    assert [words.split("   ")[1] for words in _words(room.offers)] == ["An evening"]
    assert "can do all of it" in room.reasons.text()


def test_enter_asks_both_sides_and_what_is_gone_says_so(lived_in: Office, room: Any):
    room.offers.setFocus()
    QTest.keyClick(room.offers, Qt.Key.Key_Return)
    lived_in.rest()
    assert lived_in.count("match", "status=introduced") == lived_in.count("match") == 1
    assert _words(room.needs) == ["Paint a wall"]
    assert _words(room.offers) == []
    assert "nothing of it is left (1)" in room.reasons.text()


def test_a_filter_leaves_what_is_looked_for(lived_in: Office, room: Any):
    room.search.setText("paint")
    lived_in.rest()
    assert _words(room.needs) == ["Paint a wall"]


def test_a_plan_is_shown_and_kept(lived_in: Office, room: Any):
    room.plan_button.click()
    lived_in.rest()
    assert _words(room.planned) == ["Carry boxes  ←  An evening"]
    assert _words(room.left_open) == ["Paint a wall"]
    room.keep_button.click()
    lived_in.rest()
    assert lived_in.count("match", "status=suggested") == lived_in.count("match") == 1


def test_the_field_of_play_stands_beside_the_pairs(room: Any):
    room.show_view("field")
    assert room.stack.currentWidget() is room.grid
    assert [room.grid.table.item(0, column).text() for column in range(6)] == ["Hours", "4 h", "2 h", "0 h", "0 h", "0"]


def test_the_field_of_play_counts_projects_and_a_gap_opens_where_it_is_closed(lived_in: Office):
    room = lived_in.go("switchboard")
    room.show_view("field")
    lived_in.rest()
    table = room.grid.projects
    said = {table.item(row, 0).text(): table.item(row, 1).text() for row in range(table.rowCount())}
    assert said == {"Alive": "1", "Nobody would take over": "1"}
    table.choose_row(1)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    lived_in.rest()
    projects: Any = lived_in.workplace.room()
    assert (projects.key, projects.view()) == ("projects", "rescue")
    assert projects.rescue.list.detail.lines[-1].what == "Nobody would take over"
