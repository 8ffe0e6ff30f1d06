"""A few words side by side of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy

from ui.theme.fonts import sized
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button


class Segmented(QFrame):
    """Radio buttons that look like one control; arrows move, Tab enters and leaves."""

    chosen = Signal(object)

    def __init__(self, options: Sequence[tuple[object, str]], name: str) -> None:
        """Take what can be chosen with its words, and the name read out."""
        super().__init__()
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._values = [value for value, _text in options]
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        self._buttons: list[QPushButton] = []
        for number, (_value, text) in enumerate(options):
            each = button(text, kind="segment", name=f"{name}: {text}")
            each.setCheckable(True)
            _make_room(each)
            self._group.addButton(each, number)
            self._buttons.append(each)
            layout.addWidget(each)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))

    def value(self) -> object:
        """Give what is chosen, or None."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def set_value(self, value: object) -> None:
        """Choose without telling anyone."""
        if value in self._values:
            self._buttons[self._values.index(value)].setChecked(True)

    def set_text(self, value: object, text: str) -> None:
        """Change the words of a choice."""
        each = self._buttons[self._values.index(value)]
        each.setText(text)
        _make_room(each)
        each.setAccessibleName(f"{self.accessibleName()}: {text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows choose the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        if step:
            number = min(max(self._group.checkedId() + step, 0), len(self._buttons) - 1)
            self._buttons[number].setFocus(Qt.FocusReason.TabFocusReason)
            self._buttons[number].click()
            return
        super().keyPressEvent(event)


def _make_room(each: QPushButton) -> None:
    """Give a button the width its words need when they are chosen, and so set boldest."""
    metrics = QFontMetrics(sized(QApplication.font(), QApplication.font().pixelSize(), bold=True))
    each.setMinimumWidth(metrics.horizontalAdvance(each.text()) + 2 * current_metrics().px(12))
