"""The demonstration plays to its end, tells it all, and fails where something is not as it should be."""

from pathlib import Path

import pytest

from app.bootstrap import SHEETS
from app.domain.catalogue import catalogue
from app.services.demo import play
from tests.group import environment


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], bool]:
    folder = tmp_path_factory.mktemp("demo")
    lines: list[str] = []
    ended = play(folder, "small", catalogue(), environment(folder / "unused"), SHEETS, lines.append)
    return folder, lines, ended


def test_it_ends_well_with_equal_digests(played: tuple[Path, list[str], bool]):
    _folder, lines, ended = played
    assert ended, "\n".join(lines)
    digests = {line.split()[1] for line in lines[-4:-1]}
    assert len(digests) == 1
    assert lines[-1] == "All copies are equal."
    assert not [line for line in lines if "Not as it should be" in line]


def test_it_tells_of_everything_that_was_made(played: tuple[Path, list[str], bool]):
    folder, lines, _ended = played
    text = "\n".join(lines)
    for act in range(1, 9):
        assert any(line.startswith(f"{act}. ") for line in lines)
    for words in ("lost on the way", "by way of Cy", "was not made for this laptop", "opened before", "3 conflicts"):
        assert words in text, words
    assert str(folder) in lines[0]
    assert len([line for line in lines if "passphrase “" in line]) == 3


def test_everything_is_kept_in_its_folder(played: tuple[Path, list[str], bool]):
    folder, _lines, _ended = played
    for name in ("ann/vault.db", "bo/vault.db", "cy/vault.db", "contacts.csv", "sheets/contact-list.pdf"):
        assert (folder / name).is_file(), name
    assert len(list((folder / "bundles").glob("*.age"))) > 10
    assert not (folder / "bundles" / "bo-to-ann-lost.age").exists()
    assert not (folder / "unused").exists()
    rows = (folder / "contacts.csv").read_text("utf-8-sig").count("\n")
    assert rows >= 501


def test_what_is_sealed_names_nobody(played: tuple[Path, list[str], bool]):
    folder, _lines, _ended = played
    name = "Ōkubo-Ødegård".encode()
    for file in (
        *folder.glob("bundles/*.age"),
        *(each for who in ("ann", "bo", "cy") for each in (folder / who).iterdir()),
    ):
        assert name not in file.read_bytes(), file
