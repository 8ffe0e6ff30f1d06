"""Forms of a few fields, opened at the top of a column: what comes out is written, what is wrong is said below it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.problems import Problem, WrongValue
from app.records.attributes import Attribute
from app.records.changes import Changed
from app.services.members import circles
from app.services.members.circles import CircleChoice
from ui.frame.desk import Desk, Verb
from ui.records.making import add_by_name, nameable
from ui.rooms.library.column import Column
from ui.rooms.library.half_written import HalfWritten
from ui.theme.metrics import current_metrics
from ui.widgets.card.record_form import RecordForm
from ui.widgets.editors.sources import RecordOption, Sources
from ui.widgets.labels import label

Values = dict[str, object]
_WIDEST_FORM = 620


class Asking(QObject):
    """Serves all pages of the room; each has its own column, and one form in it at most."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.half_written = HalfWritten(desk)
        self.circles: Sequence[CircleChoice] = ()
        makes = frozenset(nameable(desk.registry))
        self.sources = Sources(
            desk.today, desk.find, open=desk.open, make=self._make, makes=makes, almanac=desk.get_almanac
        )

    def refresh(self) -> None:
        """Learn which circles there are to choose from."""
        self._desk.ask(circles.choices, self._on_circles, key=(self, "circles"))

    def _on_circles(self, found: list[CircleChoice]) -> None:
        self.circles = found

    def field(self, kind: str, name: str, **changes: object) -> Attribute:
        """Give a declared field, with some of it said otherwise."""
        return dataclasses.replace(self._desk.registry[kind].attributes[name], **changes)  # pyright: ignore[reportArgumentType]

    def ask(
        self,
        column: Column,
        kind: str,
        fields: Sequence[Attribute],
        keep: Callable[[Values], Verb],
        *,
        done: str,
        heading: str,
        sentence: str = "",
        values: Mapping[str, object] | None = None,
        titles: Mapping[str, str] | None = None,
        said: str = "",
        then: Callable[[Changed], object] | None = None,
        whole: str | None = None,
        choose_circle: bool = False,
        kept_as: str = "",
    ) -> RecordForm:
        """Open a form; Escape closes it and gives the keyboard back to where it was.

        What is `kept_as` something is kept when the vault is locked, and comes back when it is asked for again.
        """
        record_type = self._desk.registry[kind]
        attributes = MappingProxyType({each.name: each for each in fields})
        form = RecordForm(
            dataclasses.replace(record_type, attributes=attributes), self.sources, done=done, heading=heading
        )
        form.fill(values or {}, titles or {})
        if choose_circle:
            form.offer_circles(self.circles, whole=whole)
        inside = form.layout()
        if sentence and isinstance(inside, QVBoxLayout):
            inside.insertWidget(1, label(sentence, "muted", wrap=True))
        form.setMaximumWidth(current_metrics().px(_WIDEST_FORM))
        before = QApplication.focusWidget()
        back = before.accessibleName() if before is not None else ""

        def close() -> None:
            self.half_written.let_go(kept_as)
            column.close_form()
            give_back(column, back)

        def write(given: Values) -> None:
            told = {name: value for name, value in given.items() if value is not None}
            circle = form.circle()
            verb = keep({**told, "circle": circle} if choose_circle else told)
            self._desk.do(verb, said, done=finish, failed=failed)

        def finish(changed: Changed) -> None:
            if column.form is form:
                close()
            if then is not None:
                then(changed)

        def failed(problem: Problem) -> None:
            if column.form is not form:
                self._desk.problem.emit(problem)
                return
            form.again()
            if isinstance(problem, WrongValue):
                form.complain(problem.field, problem.what)
            else:
                self._desk.problem.emit(problem)

        form.submitted.connect(write)
        form.cancelled.connect(close)
        if not column.open_form(form):
            return form
        self.half_written.begin_form(kept_as, f"{done} · {heading}", form)
        form.start()
        return form

    def _make(self, kind: str, name: str, made: Callable[[RecordOption], None]) -> None:
        """Add somebody or something that is not there yet, by its name."""
        add_by_name(self._desk, kind, name, made, "", self.circles)


def give_back(column: Column, name: str) -> None:
    """Give the keyboard back to what has this name on the page of a column."""
    page = column.parentWidget() or column
    for each in page.findChildren(QWidget):
        if name and each.accessibleName() == name and each.isVisible() and each.isEnabled():
            each.setFocus(Qt.FocusReason.OtherFocusReason)
            return
    if not column.start():
        page.setFocus(Qt.FocusReason.OtherFocusReason)
