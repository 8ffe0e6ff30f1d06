"""Codes on the screen, for another laptop's camera: a bundle, or the answer to a request."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from app.i18n import _, ngettext
from app.services.exchange.qr_pictures import Codes
from ui.widgets.buttons import button
from ui.widgets.qr_sequence import QrSequence
from ui.widgets.task_page import TaskPage


class CodesPage(TaskPage):
    """Shows until somebody says that the other laptop has it."""

    done_wanted = Signal()

    def __init__(self) -> None:
        """Start without codes."""
        super().__init__(_("Codes"), wide=True)
        self.sequence = QrSequence()
        self.body.addWidget(self.sequence, 1)
        self.done_button = button(_("Done"), self.done_wanted.emit, kind="primary")
        self.offer(self.done_button)

    def show_codes(self, codes: Codes, title: str, names: str) -> None:
        """Begin to show."""
        count = len(codes.modules)
        self.say(
            title,
            _(
                "{names} opens “Read codes” on the other laptop and holds its camera in front of this screen, or "
                "photographs the codes. They may be read in any order."
            ).format(names=names),
        )
        self.sequence.hint.setText(
            _("Their screen says which codes are missing. Stop here, and go to those with the arrows.")
            if count > 1
            else ""
        )
        self.sequence.show_codes(codes.modules)
        self.note.setText(ngettext("{n} code", "{n} codes", count).format(n=f"{count:n}"))

    def forget(self) -> None:
        """Take the codes off the screen."""
        self.sequence.show_codes(())

    def start(self) -> None:
        """Put the keyboard on the way to stop."""
        (self.sequence.pause if self.sequence.pause.isVisible() else self.done_button).setFocus(
            Qt.FocusReason.OtherFocusReason
        )
