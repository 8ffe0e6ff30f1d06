"""Trustees named: a card for each, on paper before any of them counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem
from app.services.members.quorum import LARGEST, TrusteeCard
from ui.rooms.members.counts import count_field, named
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.step import GateStep
from ui.widgets.task_page import TaskPage

_USUAL, _NEEDED, _FEWEST = 3, 2, 2


class CardRow(QFrame):
    """One card, and that it is on paper, which only the person can know."""

    def __init__(self, card: TrusteeCard, count: int) -> None:
        """Take the card."""
        super().__init__()
        self.setProperty("role", "entry")
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, metrics.px(8), 0, metrics.px(8))
        line.setSpacing(metrics.px(8))
        name = _("Card {number} of {count}").format(number=card.number, count=count)
        self.setAccessibleName(name)
        line.addWidget(label(name, "strong"))
        line.addWidget(label(card.name, "small"), 1)
        self.on_paper = QCheckBox(_("It is on paper"))
        self.on_paper.setAccessibleName(_("{card} is on paper").format(card=name))
        self.on_paper.setEnabled(False)
        self.print_button = button(_("Print…"), icon="print", name=_("Print {what}").format(what=name))
        self.save_button = button(_("Save as PDF…"), icon="save", name=_("Save {what}").format(what=name))
        for each in (self.print_button, self.save_button, self.on_paper):
            line.addWidget(each)

    def note_made(self) -> None:
        """Let the person say that the paper has come out."""
        self.on_paper.setEnabled(True)
        self.on_paper.setFocus(Qt.FocusReason.OtherFocusReason)


class NewTrusteesPage(TaskPage):
    """The cards are kept nowhere: leaving the page makes them worthless until they are put in force."""

    make_wanted = Signal(int)
    print_wanted = Signal(int)
    save_wanted = Signal(int)
    force_wanted = Signal(int)  # how many are needed together

    def __init__(self) -> None:
        """Start without cards."""
        super().__init__(_("Trustees"))
        self.cards: tuple[TrusteeCard, ...] = ()
        self.rows: list[CardRow] = []
        self.number_step = GateStep(1, _("How many?"))
        self.count = count_field(_("Trustees"), _USUAL, _FEWEST, LARGEST)
        self.needed = count_field(_("Of them needed to decide"), _NEEDED, _FEWEST, LARGEST)
        self.count.valueChanged.connect(self.needed.setMaximum)
        self.make_button = button(
            _("Make the cards"), lambda: self.make_wanted.emit(self.count.value()), kind="primary"
        )
        self.number_step.add(named(_("Trustees"), self.count), named(_("Needed together"), self.needed))
        self.number_step.add(self.make_button)
        self.paper_step = GateStep(
            2,
            _("Bring each card to paper"),
            _("One for each trustee, who keeps it. A saved file is not encrypted: print it, then delete it."),
        )
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.paper_step.add(self._list)
        self.force_step = GateStep(
            3, _("Name them"), _("With several admins a second one has to agree. Earlier cards end.")
        )
        self.force_button = button(
            _("Name these trustees"), lambda: self.force_wanted.emit(self.needed.value()), kind="primary"
        )
        self.force_step.add(self.force_button)
        for step in (self.number_step, self.paper_step, self.force_step):
            self.body.addWidget(step)
        self.forget()

    def forget(self) -> None:
        """Take the cards away."""
        self.banner.dismiss()
        self.cards = ()
        self._clear()
        self.say(
            _("Trustees"),
            _(
                "People the group trusts, each with a printed card. If admins are lost or have suspended each other, "
                "some of them decide together. A card reads nothing and opens nothing."
            ),
        )
        self._turn()

    def show_cards(self, cards: Sequence[TrusteeCard]) -> None:
        """Offer each card to be printed."""
        self.cards = tuple(cards)
        self._clear()
        for card in cards:
            row = CardRow(card, len(cards))
            row.print_button.clicked.connect(lambda _on=False, number=card.number: self.print_wanted.emit(number))
            row.save_button.clicked.connect(lambda _on=False, number=card.number: self.save_wanted.emit(number))
            row.on_paper.toggled.connect(lambda _on: self._turn())
            self.rows.append(row)
            self._column.addWidget(row)
        self._turn()
        self.start()

    def note_made(self, number: int) -> None:
        """Give a card went to the printer, or into a file."""
        self.set_busy(busy=False)
        self.rows[number - 1].note_made()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and let it be tried again."""
        self.set_busy(busy=False)
        super().show_problem(problem)

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be pressed twice."""
        self._list.setEnabled(not busy)
        self.force_button.setEnabled(not busy and self._is_ready())

    def start(self) -> None:
        """Put the keyboard on the next thing to do."""
        first = next((row.print_button for row in self.rows if not row.on_paper.isChecked()), self.force_button)
        (first if self.rows else self.count).setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_ready(self) -> bool:
        return bool(self.rows) and all(row.on_paper.isChecked() for row in self.rows)

    def _turn(self) -> None:
        """Show the steps that have their turn."""
        made = bool(self.cards)
        self.number_step.setEnabled(not made)
        self.make_button.setVisible(not made)
        self.paper_step.setVisible(made)
        self.force_step.setVisible(made)
        self.force_button.setEnabled(self._is_ready())

    def _clear(self) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
