"""Calendars of a project given out and taken in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.capabilities.projects import calendar_file, calendar_import
from app.capabilities.projects.calendar_import import CalendarPlan
from app.i18n import _
from app.records.changes import Changed
from app.services import files
from app.services.open_vault import Vault
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs

MOST_BYTES = 17 * files.MIB


class CalendarFiles:
    """Asks for a file, and says what came of it."""

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk and the system's dialogs."""
        self._desk, self._dialogs = desk, dialogs

    def give_out(self, project: str) -> None:
        """Write the tasks, events and shifts of a project for any calendar program."""
        name = f"{_('Calendar').lower()}-{self._desk.today():%Y-%m-%d}.ics"
        window = QApplication.activeWindow()
        path = self._dialogs.save_file(window, _("Its calendar as a file"), name, _("Calendars (*.ics)"))
        if path is None:
            return

        def verb(vault: Vault) -> Path:
            files.write(path, calendar_file.written(vault, project))
            return path

        def done(made: Path) -> None:
            words = _("Saved as “{name}”. Anybody who has the file can read it.")
            self._desk.say(words.format(name=made.name))

        self._desk.ask(verb, done)

    def take_in(self, project: str) -> None:
        """Read a calendar: what is known is changed, the rest is added to the project."""
        kinds = _("Calendars (*.ics);;All files (*)")
        path = self._dialogs.open_file(QApplication.activeWindow(), _("Take in a calendar file"), kinds)
        if path is None:
            return

        def verb(vault: Vault) -> tuple[Changed, CalendarPlan]:
            return calendar_import.take_in(vault, files.read(path, most=MOST_BYTES), project)

        self._desk.ask(verb, self._done)

    def _done(self, found: tuple[Changed, CalendarPlan]) -> None:
        """Say what came of it."""
        planned = found[1]
        words = _("{added} added, {changed} changed.").format(added=planned.added, changed=planned.changed)
        if planned.repeating:
            words += " " + _("Of what repeats only the first time was taken: {names}.").format(
                names=", ".join(planned.repeating[:3])
            )
        moved = bool(planned.changes)
        self._desk.say(words, _("Undo") if moved else "", self._desk.undo if moved else None)
