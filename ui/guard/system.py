"""Which signs this computer gives."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from app.i18n import _
from ui.guard.signs import Signs


def signs_of_this_computer(window: QWidget, parent: QObject) -> Signs | None:
    """Listen to the system; None where nothing can be heard.

    macOS tells only programs that speak its own language (NSWorkspace), which Qt does not do for us: there
    the window notices on waking that time has passed, and the idle lock does the rest.
    """
    if sys.platform == "win32":
        from ui.guard.windows_messages import WindowsSigns

        signs = WindowsSigns(parent)
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(signs.filter)
            signs.ask_for_session(int(window.winId()))
        return signs
    if sys.platform == "darwin":
        return None
    try:
        from ui.guard.buses import local_buses
    except ImportError:  # Some builds of Qt come without it.
        return None
    return local_buses(_("The vault is being locked."), parent)
