"""A restored backup and a cloned disk, as whole vaults: nobody is killed by it, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.services.jobs import Progress
from app.services.records import records
from app.services.vaults.verifying import verify
from app.storage import opening
from app.storage.vault.vault import Vault
from tests.group import PASSPHRASE, Group


def person(vault: Vault, name: str) -> None:
    records.add(vault, "person", {"name": name})


def names(vault: Vault) -> list[str]:
    return sorted(str(row[0]) for row in vault.rows("SELECT name FROM person"))


def logs(vault: Vault) -> int:
    """How many logs, or branches of logs, this device has written in."""
    return int(vault.rows("SELECT count(*) FROM chain WHERE device = ?", (vault.secrets.public().device,))[0][0])


def copied(group: Group, name: str, place: Path) -> None:
    """Give the folder of a vault, as it is while nobody has it open."""
    group.vaults[name].close()
    shutil.copytree(group.folder(name), place)
    reopen(group, name)


def reopen(group: Group, name: str) -> Vault:
    vault = opening.open_vault(group.folder(name), PASSPHRASE, group.registry, group.environment(name))
    group.vaults[name] = vault
    return vault


def assert_settled(group: Group, *expected: str) -> None:
    """After all have met Ann twice they show the same, and everything verifies."""
    for _ in range(2):
        for name in [each for each in group.vaults if each != "Ann"]:
            group.meet(name, "Ann")
    for vault in group.vaults.values():
        assert names(vault) == sorted(expected)
        assert verify(vault).run(Progress()).faults == ()
    assert len(group.digests()) == 1


@pytest.fixture
def three(group: Group) -> Group:
    for name in ("Bo", "Cy"):
        group.join(name)
    group.hand_over("Ann", "Bo")
    return group


@pytest.mark.long
def test_a_restored_backup_goes_on_in_a_log_of_its_own(three: Group, tmp_path: Path):
    """Bo hands something over, and then has the vault of before that: it must not write in the same place again."""
    person(three.vaults["Bo"], "before the backup")
    copied(three, "Bo", tmp_path / "backup")
    person(three.vaults["Bo"], "after it")
    three.hand_over("Bo", "Ann")
    before = logs(three.vaults["Bo"])
    three.vaults["Bo"].close()
    shutil.rmtree(three.folder("Bo"))
    shutil.copytree(tmp_path / "backup", three.folder("Bo"))
    bo = reopen(three, "Bo")
    person(bo, "restored")
    assert logs(bo) == before + 1
    assert three.hand_over("Bo", "Ann").forked == 0
    assert names(three.vaults["Ann"]) == ["after it", "before the backup", "restored"]
    assert_settled(three, "after it", "before the backup", "restored")


@pytest.mark.long
def test_a_cloned_disk_is_told_and_both_branches_are_kept(three: Group, tmp_path: Path):
    """The whole disk was copied, with what is kept beside the vault: only others can see that there are two."""
    person(three.vaults["Bo"], "before")
    three.vaults["Bo"].close()
    shutil.copytree(three.folder("Bo"), three.folder("Clone"))
    shutil.copytree(three.root / "Bo's computer", three.root / "Clone's computer")
    three.watches["Clone"] = three.watches["Bo"]
    bo, clone = reopen(three, "Bo"), reopen(three, "Clone")
    person(bo, "Bo's")
    person(clone, "the clone's")
    assert three.hand_over("Bo", "Ann").forked == 0
    assert three.hand_over("Clone", "Ann").forked > 0
    assert names(three.vaults["Ann"]) == ["Bo's", "before", "the clone's"]
    person(bo, "Bo's second")
    person(clone, "the clone's second")
    assert_settled(three, "before", "Bo's", "the clone's", "Bo's second", "the clone's second")
