"""Codes read, from pictures or by the camera, until a whole bundle or request has come together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QHideEvent, QImage

from app.i18n import _
from app.problems import Problem, UserProblem
from app.services.exchange import qr_reading
from app.services.exchange.qr_frames import Collecting
from app.services.exchange.qr_reading import ReadPictures
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs
from ui.rooms.exchange.eye import Eye
from ui.rooms.exchange.read_page import ReadPage

PICTURES = "*.png *.jpg *.jpeg *.webp"


class _Page(ReadPage):
    """Let go of the camera as soon as it is out of sight."""

    hidden = Signal()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell."""
        super().hideEvent(event)
        self.hidden.emit()


class CodeReading(QObject):
    """Does what the page for reading codes asks for."""

    over = Signal()
    whole = Signal(bytes)

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Make the page."""
        super().__init__()
        self._desk, self._dialogs = desk, dialogs
        self._collecting = Collecting()
        self.page = _Page()
        self.eye = Eye(self)
        self.eye.seen.connect(self._on_seen)
        self.eye.read.connect(self.add)
        self.eye.lost.connect(self._on_lost)
        self.page.hidden.connect(self._close_eye)
        self.page.pictures_wanted.connect(self._choose)
        self.page.camera_wanted.connect(self._use_camera)
        self.page.back_wanted.connect(self.over)

    def begin(self) -> None:
        """Start over, and look what this computer can do."""
        self._collecting = Collecting()
        self.page.reset()
        self.page.allow(
            pictures=qr_reading.can_read(),
            camera=Eye.is_there(),
            can_see=qr_reading.can_see(),
            command=qr_reading.install_command(),
        )

    def read(self, paths: Sequence[Path]) -> None:
        """Read the codes in pictures."""
        self.page.banner.dismiss()
        self._close_eye()  # One at a time: both would add to what was collected.
        self._desk.run(
            lambda _vault: qr_reading.read_pictures(paths, self._collecting), self._on_read, failed=self._on_problem
        )

    def add(self, codes: list[bytes]) -> None:
        """Take in what the camera has seen."""
        try:
            wholes = self._collecting.add_all(codes)
        except UserProblem as problem:
            self._on_problem(problem)
            return
        self._show(wholes, ())

    def _choose(self) -> None:
        """Ask for pictures."""
        kinds = _("Pictures ({patterns})").format(patterns=PICTURES)
        paths = self._dialogs.open_files(self.page, _("Pictures of codes"), kinds)
        if paths:
            self.read(paths)

    def _use_camera(self, on: bool) -> None:
        """Look, or stop looking."""
        if on:
            self.page.banner.dismiss()
            self.page.show_camera(True)
            self.eye.open()
        else:
            self._close_eye()

    def _close_eye(self) -> None:
        """Stop looking."""
        self.eye.close()
        self.page.show_camera(False)

    def _on_seen(self, image: QImage) -> None:
        """Show it to whoever holds the laptop."""
        self.page.show_seen(image)

    def _on_lost(self) -> None:
        """Say that the camera is gone."""
        self._close_eye()
        self._on_problem(
            UserProblem(
                _("The camera cannot be used."),
                kept=_("What was read is kept."),
                do=_("Close other programs that use it, or plug it in again; photographs work as well."),
            )
        )

    def _on_read(self, found: ReadPictures) -> None:
        """Show what pictures gave."""
        self._show(list(found.wholes), found.without)

    def _show(self, wholes: list[bytes], without: tuple[str, ...]) -> None:
        """Go on with a whole, or say what is missing."""
        if wholes:
            self._close_eye()
            self.whole.emit(wholes[0])
            return
        self.page.show_progress(self._collecting.progress)
        self.page.show_without(without)

    def _on_problem(self, problem: Problem) -> None:
        """Say what went wrong."""
        self.page.show_problem(problem)
        self.page.show_progress(self._collecting.progress)
