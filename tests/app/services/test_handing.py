"""A stick with a bundle for each laptop: which is whose nobody can see, and all are on it or none."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from app.problems import DiskFull, NotFound, UserProblem
from app.services.exchange import handing, receiving
from app.services.exchange.foreign_files import FolderGone
from app.services.exchange.handing import HandedOut
from app.services.jobs import Cancelled, Progress
from app.services.records import records
from app.services.records.records import Query
from app.storage.files import ReadOnly
from app.storage.vault.vault import Vault
from tests.group import Group


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def three(group: Group) -> Group:
    """Ann, Bo and Cy, who know of each other; Ann has news."""
    for name in ("Bo", "Cy"):
        group.join(name)
    group.hand_over("Ann", "Bo")
    records.add(group.vaults["Ann"], "person", {"name": "Zoë"})
    return group


def fill(vault: Vault, folder: Path, devices: list[str] | None = None) -> HandedOut:
    return handing.hand_out(vault, folder, devices).run(Progress())


def take(vault: Vault, folder: Path) -> receiving.Received:
    return receiving.take_folder(vault, folder).run(Progress())


def failing(folder: Path, error: int, before: Callable[[], object] = bool, at: int = 1) -> Callable[[int], None]:
    """Give a disk that fails at the first, or a later, file of a folder, and nowhere else."""
    real, calls = os.fsync, []

    def fsync(descriptor: int) -> None:
        about = os.fstat(descriptor)
        nameless = stat.S_ISREG(about.st_mode) and not about.st_nlink
        if nameless or about.st_ino in {each.stat().st_ino for each in folder.iterdir()}:
            calls.append(descriptor)
            if len(calls) == at:
                before()
                raise OSError(error, "failed")
        real(descriptor)

    return fsync


def names(vault: Vault) -> list[str]:
    return [row.values["name"] for row in records.page(vault, "person", Query()).rows]


def test_each_laptop_finds_its_own_on_the_stick(three: Group, stick: Path):
    out = fill(three.vaults["Ann"], stick)
    assert out.recipients == ("Bo", "Cy")
    assert sorted(each.file for each in out.handed) == sorted(path.name for path in stick.iterdir())
    for name in ("Bo", "Cy"):
        received = take(three.vaults[name], stick)
        assert [each.what for each in received.outcomes].count(receiving.TAKEN) == 1
        assert len(received.of(receiving.FOREIGN)) == 1
        assert names(three.vaults[name]) == ["Zoë"]
    assert len(three.digests()) == 1


def test_nothing_in_plain_sight_says_whose_is_whose(three: Group, stick: Path):
    fill(three.vaults["Ann"], stick)
    for path in stick.iterdir():
        assert len(path.stem) == 12
        int(path.stem, 16)
        data = path.read_bytes()
        for vault in three.vaults.values():
            assert b"Kitchen" not in data
            assert vault.secrets.public().device not in data
    assert len({path.stat().st_size for path in stick.iterdir()}) == 1, "a small bundle has one size"


def test_a_bundle_for_one_is_for_that_one_only(three: Group, stick: Path):
    bo = three.vaults["Bo"].secrets.public().device.hex()
    assert fill(three.vaults["Ann"], stick, [bo]).recipients == ("Bo",)
    assert take(three.vaults["Cy"], stick).of(receiving.TAKEN) == []


def test_a_full_stick_is_left_as_it_was(three: Group, stick: Path, monkeypatch: pytest.MonkeyPatch):
    (stick / "photo.jpg").write_bytes(b"x")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(stick, errno.ENOSPC, at=2))
        with pytest.raises(DiskFull, match="None of them"):
            fill(three.vaults["Ann"], stick)
    assert [path.name for path in stick.iterdir()] == ["photo.jpg"]
    assert len(fill(three.vaults["Ann"], stick).handed) == 2


@pytest.mark.parametrize("named", [True, False])
def test_a_stick_pulled_out_in_the_middle_is_said(
    three: Group, stick: Path, monkeypatch: pytest.MonkeyPatch, named: bool
):
    if named:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    elif not hasattr(os, "O_TMPFILE"):
        return  # There is but one way here.
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(stick, errno.EIO, lambda: stick.rename(stick.with_name("in a pocket"))))
        with pytest.raises(FolderGone, match="pulled out"):
            fill(three.vaults["Ann"], stick)
    left = list(stick.with_name("in a pocket").iterdir())
    assert [path.name for path in left if not path.name.startswith(".")] == [], "nothing has a name that looks whole"
    assert bool(left) == named
    stick.with_name("in a pocket").rename(stick)
    for path in stick.iterdir():  # As if the program had ended as well.
        path.rename(stick / re.sub(r"-[0-9]+-", "-4194399-", path.name))
    fill(three.vaults["Ann"], stick)
    assert [path.name for path in stick.iterdir() if path.name.startswith(".")] == [], "what was left is swept out"


def test_stopping_leaves_nothing(three: Group, stick: Path):
    answers = iter([False, True])
    with pytest.raises(Cancelled):
        handing.hand_out(three.vaults["Ann"], stick).run(Progress(cancelled=lambda: next(answers, True)))
    assert list(stick.iterdir()) == []


def test_a_folder_that_will_not_do_is_refused_before_any_work(three: Group, stick: Path):
    ann = three.vaults["Ann"]
    with pytest.raises(FolderGone):
        fill(ann, stick / "none")
    (stick / "a").write_bytes(b"x")
    with pytest.raises(NotFound):
        fill(ann, stick / "a")
    with pytest.raises(UserProblem, match="vault itself"):
        fill(ann, ann.folder.path)
    if os.geteuid():
        stick.chmod(0o500)
        with pytest.raises(ReadOnly):
            fill(ann, stick)


def test_alone_there_is_nobody_to_fill_a_stick_for(ann: Vault, stick: Path):
    with pytest.raises(UserProblem, match="nobody"):
        fill(ann, stick)
