"""Records written to a file that other programs read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.i18n import _
from app.services import files
from app.services.jobs import Job, Progress
from app.services.records.records import Query
from app.services.tables import exporting
from ui.frame.desk import Desk, Vault
from ui.platform.dialogs import Dialogs

_USUAL = "csv"


class Exporter:
    """Asks for a place and a format, writes, and says that the file is not encrypted."""

    def __init__(self, desk: Desk, dialogs: Dialogs, kind: str) -> None:
        """Take the desk, the system's dialogs, and the kind of record."""
        self._desk, self._dialogs, self._kind = desk, dialogs, kind

    def __call__(self, query: Query) -> None:
        """Export what a list shows."""
        self._desk.ask(lambda vault: exporting.formats(vault, self._kind), lambda formats: self._choose(query, formats))

    def _choose(self, query: Query, formats: dict[str, str]) -> None:
        """Ask where to, and take the format from the name."""
        window = QApplication.activeWindow()
        kinds = ";;".join(f"{text} (*.{ending})" for ending, text in formats.items())
        name = f"{_(self._desk.registry[self._kind].many).lower()}-{self._desk.today():%Y-%m-%d}.{_USUAL}"
        path = self._dialogs.save_file(window, _("Export"), name, kinds)
        if path is None:
            return
        ending = path.suffix.lower().lstrip(".")
        if ending not in formats:
            path, ending = path.with_name(f"{path.name}.{_USUAL}"), _USUAL

        def work(vault: Vault) -> Job[Path]:
            job = exporting.exporting(vault, self._kind, ending, query)

            def run(progress: Progress) -> Path:
                files.write(path, job.run(progress))
                return path

            return Job(job.label, run)

        self._desk.run(work, self._on_done)

    def _on_done(self, path: Path) -> None:
        """Say that the file is there, and that anybody can read it."""
        self._desk.say(_("Saved as “{name}”. Anybody who has the file can read it.").format(name=path.name))
