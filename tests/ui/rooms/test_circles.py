"""Who may read it: chosen on the form, shown on the card, filtered by, and changed by moving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.records.absence import not_shared
from app.records.changes import Changed
from app.services.members import circles, trust
from app.services.records import records
from tests.ui.rooms.conftest import Office


def open_circle(office: Office, name: str = "Housing") -> str:
    made = str(office.tell(lambda vault: trust.open_circle(vault, name)))
    office.desk.changed.emit(Changed(frozenset({"person", "project"})))
    office.rest()
    return made


def sentences(room: Any) -> str:
    box = room.card.circles
    return " ".join(each.text() for each in box.panel.findChildren(QLabel) if each.isVisibleTo(box))


def test_with_one_circle_there_is_nothing_to_see(lived_in: Office) -> None:
    room = lived_in.go("people")
    room.table.choose_row(0)
    lived_in.rest()
    assert not room.card.circles.isVisible()
    assert not any(key.startswith("circle=") for key in room.bar.chips)
    room.new()
    assert room.form.form.readers is None


def test_the_form_asks_who_may_read_it_and_remembers(lived_in: Office) -> None:
    room = lived_in.go("people")
    housing = open_circle(lived_in)
    room.new()
    readers = room.form.form.readers
    assert readers.accessibleName() == "Who may read it"
    assert readers.currentText() == "Everyone in the group (1)", "the default keeps nobody out"
    readers.setCurrentIndex(readers.findData(housing))
    room.form.form.editors["name"].line.setText("Zed")
    room.form.form.submit()
    lived_in.until(lambda: room.card.card is not None and room.card.card.title == "Zed")
    assert room.card.card.circle == housing
    assert room.card.circles.chip.text() == "Housing"
    room.new()
    assert room.form.form.readers.currentData() == housing


def test_the_card_says_who_reads_it_and_a_chip_filters(
    lived_in: Office, without_name: Callable[[QWidget], list[str]]
) -> None:
    room = lived_in.go("people")
    housing = open_circle(lived_in)
    lived_in.tell(lambda vault: records.add(vault, "person", {"name": "Zed"}, housing))
    room.refresh()
    lived_in.rest()
    room.bar.chips[f"circle={housing}"].click()
    lived_in.until(lambda: room.table.model.rowCount() == 1)
    room.table.choose_row(0)
    lived_in.until(lambda: room.card.circles.isVisible())
    chip = room.card.circles.chip
    assert chip.accessibleName() == "Circle: Housing"
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert "Read by Ada." in sentences(room)
    assert without_name(room.card) == []
    QTest.keyClick(chip, Qt.Key.Key_Escape)
    assert not room.card.circles.panel.isVisible()


def test_a_person_is_moved_after_reading_what_that_means(lived_in: Office) -> None:
    room = lived_in.go("people")
    housing = open_circle(lived_in)
    room.table.choose_row(0)
    lived_in.until(lambda: room.card.circles.isVisible())
    old = room.card.card.id
    box = room.card.circles
    box.chip.click()
    assert not box.move_button.isVisible(), "nothing is moved before the plan was read"
    box.target.setCurrentIndex(box.target.findData(housing))
    box.target.activated.emit(box.target.currentIndex())
    lived_in.until(lambda: box.plan is not None and "erased" in sentences(room))
    said = sentences(room)
    for words in ("erased where they were", "old backups", "This cannot be undone", "Winter coats"):
        assert words in said
    box.move_button.click()
    lived_in.until(lambda: room.card.card is not None and room.card.card.circle == housing)
    assert room.card.card.title == "Amina Adeyemi"
    assert room.card.card.id != old
    lived_in.until(lambda: box.chip.text() == "Housing")
    assert lived_in.count("person") == 3
    assert lived_in.tell(lambda vault: circles.counts(vault, "person"))[housing] == 1


def test_a_way_to_reach_somebody_is_put_into_a_narrower_circle(lived_in: Office) -> None:
    room = lived_in.go("people")
    housing = open_circle(lived_in)
    room.table.choose_row(1)
    lived_in.until(lambda: room.card.card is not None and room.card.card.title == "Bo Nguyen")
    parts = room.card.parts["contact_point"]
    parts.open_new()
    readers = parts.form.readers
    assert readers.currentData() == "", "a part is where its whole is"
    readers.setCurrentIndex(readers.findData(housing))
    parts.form.editors["kind"].set_value("phone")
    parts.form.editors["value"].line.setText("+49 30 7777777")
    parts.form.submit()
    lived_in.until(lambda: parts.rows)
    assert lived_in.tell(lambda vault: circles.counts(vault, "contact_point"))[housing] == 1


def test_there_is_no_way_to_what_is_not_here(lived_in: Office) -> None:
    room = lived_in.go("projects")
    room.table.choose_row(0)
    lived_in.until(lambda: room.card.card is not None)
    editor = room.card.fields.rows["owner"].editor
    assert editor._go.isVisible()
    room.card.fields.rows["owner"].show_value("0" * 32, {"0" * 32: not_shared()})
    assert editor.line.text() == "(not shared with you)"
    assert not editor._go.isVisible()


def choose(form: Any, circle: str) -> None:
    form.readers.setCurrentIndex(form.readers.findData(circle))


def test_a_stay_and_a_house_are_put_into_a_circle_where_they_are_made(lived_in: Office) -> None:
    housing = open_circle(lived_in)
    room = lived_in.go("houses")
    changing = room.beds.changing
    next(row for row in room.beds.board.rows() if row.bed.name == "A3").enter()
    form = changing._form
    assert form.readers.currentText() == "Everyone in the group (1)"
    choose(form, housing)
    assert form.choice.names.text() == "Read by Ada."
    editor = form.editors["person"]
    made: list[Any] = []
    changing._sources.make("person", "Mateo Vargas", made.append)
    lived_in.rest()
    editor.set_titles({made[0].id: made[0].title})
    editor.set_value(made[0].id)
    assert lived_in.said[-1] == "Mateo Vargas added for Housing (1)."
    assert lived_in.tell(lambda vault: circles.counts(vault, "person"))[housing] == 1, "with the stay that names him"
    form.submit()
    lived_in.rest()
    assert lived_in.tell(lambda vault: circles.counts(vault, "stay"))[housing] == 1
    room.new()
    form = changing._form
    choose(form, housing)
    form.editors["name"].line.setText("Elm House")
    form.submit()
    lived_in.rest()
    assert lived_in.tell(lambda vault: circles.counts(vault, "house"))[housing] == 1
    assert room.beds.board.title.text() == "Elm House"
    room.beds.board.room_added.emit()
    form = changing._form
    assert form.readers.currentText() == "As the house: Housing (1)", "a part says where it will be"
    form.editors["name"].line.setText("Cellar")
    form.submit()
    lived_in.rest()
    assert lived_in.tell(lambda vault: circles.counts(vault, "bed"))[housing] == 1
    room.beds.board.bed_added.emit(room.beds.board.sections[0].room.room)
    form = changing._form
    assert form.readers.currentText() == "As the room: Housing (1)"
    everyone = form.readers.itemData(1)
    choose(form, everyone)
    form.editors["name"].line.setText("Sofa")
    form.submit()
    lived_in.rest()
    assert lived_in.tell(lambda vault: circles.counts(vault, "bed")) == {housing: 1, everyone: 4}


def test_a_circle_that_was_only_looked_at_is_not_offered_the_next_time(lived_in: Office) -> None:
    housing = open_circle(lived_in)
    changing = lived_in.go("houses").beds.changing
    board = lived_in.go("houses").beds.board
    next(row for row in board.rows() if row.bed.name == "A3").enter()
    choose(changing._form, housing)
    made: list[Any] = []
    changing._sources.make("person", "Mateo Vargas", made.append)
    lived_in.rest()
    changing.give_up()
    next(row for row in board.rows() if row.bed.name == "A3").enter()
    assert changing._form.readers.currentText() == "Everyone in the group (1)"
    choose(changing._form, housing)
    changing._form.editors["person"].set_titles({made[0].id: made[0].title})
    changing._form.editors["person"].set_value(made[0].id)
    changing._form.submit()
    lived_in.rest()
    assert lived_in.tell(lambda vault: circles.counts(vault, "stay"))[housing] == 1
    changing.plan(next(row for row in board.rows() if row.bed.name == "A3"))
    assert changing._form.readers.currentText() == "Housing (1)", "what was kept is"


def test_a_task_says_who_will_read_it(lived_in: Office) -> None:
    room = lived_in.go("projects")
    room.table.choose_row(0)
    lived_in.until(lambda: room.card.card is not None)
    tasks = room.card.parts["task"]
    assert tasks.quick.placeholderText() == "Write a task and press Enter", "with one circle there is nothing to say"
    housing = open_circle(lived_in)
    room.refresh()
    lived_in.rest()
    assert tasks.quick.placeholderText() == "Write a task and press Enter · Everyone in the group (1)"
    tasks.open_new()
    assert tasks.form.readers.currentText() == "As the project: Everyone in the group (1)"
    choose(tasks.form, housing)
    tasks.form.editors["title"].line.setText("Find a lawyer")
    tasks.form.submit()
    lived_in.rest()
    assert lived_in.tell(lambda vault: circles.counts(vault, "task"))[housing] == 1


def test_who_is_named_in_passing_is_read_by_whoever_reads_what_names_them(lived_in: Office) -> None:
    housing = open_circle(lived_in)
    room = lived_in.go("projects")
    room.new()
    choose(room.form.form, housing)
    room.finding.make("person", "Zed", lambda _option: None)
    lived_in.rest()
    assert lived_in.tell(lambda vault: circles.counts(vault, "person"))[housing] == 1
