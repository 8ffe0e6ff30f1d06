"""Putting pages on a printer: pictures made in memory, and the words of a recovery code. Nothing is written to disk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.i18n import _
from app.problems import UserProblem
from app.services.job import Cancelled, Progress

SHARPEST_PPI = 400
_POINTS_PER_INCH = 72
_COLUMNS = 3


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


def print_code(printer: QPrinter, words: Sequence[str], title: str, sentences: Sequence[str]) -> None:
    """Print the words of a recovery code with their numbers, and nothing that says whose they are."""
    painter = QPainter()
    _begin(painter, printer)
    try:
        inch = printer.resolution()
        width = painter.viewport().width()
        y = _paragraph(painter, title, 18, 0, width, bold=True) + inch * 0.1
        for sentence in sentences:
            y = _paragraph(painter, sentence, 11, y, width) + inch * 0.08
        y += inch * 0.2
        rows = -(-len(words) // _COLUMNS)
        for place, word in enumerate(words):
            painter.setFont(_font(16, bold=True))
            box = QRectF(
                (place // rows) * width / _COLUMNS, y + (place % rows) * inch * 0.5, width / _COLUMNS, inch * 0.5
            )
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), f"{place + 1}.  {word}")
    finally:
        painter.end()


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


def _paragraph(painter: QPainter, text: str, points: int, y: float, width: int, *, bold: bool = False) -> float:
    """Write a paragraph and give where it ends."""
    painter.setFont(_font(points, bold=bold))
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading)
    used = painter.boundingRect(QRectF(0, y, width, 1_000_000), flags, text)
    painter.drawText(used, flags, text)
    return used.bottom()


def _font(points: int, *, bold: bool = False) -> QFont:
    """Give the font of the program in points, which a printer knows how to size."""
    font = QFont()
    font.setPointSize(points)
    font.setBold(bold)
    return font
