"""The panic key: Shift and Escape, in whichever of our windows the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWindow

# Two keys at the edge of every keyboard, one hand, found blindly. No system takes the pair, no letter is near it,
# and Escape alone, which people press often, stays what it is.
PANIC_KEY = "Shift+Esc"


class PanicKey(QObject):
    """Listens before any field or dialog does, because it must work whatever stands in front."""

    pressed = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the key to ourselves, however long it is held."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.ShiftModifier:
            return False
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self.pressed.emit()
        return True


class EveryWindow(QObject):
    """Puts filters on each window of the program as soon as it has the keyboard, dialogs among them.

    On windows and not on the application: there they would see every event of every widget, and slow it all down.
    """

    def __init__(self, filters: list[QObject], parent: QObject | None = None) -> None:
        """Take the filters; whoever makes this tells it of windows."""
        super().__init__(parent)
        self._filters = filters

    def watch(self, window: QWindow | None) -> None:
        """Put the filters on one window; doing it twice does no harm."""
        if window is not None:
            for each in self._filters:
                window.installEventFilter(each)
