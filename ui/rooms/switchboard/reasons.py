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
from ui.widgets.half_written import stays
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

    recusal = Signal()  # Whoever has declared an interest stays out of it.
    waiver = Signal()  # Somebody lets the interest pass.

    def __init__(self, introduce: Callable[[], object]) -> None:
        """Start without a pair."""
        super().__init__()
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._category = ""
        self.most = 0
        self._pair = ("", "")
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
        outer.addLayout(self._touched())
        self.form: QWidget | None = None
        self._form_at = outer.count()
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

    def _touched(self) -> QHBoxLayout:
        """Make the line of declared interests: what there is, and the two ways to answer it."""
        self.warnings = label("", "attention", wrap=True)
        self.recuse_button = button(_("Recuse…"), self.recusal.emit, tip=_("The two are then never brought together."))
        self.waive_button = button(_("Waive…"), self.waiver.emit, tip=_("Two others let the interest pass this time."))
        line = QHBoxLayout()
        line.setSpacing(current_metrics().px(8))
        line.addWidget(self.warnings, 1)
        line.addWidget(self.recuse_button)
        line.addWidget(self.waive_button)
        return line

    def show_pair(self, chosen: Chosen, each: OfferFitting, *, ask: bool = True) -> None:
        """Show why a pair fits; ``ask`` is False while one of the two is not written yet."""
        if self._pair != (chosen.listing, each.line.id) or not each.declared:
            self.close_form()
        self._pair = (chosen.listing, each.line.id)
        for to_settle in (self.recuse_button, self.waive_button):
            to_settle.setVisible(ask and each.declared)
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
        self.close_form()
        for each in (self.warnings, self.recuse_button, self.waive_button):
            each.hide()
        self._set(shown=False, ask=False)

    def _set(self, *, shown: bool, ask: bool) -> None:
        """Show what belongs to a pair."""
        self.problem.hide()
        for each in (self.score, self.title, self.grid):
            each.setVisible(shown)
        for each in (self.how_much, self.quantity, self.button):
            each.setVisible(ask)
        self.button.setEnabled(ask)

    def ask(self, form: QWidget) -> bool:
        """Put a form in the place of the parts; False where one is half-written."""
        if stays(self.form):
            return False
        self.close_form()
        self.form = form
        outer = self.layout()
        if isinstance(outer, QVBoxLayout):
            outer.insertWidget(self._form_at, form)
        form.show()
        self.grid.hide()
        return True

    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.grid.show()

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
