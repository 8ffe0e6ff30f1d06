"""What somebody is writing does not go because another form opens: the first one waits to be finished or left."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.rooms.beside import find, press
from tests.ui.rooms.conftest import Office
from ui.rooms.projects.rescue_page import ARCHIVED
from ui.rooms.projects.room import RESCUE
from ui.widgets.half_written import UNFINISHED


def waits(form: QWidget) -> bool:
    """Say whether a form says that it waits, and has the keyboard."""
    said = [each.text() for each in form.findChildren(QLabel) if each.isVisibleTo(form)]
    return UNFINISHED in said and form.isAncestorOf(form.window().focusWidget() or form.window())


def write(form: Any, name: str, text: str) -> None:
    editor = form.editors[name]
    editor.setFocus()
    QTest.keyClicks(form.window().focusWidget(), text)


def test_beside_a_table_another_form_and_another_row_wait(lived_in: Office):
    tools = lived_in.add("project", name="Tool library", status="archived", lessons="Begin early")
    lived_in.add("project", name="Choir", status="archived", lessons="Sing")
    room = lived_in.go("projects")
    room.show_view(RESCUE)
    lived_in.rest()
    page = room.rescue
    page.views.set_value(ARCHIVED)
    page._fill()
    page.list.choose(tools)
    press(lived_in, page, Qt.Key.Key_R)
    first = page.list.detail.form
    press(lived_in, page, Qt.Key.Key_R)
    second = page.list.detail.form
    assert second is not first, "one that nobody has written into makes room"
    write(second, "owner", "Ami")
    page.revive(tools)
    assert page.list.detail.form is second
    assert waits(second)
    page.list.choose(find(lived_in, "project", "Choir"))
    lived_in.rest()
    assert page.list.key() == tools, "the row that it is about stays chosen"
    assert second.editors["owner"].line.text() == "Ami"
    second.cancel.click()
    lived_in.rest()
    page.list.choose(find(lived_in, "project", "Choir"))
    assert page.list.key() != tools
    assert page.list.detail.form is None


def test_a_new_record_stays_whatever_is_chosen_in_the_list(lived_in: Office):
    room = lived_in.go("people")
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_N)
    form = room.form.form
    write(form, "name", "Hal")
    room.new()
    room.table.choose_row(1)
    lived_in.rest()
    assert room.form is not None
    assert room.form.form is form
    assert form.editors["name"].line.text() == "Hal"
    assert waits(form)
    form.cancel.click()
    lived_in.rest()
    assert room.form is None
    assert room.card.card.id == room.table.chosen(), "then the card is that of the row"


def test_a_part_of_a_card_stays_while_another_is_wanted(lived_in: Office):
    room = lived_in.go("people")
    amina = find(lived_in, "person", "Amina")
    lived_in.add("contact_point", person=amina, kind="phone", value="030 1")
    room.show_record("person", amina)
    lived_in.rest()
    parts = room.card.parts["contact_point"]
    parts.open_new()
    form = parts.form
    form.editors["value"].setFocus()
    QTest.keyClicks(form.window().focusWidget(), "7")
    parts._open(parts._parts[0], parts.rows[0])
    assert parts.form is form
    assert waits(form)


def test_a_part_stays_when_another_row_is_chosen_or_another_room_leads_here(lived_in: Office):
    room = lived_in.go("people")
    amina = find(lived_in, "person", "Amina")
    room.show_record("person", amina)
    lived_in.rest()
    other = lived_in.add("person", name="Otis")
    parts = room.card.parts["contact_point"]
    parts.open_new()
    form = parts.form
    form.editors["value"].setFocus()
    QTest.keyClicks(form.window().focusWidget(), "7")
    for come in (lambda: room.table.choose(other), lambda: lived_in.desk.open("person", other)):
        come()
        lived_in.rest()
        assert parts.form is form
        assert waits(form)
        assert room.table.chosen() == amina, "the row that it is about stays chosen"
    form.cancel.click()
    lived_in.desk.open("person", other)
    lived_in.rest()
    assert room.card.card.id == other


def test_a_new_record_stays_when_another_room_leads_here(lived_in: Office):
    amina = find(lived_in, "person", "Amina")
    room = lived_in.go("people")
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_N)
    form = room.form.form
    write(form, "name", "Hal")
    lived_in.go("today")
    lived_in.desk.open("person", amina)
    lived_in.rest()
    assert room.form.form is form
    assert form.editors["name"].line.text() == "Hal"
    assert waits(form)


def test_money_stays_in_the_form_it_was_written_into(lived_in: Office):
    room = lived_in.go("funds")
    page = room.balances
    page.empty.focusProxy().click()
    lived_in.rest()
    form = page.side.form
    page.empty.focusProxy().click()
    assert page.side.form is not form, "one that nobody has written into makes room"
    form = page.side.form
    form.lines["name"].setText("Common purse")
    page.empty.focusProxy().click()
    assert page.side.form is form
    assert form.lines["name"].text() == "Common purse"
    assert waits(form)


def test_a_bed_that_is_being_planned_stays(lived_in: Office):
    room = lived_in.go("houses")
    beds = room.beds
    row = next(row for row in beds.board.rows() if row.bed.name == "A3")
    beds.changing.plan(row)
    form = beds.changing._form
    write(form, "person", "Zo")
    beds.board.room_added.emit()
    assert beds.changing._form is form
    assert beds.board.form is form
    assert waits(form)


def test_a_need_that_is_typed_stays_while_an_offer_is_wanted(lived_in: Office):
    room = lived_in.go("switchboard")
    room.new()
    lived_in.rest()
    form = room.pairs.form
    form.title.setText("Pots")
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_O)
    room.begin("offer")
    assert form.title.text() == "Pots"
    assert form.problem.text() == UNFINISHED
