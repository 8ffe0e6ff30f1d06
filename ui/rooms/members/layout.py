"""What the pages of this room are made of: a column that scrolls, and lines with words and buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import IconBadge
from ui.widgets.emptying import empty
from ui.widgets.labels import Role, label

WIDTH = 800


class LineColumn(QScrollArea):
    """Lines below each other, at the width at which sentences read well."""

    def __init__(self, name: str, *, width: int = WIDTH) -> None:
        """Take the name read out, and the most width in pixels at 100 % (0 for all there is)."""
        super().__init__()
        metrics = current_metrics()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        holder = QWidget()
        holder.setProperty("surface", "surface")
        outer = QHBoxLayout(holder)
        outer.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(24))
        inner = QWidget()
        if width:
            inner.setMaximumWidth(metrics.px(width))
        outer.addWidget(inner, 1000)
        outer.addStretch(1)
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._lines.addStretch()
        self.setWidget(holder)

    def add(self, widget: QWidget, *, above: int = 0) -> None:
        """Put a widget below the others, with room above it."""
        if above:
            self._lines.insertSpacing(self._lines.count() - 1, current_metrics().px(above))
        self._lines.insertWidget(self._lines.count() - 1, widget)

    def take(self, widget: QWidget) -> None:
        """Take one widget away."""
        self._lines.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def clear(self) -> None:
        """Take everything away."""
        empty(self._lines, keep=1)


class StateLine(QFrame):
    """A drawing, a heading with how it stands, sentences below it, and what can be done at the trailing side."""

    def __init__(
        self,
        icon: str,
        heading: str,
        sentences: Sequence[str] = (),
        *buttons: QPushButton,
        state: str = "",
        tone: str = "muted",
        struck: bool = False,
        plain: bool = False,
    ) -> None:
        """Take what the line says; `tone` is the role of the drawing's colour, and of the state's if it wants eyes."""
        super().__init__()
        self.setProperty("role", "entry")
        self.buttons = buttons
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, metrics.px(10), 0, metrics.px(10))
        line.setSpacing(metrics.px(12))
        line.addWidget(IconBadge(icon, side=20, role=tone), 0, Qt.AlignmentFlag.AlignTop)
        self.words = QVBoxLayout()
        self.words.setSpacing(metrics.px(2))
        top = QHBoxLayout()
        top.setSpacing(metrics.px(8))
        self.heading = sentence(heading, "muted" if struck else "" if plain else "strong")
        if struck:
            font = self.heading.font()
            font.setStrikeOut(True)
            self.heading.setFont(font)
        top.addWidget(self.heading, 1)
        self.state = label(state, "attention" if tone == "attention" else "small")
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        self.words.addLayout(top)
        for each in filter(None, sentences):
            self.words.addWidget(sentence(each, "muted"))
        line.addLayout(self.words, 1)
        if buttons:
            column = QVBoxLayout()
            column.setSpacing(metrics.px(4))
            for each in buttons:
                column.addWidget(each)
            line.addLayout(column)
            line.setAlignment(column, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(". ".join(filter(None, (heading, state, *sentences))))


def sentence(text: str, role: Role = "") -> QLabel:
    """Make words that take the height they need at the width there is, and no more."""
    made = label(text, role, wrap=True)
    policy = made.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    made.setSizePolicy(policy)
    return made


def bullet(text: str) -> QWidget:
    """Make one of several sentences that are to be read one after the other."""
    metrics = current_metrics()
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(metrics.px(8))
    line.addWidget(label("•", "muted"), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(sentence(text), 1)
    return holder
