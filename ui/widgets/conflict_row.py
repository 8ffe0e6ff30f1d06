"""One conflict in a list of them: what is the matter, and the ways to settle it side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import label


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way to settle it: the value or record in question, who and when, and the words on its button."""

    key: object
    text: str
    by: str = ""
    button: str = ""


class ConflictRow(QFrame):
    """Say in plain words what two laptops disagree on, and lets one click settle it."""

    settled = Signal(object)  # the key of the way chosen
    opened = Signal()

    def __init__(self, heading: str, sentence: str, ways: Sequence[WayRow], *, open_text: str = "") -> None:
        """Take the words and the ways; `open_text` names a button that shows the record."""
        super().__init__()
        self.setProperty("role", "banner")
        self.setAccessibleName(f"{heading}. {sentence}")
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(12), metrics.px(12), metrics.px(12), metrics.px(12))
        layout.setSpacing(metrics.px(12))
        layout.addWidget(IconBadge("conflict", side=20, role="attention"), 0, Qt.AlignmentFlag.AlignTop)
        body = QVBoxLayout()
        body.setSpacing(metrics.px(4))
        top = QHBoxLayout()
        top.addWidget(label(heading, "strong", wrap=True), 1)
        if open_text:
            top.addWidget(button(open_text, self.opened.emit, kind="link"), 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(top)
        if sentence:
            body.addWidget(label(sentence, "muted", wrap=True))
        sides = QHBoxLayout()
        sides.setSpacing(metrics.px(8))
        self.buttons: list[QPushButton] = []
        for way in ways:
            side, keep = self._side(way)
            sides.addWidget(side, 1)
            self.buttons.append(keep)
        body.addSpacing(metrics.px(4))
        body.addLayout(sides)
        layout.addLayout(body, 1)

    def _side(self, way: WayRow) -> tuple[QFrame, QPushButton]:
        """Make the box of one way."""
        metrics = current_metrics()
        side = QFrame()
        side.setProperty("role", "side")
        column = QVBoxLayout(side)
        column.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        column.setSpacing(metrics.px(2))
        column.addWidget(label(way.text, "strong", wrap=True, selectable=True))
        if way.by:
            column.addWidget(label(way.by, "small", wrap=True))
        column.addStretch()
        words = way.button or _("Keep this")
        keep = button(words, lambda: self.settled.emit(way.key), name=f"{words}: {way.text}")
        line = QHBoxLayout()
        line.setContentsMargins(0, metrics.px(4), 0, 0)
        line.addWidget(keep)
        line.addStretch()
        column.addLayout(line)
        return side, keep
