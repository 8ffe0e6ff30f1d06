"""The window is started here: the application, its look and language, the rooms in their order, and the session."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.domain.registry import Registry
from app.i18n import translations
from app.services import handbook, look
from app.services.vaults import Environment
from ui.attaching import Attacher
from ui.exporter import Exporter
from ui.frame.desk import Desk
from ui.frame.room import Room
from ui.guard.system import signs_of_this_computer
from ui.report import UnexpectedBug
from ui.rooms.exchange.room import ExchangeRoom
from ui.rooms.handbook.room import HandbookRoom
from ui.rooms.houses.room import HousesRoom
from ui.rooms.importing.room import ImportRoom
from ui.rooms.paper.room import PaperRoom
from ui.rooms.people.room import PeopleRoom
from ui.rooms.projects.room import ProjectsRoom
from ui.rooms.today.room import TodayRoom
from ui.rooms.trust.room import TrustRoom
from ui.session import Session, Tools
from ui.theme.theme import Theme

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def run(environment: Environment, registry: Registry, folder: Path | None = None) -> int:
    """Show the window until it is closed; the exit status is 0. `folder` names a vault, else it is the last one."""
    app = application()
    use_language(app, QLocale.system())
    Theme(app, look.chosen(environment))
    session = Session(environment, registry, rooms_of, RESOURCES / "sheets")
    sys.excepthook = lambda _kind, error, _trace: session.show_problem(UnexpectedBug(error))
    session.start(folder, signs_of_this_computer(session.window, session))
    status = app.exec()
    session.close()
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


def rooms_of(desk: Desk, tools: Tools) -> Sequence[Room]:
    """Make the rooms, in the order in which they stand in the rail."""
    attach = Attacher(desk, tools.dialogs, tools.press.thread_of_pages)
    people, projects = PeopleRoom(desk, Exporter(desk, tools.dialogs, "person")), ProjectsRoom(desk)
    for room in (people, projects):
        attach(room.card.attachments)
    return [
        TodayRoom(desk),
        people,
        projects,
        HousesRoom(desk, attach),
        ExchangeRoom(desk, tools.dialogs),
        PaperRoom(desk, tools.dialogs, tools.press),
        ImportRoom(desk, tools.dialogs),
        TrustRoom(desk, tools.dialogs, tools.press, tools.guard.settings_card),
        HandbookRoom(desk, handbook.pages(RESOURCES / "handbook")),
    ]
