"""All that keeps the window from eyes it is not for, put together for one window."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import _, ngettext
from app.services.settings.caution import Caution
from ui.frame.command import Command
from ui.frame.main_window import MainWindow
from ui.guard.clipboard import ClipboardGuard
from ui.guard.cover import Cover
from ui.guard.panic_key import PANIC_KEY, EveryWindow, PanicKey
from ui.guard.privacy import Privacy
from ui.guard.signs import Signs
from ui.platform.dialogs import close_open_dialog
from ui.platform.idle import IdleWatch

if TYPE_CHECKING:
    from ui.guard.settings_card import SettingsCard

_MOST_IN_FRONT = 16


class Guard(QObject):
    """Say when to leave (`left`, `panicked`); whoever owns it locks the vault and then calls `end`."""

    left = Signal()
    panicked = Signal()
    said = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        idle: IdleWatch,
        random: Callable[[int], bytes],
        anything: Callable[[], bool],
        save: Callable[[Caution], object],
        parent: QObject | None = None,
    ) -> None:
        """Take the window, and whom to ask whether something in it is to be covered; `save` notes choices."""
        super().__init__(parent)
        self._idle, self._save = idle, save
        self._signs: Signs | None = None
        self.caution = Caution()
        self.cover = Cover(window)
        self.privacy = Privacy(self.cover, anything, self)
        self.clipboard = ClipboardGuard(QGuiApplication.clipboard(), random, self)
        self.panic_key = PanicKey(self)
        idle.rested.connect(self.privacy.on_rest)
        idle.woke.connect(self.left)
        self.panic_key.pressed.connect(self.panicked)
        self.clipboard.copied.connect(self._on_copied)
        self.windows = EveryWindow([idle, self.panic_key], self)
        self._app = QApplication.instance()
        if isinstance(self._app, QApplication):
            self._app.applicationStateChanged.connect(self.privacy.on_state)
            self._app.focusWindowChanged.connect(self.windows.watch)

    def use(self, caution: Caution) -> None:
        """Be as careful as this from now on."""
        self.caution = caution
        self._idle.set_after(datetime.timedelta(minutes=caution.idle_minutes))
        self.privacy.covering = caution.covering
        self.clipboard.set_seconds(caution.clipboard_seconds)

    def choose(self, caution: Caution) -> None:
        """Be as careful as somebody chose, today and after the next start."""
        self.use(caution)
        self._save(caution)

    def settings_card(self) -> SettingsCard:
        """Give a card on which all this is set, for the room that wants to show it."""
        from ui.guard.settings_card import SettingsCard

        return SettingsCard(self.caution, self.choose)

    def listen(self, signs: Signs | None) -> None:
        """Leave when the system says so."""
        self._signs = signs
        if signs is not None:
            signs.leaving.connect(self.left)

    def stop(self) -> None:
        """Listen to nothing any more, because the window is closed."""
        self.release()
        self.clipboard.stop()
        if isinstance(self._app, QApplication):
            self._app.applicationStateChanged.disconnect(self.privacy.on_state)
            self._app.focusWindowChanged.disconnect(self.windows.watch)

    def commands(self, workplace: QWidget) -> list[Command]:
        """Give what can be done from everywhere. The panic key is heard in every window, and so bound nowhere."""
        from ui.guard.settings_panel import SettingsPanel

        group = _("Everywhere")
        panel = SettingsPanel(workplace, self.settings_card)
        return [
            Command(
                _("Cover the page"),
                self.privacy.cover_now,
                "hide",
                ("Ctrl+Shift+H",),
                group,
                _("blur hide eyes"),
            ),
            Command(
                _("Panic: hide and lock at once"),
                self.panicked.emit,
                "lock",
                (PANIC_KEY,),
                group,
                _("emergency alarm minimise"),
                heard_elsewhere=True,
            ),
            Command(
                _("Privacy on this computer"),
                panel.open,
                "settings",
                (),
                group,
                _("settings idle lock minutes clipboard cover"),
            ),
        ]

    def black_out(self) -> bool:
        """Take everything out of sight before anything slow is done; say whether a dialog was in the way."""
        self.cover.put_up(blank=True)
        for _number in range(_MOST_IN_FRONT):
            popup = QApplication.activePopupWidget()
            if popup is None:
                break
            popup.close()
        found = False
        for _number in range(_MOST_IN_FRONT):
            if not close_open_dialog():
                break
            found = True
        self.clipboard.clear()
        return found

    def end(self) -> None:
        """Uncover the window, in which nothing is left to be seen, and keep no copy of what was."""
        self.cover.forget()
        self.cover.take_down()
        self.clipboard.clear()

    def release(self) -> None:
        """Let the system fall asleep, because the vault is closed."""
        if self._signs is not None:
            self._signs.release()

    def _on_copied(self, seconds: int) -> None:
        """Say how long a copy lasts, so that nobody looks for it in vain."""
        if seconds:
            self.said.emit(
                ngettext("Copied. Gone in {n} second.", "Copied. Gone in {n} seconds.", seconds).format(n=seconds)
            )
