"""The theme in use: follows the system, or what the person chose, and can change at any moment."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QStyle

from ui.theme.fonts import body_font
from ui.theme.marks import MarksStyle
from ui.theme.metrics import Metrics, scale_of
from ui.theme.palette import DARK, LIGHT, Palette
from ui.theme.style import qt_palette, stylesheet

Mode = Literal["system", "light", "dark"]
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Dresses one application; there is one of these, made by the bootstrap and handed to the window."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = "system", *, scale: float | None = None) -> None:
        """Dress the application now; `scale` replaces the system's own text size, for pictures and tests."""
        super().__init__(app)
        self._app = app
        self._mode: Mode = mode
        self._system_font = QFont(app.font())
        self._scale = scale
        self._dressed: tuple[str, float] | None = None
        self._hints = app.styleHints()
        # Asked of the platform's own style, before ours is put on: it has no duration where the person wants no motion.
        self.motion = app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
        app.setStyle(MarksStyle())
        self._hints.colorSchemeChanged.connect(self._dress)
        self.set_mode(mode)

    @property
    def mode(self) -> Mode:
        """Say whether the person follows the system or chose."""
        return self._mode

    @property
    def palette(self) -> Palette:
        """Give the colours in use."""
        if self._mode == "system":
            return DARK if self._hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._mode == "dark" else LIGHT

    @property
    def metrics(self) -> Metrics:
        """Give the sizes in use."""
        return Metrics(self._scale if self._scale is not None else scale_of(self._system_font))

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or stay light or dark; window borders follow where the system can do that."""
        self._mode = mode
        self._hints.setColorScheme(_SCHEMES[mode])
        self._dress()

    def set_scale(self, scale: float | None) -> None:
        """Show everything larger or smaller than the system says; None follows the system again."""
        self._scale = scale
        self._dress()

    def _dress(self) -> None:
        """Put palette, font and stylesheet on, unless they are on already."""
        wanted = (self.palette.name, self.metrics.scale)
        if wanted == self._dressed:
            return
        self._dressed = wanted
        self._app.setPalette(qt_palette(self.palette))
        self._app.setFont(body_font(self._system_font, self.metrics))
        self._app.setStyleSheet(stylesheet(self.palette, self.metrics, motion=self.motion))
        self.changed.emit()
