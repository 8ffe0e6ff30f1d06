"""Need-to-know circles as those who write meet them: chosen, moved to, and not shared with everybody."""

from __future__ import annotations

import datetime
import json

import pytest

from app.capabilities.houses.sheets import room_assignment
from app.problems import NotAllowed, NotFound, WrongValue
from app.services.attachments import attachments
from app.services.jobs import Progress
from app.services.members import circles, trust
from app.services.printing.kinds import Period, Wanted
from app.services.records import records, searching
from app.services.records.records import Query
from app.services.retention import erasing
from app.services.tables import exporting
from app.services.vaults import verifying
from app.storage.vault.vault import Vault
from tests.group import Group

WEEK = Period(datetime.date(2026, 11, 21), datetime.date(2026, 11, 28))


def device(group: Group, name: str) -> str:
    return group.vaults[name].secrets.public().device.hex()


def add(vault: Vault, kind: str, circle: str = "", /, **values: object) -> str:
    return records.add(vault, kind, values, circle).added[0]


def faultless(group: Group) -> bool:
    return not any(verifying.verify(vault).run(Progress()).faults for vault in group.vaults.values())


@pytest.fixture
def housing(group: Group) -> str:
    """Give a circle of Ann and Cy in a group with Bo."""
    group.join("Bo")
    group.join("Cy")
    circle = trust.open_circle(group.vaults["Ann"], "Housing", [device(group, "Cy")])
    group.hand_over("Ann", "Bo")
    group.hand_over("Ann", "Cy")
    return circle


def test_there_is_nothing_to_choose_while_the_group_has_one_circle(ann: Vault) -> None:
    (only,) = circles.choices(ann)
    assert (only.everyone, only.members, only.may_write) == (True, 1, True)


def test_only_the_circles_that_one_reads_are_offered(group: Group, housing: str) -> None:
    assert [each.name for each in circles.choices(group.vaults["Bo"])] == [circles.choices(group.vaults["Bo"])[0].name]
    found = circles.choices(group.vaults["Cy"])
    assert [(each.everyone, each.readers) for each in found] == [(True, ("Ann", "Bo", "Cy")), (False, ("Ann", "Cy"))]
    assert found[1].words() == "Housing (2)"


def test_outside_a_circle_there_is_no_row_no_word_and_no_count_of_it(group: Group, housing: str) -> None:
    ann, bo, cy = (group.vaults[name] for name in ("Ann", "Bo", "Cy"))
    person = add(ann, "person", housing, name="Zebedee Quux", note="Xylophone")
    add(ann, "contact_point", person=person, kind="phone", value="+49 30 7777777")
    project = add(ann, "project", name="Coats", owner=person)
    for name in ("Bo", "Cy"):
        group.hand_over("Ann", name)
    assert records.get(cy, project).titles[person] == "Zebedee Quux"
    assert records.get(bo, project).titles[person] == "(not shared with you)"
    with pytest.raises(NotFound, match="circle that this laptop does not read"):
        records.get(bo, person)
    assert [len(searching.search(vault, "zebedee")) for vault in (bo, cy)] == [0, 1]
    assert searching.search(bo, "xylophone") == searching.search(bo, "7777777") == []
    for kind in ("person", "contact_point"):
        assert records.page(bo, kind, Query()).total == 0
        assert circles.counts(bo, kind) == {}
    dump = "\n".join(str(row) for (table,) in bo.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
    ) for row in bo.rows(f'SELECT * FROM "{table}"'))  # fmt: skip
    assert "Zebedee" not in dump
    assert "Zebedee" in "\n".join(str(row) for row in cy.rows("SELECT * FROM person"))
    assert bo.rows("SELECT count(*) FROM search WHERE search MATCH 'zebedee'")[0][0] == 0
    data = exporting.export(bo, "project", "json")
    (written,) = json.loads(data)["records"]
    assert written["owner_title"] == "(not shared with you)"
    assert b"Zebedee" not in data


def test_bo_carries_what_he_cannot_read(group: Group, housing: str) -> None:
    person = add(group.vaults["Ann"], "person", housing, name="Zoë")
    group.hand_over("Ann", "Bo")
    group.hand_over("Bo", "Cy")
    assert records.get(group.vaults["Cy"], person).title == "Zoë"


