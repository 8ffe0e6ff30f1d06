"""Before looking around with sample data: what that is, said plainly."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from app.i18n import _
from ui.frame.gate.form_page import FormPage


class SamplePage(FormPage):
    """One button."""

    wanted = Signal()

    def __init__(self) -> None:
        """Say it."""
        super().__init__(
            _("Look around with sample data"),
            _(
                "This fills a vault with invented people, projects and houses, in a temporary folder of this laptop. "
                "Change whatever you like: it is deleted when you lock it or close the window, and cannot be kept."
            ),
            _("Look around"),
        )

    def start(self) -> None:
        """Put the keyboard on the button."""
        self.done.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Tell."""
        self.banner.dismiss()
        self.wanted.emit()
