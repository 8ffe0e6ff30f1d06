"""Long text, edited in place."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.records.attributes import Attribute
from app.records.kinds import Value
from ui.widgets.editors.base import EMPTY, Editor
from ui.widgets.growing_text import FEWEST, GrowingText


class TextEditor(Editor):
    """Long text; Ctrl+Enter commits, Enter starts a new line."""

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Make the text."""
        super().__init__(attribute, place=place)
        self.text = GrowingText(1 if place == "card" else FEWEST)
        self.text.setPlaceholderText(EMPTY if place == "card" else "")
        self._showing = False
        self.text.textChanged.connect(self._on_change)
        self.put(self.text)
        self.watch(self.text)

    def show_value(self, value: Value) -> None:
        """Write the value."""
        self._showing = True
        self.text.setPlainText(self.attribute.format(value))
        self._showing = False

    def draft(self) -> Value:
        """Parse the text."""
        return cast("Value", self.attribute.kind.parse(self.text.toPlainText()))

    def enter_commits(self, event: QKeyEvent) -> bool:
        """Keep Enter for new lines."""
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _on_change(self) -> None:
        """Tell a change of the person's from one of ours."""
        if not self._showing:
            self.touched()