def test_let_in_later_one_sees_the_name(group: Group, housing: str) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    person = add(ann, "person", housing, name="Zoë")
    project = add(ann, "project", name="Coats", owner=person)
    group.hand_over("Ann", "Bo")
    assert records.get(bo, project).titles[person] == "(not shared with you)"
    trust.share(ann, housing, [device(group, "Bo")], "reader")
    group.hand_over("Ann", "Bo")
    assert records.get(bo, project).titles[person] == "Zoë"
    found = circles.choices(bo)
    assert [each.may_write for each in found] == [True, False]


def test_a_list_is_filtered_by_circle(group: Group, housing: str) -> None:
    ann = group.vaults["Ann"]
    add(ann, "person", housing, name="Inside")
    add(ann, "person", name="Outside")

    def names(where: str) -> list[str]:
        return [row.values["name"] for row in records.page(ann, "person", Query(where=where)).rows]

    assert names("circle=housing") == names(f"circle={housing}") == ["Inside"]
    assert names("circle!=Housing and stage=new") == ["Outside"]
    with pytest.raises(WrongValue, match="not a circle that this laptop reads"):
        names("circle=Nowhere")
    assert circles.counts(ann, "person")[housing] == 1


@pytest.mark.long
def test_a_person_is_moved_with_parts_and_references_and_erased_outside(group: Group, housing: str) -> None:
    ann, bo, cy = (group.vaults[name] for name in ("Ann", "Bo", "Cy"))
    person = add(ann, "person", name="Zoë", tags=["cook"], extra={"Plot": "7"})
    point = add(ann, "contact_point", person=person, kind="phone", value="+49 30 7777777")
    gone = add(ann, "contact_point", person=person, kind="email", value="old@example.org")
    records.delete(ann, gone)
    project = add(ann, "project", name="Coats", owner=person)
    made = attachments.attach(ann, person, attachments.given("a.txt", b"Signed by Zoe"), title="Agreement")
    paper = made.run(Progress()).id
    for name in ("Bo", "Cy"):
        group.meet("Ann", name)
    plan = circles.plan_move(ann, [person], housing)
    assert {each.record for each in plan.follows} == {person, point, gone, paper}
    assert [each.title for each in plan.rewritten] == ["Coats"]
    assert (plan.losing, plan.had, plan.gaining, plan.allowed) == (("Bo",), ("Bo",), (), True)
    assert any("Bo has had this; their laptops erase it" in each for each in plan.sentences)
    assert any("Paper, exported files" in each for each in plan.sentences)
    assert records.get(ann, person).title == "Zoë", "a dry run changes nothing"

    changed = circles.move(ann, plan)
    (new,) = records.ids(ann, "person", Query())
    assert new in changed.added
    card = records.get(ann, new)
    assert (card.values["tags"], card.values["extra"], card.circle) == (["cook"], {"Plot": "7"}, housing)
    assert [row.values["value"] for part in card.parts for row in part.rows] == ["+49 30 7777777"]
    assert [item.title for item in attachments.of(ann, new)] == ["Agreement"]
    assert b"".join(attachments.content(ann, attachments.of(ann, new)[0].id)) == b"Signed by Zoe"
    assert records.get(ann, project).values["owner"] == new
    assert searching.search(ann, "old@example.org") == []
    with pytest.raises(NotFound, match="It was erased"):
        records.get(ann, person)

    group.hand_over("Ann", "Bo")
    group.hand_over("Ann", "Cy")
    assert records.get(cy, new).title == records.get(cy, project).titles[new] == "Zoë"
    assert records.page(bo, "person", Query()).total == records.page(bo, "contact_point", Query()).total == 0
    assert records.get(bo, project).titles[new] == "(not shared with you)"
    assert "Zoë" not in str(records.history(bo, person))
    assert attachments.every(bo) == []
    group.hand_over("Bo", "Ann")
    assert "Bo" not in erasing.orders(ann)[0].waiting_for
    assert faultless(group)


def test_a_move_cannot_be_undone_and_leaves_nothing_to_undo(group: Group, housing: str) -> None:
    ann = group.vaults["Ann"]
    person = add(ann, "person", name="Zoë")
    circles.move(ann, circles.plan_move(ann, [person], housing))
    assert ann.undo_label() is None


