"""A vault that was put back, or copied as a folder, as people see it on the command line."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell
from tests.group import Watch

ROUNDS = 4


def give(shell: Shell, giver: Path, taker: Path, *options: str, names: dict[Path, str]) -> str:
    """Give a bundle from one folder to another.

    Gives what its taker is told. Later copies of it do not open for others.
    """
    file = shell.path("b.age")
    shell("bundle", giver, "--out", file, "--force", *options, who=names[giver])
    return shell("open", taker, file, who=names[taker])


def people(shell: Shell, vault: Path, who: str) -> set[str]:
    return {row["values"]["name"] for row in shell.read("list", vault, "person", who=who)}


@pytest.mark.parametrize("ahead", [8, -8])
def test_a_vault_put_back_gets_everything_again_whatever_its_clock_said(shell: Shell, ann: Path, bo: Path, ahead: int):
    names = {ann: "Ann", bo: "Bo"}
    shutil.copytree(ann, shell.path("backup"))
    watch = shell.watches.setdefault("Ann", Watch())
    right = watch.time
    watch.time += datetime.timedelta(days=365 * ahead)
    shell("add", bo, "person", "name=Zoë", who="Bo")
    give(shell, bo, ann, names=names)
    give(shell, ann, bo, names=names)
    assert people(shell, ann, "Ann") == {"Zoë"}
    assert shell.read("status", bo, who="Bo")["to_hand_over"] == 0
    watch.time = right
    shutil.rmtree(ann)
    shutil.copytree(shell.path("backup"), ann)
    said = give(shell, ann, bo, names=names)
    assert "Knows less than before: Ann" in said
    assert shell.read("status", bo, who="Bo")["to_hand_over"] > 0
    give(shell, bo, ann, names=names)
    give(shell, ann, bo, names=names)
    assert people(shell, ann, "Ann") == {"Zoë"}
    assert shell("digest", ann) == shell("digest", bo, who="Bo")
    assert shell.read("status", bo, who="Bo")["to_hand_over"] == 0
    assert "exists twice" not in give(shell, bo, ann, names=names)


@pytest.mark.long
@pytest.mark.parametrize("computer", ["Ann's other computer", "Ann"])
def test_a_copied_folder_is_told_once_and_neither_copy_stays_behind(shell: Shell, ann: Path, bo: Path, computer: str):
    copy = shell.path("copy")
    shutil.copytree(ann, copy)
    names = {ann: "Ann", bo: "Bo", copy: computer}
    shell("add", ann, "person", "name=first")
    shell("add", copy, "person", "name=second", who=names[copy])
    shell("add", bo, "person", "name=third", who="Bo")
    told: dict[Path, str] = dict.fromkeys(names, "")
    for _ in range(ROUNDS):
        for each in (ann, copy):
            told[bo] += give(shell, each, bo, names=names)
        for each in (ann, copy):
            told[each] += give(shell, bo, each, names=names)
    for vault, who in names.items():
        assert people(shell, vault, who) == {"first", "second", "third"}
        assert told[vault].count("exists twice") == 1, told[vault]
    assert "This laptop's vault exists twice" in told[ann]
    assert "The vault of Ann’s laptop exists twice" in told[bo]
    assert len({shell("digest", vault, who=who) for vault, who in names.items()}) == 1
    shutil.rmtree(copy)
    assert "the only vault" in shell("only-copy", ann)
    shell("add", bo, "person", "name=fourth", who="Bo")
    for _ in range(2):
        give(shell, bo, ann, names=names)
        give(shell, ann, bo, names=names)
    assert shell.read("status", bo, who="Bo")["to_hand_over"] == 0


def test_the_shared_folder_tells_it_as_well_and_it_can_be_read_again(shell: Shell, ann: Path, bo: Path):
    copy, shared = shell.path("copy"), shell.path("shared")
    shutil.copytree(ann, copy)
    shared.mkdir()
    names = {ann: "Ann", bo: "Bo", copy: "Ann's other computer"}
    told = dict.fromkeys(names, "")
    for vault, who in names.items():
        shell("add", vault, "person", f"name=by {who}", who=who)
        shell("watch", vault, shared, "--automatic", who=who)
    for _ in range(ROUNDS):
        for vault, who in names.items():
            told[vault] += shell("watch", vault, who=who)
    for vault, who in names.items():
        assert told[vault].count("exists twice") == 1, told[vault]
        assert "nothing new to put there" in shell("watch", vault, who=who), "they come to rest"
    assert "exists twice" in shell("verify", bo, who="Bo")
    noticed = shell.read("status", bo, who="Bo")["noticed"]
    assert ("twice", "Ann") in {(each["what"], each["who"]) for each in noticed}


def test_only_copy_of_a_vault_that_was_never_copied_changes_nothing(shell: Shell, ann: Path):
    assert "never heard" in shell("only-copy", ann)


def test_a_bundle_of_everything_asks_nobody_what_they_have(shell: Shell, ann: Path, bo: Path):
    names = {ann: "Ann", bo: "Bo"}
    shell("add", ann, "person", "name=Zoë")
    give(shell, ann, bo, names=names)
    give(shell, bo, ann, names=names)
    shutil.copytree(bo, shell.path("backup"))
    paper = shell.write("note.txt", "The blue one.")
    zoe = shell.read("list", ann, "person")[0]["id"]
    shell("attach", ann, "person", zoe, paper)
    give(shell, ann, bo, names=names)
    give(shell, bo, ann, names=names)
    shutil.rmtree(bo)
    shutil.copytree(shell.path("backup"), bo)
    said = give(shell, ann, bo, names=names)
    assert "attachment" not in said
    assert "attachment" in give(shell, ann, bo, "--everything", names=names)
    assert shell("digest", ann) == shell("digest", bo, who="Bo")


def test_a_bundle_of_an_earlier_version_is_refused_and_said(
    shell: Shell, ann: Path, bo: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sync.bundle.write.BUNDLE_FORMAT", 2)
    shell("bundle", ann, "--out", shell.path("old.age"))
    said = shell.fails("open", bo, shell.path("old.age"), who="Bo")
    assert "earlier version" in said
    assert "make a new one" in said
