"""The one window: the gate while no vault is open, the workplace while one is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from app.i18n import _
from ui.frame.gate.gate import Gate
from ui.frame.workplace import Workplace
from ui.theme.metrics import current_metrics

BUNDLE_SUFFIXES = (".switchboard", ".age", ".bundle")


class MainWindow(QMainWindow):
    """Knows which of the two is in sight, and takes bundles that are dropped anywhere onto it."""

    bundle_dropped = Signal(Path)
    closing = Signal()

    def __init__(self, gate: Gate, *, bundle_suffixes: tuple[str, ...] = BUNDLE_SUFFIXES) -> None:
        """Start at the gate."""
        super().__init__()
        self.gate = gate
        self.workplace: Workplace | None = None
        self._suffixes = bundle_suffixes
        self.setWindowTitle(_("Switchboard"))
        self.setAcceptDrops(True)
        metrics = current_metrics()
        self.resize(metrics.px(1280), metrics.px(800))
        self._stack = QStackedWidget()
        self._stack.addWidget(gate)
        self.setCentralWidget(self._stack)

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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that look like bundles, when a vault is open to take them in."""
        if self.workplace is not None and self._bundle_in(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which bundle was dropped."""
        bundle = self._bundle_in(event)
        if bundle is not None:
            event.acceptProposedAction()
            self.bundle_dropped.emit(bundle)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay open while something typed does not pass; else let the owner close the vault."""
        if self.workplace is not None and not self.workplace.room().leave():
            event.ignore()
            return
        self.closing.emit()
        event.accept()

    def _bundle_in(self, event: QDropEvent) -> Path | None:
        """Give the first local file that looks like a bundle."""
        for url in event.mimeData().urls():
            path = Path(url.toLocalFile()) if url.isLocalFile() else None
            if path is not None and path.suffix.lower() in self._suffixes:
                return path
        return None
