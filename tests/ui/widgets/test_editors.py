"""Editing in place: committed on leaving and on Enter, kept with a sentence when it does not pass."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any, get_args

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.records import kinds
from app.records.attributes import Attribute
from app.records.contact import Phone
from app.records.kinds import Day, Kind, LongText, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Extras, Languages, Several, Tags
from ui.widgets.editors.base import Editor
from ui.widgets.editors.choice import ChoiceEditor, FlagEditor
from ui.widgets.editors.day import DayEditor
from ui.widgets.editors.extras import ExtrasEditor
from ui.widgets.editors.line import LineEditor, NumberEditor
from ui.widgets.editors.make import EDITORS, editor_for
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import RecordOption, Sources
from ui.widgets.editors.tags import TagsEditor
from ui.widgets.editors.text import TextEditor

TODAY = datetime.date(2026, 11, 23)
ZOE, BO = "a" * 32, "b" * 32
PEOPLE = [RecordOption(ZOE, "Zoë Weber", "+49 30 1234"), RecordOption(BO, "Bo Lindqvist")]


def find(_kind: str, words: str, answer: Callable[[Sequence[RecordOption]], None]) -> None:
    answer([option for option in PEOPLE if words.casefold() in option.title.casefold()])


SOURCES = Sources(lambda: TODAY, find, lambda _name, _words, answer: answer(["garden", "kitchen"]))
Make = Callable[..., tuple[Any, list[Any]]]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    """Make an editor in a window with another field, and gather what it commits."""
    windows: list[QWidget] = []  # Qt's windows live as long as Python knows them.

    def made(kind: Kind[Any], value: Any = None, *, required: bool = False) -> tuple[Editor, list[Any]]:
        window = QWidget()
        windows.append(window)
        layout = QVBoxLayout(window)
        editor = editor_for(Attribute("field", "Field", kind, required=required), SOURCES)
        editor.set_value(value)
        other = QLineEdit()
        other.setObjectName("other")
        layout.addWidget(editor)
        layout.addWidget(other)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        committed: list[Any] = []
        editor.committed.connect(committed.append)
        return editor, committed

    return made


def leave(editor: Editor) -> None:
    """Go to the other field."""
    other = editor.window().findChild(QLineEdit, "other")
    assert other is not None
    other.setFocus(Qt.FocusReason.TabFocusReason)


def test_every_editor_that_kinds_name_is_there():
    assert set(EDITORS) == set(get_args(kinds.Editor))


def test_a_line_is_committed_on_enter(qtbot: QtBot, make: Make):
    editor, committed = make(Text(), "old")
    assert isinstance(editor, LineEditor)
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "  new   text ")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed == ["new text"]
    assert editor.line.text() == "new text"


def test_a_line_is_committed_on_leaving_once(qtbot: QtBot, make: Make):
    editor, committed = make(Text())
    editor.setFocus()
    qtbot.keyClicks(editor.line, "Zoe")
    leave(editor)
    editor.setFocus()
    leave(editor)
    assert committed == ["Zoe"]


def test_what_does_not_pass_stays_with_a_sentence(qtbot: QtBot, make: Make):
    editor, committed = make(Phone(), "+49 30 1234567")
    editor.setFocus()
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "call me")
    leave(editor)
    assert not committed
    assert editor.line.text() == "call me"
    assert "telephone" in editor.complaint()
    assert editor.line.accessibleDescription() == editor.complaint()
    assert editor.line.property("wrong") == "true"
    editor.set_value("+49 30 7654321")
    assert editor.line.text() == "call me", "a value that arrives must not overwrite a draft"
    qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    assert editor.line.text() == "+49 30 7654321"
    assert editor.complaint() == ""


def test_what_is_required_cannot_be_emptied(qtbot: QtBot, make: Make):
    editor, committed = make(Text(), "Ada", required=True)
    editor.line.selectAll()
    qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert not committed
    assert editor.complaint()


def test_emptying_clears(qtbot: QtBot, make: Make):
    editor, committed = make(Text(), "Ada")
    editor.line.selectAll()
    qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed == [None]


def test_undo_goes_to_the_page_unless_something_is_being_typed(qtbot: QtBot, make: Make):
    editor, _committed = make(Text(), "Ada")
    undone: list[bool] = []
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), editor.window())
    shortcut.activated.connect(lambda: undone.append(True))
    editor.setFocus()
    qtbot.keyClick(editor.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]
    qtbot.keyClicks(editor.line, "x")
    qtbot.keyClick(editor.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]
    assert editor.line.text() == "Ada"


def test_numbers_are_counted_with_the_arrows(qtbot: QtBot, make: Make):
    editor, committed = make(Whole(0, 12), 3)
    assert isinstance(editor, NumberEditor)
    qtbot.keyClick(editor.line, Qt.Key.Key_Up)
    qtbot.keyClick(editor.line, Qt.Key.Key_PageUp)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed == [12]
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "99")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed == [12]
    assert "12" in editor.complaint()


def test_long_text_keeps_its_lines_and_grows(qtbot: QtBot, make: Make):
    editor, committed = make(LongText())
    assert isinstance(editor, TextEditor)
    low = editor.text.height()
    qtbot.keyClicks(editor.text, "one")
    qtbot.keyClick(editor.text, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.text, "two")
    qtbot.keyClick(editor.text, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.text, "three")
    assert editor.text.height() > low
    qtbot.keyClick(editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert committed == ["one\ntwo\nthree"]


def test_a_day_is_typed_as_people_write_it(qtbot: QtBot, make: Make):
    editor, committed = make(Day())
    assert isinstance(editor, DayEditor)
    assert editor.line.text() == ""
    qtbot.keyClicks(editor.line, "31/3/2027")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed == [datetime.date(2027, 3, 31)]
    assert editor.line.text() == "31 Mar 2027"
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "soon")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert "soon" in editor.complaint()


def test_a_day_goes_on_and_back_with_the_arrows(qtbot: QtBot, make: Make):
    editor, committed = make(Day())
    qtbot.keyClick(editor.line, Qt.Key.Key_Up)
    qtbot.keyClick(editor.line, Qt.Key.Key_Up)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed == [TODAY + datetime.timedelta(days=1)]


def test_a_day_is_chosen_from_a_month(qtbot: QtBot, make: Make):
    editor, committed = make(Day(), TODAY)
    qtbot.keyClick(editor.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = editor.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    grid = popup.grid
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Return):
        qtbot.keyClick(grid, key)
    assert committed == [datetime.date(2027, 1, 1)]
    editor.choose()
    grid.chosen.emit(None)
    assert committed[-1] is None


def test_the_month_is_clicked_and_ends_with_its_last_day(qtbot: QtBot, make: Make):
    editor, committed = make(Day(), datetime.date(2026, 10, 31))
    editor.open_calendar.trigger()
    popup = editor.popup()
    assert popup is not None
    popup.grid.move_months(1)
    assert popup.grid.cursor_day == datetime.date(2026, 11, 30)
    popup.grab()
    cell = popup.grid.width() // 7
    first = popup.grid.first_shown()
    qtbot.mouseClick(popup.grid, Qt.MouseButton.LeftButton, pos=QPoint(cell // 2, cell + cell // 2))
    assert committed == [first]


COLOURS = {"r": "Red", "g": "Green"}


def test_a_choice_is_committed_at_once(qtbot: QtBot, make: Make):
    editor, committed = make(OneOf(COLOURS), "r")
    assert isinstance(editor, ChoiceEditor)
    assert editor.box.currentText() == "Red"
    qtbot.keyClick(editor.box, Qt.Key.Key_Down)
    assert committed == ["g"]
    editor.window().grab()


def test_a_code_of_a_newer_program_is_shown_and_kept(make: Make):
    editor, committed = make(OneOf(COLOURS), "b")
    assert editor.box.currentText() == "b"
    assert editor.commit()
    assert not committed


def test_a_flag_has_three_states(qtbot: QtBot, make: Make):
    editor, committed = make(YesNo())
    assert isinstance(editor, FlagEditor)
    assert editor.segments.value() is None
    yes = editor.segments.findChildren(QPushButton)[0]
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert committed == [True]
    qtbot.keyClick(editor.segments, Qt.Key.Key_Right)
    assert committed == [True, False]
    qtbot.keyClick(editor.segments, Qt.Key.Key_Right)
    assert committed == [True, False, None]


def test_tags_are_put_in_and_taken_out(qtbot: QtBot, make: Make):
    editor, committed = make(Tags(), ["kitchen"])
    assert isinstance(editor, TagsEditor)
    qtbot.keyClicks(editor.line, "garden,")
    assert committed == [["garden", "kitchen"]]
    assert len(editor.chips) == 2
    qtbot.mouseClick(editor.chips[0].cross, Qt.MouseButton.LeftButton)
    assert committed[-1] == ["kitchen"]
    qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert committed[-1] is None


def test_tags_of_a_fixed_set_take_words_and_refuse_others(qtbot: QtBot, make: Make):
    editor, committed = make(Several(options=COLOURS))
    qtbot.keyClicks(editor.line, "green")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed == [["g"]]
    qtbot.keyClicks(editor.line, "mauve")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert "mauve" in editor.complaint()
    assert editor.line.text() == "mauve"


def test_languages_are_written_by_name(qtbot: QtBot, make: Make):
    editor, committed = make(Languages())
    qtbot.keyClicks(editor.line, "German")
    leave(editor)
    editor.setFocus()
    qtbot.keyClicks(editor.line, "pt-br")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed[-1] == ["de", "pt-BR"]


def test_a_reference_is_found_by_typing(qtbot: QtBot, make: Make):
    editor, committed = make(Reference("person"))
    assert isinstance(editor, ReferenceEditor)
    editor.setFocus()
    qtbot.keyClicks(editor.line, "zo")
    qtbot.waitUntil(lambda: editor.found.rowCount() == 1 and editor.offered.isVisible())
    qtbot.keyClick(editor.offered, Qt.Key.Key_Down)
    qtbot.keyClick(editor.offered, Qt.Key.Key_Return)
    assert committed == [ZOE]
    assert editor.line.text() == "Zoë Weber"


def test_a_reference_typed_in_full_is_taken_and_anything_else_is_explained(qtbot: QtBot, make: Make):
    editor, committed = make(Reference("person"), ZOE)
    editor.set_titles({ZOE: "Zoë Weber"})
    assert editor.line.text() == "Zoë Weber"
    editor.setFocus()
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "bo lindqvist")
    qtbot.waitUntil(lambda: editor.found.rowCount() == 1)
    editor.offered.hide()
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert committed == [BO]
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "nobody")
    qtbot.waitUntil(lambda: editor.found.item(0).text() == "Nothing found")
    editor.offered.hide()
    assert not editor.commit()
    assert editor.complaint()


def test_extras_are_changed_added_and_removed(qtbot: QtBot, make: Make):
    editor, committed = make(Extras(), {"Shoe size": "42", "T-shirt": "L"})
    assert isinstance(editor, ExtrasEditor)
    line = editor.lines["Shoe size"]
    line.selectAll()
    qtbot.keyClicks(line, "43")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert committed == [{"Shoe size": "43", "T-shirt": "L"}]
    editor.add.click()
    qtbot.keyClicks(editor.name_line, "Hat")
    qtbot.keyClicks(editor.value_line, "57")
    qtbot.keyClick(editor.value_line, Qt.Key.Key_Return)
    assert committed[-1] == {"Hat": "57", "Shoe size": "43", "T-shirt": "L"}
    editor.add.click()
    qtbot.keyClicks(editor.value_line, "no name")
    assert not editor.commit()
    assert editor.complaint()
    editor.revert()
    assert list(editor.lines) == ["Hat", "Shoe size", "T-shirt"]


@pytest.mark.parametrize(
    "kind", [Text(), LongText(), Day(), Whole(), YesNo(), OneOf(COLOURS), Reference("person"), Tags(), Extras()]
)
def test_every_control_has_a_name(make: Make, without_name: Callable[[QWidget], list[str]], kind: Kind[Any]):
    editor, _committed = make(kind)
    assert without_name(editor) == []
