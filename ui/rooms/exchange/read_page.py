"""Reading codes: with the camera where there is one, or from photographs; what is missing shows on the ring."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.services.exchange.qr_frames import Progressed
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.ring import Ring
from ui.widgets.task_page import TaskPage

_NAMED = 12
_VIEW = QSize(420, 315)


class ReadingWay(QWidget):
    """One of the ways to read codes: its name, a sentence, and the means below."""

    def __init__(self, heading: str) -> None:
        """Take its name."""
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current_metrics().px(6))
        self._column.addWidget(label(heading, "strong"))
        self._sentence = label("", "muted", wrap=True)
        self._column.addWidget(self._sentence)

    def say(self, sentence: str) -> None:
        """Change the sentence."""
        self._sentence.setText(sentence)

    def add(self, widget: QWidget) -> None:
        """Put something below."""
        if isinstance(widget, QLabel) and widget.wordWrap():
            self._column.addWidget(widget)
        else:
            self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeading)


class ReadPage(TaskPage):
    """Collects until everything is there; nothing is taken here."""

    pictures_wanted = Signal()
    camera_wanted = Signal(bool)  # on or off

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__(
            _("Read codes"),
            _("The other laptop shows QR codes one after the other. They can be read in any order."),
        )
        metrics = current_metrics()
        self.lacking = Notice("", tone="attention", icon="attention")
        self.copy_button = button(_("Copy the line"), self._copy, icon="copy")
        self._command = ""
        self.body.addWidget(self.lacking)
        self.body.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.camera_step = ReadingWay(_("With the camera"))
        self.camera_button = button(_("Use the camera"), self._toggle, kind="primary", icon="show")
        self.view = QLabel()
        self.view.setFixedSize(metrics.px(_VIEW.width()), metrics.px(_VIEW.height()))
        self.view.setAccessibleName(_("What the camera sees"))
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.camera_command = label("", "small", wrap=True, selectable=True)
        self.camera_step.add(self.camera_button)
        self.camera_step.add(self.camera_command)
        self.camera_step.add(self.view)
        self.picture_step = ReadingWay(_("From pictures"))
        self.picture_step.say(
            _("Photographs or screenshots of the codes. Drag them here, or choose them, several at once.")
        )
        self.picture_button = button(_("Choose pictures…"), self.pictures_wanted.emit, icon="open")
        self.picture_step.add(self.picture_button)
        for each in (self.camera_step, self.picture_step):
            self.body.addWidget(each)
        self._found = QWidget()
        line = QHBoxLayout(self._found)
        line.setContentsMargins(0, metrics.px(8), 0, 0)
        line.setSpacing(metrics.px(20))
        self.ring = Ring(_("Codes read"), side=112)
        line.addWidget(self.ring)
        words = QVBoxLayout()
        words.addStretch()
        self.words = label("", "strong", wrap=True)
        self.missing = label("", "muted", wrap=True)
        words.setSpacing(0)
        words.addWidget(self.words)
        words.addWidget(self.missing)
        words.addStretch()
        line.addLayout(words, 1)
        self.body.addWidget(self._found)
        self._camera_on = False
        self.reset()

    def reset(self) -> None:
        """Start over."""
        self.banner.dismiss()
        self._found.hide()
        self.show_camera(False)

    def allow(self, *, pictures: bool, camera: bool, can_see: bool, command: str) -> None:
        """Show what can be done on this computer, and the line that installs the rest.

        `camera` says that there is one that can be used, `can_see` that all packages for one are there.
        """
        self._command = command
        missing = (
            ""
            if pictures
            else _("Reading codes needs packages that are not installed here. Run this once in the program's folder:")
        )
        self.lacking.say(f"{missing}\n{command}" if missing else "")
        self.copy_button.setVisible(bool(missing))
        self.picture_step.setVisible(pictures)
        self.camera_step.setVisible(pictures)
        self.camera_button.setVisible(camera)
        self.camera_step.say(
            _("Hold the screen with the codes in front of it, so that the code fills the picture.")
            if camera
            else _("No camera can be used here; photographs of the codes do as well.")
        )
        self.camera_command.setText("" if camera or can_see else _("For a camera: {command}").format(command=command))
        self.camera_command.setVisible(pictures and bool(self.camera_command.text()))

    def show_camera(self, on: bool) -> None:
        """Show that the camera looks, or that it does not."""
        self._camera_on = on
        self.view.setVisible(on)
        if not on:
            self.view.clear()
        self.camera_button.setText(_("Stop the camera") if on else _("Use the camera"))
        self.camera_button.setAccessibleName(self.camera_button.text())

    def show_seen(self, image: QImage) -> None:
        """Show what the camera sees, as a mirror does."""
        if self._camera_on:
            scaled = image.flipped(Qt.Orientation.Horizontal).scaled(
                self.view.size(), Qt.AspectRatioMode.KeepAspectRatio
            )
            self.view.setPixmap(QPixmap.fromImage(scaled))

    def show_progress(self, progress: Progressed | None) -> None:
        """Show how many are read, and which are missing."""
        self._found.setVisible(progress is not None)
        if progress is None:
            return
        missing = set(progress.missing)
        there = {number for number in range(progress.total) if number + 1 not in missing}
        figures = _("{n} of {total}").format(n=progress.have, total=progress.total)
        self.ring.show_parts(progress.total, there, figures)
        rest = len(missing)
        self.words.setText(ngettext("{n} code is missing", "{n} codes are missing", rest).format(n=f"{rest:n}"))
        numbers = ", ".join(str(number) for number in progress.missing[:_NAMED])
        self.missing.setText(_("Missing: {numbers}").format(numbers=f"{numbers}, …" if rest > _NAMED else numbers))

    def show_without(self, names: tuple[str, ...]) -> None:
        """Name pictures in which no code was found."""
        if names:
            self._found.show()
            shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
            text = ngettext("No code was found in {names}.", "No code was found in {names}.", len(names))
            self.missing.setText(text.format(names=shown))

    def start(self) -> None:
        """Put the keyboard on the first way there is."""
        ways = (self.camera_button, self.picture_button, self.copy_button)
        next((way for way in ways if way.isVisible()), self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle(self) -> None:
        """Ask for the camera, or that it stops."""
        self.camera_wanted.emit(not self._camera_on)

    def _copy(self) -> None:
        """Put the line that installs what is missing where it can be pasted."""
        QGuiApplication.clipboard().setText(self._command)
