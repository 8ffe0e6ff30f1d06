"""What all editors have in common: a stored value, a draft, and a sentence when the draft does not fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.records.attributes import Attribute
from app.records.kinds import Value
from ui.widgets.labels import label, set_property

# What stands on a card where there is no value, so that it can be seen that there could be one.
EMPTY = "–"
# Focus that goes to a menu or a list of our own has not left the field.
_STAYING = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}


class Editor(QWidget):
    """Edits one attribute. What passes the kind is committed when the field is left, or Enter is pressed.

    A draft that does not pass stays as it was typed, with a sentence below it, and nothing is committed.
    Escape brings the stored value back. A value that arrives meanwhile never overwrites a draft.
    """

    committed = Signal(object)

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Take the attribute; `place` is "card" (edge when touched) or "form" (edge always)."""
        super().__init__()
        self.attribute = attribute
        self.place = place
        self._stored: Value = None
        self._shows_draft = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._sentence = label("", "problem", wrap=True)
        self._sentence.setContentsMargins(9, 0, 9, 2)
        self._sentence.hide()
        self.setAccessibleName(_(attribute.label))

    def put(self, control: QWidget) -> None:
        """Place the control above the sentence; each subclass calls this once."""
        control.setAccessibleName(_(self.attribute.label))
        if self.attribute.help:
            control.setAccessibleDescription(_(self.attribute.help))
        control.setProperty("place", self.place)
        self._layout.addWidget(control)
        self._layout.addWidget(self._sentence)
        self.setFocusProxy(control)

    def watch(self, control: QWidget) -> None:
        """Commit when this control loses the keyboard, and listen for Enter and Escape in it."""
        control.installEventFilter(self)

    # What each subclass says for itself.

    def show_value(self, value: Value) -> None:
        """Show a stored value."""
        raise NotImplementedError

    def draft(self) -> Value:
        """Read what the control holds; ValueError carries a sentence for the person."""
        raise NotImplementedError

    # What pages use.

    def value(self) -> Value:
        """Give the stored value."""
        return self._stored

    def set_value(self, value: Value) -> None:
        """Take a new stored value, and show it unless the person is in the middle of a draft."""
        drafting = self.is_drafting()
        self._stored = value
        if not drafting:
            self._shows_draft = False
            self.show_value(value)
            self.complain("")

    def is_drafting(self) -> bool:
        """Say whether the control holds something that is not the stored value."""
        if not self._shows_draft:
            return False
        try:
            return self.draft() != self._stored
        except ValueError:
            return True

    def touched(self) -> None:
        """Note that the person changed something; subclasses connect their control to this."""
        self._shows_draft = True
        if not self._sentence.isHidden():
            self.complain("")

    def commit(self) -> bool:
        """Commit the draft; False if it does not pass, which is then explained below the field."""
        if not self._shows_draft:
            return True
        try:
            value = self.draft()
            if value is None and self.attribute.required:
                raise ValueError(_("This is needed."))
        except ValueError as problem:
            self.complain(str(problem))
            return False
        self._shows_draft = False
        self.complain("")
        self.show_value(value)
        if value != self._stored:
            self._stored = value
            self.committed.emit(value)
        return True

    def check(self) -> bool:
        """Say whether what is there now would pass, and explain it if not: for forms with an Add button."""
        self._shows_draft = True
        return self.commit()

    def revert(self) -> None:
        """Forget the draft."""
        self._shows_draft = False
        self.show_value(self._stored)
        self.complain("")

    def complain(self, sentence: str) -> None:
        """Show a sentence below the field and mark it; an empty one takes both away."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        control = self.focusProxy()
        if control is not None:
            set_property(control, "wrong", "true" if sentence else "false")
            description = sentence or _(self.attribute.help)
            control.setAccessibleDescription(description)

    def refuse(self, stored: Value, sentence: str) -> None:
        """Say why a committed value was not taken: it is a draft again, and Escape brings back what is stored."""
        self._stored, self._shows_draft = stored, True
        self.complain(sentence)

    def complaint(self) -> str:
        """Give the sentence shown below the field."""
        return self._sentence.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Commit on leaving and on Enter, revert on Escape."""
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in _STAYING:
                self.commit()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not self._shows_draft and _is_undo(event):
                event.ignore()  # Without a draft, undo means the last change of the record and not of this line.
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def enter_commits(self, event: QKeyEvent) -> bool:
        """Say whether Enter ends the editing; in long text it starts a new line."""
        return True

    def _key(self, event: QKeyEvent) -> bool:
        """Handle the two keys; everything else goes on to the control."""
        if event.key() == Qt.Key.Key_Escape and self._shows_draft:
            self.revert()
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.enter_commits(event):
            if not self._shows_draft:
                return False
            return not self.commit() or self.place != "form"  # A form goes on to submit what passes.
        return False


def _is_undo(event: QKeyEvent) -> bool:
    """Say whether a key asks for undo or redo."""
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
