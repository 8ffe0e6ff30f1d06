"""Whatever is exported: killed while it is written, nothing readable stays, or it is swept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.services import files
from app.services.vaults import vaults
from app.storage import unfinished
from app.storage.unfinished import Unfinished, sweep
from tests.group import PASSPHRASE, Group, environment

ROOT = Path(__file__).parents[3]
WAYS = {
    "a file of the command line": "with reserved(place / 'list.csv') as out: out.write(b'the whole list')",
    "a file of the window": "files.write(place / 'list.csv', b'the whole list')",
    "an attachment": "files.write_chunks(place / 'list.csv', iter([b'the whole', b' list']))",
    "a stick full of bundles": "batch = FileBatch(place); batch.add('a.age', b'the whole list'); batch.finish()",
}
MOMENTS = [
    *((way, "fsync") for way in WAYS),
    ("a file of the command line", "link"),
    ("a stick full of bundles", "link"),
]
_KILLED = """
import os, sys
from pathlib import Path
from app.cli.named_files import reserved
from app.services import files
from app.services.exchange.handing import FileBatch
place = Path(sys.argv[1])
if sys.argv[2] == "named":
    del os.O_TMPFILE
def kill(*_words, **_more):
    os.kill(os.getpid(), 9)
setattr(os, sys.argv[3], kill)
if sys.argv[3] != "fsync" and sys.argv[2:] != ["nameless", "link"]:
    Path.replace = kill
"""
LINUX = pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="files without a name are of Linux")
SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed by a signal there")


def killed(folder: Path, way: str, names: str, at: str) -> list[Path]:
    """Tell what a program that is killed while it exports leaves in a folder."""
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _KILLED + WAYS[way], folder, names, at], cwd=ROOT, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    return list(folder.iterdir())


@pytest.mark.long
@LINUX
@pytest.mark.parametrize(("way", "at"), MOMENTS)
def test_killed_while_exporting_nothing_is_left(tmp_path: Path, way: str, at: str):
    assert killed(tmp_path, way, "nameless", at) == []


@pytest.mark.long
@SIGNALS
@pytest.mark.parametrize(("way", "at"), MOMENTS)
def test_where_files_have_names_the_next_export_sweeps(tmp_path: Path, way: str, at: str):
    (left,) = killed(tmp_path, way, "named", at)
    assert left.read_bytes() == b"the whole list"
    assert left.name.startswith(".")
    other = Unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path != left or left.exists()] == []
    other.drop()


@pytest.mark.long
@LINUX
def test_killed_between_two_names_the_second_is_swept(tmp_path: Path):
    """Where a file takes the place of another, it has a hidden name for a moment."""
    (tmp_path / "list.csv").write_bytes(b"from before")
    assert len(killed(tmp_path, "a file of the window", "nameless", "replace")) == 2
    Unfinished(tmp_path).drop()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"from before"]


@LINUX
def test_a_new_file_has_no_other_name_before_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Path, "replace", lambda *_: pytest.fail("it had a hidden name, under which a kill leaves it"))
    files.write(tmp_path / "list.csv", b"the whole list")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"the whole list"]


@LINUX
def test_a_link_to_nowhere_is_replaced_like_a_file(tmp_path: Path):
    (tmp_path / "list.csv").symlink_to(tmp_path / "gone")
    files.write(tmp_path / "list.csv", b"the whole list")
    assert [(path.name, path.is_symlink(), path.read_bytes()) for path in tmp_path.iterdir()] == [
        ("list.csv", False, b"the whole list")
    ]


@pytest.mark.long
@SIGNALS
def test_the_next_start_sweeps_where_exports_usually_go(tmp_path: Path):
    documents = tmp_path / "documents"
    documents.mkdir()
    (left,) = killed(documents, "a file of the window", "named", "fsync")
    group = Group(tmp_path)
    group.found()
    group.close()
    assert left.exists()
    computer = environment(tmp_path / "computer")
    computer = replace(computer, paths=replace(computer.paths, export_folders=(documents, tmp_path / "gone")))
    vaults.open_vault(group.folder("Ann"), PASSPHRASE, group.registry, computer).close()
    assert list(documents.iterdir()) == []


def test_what_is_being_written_stays_and_so_does_what_is_not_ours(tmp_path: Path):
    first = Unfinished(tmp_path)
    names = {
        f".switchboard-{unfinished._machine()}-{os.getpid()}-0123456789ab.part": True,
        f".switchboard-{unfinished._machine()}-4194399-0123456789ab.part": False,
        ".switchboard-zzzz-4194399-0123456789ab.part": True,
        ".switchboard-notes.part": True,
        "list.csv": True,
    }
    for name in names:
        (tmp_path / name).touch()
    foreign = tmp_path / f".switchboard-{'0000' if unfinished._machine() != '0000' else '1111'}-1-0123456789ab.part"
    foreign.touch()
    now = foreign.stat().st_mtime
    sweep(tmp_path, now)
    assert {name: (tmp_path / name).exists() for name in names} == names
    assert foreign.exists(), "another computer may still be writing it"
    sweep(tmp_path, now + 3601)
    assert not foreign.exists()
    assert {name: (tmp_path / name).exists() for name in names} == names
    first.drop()
    sweep(tmp_path, now + 24 * 3600 + 1)
    own = next(iter(names))
    assert {name: (tmp_path / name).exists() for name in names} == {**names, own: False}, (
        "its number is another's by now"
    )


@LINUX
def test_where_no_name_can_be_given_it_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refused(*_words: object, **_more: object) -> None:
        raise PermissionError(1, "no")

    monkeypatch.setattr(os, "link", refused)
    files.write(tmp_path / "list.csv", b"x" * 3_000_000)
    begun = Unfinished(tmp_path, unfinished.PRIVATE)
    begun.write([b"y"])
    begun.place(tmp_path / "other.csv", replace=False)
    begun.drop()
    assert {path.name: path.stat().st_size for path in tmp_path.iterdir()} == {"list.csv": 3_000_000, "other.csv": 1}
    assert (tmp_path / "other.csv").stat().st_mode & 0o777 == 0o600
