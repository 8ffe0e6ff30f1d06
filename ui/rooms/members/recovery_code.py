"""The recovery code: brought to paper, read back from it, and only then put in force; or the old paper checked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from app.i18n import _
from app.problems import Problem, WrongValue
from ui.frame.gate.field import GateField
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.growing_text import GrowingText
from ui.widgets.step import GateStep
from ui.widgets.task_page import TaskPage
from ui.widgets.word_grid import WordGrid


class CodePage(TaskPage):
    """The words disappear before they are read back, so that it is the paper that is read."""

    print_wanted = Signal()
    save_wanted = Signal()
    checked = Signal(object)  # the words typed, by their places

    def __init__(self) -> None:
        """Start without words; `show_code` brings them."""
        super().__init__(_("A new recovery code"))
        self.code = ""
        self.paper_step = GateStep(1, _("Bring these words to paper"))
        self.words = WordGrid()
        self.paper_step.add(self.words)
        self.print_button = button(_("Print…"), self.print_wanted.emit, icon="print")
        self.save_button = button(_("Save as PDF…"), self.save_wanted.emit, icon="save")
        self.ready_button = button(_("They are on paper"), self._hide_words, kind="primary")
        self.paper_step.add(self.print_button, self.save_button, self.ready_button)
        self.back_step = GateStep(2, _("Read two of them back"), _("From the paper: the words above are hidden now."))
        self.fields: dict[int, GateField] = {}
        self._line = QHBoxLayout()
        self._line.setSpacing(current_metrics().px(12))
        holder = QWidget()
        holder.setLayout(self._line)
        self._line.setContentsMargins(0, 0, 0, 0)
        self.back_step.add(holder)
        self.check_button = button("", self.submit, kind="primary")
        self.again_button = button(_("Show the words again"), self._show_words, kind="quiet")
        self.back_step.add(self.check_button, self.again_button)
        for step in (self.paper_step, self.back_step):
            self.body.addWidget(step)

    def show_code(self, code: str, places: Sequence[int], *, done: str, sentence: str) -> None:
        """Show a code, and ask for the words at these places; `done` is what the last button says."""
        self.forget()
        self.code = code
        self.words.show_words(code.split())
        self.say(_("A new recovery code"), sentence)
        self.check_button.setText(done)
        self.check_button.setAccessibleName(done)
        for place in places:
            field = GateField(_("Word {place}").format(place=place))
            field.line.returnPressed.connect(self.submit)
            self.fields[place] = field
            self._line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self._show_words()

    def forget(self) -> None:
        """Take everything away."""
        self.code = ""
        self.banner.dismiss()
        self.words.show_words(())
        for field in self.fields.values():
            field.line.clear()
            field.hide()
            field.deleteLater()
        self.fields = {}
        self.set_busy(busy=False)

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be pressed twice."""
        for each in (self.print_button, self.save_button, self.ready_button, self.check_button, self.back):
            each.setEnabled(not busy)

    def start(self) -> None:
        """Put the keyboard on the next thing to do."""
        if self.back_step.isVisible() and self.fields:
            next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Tell what was read back."""
        self.banner.dismiss()
        filled = [field.need(_("Type the word.")) for field in self.fields.values()]
        if all(filled) and self.check_button.isEnabled():
            self.checked.emit({place: field.text() for place, field in self.fields.items()})

    def show_problem(self, problem: Problem) -> None:
        """Show a wrong word where it was typed, anything else above."""
        self.set_busy(busy=False)
        field = (
            self.fields.get(int(problem.field)) if isinstance(problem, WrongValue) and problem.field.isdigit() else None
        )
        if field is None:
            super().show_problem(problem)
        else:
            field.complain(" ".join(each for each in (problem.what, problem.do) if each))
            field.line.selectAll()
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_words(self) -> None:
        """Have them in sight."""
        self._turn(reading=False)

    def _hide_words(self) -> None:
        """Have them out of sight."""
        self._turn(reading=True)
        self.start()

    def _turn(self, *, reading: bool) -> None:
        self.words.setVisible(not reading)
        for each in (self.print_button, self.save_button, self.ready_button):
            each.setVisible(not reading)
        self.back_step.setVisible(reading)


class CheckPage(TaskPage):
    """The twelve words of the paper that is there already."""

    typed = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(
            _("Check the code on paper"),
            _("Type all its words in their order; the first four letters of each are enough. Nothing changes."),
        )
        self.code: QPlainTextEdit = GrowingText(3)
        self.code.setAccessibleName(_("Recovery code"))
        self.body.addWidget(self.code)
        self.check_button = button(_("Check"), self.submit, kind="primary")
        self.offer(self.check_button)

    def forget(self) -> None:
        """Take away what was typed."""
        self.banner.dismiss()
        self.code.clear()

    def start(self) -> None:
        """Begin with the words."""
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Tell."""
        self.banner.dismiss()
        self.typed.emit(self.code.toPlainText())
