"""Files that a command writes: whole or not at all, under no name that somebody else has taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.cli.named_files import OutputExists, reserved


@pytest.mark.parametrize("named", [True, False])
def test_a_file_is_put_there_whole_and_never_over_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool):
    if named:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    path = tmp_path / "list.csv"
    with reserved(path) as output:
        output.write(b"one")
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OutputExists), reserved(path):
        pass
    with reserved(path, force=True) as output:
        output.write(b"two")
    assert path.read_bytes() == b"two"
    with reserved(tmp_path / "late.csv") as output:
        (tmp_path / "late.csv").write_bytes(b"somebody's")
        with pytest.raises(OutputExists):
            output.write(b"mine")
    assert (tmp_path / "late.csv").read_bytes() == b"somebody's"
    assert {each.name for each in tmp_path.iterdir()} == {"list.csv", "late.csv"}
