"""A camera that looks for QR codes. QtMultimedia is loaded when somebody wants to use a camera, and not before."""

from __future__ import annotations

import importlib
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtGui import QImage

from app.services.exchange import qr_reading

PAUSE_MS = 120


class Eye(QObject):
    """Tells what it sees: pictures for the person, and what codes in them hold."""

    seen = Signal(QImage)
    read = Signal(list)  # of bytes
    lost = Signal()  # the camera was pulled out, or somebody else uses it

    def __init__(self, parent: QObject) -> None:
        """Start closed."""
        super().__init__(parent)
        self._camera: Any = None
        self._session: Any = None
        self._sink: Any = None
        self._since = QElapsedTimer()

    @staticmethod
    def is_there() -> bool:
        """Say whether this computer has a camera, and all it takes to use it."""
        if not qr_reading.can_see():
            return False
        try:
            return bool(_multimedia().QMediaDevices.videoInputs())
        except ImportError:  # The package is there, and a library of the system that it needs is not.
            return False

    def open(self) -> None:
        """Begin to look."""
        if self._camera is not None:
            return
        multimedia = _multimedia()
        self._sink = multimedia.QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._camera = multimedia.QCamera(multimedia.QMediaDevices.defaultVideoInput(), self)
        self._camera.errorOccurred.connect(lambda *_what: self.lost.emit())
        self._session = multimedia.QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._since.start()
        self._camera.start()

    def close(self) -> None:
        """Stop looking, and let go of the camera so that its light goes out."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
            for each in (self._session, self._sink, camera):
                each.deleteLater()
            self._session = self._sink = None

    def _on_frame(self, frame: Any) -> None:
        """Look at a picture, unless the last was a blink ago."""
        if self._camera is None or self._since.elapsed() < PAUSE_MS:
            return
        self._since.restart()
        self.look_at(frame.toImage())

    def look_at(self, image: QImage) -> None:
        """Look for codes in a picture."""
        if image.isNull():
            return
        self.seen.emit(image)
        if codes := qr_reading.codes_in_grey(*grey(image)):
            self.read.emit(codes)


def grey(image: QImage) -> tuple[bytes, int, int]:
    """Give a picture's pixels in grey without gaps between the lines, with width and height."""
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, line = plain.width(), plain.height(), plain.bytesPerLine()
    data = bytes(plain.constBits())
    if line != width:
        data = b"".join(data[row * line : row * line + width] for row in range(height))
    return data, width, height


def _multimedia() -> Any:
    """Load Qt's cameras, which are a package of their own."""
    return importlib.import_module(qr_reading.CAMERA)
