"""A page of headings and lines that scrolls, made anew whenever what it shows has changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.theme.metrics import current_metrics
from ui.widgets.emptying import empty
from ui.widgets.half_written import stays
from ui.widgets.labels import Role, hairline, label, pad, upright

_WIDEST = 820
_NOTE, _ACTIONS = 230, 150


class Column(QScrollArea):
    """Fill it after `clear`; a form stands at its top and outlives what is below, and the keyboard keeps its button."""

    def __init__(self, name: str, *, widest: int = _WIDEST, margin: int = 24) -> None:
        """Take the name read out, how wide lines may get, and the room at both sides."""
        super().__init__()
        metrics = current_metrics()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        holder.setProperty("surface", "surface")
        outer = QHBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        self._inside = inside = QWidget()
        inside.setMaximumWidth(metrics.px(widest))
        outer.addWidget(inside, 100)
        outer.addStretch(1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(metrics.px(margin), metrics.px(12), metrics.px(margin), metrics.px(24))
        column.setSpacing(metrics.px(8))
        self._top = QVBoxLayout()
        column.addLayout(self._top)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(metrics.px(6))
        column.addLayout(self._lines)
        column.addStretch(1)
        self.setWidget(holder)
        self._widest = widest
        self.form: QWidget | None = None
        self._focused, self._had_keyboard = "", False

    def clear(self) -> None:
        """Take all lines away; the form stays."""
        focused = QApplication.focusWidget()
        inside = focused is not None and focused is not self and self.isAncestorOf(focused)
        in_form = self.form is not None and focused is not None and self.form.isAncestorOf(focused)
        self._had_keyboard = inside and not in_form
        self._focused = focused.accessibleName() if self._had_keyboard and focused is not None else ""
        empty(self._lines)

    def done(self) -> None:
        """Give the keyboard back to the button of the same name, or to the first, once all lines are there."""
        if self._had_keyboard:
            self._had_keyboard = False
            QTimer.singleShot(0, self, self._give_back)  # Once the layout has shown what is new.

    def _give_back(self) -> None:
        """Give the keyboard back, unless it has gone on meanwhile."""
        for each in self.findChildren(QWidget):
            takes = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(self._inside)
            if takes and each.accessibleName() == self._focused:
                each.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.start()

    def start(self) -> bool:
        """Put the keyboard on the first thing that takes it; False if there is none."""
        for each in self._inside.findChildren(QWidget):
            takes = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None
            if takes and each.isEnabled() and each.isVisibleTo(self._inside):
                each.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    # What stands in it.

    def heading(self, text: str, *buttons: QWidget, first: bool = False) -> None:
        """Begin a part of the page."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0 if first else current_metrics().px(16), 0, 0)
        row.setSpacing(current_metrics().px(4))
        row.addWidget(label(text, "heading", wrap=True), 1)
        for each in buttons:
            row.addWidget(each)
        self._lines.addLayout(row)

    def line(self, words: str, note: str = "", *buttons: QPushButton, role: Role = "", depth: int = 0) -> None:
        """Add a line: words, a note beside them, and what can be done about it."""
        metrics = current_metrics()
        row = QHBoxLayout()
        pad(row, metrics.px(20 * depth), 0, 0, 0)
        row.setSpacing(metrics.px(8))
        row.addWidget(label(words, role, wrap=True), 1)
        if note:
            beside_it = label(note, "muted", wrap=True)
            beside_it.setFixedWidth(metrics.px(_NOTE))
            row.addWidget(beside_it)
        held = QHBoxLayout()
        held.setSpacing(metrics.px(12))
        held.addStretch(1)
        for each in buttons:
            held.addWidget(each)
        if note and self._widest > _NOTE * 3:
            # So that notes stand below each other, whatever can be done in their lines.
            place = QWidget()
            held.setContentsMargins(0, 0, 0, 0)
            place.setLayout(held)
            place.setMinimumWidth(metrics.px(_ACTIONS))
            row.addWidget(place)
        elif buttons:
            row.addLayout(held)
        self._lines.addLayout(row)

    def text(self, words: str, role: Role = "") -> None:
        """Add a paragraph."""
        self._lines.addWidget(label(words, role, wrap=True, selectable=role != "muted"))

    def text_at(self, words: str, depth: int) -> None:
        """Add a paragraph that is so far in."""
        row = QHBoxLayout()
        pad(row, current_metrics().px(14 * max(0, min(depth, 8))), 0, 0, 0)
        row.addWidget(label(words, wrap=True))
        self._lines.addLayout(row)

    def rule(self) -> None:
        """Add a hairline."""
        self._lines.addWidget(hairline())

    def add(self, widget: QWidget) -> None:
        """Add anything else."""
        self._lines.addWidget(widget)

    def row(self, *widgets: QWidget) -> None:
        """Add some things side by side at the leading side."""
        line = QHBoxLayout()
        line.setSpacing(current_metrics().px(8))
        for each in widgets:
            line.addWidget(each)
        line.addStretch(1)
        self._lines.addLayout(line)

    # The form.

    def open_form(self, form: QWidget) -> bool:
        """Show a form at the top, in the place of one that is there; False where that one is half-written."""
        if stays(self.form):
            QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(0))
            return False
        self.close_form()
        self.form = form
        self._top.addWidget(form)
        form.show()
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(0))
        return True

    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None


def beside(parts: Sequence[tuple[QWidget, int]]) -> QBoxLayout:
    """Put parts side by side without any room between, with hairlines; a share of 0 keeps its own width."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    for number, (each, share) in enumerate(parts):
        if number:
            row.addWidget(upright())
        row.addWidget(each, share)
    return row
