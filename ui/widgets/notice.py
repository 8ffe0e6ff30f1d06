"""A sentence that should be read before going on: quiet for news, amber for what is odd."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import label, set_property

_ROLES = {"attention": "attention", "harm": "harm", "success": "accent"}


class Notice(QFrame):
    """Stays until whoever put it there takes it away; the drawing says its tone as well as the colour."""

    def __init__(self, text: str = "", *, tone: str = "", icon: str = "info") -> None:
        """Take the words; `tone` is "attention", "harm", "success", or anything else for mere news."""
        super().__init__()
        self.setProperty("role", "banner")
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        line.setSpacing(metrics.px(10))
        line.addWidget(IconBadge(icon, side=18, role=_ROLES.get(tone, "muted")), 0, Qt.AlignmentFlag.AlignTop)
        self.words = label(text, wrap=True)
        line.addWidget(self.words, 1)
        set_property(self, "tone", tone if tone in {"attention", "harm"} else "")
        self.setAccessibleName(text)
        self.setMaximumWidth(metrics.px(860))

    def say(self, text: str) -> None:
        """Change the words; none hide it."""
        self.words.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
