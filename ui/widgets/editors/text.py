"""Text of several lines, which grows with what is in it."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from app.domain.attributes import Attribute
from app.domain.kinds import Value
from ui.theme.metrics import current_metrics
from ui.widgets.editors.base import EMPTY, Editor

_FEWEST, _MOST = 2, 12


class GrowingText(QPlainTextEdit):
    """A text that is as high as its lines are many, within reason."""

    def __init__(self, fewest: int = _FEWEST) -> None:
        """Take how many lines there is always room for."""
        super().__init__()
        self._fewest = fewest
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self.fit)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count the lines again, since another width breaks them elsewhere.

        A moment later, because a layout that is at work does not notice that one of its widgets wants another height.
        """
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self.fit)

    def fit(self) -> None:
        """Take the height of the lines."""
        lines = round(self.document().size().height())
        shown = min(max(lines, self._fewest), _MOST)
        self.setFixedHeight(shown * self.fontMetrics().lineSpacing() + current_metrics().px(14))


class TextEditor(Editor):
    """Long text; Ctrl+Enter commits, Enter starts a new line."""

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Make the text."""
        super().__init__(attribute, place=place)
        self.text = GrowingText(1 if place == "card" else _FEWEST)
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
