"""What is said of the chosen row: sentences, buttons, and lines that each open their record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.half_written import stays
from ui.widgets.labels import label

Do = Callable[[], object]


class DetailLine(QFrame):
    """A line with what it says, more below it, and buttons at its end; Enter or a click opens what it is about."""

    wanted = Signal()

    def __init__(self, what: str, more: str = "", *, opens: bool = False, attention: bool = False) -> None:
        """Take the words, and whether there is something to open."""
        super().__init__()
        self.what, self.more, self._opens = what, more, opens
        self.setProperty("role", "part")
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(metrics.px(4), metrics.px(4), metrics.px(4), metrics.px(4))
        line.setSpacing(metrics.px(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(what, "attention" if attention else "", wrap=True))
        if more:
            words.addWidget(label(more, "small", wrap=True))
        line.addLayout(words, 1)
        self._line = line
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAccessibleName(", ".join(filter(None, (what, more))))
            self.setAccessibleDescription(_("Enter opens it."))

    def add(self, each: QWidget) -> None:
        """Put something at the end of the line."""
        self._line.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open by click."""
        if self._opens and event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by key."""
        if self._opens and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.wanted.emit()
        else:
            super().keyPressEvent(event)


class DetailPane(QScrollArea):
    """Made anew for each row: `begin`, then what there is to say from the top to the bottom."""

    form_closed = Signal()

    def __init__(self, name: str) -> None:
        """Take the name read out."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.lines: list[DetailLine] = []
        self.buttons: list[QPushButton] = []
        self.form: QWidget | None = None
        self._forms_at = 1
        inside = QWidget()
        inside.setProperty("surface", "surface")
        metrics = current_metrics()
        column = QVBoxLayout(inside)
        column.setContentsMargins(metrics.px(20), metrics.px(16), metrics.px(16), metrics.px(24))
        column.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(metrics.px(4))
        column.addLayout(self._column)
        column.addStretch(1)
        self.setWidget(inside)

    def begin(self, title: str, note: str = "") -> None:
        """Be about something else; a form that was open is gone."""
        self.lines, self.buttons, self.form = [], [], None
        self._forms_at = 1
        empty(self._column)
        self.verticalScrollBar().setValue(0)
        self._column.addWidget(label(title, "title", wrap=True))
        if note:
            self.say(note)

    def is_writing(self) -> bool:
        """Say whether somebody writes into a form here, which must not go away under their hands."""
        return self.form is not None

    def say(self, words: str, *, attention: bool = False) -> None:
        """Add a sentence."""
        self._column.addWidget(label(words, "attention" if attention else "muted", wrap=True))

    def heading(self, words: str) -> None:
        """Begin a part."""
        made = label(words, "section")
        made.setContentsMargins(0, current_metrics().px(12), 0, 0)
        self._column.addWidget(made)

    def line(
        self, what: str, more: str = "", on: Do | None = None, *, attention: bool = False, also: Sequence[QWidget] = ()
    ) -> DetailLine:
        """Add a line; ``on`` opens what it is about."""
        made = DetailLine(what, more, opens=on is not None, attention=attention)
        if on is not None:
            made.wanted.connect(on)
        for each in also:
            made.add(each)
            if isinstance(each, QPushButton):
                self.buttons.append(each)
        self._column.addWidget(made)
        self.lines.append(made)
        return made

    def offer(self, *wanted: tuple[str, Do, str]) -> list[QPushButton]:
        """Add buttons side by side, each with its words, what it does, and a hint; the first one is what most want."""
        holder = QWidget()
        row = FlowLayout(holder, spacing=current_metrics().px(6))
        made = [
            button(words, on, kind="" if place else "primary", tip=tip) for place, (words, on, tip) in enumerate(wanted)
        ]
        for each in made:
            row.addWidget(each)
        self.buttons += made
        self._column.addWidget(holder)
        self._forms_at = self._column.count()
        return made

    def link(self, words: str, on: Do, *, icon: str = "") -> None:
        """Add a quiet step at the leading side."""
        made = button(words, on, kind="link", icon=icon)
        self.buttons.append(made)
        self._column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)

    def put(self, widget: QWidget) -> None:
        """Add anything else."""
        self._column.addWidget(widget)

    def ask(self, form: QWidget) -> bool:
        """Put a form below the buttons, in the place of one that is open; False where that one is half-written."""
        if stays(self.form):
            return False
        self.close_form()
        self.form = form
        self._column.insertWidget(self._forms_at, form)
        form.show()
        QTimer.singleShot(0, form, lambda: self.ensureWidgetVisible(form, 0, current_metrics().px(16)))
        return True

    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.form_closed.emit()

    def press(self, words: str) -> None:
        """Press the button of these words, for keys that mean the same."""
        found = next((each for each in self.buttons if each.text() == words), None)
        if found is not None and found.isEnabled():
            found.click()
