"""What is copied out of the window is marked as secret, and taken out of the clipboard again after a while."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard

from ui.widgets.problem_banner import HARMLESS

# What programs that remember copies look for before they do: KDE's and others on Linux, then those of Windows.
_SECRET = {
    "x-kde-passwordManagerHint": b"secret",
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
}


def is_marked(data: QMimeData) -> bool:
    """Say whether a copy asks not to be remembered."""
    return all(data.hasFormat(name) for name in _SECRET)


class ClipboardGuard(QObject):
    """Remembers a copy by a salted hash only, and never touches what another program has put there since."""

    copied = Signal(int)  # seconds until it is gone; 0: it stays

    def __init__(self, clipboard: QClipboard, random: Callable[[int], bytes], parent: QObject | None = None) -> None:
        """Watch one clipboard; `random` gives the salt."""
        super().__init__(parent)
        self._clipboard, self._salt = clipboard, random(16)
        self.owns: Callable[[], bool] = clipboard.ownsClipboard
        self._seconds = 0
        self._ours: bytes | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.clear)
        clipboard.dataChanged.connect(self._on_changed)

    def set_seconds(self, seconds: int) -> None:
        """Say how long a copy lasts from now on; 0 for as long as nothing else is copied."""
        self._seconds = seconds
        if not seconds:
            self._timer.stop()
        elif self._ours is not None:
            self._timer.start(seconds * 1000)

    def is_waiting(self) -> bool:
        """Say whether a copy is about to be taken out."""
        return self._timer.isActive()

    def clear(self) -> None:
        """Take our copy out, and what is marked with the mouse on systems that copy that too."""
        self._timer.stop()
        ours, self._ours = self._ours, None
        if ours is not None and self._hash(self._clipboard.text()) == ours:
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def stop(self) -> None:
        """Take our copy out and watch no longer; what may stay is left as plain text.

        Qt deletes what it holds after Python has ended, and crashes over data that was made in Python.
        """
        self.clear()
        self._clipboard.dataChanged.disconnect(self._on_changed)
        data = self._clipboard.mimeData() if self.owns() else None
        if data is not None and data.hasFormat(HARMLESS):
            self._clipboard.setText(data.text())

    def _on_changed(self) -> None:
        """Mark what was copied here; forget ours once another program has copied something."""
        data = self._clipboard.mimeData() if self.owns() else None
        if data is not None and is_marked(data):
            return
        text = data.text() if data is not None and not data.hasFormat(HARMLESS) else ""
        if not text:
            self._ours = None
            self._timer.stop()
            return
        marked = QMimeData()
        marked.setText(text)
        for name, value in _SECRET.items():
            marked.setData(name, value)
        self._ours = self._hash(text)
        self._clipboard.setMimeData(marked)  # At once, so that no other program sees it unmarked.
        if self._seconds:
            self._timer.start(self._seconds * 1000)
        self.copied.emit(self._seconds)

    def _hash(self, text: str) -> bytes:
        """Give what a text is recognised by."""
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._salt).digest()
