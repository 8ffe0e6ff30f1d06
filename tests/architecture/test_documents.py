"""What the pages for developers name exists: files, folders, and the modules that a page beside them talks of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOPS = ("app/", "ui/", "sync/", "resources/", "tests/", "setup/")
LINK = re.compile(r"\]\(([^)#:]+)\)")
QUOTED = re.compile(r"`([^`\s]+)`")
FILE = re.compile(r"[\w/-]+\.(?:py|md|toml|txt|csv)")


def pages(files: list[Path], root: Path) -> list[Path]:
    """All that developers read: the handbook is for users, and the changelog tells of what was."""
    found = [file for file in files if file.suffix == ".md" and "resources" not in file.relative_to(root).parts]
    return [file for file in found if file.name != "CHANGELOG.md" and "vectors" not in file.parts]


def missing(page: Path, root: Path) -> list[str]:
    """Give what a page names and nobody finds: from the root or beside the page; a bare name also anywhere below."""
    text = page.read_text("utf-8")
    lost = [name for name in LINK.findall(text) if not (page.parent / name).exists()]
    for name in QUOTED.findall(text):
        plain = name.partition("::")[0].rstrip("/")
        if not (FILE.fullmatch(plain) or name.startswith(TOPS)) or "*" in plain:
            continue
        below = (place for top in (page.parent, *map(root.joinpath, TOPS)) for place in top.rglob(plain))
        if not (root / plain).exists() and next(below, None) is None:
            lost.append(name)
    return lost


@pytest.mark.long
def test_every_path_in_a_page_exists(files: list[Path], root: Path) -> None:
    read = pages(files, root)
    assert {"ARCHITECTURE.md", "TRUST.md", "VAULT.md", "WINDOW.md"} <= {page.name for page in read}
    assert {str(page.relative_to(root)): lost for page in read if (lost := missing(page, root))} == {}


def test_a_path_that_does_not_exist_is_found(tmp_path: Path) -> None:
    page = tmp_path / "PAGE.md"
    page.write_text("See `app/nowhere.py`, [here](PAGE.md) and [there](other.md).", "utf-8")
    assert missing(page, tmp_path) == ["other.md", "app/nowhere.py"]
