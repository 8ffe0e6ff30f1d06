"""Layouts emptied before they are filled anew."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout, *, keep: int = 0) -> None:
    """Take everything out of a layout, and out of those in it; what was shown is hidden at once and deleted later.

    So many as are to be kept stay at its end: a stretch, mostly.
    """
    while layout.count() > keep and (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            empty(inner)
        if widget is not None:
            widget.hide()
            widget.deleteLater()
