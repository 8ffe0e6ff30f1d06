"""The lists of the switchboard: of any length, drawn row by row as they come into sight, in every script."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from tests.effort import IN_PROPORTION, LARGER, growth
from ui.rooms.switchboard.drawing import ListLineDelegate
from ui.rooms.switchboard.lines import LinesView, ListLine


class Counting(ListLineDelegate):
    """Counts which rows are drawn."""

    def __init__(self, view: LinesView) -> None:
        super().__init__(view)
        self.drawn: Counter[int] = Counter()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.drawn[index.row()] += 1
        super().paint(painter, option, index)


def _lines(count: int) -> list[ListLine]:
    return [
        ListLine(f"{number}", f"Need {number}", "欧阳静  ·  Hours", "2 h", "Urgent", "attention")
        for number in range(count)
    ]


def test_20000_rows_scroll_by_drawing_only_what_is_in_sight(qtbot: QtBot):
    view = LinesView("Needs")
    qtbot.addWidget(view)
    delegate = Counting(view)
    view.resize(500, 520)
    view.show()
    view.show_lines(_lines(20_000))
    view.grab()
    in_sight = len(delegate.drawn)
    assert 5 <= in_sight <= 14
    delegate.drawn.clear()
    bar = view.verticalScrollBar()
    for step in range(20):
        bar.setValue(bar.maximum() * step // 19)
        view.grab()
    assert sum(delegate.drawn.values()) <= 20 * (in_sight + 2) * 2
    assert max(delegate.drawn) == 19_999


def test_the_chosen_row_stays_chosen_and_finding_it_does_not_look_at_all(qtbot: QtBot):
    view = LinesView("Needs")
    qtbot.addWidget(view)
    view.show_lines(_lines(50))
    view.choose("30")
    view.show_lines(_lines(40))
    assert view.id_now() == "30"
    view.show_lines(_lines(20))
    assert view.id_now() == "19"

    def choosing(count: int):
        view.show_lines(_lines(count))
        view.choose("1")  # Now all rows have their place.
        return lambda: view.choose(f"{count - 1}")

    assert growth(choosing, 500) < IN_PROPORTION / LARGER
