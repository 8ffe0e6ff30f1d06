"""The drawing of what was made from what: a fork has a lane of its own, and what joins stands after both."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.lineage import LineageView, lanes_of


def test_a_fork_gets_a_lane_and_a_join_stays_in_that_of_its_first_parent():
    places = lanes_of({1: (), 2: (1,), 3: (1,), 4: (2, 3), 5: (3,)})
    assert places == {1: (0, 0), 2: (1, 0), 3: (2, 1), 4: (3, 0), 5: (4, 1)}


def test_no_two_stand_in_one_place_however_many_there_are():
    parents = {number: (max(1, number // 2),) if number > 1 else () for number in range(1, 1001)}
    places = lanes_of(parents)
    assert len(set(places.values())) == 1000


def test_only_the_newest_are_drawn_and_all_is_said_in_words(qtbot: QtBot):
    view = LineageView()
    qtbot.addWidget(view)
    view.show_lineage({number: (number - 1,) for number in range(1, 101)}, [100], "Versions", "100 versions")
    assert view.accessibleDescription() == "100 versions"
    assert len(view._places) == 40
    view.resize(view.sizeHint())
    view.grab()
