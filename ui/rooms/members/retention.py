"""What has been kept for long enough: looked through, then kept longer for a reason or erased, several at once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.days import format_day
from app.records.registry import Registry
from app.services.retention.retention import Due, Hold, KeptFor, RetentionReview
from ui.rooms.members.layout import LineColumn, StateLine, sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.filling import fill
from ui.widgets.labels import hairline, label

_AT_ONCE = 60


class DueLine(QFrame):
    """One thing that is due: a tick, what it is, why it was kept, since when it is over, and who has it."""

    opened = Signal()

    def __init__(self, due: Due, what: str, today: datetime.date) -> None:
        """Take what is due, and what its kind or field is called."""
        super().__init__()
        self.setProperty("role", "entry")
        self.due = due
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, metrics.px(8), 0, metrics.px(8))
        line.setSpacing(metrics.px(12))
        heading = " · ".join(filter(None, (due.of, due.title, what)))
        self.tick = QCheckBox()
        self.tick.setAccessibleName(heading)
        line.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(metrics.px(2))
        top = QHBoxLayout()
        top.setSpacing(metrics.px(8))
        top.addWidget(sentence(heading, "strong"), 1)
        top.addWidget(label(_over(due.kept_until, today), "attention"), 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(top)
        said = [
            due.why,
            _("Kept until {day}; changed last on {changed}. {holders}").format(
                day=format_day(due.kept_until), changed=format_day(due.last_change), holders=_holders(due)
            ),
        ]
        if not due.may_erase:
            said.append(_("You can keep it longer. Only an admin or a steward of its circle can erase it."))
        for each in said:
            words.addWidget(sentence(each, "muted"))
        line.addLayout(words, 1)
        open_button = button(_("Open"), self.opened.emit, kind="quiet", name=_("Open {what}").format(what=heading))
        line.addWidget(open_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.tick.setAccessibleDescription(" ".join(said))


class RetentionPage(QWidget):
    """The queue first, then decisions to keep something longer, then the rules that both follow from."""

    keep_wanted = Signal(list)  # each a Due
    erase_wanted = Signal(list)
    release_wanted = Signal(str)  # the decision that is taken back
    open_wanted = Signal(str, str)  # kind, record

    def __init__(self, registry: Registry, today: Callable[[], datetime.date]) -> None:
        """Take what records are called, and the day."""
        super().__init__()
        self._registry, self._today = registry, today
        self._review: RetentionReview | None = None
        self._most = _AT_ONCE
        self._begin = False  # the keyboard was to go to a line that was not there yet
        self.lines: list[DueLine] = []
        self.holds: list[StateLine] = []
        self.column = LineColumn(_("Retention"))
        fill(self, self._make_bar(), self.column)

    def _make_bar(self) -> QWidget:
        """Put what can be done with what is ticked above the queue, where it stays in sight."""
        metrics = current_metrics()
        self.bar = QWidget()
        column = QVBoxLayout(self.bar)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        line.setSpacing(metrics.px(8))
        self.all = QCheckBox(_("All"))
        self.all.setAccessibleName(_("Choose all that is due"))
        self.all.clicked.connect(self._tick_all)
        self.counts = label("", "muted")
        self.keep_button = button(_("Keep longer…"), lambda: self.keep_wanted.emit(self.chosen()), icon="clock")
        self.erase_button = button(
            _("Erase…"), lambda: self.erase_wanted.emit(self.chosen()), kind="harm", icon="delete"
        )
        line.addWidget(self.all)
        line.addWidget(self.counts)
        line.addStretch()
        line.addWidget(self.keep_button)
        line.addWidget(self.erase_button)
        column.addLayout(line)
        column.addWidget(hairline())
        self.bar.hide()
        return self.bar

    def show_review(self, review: RetentionReview) -> None:
        """Show what is due; what is ticked stays ticked as long as it is due."""
        if review == self._review:
            return
        ticked = {(due.record, due.field) for due in self.chosen()}
        begin = self._begin or self.isAncestorOf(self.focusWidget() or self)
        self._review, self._begin = review, False
        self.column.clear()
        self._show_queue(review.dues, ticked)
        if review.holds:
            self.column.add(label(_("Kept longer, because somebody decided so"), "heading"), above=32)
            self.holds = [self._hold(each) for each in review.holds]
            for line in self.holds:
                self.column.add(line)
        else:
            self.holds = []
        self._show_rules(review)
        self._enable()
        if begin and self.isVisible():
            self.start()

    def chosen(self) -> list[Due]:
        """Give what is ticked."""
        return [line.due for line in self.lines if line.tick.isChecked()]

    def start(self) -> None:
        """Put the keyboard on the first that is due, as soon as it is there."""
        self._begin = self._review is None
        (self.lines[0].tick if self.lines else self.column).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_queue(self, dues: Sequence[Due], ticked: set[tuple[str, str]]) -> None:
        self.lines = []
        self.bar.setVisible(bool(dues))
        if not dues:
            self.column.add(label(_("Nothing has been kept for too long"), "heading"))
            self.column.add(
                sentence(
                    _(
                        "What has reached the end of its time stands here, so that somebody looks at it: it is erased "
                        "everywhere, or kept longer for a reason that all can read. Nothing goes by itself."
                    ),
                    "muted",
                ),
                above=4,
            )
            return
        today = self._today()
        for due in dues[: self._most]:
            line = DueLine(due, self._what(due.kind, due.field), today)
            line.tick.setChecked((due.record, due.field) in ticked)
            line.tick.toggled.connect(lambda _on: self._enable())
            line.opened.connect(lambda due=due: self._open(due))
            self.lines.append(line)
            self.column.add(line)
        if (rest := len(dues) - self._most) > 0:
            text = ngettext("Show {n} more", "Show {n} more", rest).format(n=f"{rest:n}")
            self.column.add(button(text, self._more, kind="link"), above=8)

    def _show_rules(self, review: RetentionReview) -> None:
        self.column.add(label(_("Why records are kept, and for how long"), "heading"), above=32)
        due: dict[tuple[str, str], int] = {}
        for each in review.dues:
            due[each.kind, each.field] = due.get((each.kind, each.field), 0) + 1
        for rule in review.rules:
            self.column.add(self._rule(rule, due.get((rule.kind, rule.field), 0)))
        if review.endless:
            names = ", ".join(_(self._registry[kind].many) for kind in review.endless)
            self.column.add(
                sentence(
                    _("No end is set for: {names}. They are about the group’s work.").format(names=names), "small"
                ),
                above=8,
            )

    def _rule(self, rule: KeptFor, due: int) -> StateLine:
        state = ngettext("{n} due", "{n} due", due).format(n=f"{due:n}") if due else ""
        what = _(self._registry[rule.kind].many) if not rule.field else self._what(rule.kind, rule.field)
        tone = "attention" if due else "muted"
        return StateLine("clock", what, (f"{rule.why} {rule.how_long}",), state=state, tone=tone)

    def _hold(self, hold: Hold) -> StateLine:
        heading = f"{hold.title} · {self._what(hold.kind, hold.field)}"
        said = _("{name} decided so. {reason}").format(name=hold.by, reason=hold.reason).strip()
        text = _("Keep no longer")
        release = button(text, lambda: self.release_wanted.emit(hold.hold), name=f"{text}: {heading}")
        state = _("until {day}").format(day=format_day(hold.until))
        return StateLine("paused", heading, (said,), release, state=state)

    def _open(self, due: Due) -> None:
        """Show a record on its card, and a part on that of its whole."""
        whole = self._registry[due.kind].part_of
        if whole and due.whole:
            self.open_wanted.emit(whole, due.whole)
        else:
            self.open_wanted.emit(due.kind, due.record)

    def _what(self, kind: str, field: str) -> str:
        """Say what a kind is called, or a field of it."""
        one = _(self._registry[kind].one)
        return f"{one}: {_(self._registry[kind].attributes[field].label)}" if field else one

    def _more(self) -> None:
        self._most += 5 * _AT_ONCE
        review, self._review = self._review, None
        if review is not None:
            self.show_review(review)

    def _tick_all(self, on: bool) -> None:
        for line in self.lines:
            line.tick.setChecked(on)

    def _enable(self) -> None:
        """Say how many are chosen, and offer what can be done with all of them."""
        chosen, count = self.chosen(), len(self._review.dues) if self._review is not None else 0
        self.all.setChecked(bool(chosen) and len(chosen) == len(self.lines))
        words = ngettext("{n} due", "{n} due", count).format(n=f"{count:n}")
        if chosen:
            picked = ngettext("{n} chosen", "{n} chosen", len(chosen)).format(n=f"{len(chosen):n}")
            words = f"{words} · {picked}"
        self.counts.setText(words)
        self.keep_button.setEnabled(bool(chosen))
        self.erase_button.setEnabled(bool(chosen) and all(due.may_erase for due in chosen))


def _over(until: datetime.date, today: datetime.date) -> str:
    """Say for how long it should have gone."""
    days = (today - until).days
    return ngettext("over for {n} day", "over for {n} days", days).format(n=f"{days:n}")


def _holders(due: Due) -> str:
    """Say on whose laptops it is, and in which circle if that is a narrow one."""
    names = ", ".join(due.holders)
    if due.circle:
        return _("It is in “{circle}”, on the laptops of {names}.").format(circle=due.circle, names=names)
    return _("It is on the laptops of {names}.").format(names=names)
