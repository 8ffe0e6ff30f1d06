"""What has been kept for long enough comes up for review on the laptops of everybody."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from app.problems import NotAllowed, WrongValue
from app.services.agenda import today
from app.services.jobs import Progress
from app.services.members import trust
from app.services.records import records
from app.services.retention import erasing, retention
from app.services.vaults import verifying
from app.storage.vault.vault import Vault
from sync.log.change import Create
from tests.group import START, Group

LATER = (START + datetime.timedelta(days=400)).date()


@pytest.fixture
def group(tmp_path: Path):
    group = Group(tmp_path)
    group.found()
    group.join("Bo")
    yield group
    group.close()


def add(vault: Vault, sort: str, **values: object) -> str:
    return records.add(vault, sort, values).added[0]


def pass_days(group: Group, days: int) -> None:
    for watch in group.watches.values():
        watch.time += datetime.timedelta(days=days)


def titles(vault: Vault) -> list[str]:
    return [due.title for due in retention.queue(vault)]


@pytest.mark.long
def test_who_left_a_year_ago_is_proposed_and_erased_with_all_that_is_theirs(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    gone = add(ann, "person", name="Zoë", stage="active")
    add(ann, "contact_point", person=gone, kind="phone", value="030 1")
    add(ann, "person", name="Yan", stage="active")
    records.edit(ann, gone, {"stage": "left"})
    pass_days(group, 300)
    records.edit(ann, gone, {"note": "Wrote a card"})
    assert retention.queue(ann) == []
    pass_days(group, 70)
    (due,) = retention.queue(ann)
    assert (due.record, due.kind, due.title) == (gone, "person", "Zoë")
    assert due.kept_until == (START + datetime.timedelta(days=365)).date()
    assert due.last_change > START.date()
    assert due.why
    group.hand_over("Ann", "Bo")
    assert titles(bo) == ["Zoë"], "the same on every laptop that knows the same"
    sections = {section.name: section for section in today.today(ann, LATER).sections}
    (item,) = sections["retention"].items
    assert (item.record, item.detail) == (gone, "1 to keep longer or to erase")
    planned = retention.plans(bo, retention.queue(bo))
    with pytest.raises(NotAllowed):
        erasing.erase_all(bo, planned)
    planned = retention.plans(ann, retention.queue(ann))
    assert [named.kind for each in planned for named in each.targets] == ["person", "contact_point"]
    erasing.erase_all(ann, planned)
    group.hand_over("Ann", "Bo")
    assert retention.queue(ann) == retention.queue(bo) == []
    assert "retention" not in {section.name for section in today.today(ann, LATER).sections}
    assert [row.values["name"] for row in records.page(bo, "person", records.Query()).rows] == ["Yan"]


def test_a_decision_to_keep_holds_on_all_laptops_until_its_day(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    add(ann, "person", name="Zoë", stage="left")
    pass_days(group, 400)
    (due,) = retention.queue(ann)
    with pytest.raises(WrongValue):
        retention.keep(ann, [due], START.date())
    retention.keep(ann, [due], LATER + datetime.timedelta(days=100), "The accounts are open.")
    group.hand_over("Ann", "Bo")
    assert retention.queue(ann) == retention.queue(bo) == []
    pass_days(group, 102)
    assert titles(ann) == titles(bo) == ["Zoë"]
    records.undo(ann)
    assert titles(ann) == ["Zoë"]


def test_who_comes_back_is_not_proposed(group: Group) -> None:
    ann = group.vaults["Ann"]
    person = add(ann, "person", name="Zoë", stage="left")
    pass_days(group, 400)
    assert titles(ann) == ["Zoë"]
    records.edit(ann, person, {"stage": "active"})
    assert retention.queue(ann) == []
    records.edit(ann, person, {"stage": "left"})
    assert retention.queue(ann) == [], "the clock starts anew"


def test_imported_columns_go_by_themselves(group: Group) -> None:
    ann = group.vaults["Ann"]
    person = add(ann, "person", name="Zoë", extra={"Shoe size": "38"})
    pass_days(group, 300)
    records.edit(ann, person, {"note": "x"})
    pass_days(group, 100)
    (due,) = retention.queue(ann)
    assert due.field == "extra"
    erasing.erase_all(ann, retention.plans(ann, [due]))
    assert retention.queue(ann) == []
    card = records.get(ann, person)
    assert (card.title, card.values["extra"], card.values["note"]) == ("Zoë", None, "x")


def test_consents_are_kept_for_a_year_after_they_were_taken_back(group: Group) -> None:
    ann = group.vaults["Ann"]
    person = add(ann, "person", name="Zoë")
    consent = add(ann, "consent", person=person, purpose="photo", on_day=START.date())
    pass_days(group, 1000)
    assert retention.queue(ann) == []
    records.edit(ann, consent, {"withdrawn_on": START.date()})
    (due,) = retention.queue(ann)
    assert (due.title, due.of, due.whole) == ("Photos of them", "Zoë", person), "whose it is"
    assert (due.kind, due.kept_until) == ("consent", START.date() + datetime.timedelta(days=365))


def test_a_review_says_who_holds_what_why_and_who_has_decided_to_keep_it(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    narrow = trust.open_circle(ann, "Housing")
    people = [add(ann, "person", name="Zoë", stage="left"), add(ann, "person", name="Yan", stage="left")]
    records.add(ann, "person", {"name": "Xia", "stage": "left"}, narrow)
    pass_days(group, 400)
    found = {due.title: due for due in retention.review(ann).dues}
    assert (found["Zoë"].circle, found["Zoë"].holders, found["Zoë"].may_erase) == ("", ("Ann", "Bo"), True)
    assert (found["Xia"].circle, found["Xia"].holders) == ("Housing", ("Ann",))
    group.hand_over("Ann", "Bo")
    assert [(due.title, due.may_erase) for due in retention.review(bo).dues] == [("Yan", False), ("Zoë", False)]
    retention.keep(ann, [found["Zoë"], found["Yan"]], LATER + datetime.timedelta(days=100), "The accounts are open.")
    group.hand_over("Ann", "Bo")
    holds = retention.review(bo).holds
    assert [(hold.title, hold.reason, hold.by) for hold in holds] == [
        ("Yan", "The accounts are open.", "Ann"), ("Zoë", "The accounts are open.", "Ann"),
    ]  # fmt: skip
    assert {hold.record for hold in holds} == set(people)
    records.undo(ann)
    assert retention.review(ann).holds == (), "what was decided together is undone together"


def test_only_decisions_that_hold_are_shown_and_what_a_foreign_program_left_out_closes_nothing(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    person = add(ann, "person", name="Zoë", stage="left")
    group.hand_over("Ann", "Bo")
    pass_days(group, 400)
    (due,) = retention.queue(ann)
    until = LATER + datetime.timedelta(days=1)
    retention.keep(ann, [due], until)
    foreign = ({}, {"record": person}, {"until": until.isoformat()}, {"record": "g" * 32, "until": until.isoformat()})
    with bo.writing() as writing:
        writing.replica.write(writing.replica.circle(), [Create("retention_hold", values) for values in foreign])
    group.hand_over("Bo", "Ann")
    assert [(hold.title, hold.until, hold.by) for hold in retention.review(ann).holds] == [("Zoë", until, "Ann")]
    pass_days(group, 1)
    assert len(retention.review(ann).holds) == 1, "the last day counts"
    pass_days(group, 1)
    found = retention.review(ann)
    assert (found.holds, [each.title for each in found.dues]) == ((), ["Zoë"]), "what has ended holds nothing"


def test_every_rule_has_its_words(group: Group) -> None:
    found = retention.review(group.vaults["Ann"])
    said = {(rule.kind, rule.field): rule.how_long for rule in found.rules}
    assert said["person", ""] == "Kept for 365 days after leaving."
    assert said["contact_point", ""] == "Kept as long as its person."
    assert ("person", "extra") in said
    assert all(rule.why for rule in found.rules)
    assert {"house", "project"} <= set(found.endless)
    assert not {"waiver", "retention_hold"} & set(found.endless)


def test_of_several_plans_nothing_is_erased_while_one_is_not_allowed(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    mine = trust.open_circle(ann, "Housing", [bo.secrets.public().device.hex()])
    trust.share(ann, mine, [bo.secrets.public().device.hex()], "steward")
    group.hand_over("Ann", "Bo")
    records.add(bo, "person", {"name": "Xia", "stage": "left"}, mine)
    add(bo, "person", name="Zoë", extra={"Shoe size": "38"})
    pass_days(group, 400)
    with pytest.raises(NotAllowed):
        erasing.erase_all(bo, retention.plans(bo, retention.queue(bo)))
    assert titles(bo) == ["Zoë", "Xia"] or titles(bo) == ["Xia", "Zoë"]


def test_of_several_plans_nothing_is_erased_where_one_is_refused_at_the_last_moment(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    device = bo.secrets.public().device.hex()
    money, mine = (trust.open_circle(ann, name, [device]) for name in ("Money", "Housing"))
    for circle in (money, mine):
        trust.share(ann, circle, [device], "steward")
    records.add(ann, "person", {"name": "Xia", "stage": "left"}, money)
    zoe = records.add(ann, "person", {"name": "Zoë", "extra": {"Shoe size": "38"}}, mine).added[0]
    group.hand_over("Ann", "Bo")
    pass_days(group, 400)
    planned = retention.plans(bo, retention.queue(bo))
    assert [(each.fields, each.allowed) for each in planned] == [((), True), (("extra",), True)]
    trust.share(ann, mine, [device], "editor")
    group.hand_over("Ann", "Bo")
    with pytest.raises(NotAllowed):
        erasing.erase_all(bo, planned)
    assert titles(bo) == ["Xia", "Zoë"]
    assert erasing.orders(bo) == []
    trust.share(ann, mine, [device], "steward")
    group.hand_over("Ann", "Bo")
    assert len(erasing.erase_all(bo, planned)) == 2
    assert titles(bo) == []
    assert records.get(bo, zoe).values["extra"] is None


def test_what_an_earlier_plan_takes_or_is_gone_already_is_passed_over(group: Group) -> None:
    ann = group.vaults["Ann"]
    zoe = add(ann, "person", name="Zoë", note="x")
    phone = add(ann, "contact_point", person=zoe, kind="phone", value="030 1", label="work")
    planned = [erasing.plan(ann, [zoe]), erasing.plan(ann, [phone], ["label"])]
    assert len(erasing.erase_all(ann, planned)) == 1
    assert erasing.erase_all(ann, planned) == []
    assert records.page(ann, "person", records.Query()).total == 0


def test_a_decision_counts_in_the_circle_of_what_it_keeps(group: Group) -> None:
    """Who has no say there keeps nothing from being looked at."""
    ann = group.vaults["Ann"]
    zoe = add(ann, "person", name="Zoë", stage="active")
    records.edit(ann, zoe, {"stage": "left"})
    pass_days(group, 370)
    narrow = trust.open_circle(ann, "Narrow")
    hold = {"record": zoe, "until": LATER + datetime.timedelta(days=400), "reason": "from another circle"}
    records.add(ann, "retention_hold", hold, narrow)
    assert titles(ann) == ["Zoë"]


def test_a_part_that_was_deleted_goes_with_its_whole_also_once_the_tables_were_made_anew(group: Group) -> None:
    ann = group.vaults["Ann"]
    zoe = add(ann, "person", name="Zoë")
    phone = add(ann, "contact_point", person=zoe, kind="phone", value="030 1")
    records.delete(ann, phone)
    assert verifying.verify(ann).run(Progress()).faults == ()
    ann.rebuild()
    assert phone in {each.record for each in erasing.plan(ann, [zoe]).targets}


@pytest.mark.long
def test_a_deleted_part_goes_with_its_whole_also_where_it_came_first(group: Group) -> None:
    """Bo hears of the circle of the whole after the part, and his tables are made anew in between."""
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    with ann.looking() as replica:
        everyone, known = replica.circle().hex(), replica.membership.devices.values()
        his = next(each.device.hex() for each in known if each.name == "Bo")
    narrow = trust.open_circle(ann, "Narrow")
    zoe = records.add(ann, "person", {"name": "Zoë"}, narrow).added[0]
    phone = records.add(ann, "contact_point", {"person": zoe, "kind": "phone", "value": "030 1"}, everyone).added[0]
    records.delete(ann, phone)
    group.hand_over("Ann", "Bo")
    bo.rebuild()
    trust.share(ann, narrow, [his], "editor")
    group.hand_over("Ann", "Bo")
    assert phone in {each.record for each in erasing.plan(bo, [zoe]).targets}
    bo.rebuild()
    assert phone in {each.record for each in erasing.plan(bo, [zoe]).targets}
    assert verifying.verify(bo).run(Progress()).faults == ()
