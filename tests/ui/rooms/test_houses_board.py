"""The board of nights: chosen and changed by keys and by mouse, in words, and refused with a way out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.services.records import records
from tests.ui.rooms.conftest import TODAY, Office
from ui.rooms.houses.room import BOARD

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
DAY = datetime.timedelta(1)


@pytest.fixture
def room(lived_in: Office) -> Any:
    room = lived_in.go("houses")
    room.show_view(BOARD)
    lived_in.rest()
    return room


def beds(timeline: Any) -> dict[str, int]:
    return {line.name: number for number, line in enumerate(timeline.board.lines) if line.sort == "bed"}


def bar_of(timeline: Any, name: str) -> Any:
    return next(bar for bar in timeline.board.bars if bar.name == name)


def press(office: Office, timeline: Any, key: Qt.Key, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(timeline, key, held)
    office.rest()


def test_a_bed_given_twice_is_red_with_both_names(room: Any):
    timeline = room.nights.timeline
    assert {bar.name for bar in timeline.board.bars if bar.tone == "red"} == {"Amina Adeyemi", "Bo Nguyen"}
    assert "Bo Nguyen" in bar_of(timeline, "Amina Adeyemi").reason


def test_what_has_the_focus_is_said_in_words(lived_in: Office, room: Any):
    timeline = room.nights.timeline
    timeline._choose(beds(timeline)["A3"], TODAY.toordinal())
    assert "A3: free on" in room.nights.words.text()
    press(lived_in, timeline, Qt.Key.Key_Up)
    assert "Zoë Ärger" in timeline.accessibleDescription()


def test_keys_lengthen_and_move_a_stay(lived_in: Office, room: Any):
    timeline = room.nights.timeline
    before = bar_of(timeline, "Zoë Ärger")
    timeline._choose(before.line, before.first)
    press(lived_in, timeline, Qt.Key.Key_Down, CTRL)
    after = bar_of(timeline, "Zoë Ärger")
    assert after.line == beds(timeline)["A3"]
    press(lived_in, timeline, Qt.Key.Key_Left, CTRL)
    assert bar_of(timeline, "Zoë Ärger").first == before.first - 1
    lived_in.desk.undo()
    lived_in.rest()
    assert bar_of(timeline, "Zoë Ärger").first == before.first


def test_a_refusal_says_who_is_there_and_changes_nothing(lived_in: Office, room: Any):
    timeline = room.nights.timeline
    problems: list[Any] = []
    lived_in.desk.problem.connect(problems.append)
    before = bar_of(timeline, "Zoë Ärger")
    timeline._choose(before.line, before.first)
    press(lived_in, timeline, Qt.Key.Key_Up, CTRL)
    assert bar_of(timeline, "Zoë Ärger").line == before.line
    assert "Bo Nguyen" in str(problems[0])
    assert "Free instead" in str(problems[0])


def test_dragging_an_edge_lengthens_and_drawing_makes(lived_in: Office, room: Any):
    timeline = room.nights.timeline
    made: list[Any] = []
    timeline.making.connect(lambda *place: made.append(place))
    scale = timeline.scale()
    night = TODAY.toordinal()
    y = scale.y_of(beds(timeline)["A3"]) + scale.line_height // 2
    begin, end = (QPoint(int(scale.x_of(night + n) + scale.night_width / 2), y) for n in (1, 3))
    view = timeline.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert [place[1:] for place in made] == [(night + 1, night + 4)]
    lived_in.rest()
    room.show_view(BOARD)
    lived_in.rest()
    bar = bar_of(timeline, "Amina Adeyemi")
    y = scale.y_of(bar.line) + scale.line_height // 2
    scale = timeline.scale()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(int(scale.x_of(bar.first)) + 1, y))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(int(scale.x_of(bar.first - 1)) + 2, y))
    lived_in.rest()
    changed = bar_of(timeline, "Amina Adeyemi")
    assert (changed.first, changed.end) in {(bar.first - 1, bar.end), (bar.first, bar.end)}


def test_what_is_drawn_is_planned_for_its_nights(lived_in: Office, room: Any):
    timeline = room.nights.timeline
    timeline._choose(beds(timeline)["A3"], TODAY.toordinal() + 1)
    for _night in range(2):
        press(lived_in, timeline, Qt.Key.Key_Right, SHIFT)
    press(lived_in, timeline, Qt.Key.Key_Return)
    assert room.view() == "beds"
    form = room.beds.changing._form
    assert (form.editors["from_day"].value(), form.editors["to_day"].value()) == (TODAY + DAY, TODAY + 4 * DAY)
    assert not room.night_bar.isEnabled()


def test_a_jump_to_a_day_brings_the_stays_of_that_day(lived_in: Office, room: Any):
    far = TODAY + 200 * DAY
    bed = lived_in.tell(lambda vault: records.ids(vault, "bed", records.Query()))[0]
    person = lived_in.add("person", name="Mateo Vargas")
    lived_in.add("stay", person=person, bed=bed, from_day=far, to_day=far + 3 * DAY)
    room.night_bar.show_night(far)
    lived_in.rest()
    assert far.toordinal() in range(*room.nights.timeline.board.window)
    assert bar_of(room.nights.timeline, "Mateo Vargas").first == far.toordinal()
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_T)
    lived_in.rest()
    assert TODAY.toordinal() in range(*room.nights.timeline.board.window)


def test_a_click_on_a_line_half_in_sight_moves_nobody(lived_in: Office, room: Any):
    timeline = room.nights.timeline
    wanted: list[Any] = []
    timeline.wanted.connect(lambda *asked: wanted.append(asked))
    scale = timeline.scale()
    bar = bar_of(timeline, "Zoë Ärger")
    place = QPoint(int(scale.x_of(bar.first) + 20), timeline.viewport().height() - timeline._heights[3] - 3)
    timeline.verticalScrollBar().setRange(0, 999)
    timeline.verticalScrollBar().setValue(scale.y_of(bar.line) + scale.line_height + scale.top - place.y() + 8)
    assert timeline.scale().line_at(place.y()) == bar.line or timeline.verticalScrollBar().value() == 0
    QTest.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted == []


@pytest.mark.parametrize("zoom", range(5))
def test_it_paints_at_every_zoom(lived_in: Office, room: Any, zoom: int):
    timeline = room.nights.timeline
    while timeline.zoom != zoom:
        timeline.zoom_by(1 if timeline.zoom < zoom else -1)
    lived_in.rest()
    image = timeline.viewport().grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 4


def test_the_list_of_the_same_stays_is_one_key_away(lived_in: Office, room: Any):
    room.nights.timeline.setFocus()
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_L)
    lived_in.rest()
    assert room.view() == "stays"
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_B)
    lived_in.rest()
    assert room.view() == BOARD
