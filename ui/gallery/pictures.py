"""Pictures of a widget, light and dark, as they would stand on a screen: for `switchboard pictures` and README."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.theme import Mode, Theme

SIZE = QSize(1280, 800)
MODES: tuple[Mode, ...] = ("light", "dark")
_SETTLE_MS = 60


def picture(widget: QWidget, file: Path, *, size: QSize = SIZE) -> Path:
    """Give a widget a size, let it settle, and write what it looks like as PNG."""
    if not widget.isVisible():
        widget.show()
    if widget.isWindow():
        widget.resize(size)
    settle()
    file.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(file), "PNG"):
        raise OSError(file)
    return file


def pictures(widget: QWidget, theme: Theme, folder: Path, name: str, *, modes: Sequence[Mode] = MODES) -> list[Path]:
    """Write a widget in each mode, as `<name>-<mode>.png`, and leave the theme as it was."""
    before = theme.mode
    made: list[Path] = []
    for mode in modes:
        theme.set_mode(mode)
        made.append(picture(widget, folder / f"{name}-{mode}.png"))
    theme.set_mode(before)
    return made


def settle(milliseconds: int = _SETTLE_MS) -> None:
    """Let queued answers arrive and layouts come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QApplication.sendPostedEvents()
