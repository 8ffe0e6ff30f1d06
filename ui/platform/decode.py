"""Pictures that came from others, decoded within bounds: three formats, so many points, never by their names.

Everything here works in any thread, and belongs into one that neither the window nor the vault waits for.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QImageWriter, QPainter

from app.i18n import _
from app.problems import UserProblem
from app.services.attachments.image_metadata import JPEG, WEBP, picture_in

MOST_POINTS = 60_000_000
_MOST_MEGABYTES = 256
_QUALITY = 92


class BadPicture(UserProblem):
    """A picture cannot be shown: it is broken, or larger than a camera makes any."""


def decode(data: bytes, side: int = 0) -> QImage:
    """Give the picture in these bytes, turned as it was taken and with at most `side` points a side (0: as it is).

    Raises `BadPicture` for what is none of PNG, JPEG and WebP, is broken, or would fill the memory.
    """
    sort = picture_in(data)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    if not sort or not buffer.open(QIODevice.OpenModeFlag.ReadOnly):
        raise _bad()
    QImageReader.setAllocationLimit(_MOST_MEGABYTES)
    reader = QImageReader(buffer, QByteArray(sort.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty() or size.width() * size.height() > MOST_POINTS:
        raise _bad()
    if side and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise _bad()
    return image


def without_notes(data: bytes) -> bytes:
    """Make the picture anew from its points alone, in the same format, so that nothing else of it is left."""
    image = decode(data)
    if image.colorSpace().isValid():
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    solid, clear = QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32
    plain = QImage(image.size(), clear if image.hasAlphaChannel() else solid)
    plain.fill(Qt.GlobalColor.transparent)
    painter = QPainter(plain)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(0, 0, image)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    sort = picture_in(data)
    writer = QImageWriter(buffer, QByteArray(sort.encode()))
    if sort in {JPEG, WEBP}:
        writer.setQuality(_QUALITY)
    if not writer.write(plain):
        raise _bad()
    return bytes(buffer.data().data())


def _bad() -> BadPicture:
    return BadPicture(
        _("This picture cannot be shown: it is broken, or far too large."),
        kept=_("Nothing was changed."),
        do=_("Save a copy if you trust where it came from, and look at it with another program."),
    )
