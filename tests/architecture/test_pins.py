"""What is installed is exactly what was looked at: one version each, known by its hash, from no named place."""

import re
from pathlib import Path

import pytest

LISTS = ("requirements.txt", "requirements-dev.txt", "requirements-camera.txt")


def pins(file: Path) -> dict[str, str]:
    """Every package of a list of pins, with the text of its entry up to the next one."""
    entries = re.split(r"\n(?=\S)", file.read_text("utf-8").strip())
    return {entry.split("==")[0]: entry for entry in entries}


@pytest.mark.parametrize("name", LISTS)
def test_every_package_has_one_version_and_hashes(name: str, root: Path):
    for package, entry in pins(root / "setup" / name).items():
        assert re.match(r"[\w-]+==[\w.]+( ; [^\\]+)? \\\n", entry), package
        assert "--hash=sha256:" in entry, package


@pytest.mark.parametrize("name", LISTS)
def test_every_package_asked_for_is_pinned(name: str, root: Path):
    asked = (root / "setup" / name).with_suffix(".in").read_text("utf-8").splitlines()
    names = {found[0].lower() for line in asked if (found := re.match(r"\w[\w-]*", line))}
    assert names - pins(root / "setup" / name).keys() == set()


def test_what_check_installs_holds_what_the_program_needs(root: Path):
    to_run, to_check, _camera = (pins(root / "setup" / name) for name in LISTS)
    assert {name: entry for name, entry in to_run.items() if to_check.get(name) != entry} == {}


def test_what_reads_codes_changes_no_version_of_what_runs_or_is_checked(root: Path):
    *others, camera = (pins(root / "setup" / name) for name in LISTS)
    for list_ in others:
        assert {name for name, entry in camera.items() if list_.get(name, entry) != entry} == set()


@pytest.mark.parametrize("name", LISTS)
def test_pins_name_no_place(name: str, root: Path):
    assert not re.search(r"://|--index|--find-links", (root / "setup" / name).read_text("utf-8"))
