"""The card of how careful the window is, in front of whatever room one is in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _
from ui.frame.overlay import Overlay
from ui.guard.settings_card import SettingsCard
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import icon_button


class SettingsPanel(Overlay):
    """Made anew each time it is opened, so that it shows what holds now."""

    def __init__(self, parent: QWidget, make: Callable[[], SettingsCard]) -> None:
        """Take what makes the card."""
        super().__init__(parent, width=720, top=64)
        self._make = make
        self.card: SettingsCard | None = None
        self.setAccessibleName(_("Privacy on this computer"))
        metrics = current_metrics()
        self.body.setContentsMargins(metrics.px(24), metrics.px(16), metrics.px(24), metrics.px(24))
        self._line = QHBoxLayout()
        self._line.setSpacing(metrics.px(8))
        self._line.addWidget(icon_button("close", _("Close"), self.close_overlay), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._line)

    def open(self) -> None:
        """Show what holds, and begin at the first choice."""
        if self.card is not None:
            self._line.removeWidget(self.card)
            self.card.hide()
            self.card.deleteLater()
        self.card = self._make()
        self._line.insertWidget(0, self.card, 1)
        super().open()
        self.card.idle.setFocus(Qt.FocusReason.PopupFocusReason)
