"""The page on which trustees type their cards, each one themselves, to decide what admins cannot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.i18n import _
from app.problems import Problem
from app.services.quorum import Quorum
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.step import Step
from ui.widgets.task_page import TaskPage


class CardField(QWidget):
    """The words of one card, hidden but while the button is held down."""

    def __init__(self, number: int) -> None:
        """Take which card it is."""
        super().__init__()
        metrics = current_metrics()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.px(8))
        name = _("Card {number}").format(number=number)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.line.setAccessibleName(_("{card}: its 24 words").format(card=name))
        self.line.setPlaceholderText(_("The 24 words of the card"))
        self.line.setMinimumHeight(metrics.px(36))
        caption = label(name, "strong")
        caption.setFixedWidth(metrics.px(64))
        self.show_button = button(
            _("Hold to show"), icon="show", name=_("Hold to show the words of {card}").format(card=name)
        )
        self.show_button.pressed.connect(lambda: self.line.setEchoMode(QLineEdit.EchoMode.Normal))
        self.show_button.released.connect(lambda: self.line.setEchoMode(QLineEdit.EchoMode.Password))
        row.addWidget(caption)
        row.addWidget(self.line, 1)
        row.addWidget(self.show_button)
        self.setFocusProxy(self.line)


class DecidePage(TaskPage):
    """Nothing is decided before enough different cards are there."""

    typed = Signal(list)  # what is in the fields
    decide_wanted = Signal(list)

    def __init__(self) -> None:
        """Start without a question."""
        super().__init__(_("Trustees decide"))
        self.fields: list[CardField] = []
        self._needed = 0
        self.question = Step(1, _("What is decided"))
        self.body.addWidget(self.question)
        self.cards = Step(
            2,
            _("Each trustee types the words of their own card"),
            _("Whoever is present can read the question above. The words are kept nowhere."),
        )
        self.body.addWidget(self.cards)
        self.counts = label("", "strong")
        self.body.addWidget(self.counts)
        self.decide_button: QPushButton = button(_("Decide"), self._decide, kind="primary", icon="group")
        self.stay_button = button(_("Cancel"), self.back_wanted.emit)
        self.offer(self.decide_button, self.stay_button)

    def ask(self, title: str, question: str, quorum: Quorum) -> None:
        """Ask one question of as many trustees as are needed."""
        self.forget()
        self.say(title)
        self.question.say(question)
        self._needed = quorum.needed
        holder: list[CardField] = []
        for number in range(1, quorum.needed + 1):
            field = CardField(number)
            field.line.textChanged.connect(lambda _text: self._on_typed())
            field.line.returnPressed.connect(self._on_enter)
            holder.append(field)
            self.cards.add(field)
        self.fields = holder
        self.show_agreed(0)

    def show_agreed(self, count: int) -> None:
        """Say how many different trustees have agreed."""
        self.counts.setText(_("{count} of {needed} agreed").format(count=count, needed=self._needed))
        self.decide_button.setEnabled(bool(self._needed) and count >= self._needed)

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and look at the cards again."""
        super().show_problem(problem)
        self.typed.emit(self.words())

    def words(self) -> list[str]:
        """Give what was typed."""
        return [field.line.text() for field in self.fields if field.line.text().strip()]

    def start(self) -> None:
        """Put the keyboard on the first card that is missing."""
        empty = next((field for field in self.fields if not field.line.text()), None)
        (empty or self.decide_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Take every word away."""
        self.banner.dismiss()
        for field in self.fields:
            field.line.clear()
            field.hide()
            field.deleteLater()
        self.fields = []
        self._needed = 0

    def _on_typed(self) -> None:
        self.decide_button.setEnabled(False)
        self.typed.emit(self.words())

    def _on_enter(self) -> None:
        if self.decide_button.isEnabled():
            self._decide()
        else:
            self.start()

    def _decide(self) -> None:
        self.decide_button.setEnabled(False)
        self.banner.dismiss()
        self.decide_wanted.emit(self.words())
