"""The start of the program: which sentence for which missing library."""

import pytest

from app.main import main, without_qt
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
