"""Matches on their way: who still has to answer, the text for each side, and one key for each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.capabilities.switchboard.records import WHOSE
from app.capabilities.switchboard.rows import NEED, OFFER
from app.capabilities.switchboard.under_way import MatchLine, SideWords
from app.i18n import _, ngettext
from ui.rooms.switchboard.drawing import ListLineDelegate
from ui.rooms.switchboard.lines import LinesView, ListLine
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.tips import plain_tip

_SAYS = {"yes": "✓", "no": "✗", "": "?"}


class _SidePane(QFrame):
    """One side of a match: what is written to them, or how they are reached, and their answer."""

    def __init__(self, side: str, answer: Callable[[str, str], object]) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(12), metrics.px(10), metrics.px(12), metrics.px(10))
        column.setSpacing(metrics.px(6))
        self.role = label(_("Who needs") if side == NEED else _("Who offers"), "section")
        self.name = label("", "strong", wrap=True)
        self.reach = label("", "", wrap=True, selectable=True)
        self.text = label("", "muted", wrap=True, selectable=True)
        for each in (self.role, self.name, self.reach, self.text):
            column.addWidget(each)
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        key = "1" if side == NEED else "2"
        self.copy = button(_("Copy the text"), self._copy, kind="quiet", icon="copy")
        self.no = button(_("No"), lambda: answer(side, "no"), name=_("{side}: no").format(side=self.role.text()))
        self.yes = button(
            _("Yes"), lambda: answer(side, "yes"), icon="done", tip=_("Key: {key}").format(key=key),
            name=_("{side}: yes").format(side=self.role.text()),
        )  # fmt: skip
        line.addWidget(self.copy)
        line.addStretch()
        line.addWidget(self.no)
        line.addWidget(self.yes)
        column.addLayout(line)

    def show_side(self, words: SideWords, says: str, *, asking: bool) -> None:
        """Show one side; the text is of use while they are asked, the ways to reach them afterwards."""
        self.name.setText(f"{words.name}  {_SAYS.get(says, '')}" if asking else words.name)
        self.reach.setText("\n".join(words.reach))
        self.reach.setVisible(bool(words.reach))
        self.text.setText(words.text)
        self.text.setVisible(asking)
        self.copy.setVisible(asking)
        for each in (self.no, self.yes):
            each.setVisible(asking and not says)

    def _copy(self) -> None:
        """Put the text on the clipboard, for a messenger."""
        QGuiApplication.clipboard().setText(self.text.text())


class UnderWayPage(QWidget):
    """1 and 2 say yes for who needs and who offers, D that it was done, C that it is confirmed, F why it was not."""

    chosen_match = Signal(str)
    answered = Signal(str, str, str)  # match, side, yes or no
    stepped = Signal(str, str)  # match, "delivered" or "confirmed"
    fell_through = Signal(str, str, str, bool)  # match, whose, reason, ask again

    def __init__(self, go_to_pairs: Callable[[], object]) -> None:
        """Start without matches."""
        super().__init__()
        self._matches: Sequence[MatchLine] = ()
        self._next = ""
        metrics = current_metrics()
        self._stack = QStackedWidget(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(16))
        outer.addWidget(self._stack)
        empty = EmptyState(
            "switchboard", _("Nothing is under way"), _("Whoever was introduced stands here until it is confirmed.")
        )
        empty.offer(_("Find a pair"), go_to_pairs, icon="switchboard")
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.px(16))
        self.lines = LinesView(_("Matches under way"))
        ListLineDelegate(self.lines)
        self.lines.chosen.connect(lambda _row: self._on_match())
        left = QVBoxLayout()
        left.setSpacing(metrics.px(4))
        self.head = label("", "section")
        left.addWidget(self.head)
        left.addWidget(self.lines, 1)
        row.addLayout(left, 5)
        row.addWidget(self._build_pane(), 4)
        self._stack.addWidget(empty)
        self._stack.addWidget(both)

    def _build_pane(self) -> QWidget:
        """Make what stands beside the list about the chosen match."""
        metrics = current_metrics()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pane = QWidget()
        self.pane.setProperty("surface", "surface")
        column = QVBoxLayout(self.pane)
        column.setContentsMargins(0, 0, metrics.px(4), 0)
        column.setSpacing(metrics.px(12))
        self.title = label("", "heading", wrap=True)
        self.state = label("", "muted", wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.state)
        self.sides = {side: _SidePane(side, self._answer) for side in (NEED, OFFER)}
        for each in self.sides.values():
            column.addWidget(each)
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        self.fell_button = button(_("Fell through…"), self.ask_why, kind="quiet", tip=_("Key: F"))
        self.next_button = button("", self.step, kind="primary", icon="done")
        line.addWidget(self.fell_button)
        line.addStretch()
        line.addWidget(self.next_button)
        column.addLayout(line)
        column.addWidget(self._build_why())
        column.addStretch()
        area.setWidget(self.pane)
        return area

    def _build_why(self) -> QWidget:
        """Make the question that falling through asks."""
        self.why = QFrame()
        self.why.setProperty("role", "form")
        column = QVBoxLayout(self.why)
        self.whose = ComboBox(_("On whose side"))
        for code in ("offer", "need", "neither"):
            self.whose.addItem(_(WHOSE[code]), code)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("Why, in a few words"))
        self.reason.setAccessibleName(_("Reason"))
        self.never = QCheckBox(_("Do not suggest this pair again"))
        self.done = button(_("Note it"), self.note_fell, kind="primary")
        for each in (self.whose, self.reason, self.never, self.done):
            column.addWidget(each)
        self.reason.installEventFilter(self)
        self.why.hide()
        return self.why

    def start(self) -> None:
        """Begin in the list of matches."""
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_matches(self, found: Sequence[MatchLine]) -> None:
        """Show what is under way."""
        self._matches = found
        self._stack.setCurrentIndex(1 if found else 0)
        late = sum(each.late for each in found)
        words = ngettext("{n} under way", "{n} under way", len(found)).format(n=f"{len(found):n}")
        if late:
            words += "  ·  " + ngettext("{n} due", "{n} due", late).format(n=f"{late:n}")
        self.head.setText(words)
        self.lines.show_lines(
            [
                ListLine(
                    each.id, each.title, each.detail, each.amount,
                    each.status_words, "attention" if each.late else "accent", words=each.words,
                )
                for each in found
            ]
        )  # fmt: skip
        if self._next and self.lines.lines.row_of(self._next) >= 0:
            self.lines.choose(self._next)
            self._next = ""
        self._on_match()

    def choose_next(self, match: str) -> None:
        """Choose a match as soon as it is shown."""
        self._next = match

    def match(self) -> MatchLine | None:
        """Give the chosen match."""
        row = self.lines.currentIndex().row()
        return self._matches[row] if 0 <= row < len(self._matches) else None

    def _on_match(self) -> None:
        """Ask for what stands beside a match."""
        match = self.match()
        self.why.hide()
        self.pane.setVisible(match is not None)
        if match is None:
            return
        self.title.setText(match.title)
        self.state.setText(f"{match.amount}  ·  {match.detail}")
        self.next_button.setText(_("Was done") if match.status == "accepted" else _("Confirmed"))
        self.next_button.setToolTip(plain_tip(_("Key: D") if match.status == "accepted" else _("Key: C")))
        self.next_button.setVisible(match.status in {"accepted", "delivered"})
        self.chosen_match.emit(match.id)

    def show_sides(self, match: str, found: Mapping[str, SideWords]) -> None:
        """Show both sides of the chosen match."""
        here = self.match()
        if here is not None and here.id == match:
            for side, says in ((NEED, here.need_says), (OFFER, here.offer_says)):
                self.sides[side].show_side(found[side], says, asking=here.status == "introduced")

    # What can be done.

    def say_yes(self, side: str) -> None:
        """Note the yes of a side."""
        match = self.match()
        if match is not None and match.status == "introduced":
            self._answer(side, "yes")

    def _answer(self, side: str, says: str) -> None:
        """Note an answer."""
        match = self.match()
        if match is not None:
            self.answered.emit(match.id, side, says)

    def step(self, only: str = "") -> None:
        """Note that it was done, or that it is confirmed, whichever comes next."""
        match = self.match()
        following = {"accepted": "delivered", "delivered": "confirmed"}.get(match.status if match else "", "")
        if match is not None and following and only in {"", following}:
            self.stepped.emit(match.id, following)

    def ask_why(self) -> None:
        """Ask why it fell through."""
        if self.match() is not None:
            self.reason.clear()
            self.never.setChecked(False)
            self.why.show()
            self.whose.setFocus(Qt.FocusReason.OtherFocusReason)

    def note_fell(self) -> None:
        """Tell why."""
        match = self.match()
        if match is not None:
            self.fell_through.emit(
                match.id, str(self.whose.currentData()), self.reason.text().strip(), not self.never.isChecked()
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note it by Enter, think better of it by Escape."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.note_fell()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.why.hide()
                self.lines.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)
