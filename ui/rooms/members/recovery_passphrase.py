"""Another passphrase, and plainly what it does and does not do about copies that are out already."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem, WrongPassphrase
from ui.frame.gate.field import NewPassphrase, PassphraseField
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.task_page import TaskPage

_FIELD_WIDTH = 440


class PassphrasePage(TaskPage):
    """Two choices, each with what it means."""

    change_wanted = Signal(str, str, bool)  # the old one, the new one, whether the key is to be another too

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(_("Change the passphrase"))
        metrics = current_metrics()
        fields = QWidget()
        fields.setFixedWidth(metrics.px(_FIELD_WIDTH))
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(12))
        self.old = PassphraseField(_("The passphrase until now"))
        self.new = NewPassphrase()
        self.new.first.caption.setText(_("The new passphrase"))
        self.new.first.line.setAccessibleName(_("The new passphrase"))
        column.addWidget(self.old)
        column.addWidget(self.new)
        self.body.addWidget(fields)
        self._group = QButtonGroup(self)
        self.only = self._choice(
            _("Only the passphrase"),
            _(
                "Enough if nobody else knew the old one. Whoever knows it and has a copy of this vault’s folder from "
                "before can still open that copy, and with it this vault too, should they get at it."
            ),
        )
        self.key_too = self._choice(
            _("The passphrase, and the key behind it"),
            _(
                "If somebody else may know the old one. Everything is encrypted anew: an old copy still shows what "
                "was in it then, but opens nothing that is written from now on. The recovery code is replaced, which "
                "is the next page. Shares and the keystore end; make them anew afterwards."
            ),
        )
        self.change_button = button(_("Change it"), self.submit, kind="primary")
        self.offer(self.change_button)
        self.key_too.toggled.connect(lambda on: self.change_button.setText(_("Go on…") if on else _("Change it")))
        for line in (self.old.line, self.new.first.line, self.new.second.line):
            line.returnPressed.connect(self.submit)
        self.forget()

    def forget(self) -> None:
        """Take away what was typed."""
        self.banner.dismiss()
        self.old.line.clear()
        self.old.complain("")
        self.new.clear()
        self.only.setChecked(True)
        self.set_busy("")

    def set_busy(self, text: str) -> None:
        """Wait with this text below; an empty one ends the waiting."""
        self.note.setText(text)
        self.change_button.setEnabled(not text)
        self.back.setEnabled(not text)

    def start(self) -> None:
        """Begin with the old one."""
        self.old.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Check and tell."""
        self.banner.dismiss()
        there = self.old.need(_("The passphrase until now is needed."))
        if self.new.check() and there and self.change_button.isEnabled():
            self.set_busy(_("Trying the passphrase…"))
            self.change_wanted.emit(self.old.text(), self.new.passphrase(), self.key_too.isChecked())

    def show_problem(self, problem: Problem) -> None:
        """Show a wrong passphrase where it was typed, anything else above."""
        self.set_busy("")
        if isinstance(problem, WrongPassphrase):
            self.old.complain(_("This is not the passphrase of this vault."))
            self.old.line.selectAll()
            self.start()
        else:
            super().show_problem(problem)

    def _choice(self, name: str, sentence: str) -> QRadioButton:
        """Add a choice with its meaning below it."""
        metrics = current_metrics()
        made = QRadioButton(name)
        made.setAccessibleName(name)
        made.setAccessibleDescription(sentence)
        self._group.addButton(made)
        column = QVBoxLayout()
        column.setSpacing(metrics.px(4))
        column.addWidget(made)
        indented = QHBoxLayout()
        indented.addSpacing(metrics.px(24))
        indented.addWidget(label(sentence, "muted", wrap=True), 1)
        column.addLayout(indented)
        self.body.addLayout(column)
        return made