@pytest.mark.long
def test_a_part_goes_into_a_narrower_circle_and_stays_there(group: Group, housing: str) -> None:
    ann, bo, cy = (group.vaults[name] for name in ("Ann", "Bo", "Cy"))
    person = add(ann, "person", name="Zoë")
    point = add(ann, "contact_point", housing, person=person, kind="phone", value="+49 30 7777777")
    for name in ("Bo", "Cy"):
        group.hand_over("Ann", name)
    assert not any(part.rows for part in records.get(bo, person).parts)
    assert any(part.rows for part in records.get(cy, person).parts)
    care = trust.open_circle(ann, "Care", [device(group, "Cy"), device(group, "Bo")])
    plan = circles.plan_move(ann, [person], care)
    assert [each.record for each in plan.follows] == [person], "the part has a circle of its own"
    assert [each.record for each in plan.rewritten] == [point]
    (new,) = circles.move(ann, plan).added
    assert records.get(ann, point).circle == housing
    assert records.get(ann, point).values["person"] == new
    group.hand_over("Ann", "Cy")
    assert any(part.rows for part in records.get(cy, new).parts)
    assert faultless(group)


def test_who_may_not_erase_is_told_whom_to_ask(group: Group, housing: str) -> None:
    person = add(group.vaults["Ann"], "person", name="Zoë")
    group.hand_over("Ann", "Cy")
    cy = group.vaults["Cy"]
    plan = circles.plan_move(cy, [person], housing)
    assert (plan.allowed, plan.ask) == (False, ("Ann",))
    assert "Ask Ann to move it" in plan.sentences[-1]
    with pytest.raises(NotAllowed, match="Ask Ann"):
        circles.move(cy, plan)
    assert records.ids(cy, "person", Query()) == [person]


def test_one_cannot_move_where_one_may_not_write_nor_where_it_is(group: Group, housing: str) -> None:
    ann = group.vaults["Ann"]
    person = add(ann, "person", name="Zoë")
    everyone = circles.choices(ann)[0].circle
    with pytest.raises(WrongValue, match="in that circle already"):
        circles.plan_move(ann, [person], everyone)
    group.hand_over("Ann", "Bo")
    with pytest.raises(NotFound):
        circles.plan_move(group.vaults["Bo"], [person], housing)
    trust.share(ann, housing, [device(group, "Bo")], "reader")
    group.hand_over("Ann", "Bo")
    with pytest.raises(NotAllowed, match="may not write"):
        circles.plan_move(group.vaults["Bo"], [person], housing)


@pytest.mark.long
def test_of_two_values_the_one_shown_comes_along_and_the_plan_says_so(group: Group, housing: str) -> None:
    ann, cy = group.vaults["Ann"], group.vaults["Cy"]
    person = add(ann, "person", name="Zoë")
    group.hand_over("Ann", "Cy")
    records.edit(ann, person, {"note": "Mornings"})
    records.edit(cy, person, {"note": "Evenings"})
    group.hand_over("Cy", "Ann")
    shown = records.get(ann, person).values["note"]
    plan = circles.plan_move(ann, [person], housing)
    assert any("only the one that is shown" in each for each in plan.sentences)
    (new,) = circles.move(ann, plan).added
    assert records.get(ann, new).values["note"] == shown
    assert records.get(ann, new).disputes == ()


def test_a_sheet_says_that_somebody_is_not_shared(group: Group, housing: str) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    person = add(ann, "person", housing, name="Zebedee")
    house = add(ann, "house", name="Birch House")
    room = add(ann, "room", house=house, name="Attic")
    bed = add(ann, "bed", room=room, name="A1")
    add(ann, "stay", person=person, bed=bed, from_day="2026-11-20", status="in")
    group.hand_over("Ann", "Bo")
    for vault, said in ((ann, "Zebedee"), (bo, "(not shared with you)")):
        filled = room_assignment(vault, Wanted("", WEEK, initials=False))
        cells = [cell for section in filled.sections for row in section.rows for cell in row.cells]
        assert said in cells


@pytest.mark.long
def test_what_has_changed_since_the_plan_is_looked_at_again(group: Group, housing: str) -> None:
    ann = group.vaults["Ann"]
    person = add(ann, "person", name="Zoë")
    plan = circles.plan_move(ann, [person], housing)
    point = add(ann, "contact_point", person=person, kind="phone", value="+49 30 7777777")
    with pytest.raises(WrongValue, match="changed since you looked"):
        circles.move(ann, plan)
    assert records.ids(ann, "person", Query()) == [person]
    both = circles.plan_move(ann, [point, person], housing)
    assert sorted(each.record for each in both.follows) == sorted([person, point])
    circles.move(ann, both)
    (new,) = records.ids(ann, "person", Query())
    assert [len(part.rows) for part in records.get(ann, new).parts if part.kind == "contact_point"] == [1]
    with pytest.raises(NotFound):
        circles.move(ann, both)
    assert faultless(group)
