"""Lists of any length: pages come when they are wanted, and the choice stays with its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.capabilities.catalogue import catalogue
from ui.widgets.empty_state import EmptyState
from ui.widgets.table.column import RowPage, RowsRequest, TableColumn, columns_of
from ui.widgets.table.model import PAGE, ROW_ROLE
from ui.widgets.table.record_table import RecordTable


@dataclass(frozen=True)
class Record:
    id: str
    values: Mapping[str, Any]
    flagged: bool = False


@dataclass
class Store:
    """Records that answer a moment later, as the vault does, and remember what they were asked."""

    names: list[str]
    flagged: frozenset[str] = frozenset()
    asked: list[RowsRequest] = field(default_factory=list)
    held: list[Callable[[], None]] | None = None

    def fetch(self, request: RowsRequest, answer: Callable[[RowPage], None]) -> None:
        self.asked.append(request)
        names = sorted(self.names, reverse=request.descending) if request.sort else self.names
        some = names[request.offset : request.offset + request.limit]
        page = RowPage([Record(name, {"name": name}, name in self.flagged) for name in some], len(names))
        if self.held is None:
            QTimer.singleShot(0, lambda: answer(page))
        else:
            self.held.append(lambda: answer(page))


COLUMNS = [
    TableColumn("name", "Name", lambda row: row.values["name"], weight=16),
    TableColumn("size", "Size", lambda row: str(len(row.values["name"])), align="end", sortable=False, figures=True),
]
Make = Callable[[Store], RecordTable]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    """Show a store in a table."""

    def made(store: Store) -> RecordTable:
        empty = EmptyState("people", "Nobody yet", "Add the first one.")
        empty.offer("Add", lambda: None)
        nothing = EmptyState("filter", "Nothing fits")
        table = RecordTable(COLUMNS, store.fetch, name="Names", empty=empty, nothing=nothing)
        qtbot.addWidget(table)
        table.resize(600, 500)
        table.show()
        table.refresh()
        return table

    return made


def names(count: int) -> list[str]:
    return [f"n{number:05}" for number in range(count)]


def test_a_long_list_is_fetched_by_pages_in_sight(qtbot: QtBot, make: Make):
    store = Store(names(50_000))
    table = make(store)
    qtbot.waitUntil(lambda: table.total() == 50_000)
    assert {request.offset for request in store.asked} == {0}
    table.view.scrollToBottom()
    qtbot.waitUntil(lambda: table.model.row(49_999) is not None)
    assert {request.offset for request in store.asked} == {0, 50_000 - PAGE}
    assert all(request.limit == PAGE for request in store.asked)
    table.grab()


def test_painting_asks_for_nothing(qtbot: QtBot, make: Make):
    store = Store(names(1000))
    table = make(store)
    qtbot.waitUntil(lambda: table.total() == 1000)
    before = len(store.asked)
    assert table.model.index(700, 0).data() is None
    assert table.model.index(700, 0).data(ROW_ROLE) is None
    assert len(store.asked) == before


def test_few_pages_are_kept(qtbot: QtBot, make: Make):
    store = Store(names(20_000))
    table = make(store)
    qtbot.waitUntil(lambda: table.total() == 20_000)
    for page in range(1, 60):
        table.model.need(page * PAGE, page * PAGE)
    qtbot.waitUntil(lambda: table.model.row(59 * PAGE) is not None)
    assert table.model.row(2 * PAGE) is None


def test_choosing_tells_which_record(qtbot: QtBot, make: Make):
    table = make(Store(names(30)))
    qtbot.waitUntil(lambda: table.total() == 30)
    with qtbot.waitSignal(table.selected) as signal:
        place = table.view.visualRect(table.model.index(4, 0)).center()
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == ["n00004"]
    row = table.row()
    assert row is not None
    assert row.id == "n00004"
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == ["n00004"]


def test_the_choice_stays_with_its_record(qtbot: QtBot, make: Make):
    store = Store(names(30))
    table = make(store)
    qtbot.waitUntil(lambda: table.total() == 30)
    table.choose("n00004")
    store.names = ["m1", "m2", *store.names]
    with qtbot.assertNotEmitted(table.selected):
        table.refresh()
        qtbot.waitUntil(lambda: table.total() == 32)
    assert table.view.current_row() == 6
    assert table.chosen() == "n00004"


def test_a_shrinking_list_chooses_nobody_else(qtbot: QtBot, make: Make):
    store = Store(names(30))
    table = make(store)
    qtbot.waitUntil(lambda: table.total() == 30)
    table.choose("n00029")
    store.names = names(3)
    with qtbot.assertNotEmitted(table.selected):
        table.refresh()
        qtbot.waitUntil(lambda: table.total() == 3)
    assert table.chosen() == "n00029"
    assert table.row() is None


def test_a_row_on_its_way_is_chosen_when_it_comes(qtbot: QtBot, make: Make):
    table = make(Store(names(5000)))
    qtbot.waitUntil(lambda: table.total() == 5000)
    with qtbot.waitSignal(table.selected) as signal:
        qtbot.keyClick(table.view, Qt.Key.Key_End)
    assert signal.args == ["n04999"]


def test_taking_the_keyboard_chooses_nothing_and_down_begins_at_the_top(qtbot: QtBot, make: Make):
    table = make(Store(names(30)))
    qtbot.waitUntil(lambda: table.total() == 30)
    with qtbot.waitActive(table):
        table.activateWindow()
    table.setFocus()
    assert table.chosen() == ""
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert table.chosen() == "n00000"
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert table.chosen() == "n00001"


def test_the_header_sorts_and_turns_round(qtbot: QtBot, make: Make):
    store = Store(names(30)[::-1])
    table = make(store)
    qtbot.waitUntil(lambda: table.total() == 30)
    header = table.view.horizontalHeader()
    click = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=click)
    qtbot.waitUntil(lambda: getattr(table.model.row(0), "id", "") == "n00000")
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=click)
    qtbot.waitUntil(lambda: getattr(table.model.row(0), "id", "") == "n00029")
    asked = len(store.asked)
    other = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=other)
    assert len(store.asked) == asked, "a column without an order does not sort"


def test_an_answer_to_an_older_question_is_dropped(qtbot: QtBot, make: Make):
    store = Store(names(3), held=[])
    table = make(store)
    store.names = names(7)
    table.refresh()
    assert store.held is not None
    old, new = store.held
    new()
    old()
    assert table.total() == 7


def test_nothing_at_all_and_nothing_that_fits_are_told_apart(qtbot: QtBot, make: Make):
    store = Store([])
    table = make(store)
    qtbot.waitUntil(table.empty.isVisible)
    table.filtered = True
    table.refresh()
    qtbot.waitUntil(table.nothing.isVisible)
    store.names = names(1)
    table.refresh()
    qtbot.waitUntil(table.view.isVisible)


def test_hovering_and_conflicts_are_drawn(qtbot: QtBot, make: Make):
    table = make(Store(names(5), flagged=frozenset({"n00002"})))
    qtbot.waitUntil(lambda: table.total() == 5)
    before = table.view.grab().toImage()
    qtbot.mouseMove(table.view.viewport(), table.view.visualRect(table.model.index(1, 0)).center())
    qtbot.waitUntil(lambda: table.view.grab().toImage() != before)
    read_out = table.model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert read_out == "Name: n00002, conflict"


def test_widths_share_the_room(qtbot: QtBot, make: Make):
    table = make(Store(names(500)))
    qtbot.waitUntil(lambda: table.total() == 500)
    header = table.view.horizontalHeader()
    assert header.length() == table.view.viewport().width()
    table.resize(900, 500)
    qtbot.waitUntil(lambda: header.length() == table.view.viewport().width())


def test_columns_come_from_the_declaration():
    kind = catalogue()["project"]
    columns = columns_of(kind, lambda _row, record: {"a" * 32: "Ada"}.get(record, ""))
    assert [column.key for column in columns] == [attribute.name for attribute in kind.columns()]
    row = Record("x", {"name": "Kitchen", "owner": "a" * 32, "status": "idea"})
    texts = {column.key: column.text(row) for column in columns}
    assert texts["name"] == "Kitchen"
    assert texts["owner"] == "Ada"
    assert texts["status"] == "Idea"


def test_amounts_stand_with_their_thousands_apart_in_every_list():
    for kind in ("ask", "expense"):
        column = next(each for each in columns_of(catalogue()[kind]) if each.key == "amount")
        assert column.text(Record("x", {"amount": 500_000, "currency": "EUR"})) == "5,000.00"
        assert column.text(Record("x", {"amount": 500_000, "currency": "JPY"})) == "500,000"
        assert column.text(Record("x", {"amount": None, "currency": "EUR"})) == ""


def test_the_list_has_a_name(qtbot: QtBot, make: Make, without_name: Callable[[QWidget], list[str]]):
    table = make(Store(names(3)))
    qtbot.waitUntil(lambda: table.total() == 3)
    assert without_name(table) == []
