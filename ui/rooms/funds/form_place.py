"""The place beside a list where a form stands while it is filled in, and what stood there comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.records.changes import Changed
from ui.frame.desk import Desk, Vault
from ui.rooms.funds.money_form import MoneyForm
from ui.theme.metrics import current_metrics
from ui.widgets.half_written import stays

Act = Callable[[Vault, dict[str, str]], Changed]


class MoneyFormPlace(QStackedWidget):
    """Shows what it was made with, or one form; what is refused stays in the form, with the reason."""

    closed = Signal(bool)  # whether it was done

    def __init__(self, desk: Desk, home: QWidget) -> None:
        """Take the desk, and what stands here while no form does."""
        super().__init__()
        self._desk = desk
        self._home = home
        self.form: MoneyForm | None = None
        self._holder = QWidget()
        self._holder.setProperty("surface", "surface")
        column = QVBoxLayout(self._holder)
        margin = current_metrics().px(16)
        column.setContentsMargins(margin, margin, margin, margin)
        self._column = QVBoxLayout()
        column.addLayout(self._column)
        column.addStretch()
        self.addWidget(home)
        self.addWidget(self._holder)

    def open(self, form: MoneyForm, act: Act, said: str, *, final: bool = False) -> None:
        """Put a form here; `act` does what it asks for, and `said` is said then.

        One that somebody has begun to fill in stays. What is `final` is not offered to be undone: what is booked is
        reversed instead.
        """
        if stays(self.form):
            return
        self.close_form()
        self.form = form
        form.cancelled.connect(partial(self._end, done=False))
        form.submitted.connect(partial(self._submit, form, act, said, final=final))
        self._column.addWidget(form)
        self.setCurrentWidget(self._holder)
        form.start()

    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.setCurrentWidget(self._home)

    def _submit(self, form: MoneyForm, act: Act, said: str, wanted: dict[str, str], *, final: bool) -> None:
        def verb(vault: Vault) -> Changed:
            return act(vault, wanted)

        def end(_changed: Changed) -> None:
            if final:
                self._desk.say(said)
            self._end(done=True)

        if final:
            self._desk.ask(verb, end, failed=form.refuse)
        else:
            self._desk.do(verb, said, done=end, failed=form.refuse)

    def _end(self, *, done: bool) -> None:
        self.close_form()
        self.closed.emit(done)
