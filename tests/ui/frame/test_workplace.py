"""The window with a vault open: keys, finder, rooms, toast, problems, a list with a card, all on a real vault."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.i18n import N_
from app.problems import ChangedSince, NothingToUndo, UserProblem
from app.services.jobs import Job, Progress
from app.services.records import records
from app.services.records.records import Query
from ui.frame.command import Command, fits
from ui.frame.desk import Desk
from ui.frame.doors import RoomDoor
from ui.frame.gate.gate import Gate
from ui.frame.main_window import MainWindow
from ui.frame.room import RoomPage, RoomSign
from ui.frame.status_line import ProgressStrip
from ui.frame.workplace import Workplace
from ui.records.record_room import RecordRoom
from ui.work.jobs import VaultThread

Tell = Callable[[Callable[[Any], Any]], Any]


class PeopleRoom(RecordRoom):
    """A room as small as they come."""

    key, title, icon, kind = "people", N_("People"), "people", "person"
    kinds = frozenset({"person", "contact_point"})
    shows = frozenset({"person"})
    purpose = N_("Everyone in the group.")
    chip_field = "stage"


class QuietRoom(RoomPage):
    """A room with nothing in it but a command."""

    key, title, icon = "quiet", N_("Quiet"), "today"

    def build(self) -> None:
        self.done: list[str] = []
        self.may_leave = True
        self.page.addWidget(QPushButton("Rest"))

    def commands(self) -> list[Command]:
        return [Command("Take a nap", lambda: self.done.append("nap"), keys=("Ctrl+J",), group="Quiet")]

    def leave(self) -> bool:
        return self.may_leave


@pytest.fixture
def place(qtbot: QtBot, desk: Desk) -> Iterator[Workplace]:
    """Give the workplace in a window in front; it outlives the last answer, which qtbot would not let it."""
    made = Workplace(desk, [PeopleRoom(desk), QuietRoom(desk)], group="Northside", me="Ada, this laptop")
    made.resize(1100, 700)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.waitUntil(lambda: not desk.worker.is_busy())
    yield made
    qtbot.waitUntil(lambda: not desk.worker.is_busy())
    made.close()
    made.deleteLater()


def people(place: Workplace) -> PeopleRoom:
    room = place.rooms["people"]
    assert isinstance(room, PeopleRoom)
    return room


def quiet(place: Workplace) -> QuietRoom:
    room = place.rooms["quiet"]
    assert isinstance(room, QuietRoom)
    return room


def add(tell: Tell, place: Workplace, *names: str) -> list[str]:
    """Add people behind the window's back, and let it know."""
    found: list[str] = []
    for name in names:
        changed = tell(lambda vault, name=name: records.add(vault, "person", {"name": name}))
        found.append(changed.added[0])
        place.desk.changed.emit(changed)
    return found


