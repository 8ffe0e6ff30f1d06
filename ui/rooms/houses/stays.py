"""All stays that ever were, as a list that can be sorted and filtered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal

from app.i18n import N_, ngettext
from ui.records.record_room import RecordRoom
from ui.widgets.table.column import TableColumn

_WIDTHS = {"person": (16, 110), "bed": (20, 100), "from_day": (10, 104), "to_day": (10, 104), "status": (10, 76)}


class StaysList(RecordRoom):
    """Lives inside the room of houses; the newest arrivals stand first."""

    count_told = Signal(str)
    key, title, icon, kind = "stays", N_("Stays"), "stay", "stay"
    kinds = frozenset({"stay", "bed", "room", "house", "person"})
    purpose = N_("Who stays in which bed, from when until when. Plan a stay here, or on a free bed among the beds.")
    hint = N_("Choose a stay from the list to see or change it.")
    chip_field = "status"
    asks_first = ("person", "bed", "from_day", "to_day", "purpose")

    def build(self) -> None:
        """Put the page together, below the heading of the room that it is part of."""
        super().build()
        self._sorted = False
        for each in (self.header.title, self.header.note, self.new_button):
            each.hide()

    def say_count(self, total: int) -> None:
        """Let the room that it is part of say how many there are."""
        self.count_told.emit(ngettext("{n} stay", "{n} stays", total).format(n=f"{total:n}"))

    def columns(self) -> Sequence[TableColumn]:
        """Give names more room than days."""
        derived = {column.key: column for column in super().columns()}
        return [replace(derived[key], weight=weight, least=least) for key, (weight, least) in _WIDTHS.items()]

    def refresh(self) -> None:
        """Put the newest first until the person wants another order."""
        if not self._sorted:
            self._sorted = True
            self.table.view.sort_by(list(_WIDTHS).index("from_day"), Qt.SortOrder.DescendingOrder)
        super().refresh()
