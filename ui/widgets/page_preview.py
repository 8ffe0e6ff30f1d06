"""Pages of a sheet as they will be printed, one below the other, with zoom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.emptying import empty

_STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_FIT = 0.0


class PagePaper(QWidget):
    """One page, with a soft edge."""

    def __init__(self, picture: QPixmap, name: str) -> None:
        """Take the page's picture."""
        super().__init__()
        self._picture = picture
        self.setAccessibleName(name)

    def fit_width(self, width: int) -> None:
        """Take a width, and the height that goes with it."""
        height = round(width * self._picture.height() / max(self._picture.width(), 1))
        self.setFixedSize(QSize(width, height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page smoothly."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = QRectF(self.rect())
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(self.width() * ratio), round(self.height() * ratio))
        mode = Qt.TransformationMode.SmoothTransformation
        painter.drawPixmap(
            target,
            self._picture.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, mode),
            QRectF(0, 0, wanted.width(), wanted.height()),
        )
        painter.setPen(colours_of(self).colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PagePreview(QScrollArea):
    """Fits the width at first; + and - zoom, 0 fits again, Ctrl with the wheel zooms."""

    zoomed = Signal(float)
    page_changed = Signal(int)

    def __init__(self) -> None:
        """Start without pages."""
        super().__init__()
        self.setAccessibleName(_("Preview of the pages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        self._paper: list[PagePaper] = []
        self._natural = 1
        self._zoom = _FIT
        self._desk = QWidget()
        self._desk.setProperty("surface", "rail")
        self._column = QVBoxLayout(self._desk)
        gap = current_metrics().px(16)
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(gap)
        self.setWidget(self._desk)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.page_changed.emit(self.page()))

    def show_pages(self, pages: Sequence[bytes], *, dots_per_inch: float = 96.0) -> None:
        """Show pages given as PNG; `dots_per_inch` is the resolution they were drawn at."""
        empty(self._column)
        self._paper = []
        for number, page in enumerate(pages, 1):
            picture = QPixmap.fromImage(QImage.fromData(page))
            self._natural = max(round(picture.width() * 96 / dots_per_inch), 1)
            paper = PagePaper(picture, _("Page {number} of {count}").format(number=number, count=len(pages)))
            self._paper.append(paper)
            self._column.addWidget(paper, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch()
        self.verticalScrollBar().setValue(0)
        self._fit()

    def page(self) -> int:
        """Give the number of the page in sight, from 1; 0 without pages."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        # Heights are known at once, places only after the next layout.
        bottom, gap = self._column.contentsMargins().top(), self._column.spacing()
        for number, paper in enumerate(self._paper, 1):
            bottom += paper.minimumHeight() + gap
            if middle < bottom:
                return number
        return len(self._paper)

    def zoom(self) -> float:
        """Give the zoom; 1.0 is the size on paper."""
        return self._fitting_zoom() if self._zoom == _FIT else self._zoom

    def zoom_in(self) -> None:
        """Go to the next larger step."""
        self.set_zoom(next((step for step in _STEPS if step > self.zoom() + 0.01), _STEPS[-1]))

    def zoom_out(self) -> None:
        """Go to the next smaller step."""
        self.set_zoom(next((step for step in reversed(_STEPS) if step < self.zoom() - 0.01), _STEPS[0]))

    def fit(self) -> None:
        """Fit the width, and keep fitting it."""
        self.set_zoom(_FIT)

    def set_zoom(self, zoom: float) -> None:
        """Show at a zoom."""
        self._zoom = zoom
        self._fit()
        self.zoomed.emit(self.zoom())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitting."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by key."""
        if event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_in()
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_out()
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def _fitting_zoom(self) -> float:
        """Give the zoom at which a page is as wide as the view, at most half as large again as on paper."""
        margins = self._column.contentsMargins()
        room = self.viewport().width() - margins.left() - margins.right()
        return min(max(room, 100) / self._natural, 1.5)

    def _fit(self) -> None:
        """Give each page its width."""
        for paper in self._paper:
            paper.fit_width(max(round(self._natural * self.zoom()), 50))
