"""When the window is covered: on wish, when one turns to another window, when one sits before it and reads nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Qt

from app.services.settings.caution import Covering
from ui.guard.cover import Cover


class Privacy(QObject):
    """Puts the cover up, and takes it down by itself only where the person's coming back can be told."""

    def __init__(self, cover: Cover, anything: Callable[[], bool], parent: QObject | None = None) -> None:
        """Take the cover, and whom to ask whether there is anything to cover."""
        super().__init__(parent)
        self._cover, self._anything = cover, anything
        self._why: Literal["", "wish", "left", "rest"] = ""
        self.covering: Covering = "never"

    def cover_now(self) -> None:
        """Cover because somebody asks for it; it stays until a key or a click."""
        self._put_up("wish")

    def on_rest(self) -> None:
        """Cover because nothing was touched for a while."""
        if self.covering == "rest":
            self._put_up("rest")

    def on_state(self, state: Qt.ApplicationState) -> None:
        """Cover when all our windows are left, and uncover when one of them is come back to."""
        if state == Qt.ApplicationState.ApplicationActive:
            if self._cover.is_up() and self._why == "left":
                self._cover.take_down()
        elif self.covering != "never":
            self._put_up("left")

    def _put_up(self, why: Literal["wish", "left", "rest"]) -> None:
        """Cover, and remember why."""
        if not self._cover.is_up() and self._anything():
            self._why = why
            self._cover.put_up()
