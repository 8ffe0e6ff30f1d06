"""Pages in one place, each made when somebody first goes there."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.page_stack import PageStack


class Shop(QWidget):
    """Two pages, of which the second takes long to make."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []
        self.stack = PageStack({"window": lambda: self.display, "cellar": lambda: self.cellar}, self)

    @cached_property
    def display(self) -> QLabel:
        return self._label("hats")

    @cached_property
    def cellar(self) -> QLabel:
        return self._label("boxes")

    def _label(self, words: str) -> QLabel:
        self.made.append(words)
        return self.stack.added(QLabel(words))


def test_a_page_is_made_once_when_somebody_goes_there(qtbot: QtBot):
    shop = Shop()
    qtbot.addWidget(shop)
    assert shop.made == []
    shop.stack.show_page("window")
    assert (shop.made, shop.stack.name(), shop.stack.page().text()) == (["hats"], "window", "hats")
    shop.stack.show_page("cellar")
    shop.stack.show_page("window")
    shop.stack.show_page("cellar")
    assert shop.made == ["hats", "boxes"]
    assert shop.stack.currentWidget() is shop.cellar is shop.stack.page("cellar")
    assert shop.stack.name() == "cellar"


def test_a_page_is_among_the_others_before_it_is_in_sight(qtbot: QtBot):
    shop = Shop()
    qtbot.addWidget(shop)
    shop.stack.show_page("window")
    assert shop.cellar.window() is shop
    assert shop.stack.currentWidget() is shop.display
    assert shop.stack.has("cellar")
    assert not shop.stack.has("attic")
