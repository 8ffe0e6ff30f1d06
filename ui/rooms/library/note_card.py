"""A note beside the text: what sort it is, its words and answer, and what can be done with it by one key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.capabilities.library.placing import LOST, MOVED
from app.capabilities.library.shelf import NoteLine, place_words
from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.buttons import button
from ui.widgets.labels import ElidedLabel, label


class NoteCard(QFrame):
    """Up and Down walk from note to note; Enter shows the passage, K confirms it, R answers, X takes it back."""

    chosen = Signal(str)
    walked = Signal(int)
    confirm_wanted = Signal(str)
    answer_wanted = Signal(str)
    withdraw_wanted = Signal(str)
    put_wanted = Signal(str)
    made_on_wanted = Signal(str)

    def __init__(self, note: NoteLine, shown: str) -> None:
        """Take the note, and the version in sight."""
        super().__init__()
        self.note = note
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("surface", "card")
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        column.setSpacing(metrics.px(4))
        head = QHBoxLayout()
        head.addWidget(label(note.kind_words, "attention" if note.asks else "section"), 1)
        if note.author:
            head.addWidget(label(note.author, "small"))
        column.addLayout(head)
        column.addWidget(ElidedLabel(f"“{' '.join(note.exact.split())}”", "muted"))
        column.addWidget(label(note.text, wrap=True))
        if note.answer:
            column.addWidget(label(_("Answer: {text}").format(text=note.answer), "muted", wrap=True))
        where = place_words(note, shown)
        if where:
            column.addWidget(label(where, "attention" if note.place.state in {MOVED, LOST} else "small", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(metrics.px(12))
        if note.place.state == MOVED:
            row.addWidget(
                button(_("Yes, confirm"), lambda: self.confirm_wanted.emit(note.id), kind="link", tip=_("Key: K"))
            )
        if note.place.state in {MOVED, LOST}:
            row.addWidget(button(_("Put on what is chosen"), lambda: self.put_wanted.emit(note.id), kind="link"))
        if note.place.state == LOST:
            row.addWidget(button(_("Show where it was"), lambda: self.made_on_wanted.emit(note.version), kind="link"))
        elif note.state == "open" and note.place.state != MOVED:
            row.addWidget(
                button(
                    _("Answer"),
                    lambda: self.answer_wanted.emit(note.id),
                    kind="link",
                    tip=_("Key: R"),
                    name=_("Answer: {text}").format(text=note.text),
                )
            )
            row.addWidget(
                button(
                    _("Take back"),
                    lambda: self.withdraw_wanted.emit(note.id),
                    kind="link",
                    name=_("Take back: {text}").format(text=note.text),
                )
            )
        row.addStretch(1)
        column.addLayout(row)
        self.setAccessibleName(f"{note.kind_words}: {note.text}")
        self.setAccessibleDescription(f"“{note.exact}” {where} {note.answer}".strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, show the passage, or do what a key is for."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.walked.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.chosen.emit(self.note.id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show its passage as soon as the keyboard is on it."""
        super().focusInEvent(event)
        self.chosen.emit(self.note.id)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring off."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it, also where the keyboard was on it already."""
        super().mousePressEvent(event)
        self.chosen.emit(self.note.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ring where the keyboard is."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours_of(self).colour("focus"), 2))
            painter.drawRoundedRect(
                self.rect().adjusted(1, 1, -1, -1), current_metrics().px(8), current_metrics().px(8)
            )
            painter.end()
