"""The real world is put together in one place, and help does not wait for it."""

import datetime
import subprocess
import sys
from pathlib import Path

from app import bootstrap
from app.paths import Paths
from app.storage.keys.cost import Policy

HEAVY = ("sqlalchemy", "sqlmodel", "cryptography", "typst", "openpyxl", "vobject", "babel", "PySide6", "rich")


def test_the_environment_is_real(tmp_path: Path):
    environment = bootstrap.environment({})
    assert environment.paths == Paths.of_this_computer()
    assert environment.policy == Policy()
    assert environment.now().utcoffset() == datetime.timedelta()
    assert len({environment.random(16) for _turn in range(10)}) == 10
    assert bootstrap.environment({bootstrap.HOME: str(tmp_path)}).paths == Paths.under(tmp_path)


def test_the_sheets_and_records_are_there():
    assert (bootstrap.SHEETS / "sheet.typ").is_file()
    assert "person" in bootstrap.registry()


def test_help_loads_nothing_heavy():
    script = "import sys; from app.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(bootstrap.__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = {name.split(".")[0] for name in ended.stderr.split()}
    assert loaded & set(HEAVY) == set()
