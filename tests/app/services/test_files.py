"""Files that a person hands in or takes away."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.problems import DiskFull, NotFound, UserProblem
from app.services import files
from app.services.jobs import Cancelled, Progress


@pytest.mark.parametrize(
    ("name", "content", "sort"),
    [
        ("a.age", b"age-encryption.org/v1\n-> x", files.BUNDLE),
        ("renamed by a messenger.bin", b"age-encryption.org/v1\n-> x", files.BUNDLE),
        ("a.request", b"switchboard join request\n...", files.REQUEST),
        ("a.CSV", b"Name\nZoe", files.LIST),
        ("a.vcf", b"BEGIN:VCARD", files.LIST),
        ("a.xlsx", b"PK\x03\x04...", files.LIST),
        ("a.xlsx", b"not a workbook", files.OTHER),
        ("a.jpg", b"\xff\xd8", files.OTHER),
        ("empty", b"", files.OTHER),
    ],
)
def test_a_file_is_known_by_how_it_begins(tmp_path: Path, name: str, content: bytes, sort: str):
    (tmp_path / name).write_bytes(content)
    assert files.sort_of(tmp_path / name) == sort


def test_a_file_is_read_whole_and_its_progress_told(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"x" * 9_000_000)
    steps: list[tuple[int, int]] = []
    assert (
        files.read(tmp_path / "a", Progress(report=lambda done, total, _text: steps.append((done, total))))
        == b"x" * 9_000_000
    )
    assert steps[-1] == (9_000_000, 9_000_000)
    with pytest.raises(Cancelled):
        files.read(tmp_path / "a", Progress(cancelled=lambda: True))


def test_what_cannot_be_read_is_said(tmp_path: Path):
    with pytest.raises(NotFound, match="not there any more"):
        files.read(tmp_path / "gone")
    with pytest.raises(NotFound, match="is a folder"):
        files.sort_of(tmp_path)
    (tmp_path / "large").write_bytes(b"x" * 2 * files.MIB)
    with pytest.raises(UserProblem, match="too large"):
        files.read(tmp_path / "large", most=files.MIB)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "a.age"
    files.write(place, b"first")
    assert place.read_bytes() == b"first"

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            files.write(place, b"second")
    assert place.read_bytes() == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["a.age"]


def test_a_stick_pulled_out_in_the_middle_of_a_file_is_said_and_leaves_no_half(tmp_path: Path):
    stick, pocket = tmp_path / "stick", tmp_path / "in a pocket"
    stick.mkdir()
    (stick / "a.age").write_bytes(b"from before")

    def pulled() -> Iterator[bytes]:
        yield b"x" * 1_000_000
        stick.rename(pocket)
        yield b"x" * 1_000_000

    with pytest.raises(UserProblem, match="could not be read or written") as caught:
        files.write_chunks(stick / "a.age", pulled())
    assert caught.value.kept
    assert (pocket / "a.age").read_bytes() == b"from before"
    assert [each.name for each in pocket.iterdir() if not each.name.startswith(".")] == ["a.age"]
    pocket.rename(stick)
    files.write(stick / "a.age", b"again")
    assert [each.name for each in stick.iterdir()] == ["a.age"], "what was left is swept out"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(UserProblem, match="could not be read or written"):
        files.write(tmp_path / "no such folder" / "a.age", b"x")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no such devices")
def test_a_device_without_end_is_refused_also_where_pipes_are_read(tmp_path: Path):
    (tmp_path / "list.csv").symlink_to("/dev/zero")
    with pytest.raises(UserProblem, match="pipe or a device"):
        files.read(tmp_path / "list.csv", pipes=True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_that_goes_on_and_on_is_left(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.csv")
    writer = threading.Thread(target=lambda: _fill(tmp_path / "pipe.csv"))
    writer.start()
    with pytest.raises(UserProblem, match="too large"):
        files.read(tmp_path / "pipe.csv", most=10_000, pipes=True)
    writer.join()


def _fill(pipe: Path) -> None:
    with suppress(BrokenPipeError), pipe.open("wb", buffering=0) as stream:
        for _ in range(1000):
            stream.write(bytes(10_000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.age")
    for attempt in (files.read, files.sort_of):
        with pytest.raises(UserProblem, match="pipe or a device"):
            attempt(tmp_path / "pipe.age")
