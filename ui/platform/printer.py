"""Putting pages on a printer: pictures made in memory. Nothing is written to disk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.i18n import _
from app.problems import UserProblem
from app.services.jobs import Cancelled, Progress

SHARPEST_PPI = 400
_POINTS_PER_INCH = 72


def resolution_for(printer: QPrinter) -> int:
    """Give the pixels to the inch at which pages are made: the printer's own up to what an eye can tell apart."""
    return min(printer.resolution(), SHARPEST_PPI)


def print_pages(printer: QPrinter, pages: Sequence[bytes], ppi: int, progress: Progress) -> int:
    """Print pages given as PNG at `ppi`, those the person asked for; give how many. Works in any thread."""
    first, last = printer.fromPage() or 1, printer.toPage() or len(pages)
    wanted = pages[first - 1 : last]
    painter = QPainter()
    try:
        for number, page in enumerate(wanted):
            progress.check()
            progress.step(number, len(wanted), _("Page {page} of {pages}").format(page=number + 1, pages=len(wanted)))
            picture = QImage.fromData(page)
            _fit_page(printer, picture, ppi)
            if number == 0:
                _begin(painter, printer)
            else:
                printer.newPage()
            painter.drawImage(QRectF(painter.viewport()), picture)
    except Cancelled:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
    return len(wanted)


def _fit_page(printer: QPrinter, picture: QImage, ppi: int) -> None:
    """Turn the paper the way the page lies, and use all of it: the pages bring their own margins."""
    points = QSizeF(picture.width(), picture.height()) * (_POINTS_PER_INCH / ppi)
    upright = points.height() >= points.width()
    size = QPageSize(points if upright else points.transposed(), QPageSize.Unit.Point)
    turn = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(size, turn, QMarginsF(), QPageLayout.Unit.Point))


def _begin(painter: QPainter, printer: QPrinter) -> None:
    """Start the print job, or say in words that there is none."""
    if not painter.begin(printer):
        raise UserProblem(
            _("The printer does not answer."),
            kept=_("Nothing was printed."),
            do=_("Check that it is on and has paper, or save the sheet as a file."),
        )
