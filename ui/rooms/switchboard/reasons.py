"""Why the chosen pair fits, part by part, and the button that asks both."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.capabilities.switchboard.board import Chosen, OfferFitting
from app.capabilities.switchboard.typing_in import amount_of
from app.capabilities.switchboard.words import amount
from app.i18n import _
from app.problems import WrongValue
from ui.rooms.switchboard.drawing import ShareBar
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import ElidedLabel, label

_PARTS, _COLUMNS = 6, 3


class _Part(QWidget):
    """One part of a score: its name, how much of it there is as a bar and a figure, and the words for it."""

    def __init__(self) -> None:
        super().__init__()
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(3))
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        self.name, self.points = label("", "small"), label("", "small")
        self.bar = ShareBar()
        line.addWidget(self.name)
        line.addStretch()
        line.addWidget(self.points)
        self.words = ElidedLabel("")
        column.addLayout(line)
        column.addWidget(self.bar)
        column.addWidget(self.words)

    def show_part(self, name: str, points: float, most: float, words: str) -> None:
        """Show a part."""
        self.name.setText(name)
        self.points.setText(_("{points} of {most}").format(points=f"{points:.0f}", most=f"{most:.0f}"))
        self.bar.show_share(points / most if most else 0.0)
        self.words.setText(words)
        self.setAccessibleName(f"{name}: {self.points.text()}, {words}")


class ReasonsPane(QFrame):
    """Stands under the two lists; without a pair it says what to do, or why nothing fits."""

    wanted = Signal(int)  # Ask both for so much.

    def __init__(self, introduce: Callable[[], object]) -> None:
        """Start without a pair."""
        super().__init__()
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._category = ""
        self.most = 0
        metrics = current_metrics()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        outer.setSpacing(metrics.px(8))
        top = QHBoxLayout()
        top.setSpacing(metrics.px(8))
        self.score = label("", "heading")
        self.title = ElidedLabel("", "strong")
        self.quantity = QLineEdit()
        self.quantity.setAccessibleName(_("How much"))
        self.quantity.setFixedWidth(metrics.px(112))
        self.quantity.installEventFilter(self)
        self.button = button(_("Introduce"), introduce, kind="primary", icon="switchboard", tip=_("Key: Enter"))
        self.how_much = label(_("How much"), "muted")
        self.how_much.setBuddy(self.quantity)
        top.addWidget(self.score)
        top.addWidget(self.title, 1)
        for each in (self.how_much, self.quantity, self.button):
            top.addWidget(each)
        outer.addLayout(top)
        self.problem = label("", "problem", wrap=True)
        outer.addWidget(self.problem)
        self.warnings = label("", "attention", wrap=True)
        outer.addWidget(self.warnings)
        self.grid = QWidget()
        grid = QGridLayout(self.grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.px(24))
        grid.setVerticalSpacing(metrics.px(10))
        self.parts = [_Part() for _number in range(_PARTS)]
        for place, part in enumerate(self.parts):
            grid.addWidget(part, place // _COLUMNS, place % _COLUMNS)
            grid.setColumnStretch(place % _COLUMNS, 1)
        outer.addWidget(self.grid)
        self.text: QLabel = label("", "muted", wrap=True)
        outer.addWidget(self.text)
        self.say("")

    def show_pair(self, chosen: Chosen, each: OfferFitting, *, ask: bool = True) -> None:
        """Show why a pair fits; ``ask`` is False while one of the two is not written yet."""
        self.most, self._category = each.most, each.line.category
        self.score.setText(each.score)
        self.score.setToolTip(_("Points of a hundred"))
        self.title.setText(f"{chosen.title}  ←  {each.line.title}" if ask else each.line.title)
        self.quantity.setText(amount(each.most, chosen.unit, chosen.currency))
        self.warnings.setText("\n".join(each.warnings))
        self.warnings.setVisible(bool(each.warnings))
        for part, shown in zip(self.parts, each.parts, strict=False):
            part.show_part(shown.name, shown.points, shown.most, shown.words or shown.quiet)
        self.text.setText(", ".join(each.reasons))
        self.text.hide()
        self._set(shown=True, ask=ask)

    def say(self, words: str) -> None:
        """Show no pair but a sentence."""
        self.text.setText(words)
        self.text.show()
        self.warnings.hide()
        self._set(shown=False, ask=False)

    def _set(self, *, shown: bool, ask: bool) -> None:
        """Show what belongs to a pair."""
        self.problem.hide()
        for each in (self.score, self.title, self.grid):
            each.setVisible(shown)
        for each in (self.how_much, self.quantity, self.button):
            each.setVisible(ask)
        self.button.setEnabled(ask)

    def quantity_wanted(self) -> int | None:
        """Read how much is to be asked for; what is wrong is said in its place."""
        try:
            found = amount_of(self.quantity.text(), self._category).quantity
        except WrongValue as problem:
            self.complain(problem.what)
            return None
        return found

    def complain(self, sentence: str) -> None:
        """Say what is wrong with how much was asked for."""
        self.problem.setText(sentence)
        self.problem.show()
        self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Introduce by Enter in the line."""
        pressed = event.key() if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else None
        if pressed in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.button.click()
            return True
        return super().eventFilter(watched, event)
