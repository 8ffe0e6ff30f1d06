"""Where the vault is kept: a sensible place, shown in full, and a way to choose another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import ElidedLabel, label

Choose = Callable[[QWidget, Path], Path | None]


def choose_folder(parent: QWidget, start: Path) -> Path | None:
    """Ask the system for a folder."""
    chosen = QFileDialog.getExistingDirectory(parent, _("Choose a folder"), str(start))
    return Path(chosen) if chosen else None


class FolderField(QWidget):
    """Follows the default until the person chooses."""

    def __init__(self, name: str, folder: Path, choose: Choose = choose_folder) -> None:
        """Take its name, the default, and how a folder is chosen."""
        super().__init__()
        self._folder, self._choose = folder, choose
        self._chosen = False
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(2))
        layout.addWidget(label(name, "strong"))
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        self.path = ElidedLabel("", "muted")
        self.change = button(_("Change…"), self._change, kind="link", name=_("Change the folder"))
        line.addWidget(self.path, 1)
        line.addWidget(self.change)
        layout.addLayout(line)
        self.below = label("", "problem", wrap=True)
        self.below.hide()
        layout.addWidget(self.below)
        self.setFocusProxy(self.change)
        self._show()

    def folder(self) -> Path:
        """Give the folder."""
        return self._folder

    def set_default(self, folder: Path) -> None:
        """Take another default, unless the person has chosen."""
        if not self._chosen:
            self._folder = folder
            self._show()

    def set_folder(self, folder: Path) -> None:
        """Take a folder as chosen."""
        self._folder, self._chosen = folder, True
        self.complain("")
        self._show()

    def complain(self, sentence: str) -> None:
        """Show a sentence below."""
        self.below.setText(sentence)
        self.below.setVisible(bool(sentence))

    def _change(self) -> None:
        """Let the person choose."""
        chosen = self._choose(self, self._folder)
        if chosen is not None:
            self.set_folder(chosen)

    def _show(self) -> None:
        """Write the folder."""
        self.path.setText(str(self._folder))
        self.change.setAccessibleDescription(str(self._folder))
