"""Sizes: a grid of 4 pixels and five sizes of type, all scaled by how large the system's text is."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication

# How many pixels the body text of each desktop has where nobody has changed it.
_USUAL_PIXELS = {"win32": 12.0, "darwin": 13.0}
_USUAL_PIXELS_ELSEWHERE = 13.3
_SMALLEST, _LARGEST = 1.0, 2.0

SMALL, BODY, HEADING, TITLE, DISPLAY = 12, 13, 15, 20, 28
COMPACT_ROW, COMFORTABLE_ROW = 28, 36


@dataclass(frozen=True, slots=True)
class Metrics:
    """Pixels at the person's own text size; Qt itself takes care of the screen's scaling."""

    scale: float = 1.0
    comfortable: bool = True

    def px(self, pixels: float) -> int:
        """Scale a size, never down to nothing."""
        return max(1, round(pixels * self.scale)) if pixels else 0

    @property
    def row(self) -> int:
        """Give the height of a row in lists."""
        return self.px(COMFORTABLE_ROW if self.comfortable else COMPACT_ROW)

    @property
    def icon(self) -> int:
        """Give the side of an icon that stands beside body text."""
        return self.px(18)


def scale_of(font: QFont, platform: str = sys.platform) -> float:
    """Tell how much larger than usual the system's own font is, in steps of a twentieth."""
    usual = _USUAL_PIXELS.get(platform, _USUAL_PIXELS_ELSEWHERE)
    scale = round(QFontInfo(font).pixelSize() / usual * 20) / 20
    return min(max(scale, _SMALLEST), _LARGEST)


def current_metrics() -> Metrics:
    """Recover the metrics from the font the program runs with, so that widgets need no global theme."""
    return Metrics(scale=QApplication.font().pixelSize() / BODY if QApplication.font().pixelSize() > 0 else 1.0)
