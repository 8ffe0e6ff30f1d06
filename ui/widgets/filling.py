"""A widget filled to its edges by parts below each other."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget


def fill(owner: QWidget, *parts: QWidget | QLayout) -> None:
    """Put parts below each other without any room between; the last takes what is left."""
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        stretch = int(part is parts[-1])
        if isinstance(part, QLayout):
            column.addLayout(part, stretch)
        else:
            column.addWidget(part, stretch)
