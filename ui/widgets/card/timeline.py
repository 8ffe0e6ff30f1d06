"""What happened to a record: who, when, what, from which value to which."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.records.record_type import RecordType
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.snapshot import ShownEntry
from ui.widgets.card.times import when
from ui.widgets.card.words import field_label, value_text
from ui.widgets.emptying import empty
from ui.widgets.labels import breakable, label
from ui.widgets.tips import plain_tip

_AT_ONCE = 20


class HistoryTimeline(QWidget):
    """The newest first; older ones behind a button."""

    def __init__(self, kind: RecordType, now: Callable[[], datetime.datetime]) -> None:
        """Start empty."""
        super().__init__()
        self._kind, self._now = kind, now
        self._entries: Sequence[ShownEntry] = ()
        self._titles: Mapping[str, str] = {}
        self._shown = 0
        self.setAccessibleName(_("History"))
        metrics = current_metrics()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, metrics.px(8), 0, 0)
        self._layout.setSpacing(0)
        self.more = button(_("Show older"), self._show_more, kind="link")
        self.more.setParent(self)  # Of a button without a place nobody lets go, nor of what it calls.
        self.more.hide()

    def show_entries(self, entries: Sequence[ShownEntry], titles: Mapping[str, str]) -> None:
        """Show a history that is given oldest first."""
        self._layout.removeWidget(self.more)
        empty(self._layout)
        self._entries, self._titles, self._shown = entries[::-1], titles, 0
        if not entries:
            self._layout.addWidget(label(_("Nothing has happened here yet."), "muted"))
            self.more.hide()
            return
        self._show_more()

    def _show_more(self) -> None:
        """Add the next few lines."""
        self._layout.removeWidget(self.more)
        upto = min(self._shown + _AT_ONCE, len(self._entries))
        for entry in self._entries[self._shown : upto]:
            self._layout.addWidget(self._line(entry))
        self._shown = upto
        self._layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.setVisible(upto < len(self._entries))

    def _line(self, entry: ShownEntry) -> QWidget:
        """Write one line: what happened, and below it who and when."""
        metrics = current_metrics()
        line = QFrame()
        line.setProperty("role", "entry")
        layout = QVBoxLayout(line)
        layout.setContentsMargins(0, metrics.px(6), 0, metrics.px(6))
        layout.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(metrics.px(6))
        words = self.words_of(entry)
        said = label(breakable(words), wrap=True)
        said.setAccessibleName(words)
        top.addWidget(said, 1)
        layout.addLayout(top)
        small = label(f"{entry.who} · {when(entry.at, self._now())}", "small", wrap=True)
        small.setToolTip(plain_tip(entry.at.isoformat(" ", "minutes")))
        layout.addWidget(small)
        return line

    def words_of(self, entry: ShownEntry) -> str:
        """Say in words what happened."""
        if not entry.field:
            return _("{what} {done}").format(what=_(self._kind.one), done=_(entry.what))
        name = field_label(self._kind, entry.field)
        before, after = (
            value_text(self._kind, entry.field, value, self._titles) for value in (entry.before, entry.after)
        )
        if entry.what in {"added", "removed"}:  # members of a set, by the marked words of the log
            return _("{field}: {words} {done}").format(field=name, words=after, done=_(entry.what))
        if not before:
            return f"{name}: {after}" if after else name
        if not after:
            return _("{field}: {before} taken out").format(field=name, before=before)
        return f"{name}: {before} → {after}"
