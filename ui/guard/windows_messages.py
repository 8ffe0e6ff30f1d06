"""Windows tells its windows when it sleeps, locks the screen, or shows somebody else's session."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QObject

from ui.guard.signs import Signs

_POWER, _SESSION = 0x0218, 0x02B1  # WM_POWERBROADCAST, WM_WTSSESSION_CHANGE
_LEAVING = {
    (_POWER, 0x4),  # PBT_APMSUSPEND
    (_POWER, 0x7),  # PBT_APMRESUMESUSPEND: where the first could not be sent, this comes on waking
    (_POWER, 0x12),  # PBT_APMRESUMEAUTOMATIC
    (_SESSION, 0x2),  # WTS_CONSOLE_DISCONNECT: somebody else's session is shown
    (_SESSION, 0x4),  # WTS_REMOTE_DISCONNECT
    (_SESSION, 0x6),  # WTS_SESSION_LOGOFF
    (_SESSION, 0x7),  # WTS_SESSION_LOCK
}
_THIS_SESSION = 0


class _Filter(QAbstractNativeEventFilter):
    """Looks at each message on its way and lets it through."""

    def __init__(self, signs: WindowsSigns) -> None:
        super().__init__()
        self._signs = signs

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """Read the message's number and first word."""
        if (kind.data() if isinstance(kind, QByteArray) else bytes(kind)) == b"windows_generic_MSG":
            read = wintypes.MSG.from_address(int(message))
            self._signs.on_message(int(read.message), int(read.wParam or 0))
        return False, 0


class WindowsSigns(Signs):
    """Windows waits two seconds with falling asleep for whoever handles the message; closing a vault takes less."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Have the filter ready; `QCoreApplication.installNativeEventFilter` takes it."""
        super().__init__(parent)
        self.filter = _Filter(self)

    def on_message(self, number: int, word: int) -> None:
        """Leave if that is what a message says."""
        if (number, word) in _LEAVING:
            self.leaving.emit()

    def ask_for_session(self, window: int) -> bool:
        """Ask Windows to tell a window of ours about the session; it does not by itself. False elsewhere."""
        if sys.platform != "win32":
            return False
        return bool(ctypes.windll.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(window), _THIS_SESSION))
