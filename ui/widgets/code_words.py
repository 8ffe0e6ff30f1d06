"""Words that two people compare aloud, large enough to be read across a table, with the same as a QR code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.emptying import empty
from ui.widgets.labels import label
from ui.widgets.qr_label import QrLabel

_COLUMNS = 3
_QR_SIDE = 132


class CodeWords(QWidget):
    """Shows a code of a few words, each in a box of its own with its number, so that none is skipped."""

    def __init__(self, name: str, *, qr: bool = True) -> None:
        """Take what the code is called for those who hear the screen; `qr` shows the words as a QR code too."""
        super().__init__()
        self._name = name
        self._words: tuple[str, ...] = ()
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(metrics.px(16))
        self._grid = QGridLayout()
        self._grid.setSpacing(metrics.px(8))
        line.addLayout(self._grid, 1)
        self.qr = QrLabel(_("{name} as a QR code").format(name=name), side=_QR_SIDE)
        if not qr:
            self.qr.hide()
        line.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)

    def show_code(self, code: str) -> None:
        """Show a code: words with spaces between them; an empty one takes the words away."""
        empty(self._grid)
        self._words = tuple(code.split())
        for place, word in enumerate(self._words):
            self._grid.addWidget(self._box(place + 1, word), place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.qr.show_text(code)
        self.setAccessibleName(f"{self._name}: {', '.join(self._words)}")

    def words(self) -> tuple[str, ...]:
        """Give the words in sight."""
        return self._words

    def _box(self, number: int, word: str) -> QFrame:
        """Write one word with its number."""
        metrics = current_metrics()
        box = QFrame()
        box.setProperty("role", "word")
        box.setAccessibleName(f"{number}: {word}")
        line = QHBoxLayout(box)
        line.setContentsMargins(metrics.px(12), metrics.px(12), metrics.px(12), metrics.px(12))
        line.setSpacing(metrics.px(8))
        line.addWidget(label(str(number), "small"))
        line.addWidget(label(word, "title", selectable=True), 1)
        return box
