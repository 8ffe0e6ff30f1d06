"""A bundle looked into: what taking it would change, what is odd about it, and the two ways on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QProgressBar, QVBoxLayout

from app.i18n import N_, _, ngettext
from app.records.registry import Registry
from app.services.exchange.deletion_guard import Loss, deletes_many
from app.services.exchange.exchange import RecordChange, TakenBundle
from ui.rooms.exchange import words
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.times import when
from ui.widgets.empty_state import EmptyState
from ui.widgets.emptying import empty
from ui.widgets.filter_bar import FilterBar
from ui.widgets.notice import Notice
from ui.widgets.table.column import RowPage, RowsRequest, ShownRow, TableColumn
from ui.widgets.table.record_table import RecordTable
from ui.widgets.task_page import TaskPage

_WHAT = {words.NEW: N_("new"), words.CHANGED: N_("changed"), words.DELETED: N_("deleted"), words.ERASED: N_("erased")}
_CONFLICT = "conflict"
_NAMED_RULES = 3


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One record of the bundle as a row."""

    id: str
    values: Mapping[str, Any]
    flagged: bool


class LookPage(TaskPage):
    """Nothing has happened yet while this page is in sight."""

    take_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, registry: Registry, now: Callable[[], datetime.datetime]) -> None:
        """Take what records are called, and the clock."""
        super().__init__(_("Looking into the bundle…"), wide=True)
        self._registry, self._now = registry, now
        self._rows: list[ChangeRow] = []
        self._busy = False
        metrics = current_metrics()
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setTextVisible(False)
        self.waiting.setMaximumWidth(metrics.px(320))
        self.waiting.setAccessibleName(_("Working"))
        self.body.addWidget(self.waiting)
        self.notices = QVBoxLayout()
        self.notices.setSpacing(metrics.px(8))
        self.body.addLayout(self.notices)
        self.bar = FilterBar(_("Filter the changes"))
        self.bar.changed.connect(self._on_filter)
        self.body.addWidget(self.bar)
        empty = EmptyState(
            "success", _("Nothing here that you lack"), _("It only says who has what. Taking it does no harm.")
        )
        nothing = EmptyState("filter", _("Nothing fits"))
        nothing.offer(_("Show all"), self.bar.clear, primary=False)
        columns = [
            _column("title", _("What"), 20),
            _column("kind", _("Kind"), 8),
            _column("what", _("Change"), 7),
            _column("fields", _("Fields"), 20),
        ]
        self.table = RecordTable(
            columns, self._fetch, name=_("What would change"), empty=empty, nothing=nothing, compact=True
        )
        self.body.addWidget(self.table, 1)
        self.sure = QCheckBox()
        self.sure.toggled.connect(lambda _on: self._enable())
        self.body.addWidget(self.sure)
        self.body.addStretch()  # Takes the room while there is no list.
        self.take_button = button(_("Take it"), self._take, kind="primary", icon="done")
        self.leave_button = button(_("Leave it"), self.leave_wanted.emit)
        self.offer(self.take_button, self.leave_button)
        self.wait("")

    def wait(self, name: str) -> None:
        """Wait while a file is being looked into."""
        self.banner.dismiss()
        self._clear()
        self.say(_("Looking into the bundle…"), name)
        self._show_parts(False)
        self._busy = True
        self._enable()

    def show_taken(self, taken: TakenBundle, losses: Sequence[Loss] = ()) -> None:
        """Show what the bundle would do; `losses` says of which kinds how many records would go."""
        self._busy = False
        self._clear()
        made = when(taken.made_at, self._now())
        self.say(_("A bundle from {sender}").format(sender=taken.sender), _("Made {when}.").format(when=made))
        self._tell(taken)
        order = {name: place for place, name in enumerate(self._registry.types)}
        ordered = sorted(taken.changes, key=lambda change: (order[change.kind], change.title.casefold()))
        self._rows = [self._row(change) for change in ordered]
        self.bar.set_chips(self._chips(taken.changes))
        self._show_parts(True)
        self.bar.setVisible(len(self._rows) > 1)
        self.table.restart()
        gone = words.deleted(taken)
        sure = deletes_many(losses)
        if sure:
            text = _("It deletes {losses}. Look through them before you take it: they would go here as well.")
            notice = Notice(text.format(losses=words.loss_words(self._registry, losses)), tone="harm", icon="delete")
            self.notices.insertWidget(0, notice)
            if (chip := self.bar.chips.get(words.DELETED)) is not None:
                chip.setChecked(True)
        self.sure.setChecked(False)
        self.sure.setVisible(sure)
        text = ngettext("{n} record goes. That is what was meant.", "{n} records go. That is what was meant.", gone)
        self.sure.setText(text.format(n=f"{gone:n}"))
        self.sure.setAccessibleName(self.sure.text())
        self.note.setText(words.counts(taken))
        self._enable()

    def set_busy(self, busy: bool) -> None:
        """Let the bundle be taken once."""
        self._busy = busy
        self.waiting.setVisible(busy)
        self._enable()

    def start(self) -> None:
        """Put the keyboard where it does no harm in haste: into the list, and not on Take."""
        (self.table if self.table.isVisible() else self.leave_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        """Ask for it, once."""
        self.set_busy(True)
        self.banner.dismiss()
        self.take_wanted.emit()

    def _tell(self, taken: TakenBundle) -> None:
        """Say all there is to know before deciding."""
        if taken.members:
            names = ", ".join(taken.members)
            count = len(taken.members)
            text = ngettext("{names} joined the group.", "{names} joined the group.", count).format(names=names)
            self._notice(text, "info", "join")
        if taken.seen_before:
            self._notice(_("You have taken this very bundle before. Taking it again changes nothing."), "info", "info")
        for sentence in taken.broken[:_NAMED_RULES]:
            self._notice(sentence, "attention", "conflict")
        if len(taken.broken) > _NAMED_RULES:
            rest = len(taken.broken) - _NAMED_RULES
            text = ngettext("{n} more conflict like this.", "{n} more conflicts like this.", rest).format(n=rest)
            self._notice(text, "attention", "conflict")
        if fields := words.disputes(taken):
            text = ngettext(
                "{n} value was changed here too. Both are kept, and you settle it afterwards.",
                "{n} values were changed here too. Both are kept, and you settle them afterwards.",
                fields,
            )
            self._notice(text.format(n=f"{fields:n}"), "attention", "conflict")
        for sentence in words.warnings(taken):
            self._notice(sentence, "attention", "attention")

    def _notice(self, text: str, tone: str, icon: str) -> None:
        """Put a sentence above the list."""
        self.notices.addWidget(Notice(text, tone=tone, icon=icon))

    def _chips(self, changes: Sequence[RecordChange]) -> list[tuple[str, str]]:
        """Offer to see only what is new, changed, deleted, or in conflict."""
        chips: list[tuple[str, str]] = []
        for what, text in _WHAT.items():
            count = sum(change.what == what for change in changes)
            if count:
                chips.append((what, f"{_(text)} {count:n}"))
        count = sum(bool(change.disputed) for change in changes)
        if count:
            chips.append((_CONFLICT, _("to settle {n}").format(n=f"{count:n}")))
        return chips if len(chips) > 1 else []

    def _row(self, change: RecordChange) -> ChangeRow:
        """Write one record."""
        kind = self._registry[change.kind]
        fields = ", ".join(words.field_words(kind, change))
        values = {"title": change.title or _("(without a name)"), "kind": _(kind.one), "what": _(_WHAT[change.what])}
        return ChangeRow(change.record, values | {"fields": fields, "_what": change.what}, bool(change.disputed))

    def _fetch(self, request: RowsRequest, answer: Callable[[RowPage], None]) -> None:
        """Give the rows that fit."""
        wanted, said = self.bar.on(), self.bar.words().casefold()
        fitting = [
            row
            for row in self._rows
            if (not wanted or row.values["_what"] in wanted or (row.flagged and _CONFLICT in wanted))
            and (not said or said in f"{row.values['title']} {row.values['kind']} {row.values['fields']}".casefold())
        ]
        rows: Sequence[ShownRow] = fitting[request.offset : request.offset + request.limit]
        answer(RowPage(rows, len(fitting)))

    def _on_filter(self, _words: str, _chips: object) -> None:
        """Show what fits."""
        self.table.filtered = self.bar.is_filtering()
        self.table.restart()

    def _enable(self) -> None:
        """Allow to take it when it is understood and not being taken already."""
        self.take_button.setEnabled(not self._busy and (self.sure.isHidden() or self.sure.isChecked()))

    def _show_parts(self, shown: bool) -> None:
        """Show what a bundle holds, or that it is being looked into."""
        self.waiting.setVisible(not shown)
        for each in (self.bar, self.table, self.take_button, self.note):
            each.setVisible(shown)
        if not shown:
            self.sure.hide()

    def _clear(self) -> None:
        """Forget the bundle before."""
        self._rows = []
        self.bar.clear()
        empty(self.notices)


def _column(key: str, text: str, weight: int) -> TableColumn:
    """Make a column that shows one of the values."""
    return TableColumn(key, text, lambda row: str(row.values[key]), weight, sortable=False)
