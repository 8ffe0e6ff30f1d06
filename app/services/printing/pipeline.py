"""The one way from a sheet to paper: the window, the command line and every preview run these jobs.

They touch no vault, so that they can run beside whoever types. Of one sheet the pages are set once for the eye and once
for the file, however often they are asked for.
"""

from __future__ import annotations

from app.i18n import _
from app.services.jobs import Job, Progress
from app.sheets.render import PREVIEW_PPI, Printable, SheetRenderer

__all__ = ["Printable", "SheetRenderer", "missing_letters", "pages", "pdf"]


def pages(renderer: SheetRenderer, sheet: Printable, ppi: float = PREVIEW_PPI) -> Job[list[bytes]]:
    """Give the pages as PNG images: those of the preview, and as sharp as it can those of the printer."""

    def run(progress: Progress) -> list[bytes]:
        progress.step(0, 0, _("Laying out the pages"))
        return renderer.render_pages(sheet, ppi, progress.check)

    return Job(_("Laying out the pages"), run)


def pdf(renderer: SheetRenderer, sheet: Printable) -> Job[bytes]:
    """Give the sheet as a PDF in memory."""

    def run(progress: Progress) -> bytes:
        progress.step(0, 0, _("Laying out the pages"))
        data = renderer.render_pdf(sheet, progress.check)
        progress.check()
        return data

    return Job(_("Print {title}").format(title=sheet.title), run)


def missing_letters(renderer: SheetRenderer, sheet: Printable) -> Job[tuple[str, ...]]:
    """Name what this computer's fonts cannot print of a sheet."""
    return Job(_("Laying out the pages"), lambda progress: renderer.missing_letters(sheet, progress.check))
