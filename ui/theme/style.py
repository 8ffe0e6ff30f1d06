"""The one stylesheet and the Qt palette, both made from the roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib import resources
from string import Template

from PySide6.QtGui import QPalette

from ui.theme.metrics import BODY, DISPLAY, HEADING, SMALL, TITLE, Metrics
from ui.theme.palette import Palette

SHEETS = ("base", "buttons", "inputs", "lists", "frame")
MOTION_MS = 120
_SIZES = {"small": SMALL, "body": BODY, "heading": HEADING, "title": TITLE, "display": DISPLAY}


class _Names(Mapping[str, str]):
    """What a stylesheet may name: each role, each size of type, `px<number>` on the grid, and how long motion takes."""

    def __init__(self, palette: Palette, metrics: Metrics, *, motion: bool) -> None:
        self._roles = {role: str(value) for role, value in asdict(palette).items()}
        self._roles["motion"] = str(MOTION_MS if motion else 0)
        self._metrics = metrics

    def __getitem__(self, name: str) -> str:
        if name in self._roles:
            return self._roles[name]
        if name in _SIZES:
            return str(self._metrics.px(_SIZES[name]))
        if name.startswith("px") and name[2:].isdigit():
            return str(self._metrics.px(int(name[2:])))
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._roles, *_SIZES))

    def __len__(self) -> int:
        return len(self._roles) + len(_SIZES)


def stylesheet(palette: Palette, metrics: Metrics, *, motion: bool = True) -> str:
    """Fill the sheets in; a name that no role or size has is a mistake and raises KeyError."""
    names = _Names(palette, metrics, motion=motion)
    folder = resources.files("ui.theme") / "qss"
    sheets = (Template((folder / f"{sheet}.qss").read_text(encoding="utf-8")) for sheet in SHEETS)
    return "\n".join(sheet.substitute(names) for sheet in sheets)


def qt_palette(palette: Palette) -> QPalette:
    """Give Fusion our colours, for all that no stylesheet reaches."""
    made = QPalette()
    roles = QPalette.ColorRole
    by_role = {
        roles.Window: "window", roles.WindowText: "text", roles.Base: "surface", roles.AlternateBase: "window",
        roles.Text: "text", roles.PlaceholderText: "muted", roles.Button: "surface", roles.ButtonText: "text",
        roles.BrightText: "on_accent", roles.Highlight: "accent", roles.HighlightedText: "on_accent",
        roles.Accent: "accent", roles.Link: "accent", roles.LinkVisited: "accent", roles.ToolTipBase: "text",
        roles.ToolTipText: "window", roles.Light: "surface", roles.Midlight: "hover", roles.Mid: "line",
        roles.Dark: "line_strong", roles.Shadow: "shadow",
    }  # fmt: skip
    for role, name in by_role.items():
        made.setColor(role, palette.colour(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, role, palette.colour("disabled"))
    return made
