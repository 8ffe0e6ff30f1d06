"""Fonts: the system's own where it has one made for screens, and figures that stand in columns."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from ui.theme.metrics import BODY, Metrics

# Families that a bare system falls back on although better ones may be installed.
_STOPGAPS = frozenset({"Sans", "Sans Serif", "DejaVu Sans", "Bitstream Vera Sans", "MS Shell Dlg 2", "Nimbus Sans"})
_PREFERRED = ("Inter", "Adwaita Sans", "Cantarell", "Noto Sans", "Open Sans", "Source Sans 3", "Liberation Sans")


def body_font(system: QFont, metrics: Metrics) -> QFont:
    """Take the system's family at our body size; replace it only where it is nothing but a stopgap."""
    font = QFont(system)
    if font.family() in _STOPGAPS:
        installed = set(QFontDatabase.families())
        better = [family for family in _PREFERRED if family in installed]
        if better:
            font.setFamilies([*better[:1], font.family()])
    font.setPixelSize(metrics.px(BODY))
    return font


def tabular(font: QFont) -> QFont:
    """Give figures that all have one width, so that columns of numbers and dates line up."""
    figures = QFont(font)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return figures


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """Give the same font at another size of the five, for what paints itself."""
    other = QFont(font)
    other.setPixelSize(pixels)
    if bold:
        other.setWeight(QFont.Weight.DemiBold)
    return other
