"""Conflicts side by side, settled one after the other without leaving the keyboard."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.registry import Registry
from app.services.conflicts import conflicts
from app.services.conflicts.conflicts import Conflict, ConflictOption
from ui.theme.metrics import current_metrics
from ui.widgets.card.times import when
from ui.widgets.conflict_row import ConflictRow, WayRow
from ui.widgets.empty_state import EmptyState
from ui.widgets.emptying import empty
from ui.widgets.labels import label

_SHOWN = 40
_WIDTH = 860
# The title stands in an isolate, so that one written from the right turns only itself around.
_HEADING = "\u2068{title}\u2069 · {kind}"


class Settle(QWidget):
    """Arrows walk through the ways to settle each conflict, Enter takes one."""

    settled = Signal(str, str)  # the conflict, the way
    open_wanted = Signal(str, str)  # kind, record

    def __init__(self, registry: Registry, now: Callable[[], datetime.datetime]) -> None:
        """Take what kinds of records are called, and the clock."""
        super().__init__()
        self._registry, self._now = registry, now
        self._found: tuple[Conflict, ...] = ()
        self._rows: list[ConflictRow] = []
        self._resume: int | None = None
        # The second click of a double click must not settle what has just moved below the pointer.
        self._moved = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        metrics = current_metrics()
        self.empty = EmptyState(
            "success",
            _("Nothing to settle"),
            _("When two laptops change the same thing at the same time, both values are shown here."),
        )
        self._list = QWidget()
        self._list.setProperty("surface", "surface")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(metrics.px(24), metrics.px(8), metrics.px(24), metrics.px(24))
        self._column.setSpacing(metrics.px(12))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._list)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.area)

    def show_conflicts(self, found: Sequence[Conflict]) -> None:
        """Show what is open; after one was settled the keyboard goes to the one that comes next."""
        place, self._resume = self._resume, None
        if tuple(found) == self._found:
            for row in self._rows:
                row.setEnabled(True)
            return
        self._found = tuple(found)
        self._clear()
        for conflict in found[:_SHOWN]:
            row = self._row(conflict)
            self._rows.append(row)
            self._column.addWidget(row)
        if len(found) > _SHOWN:
            rest = len(found) - _SHOWN
            self._column.addWidget(
                label(ngettext("{n} more after these", "{n} more after these", rest).format(n=rest), "muted")
            )
        self._column.addStretch()
        self._stack.setCurrentWidget(self.area if found else self.empty)
        if place is not None:
            self._moved.start()
            self.start(min(place, len(self._rows) - 1))

    def start(self, row: int = 0) -> None:
        """Put the keyboard on a conflict's first way."""
        if self._rows:
            self._rows[max(row, 0)].buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(self._rows[max(row, 0)])
        else:
            self.empty.setFocus(Qt.FocusReason.OtherFocusReason)

    def rows(self) -> list[ConflictRow]:
        """Give the conflicts in sight."""
        return list(self._rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk with the arrows."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QPushButton):
            key = Qt.Key(event.key())
            step = {Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0)}
            if key in step:
                self._walk(watched, *step[key])
                return True
        return super().eventFilter(watched, event)

    def _walk(self, at: QPushButton, down: int, right: int) -> None:
        """Go to the neighbouring way."""
        row = next(number for number, each in enumerate(self._rows) if at in each.buttons)
        way = self._rows[row].buttons.index(at)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            right = -right
        row = min(max(row + down, 0), len(self._rows) - 1)
        ways = self._rows[row].buttons
        ways[min(max(way + right, 0), len(ways) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
        self.area.ensureWidgetVisible(self._rows[row])

    def _row(self, conflict: Conflict) -> ConflictRow:
        """Show one conflict."""
        kind = _(self._registry[conflict.kind].one) if conflict.kind in self._registry else conflict.kind
        ways = [self._way(conflict, option) for option in conflict.options]
        number = len(self._rows)
        row = ConflictRow(
            _HEADING.format(title=conflict.title, kind=kind), conflict.sentence, ways, open_text=_("Show it")
        )
        row.setMaximumWidth(current_metrics().px(_WIDTH))
        for each in row.buttons:
            each.installEventFilter(self)

        def settle(key: object) -> None:
            if self._moved.isActive():
                return
            self._resume = number
            row.setEnabled(False)  # A second click must not meet a conflict that is gone.
            self.settled.emit(conflict.id, str(key))

        row.settled.connect(settle)
        row.opened.connect(lambda: self.open_wanted.emit(conflict.kind, conflict.record))
        return row

    def _way(self, conflict: Conflict, option: ConflictOption) -> WayRow:
        """Write one way to settle a conflict."""
        at = when(option.at, self._now()) if option.at is not None else ""
        if conflict.sort == conflicts.FIELD:
            return WayRow(
                option.key, option.label, " · ".join(part for part in (option.who, at) if part), _("Keep this")
            )
        if conflict.sort == conflicts.DELETED:
            words = _("{who} changed it") if option.key == conflicts.KEEP else _("{who} deleted it")
            return WayRow(option.key, words.format(who=option.who), at, option.label)
        return WayRow(option.key, option.label, at, _("Do this"))

    def _clear(self) -> None:
        """Take all rows away."""
        self._rows = []
        empty(self._column)
