"""Duplicates in the window: seen, decided field by field, merged many at once, remembered; all by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.records import records
from app.services.records.records import Query
from tests.ui.conftest import nameless
from tests.ui.rooms.conftest import Office
from tests.window import text_at
from ui.rooms.people.duplicates import DuplicatesPage


@pytest.fixture
def page(office: Office) -> DuplicatesPage:
    def fill(vault):
        for name, email, more in (
            ("Ada Lovelace", "ada@example.org", {"pronouns": "she"}),
            ("A. Lovelace", "ADA@example.org", {"pronouns": "they", "note": "from the stall"}),
            ("Bo Nguyen", "bo@example.org", {}),
            ("Bo N", "bo@example.org", {}),
            ("Cy", "cy@example.org", {}),
        ):
            person = records.add(vault, "person", {"name": name, **more}).added[0]
            records.add(vault, "contact_point", {"person": person, "kind": "email", "value": email})

    office.tell(fill)
    room = office.go("people")
    room.show_page("duplicates")
    office.rest()
    return room.duplicates


def names(office: Office) -> list[str]:
    return [row.values["name"] for row in office.tell(lambda vault: records.page(vault, "person", Query())).rows]


def choose(page: DuplicatesPage, name: str) -> None:
    place = next(n for n, each in enumerate(page.pairs) if name in {each.one, each.other})
    page.table.choose_row(place)


def test_a_pair_is_merged_field_by_field_and_undone(office: Office, page: DuplicatesPage):
    assert len(page.pairs) == 2
    assert text_at(page.table, 0, 3) == "same e-mail"
    assert nameless(page) == []
    choose(page, "Ada Lovelace")
    office.rest()
    assert page.preview is not None
    if page.preview.names[0][1] != "Ada Lovelace":
        QTest.keyClick(page.table, Qt.Key.Key_S)
        office.rest()
    fields = {field.name: field for field in page.preview.fields}
    assert (fields["pronouns"].kept, fields["note"].kept, fields["also_known_as"].kept) == (
        "she",
        "from the stall",
        "A. Lovelace",
    )
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.fields.hasFocus()
    page.fields.choose_row(list(fields).index("pronouns"))
    QTest.keyClick(page.fields, Qt.Key.Key_Space)
    office.rest()
    assert {field.name: field.kept for field in page.preview.fields}["pronouns"] == "they"
    QTest.keyClick(page.fields, Qt.Key.Key_M)
    office.rest()
    assert names(office) == ["Ada Lovelace", "Bo N", "Bo Nguyen", "Cy"]
    assert len(page.pairs) == 1
    office.desk.undo()
    office.rest()
    assert len(page.pairs) == 2


def test_not_the_same_is_remembered_and_many_are_merged_in_one_go(office: Office, page: DuplicatesPage):
    page.table.setFocus()
    for place in (0, 1):
        page.table.choose_row(place)
        QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert page.all.text() == "Merge ticked (2)"
    page.all.click()
    office.rest()
    assert len(names(office)) == 3
    assert page.empty.isVisible()
    office.desk.undo()
    office.rest()
    assert len(page.pairs) == 2
    QTest.keyClick(page.table, Qt.Key.Key_N)
    office.rest()
    assert len(page.pairs) == 1
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.isVisible()
