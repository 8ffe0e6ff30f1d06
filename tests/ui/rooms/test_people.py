"""People: found as one types, counted, edited in place, added without a dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui.rooms.conftest import Office


def shown(room: Any) -> list[str]:
    model = room.table.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_an_empty_list_says_what_it_is_for(office: Office):
    room = office.go("people")
    assert room.table.empty.isVisible()
    assert not room.bar.isVisible(), "there is nothing to filter"
    QTest.keyClick(office.workplace, Qt.Key.Key_N)
    assert room.form is not None


def test_typing_narrows_the_list_and_the_counts(lived_in: Office):
    room = lived_in.go("people")
    lived_in.until(lambda: "2" in room.bar.chips["stage=active"].text())
    assert shown(room) == ["Amina Adeyemi", "Bo Nguyen", "Zoë Ärger"]
    QTest.keyClicks(room.bar.line, "1234")
    lived_in.until(lambda: shown(room) == ["Amina Adeyemi"])
    lived_in.until(lambda: room.bar.chips["stage=active"].text().endswith("1"))
    assert room.bar.chips["stage=new"].text().endswith("0")
    QTest.keyClick(room.bar.line, Qt.Key.Key_Down)
    lived_in.rest()
    assert room.card.card.title == "Amina Adeyemi"


def test_one_chip_at_a_time(lived_in: Office):
    room = lived_in.go("people")
    room.bar.chips["stage=active"].click()
    lived_in.until(lambda: shown(room) == ["Amina Adeyemi", "Zoë Ärger"])
    room.bar.chips["stage=new"].click()
    lived_in.until(lambda: shown(room) == ["Bo Nguyen"])
    assert room.bar.on() == {"stage=new"}
    room.bar.chips["stage=new"].click()
    lived_in.until(lambda: len(shown(room)) == 3)


def test_contacts_stand_beside_the_name(lived_in: Office):
    room = lived_in.go("people")
    assert room.table.model.index(0, 1).data() == "+49 30 123456"
    assert room.table.model.index(1, 1).data() == ""


def test_a_new_person_is_added_in_the_place_of_the_card(lived_in: Office):
    room = lived_in.go("people")
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_N)
    QTest.keyClicks(lived_in.workplace.focusWidget(), "Mateo Vargas")
    QTest.keyClick(lived_in.workplace.focusWidget(), Qt.Key.Key_Return)
    lived_in.rest()
    assert room.form is None
    assert room.card.card.title == "Mateo Vargas"
    assert "Mateo Vargas" in shown(room)
    assert room.table.view.current_row() == 2, "it is marked where it stands"
    assert room.table.view.hasFocus(), "so that N begins the next"
    assert lived_in.said[-1] == "Mateo Vargas added."


def test_an_impatient_enter_adds_nobody_twice(lived_in: Office):
    room = lived_in.go("people")
    room.new()
    QTest.keyClicks(lived_in.workplace.focusWidget(), "Mateo")
    form = room.form.form
    for _press in range(3):
        form.submit()
    lived_in.rest()
    assert lived_in.count("person") == 4


def test_a_refused_contact_keeps_what_was_typed(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    parts = room.card.parts["contact_point"]
    parts.add.click()
    parts.form.editors["kind"].box.setCurrentIndex(1)
    parts.form.editors["kind"]._on_choice()
    QTest.keyClicks(parts.form.editors["value"].line, "not a number")
    parts.form.submit()
    lived_in.rest()
    assert parts.form is not None
    assert parts.form.editors["value"].line.text() == "not a number"
    said = [editor.complaint() for editor in parts.form.editors.values()] + lived_in.said
    assert any("not a telephone number" in words or "E-mail" in words or "e-mail" in words for words in said)
    parts.form.editors["value"].line.setText("030 99 88 77")
    parts.form.editors["value"].touched()
    parts.form.editors["kind"].set_value("phone")
    parts.form.submit()
    lived_in.rest()
    assert parts.form is None
    assert [row.part.values["value"] for row in parts.rows] == ["030 99 88 77"]


def test_a_field_is_saved_when_it_is_left_and_undone(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(0)
    lived_in.rest()
    room.card.start()
    line = room.card.title_editor.line
    line.selectAll()
    QTest.keyClicks(line, "Amina A.")
    QTest.keyClick(line, Qt.Key.Key_Return)
    lived_in.rest()
    assert lived_in.said[-1] == "Name saved."
    assert shown(room)[0] == "Amina A."
    lived_in.desk.undo()
    lived_in.rest()
    assert shown(room)[0] == "Amina Adeyemi"


def test_delete_from_the_list_and_back(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    QTest.keyClick(room.table.view, Qt.Key.Key_Delete)
    lived_in.rest()
    assert shown(room) == ["Amina Adeyemi", "Zoë Ärger"]
    assert lived_in.said[-1] == "Bo Nguyen deleted."
    lived_in.desk.undo()
    lived_in.rest()
    assert "Bo Nguyen" in shown(room)


def test_opening_somebody_takes_off_a_filter_that_hides_them(lived_in: Office):
    room = lived_in.go("people")
    bo = room.table.model.row(1).id
    room.bar.chips["stage=active"].click()
    lived_in.rest()
    lived_in.desk.open("person", bo)
    lived_in.rest()
    assert room.bar.on() == frozenset()
    assert room.card.card.id == bo
    assert room.table.view.current_row() == 1


def test_escape_goes_from_card_to_list(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(0)
    lived_in.rest()
    room.card.start("pronouns")
    QTest.keyClick(lived_in.workplace.focusWidget(), Qt.Key.Key_Escape)
    assert room.table.view.hasFocus()


def test_tags_in_use_are_offered(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    editor = room.card.fields.rows["tags"].editor
    QTest.keyClicks(editor.line, "dri")
    lived_in.rest()
    assert editor._words.stringList() == ["driver"]


def test_a_skill_can_be_named_for_the_first_time_on_the_card(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(0)
    lived_in.rest()
    parts = room.card.parts["skill_claim"]
    parts.add.click()
    editor = parts.form.editors["skill"]
    QTest.keyClicks(editor.line, "First aid")
    lived_in.until(lambda: editor.found.rowCount() == 1)
    assert editor.found.item(0).text() == "Add “First aid”"
    editor.offered.setCurrentIndex(editor.found.index(0, 0))
    editor._on_chosen("")
    lived_in.rest()
    parts.form.submit()
    lived_in.rest()
    assert lived_in.count("skill") == 1
    assert lived_in.count("skill_claim") == 1


def test_export_takes_what_the_list_shows(lived_in: Office):
    room = lived_in.go("people")
    room.bar.line.setText("amina")
    room.bar.chips["stage=active"].click()
    room.export_list()
    assert lived_in.said[-1] == "exported amina stage=active"


def test_everything_has_a_name(lived_in: Office, without_name: Callable[[QWidget], list[str]]):
    room = lived_in.go("people")
    room.table.choose_row(0)
    lived_in.rest()
    assert without_name(room) == []


def test_a_wrong_day_is_told_at_its_field_and_said_days_are_read(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(0)
    lived_in.rest()
    who, fields = room.card.card.id, room.card.fields
    since, left = fields.rows["since"].editor, fields.rows["left_on"].editor
    if not fields.rows["left_on"].isVisible():
        fields.more.click()

    def type_into(editor: Any, text: str) -> None:
        editor.line.setFocus()
        editor.line.selectAll()
        QTest.keyClicks(editor.line, text)
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
        lived_in.rest()

    type_into(since, "yesterday")
    assert str(lived_in.values(who)["since"]) == "2026-11-22"
    type_into(left, "soon")
    assert "“soon” is not a day" in left.complaint()
    assert left.line.text() == "soon", "what was typed is still there"
    type_into(left, "21.11.")
    assert left.complaint() == "Nobody can leave before they came."
    assert (left.line.text(), lived_in.values(who)["left_on"]) == ("21 Nov 2026", None)
    type_into(left, "+3")
    assert (left.complaint(), str(lived_in.values(who)["left_on"])) == ("", "2026-11-26")


def test_a_wrong_day_in_a_form_keeps_the_form(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    parts = room.card.parts["absence"]
    parts.add.click()
    editors = parts.form.editors
    for name, text in (("from_day", "tomorrow"), ("back_on", "soon")):
        editors[name].line.setText(text)
        editors[name].touched()
    parts.form.submit()
    lived_in.rest()
    assert parts.form is not None
    assert "“soon” is not a day" in editors["back_on"].complaint()
    editors["back_on"].line.setText("yesterday")
    editors["back_on"].touched()
    parts.form.submit()
    lived_in.rest()
    assert parts.form is not None, "nobody is back before they go"
    assert any(editor.complaint() for editor in editors.values())
    editors["back_on"].line.setText("+3")
    editors["back_on"].touched()
    parts.form.submit()
    lived_in.rest()
    assert parts.form is None
    assert lived_in.count("absence") == 1
    (found,) = room.card.parts["absence"].rows
    assert [str(found.part.values[name]) for name in ("from_day", "back_on")] == ["2026-11-24", "2026-11-26"]
