"""The choice of light or dark is kept on this computer."""

from pathlib import Path

from app.services.settings import caution, laptop, look
from app.services.settings.caution import Caution
from tests.group import environment


def test_the_system_decides_until_somebody_chooses(tmp_path: Path):
    here = environment(tmp_path)
    assert look.chosen(here) == "system"
    look.choose(here, "dark")
    assert look.chosen(here) == "dark"
    (here.paths.config_folder / laptop.FILE).write_bytes(b"\xff pink")
    assert look.chosen(here) == "system"


def test_one_choice_leaves_the_others(tmp_path: Path):
    here = environment(tmp_path)
    look.choose(here, "light")
    caution.choose(here, Caution(30, "left", 60))
    assert look.chosen(here) == "light"
    look.choose(here, "dark")
    assert caution.chosen(here) == Caution(30, "left", 60)
    assert set(laptop.read(here)) == {each.name for each in laptop.LAPTOP_SETTINGS}
