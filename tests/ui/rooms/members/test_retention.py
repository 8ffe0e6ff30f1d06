"""What was kept for long enough, in the window: Today leads to it, and it is kept longer for a reason, or erased."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.services.members import trust
from app.services.records import records
from app.services.records.records import Query
from app.services.retention import erasing, retention
from tests.ui.rooms.members.members_world import TrustWorld, words_in
from tests.window import click
from ui.frame.members_pages import MEMBERS, RETENTION
from ui.rooms.members.room import MembersRoom
from ui.rooms.today.room import TodayRoom

Names = Callable[[QWidget], list[str]]


def left_long_ago(world: TrustWorld, *names: str) -> None:
    """People who left more than a year ago, one of them with a telephone."""
    ann = world.group.vaults["Ann"]
    people = [records.add(ann, "person", {"name": name, "stage": "left"}).added[0] for name in names]
    records.add(ann, "contact_point", {"person": people[0], "kind": "phone", "value": "030 1"})
    records.add(ann, "person", {"name": "Yan Li", "stage": "active", "extra": {"Shoe size": "38"}})
    for watch in world.group.watches.values():
        watch.time += datetime.timedelta(days=400)


def people(world: TrustWorld) -> list[str]:
    return world.tell(lambda vault: [row.values["name"] for row in records.page(vault, "person", Query()).rows])


def due(room: MembersRoom) -> list[str]:
    return [line.due.title for line in room.retention.lines]


def test_the_row_of_today_leads_to_the_queue_and_several_are_erased_at_once(world: TrustWorld, without_name: Names):
    left_long_ago(world, "Zoë Ärger", "Teun Jansen")
    room = world.open()
    world.workplace.go("today")
    world.rest()
    today = world.workplace.room()
    assert isinstance(today, TodayRoom)
    (row,) = [line for line in today.agenda.lines if getattr(line, "section", "") == "retention"]
    assert row.item.title == "Teun Jansen and 2 others"  # pyright: ignore[reportAttributeAccessIssue]
    today.view.choose(today.agenda.lines.index(row))
    QTest.keyClick(today.view, Qt.Key.Key_Return)
    world.rest()
    assert world.workplace.room() is room
    assert room.tab() == RETENTION
    assert without_name(world.workplace) == []
    assert due(room) == ["Teun Jansen", "Yan Li", "Zoë Ärger"]
    said = words_in(room.retention)
    assert "Kept for 365 days after leaving." in said
    assert "It is on the laptops of Ann." in said
    assert "over for 35 days" in said
    assert room.retention.lines[0].tick.hasFocus()
    assert not room.retention.erase_button.isEnabled()
    click(room.retention.all)
    assert "3 chosen" in room.retention.counts.text()
    click(room.retention.erase_button)
    world.rest()
    page = room.erase
    said = words_in(page)
    assert page.isVisible()
    assert "3 records are erased" in said, "two people with what is theirs"
    assert "Only this is erased, with its history, of 1 record: From the import" in said
    assert not page.find_step.isVisible()
    page.word.setText("Zoë")
    assert not page.erase_button.isEnabled(), "of several no name stands for all"
    page.word.setText("erase")
    click(page.erase_button)
    world.rest()
    assert people(world) == ["Yan Li"]
    assert len(world.tell(erasing.orders)) == 2
    assert room.tab() == RETENTION
    assert due(room) == []
    assert "Nothing has been kept for too long" in words_in(room.retention)
    assert not room.retention.bar.isVisible()


def test_something_is_kept_longer_for_a_reason_and_let_go_again(world: TrustWorld, without_name: Names):
    left_long_ago(world, "Zoë Ärger")
    room = world.open()
    world.show(RETENTION)
    room.retention.lines[-1].tick.click()
    click(room.retention.keep_button)
    page = room.keeping.longer
    assert page.isVisible()
    assert without_name(page) == []
    assert "Zoë Ärger" in words_in(page)
    click(page.keep_button)
    assert page.reason.complaint(), "a reason is needed"
    page.reason.text.setPlainText("The accounts are open.")
    page.until.line.setText("2020-01-01")
    click(page.keep_button)
    world.rest()
    assert "has to come yet" in page.until.complaint()
    page.until.line.setText("2029-01-01")
    click(page.keep_button)
    world.rest()
    assert due(room) == ["Yan Li"]
    assert "Ann decided so. The accounts are open." in words_in(room.retention)
    assert world.said[-1] == "1 record is kept longer."
    click(room.retention.holds[0].buttons[0])
    world.rest()
    assert due(room) == ["Yan Li", "Zoë Ärger"]
    world.desk.undo()
    world.rest()
    assert due(room) == ["Yan Li"], "it can be undone like any change"


def test_who_may_not_order_it_can_keep_it_longer_and_is_told_who_can(world: TrustWorld):
    group = world.group
    group.join("Bo")
    left_long_ago(world, "Zoë Ärger")
    group.hand_over("Ann", "Bo")
    room = world.open("Bo")
    world.show(RETENTION)
    assert "Only an admin or a steward of its circle can erase it." in words_in(room.retention)
    click(room.retention.all)
    assert not room.retention.erase_button.isEnabled()
    assert room.retention.keep_button.isEnabled()


@pytest.mark.long
def test_of_many_the_first_are_shown_and_a_tick_survives_news(world: TrustWorld):
    ann = world.group.vaults["Ann"]
    narrow = trust.open_circle(ann, "Housing")
    for number in range(70):
        records.add(ann, "person", {"name": f"Person {number:02}", "stage": "left"}, narrow if number == 3 else "")
    left_long_ago(world, "Zoë Ärger")
    room = world.open()
    world.show(RETENTION)
    assert len(room.retention.lines) == 60
    room.retention.lines[3].tick.click()
    assert "It is in “Housing”, on the laptops of Ann." in words_in(room.retention)
    room.retention._more()
    assert len(room.retention.lines) == 72
    assert [each.title for each in room.retention.chosen()] == ["Person 03"]
    world.tell(lambda vault: retention.keep(vault, retention.queue(vault)[:1], datetime.date(2030, 1, 1), "Why not."))
    world.show(MEMBERS)
    world.show(RETENTION)
    assert [each.title for each in room.retention.chosen()] == ["Person 03"]
    room.retention.open_wanted.emit("person", room.retention.chosen()[0].record)
    world.rest()
    assert world.workplace.room().key == "people"
