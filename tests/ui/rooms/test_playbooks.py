"""Playbooks, actions, outcomes, the wave and partners, as somebody works with them in the window."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.services.records import records
from app.services.records.records import Query
from tests.ui.rooms.beside import cells, click, complaint, fill_in, find, press, words
from tests.ui.rooms.conftest import TODAY, Office, on
from ui.rooms.playbooks.room import ACTIONS, OUTCOMES, PARTNERS, PLAYBOOKS, WAVE


def room_at(office: Office, view: str) -> Any:
    room = office.go("playbooks")
    room.show_view(view)
    office.rest()
    return room


# Actions.


@pytest.fixture
def soup(lived_in: Office) -> str:
    skill = lived_in.add("skill", name="Cooking")
    lived_in.add("skill_claim", person=find(lived_in, "person", "Amina"), skill=skill, level="vouched")
    action = lived_in.add("action", name="Soup kitchen")
    lived_in.add("requirement", of=action, sort="person", skill=skill, level="vouched", number=2)
    lived_in.add("requirement", of=action, sort="place", what="Birch")
    return action


def test_what_is_missing_is_said_and_listed_by_one_key(lived_in: Office, soup: str):
    page = room_at(lived_in, ACTIONS).actions_page
    assert cells(page, 1) == ["one thing missing"]
    assert "One more would make 1 possible: Cooking (vouched), for Soup kitchen." in page.best.text()
    said = words(lived_in, page.list.detail)
    assert "Cooking (vouched): 2 / 1" in said
    assert "Amina Adeyemi" in said
    assert "Birch: 1 / 2" in said  # the house and its attic
    press(lived_in, page, Qt.Key.Key_L)
    lived_in.rest()
    assert lived_in.count("listing", "side=need") == 1
    assert lived_in.said[-1] == "It stands on the switchboard now."


def test_an_action_is_made_and_gets_its_lines_in_place(lived_in: Office):
    room = room_at(lived_in, ACTIONS)
    page = room.actions_page
    assert page.list.nothing.isVisible()
    page.list.nothing.findChildren(QPushButton)[0].click()
    QTest.keyClick(page.list.detail.form, Qt.Key.Key_Escape)
    assert page.list.nothing.isVisible(), "thought better of it"
    page.list.nothing.findChildren(QPushButton)[0].click()
    fill_in(lived_in, page, name="Rent strike")
    assert cells(page, 1) == ["can do now"]
    click(lived_in, page.list.detail, "Add a line…")
    fill_in(lived_in, page, sort="notice", number=-1)
    assert lived_in.count("requirement") == 0
    fill_in(lived_in, page, sort="notice", number=14)
    assert cells(page, 1) == ["one thing missing"]
    assert "First possible on 7 Dec 2026" in words(lived_in, page.list.detail)
    page.day.step(1)
    lived_in.rest()
    assert "First possible on 8 Dec 2026" in words(lived_in, page.list.detail)


def test_what_is_planned_for_one_day_is_reckoned_together(lived_in: Office, soup: str):
    other = lived_in.add("action", name="Breakfast", planned_on=on(3))
    skill = find(lived_in, "skill", "Cooking")
    lived_in.add("requirement", of=other, sort="person", skill=skill, number=1)
    lived_in.tell(lambda vault: records.edit(vault, soup, {"planned_on": on(3)}))
    room = room_at(lived_in, ACTIONS)
    page = room.actions_page
    page.refresh()
    lived_in.rest()
    assert cells(page, 0)[-1] == "Together: Breakfast + Soup kitchen"
    assert cells(page, 1)[-1] == "2 things missing"


# Playbooks.


@pytest.fixture
def shelf(lived_in: Office) -> Any:
    page = room_at(lived_in, PLAYBOOKS).playbooks
    page.list.nothing.findChildren(QPushButton)[0].click()
    lived_in.rest()
    return page


def test_the_ten_are_taken_in_once(lived_in: Office, shelf: Any):
    assert len(cells(shelf, 0)) == 10
    assert set(cells(shelf, 1)) == {"1 · waits to be adopted"}
    shelf.take_shipped()
    lived_in.rest()
    assert lived_in.count("playbook") == 10


def test_adopted_run_moved_and_looked_back_on(lived_in: Office, shelf: Any):
    page = shelf
    page.list.choose(find(lived_in, "playbook", "orientation"))
    lived_in.rest()
    press(lived_in, page, Qt.Key.Key_A)
    fill_in(lived_in, page)
    assert cells(page, 1)[page.list.table.currentRow()] == "1 · Adopted"
    press(lived_in, page, Qt.Key.Key_R)
    fill_in(lived_in, page, name="In the hall", anchor=TODAY, at="end")
    room: Any = lived_in.workplace.room()
    assert room.key == "projects"
    assert room.card.card.title == "In the hall"
    rows = lived_in.tell(lambda vault: records.page(vault, "task", Query()).rows)
    last = max(row.values["due"] for row in rows if row.values["project"] == room.card.card.id and row.values["due"])
    assert TODAY - datetime.timedelta(days=4) <= last <= TODAY
    room = room_at(lived_in, PLAYBOOKS)
    click(lived_in, page.list.detail, "Move…")
    fill_in(lived_in, page, anchor=TODAY + datetime.timedelta(days=7))
    rows = lived_in.tell(lambda vault: records.page(vault, "task", Query()).rows)
    assert max(row.values["due"] for row in rows if row.values["due"]) > last
    click(lived_in, page.list.detail, "Look back…")
    form = page.list.detail.form
    key, (box, _words, _title) = next(iter(form.steps.items()))
    box.click()
    second = list(form.steps)[1]
    form.steps[second][1].setText("Say it more simply")
    form.done.click()
    lived_in.rest()
    assert lived_in.count("playbook_version", "state=proposed") == 10
    page.show_version(2)
    said = words(lived_in, page.list.detail)
    assert f"{key}  dropped" in said
    assert "“Say it more simply”" in said or "Say it more simply" in said


def test_a_draft_is_forked_changed_and_proposed(lived_in: Office, shelf: Any):
    page = shelf
    click(lived_in, page.list.detail, "Fork")
    page.show_version(2)
    click(lived_in, page.list.detail, "Add a step…")
    fill_in(lived_in, page, title="Count the chairs", offset=-1)
    page.show_version(2)
    assert "Count the chairs" in words(lived_in, page.list.detail)
    click(lived_in, page.list.detail, "Propose")
    assert lived_in.count("playbook_version", "number=2 and state=proposed") == 1
    page.show_version(2)
    click(lived_in, page.list.detail, "Take only this")
    assert lived_in.count("playbook_version", "number=3 and state=draft") == 1


def test_given_to_others_and_taken_in_again(lived_in: Office, shelf: Any, tmp_path: Path):
    page, file = shelf, tmp_path / "evening.json"
    lived_in.answers.files = [file]
    click(lived_in, page.list.detail, "Give to others…")
    lived_in.until(file.exists)
    lived_in.rest()
    assert lived_in.tell(lambda _vault: json.loads(file.read_text())["format"]) == "switchboard-playbook"
    lived_in.answers.files = [file]
    page.take.click()
    lived_in.rest()
    assert lived_in.said[-1] == "This was here already: the same version."
    file.write_text(file.read_text()[:100])
    lived_in.answers.files = [file]
    page.take.click()
    lived_in.rest()
    assert lived_in.count("playbook") == 10
    assert "playbook" in lived_in.said[-1]


# Outcomes.


def test_measured_in_place_and_drawn_with_every_point_a_row(lived_in: Office):
    coats = find(lived_in, "project", "Winter")
    indicator = lived_in.add("indicator", project=coats, name="Coats", unit="coats", baseline="20", target="10")
    page = room_at(lived_in, OUTCOMES).outcomes
    assert cells(page, 2) == ["not measured"]
    assert "Not measured yet, which is not the same as nothing." in words(lived_in, page.list.detail)
    press(lived_in, page, Qt.Key.Key_M)
    fill_in(lived_in, page, value="12,,5", on_day=TODAY)
    assert "is no value" in complaint(page, "value")
    page.list.detail.close_form()
    for days, value in ((-14, "18"), (0, "5")):
        lived_in.add("measurement", indicator=indicator, on_day=on(days), value=value)
    lived_in.rest()
    assert cells(page, 4) == ["150%"]
    assert page.plot is not None
    assert page.plot.widget.isVisible()
    assert len(page.plot.points.points()) == 2
    page.plot._clicked(None, page.plot.points.points()[:1])
    lived_in.rest()
    assert page.list.detail.form.editors["value"].value() == "18"
    page.list.detail.close_form()
    page.day.step(-10)
    lived_in.rest()
    assert cells(page, 4) == ["20%"]


def test_so_many_times_as_what_carries_out_an_action(lived_in: Office):
    coats, soup = find(lived_in, "project", "Winter"), lived_in.add("action", name="Soup kitchen")
    other = lived_in.add("project", name="Soup", status="active", action=soup)
    for project, values in ((coats, (2, 8)), (other, (1, 2))):
        made = lived_in.add("indicator", project=project, name="Meals", unit="meals", baseline="0", target="10")
        for day, value in enumerate(values):
            lived_in.add("measurement", indicator=made, on_day=on(day - 3), value=str(value), evidence="Counted")
    page = room_at(lived_in, OUTCOMES).outcomes
    page.compare(coats)
    fill_in(lived_in, page)
    assert complaint(page, "project") == "Name one of these."
    fill_in(lived_in, page, action=soup)
    page.list.choose(next(each.outcomes[0].aim.id for each in page.found if each.project == coats))
    lived_in.rest()
    assert "4.00 times as much as Soup kitchen (meals); of their aims: 80% here, 20% there." in words(
        lived_in, page.list.detail
    )


# The wave.


def test_a_wave_counts_who_waits_and_each_figure_shows_its_people(lived_in: Office):
    page = room_at(lived_in, WAVE).wave
    assert page.figures["signed_up"].number.text() == "3"
    assert "3 wait to be spoken to" in page.sentence.text()
    lived_in.add("activity", person=find(lived_in, "person", "Bo"), kind="talked", on_day=on(0))
    lived_in.rest()
    page.figures["queue"].click()
    listed = [page.people.item(row).text() for row in range(page.people.count())]
    assert sorted(listed) == ["Amina Adeyemi", "Zoë Ärger"]
    page.figures["spoken"].click()
    assert [page.people.item(row).text() for row in range(page.people.count())] == ["Bo Nguyen"]
    page.people.itemActivated.emit(page.people.item(0))
    lived_in.rest()
    assert lived_in.workplace.room().key == "people"


def test_a_wave_says_how_many_slots_there_are_to_offer(lived_in: Office):
    page = room_at(lived_in, WAVE).wave
    assert "plan another event with places" in page.slots.text()
    times = {"begins": f"{on(1)}T18:00", "ends": f"{on(1)}T20:00"}
    lived_in.add("event", project=find(lived_in, "project", "Winter"), name="Orientation", places=2, **times)
    lived_in.rest()
    page.figures["to_offer"].click()
    assert page.people.count() == 2, "three have none, and there is room for two"
    assert "3 have no slot yet, and 2 slots are left" in page.slots.text()


# Partners.


def test_what_goes_is_chosen_in_its_very_words(lived_in: Office, tmp_path: Path):
    lived_in.add("partner", name="Southside")
    lived_in.add("listing", side="offer", category="thing", title="Two pots", quantity=2)
    page = room_at(lived_in, PARTNERS).partners
    click(lived_in, page.list.detail, "Choose what goes to them…")
    assert "Two pots" in words(lived_in, page.list.detail)
    coats = find(lived_in, "project", "Winter")
    page.ticks[coats].click()
    file = tmp_path / "for them.json"
    lived_in.answers.files = [file]
    click(lived_in, page.list.detail, "Write the file…")
    lived_in.until(file.exists)
    lived_in.rest()
    items = json.loads(file.read_text())["items"]
    assert [each["title"] for each in items] == ["Two pots"]
    assert "Amina" not in file.read_text()


def test_an_unknown_sender_is_asked_for_five_words(lived_in: Office, tmp_path: Path):
    from app.capabilities.projects import partner_file
    from app.capabilities.projects.partner_file import Item

    partner = lived_in.add("partner", name="Southside")
    file = tmp_path / "theirs.json"
    item = Item("k1", "project", "Soup on Sundays", text="Cook together")
    data = lived_in.tell(lambda vault: partner_file.written(vault.secrets, [item], TODAY))
    file.write_bytes(data)
    code = partner_file.read(data, TODAY).code
    page = room_at(lived_in, PARTNERS).partners
    lived_in.answers.files = [file]
    click(lived_in, page.list.detail, "Take in their file…")
    assert lived_in.count("partner_item", f"partner={partner}") == 0
    fill_in(lived_in, page, title="wrong words for this sender")
    assert "not the words" in complaint(page, "title")
    fill_in(lived_in, page, title=code)
    assert lived_in.count("partner_item", f"partner={partner}") == 1
    assert cells(page, 1) == ["1"]
    assert "Soup on Sundays" in words(lived_in, page.list.detail)


@pytest.mark.parametrize("view", [ACTIONS, PLAYBOOKS, OUTCOMES, WAVE, PARTNERS])
def test_empty_pages_offer_one_step_and_everything_has_a_name(
    office: Office, view: str, without_name: Callable[[QWidget], list[str]]
):
    room = room_at(office, view)
    shown = room.wave.empty if view == WAVE else room.stack.currentWidget().list.nothing
    assert shown.isVisible()
    assert len([b for b in shown.findChildren(QPushButton) if b.isVisible()]) == 1
    assert without_name(room) == []
