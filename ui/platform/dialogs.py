"""The system's own dialogs for files and printers, behind one object so that a test can answer in their place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class Dialogs:
    """Remembers the folder used last, for as long as the program runs and nowhere else."""

    def __init__(self) -> None:
        """Start in the home folder, where most file dialogs start."""
        self._folder = Path.home()

    def open_file(self, parent: QWidget | None, title: str, kinds: str = "") -> Path | None:
        """Ask for a file to open; `kinds` as Qt writes them: "Bundles (*.age);;All files (*)"."""
        chosen, _kind = QFileDialog.getOpenFileName(parent, title, str(self._folder), kinds)
        return self._remember(chosen)

    def open_files(self, parent: QWidget | None, title: str, kinds: str = "") -> list[Path]:
        """Ask for several files to open at once."""
        chosen, _kind = QFileDialog.getOpenFileNames(parent, title, str(self._folder), kinds)
        return [path for each in chosen if (path := self._remember(each)) is not None]

    def open_folder(self, parent: QWidget | None, title: str) -> Path | None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(parent, title, str(self._folder))
        if not chosen:
            return None
        self._folder = Path(chosen)
        return self._folder

    def save_file(
        self, parent: QWidget | None, title: str, name: str, kinds: str = "", *, folder: Path | None = None
    ) -> Path | None:
        """Ask where to save a file, offering a name, and a folder where one is better than that used last."""
        chosen, _kind = QFileDialog.getSaveFileName(parent, title, str((folder or self._folder) / name), kinds)
        path = self._remember(chosen)
        if path is not None and not path.suffix:
            path = path.with_suffix(Path(name).suffix)
        return path

    def printer(self, parent: QWidget | None, title: str, pages: int = 1) -> QPrinter | None:
        """Ask for a printer; None if the person thought better of it."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        dialog = QPrintDialog(printer, parent)
        dialog.setMinMax(1, pages)
        return printer if dialog.exec() == QDialog.DialogCode.Accepted else None

    def _remember(self, chosen: str) -> Path | None:
        """Start there the next time."""
        if not chosen:
            return None
        self._folder = Path(chosen).parent
        return Path(chosen)


def close_open_dialog() -> bool:
    """Close a dialog that stands in front of the window, so that the vault can be locked; say whether there was one."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QDialog):
        dialog.reject()
        return True
    return False
