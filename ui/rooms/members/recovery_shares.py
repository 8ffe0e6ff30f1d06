"""Shares for people one trusts: how many, each brought to paper, and then put in force all at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.services.vaults.keys import FEWEST_SHARES, MOST_SHARES, EscrowSet
from ui.rooms.members.counts import count_field, named
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import label
from ui.widgets.step import GateStep
from ui.widgets.task_page import TaskPage
from ui.widgets.word_grid import WordGrid

_USUAL_NEEDED, _USUAL_COUNT = 2, 3
_BUTTON_WIDTH = 144


class ShareRow(QFrame):
    """One share: to be printed, saved or copied by hand."""

    def __init__(self, number: int, count: int) -> None:
        """Take which of how many it is."""
        super().__init__()
        self.setProperty("role", "entry")
        self.number, self.on_paper = number, False
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, metrics.px(6), 0, metrics.px(6))
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        self._todo = IconBadge("todo", side=18, role="muted")
        self._done = IconBadge("success", side=18, role="accent")
        self._done.hide()
        line.addWidget(self._todo)
        line.addWidget(self._done)
        name = _("Share {number} of {count}").format(number=number, count=count)
        self.setAccessibleName(name)
        line.addWidget(label(name, "strong"))
        self.state = label("", "small")
        line.addWidget(self.state, 1)
        self.print_button = button(_("Print…"), icon="print", name=_("Print {what}").format(what=name))
        self.save_button = button(_("Save as PDF…"), icon="save", name=_("Save {what}").format(what=name))
        self.show_button = button(_("Copy by hand"), icon="show", name=_("Show {what}").format(what=name))
        self.show_button.setMinimumWidth(metrics.px(_BUTTON_WIDTH))  # For either of its words.
        for each in (self.print_button, self.save_button, self.show_button):
            line.addWidget(each)
        column.addLayout(line)
        self.words = WordGrid()
        self.words.hide()
        column.addWidget(self.words)

    def note(self, words: str) -> None:
        """Say how it came to paper."""
        self.on_paper = True
        self._todo.hide()
        self._done.show()
        self.state.setText(words)

    def toggle(self, words: str) -> bool:
        """Show the words, or hide them; say whether they are in sight now."""
        showing = bool(self.words.words())
        self.words.show_words(() if showing else words.split())
        self.words.setVisible(not showing)
        self.show_button.setText(_("Copy by hand") if showing else _("Hide the words"))
        return not showing


class SharesPage(TaskPage):
    """Nothing ends before the new shares are all on paper."""

    make_wanted = Signal(int, int)  # how many are needed, how many there are
    print_wanted = Signal(int)
    save_wanted = Signal(int)
    force_wanted = Signal()

    def __init__(self) -> None:
        """Start without shares."""
        super().__init__(_("Shares for people you trust"))
        self.drawn: EscrowSet | None = None
        self.rows: list[ShareRow] = []
        self.number_step = GateStep(1, _("How many?"))
        self.count = count_field(_("Shares to hand out"), _USUAL_COUNT, FEWEST_SHARES, MOST_SHARES)
        self.needed = count_field(_("Of them needed to open the vault"), _USUAL_NEEDED, FEWEST_SHARES, MOST_SHARES)
        self.count.valueChanged.connect(self._on_numbers)
        self.needed.valueChanged.connect(self._on_numbers)
        self.meaning = label("", "muted", wrap=True)
        self.number_step.add(named(_("Shares to hand out"), self.count), named(_("Needed together"), self.needed))
        self.number_step.add(self.meaning)
        self.make_button = button(
            _("Make the shares"),
            lambda: self.make_wanted.emit(self.needed.value(), self.count.value()),
            kind="primary",
        )
        self.number_step.add(self.make_button)
        self.paper_step = GateStep(
            2,
            _("Bring each to paper"),
            _("One for each person, who keeps it and shows it to nobody. A saved file is not encrypted: delete it."),
        )
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.paper_step.add(self._list)
        self.force_step = GateStep(3, _("Put them in force"), _("Earlier shares of this vault end with it."))
        self.force_button = button(_("Put in force"), self.force_wanted.emit, kind="primary")
        self.force_step.add(self.force_button)
        for step in (self.number_step, self.paper_step, self.force_step):
            self.body.addWidget(step)
        self.forget()

    def forget(self) -> None:
        """Start over; shares that were not put in force are worth nothing."""
        self.drawn = None
        self.banner.dismiss()
        self._clear()
        self.say(
            _("Shares for people you trust"),
            _(
                "If passphrase and recovery code are both lost, some of these people open the vault together. One "
                "alone can do nothing with a share. The vault’s own keys to sign and to read are never shared out."
            ),
        )
        self.count.setValue(_USUAL_COUNT)
        self.needed.setValue(_USUAL_NEEDED)
        self._turn()
        self._on_numbers()

    def show_shares(self, drawn: EscrowSet) -> None:
        """Offer what was drawn, share by share."""
        self.drawn = drawn
        self._clear()
        for number in range(1, len(drawn.shares) + 1):
            row = ShareRow(number, len(drawn.shares))
            row.print_button.clicked.connect(lambda _on=False, number=number: self.print_wanted.emit(number))
            row.save_button.clicked.connect(lambda _on=False, number=number: self.save_wanted.emit(number))
            row.show_button.clicked.connect(lambda _on=False, row=row: self._show_words(row))
            self.rows.append(row)
            self._column.addWidget(row)
        self._turn()
        self.start()

    def note_on_paper(self, number: int, words: str) -> None:
        """Say how a share came to paper."""
        self.set_busy(busy=False)
        self.rows[number - 1].note(words)
        self._turn()

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be pressed twice."""
        self._list.setEnabled(not busy)
        self.make_button.setEnabled(not busy)
        self.force_button.setEnabled(not busy and self._is_ready())
        self.back.setEnabled(not busy)

    def start(self) -> None:
        """Put the keyboard on the next thing to do."""
        first = next((row.print_button for row in self.rows if not row.on_paper), self.force_button)
        (first if self.rows else self.count).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_words(self, row: ShareRow) -> None:
        """Show one share at a time: each is for other eyes."""
        assert self.drawn is not None
        for other in self.rows:
            if other is not row and other.words.words():
                other.toggle("")
        if row.toggle(self.drawn.shares[row.number - 1]):
            row.note(_("shown"))
        self._turn()

    def _on_numbers(self) -> None:
        """Keep the numbers possible, and say what they mean."""
        self.needed.setMaximum(self.count.value())
        needed, count = self.needed.value(), self.count.value()
        if needed == count:
            words = _("All {count} people have to come together: if one share is lost, all are worthless.")
        else:
            spare = count - needed
            words = ngettext(
                "Any {needed} of the {count} people can open it together, and {spare} share may be lost.",
                "Any {needed} of the {count} people can open it together, and {spare} shares may be lost.",
                spare,
            )
        self.meaning.setText(words.format(needed=needed, count=count, spare=count - needed))

    def _is_ready(self) -> bool:
        return bool(self.rows) and all(row.on_paper for row in self.rows)

    def _turn(self) -> None:
        """Show the steps that have their turn."""
        drawn = self.drawn is not None
        self.number_step.setEnabled(not drawn)
        self.make_button.setVisible(not drawn)
        self.paper_step.setVisible(drawn)
        self.force_step.setVisible(drawn)
        self.force_button.setEnabled(self._is_ready())

    def _clear(self) -> None:
        for row in self.rows:
            row.words.show_words(())
            row.hide()
            row.deleteLater()
        self.rows = []
