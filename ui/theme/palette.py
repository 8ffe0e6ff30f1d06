"""Every colour of the program, named once by the role it plays, for light and for dark."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Palette:
    """The roles. Widgets ask for a role and never for a colour, so that one file decides how things look."""

    name: str
    window: str  # behind everything
    rail: str  # the list of rooms
    surface: str  # lists, cards, inputs
    raised: str  # menus, popups, toasts
    hover: str  # what the pointer is over
    pressed: str  # what is held down
    line: str  # hairlines that part one area from the next
    line_strong: str  # the edge of a control, which must be seen to be found
    text: str
    muted: str  # labels, hints, times
    disabled: str  # cannot be used now; exempt from the contrast rule and still readable
    accent: str  # the one thing to do, links, the mark of the chosen room
    accent_hover: str
    on_accent: str
    accent_soft: str  # the chosen row, a chosen chip
    on_accent_soft: str
    attention: str  # wants a decision
    attention_soft: str
    on_attention_soft: str
    harm: str  # destroys something, or failed
    harm_hover: str
    on_harm: str
    harm_soft: str
    on_harm_soft: str
    focus: str  # the ring around what the keyboard speaks to
    shadow: str

    def colour(self, role: str) -> QColor:
        """Give the colour of a role as Qt wants it; an unknown role is a mistake and raises."""
        return QColor(getattr(self, role))


LIGHT = Palette(
    name="light",
    window="#f5f6f6",
    rail="#eceeee",
    surface="#ffffff",
    raised="#ffffff",
    hover="#eff2f2",
    pressed="#e3e8e8",
    line="#dfe3e3",
    line_strong="#828c8c",
    text="#1b2122",
    muted="#566162",
    disabled="#8b9596",
    accent="#0c6666",
    accent_hover="#095252",
    on_accent="#ffffff",
    accent_soft="#dceeec",
    on_accent_soft="#0a4a4a",
    attention="#8a5200",
    attention_soft="#fcf0d6",
    on_attention_soft="#6b4000",
    harm="#b3261e",
    harm_hover="#941c15",
    on_harm="#ffffff",
    harm_soft="#fbe6e3",
    on_harm_soft="#8c1a13",
    focus="#0c6666",
    shadow="#1b2122",
)

DARK = Palette(
    name="dark",
    window="#1a1d1e",
    rail="#151819",
    surface="#212526",
    raised="#2a2f30",
    hover="#2b3132",
    pressed="#343b3c",
    line="#343a3b",
    line_strong="#7b8687",
    text="#e7ebeb",
    muted="#a6b0b0",
    disabled="#6d7778",
    accent="#5cc2bb",
    accent_hover="#7ad3cd",
    on_accent="#06302f",
    accent_soft="#1d3f3e",
    on_accent_soft="#b2e6e1",
    attention="#f0b653",
    attention_soft="#3d3015",
    on_attention_soft="#f6d394",
    harm="#ff8c82",
    harm_hover="#ffa79f",
    on_harm="#470c07",
    harm_soft="#452320",
    on_harm_soft="#ffc2bb",
    focus="#5cc2bb",
    shadow="#000000",
)

PALETTES = (LIGHT, DARK)

# Each pair of roles that meets anywhere as (text, background); a test computes their contrast.
TEXT_PAIRS = (
    *((front, back) for front in ("text", "muted") for back in ("window", "rail", "surface", "raised", "hover")),
    ("text", "pressed"),
    ("text", "accent_soft"),
    ("text", "attention_soft"),
    ("text", "harm_soft"),
    ("accent", "surface"),
    ("accent", "window"),
    ("accent", "raised"),
    ("accent", "hover"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent_soft", "accent_soft"),
    ("attention", "window"),
    ("attention", "surface"),
    ("on_attention_soft", "attention_soft"),
    ("harm", "surface"),
    ("harm", "window"),
    ("harm", "raised"),
    ("harm", "hover"),
    ("on_harm", "harm"),
    ("on_harm", "harm_hover"),
    ("on_harm_soft", "harm_soft"),
    ("window", "text"),  # the toast, which is the other way round
)

# Pairs that carry meaning without being text (WCAG 1.4.11): 3:1 is enough for them.
SHAPE_PAIRS = (
    ("line_strong", "surface"),
    ("line_strong", "window"),
    ("line_strong", "raised"),
    ("focus", "surface"),
    ("focus", "window"),
    ("focus", "rail"),
    ("focus", "accent_soft"),
    ("accent", "rail"),
)


def contrast(first: str, second: str) -> float:
    """Compute the contrast of two colours between 1 and 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as defined by WCAG 2.2."""
    channels = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def palette_for(qpalette: QPalette) -> Palette:
    """Tell which of ours a Qt palette was made from, so that what paints itself needs no global theme."""
    dark = qpalette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Window).lightness() < 128
    return DARK if dark else LIGHT


def colours_of(widget: QWidget) -> Palette:
    """Give the palette a widget is shown in just now: its window's, since what is see-through has no colour itself."""
    return palette_for(widget.window().palette())
