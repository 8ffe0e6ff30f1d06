"""The room in which laptops meet: its pages one by one."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.capabilities.catalogue import catalogue
from app.problems import DiskFull
from app.services.conflicts.conflicts import DELETED, FIELD, RULE, Conflict, ConflictOption
from app.services.exchange.deletion_guard import Loss
from app.services.exchange.exchange import Made, Peer, RecordChange, TakenBundle
from app.services.members.members import ReadRequest
from tests.window import Answers, click
from ui.frame.desk import Desk
from ui.rooms.exchange.admit import AdmitPage
from ui.rooms.exchange.look import LookPage
from ui.rooms.exchange.make import MakePage
from ui.rooms.exchange.room import ExchangeRoom
from ui.rooms.exchange.settle import Settle
from ui.widgets.notice import Notice

NOW = datetime.datetime(2026, 11, 23, 18, 2, tzinfo=datetime.UTC)
BO = Peer("b0", "Bo", "editor", mine=False, known_at=NOW, segments_lacking=1, operations_lacking=42)
CARLA = Peer("c0", "Carla", "admin", mine=True, known_at=None, segments_lacking=0, operations_lacking=7)
TAKEN = TakenBundle("Bo", NOW, "b", seen_before=False, changes=(RecordChange("r", "person", "Zoë", "new"),))
Names = Callable[[QWidget], list[str]]


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(900, 620)
        widget.show()
        return widget

    return show


def test_alone_the_page_offers_the_first_step(qtbot: QtBot, desk: Desk, shown: Callable, without_name: Names):
    room = ExchangeRoom(desk, Answers())
    shown(room)
    room.enter()
    qtbot.waitUntil(lambda: room.overview.peers.table.empty.isVisible())
    assert not room.overview.make_button.isEnabled()
    assert without_name(room) == []
    room.overview.admit_wanted.emit()
    assert room.admitting.page.isVisible()
    assert without_name(room) == []
    QTest.keyClick(room.admitting.page, Qt.Key.Key_Escape)
    assert room.overview.isVisible()


def test_everybody_is_ticked_unless_one_is_meant(shown: Callable, without_name: Names):
    page = MakePage(lambda: NOW)
    shown(page)
    page.show_peers([BO, CARLA])
    assert [peer.name for peer in page.ticked()] == ["Bo", "Carla"]
    assert page.note.text() == "42 changes go in"
    assert without_name(page) == []
    page.show_peers([BO, CARLA], "c0")
    assert [peer.name for peer in page.ticked()] == ["Carla"]
    click(page.none_button)
    assert not page.make_button.isEnabled()
    assert "at least one" in page.note.text()


def test_everything_goes_in_when_it_is_ticked(shown: Callable, without_name: Names):
    page = MakePage(lambda: NOW)
    shown(page)
    page.show_peers([BO, CARLA], everything=True)
    assert "All that they may read" in page.note.text()
    page.everything.click()
    assert page.note.text() == "42 changes go in"
    assert without_name(page) == []
    page.show_peers([BO])
    assert not page.everything.isChecked(), "the next bundle is one like any other"


def test_a_bundle_is_asked_for_once_and_its_way_explained(shown: Callable, tmp_path: Path):
    page = MakePage(lambda: NOW)
    shown(page)
    page.show_peers([BO, CARLA])
    asked: list[list[str]] = []
    page.make_wanted.connect(lambda devices, _way: asked.append(devices))
    click(page.make_button)
    QTest.mouseClick(page.make_button, Qt.MouseButton.LeftButton)
    assert asked == [["b0", "c0"]]
    page.show_problem(DiskFull("The stick is full.", do="Make room."))
    page.set_busy(False)
    assert page.make_button.isEnabled(), "it can be tried again"
    page.show_saved(Made(b"x" * 3000, "1f.age", ("Bo", "Carla", "Bo")), tmp_path / "1f.age")
    assert "Bo and Carla" in page.next.text()
    assert "3 kB" in page.saved_as.text()
    assert page.done_button.isVisible()
    assert not page.make_button.isVisible()


def test_a_full_stick_loses_nothing(
    qtbot: QtBot, desk: Desk, shown: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    answers = Answers()
    room = ExchangeRoom(desk, answers)
    shown(room)
    answers.files = [tmp_path / "1f.age", tmp_path / "1f.age"]

    def full(path: Path, data: bytes) -> None:
        raise DiskFull("The disk is full.", do="Make some room.")

    from app.services import files

    with monkeypatch.context() as patch:
        patch.setattr(files, "write", full)
        room.stack.setCurrentWidget(room.giving.page)
        room.giving.begin([BO])
        room.giving._save(Made(b"data", "1f.age", ("Bo",)))
        qtbot.waitUntil(lambda: room.giving.page.banner.isVisible())
    room.giving._save(Made(b"data", "1f.age", ("Bo",)))
    qtbot.waitUntil(lambda: room.giving.page.done_button.isVisible())
    assert (tmp_path / "1f.age").read_bytes() == b"data"


def test_nothing_is_taken_twice(shown: Callable, without_name: Names):
    page = LookPage(catalogue(), lambda: NOW)
    shown(page)
    page.wait("1f.age")
    assert not page.take_button.isVisible()
    page.show_taken(TAKEN)
    assert without_name(page) == []
    assert page.title.text() == "A bundle from Bo"
    wanted: list[bool] = []
    page.take_wanted.connect(lambda: wanted.append(True))
    click(page.take_button)
    QTest.mouseClick(page.take_button, Qt.MouseButton.LeftButton)
    assert wanted == [True]


def test_many_deletions_ask_first(shown: Callable):
    page = LookPage(catalogue(), lambda: NOW)
    shown(page)
    gone = tuple(RecordChange(f"{n}", "person", f"Person {n}", "deleted") for n in range(30))
    page.show_taken(dataclasses.replace(TAKEN, changes=(*gone, TAKEN.changes[0])), (Loss("person", 30, 100),))
    assert page.sure.isVisible()
    first = page.findChildren(Notice)[-1]
    assert "30 of 100 people" in first.words.text()
    assert page.table.total() == 30, "what goes is what one sees first"
    assert not page.take_button.isEnabled()
    page.sure.click()
    assert page.take_button.isEnabled()
    page.show_taken(TAKEN)
    assert not page.sure.isVisible()
    assert page.take_button.isEnabled()


def test_the_changes_can_be_narrowed(qtbot: QtBot, shown: Callable):
    page = LookPage(catalogue(), lambda: NOW)
    shown(page)
    changes = (
        RecordChange("1", "person", "Zoë", "new"),
        RecordChange("2", "person", "Bo", "changed", ("note",), ("note",)),
        RecordChange("3", "person", "", "deleted"),
    )
    page.show_taken(dataclasses.replace(TAKEN, changes=changes, broken=("A1 is given twice.",)))
    assert page.table.total() == 3
    page.bar.chips["conflict"].click()
    qtbot.waitUntil(lambda: page.table.total() == 1)
    page.bar.clear()
    page.bar.line.setText("zo")
    qtbot.waitUntil(lambda: page.table.total() == 1)
    page.bar.line.setText("nobody")
    qtbot.waitUntil(lambda: page.table.nothing.isVisible())


def conflict(number: int, sort: str = FIELD) -> Conflict:
    options = (ConflictOption("1", "one", "one", "Ann", NOW), ConflictOption("2", "two", "two", "Bo", NOW))
    if sort == DELETED:
        options = (
            ConflictOption("keep", "Keep it", who="Ann", at=NOW),
            ConflictOption("delete", "Delete it", who="Bo", at=NOW),
        )
    if sort == RULE:
        options = (
            ConflictOption("1", "Keep Zoë, cancel Bo"),
            ConflictOption("2", "Keep Bo, cancel Zoë"),
            ConflictOption("both", "Both are right"),
        )
    return Conflict(f"c{number}", sort, "r", "person", f"שרה {number}", "Ann and Bo changed it.", options)


def test_conflicts_are_settled_by_keyboard_alone(qtbot: QtBot, shown: Callable, without_name: Names):
    view = Settle(catalogue(), lambda: NOW)
    shown(view)
    settled: list[tuple[str, str]] = []
    view.settled.connect(lambda one, way: settled.append((one, way)))
    view.show_conflicts([])
    assert view.empty.isVisible()
    view.show_conflicts([conflict(1), conflict(2, DELETED), conflict(3, RULE)])
    assert without_name(view) == []
    view.start()
    window = view.window()

    def press(key: Qt.Key) -> None:
        QTest.keyClick(window.focusWidget() or window, key)

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        press(key)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert settled == [("c2", "delete")], "one is settled once, whatever is pressed"
    view.show_conflicts([conflict(1), conflict(3, RULE)])
    press(Qt.Key.Key_Return)
    assert len(settled) == 1, "nor by a second press that comes too soon"
    qtbot.wait(QApplication.doubleClickInterval() + 50)
    press(Qt.Key.Key_Return)
    assert settled[-1] == ("c3", "1"), "the keyboard goes to the one that comes next"


def test_nobody_is_admitted_in_haste(shown: Callable, without_name: Names):
    page = AdmitPage()
    shown(page)
    asked: list[tuple[str, str]] = []
    page.admit_wanted.connect(lambda request, role: asked.append((request.name, role)))
    page.allow([], admin=True)
    page.show_request(ReadRequest("Bo", "noble ocean lunar theory pottery", b""))
    assert without_name(page) == []
    assert page.code.words() == ("noble", "ocean", "lunar", "theory", "pottery")
    QTest.mouseClick(page.admit_button, Qt.MouseButton.LeftButton)
    assert asked == []
    click(page.same)
    page.role.chosen.emit("editor")
    click(page.admit_button)
    QTest.mouseClick(page.admit_button, Qt.MouseButton.LeftButton)
    assert asked == [("Bo", "editor")]
    page.show_admitted("Bo", "pigeon pattern expire monkey seed")
    assert page.is_waiting_for_answer()
    assert page.group_code.words()[0] == "pigeon"
    assert not page.compare_step.isVisible()


def test_another_request_starts_the_comparison_over(shown: Callable):
    page = AdmitPage()
    shown(page)
    page.show_request(ReadRequest("Bo", "noble ocean lunar theory pottery", b""))
    click(page.same)
    page.show_request(ReadRequest("Eve", "other words stand here now", b""))
    assert not page.same.isChecked()
    assert not page.admit_button.isEnabled()


def test_who_is_no_admin_is_told_at_once(shown: Callable):
    page = AdmitPage()
    shown(page)
    page.allow(["Ann"], admin=False)
    assert "Ann" in page.not_admin.words.text()
    assert not page.choose_button.isEnabled()
