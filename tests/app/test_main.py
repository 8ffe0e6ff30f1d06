"""The start of the program: which sentence for which missing library."""

import subprocess
import sys

import pytest

from app import help_text
from app.main import HELP, main, without_qt
from app.problems import UserProblem


def test_a_library_that_qt_lacks_is_named():
    missing = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory", name="libEGL")
    problem = without_qt(missing)
    assert isinstance(problem, UserProblem)
    assert "libEGL.so.1" in str(problem)
    assert "PySide6" in str(without_qt(ModuleNotFoundError("No module named 'PySide6'", name="PySide6")))


def test_a_failed_import_of_our_own_is_our_mistake():
    with pytest.raises(ImportError):
        without_qt(ImportError("cannot import name 'x' from 'ui.shell.start'", name="ui.shell.start"))


def test_a_command_gives_its_exit_status(capsys: pytest.CaptureFixture[str]):
    assert main(["--help"]) == 0
    assert "People and flow:" in capsys.readouterr().out
    assert main(["lits"]) == 2


def test_the_help_that_is_kept_is_what_the_commands_say(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    renew = "run `python -m app.help_text`: a verb or its text has changed"
    assert help_text.HELP.read_text("utf-8") == help_text.made(), renew
    assert help_text.HELP.samefile(HELP)


def test_help_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["--help"]) == 0
    narrow = capsys.readouterr().out
    assert max(map(len, narrow.splitlines())) <= 60
    assert narrow.split() == help_text.HELP.read_text("utf-8").split()


def test_the_list_of_commands_imports_none_of_them():
    asked = "import sys; from app.main import main; main(['-h']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == help_text.HELP.read_text("utf-8")
    assert {"typer", "app.cli", "app.capabilities"}.isdisjoint(done.stderr.split())
