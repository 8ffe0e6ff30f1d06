"""Who may read it: chosen on the form, shown on the card, filtered by, and changed by moving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.changes import Changed
from app.services import circles, records, trust
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
    room.card.fields.rows["owner"].show_value("0" * 32, {"0" * 32: "(not shared with you)"})
    assert editor.line.text() == "(not shared with you)"
    assert not editor._go.isVisible()
