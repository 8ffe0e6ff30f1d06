"""The join request as codes on the screen, for an admin's laptop on the same table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.i18n import _
from ui.frame.gate.form_page import FormPage
from ui.widgets.qr_sequence import QrSequence

if TYPE_CHECKING:
    from app.services.exchange.qr_pictures import Codes


class RequestCodesPage(FormPage):
    """Shows until somebody goes back; the words are compared afterwards as ever."""

    def __init__(self) -> None:
        """Start without codes."""
        super().__init__(
            _("Your request as codes"),
            _(
                "On the admin's laptop: Exchange, Open, Codes from another screen. When they have it, go back and read "
                "the five words out to them."
            ),
            _("They have it"),
            width=760,
        )
        self.sequence = QrSequence()
        self.form.addWidget(self.sequence)

    def show_codes(self, codes: Codes) -> None:
        """Begin to show."""
        self.sequence.show_codes(codes.modules)

    def forget(self) -> None:
        """Take the codes off the screen."""
        self.sequence.show_codes(())

    def start(self) -> None:
        """Put the keyboard on the way back."""
        self.done.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Go back."""
        self.back_wanted.emit()
