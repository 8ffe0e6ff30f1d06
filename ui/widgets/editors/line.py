"""One line of text, and everything that is read from one line: numbers, telephone numbers, addresses."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.records.attributes import Attribute
from app.records.kinds import Value, Whole
from ui.theme.fonts import tabular
from ui.widgets.editors.base import EMPTY, Editor
from ui.widgets.editors.elided import ElidedLine


class LineEditor(Editor):
    """A line whose text the attribute's kind parses."""

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Make the line."""
        super().__init__(attribute, place=place)
        self.line = ElidedLine()
        self.line.setPlaceholderText(EMPTY if place == "card" else "")
        self.line.textEdited.connect(self.touched)
        self.put(self.line)
        self.watch(self.line)

    def show_value(self, value: Value) -> None:
        """Write the value, seen from its start."""
        self.line.setText(self.attribute.format(value))
        self.line.setCursorPosition(0)

    def draft(self) -> Value:
        """Parse the text."""
        return cast("Value", self.attribute.kind.parse(self.line.text()))


_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class NumberEditor(LineEditor):
    """A whole number; the arrows count, Page Up and Page Down count in tens."""

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Make the line with figures of one width."""
        super().__init__(attribute, place=place)
        self.line.setFont(tabular(self.line.font()))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)

    def _key(self, event: QKeyEvent) -> bool:
        """Count with the arrows, within the bounds."""
        step = _STEPS.get(Qt.Key(event.key()), 0)
        kind = self.attribute.kind
        if not step or not isinstance(kind, Whole):
            return super()._key(event)
        try:
            number = kind.parse(self.line.text())
        except ValueError:
            return True
        counted = kind.min if number is None else min(max(number + step, kind.min), kind.max)
        self.line.setText(kind.format(counted))
        self.touched()
        return True
