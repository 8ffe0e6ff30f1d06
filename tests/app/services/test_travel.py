"""A copy to travel with: what it holds, what it can do, and that it is cut off from home."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from app.problems import NotAllowed, WrongValue
from app.services.jobs import Progress
from app.services.members import trust
from app.services.records import records
from app.services.records.records import Query
from app.services.vaults import travel, verifying
from app.storage import bundles, opening
from app.storage.vault.vault import Vault
from tests.group import PASSPHRASE, Group

OWN = "a word for the road"


@pytest.fixture
def group(tmp_path: Path):
    group = Group(tmp_path)
    ann = group.found()
    group.join("Bo")
    housing = trust.open_circle(ann, "Housing")
    person = records.add(ann, "person", {"name": "Zoë"}).added[0]
    for number in range(3):
        records.edit(ann, person, {"note": f"draft {number}"})
    records.add(ann, "contact_point", {"person": person, "kind": "phone", "value": "030 1"})
    records.add(ann, "person", {"name": "In hiding", "note": "Unmistakable"}, circle=housing)
    yield group
    group.close()


def take_along(group: Group, name: str, copy: travel.TravelCopy, folder: Path) -> Vault:
    """Give the copy is opened on the computer on which it was made, and closed with the group."""
    assert copy.device
    vault = opening.open_vault(folder, OWN, group.registry, group.environment("Ann"))
    group.vaults[name] = vault
    return vault


def names(vault: Vault) -> list[str]:
    return sorted(row.values["name"] for row in records.page(vault, "person", Query()).rows)


def plain(vault: Vault) -> bytes:
    """Everything in the tables of a vault, deciphered."""
    tables = [
        row[0] for row in vault.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    ]
    return b"".join(repr(vault.rows(f'SELECT * FROM "{table}"')).encode() for table in tables)


@pytest.mark.long
def test_a_copy_holds_what_was_said_and_nothing_of_other_circles(group: Group, tmp_path: Path) -> None:
    ann = group.vaults["Ann"]
    planned = travel.plan(ann)
    assert planned.counts == (("person", 1), ("contact_point", 1))
    assert (planned.records, planned.home) == (2, 3)
    assert (planned.names, planned.left_out, planned.with_history) == (("everyone",), ("Housing",), ())
    made = travel.make(ann, planned, tmp_path / "copy", OWN)
    copy = take_along(group, "copy", made, tmp_path / "copy")
    assert names(copy) == ["Zoë"]
    assert b"Unmistakable" not in plain(copy)
    assert b"draft 0" not in plain(copy), "it has no history"
    assert b"draft 2" in plain(copy)
    assert copy.rows("SELECT count(*) FROM carried")[0][0] == 0
    assert not verifying.verify(copy).run(Progress()).faults
    with pytest.raises(NotAllowed):
        records.add(copy, "person", {"name": "On the way"})
    view = next(member for member in trust.overview(ann).members if member.me)
    assert {device.name: device.role for device in view.devices} == {"Ann": "admin", "Ann (travel)": "reader"}


@pytest.mark.long
def test_a_copy_is_smaller(group: Group, tmp_path: Path) -> None:
    ann = group.vaults["Ann"]
    housing = trust.circle_named(ann, "Housing")
    for number in range(300):
        records.add(ann, "person", {"name": f"Person {number}", "note": "x" * 8000}, circle=housing)
    made = travel.make(ann, travel.plan(ann), tmp_path / "copy", OWN)
    assert made.size < made.size_here / 2
    assert names(ann) != []


@pytest.mark.long
def test_a_circle_is_taken_along_and_edits_come_home_until_it_is_suspended(group: Group, tmp_path: Path) -> None:
    ann = group.vaults["Ann"]
    planned = travel.plan(ann, [trust.circle_named(ann, "Housing")], "editor")
    assert planned.left_out == ()
    made = travel.make(ann, planned, tmp_path / "copy", OWN)
    copy = take_along(group, "copy", made, tmp_path / "copy")
    assert names(copy) == ["In hiding", "Zoë"]
    hidden = next(row for row in records.page(copy, "person", Query()).rows if row.values["name"] == "In hiding")
    records.edit(copy, hidden.id, {"note": "Moved on"})
    group.hand_over("copy", "Ann")
    assert records.get(ann, hidden.id).values["note"] == "Moved on"
    assert trust.devices_of(ann, made.name) == [made.device], "the owner's laptop is not meant by its name"
    trust.suspend(ann, trust.devices_of(ann, made.name))
    records.edit(copy, hidden.id, {"note": "By a thief"})
    group.hand_over("copy", "Ann")
    assert records.get(ann, hidden.id).values["note"] == "Moved on"
    records.add(ann, "person", {"name": "After that"})
    group.hand_over("Ann", "Bo")
    assert names(group.vaults["Bo"]) == ["After that", "Zoë"]
    second = travel.plan(ann)
    assert second.name == "Ann (travel 2)"


def test_nothing_is_made_for_whoever_may_not(group: Group, tmp_path: Path) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    before = trust.overview(ann)
    with pytest.raises(NotAllowed, match="Only an admin"):
        travel.plan(bo)
    with pytest.raises(WrongValue, match="cannot be admin"):
        travel.plan(ann, (), "admin")
    with pytest.raises(WrongValue, match="passphrase of its own"):
        travel.make(ann, travel.plan(ann), tmp_path / "copy", PASSPHRASE)
    assert not (tmp_path / "copy").exists()
    assert trust.overview(ann) == before


def test_a_copy_that_cannot_be_filled_is_suspended_again(
    group: Group, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = group.vaults["Ann"]

    def full(*_given: object) -> None:
        raise NotAllowed("No room.")

    monkeypatch.setattr(bundles, "take_bundle", full)
    with pytest.raises(Exception, match=r"No room\..*suspended"):
        travel.make(ann, travel.plan(ann), tmp_path / "copy", OWN)
    (suspension,) = trust.overview(ann).suspensions
    assert suspension.names == ("Ann (travel)",)
    assert ann.environment.now() > datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
