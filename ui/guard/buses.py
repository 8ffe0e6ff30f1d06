"""Linux tells on its local message buses when it sleeps, locks the screen, or shows somebody else's session."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

from ui.guard.signs import Signs

_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_MANAGER, _SESSION = f"{_LOGIN}.Manager", f"{_LOGIN}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
# Text is what `connect` takes, whatever its declaration says.
_SLOTS: Mapping[str, Any] = {
    name: SLOT(name) for name in ("on_screen(bool)", "on_sleep(bool)", "on_lock()", "on_properties(QDBusMessage)")
}
Answer = Callable[[Sequence[object]], object]


class BusSigns(Signs):
    """Listens only. Where a bus, the login manager or a screen saver is missing, it hears nothing and says nothing.

    While it may, it holds a delay: the system then waits with falling asleep until `release`, some seconds at most.
    """

    def __init__(
        self,
        system: QDBusConnection,
        session: QDBusConnection,
        why: str,
        variables: Mapping[str, str] = os.environ,
        parent: QObject | None = None,
    ) -> None:
        """Take the two buses, and the sentence shown to whoever asks why falling asleep takes a moment."""
        super().__init__(parent)
        self._system, self._why = system, why
        self._own_session = variables.get("XDG_SESSION_ID") or "auto"
        self._delay: int | None = None
        self._waiting: set[QDBusPendingCallWatcher] = set()
        if session.isConnected():
            for name in _SCREEN_SAVERS:
                session.connect("", "", name, "ActiveChanged", self, _SLOTS["on_screen(bool)"])
        if system.isConnected():
            system.connect(_LOGIN, _LOGIN_PATH, _MANAGER, "PrepareForSleep", self, _SLOTS["on_sleep(bool)"])
            self._call(_LOGIN_PATH, _MANAGER, "GetSession", [self._own_session], self._on_session)
            self._hold()

    def is_holding(self) -> bool:
        """Say whether the system waits for us before it falls asleep."""
        return self._delay is not None

    def is_asking(self) -> bool:
        """Say whether an answer is still to come."""
        return bool(self._waiting)

    def release(self) -> None:
        """Let the system go to sleep, because the vault is closed."""
        if self._delay is not None:
            os.close(self._delay)
            self._delay = None

    @Slot(bool)
    def on_sleep(self, begins: bool) -> None:
        """Leave before sleep; ask for the next delay after it, and leave if there was none to leave in."""
        self.leaving.emit()
        if not begins:
            self._hold()

    @Slot(bool)
    def on_screen(self, is_locked: bool) -> None:
        """Leave when the screen saver comes."""
        if is_locked:
            self.leaving.emit()

    @Slot()
    def on_lock(self) -> None:
        """Leave when the session is to be locked."""
        self.leaving.emit()

    @Slot(QDBusMessage)
    def on_properties(self, message: QDBusMessage) -> None:
        """Ask whether our session is still the one on the screen."""
        if message.arguments()[:1] == [_SESSION]:
            self._call(message.path(), _PROPERTIES, "Get", [_SESSION, "Active"], self._on_active)

    def _on_session(self, answer: Sequence[object]) -> None:
        """Listen to our own session, now that its name is known, and not to those of others on this computer."""
        path = getattr(answer[0], "path", str)() if answer else ""
        if path:
            self._system.connect(_LOGIN, path, _SESSION, "Lock", self, _SLOTS["on_lock()"])
            self._system.connect(
                _LOGIN, path, _PROPERTIES, "PropertiesChanged", self, _SLOTS["on_properties(QDBusMessage)"]
            )

    def _on_active(self, answer: Sequence[object]) -> None:
        """Leave when somebody else's session is on the screen."""
        if answer and getattr(answer[0], "variant", bool)() is False:
            self.leaving.emit()

    def _hold(self) -> None:
        """Ask the system to wait for us before it falls asleep the next time."""
        self._call(_LOGIN_PATH, _MANAGER, "Inhibit", ["sleep", "Switchboard", self._why, "delay"], self._on_held)

    def _on_held(self, answer: Sequence[object]) -> None:
        """Keep what the delay hangs on: it ends when this is closed, also when the program ends."""
        descriptor = getattr(answer[0], "fileDescriptor", lambda: -1)() if answer else -1
        if descriptor >= 0:
            self.release()
            self._delay = os.dup(descriptor)

    def _call(self, path: str, interface: str, method: str, words: list[object], then: Answer) -> None:
        """Ask the login manager without waiting; a refusal is no news."""
        message = QDBusMessage.createMethodCall(_LOGIN, path, interface, method)
        message.setArguments(words)
        watcher = QDBusPendingCallWatcher(self._system.asyncCall(message))
        self._waiting.add(watcher)

        def finish(call: QDBusPendingCallWatcher) -> None:
            self._waiting.discard(watcher)
            if not call.isError():
                then(call.reply().arguments())
            call.deleteLater()  # It holds the answer, and so whatever hangs on that.

        watcher.finished.connect(finish)


def local_buses(why: str, parent: QObject | None = None) -> BusSigns:
    """Listen to the buses of this computer."""
    return BusSigns(QDBusConnection.systemBus(), QDBusConnection.sessionBus(), why, parent=parent)
