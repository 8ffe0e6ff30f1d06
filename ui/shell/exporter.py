"""Records written to a file that other programs read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.i18n import _
from app.services import files
from app.services.jobs import Job, Progress
from app.services.records.records import Query
from app.services.tables import exporting
from app.services.tables.exporting import ExportWay
from ui.frame.desk import Desk, Vault
from ui.platform.dialogs import Dialogs


class Exporter:
    """Asks for a place and a format, writes, and says that the file is not encrypted."""

    def __init__(self, desk: Desk, dialogs: Dialogs, kind: str) -> None:
        """Take the desk, the system's dialogs, and the kind of record."""
        self._desk, self._dialogs, self._kind = desk, dialogs, kind
        self.menu: QMenu | None = None

    def __call__(self, query: Query, beside: QWidget | None = None) -> None:
        """Export what a list shows; where there are several address books to write for, a menu asks first."""
        self._desk.ask(lambda vault: exporting.ways(vault, self._kind), lambda ways: self._choose(query, ways, beside))

    def _choose(self, query: Query, ways: Sequence[ExportWay], beside: QWidget | None) -> None:
        """Ask in which way, by menu if there is a place for it."""
        if beside is None or not any(way.headers for way in ways):
            self._save(query, ways, ways[0])
            return
        self.menu = QMenu(beside)
        for way in ways:
            self.menu.addAction(way.label, partial(self._save, query, ways, way))
        self.menu.popup(beside.mapToGlobal(beside.rect().bottomLeft()))

    def _save(self, query: Query, ways: Sequence[ExportWay], usual: ExportWay) -> None:
        """Ask where to; another ending than that of the chosen way is another format."""
        offered = {way.ending: way for way in reversed(ways) if not way.headers} | {usual.ending: usual}
        if usual.headers:
            offered["xlsx"] = replace(usual, fmt="xlsx")
        window = QApplication.activeWindow()
        kinds = ";;".join(f"{way.label} (*.{way.ending})" for way in dict.fromkeys((usual, *offered.values())))
        name = f"{_(self._desk.registry[self._kind].many).lower()}-{self._desk.today():%Y-%m-%d}.{usual.ending}"
        path = self._dialogs.save_file(window, _("Export"), name, kinds)
        if path is None:
            return
        way = offered.get(path.suffix.lower().lstrip("."))
        if way is None:
            path, way = path.with_name(f"{path.name}.{usual.ending}"), usual

        def work(vault: Vault) -> Job[Path]:
            job = exporting.exporting(vault, self._kind, way.fmt, query, way.headers)

            def run(progress: Progress) -> Path:
                files.write(path, job.run(progress))
                return path

            return Job(job.label, run)

        self._desk.run(work, self._on_done)

    def _on_done(self, path: Path) -> None:
        """Say that the file is there, and that anybody can read it."""
        self._desk.say(_("Saved as “{name}”. Anybody who has the file can read it.").format(name=path.name))
