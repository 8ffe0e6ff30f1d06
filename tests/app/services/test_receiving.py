"""Several bundles at once: in the order that works, and one bad file never stops the rest."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.problems import NotAllowed, NotFound
from app.services.exchange import exchange, receiving
from app.services.exchange.receiving import ASKS, FOREIGN, KNOWN, REFUSED, TAKEN, WAITS, Received
from app.services.jobs import Progress
from app.services.records import records, searching
from app.services.records.records import Query
from app.services.vaults import verifying
from app.storage import opening
from app.storage.vault.vault import Vault
from tests.group import PASSPHRASE, Group, digest


@pytest.fixture
def bo(group: Group) -> Vault:
    """Bo, of whom Ann has heard."""
    group.join("Bo")
    group.meet("Bo", "Ann")
    return group.vaults["Bo"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def put(group: Group, folder: Path, name: str, sender: str, *receivers: str) -> Path:
    devices = [group.vaults[each].secrets.public().device.hex() for each in receivers]
    path = folder / name
    path.write_bytes(exchange.make_bundle(group.vaults[sender], devices).run(Progress()).data)
    return path


def take(vault: Vault, folder: Path) -> Received:
    return receiving.take_folder(vault, folder).run(Progress())


def what(received: Received) -> dict[str, str]:
    return {outcome.name: outcome.what for outcome in received.outcomes}


def test_what_is_bad_or_for_others_does_not_stop_the_rest(group: Group, bo: Vault, folder: Path):
    group.join("Cy")
    records.add(group.vaults["Ann"], "person", {"name": "Zoë"})
    put(group, folder, "cy.age", "Ann", "Cy")
    data = put(group, folder, "good.age", "Ann", "Bo").read_bytes()
    (folder / "cut.age").write_bytes(data[:-100])
    (folder / "letter.age").write_bytes(b"Dear Bo")
    (folder / "folder.age").mkdir()
    os.mkfifo(folder / "pipe.age")
    received = take(bo, folder)
    assert what(received) == {"cy.age": FOREIGN, "good.age": TAKEN, "cut.age": REFUSED, "letter.age": REFUSED}
    assert received.records == 1
    assert "person" in received.kinds
    assert what(take(bo, folder))["good.age"] == KNOWN


def test_a_bundle_that_waits_for_another_is_tried_again(group: Group, bo: Vault, folder: Path, tmp_path: Path):
    """Bo has set his vault back to before he knew of Cy, who does not know that, and so does not introduce herself."""
    bo.close()
    shutil.copytree(group.folder("Bo"), tmp_path / "backup")
    bo, cy = opened(group, "Bo"), group.join("Cy")
    group.hand_over("Ann", "Bo")
    group.meet("Bo", "Cy")
    bo.close()
    shutil.rmtree(group.folder("Bo"))
    shutil.copytree(tmp_path / "backup", group.folder("Bo"))
    bo = opened(group, "Bo")
    records.add(cy, "person", {"name": "From Cy"})
    first = put(group, folder, "1.age", "Cy", "Bo")
    os.utime(first, (1, 1))
    assert what(take(bo, folder)) == {"1.age": WAITS}
    put(group, folder, "2.age", "Ann", "Bo")
    assert what(take(bo, folder)) == {"1.age": TAKEN, "2.age": TAKEN}
    assert [row.values["name"] for row in records.page(bo, "person", Query()).rows] == ["From Cy"]


def opened(group: Group, name: str) -> Vault:
    """Give a vault that was closed before."""
    group.vaults[name] = opening.open_vault(group.folder(name), PASSPHRASE, group.registry, group.environment(name))
    return group.vaults[name]


def test_what_deletes_many_is_left_for_a_person_to_look_at(group: Group, bo: Vault, folder: Path):
    ann = group.vaults["Ann"]
    people = [records.add(ann, "person", {"name": f"Person {n}"}).added[0] for n in range(40)]
    group.hand_over("Ann", "Bo")
    for person in people[:10]:
        records.delete(ann, person)
    put(group, folder, "theft.age", "Ann", "Bo")
    received = take(bo, folder)
    (asks,) = received.of(ASKS)
    assert (asks.losses[0].gone, asks.losses[0].known) == (10, 40)
    assert asks.path == folder / "theft.age"
    assert records.page(bo, "person", Query()).total == 40


def test_a_theft_in_small_pieces_is_noticed_in_one_sitting(group: Group, bo: Vault, folder: Path):
    ann = group.vaults["Ann"]
    people = [records.add(ann, "person", {"name": f"Person {n:02}"}).added[0] for n in range(50)]
    group.hand_over("Ann", "Bo")
    for piece in range(3):
        for person in people[piece * 4 : piece * 4 + 4]:
            records.delete(ann, person)
        path = put(group, folder, f"{piece}.age", "Ann", "Bo")
        os.utime(path, (piece + 1, piece + 1))
    assert what(take(bo, folder)) == {"0.age": TAKEN, "1.age": ASKS, "2.age": ASKS}
    assert records.page(bo, "person", Query()).total == 46


def test_stopping_keeps_what_was_taken(group: Group, bo: Vault, folder: Path):
    for number in range(3):
        records.add(group.vaults["Ann"], "person", {"name": f"Person {number}"})
        os.utime(put(group, folder, f"{number}.age", "Ann", "Bo"), (number + 1, number + 1))
    seen: list[str] = []
    progress = Progress(lambda _done, _total, text: seen.append(text), lambda: "1.age" in seen)
    received = receiving.take_folder(bo, folder).run(progress)
    assert received.stopped
    assert what(received) == {"0.age": TAKEN}
    assert records.page(bo, "person", Query()).total == 1


def test_a_vault_that_waits_finds_its_answer_among_the_others(group: Group, folder: Path, bo: Vault):
    from app.services.members import members

    cy = group.wait("Cy")
    with pytest.raises(NotAllowed, match="compare"):
        take(cy, folder)
    with pytest.raises(NotFound, match="No answer"):
        receiving.find_answer(cy, folder).run(Progress())
    request = members.read_request(members.make_request(cy)[0])
    words = members.admit(group.vaults["Ann"], request, request.code, "editor")
    put(group, folder, "bo.age", "Ann", "Bo")
    put(group, folder, "cy.age", "Ann", "Cy")
    data, taken = receiving.find_answer(cy, folder).run(Progress())
    assert data == (folder / "cy.age").read_bytes()
    assert taken.group_code == words
    assert cy.group is None, "looking is not joining"
    assert bo.group is not None


@pytest.mark.long
def test_several_in_one_go_are_as_if_taken_one_by_one(group: Group, bo: Vault, folder: Path):
    """What all of them change is found by its last words, what is bad between them leaves no trace."""
    ann, cy = group.vaults["Ann"], group.join("Cy")
    made = [records.add(ann, "person", {"name": name}).added[0] for name in ("Amina", "Zoë", "Bilal")]
    group.meet("Ann", "Cy")
    records.edit(ann, made[0], {"name": "Amina Adeyemi"})
    put(group, folder, "1.age", "Ann", "Bo", "Cy")
    records.edit(cy, made[1], {"name": "Zoë Weber"})
    data = put(group, folder, "3.age", "Cy", "Bo").read_bytes()
    (folder / "2.age").write_bytes(data[:-50])
    group.meet("Ann", "Cy")
    records.edit(ann, made[0], {"name": "Amina Okafor"})
    records.delete(ann, made[2])
    put(group, folder, "4.age", "Ann", "Bo")
    together = receiving.take_folder(bo, folder, yes=True).run(Progress())
    assert what(together) == {"1.age": TAKEN, "2.age": REFUSED, "3.age": TAKEN, "4.age": TAKEN}
    assert [(hit.title, hit.id) for hit in searching.search(bo, "amina", 9)] == [("Amina Okafor", made[0])]
    assert [hit.id for hit in searching.search(bo, "weber", 9)] == [made[1]]
    assert searching.search(bo, "adeyemi", 9) == searching.search(bo, "bilal", 9) == []
    assert verifying.verify(bo).run(Progress()).faults == ()
    group.hand_over("Ann", "Cy")
    group.hand_over("Cy", "Ann")
    assert digest(bo) == digest(ann)
