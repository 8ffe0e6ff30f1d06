"""The project's own files, for the tests that look at them."""

import os
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every file that someone wrote: all but what .gitignore says tools make."""
    made = [".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split())]

    def written(names: list[str]) -> list[str]:
        return [name for name in names if not any(fnmatch(name, pattern) for pattern in made)]

    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = written(folders)
        found += [Path(folder, name) for name in written(names)]
    return sorted(found)


@pytest.fixture(scope="session")
def modules(files: list[Path]) -> list[Path]:
    """Every Python module among them."""
    return [file for file in files if file.suffix == ".py"]
