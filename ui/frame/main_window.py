"""The one window: the gate while no vault is open, the workplace while one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.i18n import _
from ui.frame.dropping import FileDrop
from ui.frame.gate.gate import Gate
from ui.theme.metrics import current_metrics

if TYPE_CHECKING:
    from ui.frame.workplace import Workplace


class MainWindow(QMainWindow):
    """Knows which of the two is in sight, and tells of files that are dropped anywhere onto it."""

    files_dropped = Signal(list)  # of Path
    closing = Signal()

    def __init__(self, gate: Gate) -> None:
        """Start at the gate."""
        super().__init__()
        self.gate = gate
        self.workplace: Workplace | None = None
        self.setWindowTitle(_("Switchboard"))
        self._drops = FileDrop(self)
        self._drops.dropped.connect(self.files_dropped)
        metrics = current_metrics()
        self.resize(metrics.px(1280), metrics.px(800))
        self._stack = QStackedWidget(self)
        self._stack.addWidget(gate)
        self.setCentralWidget(self._stack)

    @property
    def content(self) -> QWidget:
        """Give all that the window shows, for whoever has to cover it."""
        return self._stack

    def enter(self, workplace: Workplace, group: str) -> None:
        """Show an open vault."""
        self.leave()
        self.workplace = workplace
        self._stack.addWidget(workplace)
        self._stack.setCurrentWidget(workplace)
        self.setWindowTitle(_("{group}, Switchboard").format(group=group))
        workplace.room().start()

    def leave(self) -> None:
        """Throw the workplace away with all it shows, and go back to the gate."""
        if self.workplace is not None:
            self._stack.removeWidget(self.workplace)
            self.workplace.hide()
            self.workplace.deleteLater()
            self.workplace = None
        self._stack.setCurrentWidget(self.gate)
        self.setWindowTitle(_("Switchboard"))

    def showEvent(self, event: QShowEvent) -> None:
        """Take files even where a field of text would take their names."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            self._drops.watch(handle)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay open while something typed does not pass; else let the owner close the vault."""
        if self.workplace is not None and not self.workplace.room().leave():
            event.ignore()
            return
        self.closing.emit()
        event.accept()
