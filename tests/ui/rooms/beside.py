"""What the tests of rooms with a table and something beside it share: reading what is said, filling in forms."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.services.records import records
from app.services.records.records import Query
from tests.ui.rooms.conftest import Office
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import RecordOption


def find(office: Office, kind: str, words: str) -> str:
    return office.tell(lambda vault: records.page(vault, kind, Query(words=words)).rows[0].id)


def words(office: Office, widget: QWidget) -> str:
    """Give all that can be read."""
    office.rest()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def cells(page: Any, column: int) -> list[str]:
    table = page.list.table
    return [table.item(row, column).text() for row in range(table.rowCount())]


def click(office: Office, widget: QWidget, text: str) -> None:
    office.rest()
    shown = [each for each in widget.findChildren(QPushButton) if each.text() == text and each.isVisibleTo(widget)]
    shown[0].click()
    office.rest()


def press(office: Office, page: Any, key: Qt.Key) -> None:
    page.list.table.setFocus()
    QTest.keyClick(page.list.table, key)
    office.rest()


def fill_in(office: Office, page: Any, **values: object) -> None:
    """Fill in the form beside the table, and hand it over."""
    form = page.list.detail.form
    assert form is not None
    for name, value in values.items():
        editor = form.editors[name]
        if isinstance(editor, ReferenceEditor):
            editor.choose(RecordOption(str(value), f"the {name}"))
        else:
            editor.revert()  # What was refused before is a draft, which a value from elsewhere would not replace.
            editor.set_value(value)
    form.submit()
    office.rest()


def complaint(page: Any, field: str) -> str:
    form = page.list.detail.form
    assert form is not None
    return form.editors[field].complaint()
