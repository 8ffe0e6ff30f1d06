"""A folder that others fill holds anything: it is listed and read within bounds, and nothing in it does harm."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from app.problems import NotFound, UserProblem
from app.services.exchange import foreign_files
from app.services.exchange.foreign_files import FolderGone, NotAFile, bundles_in
from app.services.jobs import Cancelled, Progress


def names(folder: Path, **bounds: int) -> list[str]:
    return [file.name for file in bundles_in(folder, **bounds).files]


def test_only_plain_files_that_may_be_bundles_are_listed(tmp_path: Path):
    (tmp_path / "a.age").write_bytes(b"x")
    (tmp_path / "b (1).AGE.txt").write_bytes(b"x")
    (tmp_path / "letter.txt").write_bytes(b"x")
    (tmp_path / ".hidden.age").write_bytes(b"x")
    (tmp_path / "empty.age").touch()
    (tmp_path / "folder.age").mkdir()
    os.mkfifo(tmp_path / "pipe.age")
    (tmp_path / "link.age").symlink_to(tmp_path / "letter.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(tmp_path)
        listening.bind("socket.age")
        os.chdir(here)
        assert sorted(names(tmp_path)) == ["a.age", "b (1).AGE.txt"]


def test_a_pipe_a_link_and_a_folder_are_never_opened(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.age")
    (tmp_path / "folder.age").mkdir()
    (tmp_path / "link.age").symlink_to("/dev/zero")
    for name in ("pipe.age", "folder.age", "link.age"):
        with pytest.raises(NotAFile):
            foreign_files.read(tmp_path / name)
        assert not foreign_files.begins_with(tmp_path / name, b"")


def test_a_device_is_not_read():
    with pytest.raises(NotAFile):
        foreign_files.read(Path("/dev/zero"))


def test_what_is_too_much_is_passed_over_and_counted(tmp_path: Path):
    for number in range(30):
        (tmp_path / f"{number:02}.age").write_bytes(b"x")
        os.utime(tmp_path / f"{number:02}.age", (number, number))
    (tmp_path / "large.age").write_bytes(b"x" * 5000)
    listing = bundles_in(tmp_path, most=4000, files=20)
    assert [file.name for file in listing.files] == [f"{number:02}.age" for number in range(20)], "the oldest first"
    assert listing.passed_over == 11


def test_the_size_is_not_believed(tmp_path: Path):
    (tmp_path / "a.age").write_bytes(b"x" * 5000)
    with pytest.raises(UserProblem, match="too large"):
        foreign_files.read(tmp_path / "a.age", most=4000)
    assert foreign_files.read(tmp_path / "a.age", most=5000) == b"x" * 5000


def test_a_folder_or_file_that_is_gone_is_said(tmp_path: Path):
    with pytest.raises(FolderGone, match="stick"):
        bundles_in(tmp_path / "gone")
    with pytest.raises(FolderGone):
        bundles_in(Path(__file__))
    with pytest.raises(NotFound):
        foreign_files.read(tmp_path / "gone.age")


def test_reading_stops_where_it_is_told_to(tmp_path: Path):
    (tmp_path / "a.age").write_bytes(b"x")

    with pytest.raises(Cancelled):
        foreign_files.read(tmp_path / "a.age", Progress(cancelled=lambda: True))
