"""Circles, suspension, quarantine, erasure and history as coordinators decide about them, through real vaults."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.problems import NotAllowed, NotFound, WrongValue
from app.services.attachments import attachments
from app.services.exchange import exchange
from app.services.jobs import Progress
from app.services.members import audit_log, members, quarantine, quorum, trust
from app.services.records import records
from app.services.records.records import Query
from app.services.retention import disputed_erasures, erasing
from app.services.vaults import pruning, verifying
from app.storage import bundles
from sync.bundle.write import BundleContent
from sync.log.segment import AUTHORITY
from sync.replica import acknowledgements
from tests.group import Group


@pytest.fixture
def group(tmp_path: Path):
    group = Group(tmp_path)
    group.found()
    yield group
    group.close()


def names(group: Group, who: str, kind: str = "person") -> list[str]:
    return [row.values["name"] for row in records.page(group.vaults[who], kind, Query()).rows]


def device(group: Group, name: str) -> str:
    return group.vaults[name].secrets.public().device.hex()


def faultless(group: Group, who: str) -> bool:
    return not verifying.verify(group.vaults[who]).run(Progress()).faults


@pytest.mark.long
def test_a_lost_laptop_is_suspended_and_what_comes_later_waits_for_a_review(group: Group) -> None:
    ann, bo, cy = group.vaults["Ann"], group.join("Bo"), group.join("Cy")
    group.hand_over("Ann", "Bo")
    records.add(bo, "person", {"name": "Known in time"})
    group.hand_over("Bo", "Ann")
    consequences = trust.before_suspending(ann, [device(group, "Bo")])
    assert any("cannot be called back" in sentence for sentence in consequences)
    trust.suspend(ann, [device(group, "Bo")])
    records.add(bo, "person", {"name": "By a thief"})
    group.hand_over("Bo", "Cy")
    assert names(group, "Cy") == ["By a thief", "Known in time"], "the news has not come yet"
    taken = group.hand_over("Ann", "Cy")
    assert names(group, "Cy") == ["Known in time"]
    assert [change.what for change in taken.changes] == ["erased"]
    (batch,) = quarantine.waiting(cy)
    with pytest.raises(WrongValue):
        quarantine.leave_out(cy, batch.segment, " ")
    quarantine.leave_out(cy, batch.segment, "Bo did not write it.")
    assert quarantine.count(cy) == 0, "it asks nobody any more"
    assert [(each.segment, each.aside and each.aside.by) for each in quarantine.waiting(cy)] == [(batch.segment, "Cy")]
    records.undo(cy)
    assert quarantine.count(cy) == 1
    narrow = trust.open_circle(ann, "Narrow", [device(group, "Cy")])
    group.hand_over("Ann", "Cy")
    records.add(cy, "waiver", {"conflict": batch.segment, "reason": "from another circle"}, narrow)
    assert quarantine.count(cy) == 1, "who has no say in its circle leaves nothing out"
    assert quarantine.waiting(cy)[0].aside is None
    assert (batch.name, batch.changes[0].title) == ("Bo", "By a thief")
    assert [view.by for view in trust.overview(cy).suspensions] == ["Ann"]
    quarantine.take_over(cy, [batch.segment], "I asked Bo about it.")
    group.hand_over("Cy", "Ann")
    assert names(group, "Ann") == names(group, "Cy") == ["By a thief", "Known in time"]
    assert quarantine.waiting(cy) == quarantine.waiting(ann) == []
    assert faultless(group, "Ann")
    assert faultless(group, "Cy")
    assert any("suspended Bo" in line.sentence for line in audit_log.story(cy))


def test_one_change_of_a_batch_is_taken_over(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    trust.suspend(ann, [device(group, "Bo")])
    records.add(bo, "person", {"name": "Good", "tags": ["cook"]})
    records.add(bo, "person", {"name": "Bad"})
    assert group.hand_over("Bo", "Ann").quarantined == 1
    (batch,) = quarantine.waiting(ann)
    good = next(change for change in batch.changes if change.title == "Good")
    quarantine.take_over_part(ann, batch.segment, [good.index])
    assert names(group, "Ann") == ["Good"]
    assert len(quarantine.waiting(ann)) == 1


def test_a_suspended_member_is_told_so_and_writes_no_more(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    trust.suspend(ann, [device(group, "Bo")])
    group.join("Cy")
    with pytest.raises(NotAllowed):
        trust.suspend(bo, [device(group, "Ann")])
    assert trust.overview(bo).members


@pytest.mark.long
def test_two_admins_lift_what_one_has_suspended(group: Group) -> None:
    ann = group.vaults["Ann"]
    bo = group.join("Bo", role="admin")
    cy = group.join("Cy", role="admin")
    group.meet("Ann", "Bo")
    dee = group.join("Dee")
    group.meet("Ann", "Cy")
    group.meet("Ann", "Bo")
    trust.suspend(ann, [device(group, "Dee")])
    (view,) = trust.overview(ann).suspensions
    assert not trust.lift(ann, view.suspension)
    group.hand_over("Ann", "Bo")
    (seen,) = trust.overview(bo).suspensions
    assert (seen.votes, seen.i_may_vote) == (("Ann",), True)
    assert trust.lift(bo, seen.suspension)
    group.meet("Bo", "Cy")
    group.meet("Bo", "Ann")
    assert trust.overview(cy).suspensions == trust.overview(ann).suspensions == ()
    records.add(dee, "person", {"name": "By Dee"})
    group.hand_over("Dee", "Ann")
    assert names(group, "Ann") == ["By Dee"]


def test_trustees_decide_when_two_admins_have_suspended_each_other(group: Group) -> None:
    ann = group.vaults["Ann"]
    cards = quorum.make_cards(ann, 3)
    assert quorum.entrust(ann, 2, cards)
    bo = group.join("Bo", role="admin")
    group.meet("Ann", "Bo")
    cy = group.join("Cy")
    group.hand_over("Ann", "Bo")
    trust.suspend(ann, [device(group, "Bo")])
    trust.suspend(bo, [device(group, "Ann")])
    group.hand_over("Bo", "Cy")
    group.hand_over("Ann", "Cy")
    view = trust.overview(cy)
    assert [each.contested for each in view.suspensions] == [True, True]
    suspension = next(each for each in view.suspensions if each.names == ("Ann",))
    quorum.decide(cy, quorum.to_lift(cy, suspension.suspension), [cards[0].words, cards[2].words])
    assert [each.names for each in trust.overview(cy).suspensions] == [("Bo",)]


def test_a_circle_is_read_by_its_members_only_and_carried_by_anyone(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    group.join("Cy")
    group.meet("Ann", "Bo")
    circle = trust.open_circle(ann, "Housing", [device(group, "Cy")])
    records.add(ann, "person", {"name": "In hiding"}, circle=circle)
    group.hand_over("Ann", "Bo")
    assert names(group, "Bo") == []
    group.hand_over("Bo", "Cy")
    assert names(group, "Cy") == ["In hiding"]
    views = {view.name: view for view in trust.overview(bo).circles}
    assert not views["Housing"].i_read
    assert len(views["Housing"].parts) == 2
    with pytest.raises(NotAllowed):
        records.add(bo, "person", {"name": "x"}, circle=circle)
    assert faultless(group, "Cy")


@pytest.mark.long
def test_a_person_is_erased_everywhere_and_everybody_says_so(group: Group) -> None:
    ann = group.vaults["Ann"]
    group.join("Bo")
    person = records.add(ann, "person", {"name": "Zoë", "note": "Unmistakable"}).added[0]
    records.add(ann, "contact_point", {"person": person, "kind": "phone", "value": "030 1"})
    records.edit(ann, person, {"note": "Unmistakable too"})
    group.hand_over("Ann", "Bo")
    planned = erasing.plan(ann, [person])
    assert [named.kind for named in planned.targets] == ["person", "contact_point"]
    (order,) = erasing.erase(ann, planned)
    assert names(group, "Ann") == []
    assert ann.undo_label() is None
    taken = group.hand_over("Ann", "Bo")
    assert taken.orders == 1
    assert names(group, "Bo") == []
    assert b"Unmistakable" not in plain(group, "Bo")
    (view,) = erasing.orders(ann)
    assert (view.order, view.done, view.total, view.waiting_for) == (order, 1, 2, ("Bo",))
    group.hand_over("Bo", "Ann")
    (view,) = erasing.orders(ann)
    assert (view.done, view.waiting_for) == (2, ())
    assert faultless(group, "Ann")
    assert faultless(group, "Bo")
    cy = group.join("Cy")
    assert names(group, "Cy") == []
    assert erasing.orders(cy)[0].order == order


def plain(group: Group, who: str) -> bytes:
    """Everything in the tables of a vault, deciphered."""
    vault = group.vaults[who]
    tables = [
        row[0] for row in vault.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    ]
    return b"".join(repr(vault.rows(f'SELECT * FROM "{table}"')).encode() for table in tables)


def test_the_dry_run_says_which_dispute_a_field_would_take_with_it(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    (zoe,) = records.add(ann, "person", {"name": "Zoë", "note": "private"}).added
    group.hand_over("Ann", "Bo")
    records.edit(ann, zoe, {"note": "more of it", "pronouns": "she"})
    records.edit(bo, zoe, {"pronouns": "they"})
    group.hand_over("Bo", "Ann")
    said = erasing.plan(ann, [zoe], ["note"]).sentences
    assert "Zoë: “Pronouns” has two values, and the one that is not shown may go too. Settle it first." in said
    assert not any("two values" in each for each in erasing.plan(ann, [zoe], ["pronouns"]).sentences)


@pytest.mark.long
def test_a_field_is_erased_and_the_rest_stays(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    person = records.add(ann, "person", {"name": "Zoë", "note": "Unmistakable"}).added[0]
    group.hand_over("Ann", "Bo")
    erasing.erase(ann, erasing.plan(ann, [person], ["note"]))
    group.hand_over("Ann", "Bo")
    for who in ("Ann", "Bo"):
        assert names(group, who) == ["Zoë"]
        assert b"Unmistakable" not in plain(group, who)
        assert faultless(group, who)
    records.edit(bo, person, {"note": "harmless"})
    group.hand_over("Bo", "Ann")
    assert records.get(ann, person).values["note"] == "harmless"


@pytest.mark.long
def test_old_history_goes_once_everybody_has_it_and_nothing_else_changes(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    person = records.add(ann, "person", {"name": "Zoë"}).added[0]
    for number in range(5):
        records.edit(ann, person, {"note": f"note {number}"})
        group.meet("Ann", "Bo")
    records.edit(ann, person, {"pronouns": "she"})
    everyone = trust.overview(ann).circles[0].circle
    pruning.certify(ann, everyone)
    assert pruning.prune(ann, timedelta()) == 0, "Bo has not said yet that he has it"
    group.meet("Ann", "Bo")
    before = group.digests()
    assert pruning.prune(ann, timedelta()) > 0
    assert group.digests() == before
    assert faultless(group, "Ann")
    ann = group.reopen("Ann")
    assert len(before) == 1
    assert group.digests() == before
    assert [row.values["note"] for row in records.page(ann, "person", Query()).rows] == ["note 4"]
    records.edit(bo, person, {"name": "Zoë B."})
    group.meet("Bo", "Ann")
    cy = group.join("Cy")
    assert names(group, "Cy") == ["Zoë B."]
    group.meet("Cy", "Ann")
    group.meet("Ann", "Bo")
    assert len(group.digests()) == 1
    assert faultless(group, "Cy")
    erasing.erase(ann, erasing.plan(ann, [person]))
    group.meet("Ann", "Bo")
    group.meet("Ann", "Cy")
    assert names(group, "Bo") == names(group, "Cy") == names(group, "Ann") == []
    assert all(b"note 4" not in plain(group, who) for who in ("Ann", "Bo", "Cy"))
    assert cy.group


@pytest.mark.long
def test_a_newcomer_starts_from_a_snapshot_without_the_history(group: Group) -> None:
    ann = group.vaults["Ann"]
    person = records.add(ann, "person", {"name": "Zoë", "tags": ["cook"]}).added[0]
    for number in range(3):
        records.edit(ann, person, {"note": f"note {number}"})
        with ann.writing() as writing:
            writing.replica.seal()
    bo = group.wait("Bo")
    data, _code = members.make_request(bo)
    request = members.read_request(data)
    members.admit(ann, request, request.code, "editor")
    bundled, _devices = bundles.make_bundle(ann, [device(group, "Bo")], BundleContent(snapshot=True))
    bundles.take_bundle(bo, bundled)
    assert names(group, "Bo") == ["Zoë"]
    assert b"note 0" not in plain(group, "Bo")
    assert b"note 2" in plain(group, "Bo")
    assert faultless(group, "Bo")
    records.edit(bo, person, {"name": "Zoë B."})
    records.edit(ann, person, {"name": "Zoë A."})
    group.meet("Bo", "Ann")
    group.meet("Bo", "Ann")
    assert len(group.digests()) == 1
    assert faultless(group, "Ann")
    cy = group.join("Cy", by="Ann")
    group.meet("Cy", "Bo")
    assert names(group, "Cy") == names(group, "Bo")
    assert cy.group


def test_a_scan_travels_to_whom_it_is_wished_for_by(group: Group, tmp_path: Path) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    house = records.add(ann, "house", {"name": "Green house"}).added[0]
    plan = tmp_path / "plan.txt"
    plan.write_bytes(b"Unmistakable" * 50_000)
    attachments.attach(ann, house, attachments.picked(plan), sort="plan").run(Progress())
    for sender, receiver in (("Ann", "Bo"), ("Bo", "Ann"), ("Ann", "Bo")):
        made = exchange.make_bundle(group.vaults[sender], [device(group, receiver)]).run(Progress())
        bundles.take_bundle(group.vaults[receiver], made.data)
    (item,) = attachments.of(bo, house)
    assert item.whole
    out = tmp_path / "copy.txt"
    attachments.save(bo, item.id, out).run(Progress())
    assert out.read_bytes() == plan.read_bytes()


@pytest.mark.long
def test_an_order_of_somebody_suspended_is_in_doubt_until_an_admin_lets_it_stand(group: Group) -> None:
    ann, bo, cy = group.vaults["Ann"], group.join("Bo", role="admin"), group.join("Cy", role="admin")
    (zoe,) = records.add(ann, "person", {"name": "Zoë"}).added
    for who in ("Bo", "Cy", "Bo"):
        group.meet("Ann", who)
    trust.suspend(ann, [device(group, "Bo")])
    erasing.erase(bo, erasing.plan(bo, [zoe]))
    group.hand_over("Bo", "Cy")
    assert disputed_erasures.orders_in_doubt(cy) == []
    with ann.looking() as replica:
        said = [
            replica.store.segment(place.number)
            for place in acknowledgements.lacking_of(replica, AUTHORITY, [bytes(16)])
        ]
    cy.decide(lambda replica: replica.take(said).replayed)
    (doubt,) = disputed_erasures.orders_in_doubt(cy)
    assert (doubt.records, doubt.mine) == (1, True)
    assert faultless(group, "Cy"), "whoever has carried out what was ordered then is accused of nothing"
    with pytest.raises(NotFound):
        disputed_erasures.uphold(cy, "nothing")
    disputed_erasures.uphold(cy, doubt.order[:8])
    assert disputed_erasures.orders_in_doubt(cy) == []
    assert faultless(group, "Cy")
    group.meet("Ann", "Cy")
    assert names(group, "Ann") == names(group, "Cy") == []
    assert faultless(group, "Ann")
