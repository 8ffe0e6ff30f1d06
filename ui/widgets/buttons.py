"""Buttons by kind: one primary on a page, the others quiet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton

from ui.theme.icons import icon as icon_of
from ui.theme.metrics import current_metrics
from ui.widgets.tips import plain_tip

Kind = Literal["", "primary", "quiet", "link", "harm", "attention", "chip", "segment"]
_ICON_ROLES: dict[str, str] = {
    "primary": "on_accent",
    "link": "accent",
    "harm": "harm",
    "attention": "on_attention_soft",
}


class PressButton(QPushButton):
    """A button that Enter presses as well as the space bar, outside of dialogs too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter, once however long it is held."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)


def button(
    text: str,
    on: Callable[[], object] | None = None,
    *,
    kind: Kind = "",
    icon: str = "",
    tip: str = "",
    name: str = "",
) -> QPushButton:
    """Make a button with words on it; `name` is for screen readers where the words alone say too little."""
    made = PressButton(text.replace("&", "&&"))  # A single one would be eaten, and make the next letter a key.
    made.setProperty("kind", kind)
    made.setAccessibleName(name or text)
    made.setToolTip(plain_tip(tip))
    if tip:
        made.setAccessibleDescription(tip)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAutoDefault(False)
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon:
        made.setIcon(
            icon_of(icon, _ICON_ROLES.get(kind, "muted"), "on_accent_soft" if kind in {"chip", "segment"} else "")
        )
        side = current_metrics().px(16)
        made.setIconSize(QSize(side, side))
    if on is not None:
        made.clicked.connect(lambda _checked=False: on())
    return made


def icon_button(icon: str, name: str, on: Callable[[], object] | None = None, *, role: str = "muted") -> QToolButton:
    """Make a button with a drawing only; its name shows as a tool tip and is read out."""
    made = QToolButton()
    made.setIcon(icon_of(icon, role))
    side = current_metrics().px(18)
    made.setIconSize(QSize(side, side))
    made.setToolTip(plain_tip(name))
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAutoRaise(True)
    if on is not None:
        made.clicked.connect(lambda _checked=False: on())
    return made
