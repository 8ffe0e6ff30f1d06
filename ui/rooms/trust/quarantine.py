"""What waits in quarantine: batches with their changes in words, taken over as a whole or in part, or left."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from app.domain.registry import Registry
from app.i18n import _, ngettext
from app.services.quarantine import Waiting, WaitingChange
from ui.rooms.trust.layout import Column, sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.times import when
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import hairline, label

_BATCHES, _CHANGES = 20, 60


class Batch(QFrame):
    """What a laptop signed together. Whole batches need a note, because others will ask why."""

    whole_wanted = Signal(str, str)  # the batch, the note
    part_wanted = Signal(str, list)  # the batch, which of its changes

    def __init__(self, waiting: Waiting, registry: Registry, now: datetime.datetime) -> None:
        """Write it out."""
        super().__init__()
        self.waiting = waiting
        self.setProperty("surface", "card")
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        column.setSpacing(metrics.px(8))
        heading = _("{name}’s laptop, {when}").format(name=waiting.name, when=when(waiting.at, now))
        top = QHBoxLayout()
        top.addWidget(label(heading, "strong"), 1)
        top.addWidget(label(waiting.circle, "small"))
        column.addLayout(top)
        self.setAccessibleName(heading)
        self.ticks: list[tuple[QCheckBox, int]] = []
        for change in waiting.changes[:_CHANGES]:
            column.addWidget(self._change(change, registry))
        if (rest := len(waiting.changes) - _CHANGES) > 0:
            words = ngettext("{n} more change", "{n} more changes", rest).format(n=rest)
            column.addWidget(label(words, "muted"))
        if not waiting.changes:
            column.addWidget(label(_("Nothing in it that this laptop can show."), "muted"))
        column.addWidget(hairline())
        foot = QHBoxLayout()
        foot.setSpacing(metrics.px(8))
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Why it can be trusted: “I asked Bo about it”"))
        self.note.setAccessibleName(_("Why the whole batch can be trusted"))
        self.note.setMinimumHeight(metrics.px(32))
        self.whole_button = button(
            _("Take over all"),
            lambda: self.whole_wanted.emit(waiting.segment, self.note.text().strip()),
            name=_("Take over all of {what}").format(what=heading),
            tip=_("With everything that this laptop wrote before it. Needs a sentence that says why."),
        )
        self.part_button = button(
            _("Take over what is ticked"),
            lambda: self.part_wanted.emit(waiting.segment, self.chosen()),
            name=_("Take over what is ticked of {what}").format(what=heading),
            tip=_("Made once more as your own change; the batch stays here."),
        )
        foot.addWidget(self.note, 1)
        foot.addWidget(self.whole_button)
        foot.addWidget(self.part_button)
        column.addLayout(foot)
        self.note.textChanged.connect(lambda _text: self._enable())
        self._enable()

    def chosen(self) -> list[int]:
        """Give the places of the changes that are ticked."""
        return [index for tick, index in self.ticks if tick.isChecked()]

    def _change(self, change: WaitingChange, registry: Registry) -> QWidget:
        """Write one change: what happens to which record, and what it sets."""
        kind = _(registry[change.kind].one) if change.kind in registry else _("something this version does not know")
        holder = QWidget()
        line = QVBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        heading = _("{kind} {what}: {title}").format(kind=kind, what=_(change.what), title=change.title or _("unnamed"))
        tick = QCheckBox(heading)
        tick.setAccessibleName(heading)
        tick.toggled.connect(lambda _on: self._enable())
        self.ticks.append((tick, change.index))
        line.addWidget(tick)
        values = " · ".join(f"{name}: {value}" for name, value in change.values if value)
        if values:
            shown = sentence(values, "small")
            shown.setContentsMargins(current_metrics().px(24), 0, 0, 0)
            tick.setAccessibleDescription(values)
            line.addWidget(shown)
        return holder

    def _enable(self) -> None:
        self.whole_button.setEnabled(bool(self.note.text().strip()))
        self.part_button.setEnabled(bool(self.chosen()))


class QuarantinePage(QWidget):
    """Leaving is doing nothing: what is not taken over counts for nobody and stays here."""

    whole_wanted = Signal(str, str)
    part_wanted = Signal(str, list)

    def __init__(self, registry: Registry, now: Callable[[], datetime.datetime]) -> None:
        """Take what records are called, and the clock."""
        super().__init__()
        self._registry, self._now = registry, now
        self.batches: list[Batch] = []
        self._found: tuple[Waiting, ...] | None = None
        self.empty = EmptyState(
            "success",
            _("Nothing in quarantine"),
            _(
                "When a laptop was suspended or removed, what it writes afterwards waits here and counts for nobody, "
                "until somebody has looked at it and takes it over."
            ),
        )
        self.column = Column(_("Quarantine"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.column)

    def show_waiting(self, found: Sequence[Waiting]) -> None:
        """Show what waits; what is being typed stays if nothing is new."""
        if tuple(found) == self._found:
            return
        self._found = tuple(found)
        notes = {each.waiting.segment: each.note.text() for each in self.batches}
        self.column.clear()
        self.batches = []
        self._stack.setCurrentWidget(self.column if found else self.empty)
        if not found:
            return
        self.column.add(
            sentence(_("These changes count for nobody. Take over what is right; leave the rest as it is."), "muted")
        )
        for waiting in found[:_BATCHES]:
            batch = Batch(waiting, self._registry, self._now())
            batch.note.setText(notes.get(waiting.segment, ""))
            batch.whole_wanted.connect(self.whole_wanted)
            batch.part_wanted.connect(self.part_wanted)
            self.batches.append(batch)
            self.column.add(batch, above=12)
        if (rest := len(found) - _BATCHES) > 0:
            words = ngettext("{n} more batch after these", "{n} more batches after these", rest).format(n=rest)
            self.column.add(label(words, "muted"), above=12)

    def start(self) -> None:
        """Put the keyboard on the first change."""
        ticks = [tick for batch in self.batches for tick, _index in batch.ticks]
        (ticks[0] if ticks else self).setFocus(Qt.FocusReason.OtherFocusReason)
