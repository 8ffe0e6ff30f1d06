"""Making a new record: the form in the place of the card, and what the vault says to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLayout, QWidget

from app.problems import Problem, WrongValue
from app.records.changes import Changed
from app.records.record_type import RecordType
from app.services.members.circles import CircleChoice
from ui.frame.desk import Desk, Verb
from ui.records.new_pane import NewPane
from ui.widgets.editors.sources import Sources
from ui.widgets.half_written import stays

Make = Callable[[dict[str, object], str], tuple[Verb, str]]


class NewRecord(QObject):
    """Opens the form and closes it; `circles` are those to choose from, and the last choice is offered again."""

    opened = Signal()
    cancelled = Signal()
    added = Signal(object)  # Changed

    def __init__(
        self, desk: Desk, kind: RecordType, sources: Sources, asks_first: tuple[str, ...], place: QLayout,
        card: QWidget, make: Make,
    ) -> None:  # fmt: skip
        """Take which fields to ask for (those required if none are named), the place, and the card that it covers.

        ``make`` gives what is to be done with the values and the circle, and the words that say it was done.
        """
        super().__init__(card)
        self._make = make
        self._desk, self._kind, self._sources, self._asks_first = desk, kind, sources, asks_first
        self._place, self._card = place, card
        self._last_circle = ""
        self.pane: NewPane | None = None
        self.circles: Sequence[CircleChoice] = ()

    def open(self) -> None:
        """Put the form in the place of the card; one that somebody has begun to fill in stays."""
        if stays(self.pane):
            return
        self.close()
        self.pane = NewPane(self._kind, self._sources, self._asks_first, self.circles, self._last_circle)
        self.pane.cancelled.connect(self._cancel)
        self.pane.submitted.connect(self.add)
        self._card.hide()
        self._place.addWidget(self.pane)
        self.opened.emit()
        self.pane.start()

    def close(self) -> None:
        """Take the form away."""
        if self.pane is not None:
            self._place.removeWidget(self.pane)
            self.pane.hide()
            self.pane.deleteLater()
            self.pane = None
            self._card.show()

    def circle(self) -> str | None:
        """Give the circle that the form names; None while there is no form."""
        return self.pane.circle() if self.pane is not None else None

    def add(self, values: dict[str, object]) -> None:
        """Add the record, and say what it is called."""
        circle = self.circle()
        if circle is not None:
            self._last_circle = circle
        verb, said = self._make(values, self._last_circle)
        self._desk.do(verb, said, done=self._added, failed=self._not_added)

    def _cancel(self) -> None:
        self.close()
        self.cancelled.emit()

    def _added(self, changed: Changed) -> None:
        self.close()
        self.added.emit(changed)

    def _not_added(self, problem: Problem) -> None:
        """Show on the form what the vault says about a value."""
        if self.pane is not None:
            self.pane.form.again()
        if self.pane is not None and isinstance(problem, WrongValue):
            self.pane.complain(problem.field, problem.what)
        else:
            self._desk.problem.emit(problem)
