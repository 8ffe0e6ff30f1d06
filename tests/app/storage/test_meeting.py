"""Laptops meet: joining, bundles in any order, what is refused, and what a preview promises."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from app.problems import BadBundle, NotAllowed, UserProblem
from app.records.changes import MEMBERS, Add, Changed, DeleteRecord, Edit
from app.services.conflicts import conflicts
from app.services.exchange import exchange
from app.services.members import members
from app.services.records import records
from app.services.records.records import Query
from app.storage import bundles
from app.storage.vault.vault import Vault
from tests.examples import examples
from tests.group import START, Group, digest


def bundle(group: Group, sender: str, *receivers: str) -> bytes:
    devices = [group.vaults[name].secrets.public().device.hex() for name in receivers]
    return bundles.make_bundle(group.vaults[sender], devices or None)[0]


def names(vault: Vault) -> list[str]:
    return [row.values["name"] for row in records.page(vault, "person", Query()).rows]


def test_a_newcomer_has_everything_after_the_answer(group: Group) -> None:
    ann = group.vaults["Ann"]
    records.add(ann, "person", {"name": "Zoë"})
    bo = group.join("Bo")
    assert names(bo) == ["Zoë"]
    assert len(group.digests()) == 1
    assert exchange.status(bo).group == "Kitchen table"
    assert exchange.status(bo).role == "editor"


def test_both_sides_see_the_same_words_when_joining(group: Group) -> None:
    bo = group.wait("Bo")
    data, code = members.make_request(bo)
    request = members.read_request(data)
    assert request.code == code
    assert len(code.split()) == 5
    admins_words = members.admit(group.vaults["Ann"], request, code.upper(), "editor")
    taken = group.hand_over("Ann", "Bo")
    assert taken.joined
    assert taken.group_code == admins_words == exchange.group_code(bo)


def test_other_words_admit_nobody(group: Group) -> None:
    request = members.read_request(members.make_request(group.wait("Bo"))[0])
    with pytest.raises(BadBundle, match="not the words"):
        members.admit(group.vaults["Ann"], request, "one two three four five", "editor")
    assert [member.name for member in members.members(group.vaults["Ann"])] == ["Ann"]


def test_an_editor_admits_nobody(group: Group) -> None:
    bo = group.join("Bo")
    request = members.read_request(members.make_request(group.wait("Cy"))[0])
    with pytest.raises(NotAllowed):
        members.admit(bo, request, request.code, "editor")
    assert len(members.members(bo)) == 2


def test_a_second_admin_admits_too(group: Group) -> None:
    group.join("Bo", role="admin")
    cy = group.join("Cy", by="Bo")
    group.hand_over("Bo", "Ann")
    assert {member.name for member in members.members(cy)} == {"Ann", "Bo", "Cy"}
    group.hand_over("Cy", "Bo")
    assert len(group.digests()) == 1


def test_a_waiting_vault_writes_nothing(group: Group) -> None:
    waiting = group.wait("Bo")
    with pytest.raises(NotAllowed, match="does not belong to a group"):
        records.add(waiting, "person", {"name": "Zoë"})


def test_a_preview_says_what_taking_does_and_keeps_nothing(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    zoe = records.add(ann, "person", {"name": "Zoë"}).added[0]
    group.hand_over("Ann", "Bo")
    records.edit(ann, zoe, {"note": "Has a van."})
    yan = records.add(ann, "person", {"name": "Yan"}).added[0]
    data, before = bundle(group, "Ann", "Bo"), digest(bo)
    looked = bundles.look_into(bo, data)
    assert digest(bo) == before
    assert names(bo) == ["Zoë"]
    assert {(change.title, change.what, change.fields) for change in looked.changes} == {
        ("Zoë", "changed", ("note",)),
        ("Yan", "new", ()),
    }
    taken = bundles.take_bundle(bo, data)
    assert taken.changes == looked.changes
    assert {zoe, yan} == {change.record for change in taken.changes}
    again = bundles.look_into(bo, data)
    assert again.seen_before
    assert again.changes == ()


def test_a_waiting_vault_still_waits_after_a_preview(group: Group) -> None:
    bo = group.wait("Bo")
    request = members.read_request(members.make_request(bo)[0])
    members.admit(group.vaults["Ann"], request, request.code, "editor")
    data = bundle(group, "Ann")
    assert bundles.look_into(bo, data).joined
    assert bo.group is None
    bundles.take_bundle(bo, data)
    assert bo.group == group.vaults["Ann"].group


def test_what_is_no_bundle_for_us_is_refused_in_one_sentence_and_changes_nothing(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    group.join("Cy")
    records.add(ann, "person", {"name": "Zoë"})
    good = bundle(group, "Ann", "Bo")
    before = digest(bo)
    wrong = {
        b"": "not a bundle",
        b"\x89PNG\r\n" + bytes(1000): "not a bundle",
        good[: len(good) // 2]: "damaged",
        good[:-1]: "damaged",
        good[:30_000] + bytes([good[30_000] ^ 1]) + good[30_001:]: "damaged",
        bundle(group, "Ann", "Cy"): "not made for this laptop",
    }
    for data, words in wrong.items():
        with pytest.raises(BadBundle) as refused:
            bundles.take_bundle(bo, data)
        assert words in refused.value.what
        assert refused.value.kept
        assert refused.value.do
    assert digest(bo) == before


def test_a_bundle_of_another_group_is_refused(group: Group, tmp_path: Any) -> None:
    other = Group(tmp_path / "other")
    other.found("Eve")
    stranger = group.vaults["Ann"].secrets.public()
    with other.vaults["Eve"].writing() as writing:
        from sync.authority.operations import Role

        writing.replica.admit(stranger, "Ann", Role.ADMIN)
    data, _devices = bundles.make_bundle(other.vaults["Eve"])
    with pytest.raises(BadBundle, match="another group"):
        bundles.take_bundle(group.vaults["Ann"], data)
    other.close()


def test_nobody_to_hand_anything_to_is_said(ann: Vault) -> None:
    with pytest.raises(UserProblem, match="nobody"):
        bundles.make_bundle(ann)


def test_who_has_what_is_believed_only_on_their_own_word(group: Group) -> None:
    ann = group.vaults["Ann"]
    group.join("Bo")
    records.add(ann, "person", {"name": "Zoë"})
    bundle(group, "Ann", "Bo")
    assert exchange.status(ann).to_hand_over > 0
    group.hand_over("Ann", "Bo")
    assert exchange.status(ann).to_hand_over > 0
    group.hand_over("Bo", "Ann")
    assert exchange.status(ann).to_hand_over == 0


def test_a_third_hand_carries_news_between_two_who_never_meet(group: Group) -> None:
    group.join("Bo")
    group.join("Cy")
    group.hand_over("Ann", "Bo")
    records.add(group.vaults["Bo"], "person", {"name": "From Bo"})
    group.hand_over("Bo", "Cy")
    group.hand_over("Cy", "Ann")
    assert names(group.vaults["Ann"]) == ["From Bo"]


EDITS = st.sampled_from(["name", "note", "tags", "delete", "add", "stay"])


@pytest.mark.long
@given(
    steps=st.lists(st.tuples(st.sampled_from(["Ann", "Bo", "Cy"]), EDITS), max_size=10),
    meetings=st.lists(st.permutations(["Ann", "Bo", "Cy"]).map(lambda order: tuple(order[:2])), max_size=6),
    offsets=st.tuples(*[st.integers(-36_500, 36_500)] * 3),
)
@examples(4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_three_laptops_agree_whatever_they_did_and_however_they_met(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, str]],
    meetings: list[tuple[str, ...]],
    offsets: tuple[int, ...],
) -> None:
    group = Group(tmp_path_factory.mktemp("three"))
    ann = group.found()
    group.join("Bo")
    group.join("Cy")
    person = records.add(ann, "person", {"name": "Zoë"}).added[0]
    house = records.add(ann, "house", {"name": "Birch"}).added[0]
    room = records.add(ann, "room", {"name": "Attic", "house": house}).added[0]
    bed = records.add(ann, "bed", {"name": "A", "room": room}).added[0]
    group.hand_over("Ann", "Bo")
    group.hand_over("Ann", "Cy")
    for name, days in zip(["Ann", "Bo", "Cy"], offsets, strict=True):
        group.watches[name].time = START + datetime.timedelta(days=days % 20_000)
    waiting = list(meetings)
    for number, (name, step) in enumerate(steps):
        _step(group.vaults[name], step, number, person, bed)
        if waiting:
            group.hand_over(*waiting.pop())
    for _ in range(2):
        for one, other in itertools.permutations(["Ann", "Bo", "Cy"], 2):
            group.hand_over(one, other)
    assert len(group.digests()) == 1
    found = [{conflict.id for conflict in conflicts.open_conflicts(vault)} for vault in group.vaults.values()]
    assert found[0] == found[1] == found[2]
    for vault in group.vaults.values():
        rows = _everything(vault)
        vault.rebuild()
        assert _everything(vault) == rows
    assert len({repr(_everything(vault)) for vault in group.vaults.values()}) == 1
    group.close()


def _step(vault: Vault, step: str, number: int, person: str, bed: str) -> None:
    here = bool(vault.rows("SELECT 1 FROM person WHERE id = ?", (person,)))
    if step == "add":
        vault.apply([Add("person", {"name": f"New {number}"})], "Add")
    elif step == "stay" and here:
        day = START.date() + datetime.timedelta(days=number)
        values = {"person": person, "bed": bed, "from_day": day, "to_day": day + datetime.timedelta(days=3)}
        vault.apply([Add("stay", values)], "Stay")
    elif step == "delete" and here:
        vault.apply([DeleteRecord(person)], "Delete")
    elif here:
        value: object = [f"tag {number}"] if step == "tags" else f"{step} {number}"
        field = "note" if step in {"stay", "delete"} else step
        vault.apply([Edit(person, {field: value})], "Edit")


def _everything(vault: Vault) -> list[Any]:
    tables = [kind.table for kind in vault.registry]
    rows = [sorted(map(repr, vault.rows(f'SELECT * FROM "{name}"'))) for name in tables]
    return [*rows, vault.rows("SELECT record, field FROM disputed ORDER BY record, field")]


def test_a_vault_tells_once_what_has_changed_however_it_came_about(group: Group) -> None:
    bo, ann = group.join("Bo"), group.vaults["Ann"]
    for vault in (ann, bo):
        vault.news()
    records.add(ann, "person", {"name": "Zoe"})
    assert ann.news().kinds == {"person"}
    data, _devices = bundles.make_bundle(ann, [bo.secrets.public().device.hex()])
    assert ann.news().kinds == {MEMBERS}, "who has what"
    bundles.look_into(bo, data)
    assert bo.news() == Changed(), "it was only looked into"
    bundles.take_bundle(bo, data)
    assert bo.news().kinds == {"person", MEMBERS}
    assert (ann.news(), bo.news()) == (Changed(), Changed())
