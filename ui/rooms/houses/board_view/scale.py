"""Where nights and lines are on the board: pure arithmetic between places and pixels."""

from __future__ import annotations

from dataclasses import dataclass

ZOOMS = (14, 28, 56, 120, 365)
"""Nights in sight, from a fortnight to a year."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The layout of the board: widths and heights in pixels, the night and the line at its corner."""

    night_width: float
    line_height: int
    names_width: int
    head_height: int
    foot_height: int
    first_night: int
    top: int

    def x_of(self, night: int) -> float:
        """Give the left edge of a night."""
        return self.names_width + (night - self.first_night) * self.night_width

    def y_of(self, line: int) -> int:
        """Give the upper edge of a line."""
        return self.head_height + line * self.line_height - self.top

    def night_at(self, x: float) -> int:
        """Give the night under a place."""
        return self.first_night + int((x - self.names_width) // self.night_width)

    def line_at(self, y: float) -> int:
        """Give the line under a place."""
        return int((y - self.head_height + self.top) // self.line_height)
