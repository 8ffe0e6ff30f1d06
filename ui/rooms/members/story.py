"""The history of authority, day by day, as a story that can be read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtCore import QLocale, Qt, QTime
from PySide6.QtWidgets import QCheckBox, QStackedLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.almanac import seen_from
from app.records.days import format_day
from app.services.exchange.oddities import Oddity
from app.services.members.audit_log import StoryLine
from ui.rooms.members.layout import LineColumn, StateLine
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label

_AT_ONCE = 80


class StoryPage(QWidget):
    """The newest day on top; upkeep only when asked for; what did not count struck through, and why."""

    def __init__(self, now: Callable[[], datetime.datetime]) -> None:
        """Take the clock, in whose zone the days are; start empty."""
        super().__init__()
        self._now = now
        self._lines: Sequence[StoryLine] = ()
        self._odd: Sequence[Oddity] = ()
        self.odd_lines: list[StateLine] = []
        self._most = _AT_ONCE
        self.lines: list[StateLine] = []
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.all = QCheckBox(_("Show upkeep too: keys renewed, orders and snapshots signed"))
        self.all.setAccessibleName(self.all.text())
        self.all.toggled.connect(lambda _on: self._show())
        bar = QWidget()
        line = QVBoxLayout(bar)
        line.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), 0)
        line.addWidget(self.all)
        layout.addWidget(bar)
        self.column = LineColumn(_("Story"))
        self.empty = EmptyState("history", _("Nothing was said yet"), _("Who let whom in stands here."))
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.column)
        layout.addWidget(stack, 1)

    def show_story(self, lines: Sequence[StoryLine], odd: Sequence[Oddity] = ()) -> None:
        """Show what was said, given oldest first, below what was odd about bundles on this laptop."""
        if (lines, odd) != (self._lines, self._odd):
            self._lines, self._odd = lines, odd
            self._show()

    def start(self) -> None:
        """Put the keyboard on the choice of what is shown."""
        self.all.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        """Write the newest, and offer those before them."""
        wanted = [line for line in reversed(self._lines) if self.all.isChecked() or not line.quiet]
        self.column.clear()
        self.lines = []
        self._stack.setCurrentWidget(self.column if wanted or self._odd else self.empty)
        now = self._now()
        self.odd_lines = [_odd_line(each, now) for each in self._odd]
        if self.odd_lines:
            self.column.add(label(_("Noticed on this laptop"), "section"))
        for line in self.odd_lines:
            self.column.add(line)
        for day, told in groupby(wanted[: self._most], lambda line: seen_from(line.at, now).date()):
            self.column.add(label(format_day(day), "section"), above=16 if self.lines or self.odd_lines else 0)
            for each in told:
                self.lines.append(_line(each, now))
                self.column.add(self.lines[-1])
        if (rest := len(wanted) - self._most) > 0:
            text = ngettext("Show {n} that came before", "Show {n} that came before", rest).format(n=f"{rest:n}")
            self.column.add(button(text, self._more, kind="link"), above=12)

    def _more(self) -> None:
        self._most += 10 * _AT_ONCE
        self._show()


def _line(told: StoryLine, now: datetime.datetime) -> StateLine:
    """Write one line."""
    void = _("Has no effect: {reason}.").format(reason=told.void) if told.void else ""
    drawing = "remove" if told.void else "key" if told.quiet else "done"
    text = _("{who} {sentence}").format(who=told.who, sentence=told.sentence)
    return StateLine(drawing, text, (void,), state=_clock(seen_from(told.at, now)), struck=bool(told.void), plain=True)


def _odd_line(odd: Oddity, now: datetime.datetime) -> StateLine:
    """Write what was odd, and what to do about it."""
    at = seen_from(odd.at, now)
    return StateLine("attention", odd.text, (odd.do,), state=f"{format_day(at.date())}, {_clock(at)}", plain=True)


def _clock(at: datetime.datetime) -> str:
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)
