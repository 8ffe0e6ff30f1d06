"""The start of the program: the window without arguments, a command with some."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.problems import UserProblem
    from app.records.registry import Registry
    from app.storage.folder.environment import Environment

QT = ("PySide6", "shiboken6", "qtawesome", "qtpy")


def main(arguments: Sequence[str]) -> int:
    """Start what was asked for; gives the exit status."""
    from app.no_dumps import forbid_dumps

    forbid_dumps()
    return _command(arguments) if arguments else _window()


def _command(arguments: Sequence[str]) -> int:
    from app.capabilities import commands
    from app.cli.program import program
    from app.cli.world import World

    world = World(
        environment=_environment,
        registry=_registry,
        sheets=_sheets,
        variables=os.environ,
        ask=_ask if sys.stdin is not None and sys.stdin.isatty() else None,
        draw=_draw,
        progress=sys.stderr is not None and sys.stderr.isatty(),
    )
    try:
        program(commands(), arguments)(list(arguments), prog_name="switchboard", obj=world)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _environment() -> Environment:
    from app import bootstrap

    return bootstrap.environment(os.environ)


def _registry() -> Registry:
    from app import bootstrap

    return bootstrap.registry()


def _sheets() -> Path:
    from app import bootstrap

    return bootstrap.SHEETS


def _ask(question: str) -> str:
    """Ask for a passphrase on the terminal, where it does not show."""
    return getpass.getpass(question)


def _window() -> int:
    """Open the window on the vault used last, or on the welcome page."""
    from app.problems import Problem

    try:
        _check_screen()
        return _open_window()
    except Problem as problem:
        sys.stderr.write(" ".join(str(problem).split()) + "\n")
        return 1


def _open_window() -> int:
    try:
        from ui.shell.start import run
    except ImportError as error:
        raise without_qt(error) from error
    return run(_environment(), _registry)


def _draw(folder: Path) -> list[Path]:
    """Draw every page of the window; no screen is needed for that."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from ui.gallery.pictures import draw_all
    except ImportError as error:
        raise without_qt(error) from error
    return draw_all(folder, _environment(), _registry())


def _check_screen() -> None:
    """Say in a sentence what Qt says by aborting the process."""
    from app.i18n import _
    from app.problems import UserProblem

    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in wanted):
        raise UserProblem(
            _("There is no screen here to open the window on."),
            do=_("Start it from the desktop, or use the commands: `switchboard --help` lists them."),
        )


def without_qt(error: ImportError) -> UserProblem:
    """Give the sentence for a computer that lacks Qt or a library that Qt needs.

    Any other failed import is our mistake.
    """
    from app.i18n import _
    from app.problems import UserProblem

    name = error.name or ""
    if not name.startswith(QT) and not str(error).startswith("lib"):
        raise error
    return UserProblem(
        _("The window cannot open, because a library is missing: {reason}.").format(reason=error),
        do=_("Start ./switchboard as it came: it says what to install. The commands work without."),
    )
