"""The bar above the rooms: the way to the finder, and what waits for a decision or for a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.i18n import _, ngettext
from ui.theme.icons import icon
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label
from ui.widgets.tips import plain_tip


class TopBar(QWidget):
    """Numbers that summarise can be clicked; when there is nothing to settle, nothing is shown."""

    finder_wanted = Signal()
    settle_wanted = Signal()
    hand_over_wanted = Signal()
    trust_wanted = Signal(str)  # the page of that room where the first of its needs is settled
    keys_wanted = Signal()

    def __init__(self) -> None:
        """Start without numbers."""
        super().__init__()
        self.setProperty("role", "top_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        metrics = current_metrics()
        self.setFixedHeight(metrics.px(52))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), 0, metrics.px(12), 0)
        layout.setSpacing(metrics.px(8))
        self.finder = QPushButton(_("Search or do anything…"))
        self.finder.setProperty("kind", "finder")
        self.finder.setAccessibleName(_("Search or do anything"))
        self.finder.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.finder.setIcon(icon("search"))
        self.finder.setIconSize(QSize(metrics.px(18), metrics.px(18)))
        self.finder.setMinimumWidth(metrics.px(220))
        self.finder.setMaximumWidth(metrics.px(440))
        self.finder.clicked.connect(self.finder_wanted)
        keys = QHBoxLayout(self.finder)
        keys.setContentsMargins(0, 0, metrics.px(8), 0)
        keys.addStretch()
        shown = label(QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText), "key")
        keys.addWidget(shown, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.finder, 3)
        layout.addStretch(1)
        self.settle = button("", self.settle_wanted.emit, kind="attention", icon="conflict")
        self.hand_over = button("", self.hand_over_wanted.emit, kind="quiet", icon="hand_over")
        self._trust_page = ""
        self.trust = button("", lambda: self.trust_wanted.emit(self._trust_page), kind="quiet", icon="trust")
        self.trust.hide()
        self.settle.hide()
        self.hand_over.hide()
        layout.addWidget(self.trust)
        layout.addWidget(self.settle)
        layout.addWidget(self.hand_over)
        layout.addWidget(icon_button("help", _("Keys (?)"), self.keys_wanted.emit))

    def show_counts(self, to_settle: int, to_hand_over: int) -> None:
        """Show how many conflicts are open, and how many changes nobody else has yet."""
        self.settle.setText(ngettext("{n} to settle", "{n} to settle", to_settle).format(n=f"{to_settle:n}"))
        self.settle.setAccessibleName(
            ngettext("{n} conflict to settle", "{n} conflicts to settle", to_settle).format(n=to_settle)
        )
        self.settle.setVisible(to_settle > 0)
        self.hand_over.setText(_("{n} to hand over").format(n=f"{to_hand_over:n}"))
        self.hand_over.setAccessibleName(
            ngettext("{n} change to hand over", "{n} changes to hand over", to_hand_over).format(n=to_hand_over)
        )
        self.hand_over.setVisible(to_hand_over > 0)

    def show_needs(self, sentences: Sequence[str], page: str = "") -> None:
        """Show how many things of the group's trust wait for somebody; what they are is in the tool tip."""
        self._trust_page = page
        self.trust.setText(_("{n} in Trust").format(n=f"{len(sentences):n}"))
        self.trust.setAccessibleName(_("Trust: {what}").format(what=", ".join(sentences)))
        self.trust.setToolTip(plain_tip("\n".join(sentences)))
        self.trust.setVisible(bool(sentences))
