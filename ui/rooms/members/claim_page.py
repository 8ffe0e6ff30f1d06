"""Whose laptop it is: the words on its screen compared with those here, and then said."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox

from app.i18n import _
from app.problems import Problem
from app.services.members.laptops import LaptopClaim
from ui.widgets.buttons import button
from ui.widgets.code_words import CodeWords
from ui.widgets.labels import label
from ui.widgets.task_page import TaskPage


class ClaimPage(TaskPage):
    """On the laptop itself it shows the words; on another of the same person, or an admin's, it takes their word."""

    confirm_wanted = Signal(object, str)  # LaptopClaim, the words that were compared

    def __init__(self) -> None:
        """Start without a laptop."""
        super().__init__(_("Whose laptop is it?"))
        self._claim: LaptopClaim | None = None
        self.why = label("", wrap=True)
        self.body.addWidget(self.why)
        self.code = CodeWords(_("The words of the laptop"))
        self.body.addWidget(self.code)
        self.same = QCheckBox(_("The same five words stand on its screen"))
        self.same.setAccessibleName(self.same.text())
        self.same.toggled.connect(lambda _on: self._enable())
        self.body.addWidget(self.same)
        self.confirm_button = button("", self._confirm, kind="primary", icon="done")
        self.offer(self.confirm_button, button(_("Back"), self.back_wanted.emit))

    def ask(self, claim: LaptopClaim, words: str) -> None:
        """Show the words of a laptop, and what follows if it is said to be somebody's."""
        self.banner.dismiss()
        self._claim = claim
        self.code.show_code(words)
        self.same.setChecked(False)
        self.same.setVisible(not claim.mine)
        self.confirm_button.setVisible(not claim.mine)
        about = {"laptop": claim.name, "owner": claim.owner}
        if claim.mine:
            self.why.setText(
                _(
                    "This laptop was admitted as one of {owner}’s. Open Trust on another laptop of {owner}, or on that "
                    "of a second admin, and compare these words there. Until then what it writes is nobody’s word."
                ).format(**about)
            )
        else:
            text = _("It is mine") if claim.theirs else _("It is a laptop of {owner}").format(**about)
            self.confirm_button.setText(text)
            self.confirm_button.setAccessibleName(text)
            self.why.setText(
                (
                    _("Open Trust on “{laptop}” and look at its words. Once you say so, what it writes is your word.")
                    if claim.theirs
                    else _(
                        "Have {owner} read the words on the screen of “{laptop}”, in person or by telephone. What it "
                        "writes is {owner}’s word then."
                    )
                ).format(**about)
                + " "
                + _("If the words differ, or nobody knows of it, have an admin suspend it.")
            )
        self._enable()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and let it be tried again."""
        self._enable()
        super().show_problem(problem)

    def start(self) -> None:
        """Put the keyboard on what has to be done first."""
        self.same.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Take the words away."""
        self._claim = None
        self.code.show_code("")

    def _enable(self) -> None:
        self.confirm_button.setEnabled(self.same.isChecked())

    def _confirm(self) -> None:
        if self._claim is not None and self.confirm_button.isEnabled():
            self.confirm_button.setEnabled(False)
            self.confirm_wanted.emit(self._claim, " ".join(self.code.words()))
