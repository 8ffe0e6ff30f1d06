"""Playbooks taken in, from the program or from other groups, and given to them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.capabilities.projects import playbook_service
from app.capabilities.projects.playbook_page import PlaybookView, VersionView
from app.i18n import _
from app.records.changes import Changed
from app.services import files
from app.services.open_vault import Vault
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs

MOST_BYTES = 16 * files.MIB


class PlaybookFiles(QObject):
    """Asks for a file, and tells which playbook came of it."""

    taken = Signal(str)

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk and the system's dialogs."""
        super().__init__()
        self._desk, self._dialogs = desk, dialogs

    def take_shipped(self) -> None:
        """Take in those that come with the program, as proposed versions."""

        def verb(vault: Vault) -> Changed:
            changed = Changed()
            for data in playbook_service.shipped().values():
                changed, _playbook = playbook_service.imported(vault, data)
            return changed

        self._desk.do(verb, _("They stand on the shelf, proposed: adopt those that fit."))

    def take_file(self) -> None:
        """Take in a playbook of another group."""
        path = self._dialogs.open_file(
            QApplication.activeWindow(), _("Take in a playbook"), _("Playbooks (*.json);;All files (*)")
        )
        if path is not None:
            self._take(path)

    def _take(self, path: Path) -> None:
        """Read a file and take it in."""

        def verb(vault: Vault) -> tuple[Changed, str]:
            return playbook_service.imported(vault, files.read(path, most=MOST_BYTES))

        def done(found: tuple[Changed, str]) -> None:
            changed, playbook = found
            new = bool(changed.added)
            words = _("Taken in, as proposed.") if new else _("This was here already: the same version.")
            self._desk.say(words, _("Undo") if new else "", self._desk.undo if new else None)
            self.taken.emit(playbook)

        self._desk.ask(verb, done)

    def export(self, found: PlaybookView, version: VersionView) -> None:
        """Write a version with all that it was made from, for other groups."""
        playbook, number = found.id, version.number
        name = f"{found.name.lower().replace(' ', '-')}-{number}.json"
        path = self._dialogs.save_file(QApplication.activeWindow(), _("Give to others"), name, _("Playbooks (*.json)"))
        if path is None:
            return

        def verb(vault: Vault) -> Path:
            files.write(path, playbook_service.exported(vault, playbook, number))
            return path

        self._desk.ask(verb, lambda made: self._desk.say(_("Saved as “{name}”.").format(name=made.name)))
