"""A plan: how far it goes, what stands now beside what would be, and what is missing most."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.capabilities.switchboard import plan_board
from app.capabilities.switchboard.plan_board import Levers, PlanLine, PlannedWeek
from app.i18n import _, ngettext
from ui.rooms.switchboard.drawing import ListLineDelegate, ShareBar
from ui.rooms.switchboard.lines import LinesView, ListLine, Tone
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.labels import label, pad
from ui.widgets.segmented import Segmented

ALL, CHANGES, LEFT_OPEN = "all", "changes", "open"
_SHARES = (0.24, 0.34, 0.42)
_TONES: dict[str, Tone] = {
    plan_board.NEW: "accent",
    plan_board.CHANGED: "accent",
    plan_board.PINNED: "accent",
    plan_board.OPEN: "attention",
    plan_board.GONE: "harm",
    plan_board.REFUSED: "harm",
}
_STILL = frozenset({plan_board.SAME, plan_board.FIXED})


class _Meter(QWidget):
    """A share as words, with a bar below."""

    def __init__(self) -> None:
        super().__init__()
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(6))
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        self.figure, self.words, self.bar = label("", "heading"), label("", "small"), ShareBar()
        line.addWidget(self.figure)
        line.addWidget(self.words, 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        column.addWidget(self.bar)

    def show_share(self, figure: str, words: str, share: float) -> None:
        """Show a share."""
        self.figure.setText(figure)
        self.words.setText(words)
        self.bar.show_share(share)
        self.setAccessibleName(f"{figure} {words}")


class WeekPlanPage(QWidget):
    """P pins a pair, R refuses it, A plans again with that; Enter shows the pair with its reasons."""

    held = Signal(str, str, str)  # need, offer, what it becomes (empty: let go)
    opened = Signal(str)  # a need

    def __init__(
        self, plan: Callable[[], object], keep: Callable[[], object], look_for: Callable[[], object], progress: QWidget
    ) -> None:
        """Take what plans, what keeps a plan, what makes a need of what is missing, and what shows how far it is."""
        super().__init__()
        self.found: PlannedWeek | None = None
        self._shown: Sequence[PlanLine] = ()
        metrics = current_metrics()
        self._stack = QStackedWidget(self)
        fill(self, self._stack)
        self.empty = EmptyState(
            "calendar",
            _("No plan yet"),
            _("A plan looks at all needs and offers of the week at once; nothing is changed by it."),
        )
        self.plan_button = self.empty.offer(_("Plan the week"), plan, icon="calendar")
        self._stack.addWidget(self.empty)
        page = QWidget()
        self._stack.addWidget(page)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(16))
        layout.setSpacing(metrics.px(12))
        layout.addWidget(self._build_summary(plan, keep))
        layout.addLayout(self._build_heads(progress))
        self.lines = LinesView(_("The plan, by need: as it is now, and as planned"))
        ListLineDelegate(self.lines, columns=_SHARES)
        self.lines.opened.connect(self._open_need)
        self.lines.chosen.connect(lambda _row: self._offer_keys())
        layout.addWidget(self.lines, 1)
        layout.addWidget(self._build_missing(look_for))

    def _build_summary(self, plan: Callable[[], object], keep: Callable[[], object]) -> QWidget:
        """Make the figures, the words about them, and the buttons."""
        metrics = current_metrics()
        card = _card()
        column = QVBoxLayout(card)
        column.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        column.setSpacing(metrics.px(10))
        meters = QHBoxLayout()
        meters.setSpacing(metrics.px(24))
        self.meters = [_Meter() for _number in range(4)]
        for each in self.meters:
            meters.addWidget(each, 1)
        column.addLayout(meters)
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        self.words = label("", "muted", wrap=True)
        line.addWidget(self.words, 1)
        self.again_button = button(_("Plan again"), plan, icon="calendar", tip=_("Key: A"))
        self.keep_button = button(_("Keep as suggestions"), keep, kind="primary", tip=_("Key: K"))
        line.addWidget(self.again_button)
        line.addWidget(self.keep_button)
        column.addLayout(line)
        self.broken = label("", "attention", wrap=True)
        column.addWidget(self.broken)
        return card

    def _build_heads(self, progress: QWidget) -> QVBoxLayout:
        """Make what the rows can be narrowed by, the buttons about the chosen one, and the heads of the columns."""
        metrics = current_metrics()
        both = QVBoxLayout()
        both.setSpacing(metrics.px(8))
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        self.shown = Segmented(
            [(ALL, _("All")), (CHANGES, _("Changes")), (LEFT_OPEN, _("Still open"))], _("Rows of the plan")
        )
        self.shown.set_value(ALL)
        self.shown.chosen.connect(lambda _value: self._show_lines())
        line.addWidget(self.shown)
        line.addStretch()
        line.addWidget(progress)
        self.pin_button = button(_("Pin"), self.pin, kind="quiet", icon="pin", tip=_("Key: P"))
        self.refuse_button = button(_("Refuse"), self.refuse, kind="quiet", icon="remove", tip=_("Key: R"))
        line.addWidget(self.pin_button)
        line.addWidget(self.refuse_button)
        both.addLayout(line)
        heads = QHBoxLayout()
        pad(heads, metrics.px(12), 0, metrics.px(12 + 108 + 12), 0)
        heads.setSpacing(0)
        for share, words in zip(_SHARES, (_("Need"), _("Now"), _("Planned")), strict=True):
            heads.addWidget(label(words, "section"), round(share * 100))
        both.addLayout(heads)
        return both

    def _build_missing(self, look_for: Callable[[], object]) -> QWidget:
        """Make the line about what is missing most, and on whom most depends."""
        metrics = current_metrics()
        self.missing = _card()
        line = QHBoxLayout(self.missing)
        line.setContentsMargins(metrics.px(16), metrics.px(10), metrics.px(16), metrics.px(10))
        line.setSpacing(metrics.px(16))
        words = QVBoxLayout()
        words.setSpacing(metrics.px(2))
        self.missing_words: QLabel = label("", "strong", wrap=True)
        self.depends: QLabel = label("", "small", wrap=True)
        words.addWidget(self.missing_words)
        words.addWidget(self.depends)
        line.addLayout(words, 1)
        self.look_button = button(_("Make it a need"), look_for, icon="add", tip=_("Key: M"))
        line.addWidget(self.look_button)
        self.missing.hide()
        return self.missing

    # What is shown.

    def start(self) -> None:
        """Begin in the list of pairs."""
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_plan(self, found: PlannedWeek) -> None:
        """Show a plan."""
        self.found = found
        plan = found.plan
        something = bool(found.lines or plan.broken)
        self._stack.setCurrentIndex(int(something))
        if not something:
            self.empty.say(_("Nothing to plan"), _("Nothing is open in this week. N writes down what is needed."))
        for meter in self.meters:
            meter.hide()
        for meter, each in zip(self.meters, found.reached, strict=False):
            words = _("of {needs} {urgency} met in full").format(needs=each.needs, urgency=each.words.lower())
            meter.show_share(f"{each.whole:n}", words, each.share)
            meter.show()
        self.meters[-1].show_share(_whole_percent(found.of_bound), _("of what any plan could cover"), found.of_bound)
        self.meters[-1].setVisible(bool(plan.needs))
        self.words.setText(_sentence(found))
        self.broken.setText("\n".join(plan.broken))
        self.broken.setVisible(bool(plan.broken))
        self.keep_button.setEnabled(any(each.state not in _STILL | {plan_board.OPEN} for each in found.lines))
        self.missing.hide()
        self._show_lines()

    def show_again(self, found: PlannedWeek) -> None:
        """Show the same plan, of which a pair was pinned or refused since."""
        shown = self.missing.isVisible()
        self.show_plan(found)
        self.missing.setVisible(shown)
        self.words.setText(_("Something was pinned or refused since: plan again to see what follows."))

    def show_levers(self, found: Levers) -> None:
        """Show what is missing most, and what depends on whom."""
        self.missing.setVisible(bool(found.missing or found.offers))
        lacks = found.missing
        self.missing_words.setText(
            _("Missing most: {what}").format(what=lacks.words)
            if lacks
            else _("Nothing is missing that one more offer could give.")
        )
        self.look_button.setVisible(lacks is not None)
        named = [
            ngettext("{title} ({n} need)", "{title} ({n} needs)", without).format(title=title, n=without)
            for _offer, title, _could, without in found.offers
            if without
        ]
        self.depends.setText(_("Most depends on: {offers}").format(offers=", ".join(named)) if named else "")
        self.depends.setVisible(bool(named))

    def _show_lines(self) -> None:
        """Show the rows that are asked for."""
        lines = self.found.lines if self.found else ()
        shown = self.shown.value()
        if shown == CHANGES:
            lines = tuple(each for each in lines if each.state not in _STILL | {plan_board.OPEN})
        elif shown == LEFT_OPEN:
            lines = tuple(each for each in lines if each.state == plan_board.OPEN)
        self._shown = lines
        self.lines.show_lines(
            [
                ListLine(
                    f"{each.need} {each.offer}", each.title, each.after, "", each.state_words,
                    _TONES.get(each.state, ""), under=each.urgency_words, middle=each.before, words=each.words,
                )
                for each in lines
            ]
        )  # fmt: skip
        self._offer_keys()

    def _open_need(self, _id: str) -> None:
        """Open the need of the chosen line."""
        line = self.line()
        self.opened.emit(line.need if line else "")

    def line(self) -> PlanLine | None:
        """Give the chosen row."""
        row = self.lines.currentIndex().row()
        return self._shown[row] if self.found is not None and 0 <= row < len(self._shown) else None

    # What can be done with a row.

    def _offer_keys(self) -> None:
        """Offer what can be done with the chosen row."""
        line = self.line()
        free = line is not None and line.state not in {plan_board.OPEN, plan_board.FIXED}
        pinned = line is not None and line.state == plan_board.PINNED
        refused = line is not None and line.state == plan_board.REFUSED
        self.pin_button.setEnabled(free and not refused)
        self.pin_button.setText(_("Let go of the pin") if pinned else _("Pin"))
        self.refuse_button.setEnabled(free and not pinned)
        self.refuse_button.setText(_("Allow again") if refused else _("Refuse"))

    def pin(self) -> None:
        """Pin the chosen pair, or let go of it."""
        line = self.line()
        if line is not None and self.pin_button.isEnabled():
            self.held.emit(line.need, line.offer, "" if line.state == plan_board.PINNED else plan_board.PINNED)

    def refuse(self) -> None:
        """Refuse the chosen pair, or allow it again."""
        line = self.line()
        if line is not None and self.refuse_button.isEnabled():
            self.held.emit(line.need, line.offer, "" if line.state == plan_board.REFUSED else plan_board.REFUSED)


def _sentence(found: PlannedWeek) -> str:
    """Say how good a plan is."""
    plan = found.plan
    if not plan.needs:
        return _("Nothing is open in this week, so there is nothing to plan.")
    if not plan.matches:
        return _("Nothing that is offered fits what is needed in this week.")
    if plan.proven:
        words = _("Nothing better is possible.")
    elif plan.covered == plan.bound:
        words = _("No plan covers more.")
    elif plan.covered == plan.greedy and plan.stopped:
        words = _("It was stopped before anything better than the plain plan was found.")
    else:
        words = _("There may be a better plan.")
    ahead = plan.covered - plan.greedy
    if plan.greedy and ahead > 0:
        words += " " + _("Taking the best for one need after the other would cover {share} less.").format(
            share=f"{ahead / plan.covered:.1%}"
        )
    return words


def _whole_percent(share: float) -> str:
    """Write a share, rounded down so that all means all."""
    return f"{int(share * 1000) / 10:g}%"


def _card() -> QFrame:
    """Make a box with an edge."""
    card = QFrame()
    card.setProperty("surface", "card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return card