def press(qtbot: QtBot, place: Workplace, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    keys = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        keys |= modifier
    qtbot.keyClick(place.focusWidget() or place, key, keys)


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_room_that_cannot_be_imported_is_said_in_a_sentence_and_the_room_in_sight_stays(qtbot: QtBot, desk: Desk):
    def gone() -> RoomPage:
        return import_module("a_library_that_is_gone").room(desk)

    sign = RoomSign("gone", N_("Flow"), "history", takes=frozenset({"list"}))
    place = Workplace(desk, [RoomDoor.to(QuietRoom(desk)), RoomDoor(sign, gone)], group="Northside", me="Ada")
    qtbot.addWidget(place)
    place.rail.buttons["gone"].click()
    assert place.room().key == "quiet"
    assert place.rail.buttons["quiet"].isChecked()
    assert "“Flow” cannot be opened" in place.problems.what.text()
    assert "a_library_that_is_gone" in place.problems.what.text()
    assert not place.go("gone")
    qtbot.waitUntil(lambda: not desk.worker.is_busy())


def test_an_empty_room_offers_the_first_step_and_n_takes_it(qtbot: QtBot, place: Workplace, tell: Tell):
    room = people(place)
    qtbot.waitUntil(room.table.empty.isVisible)
    press(qtbot, place, Qt.Key.Key_N)
    assert room.form is not None
    editors = room.form.form.editors
    qtbot.waitUntil(lambda: place.focusWidget() is editors["name"].focusProxy())
    qtbot.keyClicks(editors["name"].focusProxy(), "Zoe Weber")
    qtbot.keyClick(editors["name"].focusProxy(), Qt.Key.Key_Return)
    if room.form is not None:
        room.form.form.submit()
    qtbot.waitUntil(lambda: room.card.card is not None and room.card.card.title == "Zoe Weber")
    qtbot.waitUntil(lambda: room.table.total() == 1)
    assert place.toast.isVisible()
    assert tell(lambda vault: records.page(vault, "person", Query())).total == 1


def test_what_is_edited_is_saved_undone_and_done_again(qtbot: QtBot, place: Workplace, tell: Tell):
    (zoe,) = add(tell, place, "Zoe")
    room = people(place)
    place.open_record("person", zoe)
    qtbot.waitUntil(lambda: room.card.card is not None)
    assert room.card.title_editor is not None
    line = room.card.title_editor.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "Zoe Weber")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    def name() -> str:
        return str(tell(lambda vault: records.get(vault, zoe).values["name"]))

    qtbot.waitUntil(lambda: name() == "Zoe Weber")
    press(qtbot, place, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: name() == "Zoe")
    qtbot.waitUntil(lambda: line.text() == "Zoe")
    press(qtbot, place, Qt.Key.Key_Z, CTRL, SHIFT)
    qtbot.waitUntil(lambda: name() == "Zoe Weber")
    assert place.toast.action.text() == "Undo"


def test_deleting_is_undone_from_the_toast(qtbot: QtBot, place: Workplace, tell: Tell):
    add(tell, place, "Bo", "Zoe")
    room = people(place)
    qtbot.waitUntil(lambda: room.table.total() == 2)
    room.table.choose_row(0)
    qtbot.waitUntil(lambda: room.card.card is not None)
    qtbot.mouseClick(room.card.delete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.table.total() == 1)
    assert not room.side.card_is_shown()
    qtbot.mouseClick(place.toast.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.table.total() == 2)


def test_parts_history_and_choices_come_from_the_vault(qtbot: QtBot, place: Workplace, tell: Tell):
    (zoe,) = add(tell, place, "Zoe")
    room = people(place)
    place.open_record("person", zoe)
    qtbot.waitUntil(lambda: room.card.card is not None)
    room.card.part_added.emit("contact_point", {"kind": "phone", "value": "+49 30 1234567"})
    qtbot.waitUntil(lambda: bool(room.card.parts["contact_point"].rows))
    room.card.parts["contact_point"].rows[0].removed.emit()
    qtbot.waitUntil(lambda: not room.card.parts["contact_point"].rows)
    room.card.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bool(room.card.timeline.findChildren(QWidget)))
    found: list[Any] = []
    room.sources.find("person", "zo", found.extend)
    qtbot.waitUntil(lambda: [option.title for option in found] == ["Zoe"])


def test_the_vault_has_the_last_word(qtbot: QtBot, place: Workplace, tell: Tell):
    (zoe,) = add(tell, place, "Zoe")
    room = people(place)
    place.open_record("person", zoe)
    qtbot.waitUntil(lambda: room.card.card is not None)
    room.card.edited.emit(zoe, {"stage": "nonsense"})
    qtbot.waitUntil(lambda: bool(room.card.fields.rows["stage"].editor.complaint()))


def test_slash_filters_and_down_goes_to_the_list(qtbot: QtBot, place: Workplace, tell: Tell):
    add(tell, place, "Ada", "Bo", "Zoe")
    room = people(place)
    qtbot.waitUntil(lambda: room.table.total() == 3)
    room.table.setFocus()
    press(qtbot, place, Qt.Key.Key_Slash)
    assert room.bar.line.hasFocus()
    qtbot.keyClicks(room.bar.line, "zo")
    qtbot.waitUntil(lambda: room.table.total() == 1)
    qtbot.keyClicks(room.bar.line, "n/n")
    assert room.bar.words() == "zon/n", "letters are typed, not taken as keys"
    qtbot.waitUntil(room.table.nothing.isVisible)
    room.bar.clear()
    qtbot.waitUntil(lambda: room.table.total() == 3)
    qtbot.keyClick(room.bar.line, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: room.card.card is not None and room.card.card.title == "Ada")


