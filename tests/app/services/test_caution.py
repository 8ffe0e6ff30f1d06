"""How careful the window is, is kept on this computer; a damaged file makes it neither careless nor unusable."""

from pathlib import Path

import pytest

from app.services.settings import caution, laptop
from app.services.settings.caution import Caution
from tests.group import environment


def test_a_choice_is_kept_on_this_computer(tmp_path: Path):
    here = environment(tmp_path)
    assert caution.chosen(here) == Caution(5, "never", 10)
    caution.choose(here, Caution(45, "rest", 0))
    assert caution.chosen(environment(tmp_path)) == Caution(45, "rest", 0)


@pytest.mark.parametrize(
    "written",
    [
        b"\xff\xfe",
        b"",
        b"[1, 2]",
        b"[" * 100_000,
        b'{"idle_minutes": 0, "covering": "sometimes", "clipboard_seconds": -1}',
        b'{"idle_minutes": 61, "covering": ["left"], "clipboard_seconds": 601}',
        b'{"idle_minutes": true, "covering": null, "clipboard_seconds": "10"}',
        b'{"idle_minutes": 1e9, "covering": {}, "clipboard_seconds": NaN}',
    ],
)
def test_what_cannot_be_read_is_as_by_default(tmp_path: Path, written: bytes):
    here = environment(tmp_path)
    caution.choose(here, Caution(45, "rest", 0))
    (here.paths.config_folder / laptop.FILE).write_bytes(written)
    assert caution.chosen(here) == Caution()


def test_one_bad_value_does_not_undo_the_others(tmp_path: Path):
    here = environment(tmp_path)
    caution.choose(here, Caution())
    (here.paths.config_folder / laptop.FILE).write_bytes(b'{"idle_minutes": 2, "covering": "left", "more": 1}')
    assert caution.chosen(here) == Caution(2, "left", 10)
