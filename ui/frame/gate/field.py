"""A field of a form at the gate: its name above, a hint or a complaint below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.icons import icon
from ui.theme.metrics import current_metrics
from ui.widgets.labels import label, set_property

_FAIR, _STRONG = 12, 20


class GateField(QWidget):
    """One line to fill in."""

    changed = Signal(str)

    def __init__(self, name: str, hint: str = "", *, text: str = "") -> None:
        """Take its name, the hint below it, and the text it starts with."""
        super().__init__()
        self._hint = hint
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(4))
        self.caption = label(name, "strong")
        self.line = QLineEdit(text)
        self.line.setAccessibleName(name)
        self.line.setAccessibleDescription(hint)
        self.line.setMinimumHeight(metrics.px(36))
        self.caption.setBuddy(self.line)
        self.below = label(hint, "small", wrap=True)
        if not hint:
            self.below.hide()
        for each in (self.caption, self.line, self.below):
            layout.addWidget(each)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._on_changed)

    def text(self) -> str:
        """Give what was filled in."""
        return self.line.text()

    def complain(self, sentence: str) -> None:
        """Show a sentence in the place of the hint; an empty one brings the hint back."""
        self.below.setText(sentence or self._hint)
        self.below.setVisible(bool(sentence or self._hint))
        set_property(self.below, "role", "problem" if sentence else "small")
        set_property(self.line, "wrong", "true" if sentence else "false")
        self.line.setAccessibleDescription(sentence or self._hint)

    def complaint(self) -> str:
        """Give the sentence shown, if it is a complaint."""
        return self.below.text() if self.below.property("role") == "problem" else ""

    def say(self, hint: str) -> None:
        """Change the hint."""
        self._hint = hint
        self.complain("")

    def need(self, sentence: str) -> bool:
        """Complain if nothing is filled in; say whether there is."""
        filled = bool(self.text().strip())
        self.complain("" if filled else sentence)
        return filled

    def _on_changed(self, text: str) -> None:
        """Take a complaint back as soon as the person does something about it."""
        if self.complaint():
            self.complain("")
        self.changed.emit(text)


class PassphraseField(GateField):
    """A hidden line that can be shown, and that notices when Caps Lock is on."""

    def __init__(self, name: str, hint: str = "") -> None:
        """Start hidden."""
        super().__init__(name, hint)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.show_action = QAction(icon("show"), _("Show the passphrase"), self)
        self.show_action.triggered.connect(self.toggle)
        self.line.addAction(self.show_action, QLineEdit.ActionPosition.TrailingPosition)
        self.caps = label(_("Caps Lock is on."), "attention")
        self.caps.hide()
        box = self.layout()
        if box is not None:
            box.addWidget(self.caps)
        self.line.installEventFilter(self)

    def toggle(self) -> None:
        """Show or hide what was typed."""
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.show_action.setIcon(icon("hide" if hidden else "show"))
        self.show_action.setText(_("Hide the passphrase") if hidden else _("Show the passphrase"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell from a letter and the Shift key whether Caps Lock is on: Qt has no other way to know."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.text().isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setVisible(event.text().isupper() != shift and event.text().lower() != event.text().upper())
        elif event.type() == QEvent.Type.FocusOut:
            self.caps.hide()
        return super().eventFilter(watched, event)


class NewPassphrase(QWidget):
    """A passphrase twice, with a word on its length and none on anything else."""

    def __init__(self, *, shortest: int = 8) -> None:
        """Take the fewest characters that pass."""
        super().__init__()
        self._shortest = shortest
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(12))
        self.first = PassphraseField(_("Passphrase"), self._advice(""))
        self.second = PassphraseField(_("The same again"))
        layout.addWidget(self.first)
        layout.addWidget(self.second)
        self.setFocusProxy(self.first)
        self.first.changed.connect(lambda text: self.first.say(self._advice(text)))

    def passphrase(self) -> str:
        """Give it."""
        return self.first.text()

    def check(self) -> bool:
        """Say whether it is long enough and twice the same, and complain if not."""
        if len(self.first.text()) < self._shortest:
            self.first.complain(_("At least {n} characters, please.").format(n=self._shortest))
            return False
        if self.first.text() != self.second.text():
            self.second.complain(_("The two are not the same."))
            return False
        return True

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.line.clear()
        self.second.line.clear()

    def _advice(self, text: str) -> str:
        """Say how good the length is."""
        if not text:
            return _("Four or five words that only you would put together. Nobody can reset it for you.")
        if len(text) < _FAIR:
            return _("Short: a machine could guess it. One or two words more make the difference.")
        return _("Good length.") if len(text) < _STRONG else _("Long and good.")
