"""The history of authority, day by day, as a story that can be read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QLocale, Qt, QTime
from PySide6.QtWidgets import QCheckBox, QStackedLayout, QVBoxLayout, QWidget

from app.domain.days import format_day
from app.i18n import _, ngettext
from app.services.story import StoryLine
from ui.rooms.trust.layout import Column, Line
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label

_AT_ONCE = 80


class StoryPage(QWidget):
    """The newest day on top; upkeep only when asked for; what did not count struck through, and why."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._lines: Sequence[StoryLine] = ()
        self._most = _AT_ONCE
        self.lines: list[Line] = []
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
        self.column = Column(_("Story"))
        self.empty = EmptyState("history", _("Nothing was said yet"), _("Who let whom in stands here."))
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.column)
        layout.addWidget(stack, 1)

    def show_story(self, lines: Sequence[StoryLine]) -> None:
        """Show what was said, given oldest first."""
        if lines != self._lines:
            self._lines = lines
            self._show()

    def start(self) -> None:
        """Put the keyboard on the choice of what is shown."""
        self.all.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        """Write the newest, and offer those before them."""
        wanted = [line for line in reversed(self._lines) if self.all.isChecked() or not line.quiet]
        self.column.clear()
        self.lines = []
        self._stack.setCurrentWidget(self.column if wanted else self.empty)
        for day, told in groupby(wanted[: self._most], lambda line: line.at.astimezone().date()):
            self.column.add(label(format_day(day), "section"), above=16 if self.lines else 0)
            for each in told:
                self.lines.append(_line(each))
                self.column.add(self.lines[-1])
        if (rest := len(wanted) - self._most) > 0:
            text = ngettext("Show {n} that came before", "Show {n} that came before", rest).format(n=f"{rest:n}")
            self.column.add(button(text, self._more, kind="link"), above=12)

    def _more(self) -> None:
        self._most += 10 * _AT_ONCE
        self._show()


def _line(told: StoryLine) -> Line:
    """Write one line."""
    void = _("Has no effect: {reason}.").format(reason=told.void) if told.void else ""
    drawing = "remove" if told.void else "key" if told.quiet else "done"
    text = _("{who} {sentence}").format(who=told.who, sentence=told.sentence)
    return Line(drawing, text, (void,), state=_clock(told.at), struck=bool(told.void), plain=True)


def _clock(at: datetime.datetime) -> str:
    local = at.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
