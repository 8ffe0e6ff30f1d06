"""A room of the house: one page of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.records.changes import Changed
from app.services.unfinished import UnfinishedText
from ui.frame.command import Command
from ui.frame.desk import Desk


class RoomSign(NamedTuple):
    """What is known of a room before it is imported: its package says it, and its class takes it over."""

    key: str
    title: str  # marked with N_
    icon: str
    shows: frozenset[str] = frozenset()  # the kinds of record that this room opens
    takes: frozenset[str] = frozenset()  # the sorts of files that may be dropped here (see `app.services.files`)


class RoomPage(QWidget):
    """Subclass it, say what it is called, build it in `build`, and fill it in `refresh`.

    `refresh` is called when the room is entered and stale, and when one of its `kinds` changed while it is in
    sight. It asks the desk and fills the page when the answer comes.
    """

    key: ClassVar[str]
    title: ClassVar[str]  # marked with N_
    icon: str
    kinds: frozenset[str] = frozenset()  # the kinds of record that, when changed, make it stale
    shows: frozenset[str] = frozenset()  # as in `RoomSign`
    takes: frozenset[str] = frozenset()

    def __init__(self, desk: Desk) -> None:
        """Build the page; nothing is asked before it is entered."""
        super().__init__()
        self.desk = desk
        self._stale = True
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(0)
        self.build()
        desk.changed.connect(self._on_changed)

    # What each room says for itself.

    def build(self) -> None:
        """Put the page together; add to `self.page`."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Ask for what the page shows."""

    def start(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def filter(self) -> bool:
        """Put the keyboard into the page's filter; False if it has none."""
        return False

    def new(self) -> bool:
        """Begin a new record; False if nothing can be made here."""
        return False

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a record of a kind in `shows`."""

    def show_page(self, name: str, about: str = "") -> None:
        """Show a page that another room leads to, about a record; what a room does not have it does not show."""

    def commands(self) -> Sequence[Command]:
        """Give what can be done here and nowhere else."""
        return ()

    def leave(self) -> bool:
        """Commit what is being typed; False if the person should look at it first."""
        return True

    def unfinished(self) -> Sequence[UnfinishedText] | None:
        """Give what is being written and could not be kept on leaving; None if this room keeps nothing."""
        return None

    # What the frame calls.

    def enter(self) -> None:
        """Come into sight."""
        if self._stale:
            self._stale = False
            self.refresh()

    def _on_changed(self, changed: Changed) -> None:
        """Refresh now if in sight, later if not."""
        if not self.kinds & changed.kinds:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
