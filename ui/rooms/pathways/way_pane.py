"""What can be done with somebody's way: go on, pause, stop, leave; outcomes have a reason and are no deletions."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.capabilities.people.records import LEFT_REASONS
from app.i18n import N_, _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label

GO_ON, PAUSE, STOP, LEAVE, RESUME = "go_on", "pause", "stop", "leave", "resume"
_WORDS = {
    PAUSE: N_("Why, and until when (a day, or empty)?"),
    STOP: N_("Why does it stop?"),
    LEAVE: N_("Why do they leave? As agreed is no loss."),
}


class WayPane(QFrame):
    """A line of buttons about the chosen card, and below it the question that an outcome asks."""

    chosen = Signal(str, str, str)  # what, reason (a code for leaving), a day or more words

    def __init__(self) -> None:
        """Start without anybody."""
        super().__init__()
        self.setProperty("role", "banner")
        self._asking = ""
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        line = QHBoxLayout()
        self.who = label("", "strong")
        self.gate = label("", "muted", wrap=True)
        line.addWidget(self.who)
        line.addWidget(self.gate, 1)
        self.buttons = {
            GO_ON: button(_("Go on"), lambda: self.chosen.emit(GO_ON, "", ""), icon="forward", tip=_("Ctrl+G")),
            RESUME: button(
                _("Goes on again"), lambda: self.chosen.emit(RESUME, "", ""), icon="forward", tip=_("Key: R")
            ),
            PAUSE: button(_("Pause…"), lambda: self.ask(PAUSE), tip=_("Key: P")),
            STOP: button(_("Stop…"), lambda: self.ask(STOP), tip=_("Key: S")),
            LEAVE: button(_("Leaves…"), lambda: self.ask(LEAVE), tip=_("Key: L")),
        }
        for each in self.buttons.values():
            line.addWidget(each)
        layout.addLayout(line)
        self.question = QWidget()
        below = QHBoxLayout(self.question)
        below.setContentsMargins(0, 0, 0, 0)
        self.words = label("", "muted")
        self.why = ComboBox(_("Why they leave"))
        for code, text in LEFT_REASONS.items():
            self.why.addItem(_(text), code)
        self.reason, self.day = QLineEdit(), QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("Reason"))
        self.day.setAccessibleName(_("Goes on on"))
        self.day.setPlaceholderText(_("Until: 2027-01-15"))
        self.done = button(_("Done"), self.finish, kind="primary", icon="done")
        for each in (self.words, self.why, self.reason, self.day, self.done):
            below.addWidget(each)
        for each in (self.reason, self.day, self.why):
            each.installEventFilter(self)
        layout.addWidget(self.question)
        self.show_way("", "", paused=False)

    def show_way(self, who: str, gate: str, *, paused: bool) -> None:
        """Be about another card; nobody hides it."""
        self.setVisible(bool(who))
        self.who.setText(who)
        self.gate.setText(gate)
        for what, each in self.buttons.items():
            each.setVisible(what in {LEAVE, STOP} or (what == RESUME) == paused)
        self.question.hide()
        self._asking = ""

    def ask(self, what: str) -> None:
        """Ask for the reason of an outcome."""
        self._asking = what
        self.words.setText(_(_WORDS[what]))
        self.why.setVisible(what == LEAVE)
        self.day.setVisible(what == PAUSE)
        self.reason.clear()
        self.day.clear()
        self.question.show()
        (self.why if what == LEAVE else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Tell what was chosen."""
        if self._asking == LEAVE:
            self.chosen.emit(LEAVE, str(self.why.currentData()), self.reason.text())
        elif self._asking:
            self.chosen.emit(self._asking, self.reason.text(), self.day.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Finish with Enter, think better of it with Escape."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.finish()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.question.hide()
                self._asking = ""
                return True
        return super().eventFilter(watched, event)
