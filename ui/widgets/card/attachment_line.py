"""One attachment on a card: a small picture or a drawing, what it is called, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.records.attachments import ASK, NO, SORTS
from ui.theme.icons import NAMES, paint_icon
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import ElidedLabel
from ui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from app.services.attachments.attachments import AttachmentItem

THUMB = 40
_KIB, _MIB = 1024, 1024 * 1024
_TALLEST, _GAP = 420, 8


def size_words(count: int) -> str:
    """Write a number of bytes as people say it."""
    if count < _MIB:
        return _("{n} kB").format(n=max(round(count / _KIB), 1))
    return _("{n} MB").format(n=f"{count / _MIB:.1f}")


class Thumb(QWidget):
    """A small square: the middle of a picture, or the drawing for its sort."""

    def __init__(self, sort: str) -> None:
        """Start with the drawing."""
        super().__init__()
        self._icon = sort if sort in NAMES else "file"
        self.image: QImage | None = None
        self.setFixedSize(current_metrics().px(THUMB), current_metrics().px(THUMB))

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self.image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill a rounded square."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect, colours = QRectF(self.rect()), colours_of(self)
        shape = QPainterPath()
        shape.addRoundedRect(rect, 4, 4)
        painter.fillPath(shape, colours.colour("hover"))
        if self.image is None:
            inset = current_metrics().px(10)
            paint_icon(painter, rect.adjusted(inset, inset, -inset, -inset), self._icon, "muted")
        else:
            painter.setClipPath(shape)
            side = min(self.image.width(), self.image.height())
            middle = QRectF((self.image.width() - side) / 2, (self.image.height() - side) / 2, side, side)
            painter.drawImage(rect, self.image, middle)
        painter.end()


class PicturePreview(QWidget):
    """A picture as wide as the card, and not higher than half a window."""

    def __init__(self, image: QImage, name: str) -> None:
        """Take the picture and what a screen reader says of it."""
        super().__init__()
        self.image = image
        self.setAccessibleName(name)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Say that the height goes with the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of the picture at a width."""
        wanted = round(width * self.image.height() / max(self.image.width(), 1))
        natural = round(self.image.height() / self.devicePixelRatioF())
        return min(wanted, current_metrics().px(_TALLEST), natural) + 2 * current_metrics().px(_GAP)

    def sizeHint(self) -> QSize:
        """Ask for the height that goes with the width."""
        width = self.width() or current_metrics().px(360)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the whole picture, smoothly, with its edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        gap = current_metrics().px(_GAP)
        room = QSize(self.width(), self.height() - 2 * gap)
        size = self.image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        left = self.width() - size.width() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
        target = QRectF(QPointF(left, gap), size)
        painter.drawImage(target, self.image)
        painter.setPen(colours_of(self).colour("line"))
        painter.drawRect(target.adjusted(0, 0, -1, -1))
        painter.end()


class AttachmentLine(QFrame):
    """Enter shows a picture, or saves a copy of anything else; Delete takes it away."""

    opened = Signal()
    save_wanted = Signal()
    removed = Signal()
    wished = Signal(bool)

    def __init__(self, item: AttachmentItem) -> None:
        """Write the line."""
        super().__init__()
        self.item = item
        self.is_picture = item.media.startswith("image/")
        self.setProperty("role", "part")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, metrics.px(4), 0, metrics.px(4))
        layout.setSpacing(metrics.px(10))
        self.thumb = Thumb(item.sort)
        layout.addWidget(self.thumb)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(item.title))
        about = self._about()
        words.addWidget(ElidedLabel(about, "small"))
        layout.addLayout(words, 1)
        if item.whole:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            tip = _("Save a copy of {title}, which is not encrypted…").format(title=item.title)
            layout.addWidget(icon_button("save", tip, self.save_wanted.emit))
        else:
            fetch = item.presence.wish in {ASK, NO}
            text = _("Fetch it") if fetch else _("Do not fetch")
            layout.addWidget(button(text, lambda: self.wished.emit(fetch), kind="link", name=f"{text}: {item.title}"))
        layout.addWidget(icon_button("close", _("Take {title} away").format(title=item.title), self.removed.emit))
        self.setAccessibleName(f"{item.title}, {about}")
        self.setAccessibleDescription(
            _("Enter shows it, Delete takes it away.")
            if self.is_picture
            else _("Enter saves a copy, Delete takes it away.")
        )
        self.setToolTip(plain_tip(item.note))

    def _about(self) -> str:
        """Say what it is, who is in it, how large, and where it is if not here."""
        item = self.item
        sort = _(SORTS.get(item.sort, item.sort))
        parts = [_("{sort} of {who}").format(sort=sort, who=item.who) if item.who else sort, size_words(item.size)]
        if not item.whole:
            waits = _("not here, comes with a bundle of somebody who has it")
            parts.append(waits if item.presence.wish not in {ASK, NO} else _("not on this laptop"))
        return " · ".join(parts)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open by click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or take away by key."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        """Show a picture, save anything else; of what is not here there is nothing to open."""
        if self.item.whole:
            (self.opened if self.is_picture else self.save_wanted).emit()
