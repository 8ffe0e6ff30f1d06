"""Lies over the whole window: as a blur of what is below, or blank; what is below is hidden meanwhile, and unread."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QToolTip, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.i18n import _
from ui.frame.main_window import MainWindow
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import label

# The whole page becomes so few spots of grey, whatever its size: each is the mean of several words on several lines,
# rounded to sixteen steps. A mosaic of small squares can be guessed back; this cannot, as there is nothing left in it.
SPOTS = QSize(20, 12)
_VEIL = 90
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}


def blurred(picture: QPixmap) -> QImage:
    """Keep of a picture only a few spots of grey."""
    whole = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    whole.setDevicePixelRatio(1)
    few = whole.scaled(SPOTS, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    grey = few.convertToFormat(QImage.Format.Format_Grayscale8)  # Rounded colours would be off in their tints.
    return grey.convertToFormat(QImage.Format.Format_RGB444).convertToFormat(QImage.Format.Format_RGB32)


class Cover(QWidget):
    """Goes with a click or a key, which it keeps to itself: whoever presses it does not see yet what would happen."""

    lifted = Signal()

    def __init__(self, window: MainWindow) -> None:
        """Stay out of the way until wanted."""
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        self._title = ""
        self.picture: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        metrics = current_metrics()
        self._plate = QFrame(self)
        self._plate.setProperty("surface", "popup")
        lines = QVBoxLayout(self._plate)
        lines.setContentsMargins(metrics.px(32), metrics.px(24), metrics.px(32), metrics.px(24))
        lines.setSpacing(metrics.px(8))
        lines.addWidget(IconBadge("hide", side=32, role="muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        what, how = label(_("Covered"), "heading"), label(_("Press a key or click to go on."), "muted")
        for each in (what, how):
            lines.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(f"{what.text()}. {how.text()}")
        window.installEventFilter(self)
        self.hide()

    def is_up(self) -> bool:
        """Say whether the window is covered."""
        return not self.isHidden()

    def put_up(self, *, blank: bool = False) -> None:
        """Cover the window before this returns; `blank` leaves not even a blur, and takes no time to make one."""
        content = self._window.content
        if self.is_up():
            if blank:
                self._dress(None)
                self.repaint()
            return
        self._dress(None if blank else blurred(content.grab()))
        self._before = self._window.focusWidget()
        self._title = self._window.windowTitle()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        # To a field it is as if a menu had opened: what is half typed in it stays half typed.
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.repaint()
        QToolTip.hideText()
        content.hide()
        self._window.setWindowTitle(_("Switchboard"))

    def take_down(self) -> None:
        """Show what is below, with the keyboard where it was."""
        if not self.is_up():
            return
        self._window.content.show()
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        if self._title:
            self._window.setWindowTitle(self._title)
        self.hide()
        self.picture = None
        self.lifted.emit()

    def forget(self) -> None:
        """Give neither the keyboard nor the title back, since what they belonged to is gone."""
        self._before, self._title = None, ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go, but not for keys that are held since before, nor for those that only go with others."""
        if not event.isAutoRepeat() and event.key() not in _MODIFIERS:
            self.take_down()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go."""
        event.accept()
        self.take_down()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window at any size."""
        if watched is self._window and event.type() == QEvent.Type.Resize and self.is_up():
            self.setGeometry(self._window.rect())
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the spots softly into each other, or nothing at all."""
        painter = QPainter(self)
        ground: QColor = colours_of(self).colour("window")
        painter.fillRect(self.rect(), ground)
        if self.picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self.picture)
            ground.setAlpha(_VEIL)
            painter.fillRect(self.rect(), ground)
        painter.end()

    def _dress(self, picture: QImage | None) -> None:
        """Take the blur, with the plate that says how it goes; a blank cover says nothing."""
        self.picture = picture
        self._plate.setVisible(picture is not None)
        self._place()

    def _place(self) -> None:
        """Put the plate in the middle."""
        size = self._plate.sizeHint()
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self._window.rect().center())
        self._plate.setGeometry(place)
