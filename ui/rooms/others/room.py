"""The room of all records that have no room of their own: choose a kind, and see its list and card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.i18n import N_, _
from app.records.kinds import OneOf
from app.records.record_type import RecordType
from app.records.registry import Registry
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.doors import RoomDoor
from ui.frame.room import RoomPage
from ui.records.record_room import RecordRoom
from ui.theme.icons import NAMES
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label


def kinds_without_room(registry: Registry, rooms: Sequence[RoomPage | RoomDoor]) -> list[RecordType]:
    """Give the kinds that no room shows, that are no part of another, and that people make themselves."""
    shown = {kind for room in rooms for kind in room.shows}
    return [each for each in registry if each.name not in shown and not each.part_of and not each.internal]


class KindList(RecordRoom):
    """The list and card of one kind, derived from its declaration."""

    key, title, icon = "others", N_("More"), "more"
    purpose = N_("Nothing is here yet.")
    hint = N_("Choose one from the list to see its card.")

    def __init__(self, desk: Desk, kind: RecordType) -> None:
        """Take the kind of record."""
        self.kind = kind.name
        parts = {part.name for part in desk.registry.parts_of(kind.name)}
        targets = {each.target for each in kind.references() if each.target in desk.registry}
        self.kinds = frozenset({kind.name, *parts, *(target for target in targets if target)})
        choices = (each.name for each in kind.columns() if isinstance(each.kind, OneOf))
        self.chip_field = next(choices, "")
        self.asks_first = tuple(each.name for each in kind.attributes.values() if each.required or each.column)
        self.icon = kind.name if kind.name in NAMES else "file"
        super().__init__(desk)
        self.header.title.setText(_(kind.many))


class OthersRoom(RoomPage):
    """One list at a time, chosen above it; each is made when it is first looked at."""

    key, title, icon = "others", N_("More"), "more"

    def __init__(self, desk: Desk, kinds: Sequence[RecordType], attach: Callable[[Any], object] | None = None) -> None:
        """Take the kinds to show, and what serves the attachments of a card."""
        self._types = {each.name: each for each in kinds}
        self.shows = self.kinds = frozenset(self._types)
        self._attach = attach
        self.lists: dict[str, KindList] = {}
        super().__init__(desk)

    def build(self) -> None:
        """Put the choice above the lists."""
        metrics = current_metrics()
        self.choice = ComboBox(_("What to show"))
        for each in sorted(self._types.values(), key=lambda kind: _(kind.many).casefold()):
            self.choice.addItem(_(each.many), each.name)
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), 0)
        line.addWidget(label(_("Show"), "muted"))
        line.addWidget(self.choice)
        line.addStretch()
        self.page.addLayout(line)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.page.addWidget(self.stack, 1)
        self.choice.currentIndexChanged.connect(lambda _index: self._show_kind(self.choice.currentData()))

    @property
    def here(self) -> KindList | None:
        """Give the list in sight."""
        found = self.stack.currentWidget()
        return found if isinstance(found, KindList) else None

    def enter(self) -> None:
        """Come into sight with the list that was there last."""
        self._show_kind(self.choice.currentData())

    def refresh(self) -> None:
        """Fetch the list in sight anew."""
        if self.here is not None:
            self.here.refresh()

    def start(self) -> None:
        """Begin in the list."""
        if self.here is None:
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.here.start()

    def filter(self) -> bool:
        """Go to the filter of the list."""
        return self.here is not None and self.here.filter()

    def new(self) -> bool:
        """Begin a new record of the kind in sight."""
        return self.here is not None and self.here.new()

    def leave(self) -> bool:
        """Commit what is being typed."""
        return self.here is None or self.here.leave()

    def show_record(self, kind: str, record_id: str) -> None:
        """Show the list of a kind, and a record in it."""
        self.choice.setCurrentIndex(self.choice.findData(kind))
        self._show_kind(kind)
        if self.here is not None:
            self.here.show_record(kind, record_id)

    def commands(self) -> Sequence[Command]:
        """Offer to go to each list."""
        here = _(self.title)
        return [
            Command(
                _("Show {what}").format(what=_(each.many).lower()),
                lambda name=each.name: self.choice.setCurrentIndex(self.choice.findData(name)),
                "forward",
                (),
                here,
            )
            for each in self._types.values()
        ]

    def _show_kind(self, name: str) -> None:
        """Show the list of a kind, made now if it has not been looked at."""
        if not name:
            return
        if name not in self.lists:
            made = self.lists[name] = KindList(self.desk, self._types[name])
            if self._attach is not None:
                self._attach(made.card.attachments)
            self.stack.addWidget(made)
        self.stack.setCurrentWidget(self.lists[name])
        self.lists[name].enter()
