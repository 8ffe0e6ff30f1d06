"""The second thread: sheets become pages there, so that the vault's thread stays free for whoever types meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.i18n import _
from app.problems import Problem
from app.services import files
from app.services.jobs import Job, Progress
from ui.work.jobs import RunningJob, VaultThread

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.services.printing.printing import SheetRenderer
    from app.services.vaults.recovery_sheets import Printable

PREVIEW_PPI = 110.0
Failed = Callable[[Problem], object]


class Press(QObject):
    """Sets sheets with this computer's fonts. Finding them takes a moment, so it is done once and when first needed."""

    def __init__(self, templates: Path, parent: QObject | None = None) -> None:
        """Take the folder of the templates; the thread starts now, the fonts are looked at later."""
        super().__init__(parent)
        self._templates = templates
        self._renderer: SheetRenderer | None = None
        self.thread_of_pages = VaultThread(self)

    def preview(self, sheet: Printable, done: Callable[[list[bytes]], object], failed: Failed) -> None:
        """Make the pages as pictures; of sheets that wait, only the newest is set."""
        self.thread_of_pages.ask(
            lambda: self._ready().render_pages(sheet, PREVIEW_PPI),
            done,
            failed,
            key="preview",
            label=_("Laying out the pages"),
        )

    def missing_letters(self, sheet: Printable, done: Callable[[tuple[str, ...]], object], failed: Failed) -> None:
        """Find what this computer's fonts cannot print."""
        self.thread_of_pages.ask(lambda: self._ready().missing_letters(sheet), done, failed, key="letters")

    def save(self, sheet: Printable, path: Path, done: Callable[[Path], object], failed: Failed) -> RunningJob:
        """Write the sheet as a PDF file, which the person has asked for."""

        def run(progress: Progress) -> Path:
            progress.step(0, 0, _("Laying out the pages"))
            data = self._ready().render_pdf(sheet)
            progress.check()
            files.write(path, data)
            return path

        return self.thread_of_pages.run(Job(_("Save the sheet"), run), done, failed)

    def print(self, sheet: Printable, printer: QPrinter, done: Callable[[int], object], failed: Failed) -> RunningJob:
        """Put the very pages of the preview on paper, as sharp as the printer can."""
        from ui.platform.printer import print_pages, resolution_for

        def run(progress: Progress) -> int:
            progress.step(0, 0, _("Laying out the pages"))
            ppi = resolution_for(printer)
            pages = self._ready().render_pages(sheet, float(ppi))
            return print_pages(printer, pages, ppi, progress)

        return self.thread_of_pages.run(Job(_("Print"), run), done, failed)

    def forget(self) -> None:
        """Drop what is on its way, and push what was set out of the typesetter's memory."""
        self.thread_of_pages.drop()
        self.thread_of_pages.ask(self._let_go)

    def stop(self) -> None:
        """End the thread."""
        self.thread_of_pages.stop()

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
