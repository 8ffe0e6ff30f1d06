"""Icons by our own names, drawn from Phosphor's outlines in whatever colour their place has.

The outlines come from the font that qtawesome carries. They are filled as paths and not drawn as text, so
they stay sharp at every size, follow a change of theme at once, and never depend on the system's fonts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QTransform
from PySide6.QtWidgets import QApplication
from qtawesome import get_fonts_info
from qtawesome.iconic_font import FontError, IconicFont

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
    "photo": "image-square",
}
# Drawings that point somewhere, and so point the other way in a right-to-left window.
_MIRRORED = frozenset({"undo", "redo", "back", "forward", "next", "previous", "hand_over"})
_GRID = 1000


@cache
def outlines() -> Mapping[str, QPainterPath]:
    """Read each named drawing once, in a square of side 1; empty where the font cannot be had, and words remain."""
    folder, files = get_fonts_info()
    font_file = next((name for name in files if name.startswith("phosphor")), "")
    charmap_file = next((path.name for path in Path(folder).glob("phosphor-charmap*.json")), "")
    try:
        # The folder is given so that qtawesome does not install fonts into the person's Windows account.
        font = IconicFont(("ph", font_file, charmap_file, folder))
    except (FontError, OSError):
        return {}
    raw = font.rawfont("ph", _GRID)
    drawn: dict[str, QPainterPath] = {}
    for name, drawing in NAMES.items():
        character = font.charmap["ph"].get(drawing, "")
        for glyph in raw.glyphIndexesForString(character):
            path = raw.pathForGlyph(glyph)
            path.setFillRule(Qt.FillRule.WindingFill)
            middle = path.boundingRect().center()
            drawn[name] = QTransform.fromScale(1 / _GRID, 1 / _GRID).map(path.translated(-middle.x(), -middle.y()))
    return drawn


def paint_icon(painter: QPainter, rect: QRectF, name: str, role: str = "text", colour: QColor | None = None) -> None:
    """Fill the drawing into the largest square in the middle of a rectangle."""
    path = outlines().get(name)
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
