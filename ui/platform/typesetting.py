"""The second thread: sheets become pages there, so that the vault's thread stays free for whoever types meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from app.i18n import _
from app.problems import Problem
from app.services import files
from app.services.jobs import Job, Progress
from ui.work.jobs import RunningJob, VaultThread

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.services.printing.pipeline import Printable, SheetRenderer

PREVIEW_PPI = 110.0
T = TypeVar("T")
Failed = Callable[[Problem], object]


class Press(QObject):
    """Sets sheets with this computer's fonts. Finding them takes a moment, so it is done once and when first needed."""

    def __init__(self, templates: Path, parent: QObject | None = None) -> None:
        """Take the folder of the templates; the thread starts now, the fonts are looked at later."""
        super().__init__(parent)
        self._templates = templates
        self._renderer: SheetRenderer | None = None
        self._latest: dict[str, RunningJob] = {}
        self.thread_of_pages = VaultThread(self)

    def preview(self, sheet: Printable, done: Callable[[list[bytes]], object], failed: Failed) -> None:
        """Make the pages as pictures; of sheets that wait, only the newest is set."""
        from app.services.printing import pipeline

        self._quickly(lambda renderer: pipeline.pages(renderer, sheet, PREVIEW_PPI), done, failed, "preview")

    def missing_letters(self, sheet: Printable, done: Callable[[tuple[str, ...]], object], failed: Failed) -> None:
        """Find what this computer's fonts cannot print."""
        from app.services.printing import pipeline

        self._quickly(lambda renderer: pipeline.missing_letters(renderer, sheet), done, failed, "letters")

    def save(self, sheet: Printable, path: Path, done: Callable[[Path], object], failed: Failed) -> RunningJob:
        """Write the sheet as a PDF file, which the person has asked for."""
        from app.services.printing import pipeline

        def run(progress: Progress) -> Path:
            files.write(path, pipeline.pdf(self._ready(), sheet).run(progress))
            return path

        return self.thread_of_pages.run(Job(_("Save the sheet"), run), done, failed)

    def print(self, sheet: Printable, printer: QPrinter, done: Callable[[int], object], failed: Failed) -> RunningJob:
        """Put the very pages of the preview on paper, as sharp as the printer can."""
        from app.services.printing import pipeline
        from ui.platform.printer import print_pages, resolution_for

        def run(progress: Progress) -> int:
            ppi = resolution_for(printer)
            pages = pipeline.pages(self._ready(), sheet, float(ppi)).run(progress)
            return print_pages(printer, pages, ppi, progress)

        return self.thread_of_pages.run(Job(_("Print"), run), done, failed)

    def forget(self) -> None:
        """Drop what is on its way, and push what was set out of the typesetter's memory."""
        self.thread_of_pages.drop()
        self._latest.clear()  # Each holds on to the room that wanted it.
        self.thread_of_pages.ask(self._let_go)

    def stop(self) -> None:
        """End the thread."""
        self.thread_of_pages.stop()

    def _quickly(
        self, make: Callable[[SheetRenderer], Job[T]], done: Callable[[T], object], failed: Failed, key: str
    ) -> None:
        """Run a job of which only the newest is wanted: the one before is stopped, which may be that of a long list."""
        if key in self._latest:
            self._latest[key].cancel()
        job = Job(_("Laying out the pages"), lambda progress: make(self._ready()).run(progress))
        self._latest[key] = self.thread_of_pages.run(job, done, failed)

    def _ready(self) -> SheetRenderer:
        """Give the renderer, made on the thread that uses it."""
        from app.services.printing import printing

        if self._renderer is None:
            self._renderer = printing.SheetRenderer(self._templates)
        return self._renderer

    def _let_go(self) -> None:
        """Forget earlier sheets."""
        if self._renderer is not None:
            self._renderer.forget()
