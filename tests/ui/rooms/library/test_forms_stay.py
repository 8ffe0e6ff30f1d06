"""In the library as well another form waits for one that is half-written."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.rooms.library.conftest import Reader
from ui.rooms.library.room import SOURCES
from ui.widgets.half_written import UNFINISHED


def test_a_form_that_is_being_written_stays(reader: Reader) -> None:
    page = reader.show(SOURCES)
    reader.press(Qt.Key.Key_N)
    form = page.column.form
    reader.write("On winter")
    page.new()
    reader.rest()
    assert page.column.form is form
    assert "On winter" in [each.draft() for each in form.editors.values()]
    assert form._waits.isVisible()
    assert form._waits.text() == UNFINISHED
    reader.press(Qt.Key.Key_Escape)
    reader.press(Qt.Key.Key_Escape)
    assert page.column.form is None
