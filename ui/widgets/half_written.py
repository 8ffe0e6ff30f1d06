"""Forms that somebody has begun to fill in: another one does not take their place unasked."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from app.i18n import N_

UNFINISHED = N_("Finish this first, or cancel it: what you have written here would be lost.")


@runtime_checkable
class BegunForm(Protocol):
    """A form that knows whether anything would be lost with it."""

    def is_half_written(self) -> bool:
        """Say whether somebody has written into it what was neither handed over nor given up."""
        ...

    def hold(self) -> None:
        """Say that it waits to be finished or left, and take the keyboard."""
        ...


def stays(form: QWidget | None) -> bool:
    """Say whether a form stays because it is half-written, so that another one has to wait; it then says so itself."""
    if not isinstance(form, BegunForm) or not form.is_half_written():
        return False
    form.hold()
    return True
