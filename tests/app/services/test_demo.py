"""The demonstration plays to its end, tells it all, and keeps what it made."""

from pathlib import Path

import pytest

from app.bootstrap import SHEETS
from app.capabilities.catalogue import catalogue
from app.demo.play import play
from tests.group import environment

ALL_TOLD = (
    "lost on the way",
    "by way of Cy",
    "was not made for this laptop",
    "opened before",
    "3 conflicts",
    "opens it again",
    "print code",
)


@pytest.mark.long
def test_it_ends_well_with_equal_digests_and_everything_kept(tmp_path: Path):
    lines: list[str] = []
    ended = play(tmp_path, "small", catalogue(), environment(tmp_path / "unused"), SHEETS, lines.append)
    text = "\n".join(lines)
    assert ended, text
    assert len({line.split()[1] for line in lines[-4:-1]}) == 1
    assert lines[-1] == "All copies are equal."
    assert "Not as it should be" not in text
    assert [words for words in ALL_TOLD if words not in text] == []
    assert [act for act in range(1, 9) if f"\n{act}. " not in text] == []
    assert text.count("passphrase “") == 3
    check_files(tmp_path)


def check_files(folder: Path) -> None:
    """Vaults, bundles, sheets and the list are there, nothing else was used, and what is sealed names nobody."""
    for name in ("ann/vault.db", "bo/vault.db", "cy/vault.db", "sheets/contact-list.pdf"):
        assert (folder / name).is_file(), name
    assert (folder / "contacts.csv").read_text("utf-8-sig").count("\n") >= 501
    bundles = list((folder / "bundles").glob("*.age"))
    assert len(bundles) > 10
    assert not (folder / "bundles" / "bo-to-ann-lost.age").exists()
    assert not (folder / "unused").exists()
    vaults = [file for name in ("ann", "bo", "cy") for file in (folder / name).iterdir()]
    for file in (*bundles, *vaults):
        assert "Ōkubo-Ødegård".encode() not in file.read_bytes(), file
