"""The choice of light or dark is kept on this computer."""

from pathlib import Path

from app.services import look
from tests.group import environment


def test_the_system_decides_until_somebody_chooses(tmp_path: Path):
    here = environment(tmp_path)
    assert look.chosen(here) == "system"
    look.choose(here, "dark")
    assert look.chosen(here) == "dark"
    (here.paths.config_folder / look.LOOK).write_bytes(b"\xff pink")
    assert look.chosen(here) == "system"
