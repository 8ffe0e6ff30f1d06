"""What cannot be is refused below the field that was typed into, in a sentence, and what was typed stays there."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.rooms.conftest import Office

CAME, LEFT = datetime.date(2026, 11, 20), datetime.date(2026, 11, 22)


def write(office: Office, editor: Any, text: str) -> None:
    """Write over what is in a field, and end with Enter."""
    editor.line.setFocus()
    editor.line.selectAll()
    QTest.keyClicks(editor.line, text)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    office.rest()


def complaints(form: Any) -> dict[str, str]:
    return {name: editor.complaint() for name, editor in form.editors.items() if editor.complaint()}


@pytest.mark.parametrize(
    ("kind", "last", "sentence"),
    [
        ("commitment", "until_day", "A commitment cannot end before it begins."),
        ("absence", "back_on", "An absence cannot end before it begins."),
    ],
)
def test_what_ends_before_it_begins_waits_to_be_put_right(lived_in: Office, kind: str, last: str, sentence: str):
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    parts = room.card.parts[kind]
    parts.add.click()
    editors = parts.form.editors
    QTest.keyClicks(editors["from_day"].line, "2026-11-20")
    write(lived_in, editors[last], "2026-11-02")
    assert complaints(parts.form) == {last: sentence}
    assert [editors[name].line.text() for name in ("from_day", last)] == ["20 Nov 2026", "2 Nov 2026"]
    assert lived_in.count(kind) == 0
    write(lived_in, editors[last], "2026-11-30")
    assert parts.form is None
    assert lived_in.count(kind) == 1


def test_too_many_hours_are_refused_before_anything_is_sent(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    parts = room.card.parts["commitment"]
    parts.add.click()
    write(lived_in, parts.form.editors["hours_a_week"], "169")
    assert complaints(parts.form) == {"hours_a_week": "This has to be between 0 and 168."}
    assert parts.form.editors["hours_a_week"].line.text() == "169"


def test_days_that_cannot_be_are_said_where_they_were_typed_and_escape_brings_back_what_is_kept(lived_in: Office):
    bea = lived_in.add("person", name="Bea", since=CAME, left_on=LEFT)
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    for name, wrong, stored in (("since", "2026-11-25", CAME), ("left_on", "2026-11-02", LEFT)):
        editor = room.card.fields.rows[name].editor
        before = editor.line.text()
        write(lived_in, editor, wrong)
        said = {each: row.editor.complaint() for each, row in room.card.fields.rows.items() if row.editor.complaint()}
        assert said == {name: "Nobody can leave before they came."}
        assert editor.line.text() != before, "what was typed stays"
        assert lived_in.values(bea)[name] == stored
        QTest.keyClick(editor.line, Qt.Key.Key_Escape)
        assert (editor.line.text(), editor.complaint()) == (before, "")


def test_a_refusal_that_comes_after_another_card_is_told_and_marks_nobody_else(lived_in: Office):
    bea = lived_in.add("person", name="Bea", since=CAME, left_on=LEFT)
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    line = room.card.fields.rows["left_on"].editor.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "2026-11-02")
    assert room.card.commit(), "as a day it passes"
    room.table.choose_row(0)
    lived_in.rest()
    assert room.card.card.id != bea
    assert not [row for row in room.card.fields.rows.values() if row.editor.complaint()]
    assert "Nobody can leave before they came." in lived_in.said[-1]


def test_nobody_goes_without_a_name(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(1)
    lived_in.rest()
    title = room.card.title_editor
    title.line.selectAll()
    QTest.keyClick(title.line, Qt.Key.Key_Delete)
    QTest.keyClick(title.line, Qt.Key.Key_Return)
    assert title.complaint() == "This is needed."
    QTest.keyClick(title.line, Qt.Key.Key_Escape)
    assert title.line.text() == "Bo Nguyen"
    room.new()
    write(lived_in, room.form.form.editors["name"], "  ")
    assert complaints(room.form.form) == {"name": "This is needed."}
    assert lived_in.count("person") == 3
