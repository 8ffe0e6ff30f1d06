"""A need or an offer is typed: few lines, and what fits already stands beside it at each key."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.capabilities.switchboard.grid import CATEGORIES, unit_of
from app.capabilities.switchboard.listing_draft import ListingDraft
from app.capabilities.switchboard.records import URGENCY
from app.capabilities.switchboard.rows import NEED
from app.i18n import _
from app.records.registry import Registry
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.editors.make import editor_for
from ui.widgets.editors.sources import Sources
from ui.widgets.half_written import UNFINISHED
from ui.widgets.labels import label

_HINTS = {"minutes": "2 h", "nights": "3", "minor": "40 EUR", "pieces": "1"}


class ListingForm(QFrame):
    """Tells each draft while it is typed; Enter adds it, Escape leaves."""

    changed = Signal(object)  # ListingDraft
    submitted = Signal(object)
    cancelled = Signal()

    def __init__(self, registry: Registry, sources: Sources) -> None:
        """Take where to find people, areas and skills."""
        super().__init__()
        self.setAccessibleName(_("New need or offer"))
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._side = NEED
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, metrics.px(8), 0)
        column.setSpacing(metrics.px(8))
        self.heading = label("", "heading")
        column.addWidget(self.heading)
        self.title, self.amount, self.when = QLineEdit(), QLineEdit(), QLineEdit()
        self.category, self.urgency = ComboBox(_("Category")), ComboBox(_("Urgency"))
        for box, words in ((self.category, CATEGORIES), (self.urgency, URGENCY)):
            for code, text in words.items():
                box.addItem(_(text), code)
        self.urgency.setCurrentIndex(len(URGENCY) - 1)
        fields = registry["listing"].attributes
        self.of, self.area, self.skill = (
            editor_for(fields[name], sources, place="form") for name in ("of", "area", "skill")
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.px(8))
        self._grid.setVerticalSpacing(metrics.px(8))
        self._grid.setColumnStretch(1, 1)
        self._captions: dict[str, QWidget] = {}
        for name, words, widget in (
            ("title", _("What"), self.title),
            ("category", _("Category"), self.category),
            ("amount", _("How much"), self.amount),
            ("when", _("When"), self.when),
            ("of", _("Of whom"), self.of),
            ("area", _("Where"), self.area),
            ("skill", _("Skill"), self.skill),
            ("urgency", _("Urgency"), self.urgency),
        ):
            self._add(name, words, widget)
        self.when.setPlaceholderText(_("any time, or: Tue 18-20, Sat 9:30-12"))
        column.addLayout(self._grid)
        self.problem = label("", "problem", wrap=True)
        column.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch()
        self.cancel = button(_("Cancel"), self.cancelled.emit, kind="quiet", tip=_("Key: Escape"))
        self.done = button(_("Add"), self.submit, kind="primary", tip=_("Key: Enter"))
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.done)
        column.addLayout(buttons)
        column.addStretch()
        for line in (self.title, self.amount, self.when):
            line.textEdited.connect(lambda _text: self._tell())
        for box in (self.category, self.urgency):
            box.currentIndexChanged.connect(lambda _index: self._on_category())
        for each in (self.of, self.area, self.skill):
            each.committed.connect(lambda _value: self._tell())

    def _add(self, name: str, words: str, widget: QWidget) -> None:
        """Put a caption and what is typed beside it."""
        caption = label(words, "muted")
        caption.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(words)
        row = self._grid.rowCount()
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(widget, row, 1)
        self._captions[name] = caption

    def begin(self, side: str) -> None:
        """Begin a new one of a side."""
        self._side = side
        self.heading.setText(_("New need") if side == NEED else _("New offer"))
        for line in (self.title, self.amount, self.when):
            line.clear()
        for each in (self.of, self.area, self.skill):
            each.set_value(None)
        self.category.setCurrentIndex(0)
        self.urgency.setVisible(side == NEED)
        self._captions["urgency"].setVisible(side == NEED)
        self.problem.hide()
        self.done.setEnabled(True)
        self._on_category()
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> ListingDraft:
        """Give what is typed so far."""
        whose, area, skill = (_text(each.value()) for each in (self.of, self.area, self.skill))
        return ListingDraft(
            self._side,
            str(self.category.currentData()),
            self.title.text().strip(),
            self.amount.text().strip(),
            self.when.text().strip(),
            whose,
            area,
            skill,
            str(self.urgency.currentData()),
        )

    def is_half_written(self) -> bool:
        """Say whether somebody has written into it what was neither handed over nor given up."""
        typed = (self.title.text(), self.amount.text(), self.when.text())
        return self.isVisible() and self.done.isEnabled() and any(text.strip() for text in typed)

    def hold(self) -> None:
        """Say that it waits to be finished or left, and take the keyboard."""
        self.complain("title", _(UNFINISHED))

    def submit(self) -> None:
        """Hand it over, if it can be read; else go to what cannot."""
        draft = self.draft()
        wrong = draft.wrong()
        if wrong is None:
            self.done.setEnabled(False)
            self.submitted.emit(draft)
        else:
            self.complain(*wrong)

    def complain(self, field: str, sentence: str) -> None:
        """Say what is wrong, and go there."""
        self.done.setEnabled(True)
        self.problem.setText(sentence)
        self.problem.show()
        there: dict[str, QWidget] = {"title": self.title, "quantity": self.amount, "when": self.when}
        there.get(field, self.title).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add by Enter, leave by Escape."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _on_category(self) -> None:
        """Say how much is written for a category."""
        unit = unit_of(str(self.category.currentData()))
        self.amount.setPlaceholderText(_HINTS.get(unit, "1"))
        self._tell()

    def _tell(self) -> None:
        """Tell what is typed."""
        self.problem.hide()
        self.changed.emit(self.draft())


def _text(value: Any) -> str:
    """Give the id in a field, empty if there is none."""
    return value if isinstance(value, str) else ""
