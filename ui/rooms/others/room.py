"""The room of all records that have no room of their own: choose a kind, and see its list and card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.i18n import _
from app.records.record_type import RecordType
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.records.kind_lists import KindList, KindLists
from ui.rooms.others import SIGN
from ui.widgets.combo import ComboBox


class OthersRoom(RoomPage):
    """One list at a time, chosen above it; each is made when it is first looked at."""

    key, title, icon, shows, takes = SIGN

    def __init__(self, desk: Desk, kinds: Sequence[RecordType], attach: Callable[[Any], object] | None = None) -> None:
        """Take the kinds to show, and what serves the attachments of a card."""
        self._types = kinds
        self.shows = self.kinds = frozenset(each.name for each in kinds)
        self._attach = attach
        super().__init__(desk)

    def build(self) -> None:
        """Put the choice above the lists."""
        self.each = KindLists(self.desk, self._types, self._attach)
        self.page.addWidget(self.each, 1)

    @property
    def choice(self) -> ComboBox:
        """Give the choice above the lists."""
        return self.each.choice

    @property
    def lists(self) -> dict[str, KindList]:
        """Give the lists that were looked at."""
        return self.each.lists

    @property
    def here(self) -> KindList | None:
        """Give the list in sight."""
        return self.each.here

    def enter(self) -> None:
        """Come into sight with the list that was there last."""
        self.each.enter()

    def refresh(self) -> None:
        """Fetch the list in sight anew."""
        self.each.refresh()

    def start(self) -> None:
        """Begin in the list."""
        self.each.start()

    def filter(self) -> bool:
        """Go to the filter of the list."""
        return self.each.filter()

    def new(self) -> bool:
        """Begin a new record of the kind in sight."""
        return self.each.new()

    def leave(self) -> bool:
        """Commit what is being typed."""
        return self.each.leave()

    def show_record(self, kind: str, record_id: str) -> None:
        """Show the list of a kind, and a record in it."""
        self.each.show_record(kind, record_id)

    def commands(self) -> Sequence[Command]:
        """Offer to go to each list."""
        here = _(self.title)
        return [
            Command(
                _("Show {what}").format(what=_(each.many).lower()),
                lambda name=each.name: self.each.choose(name),
                "forward",
                (),
                here,
            )
            for each in self._types
        ]
