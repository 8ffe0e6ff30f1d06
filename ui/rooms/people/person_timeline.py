"""Everything that touches a person, on their card: newest first, each line opens its record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.capabilities.people.timeline import TimelineEvent
from app.i18n import _
from app.records.days import format_day
from ui.theme.metrics import current_metrics
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable


class PersonTimeline(QWidget):
    """Arrows go through it, Enter opens the record."""

    opened = Signal(str, str)  # kind, record

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.events: Sequence[TimelineEvent] = ()
        self.table = PlainTable(
            [_("Day"), _("What"), _("In words")], _("Everything that touches this person"), narrow=(0, 1)
        )
        self.table.on_key(self._open, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.table.cellDoubleClicked.connect(lambda *_cell: self._open())
        self.table.setMinimumHeight(current_metrics().px(420))
        self.nothing = label(_("Nothing has happened here yet."), "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, current_metrics().px(8), 0, 0)
        layout.addWidget(self.nothing)
        layout.addWidget(self.table, 1)

    def show_events(self, events: Sequence[TimelineEvent]) -> None:
        """Show the lines."""
        self.events = events
        self.nothing.setVisible(not events)
        self.table.setVisible(bool(events))
        self.table.fill([(format_day(each.day), _what(each), _said(each)) for each in events])

    def _open(self) -> None:
        """Open the record of the chosen line."""
        row = self.table.currentRow()
        if 0 <= row < len(self.events):
            self.opened.emit(self.events[row].kind, self.events[row].record)


def _what(event: TimelineEvent) -> str:
    """Say what it is, and as what it names the person."""
    return _("{what} ({role})").format(what=event.title, role=event.role.lower()) if event.role else event.title


def _said(event: TimelineEvent) -> str:
    """Say it in words; of whom, if of somebody who was merged."""
    return _("{words} (of {name})").format(words=event.words, name=event.of) if event.of else event.words
