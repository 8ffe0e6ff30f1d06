"""The window is started here: the application, its look and language, and the session. Imports little: all waits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.i18n import translations
from app.services.settings import look
from ui.guard.system import signs_of_this_computer
from ui.shell.session import Tools, WindowSession
from ui.theme.theme import Theme
from ui.work.collecting import Collector
from ui.work.report import UnexpectedBug

if TYPE_CHECKING:
    from app.records.registry import Registry
    from app.services.vaults.vaults import Environment
    from ui.frame.desk import Desk
    from ui.frame.doors import RoomDoor

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def run(environment: Environment, registry: Callable[[], Registry], folder: Path | None = None) -> int:
    """Show the window until it is closed; the exit status is 0. `folder` names a vault, else it is the last one."""
    app = application()
    collector = Collector(app)
    use_language(app, QLocale.system())
    Theme(app, look.chosen(environment))
    session = WindowSession(environment, registry, rooms_of, RESOURCES / "sheets")
    session.loaded.connect(collector.spare)
    session.locked.connect(collector.collect)
    session.idle.rested.connect(collector.rest)
    sys.excepthook = lambda _kind, error, _trace: session.show_problem(UnexpectedBug(error))
    session.start(folder, signs_of_this_computer(session.window, session))
    status = app.exec()
    session.close()
    collector.stop()
    return status


def application() -> QApplication:
    """Give the one application, with the name that desktops show and group windows by."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(sys.argv[:1])
    app.setApplicationName("switchboard")
    app.setApplicationDisplayName("Switchboard")
    app.setDesktopFileName("switchboard")
    return app


def use_language(app: QApplication, locale: QLocale) -> None:
    """Speak the person's language where it has been translated; Qt's own dialogs follow, and so does the direction."""
    folder = RESOURCES / "translations"
    if not (folder / locale.name()).is_dir() and not (folder / locale.name().split("_")[0]).is_dir():
        return
    translations.use(locale.name(), folder)
    app.setLayoutDirection(locale.textDirection())
    translator = QTranslator(app)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def rooms_of(desk: Desk, tools: Tools) -> Sequence[RoomDoor]:
    """Give the doors to the rooms, which are imported only now."""
    from ui.shell import rooms

    return rooms.rooms_of(desk, tools, RESOURCES / "handbook")
