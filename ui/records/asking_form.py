"""A short form beside a row that asks for what an action still needs: a person, a day, a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.problems import Problem, WrongValue
from app.records.changes import Changed
from app.records.record_type import RecordType
from app.services.open_vault import Vault
from ui.frame.desk import Desk
from ui.widgets.card.record_form import RecordForm
from ui.widgets.editors.sources import Sources

Verb = Callable[[Vault, Mapping[str, object]], Changed]


class FormPlace(Protocol):
    """Where a form opens: one at a time."""

    form: QWidget | None

    def ask(self, form: QWidget) -> bool:
        """Put a form there, in the place of one that is open; False where that one is half-written."""
        ...

    def close_form(self) -> None:
        """Take the form away."""
        ...


class FormAsker:
    """Puts forms of the fields of a kind of record beside a row, and does what they are for."""

    def __init__(self, desk: Desk, detail: FormPlace) -> None:
        """Take the desk, and where the forms open."""
        self._desk, self._detail = desk, detail
        self.sources = Sources(desk.today, desk.find, open=desk.open, almanac=desk.get_almanac)

    def ask(
        self,
        kind: RecordType | str,
        only: Sequence[str],
        words: tuple[str, str],
        verb: Verb,
        *,
        values: Mapping[str, object] | None = None,
        titles: Mapping[str, str] | None = None,
        needed: Sequence[str] = (),
        said: str = "",
        then: Callable[[Changed], object] | None = None,
    ) -> RecordForm:
        """Ask for some fields; ``words`` are the heading and the button, and ``needed`` may not stay empty."""
        declared = self._desk.registry[kind] if isinstance(kind, str) else kind
        form = RecordForm(declared, self.sources, done=words[1], only=tuple(only), heading=words[0])
        form.fill(values or {}, titles or {})
        form.cancelled.connect(self._detail.close_form)

        def failed(problem: Problem) -> None:
            if isinstance(problem, WrongValue):
                form.complain(problem.field, problem.what)
            elif len(form.editors) == 1:
                form.complain("", " ".join(filter(None, (problem.what, problem.do))))
            else:
                form.again()
                self._desk.problem.emit(problem)

        def done(changed: Changed) -> None:
            if self._detail.form is form:
                self._detail.close_form()
            if then is not None:
                then(changed)

        def submit(given: dict[str, object]) -> None:
            missing = next((name for name in needed if given.get(name) in {None, ""}), "")
            if missing:
                form.complain(missing, _("This is needed."))
                return
            self._desk.do(lambda vault: verb(vault, given), said, done=done, failed=failed)

        form.submitted.connect(submit)
        if self._detail.ask(form):
            form.start()
        return form
