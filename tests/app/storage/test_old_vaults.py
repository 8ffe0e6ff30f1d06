"""A vault that some earlier version wrote opens with this one, and says the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.capabilities.catalogue import catalogue
from app.services.conflicts import conflicts
from app.services.jobs import Progress
from app.services.members import quarantine, trust
from app.services.records import records
from app.services.records.records import Query
from app.services.retention import erasing
from app.services.vaults import pruning, verifying
from app.storage import opening
from app.storage.database import schema
from tests.group import PASSPHRASE, digest, environment

VAULTS = Path(__file__).resolve().parents[2] / "vectors" / "vaults"
FORMATS = sorted(folder.name for folder in VAULTS.iterdir() if (folder / "keys").exists())


@pytest.mark.long
@pytest.mark.parametrize("number", FORMATS)
def test_it_opens_and_says_the_same(tmp_path: Path, number: str) -> None:
    shutil.copytree(VAULTS / number, tmp_path / "vault", ignore=shutil.ignore_patterns("digest"))
    vault = opening.open_vault(tmp_path / "vault", PASSPHRASE, catalogue(), environment(tmp_path / "computer"))
    assert digest(vault) == (VAULTS / number / "digest").read_text("ascii").strip()
    row = next(row for row in records.page(vault, "person", Query()).rows if row.values["name"] == "Zoë Ärger")
    assert row.values["tags"] == ["cook", "driver"]
    assert [conflict.label for conflict in conflicts.open_conflicts(vault)] == ["Note"]
    records.edit(vault, row.id, {"name": "Zoë"})
    assert not verifying.verify(vault).run(Progress()).faults
    vault.close()


@pytest.mark.long
def test_the_second_format_keeps_all_of_trust(tmp_path: Path) -> None:
    shutil.copytree(VAULTS / "2", tmp_path / "vault", ignore=shutil.ignore_patterns("digest"))
    vault = opening.open_vault(tmp_path / "vault", PASSPHRASE, catalogue(), environment(tmp_path / "computer"))
    names = {row.values["name"] for row in records.page(vault, "person", Query()).rows}
    assert names == {"Zoë Ärger", "In a circle"}
    assert [batch.changes[0].title for batch in quarantine.waiting(vault)] == ["In quarantine"]
    assert [view.names for view in trust.overview(vault).suspensions] == [("Cy",)]
    assert len(erasing.orders(vault)) == 1
    assert any(history.let_go for history in pruning.overview(vault))
    with vault.looking() as replica:
        assert replica.store.carried()
    vault.close()


def test_there_is_one_of_the_present_format() -> None:
    assert str(schema.FORMAT) in FORMATS