def test_the_finder_finds_records_and_commands(qtbot: QtBot, place: Workplace, tell: Tell):
    (_ada, zoe) = add(tell, place, "Ada", "Zoe")
    press(qtbot, place, Qt.Key.Key_K, CTRL)
    finder = place.finder
    assert finder.line.hasFocus()
    finder.grab()
    qtbot.keyClicks(finder.line, "zo")
    qtbot.waitUntil(lambda: any(getattr(item, "title", "") == "Zoe" for item in finder.items()))
    finder.grab()
    qtbot.keyClick(finder.line, Qt.Key.Key_Return)
    assert finder.isHidden()
    qtbot.waitUntil(lambda: people(place).table.chosen() == zoe)
    press(qtbot, place, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(finder.line, "quiet go")
    qtbot.waitUntil(lambda: [getattr(item, "name", "") for item in finder.items()] == ["Go to Quiet"])
    qtbot.keyClick(finder.line, Qt.Key.Key_Return)
    assert place.room() is quiet(place)


def test_the_finder_gives_the_keyboard_back(qtbot: QtBot, place: Workplace):
    place.top_bar.finder.setFocus()
    place.finder.open()
    qtbot.keyClicks(place.finder.line, "nothing is called so")
    qtbot.waitUntil(place.finder.nothing.isVisible)
    qtbot.keyClick(place.finder.line, Qt.Key.Key_Return)
    qtbot.keyClick(place.finder.line, Qt.Key.Key_Escape)
    assert place.finder.isHidden()
    assert place.top_bar.finder.hasFocus()
    place.finder.open()
    qtbot.mouseClick(place.finder, Qt.MouseButton.LeftButton, pos=place.finder.rect().bottomLeft())
    assert place.finder.isHidden()


def test_rooms_have_keys_and_commands_of_their_own(qtbot: QtBot, place: Workplace):
    press(qtbot, place, Qt.Key.Key_2, CTRL)
    assert place.room() is quiet(place)
    press(qtbot, place, Qt.Key.Key_J, CTRL)
    assert quiet(place).done == ["nap"]
    press(qtbot, place, Qt.Key.Key_1, CTRL)
    press(qtbot, place, Qt.Key.Key_J, CTRL)
    assert quiet(place).done == ["nap"]


def test_a_room_with_something_unfinished_is_not_left(qtbot: QtBot, place: Workplace):
    place.go("quiet")
    quiet(place).may_leave = False
    qtbot.mouseClick(place.rail.buttons["people"], Qt.MouseButton.LeftButton)
    assert place.room() is quiet(place)
    assert place.rail.buttons["quiet"].isChecked()


def test_the_sheet_of_keys_opens_and_closes(qtbot: QtBot, place: Workplace):
    press(qtbot, place, Qt.Key.Key_Question, SHIFT)
    qtbot.waitUntil(place.keys.isVisible)
    press(qtbot, place, Qt.Key.Key_2, CTRL)
    assert place.room() is people(place), "keys wait while a panel is in front"
    qtbot.keyClick(place.keys, Qt.Key.Key_Escape)
    assert place.keys.isHidden()


def test_lock_and_counters_are_told(qtbot: QtBot, place: Workplace):
    with qtbot.waitSignal(place.lock_wanted):
        press(qtbot, place, Qt.Key.Key_L, CTRL)
    place.top_bar.show_counts(0, 0)
    assert not place.top_bar.settle.isVisible()
    place.top_bar.show_counts(3, 14)
    assert place.top_bar.settle.text() == "3 to settle"
    with qtbot.waitSignal(place.settle_wanted):
        qtbot.mouseClick(place.top_bar.settle, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(place.hand_over_wanted):
        qtbot.mouseClick(place.top_bar.hand_over, Qt.MouseButton.LeftButton)


def test_the_rail_is_walked_with_the_arrows_and_lets_its_words_go(qtbot: QtBot, place: Workplace):
    place.rail.buttons["people"].setFocus()
    qtbot.keyClick(place.rail.buttons["people"], Qt.Key.Key_Down)
    assert place.rail.buttons["quiet"].hasFocus()
    place.resize(900, 700)
    qtbot.waitUntil(lambda: place.rail.buttons["quiet"].text() == "")
    assert place.rail.buttons["quiet"].accessibleName() == "Quiet"


def test_problems_stand_above_the_room(qtbot: QtBot, place: Workplace):
    def fail(_vault: object) -> None:
        raise UserProblem("It failed.", do="Try again.")

    place.desk.ask(fail, lambda _nothing: None)
    qtbot.waitUntil(place.problems.isVisible)
    place.go("quiet")
    assert not place.problems.isVisible()


def test_what_others_changed_is_taken_back_only_when_forced(qtbot: QtBot, place: Workplace):
    forced: list[bool] = []
    place.desk._not_back(ChangedSince("Bo changed it since."), lambda: forced.append(True))
    assert place.problems.isVisible()
    qtbot.mouseClick(place.problems.act, Qt.MouseButton.LeftButton)
    assert forced == [True]
    place.desk._not_back(NothingToUndo("There is nothing to undo."), lambda: None)
    assert place.toast.text.text() == "There is nothing to undo."


def test_long_work_shows_after_a_while_and_can_be_cancelled(qtbot: QtBot, thread: VaultThread):
    strip = ProgressStrip(thread, show_after=30, cancel_after=80)
    qtbot.addWidget(strip)
    stopped = threading.Event()

    def run(progress: Progress) -> None:
        number = 0
        while True:
            progress.check()
            progress.step(number % 100, 100, "row")
            number += 1
            stopped.wait(0.005)

    thread.run(Job("Importing", run))
    assert strip.isHidden()
    qtbot.waitUntil(lambda: not strip.isHidden())
    assert strip.cancel.isHidden()
    qtbot.waitUntil(lambda: not strip.cancel.isHidden())
    assert strip.text.text() == "Importing · row"
    qtbot.mouseClick(strip.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(strip.isHidden)


def test_commands_are_found_by_the_beginnings_of_their_words():
    command = Command("Go to Houses", lambda: None, group="Rooms", also="beds")
    assert fits(command, "ho go")
    assert fits(command, "bed")
    assert fits(command, "")
    assert not fits(command, "use")


def test_everything_has_a_name(
    qtbot: QtBot, place: Workplace, tell: Tell, without_name: Callable[[QWidget], list[str]]
):
    (zoe,) = add(tell, place, "Zoe")
    place.open_record("person", zoe)
    qtbot.waitUntil(people(place).card.isVisible)
    assert without_name(place) == []
    place.finder.open()
    assert without_name(place.finder) == []
    place.finder.close_overlay()
    place.keys.open()
    assert without_name(place.keys) == []


def test_the_window_takes_files_dropped_anywhere(qtbot: QtBot, desk: Desk, tmp_path: Path):
    window = MainWindow(Gate(lambda: tmp_path))
    qtbot.addWidget(window)
    place = Workplace(desk, [QuietRoom(desk)], group="Northside", me="Ada")
    window.enter(place, "Northside")
    window.show()
    assert "Northside" in window.windowTitle()
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x.age"), QUrl.fromLocalFile(str(tmp_path / "b.age"))])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), action, mime, left, none)
    QApplication.sendEvent(window.windowHandle(), entering)
    assert entering.isAccepted()
    with qtbot.waitSignal(window.files_dropped) as signal:
        QApplication.sendEvent(window.windowHandle(), QDropEvent(QPointF(5, 5), action, mime, left, none))
    assert signal.args == [[tmp_path / "b.age"]]
    window.leave()
    assert window.workplace is None
    with qtbot.waitSignal(window.closing):
        window.close()


def test_the_day_is_that_of_the_place(desk: Desk):
    assert isinstance(desk.today(), datetime.date)
