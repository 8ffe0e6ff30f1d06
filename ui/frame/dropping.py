"""Files that are dragged onto the window, wherever on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrop(QObject):
    """Takes every file dropped on a widget and tells of it: whoever listens says in words what fits and what not."""

    dropped = Signal(list)  # of Path

    def __init__(self, widget: QWidget) -> None:
        """Watch a widget."""
        super().__init__(widget)
        widget.setAcceptDrops(True)
        self.watch(widget)

    def watch(self, place: QObject) -> None:
        """Watch the QWindow as well, which hears of a drag before any of its widgets does."""
        place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept local files, leave everything else to the widget."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent) and (files := files_in(event)):
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.dropped.emit(files)
            return True
        return super().eventFilter(watched, event)


def files_in(event: QDropEvent) -> list[Path]:
    """Give the files on this computer that are being dragged."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
