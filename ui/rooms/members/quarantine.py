"""What waits in quarantine: batches with their changes in words, taken over as a whole or in part, or left."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.registry import Registry
from app.services.members.quarantine import AsideBatch, Waiting, WaitingChange
from ui.rooms.members.layout import LineColumn, StateLine, sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.times import when
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import hairline, label

_BATCHES, _CHANGES, _TITLES = 20, 60, 8


class BatchLine(QFrame):
    """What a laptop signed together. Whole batches need a note, because others will ask why."""

    whole_wanted = Signal(str, str)  # the batch, the note
    part_wanted = Signal(str, list)  # the batch, which of its changes
    leave_wanted = Signal(str, str)  # the batch, the note

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
        column.addWidget(sentence(waiting.why, "muted"))
        self.setAccessibleName(heading)
        self.setAccessibleDescription(waiting.why)
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
        self.note.setPlaceholderText(_("Why, for the others: “I asked Bo about it”"))
        self.note.setAccessibleName(_("Why you take the whole batch over, or leave it out"))
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
        self.leave_button = button(
            _("Leave it out"),
            lambda: self.leave_wanted.emit(waiting.segment, self.note.text().strip()),
            name=_("Leave out {what}").format(what=heading),
            tip=_("It goes on counting for nobody, and asks nobody any more. Needs a sentence that says why."),
        )
        foot.addWidget(self.note, 1)
        foot.addWidget(self.leave_button)
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
        for each in (self.whole_button, self.leave_button):
            each.setEnabled(bool(self.note.text().strip()))
        self.part_button.setEnabled(bool(self.chosen()))


class QuarantinePage(QWidget):
    """What is not taken over counts for nobody; what was left out stands below and can be looked at again."""

    whole_wanted = Signal(str, str)
    part_wanted = Signal(str, list)
    leave_wanted = Signal(str, str)
    again_wanted = Signal(str)  # the decision that is taken back

    def __init__(self, registry: Registry, now: Callable[[], datetime.datetime]) -> None:
        """Take what records are called, and the clock."""
        super().__init__()
        self._registry, self._now = registry, now
        self.batches: list[BatchLine] = []
        self.left_out: list[StateLine] = []
        self._found: tuple[Waiting, ...] | None = None
        self.empty = EmptyState(
            "success",
            _("Nothing in quarantine"),
            _(
                "When a laptop was suspended or removed, what it writes afterwards waits here and counts for nobody, "
                "until somebody has looked at it and takes it over."
            ),
        )
        self.column = LineColumn(_("Quarantine"))
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
        open_ones = [each for each in found if each.aside is None]
        if open_ones:
            self.column.add(label(_("Look at these when you have a quiet moment"), "heading"))
            self.column.add(
                sentence(
                    _(
                        "They count for nobody and do no harm. Ask whoever wrote them, in person or by telephone. Then "
                        "take over what is right, and leave out the rest."
                    ),
                    "muted",
                ),
                above=4,
            )
        for waiting in open_ones[:_BATCHES]:
            batch = BatchLine(waiting, self._registry, self._now())
            batch.note.setText(notes.get(waiting.segment, ""))
            batch.whole_wanted.connect(self.whole_wanted)
            batch.part_wanted.connect(self.part_wanted)
            batch.leave_wanted.connect(self.leave_wanted)
            self.batches.append(batch)
            self.column.add(batch, above=12)
        if (rest := len(open_ones) - _BATCHES) > 0:
            words = ngettext("{n} more batch after these", "{n} more batches after these", rest).format(n=rest)
            self.column.add(label(words, "muted"), above=12)
        self.left_out = [self._left_out(each, each.aside) for each in found if each.aside is not None]
        if self.left_out:
            self.column.add(label(_("Looked at and left out"), "heading"), above=32 if open_ones else 0)
        for line in self.left_out:
            self.column.add(line)

    def _left_out(self, batch: Waiting, aside: AsideBatch) -> StateLine:
        heading = _("{name}’s laptop, {when}").format(name=batch.name, when=when(batch.at, self._now()))
        said = _("{name} left it out: {reason}").format(name=aside.by, reason=aside.reason)
        titles = ", ".join(filter(None, (change.title for change in batch.changes[:_TITLES])))
        text = _("Look at it again")
        again = button(text, lambda: self.again_wanted.emit(aside.record), name=f"{text}: {heading}")
        count = ngettext("{n} change", "{n} changes", len(batch.changes)).format(n=len(batch.changes))
        return StateLine("remove", heading, (said, titles), again, state=count)

    def start(self) -> None:
        """Put the keyboard on the first change."""
        ticks = [tick for batch in self.batches for tick, _index in batch.ticks]
        (ticks[0] if ticks else self).setFocus(Qt.FocusReason.OtherFocusReason)
