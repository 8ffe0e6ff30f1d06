"""Somebody who reads in the library: its room in a window, keys pressed, forms filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.capabilities.library import documents
from app.services.members import authors
from app.services.records import records
from tests.ui.rooms.conftest import Office
from tests.window import Answers
from ui.frame.desk import Desk
from ui.frame.workplace import Workplace
from ui.rooms.library.column import Column
from ui.rooms.library.room import LibraryRoom
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import RecordOption

FIRST = "# Winter\n\n😀 We heat **the whole** house.\n\n- by day <script>x</script>\n\nNobody freezes.\n"
SECOND = "# Winter\n\n😀 Now we heat **the whole** house.\n\n- by day <script>x</script>\n\nNobody is cold.\n"


class Reader(Office):
    """The window with the library in it, and somebody who presses keys."""

    @property
    def room(self) -> Any:
        return self.workplace.rooms["library"]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the keyboard is."""
        QTest.keyClick(self.workplace.window().focusWidget() or self.workplace, key, modifier)
        self.rest()

    def write(self, text: str) -> None:
        focused = self.workplace.window().focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, text)

    def show(self, page: str) -> Any:
        self.room.show_view(page)
        self.rest()
        return self.room.stack.page(page)

    def submit(self, column: Column, **values: object) -> None:
        """Fill the form of a column in and hand it over."""
        form: Any = column.form
        for name, value in values.items():
            editor = form.editors[name]
            if isinstance(editor, ReferenceEditor):
                editor.choose(RecordOption(str(value), name))  # As from the list that opens while one types.
            else:
                editor.set_value(value)
        form.submit()
        self.rest()

    def add(self, kind: str, /, **values: object) -> str:
        return str(self.tell(lambda vault: records.add(vault, kind, values)).added[0])


@pytest.fixture
def reader(qtbot: QtBot, desk: Desk, tell: Callable[[Callable[[Any], Any]], Any]) -> Any:
    answers, said = Answers(), list[str]()
    workplace = Workplace(desk, [LibraryRoom(desk, answers)], group="Northside", me="Ada")
    desk.said.connect(lambda words, _action, _on: said.append(words))
    desk.problem.connect(lambda problem: said.append(str(problem)))
    workplace.resize(1280, 800)
    made = Reader(qtbot, desk, workplace, tell, said, answers)
    workplace.show()
    qtbot.waitExposed(workplace)
    workplace.activateWindow()
    made.rest()
    yield made
    made.rest()
    workplace.hide()
    workplace.deleteLater()


def words_of(page: QWidget) -> str:
    """Give all words of a page that are in sight."""
    return "\n".join(each.text() for each in page.findChildren(QLabel) if not each.isHidden())


def press_button(reader: Reader, page: QWidget, name: str) -> None:
    found = [each for each in page.findChildren(QPushButton) if name in {each.text(), each.accessibleName()}]
    assert found, name
    assert found[0].isEnabled()
    found[0].click()
    reader.rest()


def choose_words(reader: Reader, words: str) -> None:
    """Choose words of the text as Shift and the arrows would."""
    text = reader.room.documents.text
    cursor = text.document().find(words)
    assert not cursor.isNull()
    text.setTextCursor(cursor)


def begun(reader: Reader, *texts: str) -> str:
    """Make a document with versions, each on the one before."""
    document = reader.add("document", title="Winter")
    for text in texts:
        reader.tell(lambda vault, text=text: documents.add_version(vault, document, text.encode()))
    reader.room.refresh()
    reader.rest()
    return document


def me(reader: Reader, name: str = "Bo Nguyen") -> str:
    """Say who works at this laptop."""
    person = reader.add("person", name=name)
    reader.tell(lambda vault: authors.link(vault, person))
    found: list[Any] = []
    reader.desk.ask(authors.myself, found.append)
    reader.until(lambda: found)
    reader.desk.work_for(found[0])
    reader.rest()
    return person
