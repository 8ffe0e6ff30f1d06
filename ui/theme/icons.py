"""Icons by our own names, drawn from Phosphor's outlines in whatever colour their place has.

The outlines come from the font that qtawesome carries. They are filled as paths and not drawn as text, so
they stay sharp at every size, follow a change of theme at once, and never depend on the system's fonts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont, QTransform
from PySide6.QtWidgets import QApplication

from ui.theme.palette import palette_for

# What a thing is called here, and what Phosphor calls its drawing.
NAMES: Mapping[str, str] = {
    "today": "sun-horizon",
    "field": "squares-four",
    "people": "users-three",
    "person": "user",
    "switchboard": "handshake",
    "projects": "flag-banner",
    "project": "flag-banner",
    "task": "check-square",
    "playbooks": "book-bookmark",
    "houses": "house-line",
    "house": "house-line",
    "room": "door",
    "bed": "bed",
    "stay": "calendar-check",
    "kitchen": "cooking-pot",
    "funds": "wallet",
    "library": "books",
    "exchange": "arrows-left-right",
    "trust": "shield-check",
    "print": "printer",
    "paused": "pause-circle",
    "lock": "lock-simple",
    "unlock": "lock-simple-open",
    "search": "magnifying-glass",
    "add": "plus",
    "remove": "x",
    "close": "x",
    "delete": "trash",
    "edit": "pencil-simple",
    "done": "check",
    "undo": "arrow-u-up-left",
    "redo": "arrow-u-up-right",
    "help": "question",
    "keys": "keyboard",
    "settings": "gear-six",
    "light": "sun",
    "dark": "moon",
    "filter": "funnel-simple",
    "down": "caret-down",
    "up": "caret-up",
    "back": "arrow-left",
    "forward": "arrow-right",
    "next": "caret-right",
    "previous": "caret-left",
    "calendar": "calendar-blank",
    "history": "clock-counter-clockwise",
    "conflict": "git-fork",
    "attention": "warning",
    "harm": "warning-octagon",
    "info": "info",
    "success": "check-circle",
    "todo": "circle",
    "hand_over": "paper-plane-tilt",
    "bundle": "package",
    "open": "folder-open",
    "folder": "folder-simple",
    "file": "file-text",
    "copy": "copy",
    "save": "download-simple",
    "import": "download-simple",
    "export": "upload-simple",
    "show": "eye",
    "hide": "eye-slash",
    "key": "key",
    "laptop": "laptop",
    "group": "users-four",
    "join": "user-plus",
    "recover": "lifebuoy",
    "sample": "compass",
    "more": "dots-three",
    "zoom_in": "magnifying-glass-plus",
    "zoom_out": "magnifying-glass-minus",
    "fit": "arrows-out-simple",
    "phone": "phone",
    "email": "envelope-simple",
    "link": "link-simple",
    "tag": "tag-simple",
    "skill": "star",
    "commitment": "hourglass",
    "contact": "phone",
    "note": "note",
    "command": "terminal",
    "report": "bug-beetle",
    "sort_up": "caret-up",
    "sort_down": "caret-down",
    "drag": "dots-six-vertical",
    "qr": "qr-code",
    "clock": "clock",
    "start": "flag",
    "sheet": "file-text",
    "attach": "paperclip",
    "agreement": "pen-nib",
    "plan": "map-trifold",
    "pin": "push-pin",
    "photo": "image-square",
}
# Drawings that point somewhere, and so point the other way in a right-to-left window.
_MIRRORED = frozenset({"undo", "redo", "back", "forward", "next", "previous", "hand_over"})
_GRID = 1000


@cache
def _font() -> tuple[QRawFont, Mapping[str, str]]:
    """Read the font and its names once, from qtawesome's folder: to import it would import all of Qt."""
    package = find_spec("qtawesome")
    folders = (
        [Path(place) / "fonts" for place in (package.submodule_search_locations or ()) if package] if package else []
    )
    fonts = [path for folder in folders for path in sorted(folder.glob("phosphor*.ttf"))]
    charmaps = [path for folder in folders for path in sorted(folder.glob("phosphor-charmap*.json"))]
    names: Mapping[str, str] = {}
    with suppress(OSError, ValueError):
        names = json.loads(charmaps[-1].read_text("utf-8")) if charmaps else {}
    return QRawFont(str(fonts[-1]), _GRID) if fonts else QRawFont(), names


@cache
def outline(name: str) -> QPainterPath | None:
    """Give a named drawing in a square of side 1; None where the font cannot be had, and words remain."""
    font, characters = _font()
    code = characters.get(NAMES.get(name, ""), "")
    glyphs = font.glyphIndexesForString(chr(int(code, 16))) if code and font.isValid() else []
    if not glyphs:
        return None
    path = font.pathForGlyph(glyphs[0])
    path.setFillRule(Qt.FillRule.WindingFill)
    middle = path.boundingRect().center()
    return QTransform.fromScale(1 / _GRID, 1 / _GRID).map(path.translated(-middle.x(), -middle.y()))


def paint_icon(painter: QPainter, rect: QRectF, name: str, role: str = "text", colour: QColor | None = None) -> None:
    """Fill the drawing into the largest square in the middle of a rectangle."""
    path = outline(name)
    if path is None:
        return
    side = min(rect.width(), rect.height())
    mirrored = name in _MIRRORED and QApplication.isRightToLeft()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    painter.scale(-side if mirrored else side, side)
    fill = palette_for(QApplication.palette()).colour(role) if colour is None else colour
    painter.fillPath(path, fill)
    painter.restore()


class RoleIconEngine(QIconEngine):
    """Paints a drawing in the colour its role has at that moment."""

    def __init__(self, name: str, role: str, chosen_role: str) -> None:
        """Take the drawing and the roles it has at rest and when it is switched on."""
        super().__init__()
        self._name, self._role, self._chosen_role = name, role, chosen_role

    def clone(self) -> QIconEngine:
        """Copy, because Qt takes copies of icons apart when it changes them."""
        return RoleIconEngine(self._name, self._role, self._chosen_role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Fill the outline with the colour of the role."""
        role = self._chosen_role if state == QIcon.State.On else self._role
        if mode == QIcon.Mode.Disabled:
            role = "disabled"
        paint_icon(painter, QRectF(rect), self._name, role)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Draw into a clear picture of this size."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Draw into a clear picture of this size in device pixels."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        picture.setDevicePixelRatio(scale)
        return picture


def icon(name: str, role: str = "muted", chosen: str = "") -> QIcon:
    """Give the icon of a name; `role` is its colour, `chosen` its colour when its button is switched on."""
    if name not in NAMES:
        raise KeyError(name)
    return QIcon(RoleIconEngine(name, role, chosen or role))


def middle_of(rect: QRectF, side: float) -> QRectF:
    """Give a square of this side in the middle of a rectangle, to paint an icon into."""
    return QRectF(rect.center() - QPointF(side / 2, side / 2), rect.center() + QPointF(side / 2, side / 2))
