"""The start of the program: the window without arguments, a command with some."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # That of `typing` takes longer to import than the help to print.
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.problems import UserProblem
    from app.records.registry import Registry
    from app.storage.folder.environment import Environment

QT = ("PySide6", "shiboken6", "qtawesome", "qtpy")
HELP = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "resources", "help.txt")  # noqa: PTH100, PTH118, PTH120
HELP_COLUMNS = 80
"""What the commands print at most; on a narrower terminal they are asked themselves."""


def main(arguments: Sequence[str], environment: Callable[[], Environment] | None = None) -> int:
    """Start what was asked for, in the real world unless another is handed in; gives the exit status."""
    if len(arguments) == 1 and arguments[0] in {"-h", "--help"} and _columns() >= HELP_COLUMNS and _print_help():
        return 0
    from app.no_dumps import forbid_dumps

    forbid_dumps()
    return _command(arguments, environment or _environment) if arguments else _window()


def _columns() -> int:
    """Give the width of the terminal as `shutil` finds it, which is slow to import."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size().columns
    except OSError:
        return HELP_COLUMNS


def _print_help() -> bool:
    """Print what is kept of the help, if it is there."""
    try:
        with open(HELP, encoding="utf-8") as kept:  # noqa: PTH123
            text = kept.read()
    except OSError:
        return False
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # Whoever read it has seen enough; what is left has to go somewhere when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


def _command(arguments: Sequence[str], environment: Callable[[], Environment]) -> int:
    from app.capabilities import commands
    from app.cli.program import program
    from app.cli.world import World

    world = World(
        environment=environment,
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
    import getpass

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
        from ui.platform.plain_imports import import_plainly

        import_plainly()
        from ui.shell.start import run
    except ImportError as error:
        raise without_qt(error) from error
    return run(_environment(), _registry)


def _draw(folder: Path) -> list[Path]:
    """Draw every page of the window; no screen is needed for that."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from ui.gallery.draw import draw_all
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
