"""What lands on the window: folders, pictures and files are told apart without harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.problems import NotFound
from app.services import files
from app.services.exchange import dropped
from app.services.exchange.foreign_files import NotAFile


@pytest.mark.parametrize(
    ("name", "content", "sort"),
    [
        ("a.age", b"age-encryption.org/v1\n-> x", files.BUNDLE),
        ("a.png", b"\x89PNG\r\n\x1a\n....", dropped.PICTURE),
        ("a photo", b"\xff\xd8\xff\xe0....", dropped.PICTURE),
        ("a.webp", b"RIFF....WEBPVP8 ", dropped.PICTURE),
        ("a.csv", b"Name\nBo", files.LIST),
        ("a.bin", b"....", files.OTHER),
    ],
)
def test_a_file_is_known_by_how_it_begins(tmp_path: Path, name: str, content: bytes, sort: str):
    (tmp_path / name).write_bytes(content)
    assert dropped.sort_of(tmp_path / name) == sort


def test_a_folder_is_a_folder_and_a_pipe_is_not_opened(tmp_path: Path):
    assert dropped.sort_of(tmp_path) == dropped.FOLDER
    os.mkfifo(tmp_path / "pipe.age")
    with pytest.raises(NotAFile):
        dropped.sort_of(tmp_path / "pipe.age")
    with pytest.raises(NotFound):
        dropped.sort_of(tmp_path / "gone.age")


def test_a_request_is_told_from_a_bundle():
    assert dropped.is_request(b"switchboard join request\n...")
    assert not dropped.is_request(b"age-encryption.org/v1\n")
