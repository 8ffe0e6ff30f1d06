"""Small numbers to choose, as "how many together" and "of how many" of shares and of trustees."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpinBox, QWidget

from ui.theme.metrics import current_metrics
from ui.widgets.labels import label


def count_field(name: str, value: int, fewest: int, most: int) -> QSpinBox:
    """Make a small number to choose."""
    made = QSpinBox()
    made.setRange(fewest, most)
    made.setValue(value)
    made.setAccessibleName(name)
    made.lineEdit().setAccessibleName(name)
    made.setFixedSize(current_metrics().px(72), current_metrics().px(32))
    return made


def named(name: str, widget: QWidget) -> QWidget:
    """Put a name before a field."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, current_metrics().px(12), 0)
    line.setSpacing(current_metrics().px(8))
    line.addWidget(label(name))
    line.addWidget(widget)
    holder.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return holder
