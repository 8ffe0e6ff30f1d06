"""What became of several bundles: taken, to be looked into first, or of no use, in one page."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.i18n import _, ngettext
from app.records.registry import Registry
from app.services.exchange import receiving
from app.services.exchange.receiving import FileOutcome, Received
from ui.rooms.exchange.words import counts, loss_words, odd_words
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.times import when
from ui.widgets.empty_state import IconBadge
from ui.widgets.emptying import empty
from ui.widgets.labels import label
from ui.widgets.task_page import TaskPage

_SHOWN = 12


class SummaryLine(QFrame):
    """What became of one file."""

    def __init__(self, icon: str, role: str, heading: str, about: str) -> None:
        """Take the drawing and the words."""
        super().__init__()
        self.setProperty("role", "entry")
        metrics = current_metrics()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, metrics.px(6), 0, metrics.px(6))
        self._line.setSpacing(metrics.px(12))
        self._line.addWidget(IconBadge(icon, side=18, role=role), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(heading, "strong", wrap=True))
        if about:
            words.addWidget(label(about, "muted", wrap=True))
        self._line.addLayout(words, 1)
        self.setAccessibleName(f"{heading}: {about}" if about else heading)

    def offer(self, text: str, on: Callable[[], object], name: str) -> None:
        """Add a button."""
        self._line.addWidget(button(text, on, name=name), 0, Qt.AlignmentFlag.AlignVCenter)


class SummaryPage(TaskPage):
    """Stays until it is read."""

    look_wanted = Signal(str)  # a file that deletes much
    done_wanted = Signal()

    def __init__(self, registry: Registry, now: Callable[[], datetime.datetime]) -> None:
        """Take what records are called, and the clock."""
        super().__init__(_("Opening the bundles…"))
        self._registry, self._now = registry, now
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.done_button = button(_("Done"), self.done_wanted.emit, kind="primary")
        self.offer(self.done_button)
        self.wait("")

    def wait(self, name: str) -> None:
        """Wait while they are being taken."""
        self._clear()
        self.banner.dismiss()
        self.say(_("Opening the bundles…"), name)
        self.done_button.hide()

    def show_received(self, received: Received) -> None:
        """Show what became of all of them."""
        self._clear()
        taken = received.of(receiving.TAKEN)
        self.say(_heading(received), _sentence(received))
        for outcome in received.of(receiving.ASKS):
            self._ask(outcome)
        for outcome in taken[:_SHOWN]:
            if outcome.taken:
                made = _("{counts} · made {when}").format(
                    counts=counts(outcome.taken), when=when(outcome.taken.made_at, self._now())
                )
                self._add(SummaryLine("success", "accent", _("From {name}").format(name=outcome.taken.sender), made))
        self._more(len(taken) - _SHOWN)
        for sentence in odd_words(received):
            self._add(SummaryLine("attention", "attention", sentence, ""))
        refused = received.of(receiving.REFUSED)
        for outcome in refused[:_SHOWN]:
            about = f"{outcome.problem.what} {outcome.problem.do}" if outcome.problem else ""
            self._add(SummaryLine("attention", "attention", outcome.name, about))
        self._more(len(refused) - _SHOWN)
        for icon, text in _rest(received):
            self._add(SummaryLine(icon, "muted", text, ""))
        self.done_button.show()

    def start(self) -> None:
        """Put the keyboard on the way back."""
        self.done_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self) -> list[SummaryLine]:
        """Give what is in sight."""
        widgets = [item.widget() for place in range(self._lines.count()) if (item := self._lines.itemAt(place))]
        return [widget for widget in widgets if isinstance(widget, SummaryLine)]

    def _ask(self, outcome: FileOutcome) -> None:
        """Show one that deletes much, with the way to look into it."""
        sender = outcome.taken.sender if outcome.taken else ""
        heading = _("From {name}: not taken, because it deletes much").format(name=sender)
        about = _("It would delete {losses}.").format(losses=loss_words(self._registry, outcome.losses))
        line = SummaryLine("delete", "attention", heading, about)
        path = outcome.path
        if path is not None:
            line.offer(_("Look into it…"), lambda: self.look_wanted.emit(str(path)), f"{_('Look into it…')} {sender}")
        self._add(line)

    def _add(self, line: SummaryLine) -> None:
        """Put a line below the others."""
        self._lines.addWidget(line)

    def _more(self, rest: int) -> None:
        """Count those that there is no room for."""
        if rest > 0:
            text = ngettext("{n} more like this", "{n} more like these", rest).format(n=f"{rest:n}")
            self._lines.addWidget(label(text, "muted"))

    def _clear(self) -> None:
        """Take all lines away."""
        empty(self._lines)


def _heading(received: Received) -> str:
    """Say in a few words how it went."""
    count = len(received.of(receiving.TAKEN))
    if count:
        return ngettext("{n} bundle taken", "{n} bundles taken", count).format(n=f"{count:n}")
    if received.of(receiving.ASKS):
        return _("Look before you take")
    if received.of(receiving.KNOWN):
        return _("Nothing new in them")
    return _("Nothing for this laptop") if received.outcomes else _("No bundles there")


def _sentence(received: Received) -> str:
    """Say how much it was, and whether it was stopped."""
    changes = received.records
    parts = (
        [ngettext("{n} change came in.", "{n} changes came in.", changes).format(n=f"{changes:n}")] if changes else []
    )
    if received.stopped:
        parts.append(_("You stopped it; what was taken before is whole, the rest is as it was."))
    if not received.outcomes:
        parts.append(_("Bundles have names that end in .age."))
    return " ".join(parts)


def _rest(received: Received) -> list[tuple[str, str]]:
    """Count what needs no line of its own."""
    found: list[tuple[str, str]] = []
    if count := len(received.of(receiving.KNOWN)):
        text = ngettext("{n} held nothing new", "{n} held nothing new", count)
        found.append(("info", text.format(n=f"{count:n}")))
    if count := len(received.of(receiving.FOREIGN)):
        text = ngettext("{n} was not for this laptop", "{n} were not for this laptop", count)
        found.append(("laptop", text.format(n=f"{count:n}")))
    if count := len(received.of(receiving.WAITS)):
        text = ngettext("{n} waits for a bundle that is not here", "{n} wait for bundles that are not here", count)
        found.append(("clock", text.format(n=f"{count:n}")))
    if received.passed_over:
        text = ngettext(
            "{n} file is too large or one too many, and was not looked at",
            "{n} files are too large or too many, and were not looked at",
            received.passed_over,
        )
        found.append(("file", text.format(n=f"{received.passed_over:n}")))
    return found
