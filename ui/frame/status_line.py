"""The line at the bottom: as of when the figures are, and work that takes time."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import ElidedLabel
from ui.work.jobs import RunningJob, VaultThread

SHOW_AFTER_MS, CANCEL_AFTER_MS = 300, 2000


class ProgressStrip(QWidget):
    """Appears when work takes longer than a blink, and can be cancelled when it takes longer than a breath."""

    def __init__(
        self, thread: VaultThread, *, show_after: int = SHOW_AFTER_MS, cancel_after: int = CANCEL_AFTER_MS
    ) -> None:
        """Listen to a thread; the times are in milliseconds."""
        super().__init__()
        self.setAccessibleName(_("Progress"))
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(8))
        self.text = ElidedLabel("", "small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(metrics.px(160))
        self.bar.setAccessibleName(_("Progress"))
        self.cancel = button(_("Cancel"), self._cancel, kind="link")
        for each in (self.text, self.bar, self.cancel):
            layout.addWidget(each)
        self._task: RunningJob | None = None
        self._show = QTimer(self, singleShot=True, interval=show_after)
        self._show.timeout.connect(self._appear)
        self._offer = QTimer(self, singleShot=True, interval=cancel_after)
        self._offer.timeout.connect(self._offer_cancel)
        thread.began.connect(self._on_began)
        thread.stepped.connect(self._on_stepped)
        thread.ended.connect(self._on_ended)
        self.hide()
        self.cancel.hide()

    def _on_began(self, task: RunningJob) -> None:
        """Wait a moment before saying anything."""
        self._task = task
        self.text.setText(task.label or _("One moment…"))
        self.bar.setRange(0, 0)
        self._show.start()
        self._offer.start()

    def _on_stepped(self, task: RunningJob, done: int, total: int, text: str) -> None:
        """Move the bar."""
        if task is self._task:
            self.bar.setRange(0, total)
            self.bar.setValue(done)
            self.text.setText(" · ".join(each for each in (task.label, text) if each))

    def _on_ended(self, task: RunningJob) -> None:
        """Go."""
        if task is self._task:
            self._task = None
            self._show.stop()
            self._offer.stop()
            self.hide()
            self.cancel.hide()
            self.cancel.setEnabled(True)

    def _appear(self) -> None:
        """Come into sight, if the work is not over."""
        self.setVisible(self._task is not None)

    def _offer_cancel(self) -> None:
        """Offer to stop, if this work can be stopped."""
        self.cancel.setVisible(self._task is not None and self._task.can_cancel)

    def _cancel(self) -> None:
        """Ask the work to stop."""
        if self._task is not None:
            self._task.cancel()
            self.cancel.setEnabled(False)
            self.text.setText(_("Stopping…"))


class StatusLine(QWidget):
    """As-of line at the leading side, progress at the trailing side."""

    def __init__(self, thread: VaultThread) -> None:
        """Start empty."""
        super().__init__()
        self.setProperty("role", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        metrics = current_metrics()
        self.setFixedHeight(metrics.px(28))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), 0, metrics.px(16), 0)
        layout.setSpacing(metrics.px(16))
        self.as_of = ElidedLabel("", "small")
        self.as_of.setAccessibleName(_("As of"))
        layout.addWidget(self.as_of, 1, Qt.AlignmentFlag.AlignVCenter)
        self.progress = ProgressStrip(thread)
        layout.addWidget(self.progress, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, text: str) -> None:
        """Say as of when, and from whom how long ago."""
        self.as_of.setText(text)
        self.as_of.setAccessibleDescription(text)
