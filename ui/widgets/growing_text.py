"""Text of several lines, which grows with what is in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from ui.theme.metrics import current_metrics

FEWEST, _MOST = 2, 12


class GrowingText(QPlainTextEdit):
    """A text that is as high as its lines are many, within reason."""

    def __init__(self, fewest: int = FEWEST) -> None:
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
