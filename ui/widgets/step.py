"""One of several numbered steps on a page: its number, what to do, and the means to do it below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.fonts import sized
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import colours_of
from ui.widgets.labels import label


class StepNumber(QWidget):
    """A number in a disc."""

    def __init__(self, number: int) -> None:
        """Take the number."""
        super().__init__()
        self.number = number
        side = current_metrics().px(24)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc and number."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("accent_soft"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(colours.colour("on_accent_soft"))
        painter.setFont(sized(self.font(), current_metrics().px(SMALL), bold=True))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(self.number))
        painter.end()


class GateStep(QWidget):
    """Add what the step needs with `add`."""

    def __init__(self, number: int, heading: str, sentence: str = "") -> None:
        """Take its number and words."""
        super().__init__()
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(metrics.px(12))
        self._heading = heading
        self._disc = StepNumber(number)
        line.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(metrics.px(4))
        self._column.addWidget(label(heading, "strong", wrap=True))
        self.sentence = label(sentence, "muted", wrap=True)
        if not sentence:
            self.sentence.hide()
        self._column.addWidget(self.sentence)
        line.addLayout(self._column, 1)
        self.setAccessibleName(f"{number}: {heading}")

    def add(self, *widgets: QWidget) -> None:
        """Put widgets side by side below the words."""
        row = QHBoxLayout()
        row.setContentsMargins(0, current_metrics().px(4), 0, 0)
        row.setSpacing(current_metrics().px(12))
        for widget in widgets:
            row.addWidget(widget)
        if not any(map(_wants_width, widgets)):
            row.addStretch()
        self._column.addLayout(row)

    def renumber(self, number: int) -> None:
        """Change its number, where a step before it is not needed this time."""
        self._disc.number = number
        self._disc.update()
        self.setAccessibleName(f"{number}: {self._heading}")

    def say(self, sentence: str) -> None:
        """Change the sentence below the heading."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))


def _wants_width(widget: QWidget) -> bool:
    """Say whether a widget makes use of all the room there is."""
    return widget.sizePolicy().horizontalPolicy() not in {
        QSizePolicy.Policy.Fixed,
        QSizePolicy.Policy.Minimum,
        QSizePolicy.Policy.Maximum,
    }
