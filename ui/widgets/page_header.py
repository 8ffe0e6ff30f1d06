"""The top of a page: its name, a short line beside it, and what can be done on it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.metrics import current_metrics
from ui.widgets.labels import label


class PageHeader(QWidget):
    """Name at the leading side, buttons at the trailing side, anything else below (such as a filter bar)."""

    def __init__(self, title: str, *actions: QWidget) -> None:
        """Take the name, and buttons in the order to show; the last one is usually the primary."""
        super().__init__()
        metrics = current_metrics()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(metrics.px(16), metrics.px(16), metrics.px(16), metrics.px(12))
        self._layout.setSpacing(metrics.px(12))
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        self.title = label(title, "title")
        line.addWidget(self.title)
        self.note = label("", "muted")
        self.note.setContentsMargins(metrics.px(4), metrics.px(6), 0, 0)
        line.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        for action in actions:
            line.addWidget(action)
        self._line = line
        self._layout.addLayout(line)

    def add(self, action: QWidget) -> None:
        """Put one more button at the trailing side."""
        self._line.addWidget(action)

    def say(self, note: str) -> None:
        """Change the line beside the name: a count, an as-of time."""
        self.note.setText(note)

    def add_below(self, widget: QWidget) -> None:
        """Put something below the name."""
        self._layout.addWidget(widget)
