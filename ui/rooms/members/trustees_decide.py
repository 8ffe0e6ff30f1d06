"""The page on which trustees type their cards, each one themselves, to decide what admins cannot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem
from app.services.members.quorum import CardLook, Quorum
from ui.rooms.members.layout import bullet
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.emptying import empty
from ui.widgets.labels import label, set_property
from ui.widgets.step import GateStep
from ui.widgets.task_page import TaskPage


class CardField(QWidget):
    """The words of one card, hidden but while the button is held down; below, whether its keeper has agreed."""

    def __init__(self, number: int) -> None:
        """Take which card it is."""
        super().__init__()
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(2))
        row = QHBoxLayout()
        row.setSpacing(metrics.px(8))
        column.addLayout(row)
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
        self.said = label("", "small", wrap=True)
        self.said.setContentsMargins(metrics.px(64 + 8), 0, 0, 0)
        self.said.hide()
        column.addWidget(self.said)
        self.setFocusProxy(self.line)

    def show_look(self, look: CardLook) -> None:
        """Say below the words that their keeper has agreed, or why they do not count."""
        words = look.why_not or (_("Card {name}: agreed").format(name=look.name) if look.counts else "")
        self.said.setText(words)
        self.said.setVisible(bool(words))
        set_property(self.said, "role", "attention" if look.why_not else "small")
        self.line.setAccessibleDescription(words)


class DecidePage(TaskPage):
    """Nothing is decided before enough different cards are there."""

    typed = Signal(list)  # what is in the fields
    decide_wanted = Signal(list)

    def __init__(self) -> None:
        """Start without a question."""
        super().__init__(_("Trustees decide"))
        self.fields: list[CardField] = []
        self._needed = 0
        self.question = GateStep(1, _("Read aloud what is decided"))
        holder = QWidget()
        self._sentences = QVBoxLayout(holder)
        self._sentences.setContentsMargins(0, 0, 0, 0)
        self._sentences.setSpacing(current_metrics().px(8))
        self.question.add(holder)
        self.body.addWidget(self.question)
        self.cards = GateStep(
            2,
            _("Each trustee types the words of their own card"),
            _("Who does not agree types nothing. The words are hidden while they are typed, and kept nowhere."),
        )
        self.body.addWidget(self.cards)
        self.counts = label("", "strong")
        self.body.addWidget(self.counts)
        self.decide_button: QPushButton = button(_("Decide"), self._decide, kind="primary", icon="group")
        self.stay_button = button(_("Cancel"), self.back_wanted.emit)
        self.offer(self.decide_button, self.stay_button)

    def ask(self, title: str, sentences: Sequence[str], quorum: Quorum) -> None:
        """Ask one question of as many trustees as are needed, and say first what it means."""
        self.forget()
        words = _("{needed} of the group’s {count} trustees decide it, by the words of their cards.")
        self.say(title, words.format(needed=quorum.needed, count=quorum.trustees))
        for each in sentences:
            self._sentences.addWidget(bullet(each))
        self.question.setAccessibleDescription(" ".join(sentences))
        self._needed = quorum.needed
        holder: list[CardField] = []
        for number in range(1, quorum.needed + 1):
            field = CardField(number)
            field.line.textChanged.connect(lambda _text: self._on_typed())
            field.line.returnPressed.connect(self._on_enter)
            holder.append(field)
            self.cards.add(field)
        self.fields = holder
        self.show_looks([])

    def show_looks(self, looks: Sequence[CardLook]) -> None:
        """Say of each card whether it counts, and how many different trustees have agreed."""
        for field, look in zip(self.fields, looks, strict=False):
            field.show_look(look)
        count = sum(look.counts for look in looks)
        self.counts.setText(_("{count} of {needed} agreed").format(count=count, needed=self._needed))
        self.decide_button.setEnabled(bool(self._needed) and count >= self._needed)

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and look at the cards again."""
        super().show_problem(problem)
        self._on_typed()

    def words(self) -> list[str]:
        """Give what was typed into each field."""
        return [field.line.text() for field in self.fields]

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
        empty(self._sentences)

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
