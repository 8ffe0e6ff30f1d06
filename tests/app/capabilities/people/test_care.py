"""Nobody is forgotten, and what two laptops cannot both mean is shown."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from app.problems import UserProblem
from app.records.changes import Add
from app.services.agenda import today
from app.services.conflicts import conflicts
from app.services.records import records
from tests.group import START, Group

DAY = START.date()


def before(days):
    return DAY - datetime.timedelta(days=days)


@pytest.fixture
def group(tmp_path):
    group = Group(tmp_path)
    group.found()
    yield group
    group.close()


@pytest.fixture
def laptop(group):
    return group.vaults["Ann"]


def add(vault, kind, /, **values):
    return records.add(vault, kind, values).added[0]


def sections(vault):
    return {section.name: section.items for section in today.today(vault, DAY).sections}


def test_today_shows_what_is_due_for_people_and_one_key_completes_it(laptop):
    ada = add(laptop, "person", name="Ada", since=before(5))
    bo = add(laptop, "person", name="Bo", since=before(300))
    call = add(laptop, "activity", person=bo, on_day=before(20), kind="talked", result="Call again", follow_up_on=DAY)
    add(laptop, "absence", person=bo, from_day=before(20), back_on=before(-2))
    add(laptop, "consent", person=bo, purpose="photo", on_day=before(300), until_day=before(-3))
    add(laptop, "commitment", person=bo, hours_a_week=3, from_day=before(30), until_day=before(-5))
    pathway = add(laptop, "pathway", name="In")
    stage = add(laptop, "stage", pathway=pathway, name="Hello", position=1, days=3)
    following = add(laptop, "stage", pathway=pathway, name="Stay", position=2, days=3)
    run = add(laptop, "pathway_run", person=ada, pathway=pathway, stage=stage, entered_on=before(5))
    step = add(laptop, "step_run", pathway_run=run, what="Meet", due=DAY)
    found = sections(laptop)
    assert set(found) == {
        "follow-ups", "returns", "consents", "stages", "steps", "first-tasks", "commitments"
    }  # fmt: skip
    assert [item.title for item in found["first-tasks"]] == ["Ada"]
    assert found["first-tasks"][0].late
    assert (found["follow-ups"][0].record, found["steps"][0].record) == (call, step)
    for items in found.values():
        (item,) = items
        assert item.label
        today.complete(laptop, item.acts_on or item.record, item.action, DAY)
    assert sections(laptop) == {}
    assert records.get(laptop, step).values["done_on"] == DAY
    assert records.get(laptop, run).values["stage"] == following
    consents = records.page(laptop, "consent", records.Query()).rows
    assert {row.values["until_day"] for row in consents} == {before(-3), before(-303)}
    (promise,) = records.page(laptop, "commitment", records.Query()).rows
    assert promise.values["until_day"] == before(-33)
    for _each in found:
        records.undo(laptop)
    assert sections(laptop) == found


def test_who_is_back_today_goes_once_somebody_has_talked_with_them_and_who_is_not_away_yet_stays(laptop):
    ada, bo = add(laptop, "person", name="Ada"), add(laptop, "person", name="Bo")
    add(laptop, "absence", person=ada, from_day=before(9), back_on=DAY)
    add(laptop, "absence", person=bo, from_day=before(-2), back_on=before(-4))
    back, still_here = sections(laptop)["returns"]
    assert (back.title, back.label, still_here.action) == ("Ada", "Back again", "")
    today.complete(laptop, back.acts_on, back.action, DAY)
    assert [item.title for item in sections(laptop)["returns"]] == ["Bo"]


def test_what_two_laptops_together_make_wrong_is_a_finding_on_both(group, laptop):
    ada = add(laptop, "person", name="Ada")
    bo = group.join("Bo")
    away = add(laptop, "absence", person=ada, from_day=before(50))
    promise = add(laptop, "commitment", person=ada, hours_a_week=100)
    group.meet("Ann", "Bo")
    records.edit(laptop, ada, {"since": before(1)})
    records.edit(bo, ada, {"left_on": before(5)})
    records.edit(laptop, away, {"from_day": before(10)})
    records.edit(bo, away, {"back_on": before(20)})
    records.edit(laptop, promise, {"from_day": before(10)})
    records.edit(bo, promise, {"until_day": before(20)})
    add(laptop, "commitment", person=ada, hours_a_week=100)
    add(bo, "commitment", person=ada, hours_a_week=100)
    group.meet("Ann", "Bo")
    here, there = conflicts.open_conflicts(laptop), conflicts.open_conflicts(bo)
    assert {each.id for each in here} == {each.id for each in there}
    said = " ".join(each.sentence for each in here)
    assert "this cannot both be" in said
    assert "before it begins" in said
    assert "200 hours a week" in said
    assert len(here) == 4


def test_what_is_written_to_a_merged_record_counts_and_can_be_moved(group, laptop):
    from app.capabilities.people import merge_service

    ada, adda = add(laptop, "person", name="Ada"), add(laptop, "person", name="Adda")
    bo = group.join("Bo")
    merge_service.merge(laptop, [merge_service.plan(laptop, ada, [adda])])
    add(bo, "commitment", person=adda, hours_a_week=5)
    records.edit(bo, adda, {"pronouns": "she"})
    group.meet("Ann", "Bo")
    assert len(group.digests()) == 1
    found = conflicts.open_conflicts(laptop)
    assert len(found) == 2
    for each in found:
        conflicts.settle(laptop, each.id, each.options[0].key)
    assert conflicts.open_conflicts(laptop) == []
    assert records.get(laptop, ada).values["pronouns"] == "she"
    assert records.ids(laptop, "commitment", records.Query(where=f"person={ada}"))


def test_two_merges_that_cross_end_alike_and_one_undo_takes_a_merge_back(group, laptop):
    from app.capabilities.people import merge_service

    one, other = sorted((add(laptop, "person", name="Ada"), add(laptop, "person", name="Adda")))
    bo = group.join("Bo")
    merge_service.merge(laptop, [merge_service.plan(laptop, other, [one])])
    merge_service.merge(bo, [merge_service.plan(bo, one, [other])])
    group.hand_over("Bo", "Ann")
    group.hand_over("Ann", "Bo")
    assert len(group.digests()) == 1
    for vault in (laptop, bo):
        assert [each.id for each in merge_service.profiles(vault)] == [one]
        (crossed,) = [each for each in conflicts.open_conflicts(vault) if "merged into each other" in each.sentence]
    conflicts.settle(laptop, crossed.id, crossed.options[0].key)
    assert records.get(laptop, one).values["merged_into"] is None
    assert records.get(laptop, other).values["merged_into"] == one


def test_many_pairs_are_merged_in_one_go(laptop):
    from app.capabilities.people import merge_service

    made = laptop.apply([Add("person", {"name": f"P{n}"}) for n in range(20)], "People").added
    plans = [merge_service.plan(laptop, made[n], [made[n + 1]]) for n in range(0, 20, 2)]
    merge_service.merge(laptop, plans)
    assert len(merge_service.profiles(laptop)) == 10
    records.undo(laptop)
    assert len(merge_service.profiles(laptop)) == 20


def test_a_skill_is_vouched_for_only_by_the_laptop_of_who_vouches(group, laptop):
    from app.capabilities.people.evidence import skills_of
    from app.services.members import authors

    ada, ben = add(laptop, "person", name="Ada"), add(laptop, "person", name="Ben")
    bo = group.join("Bo")
    authors.link(bo, ben)
    skill = add(laptop, "skill", name="Cooking")
    group.meet("Ann", "Bo")
    claim = {"person": ada, "skill": skill, "attester": ben, "level": "vouched"}
    add(bo, "skill_claim", **claim)
    group.meet("Ann", "Bo")
    assert [(each.level, each.why) for each in skills_of(laptop, ada, DAY)] == [("vouched", "")]
    add(laptop, "skill_claim", **claim)
    add(bo, "skill_claim", **claim, expires=before(1))
    group.meet("Ann", "Bo")
    for vault in (laptop, bo):
        found = sorted((each.level, each.why) for each in skills_of(vault, ada, DAY))
        assert found == [("claimed", "Ann says so"), ("claimed", "expired on 22 Nov 2026"), ("vouched", "")]


def test_who_is_away_says_since_when_and_on_which_day_they_are_back(laptop):
    names = {"Ada": (before(7), before(-2)), "Bo": (before(-1), before(-4))}
    for name, (first, back) in names.items():
        add(laptop, "absence", person=add(laptop, "person", name=name), from_day=first, back_on=back)
    (section,) = [each for each in today.today(laptop, DAY).sections if each.name == "returns"]
    said = {item.title: (item.about, item.detail) for item in section.items}
    assert said["Ada"][0].startswith("away since ")
    assert said["Bo"][0].startswith("away from ")
    assert all(", back on " in detail for _about, detail in said.values())
    assert section.before == "back {day}"


@pytest.mark.long
@pytest.mark.parametrize("first", ["Ann", "Bo"])
def test_whatever_names_somebody_who_was_merged_crosswise_counts_for_the_lower_id_on_both(group, laptop, first):
    from app.capabilities.people import merge_service
    from app.capabilities.people.timeline import timeline

    one, other = sorted((add(laptop, "person", name="Ada"), add(laptop, "person", name="Adda")))
    bo = group.join("Bo")
    skill, pathway = add(laptop, "skill", name="Cooking"), add(laptop, "pathway", name="In")
    project, house = add(laptop, "project", name="Kitchen"), add(laptop, "house", name="Mill")
    orientation = add(laptop, "orientation", name="Hello", on_day=DAY, seats=4)
    bed = add(laptop, "bed", room=add(laptop, "room", house=house, name="Blue"), name="1")
    named = {
        "contact_point": ("person", {"kind": "phone", "value": "030 23125 001"}),
        "commitment": ("person", {"hours_a_week": 3}),
        "skill_claim": ("person", {"skill": skill}),
        "address": ("person", {"street": "Weg 1"}),
        "emergency_contact": ("person", {"name": "Mum"}),
        "absence": ("person", {"from_day": DAY}),
        "interest": ("person", {"words": "rent"}),
        "pathway_run": ("person", {"pathway": pathway}),
        "activity": ("with_person", {"person": add(laptop, "person", name="Cy"), "on_day": DAY}),
        "attendance": ("person", {"on_day": DAY, "state": "attended"}),
        "orientation_seat": ("person", {"orientation": orientation, "invited_on": DAY}),
        "relationship": ("one", {"other": add(laptop, "person", name="Di"), "what": "sisters"}),
        "task": ("who", {"project": project, "title": "Cook"}),
        "stay": ("person", {"bed": bed, "from_day": DAY, "to_day": DAY + datetime.timedelta(days=2)}),
    }
    group.meet("Ann", "Bo")
    for kind, (field, values) in named.items():
        add(laptop, kind, **{**values, field: one})
        add(bo, kind, **{**values, field: other})
    merge_service.merge(laptop, [merge_service.plan(laptop, other, [one])])
    merge_service.merge(bo, [merge_service.plan(bo, one, [other])])
    second = "Bo" if first == "Ann" else "Ann"
    group.hand_over(first, second)
    group.hand_over(second, first)
    assert len(group.digests()) == 1
    for vault in (laptop, bo):
        found = Counter(each.kind for each in timeline(vault, one))
        assert {kind: found[kind] for kind in named} == dict.fromkeys(named, 2)


def test_undoing_a_merge_asks_if_somebody_else_has_changed_the_one_who_stays(group, laptop):
    from app.capabilities.people import merge_service

    ada, adda = add(laptop, "person", name="Ada"), add(laptop, "person", name="Adda", pronouns="she")
    bo = group.join("Bo")
    merge_service.merge(laptop, [merge_service.plan(laptop, ada, [adda])])
    group.meet("Ann", "Bo")
    records.edit(bo, ada, {"pronouns": "they"})
    group.meet("Ann", "Bo")
    with pytest.raises(UserProblem, match="changed again since: Pronouns"):
        records.undo(laptop)
    assert records.get(laptop, ada).values["pronouns"] == "they"
    records.undo(laptop, force=True)
    assert records.get(laptop, ada).values["pronouns"] is None
    assert records.get(laptop, adda).values["merged_into"] is None
