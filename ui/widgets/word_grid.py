"""Words to copy, each in a box with its number, column by column as one reads them out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from ui.theme.metrics import current_metrics
from ui.widgets.emptying import empty
from ui.widgets.labels import label

_COLUMNS = 3


class WordGrid(QWidget):
    """Shows the words of a recovery code or of a share."""

    def __init__(self) -> None:
        """Start without words."""
        super().__init__()
        self._words: tuple[str, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setSpacing(current_metrics().px(8))
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def show_words(self, words: Sequence[str]) -> None:
        """Show other words; none take them away."""
        empty(self._grid)
        self._words = tuple(words)
        rows = -(-len(words) // _COLUMNS)
        for place, word in enumerate(words):
            self._grid.addWidget(self._box(place + 1, word, tight=rows > _COLUMNS + 1), place % rows, place // rows)

    def words(self) -> tuple[str, ...]:
        """Give the words in sight."""
        return self._words

    def _box(self, number: int, word: str, *, tight: bool) -> QFrame:
        """Write one word with its number."""
        metrics = current_metrics()
        box = QFrame()
        box.setProperty("role", "word")
        box.setAccessibleName(f"{number}: {word}")
        line = QHBoxLayout(box)
        height = metrics.px(2 if tight else 8)
        line.setContentsMargins(metrics.px(12), height, metrics.px(12), height)
        line.setSpacing(metrics.px(8))
        place = label(str(number), "small")
        place.setFixedWidth(metrics.px(18))
        place.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(place)
        line.addWidget(label(word, "strong" if tight else "heading", selectable=True), 1)
        return box
