"""A number that sums something up; a click shows what it was made from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout

from ui.theme.fonts import tabular
from ui.theme.metrics import current_metrics
from ui.widgets.labels import label, set_property

_HEIGHT = 58


class FigureButton(QPushButton):
    """The number large, what it counts below it; amber where somebody should look."""

    wanted = Signal()

    def __init__(self, caption: str = "") -> None:
        """Take what is counted."""
        super().__init__()
        metrics = current_metrics()
        self.setProperty("kind", "recent")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(12), metrics.px(6), metrics.px(12), metrics.px(6))
        column.setSpacing(0)
        self.number = label("", "title")
        self.number.setFont(tabular(self.number.font()))
        self.caption = label(caption, "small")
        for each in (self.number, self.caption):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(each)
        self.clicked.connect(lambda _checked=False: self.wanted.emit())

    def sizeHint(self) -> QSize:
        """Give the number and its caption room, which a button without words of its own would not ask for."""
        return QSize(self._column.sizeHint().width(), current_metrics().px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Keep to that."""
        return self.sizeHint()

    def show_number(self, number: int, caption: str, *, attention: bool = False) -> None:
        """Show a number and what it counts."""
        self.number.setText(f"{number:n}")
        self.caption.setText(caption)
        set_property(self.caption, "role", "attention" if attention else "small")
        self.setAccessibleName(f"{number:n} {caption}")
        self.setMinimumWidth(self._column.sizeHint().width())
