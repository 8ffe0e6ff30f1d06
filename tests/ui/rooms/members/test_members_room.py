"""The room of trust: what waits is on top, what it means is read before, and what others know comes by bundles."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.services.agenda import attention
from app.services.members import trust
from app.services.records import records
from app.services.records.records import Query
from app.services.retention import disputed_erasures, erasing
from app.storage import bundles, noticed, opening
from sync.log.segment import AUTHORITY
from sync.replica import acknowledgements
from tests.group import PASSPHRASE, Watch
from tests.ui.rooms.members.members_world import TrustWorld, typical, words_in
from tests.window import click
from ui.frame.members_pages import CIRCLES, ERASURE, MEMBERS, QUARANTINE, RECOVERY, RETENTION, STORY
from ui.shell.status_poll import StatusPoll
from ui.widgets.combo import ComboBox

Names = Callable[[QWidget], list[str]]


def names(world: TrustWorld) -> list[str]:
    return world.tell(lambda vault: [row.values["name"] for row in records.page(vault, "person", Query()).rows])


@pytest.mark.long
def test_every_tab_and_page_has_names_and_shows_what_there_is(world: TrustWorld, without_name: Names):
    typical(world)
    room = world.open()
    rows = {row.device.device: row.values for row in room.members._rows}
    assert rows[world.device("Gus")]["standing"] == "■ Suspended"
    assert rows[world.device("Bo")]["heard"] == "9 days ago"
    assert rows[world.device("Ann")]["laptop"] == "this laptop"
    assert "1 batch waits in quarantine" in room.header.note.text()
    said: dict[str, str] = {}
    for tab in (MEMBERS, CIRCLES, QUARANTINE, RETENTION, ERASURE, STORY, RECOVERY):
        world.show(tab)
        assert without_name(world.workplace) == [], tab
        said[tab] = words_in(room)
    assert "Person added: Marek Nowak" in [tick.text() for tick, _ in room.quarantine.batches[0].ticks]
    assert "Confirmed on 3 of 6 devices" in said[ERASURE]
    assert "Awaited: Dee, Esra, Hana." in said[ERASURE]
    assert "Ann suspended Gus" in said[STORY]
    assert "made a new key" not in said[STORY]
    room.story.all.setChecked(True)
    assert "made a new key" in words_in(room.story)
    for begin in (room.make_circle, room.erase_person, room.name_trustees):
        begin()
        world.rest()
        assert without_name(world.workplace) == []
        page = room.stack.currentWidget()
        assert page is not None
        QTest.keyClick(page, Qt.Key.Key_Escape)
        assert room.stack.currentIndex() == 0
        world.rest()


def test_a_laptop_is_suspended_only_after_its_consequences_were_read(world: TrustWorld):
    world.group.join("Bo")
    room = world.open()
    room.members.choose(world.device("Bo"))
    click(room.members.card.suspend_button)
    world.rest()
    page = room.decisions.page
    assert page.isVisible()
    assert page.title.text() == "Suspend Bo?"
    assert "cannot be called back" in words_in(page)
    assert not page.go_button.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert world.tell(trust.overview).suspensions == ()
    click(room.members.card.suspend_button)
    world.rest()
    assert not page.read.isChecked(), "it is read anew each time"
    page.read.click()
    click(page.go_button)
    world.rest()
    assert [each.names for each in world.tell(trust.overview).suspensions] == [("Bo",)]
    assert room.stack.currentIndex() == 0
    assert "Hand over bundles today" in world.said[-1]
    assert not room.members.card.suspend_button.isVisible()
    assert "named no trustees" in words_in(room.members)


def test_two_admins_lift_a_suspension(world: TrustWorld):
    group = world.group
    bo = group.join("Bo", role="admin")
    group.join("Cy")
    group.meet("Ann", "Bo")
    trust.suspend(bo, [world.device("Cy")])
    trust.lift(bo, trust.overview(bo).suspensions[0].suspension)
    group.hand_over("Bo", "Ann")
    room = world.open()
    (line,) = room.members.open_lines
    assert "Voted to lift it: Bo." in line.accessibleName()
    click(line.buttons[0])
    world.rest()
    page = room.decisions.page
    assert "Cy" in words_in(page)
    page.read.click()
    click(page.go_button)
    world.rest()
    assert world.said[-1] == "Lifted."
    assert room.members.open_lines == []


def test_circles_are_made_and_changed_in_place(world: TrustWorld):
    world.group.join("Bo")
    room = world.open()
    world.show(CIRCLES)
    room.new()
    page = room.new_circle
    click(page.make_button)
    assert page.name.complaint()
    page.name.line.setText("everyone")
    click(page.make_button)
    world.rest()
    assert "already" in page.name.complaint()
    page.name.line.setText("Housing")
    next(tick for tick, _devices in page.ticks.values()).click()
    click(page.make_button)
    world.rest()
    circle = world.tell(lambda vault: trust.circle_named(vault, "Housing"))
    bo = world.device("Bo")

    def part() -> str:
        views = {view.circle: view for view in world.tell(trust.overview).circles}
        return views[circle].parts.get(bo, "none")

    def choose(value: str) -> None:
        cell = room.circles.cell([bo], circle)
        assert isinstance(cell, ComboBox)
        cell.setCurrentIndex(cell.findData(value))
        cell.activated.emit(cell.currentIndex())
        world.rest()

    assert part() == "editor"
    choose("reader")
    assert part() == "reader"
    choose("none")
    assert room.decisions.page.isVisible()
    assert "cannot be called back" in words_in(room.decisions.page)
    QTest.keyClick(room.decisions.page, Qt.Key.Key_Escape)
    world.rest()
    cell = room.circles.cell([bo], circle)
    assert isinstance(cell, ComboBox)
    assert cell.currentData() == part() == "reader", "thought better of"
    choose("none")
    room.decisions.page.read.click()
    click(room.decisions.page.go_button)
    world.rest()
    assert part() == "none"


def test_quarantine_is_taken_over_in_part_or_with_a_note_as_a_whole(world: TrustWorld):
    typical(world)
    room = world.open()
    world.show(QUARANTINE)
    (batch,) = room.quarantine.batches
    assert not batch.whole_button.isEnabled()
    assert not batch.part_button.isEnabled()
    batch.ticks[0][0].click()
    click(batch.part_button)
    world.rest()
    assert names(world) == ["Marek Nowak", "Rosa Quispe"]
    (batch,) = room.quarantine.batches
    batch.note.setText("I asked Gus.")
    click(batch.whole_button)
    world.rest()
    assert "Nobody Known" in names(world)
    assert room.quarantine.empty.isVisible()


def test_what_was_looked_at_and_left_out_asks_nobody_any_more(world: TrustWorld, without_name: Names):
    typical(world)
    room = world.open()
    world.show(QUARANTINE)
    (batch,) = room.quarantine.batches
    assert "Written after this laptop was suspended" in words_in(batch)
    assert not batch.leave_button.isEnabled(), "others will ask why"
    batch.note.setText("Gus did not write it.")
    click(batch.leave_button)
    world.rest()
    assert room.quarantine.batches == []
    (line,) = room.quarantine.left_out
    assert "Ann left it out: Gus did not write it." in line.accessibleName()
    assert "Marek Nowak" in line.accessibleName()
    assert without_name(world.workplace) == []
    assert [each.what for each in world.tell(attention.needs)] == [attention.PREPARE]
    assert "quarantine" not in room.header.note.text()
    assert "Marek Nowak" not in names(world)
    click(line.buttons[0])
    world.rest()
    assert len(room.quarantine.batches) == 1
    assert attention.QUARANTINE in [each.what for each in world.tell(attention.needs)]


def test_a_laptop_with_two_histories_is_marked_and_it_is_said_what_to_do(world: TrustWorld):
    group = world.group
    group.join("Bo")
    records.add(group.vaults["Bo"], "person", {"name": "Zoë Ärger"})
    group.vaults.pop("Bo").close()
    for copied in ("{}", "{}'s computer"):
        shutil.copytree(group.root / copied.format("Bo"), group.root / copied.format("Twin"))
    for name in ("Bo", "Twin"):
        group.watches[name] = Watch()
        group.vaults[name] = opening.open_vault(group.folder(name), PASSPHRASE, group.registry, group.environment(name))
        records.add(group.vaults[name], "person", {"name": f"Made by {name}"})
        group.hand_over(name, "Ann")
    room = world.open()
    (row,) = [each for each in room.members._rows if each.member.name == "Bo"]
    assert row.values["standing"] == "◆ Two histories"
    room.members.choose(row.id)
    assert "Ask Bo whether there are two laptops now" in words_in(room.members.card)
    assert sorted(names(world)) == ["Made by Bo", "Made by Twin", "Zoë Ärger"], "both are kept"


def test_a_person_is_erased_only_when_their_name_was_typed(world: TrustWorld):
    ann = world.group.vaults["Ann"]
    rosa = records.add(ann, "person", {"name": "Rosa Quispe"}).added[0]
    records.add(ann, "contact_point", {"person": rosa, "kind": "phone", "value": "030 1"})
    room = world.open()
    world.show(ERASURE)
    click(room.erase_button)
    page = room.erase
    page.line.setText("Ros")
    world.rest()
    assert page.hits.count() == 1
    page.hits.itemActivated.emit(page.hits.item(0))
    world.rest()
    assert "2 records are erased" in words_in(page)
    assert "old backups are not reached" in words_in(page)
    for word, may in (("", False), ("Ros", False), ("rosa", True), ("ERASE", True)):
        page.word.setText(word)
        assert page.erase_button.isEnabled() is may, word
    assert names(world) == ["Rosa Quispe"]
    click(page.erase_button)
    world.rest()
    assert names(world) == []
    assert len(world.tell(erasing.orders)) == 1
    assert "Confirmed on 1 of 1 devices" in words_in(room)


def test_an_erasure_that_was_refused_can_be_tried_again(world: TrustWorld):
    group, ann = world.group, world.group.vaults["Ann"]
    group.join("Bo")
    bo = world.device("Bo")
    housing = trust.open_circle(ann, "Housing", [bo])
    trust.share(ann, housing, [bo], "steward")
    rosa = records.add(ann, "person", {"name": "Rosa Quispe"}, housing).added[0]
    group.hand_over("Ann", "Bo")

    def make(part: str) -> None:
        trust.share(ann, housing, [bo], part)
        data, _devices = bundles.make_bundle(ann, [bo])
        world.tell(lambda vault: bundles.take_bundle(vault, data))

    room = world.open("Bo")
    room.erasing.begin_with(rosa)
    world.rest()
    page = room.erase
    page.word.setText("Rosa")
    make("editor")
    click(page.erase_button)
    world.rest()
    assert "does not allow this" in words_in(page.banner)
    assert names(world) == ["Rosa Quispe"]
    make("steward")
    click(page.erase_button)
    world.rest()
    assert names(world) == []


def test_today_and_the_bar_say_what_needs_somebody_and_lead_there(world: TrustWorld):
    typical(world)
    world.open()
    found = world.tell(attention.needs)
    assert [each.waits for each in found] == [True, False]
    world.workplace.go("today")
    world.rest()
    today = world.workplace.room()
    assert "1 batch waits in quarantine" in today.trust.text()  # pyright: ignore[reportAttributeAccessIssue]
    click(today.trust)  # pyright: ignore[reportAttributeAccessIssue]
    assert world.workplace.room().key == "trust"
    assert world.room.tab() == QUARANTINE, "where it is settled"
    StatusPoll(world.desk, world.workplace)
    world.rest()
    bar = world.workplace.top_bar
    assert bar.trust.text() == "1 in Trust", "what is only to be prepared stands on Today alone"
    world.show(MEMBERS)
    world.workplace.go("people")
    click(bar.trust)
    assert world.workplace.room().key == "trust"
    assert world.room.tab() == QUARANTINE
    bar.show_needs([])
    assert not bar.trust.isVisible()


def test_an_order_in_doubt_is_let_stand_by_a_button(world: TrustWorld, without_name: Names):
    group = world.group
    ann, bo = group.vaults["Ann"], group.join("Bo", role="admin")
    cy = group.join("Cy", role="admin")
    (zoe,) = records.add(ann, "person", {"name": "Zoë"}).added
    for who in ("Bo", "Cy", "Bo"):
        group.meet("Ann", who)
    trust.suspend(ann, [world.device("Bo")])
    erasing.erase(bo, erasing.plan(bo, [zoe]))
    group.hand_over("Bo", "Cy")
    with ann.looking() as replica:  # The news of the suspension alone: with all of Ann's, nothing would be missing.
        lacking = acknowledgements.lacking_of(replica, AUTHORITY, [bytes(16)])
        said = [replica.store.segment(place.number) for place in lacking]
    cy.decide(lambda replica: replica.take(said).replayed)
    with cy.database.write() as connection:
        noticed.note(connection, cy.environment.milliseconds(), [(noticed.REFUSED, "Bo", 2)])
    room = world.open("Cy")
    world.show(ERASURE)
    (line,) = room.erasure.doubts
    assert without_name(world.workplace) == []
    assert "counts no longer" in words_in(line)
    (stand,) = line.buttons
    click(stand)
    world.rest()
    assert "for good" in words_in(room.decisions.page)
    assert world.tell(disputed_erasures.orders_in_doubt), "it was only asked"
    room.decisions.page.read.click()
    click(room.decisions.page.go_button)
    world.rest()
    assert world.tell(disputed_erasures.orders_in_doubt) == []
    assert room.erasure.doubts == []
    assert "It is erased here" in " ".join(world.said)
    world.show(STORY)
    assert "2 parts that had waited here" in words_in(room.story.odd_lines[0])
    assert without_name(world.workplace) == []
