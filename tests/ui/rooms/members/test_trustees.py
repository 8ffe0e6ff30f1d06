"""Trustees: named when every card is on paper, and deciding by their words what no admin can or may."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from app.services.members import quorum, trust
from tests.ui.rooms.members.members_world import TrustWorld, words_in
from tests.window import click
from ui.frame.members_pages import RECOVERY, STORY


def test_trustees_decide_with_their_cards_when_admins_have_suspended_each_other(world: TrustWorld):
    group = world.group
    ann = group.vaults["Ann"]
    cards = quorum.make_cards(ann, 3)
    quorum.entrust(ann, 2, cards)
    bo = group.join("Bo", role="admin")
    group.meet("Ann", "Bo")
    group.join("Cy")
    group.hand_over("Ann", "Bo")
    trust.suspend(bo, [world.device("Ann")])
    trust.suspend(ann, [world.device("Bo")])
    group.hand_over("Bo", "Cy")
    group.hand_over("Ann", "Cy")
    room = world.open("Cy")
    missing, *suspended = room.members.open_lines
    assert missing.heading.text() == "No admin’s laptop counts any more"
    assert sorted(line.heading.text().split(":")[0] for line in suspended) == ["Ann", "Bo"]
    assert "2 of the group’s 3 trustees" in suspended[0].accessibleName()
    ask = [each for line in room.members.open_lines if line.heading.text().startswith("Ann") for each in line.buttons]
    click(ask[0])
    world.rest()
    page = room.trustees.deciding
    assert "get the keys made meanwhile" in words_in(page.question)
    first, second = (field.line for field in page.fields)
    first.setText(cards[0].words.replace(" ", "\n"))
    second.setText(cards[0].words)
    world.rest()
    assert page.counts.text() == "1 of 2 agreed"
    assert "once more" in page.fields[1].said.text()
    assert not page.decide_button.isEnabled()
    second.setText(cards[2].words)
    world.rest()
    assert page.counts.text() == "2 of 2 agreed"
    assert first.echoMode() == QLineEdit.EchoMode.Password
    page.fields[0].show_button.pressed.emit()
    assert first.echoMode() == QLineEdit.EchoMode.Normal
    page.fields[0].show_button.released.emit()
    click(page.decide_button)
    world.rest()
    assert [each.names for each in world.tell(trust.overview).suspensions] == [("Bo",)]
    assert page.fields == [], "the words are gone"


def test_trustees_make_an_admin_when_all_admins_are_lost(world: TrustWorld):
    group = world.group
    ann = group.vaults["Ann"]
    cards = quorum.make_cards(ann, 3)
    quorum.entrust(ann, 2, cards)
    strange = quorum.make_cards(ann, 1)[0]
    trust.open_circle(ann, "Ann alone")
    group.join("Bo")
    group.join("Cy", role="reader")
    group.meet("Ann", "Bo")
    room = world.open("Bo")
    assert room.members.open_lines == [], "an admin was heard of lately"
    room.members.choose(world.device("Cy"))
    assert room.members.card.trustees_button.text() == "Trustees make Cy an admin…"
    group.watches["Bo"].time += datetime.timedelta(days=20)
    room.refresh()
    world.rest()
    (line,) = room.members.open_lines
    assert line.heading.text().startswith("No news of an admin since")
    click(line.buttons[0])
    world.rest()
    page = room.trustees.deciding
    assert page.title.text() == "Make Bo an admin?"
    said = words_in(page.question)
    assert "let others in" in said
    assert "Ann stays an admin too" in said
    assert "“Ann alone”" in said
    page.fields[0].line.setText(cards[1].words + " extra")
    page.fields[1].line.setText(strange.words)
    world.rest()
    assert "one is missing or wrong" in page.fields[0].said.text()
    assert "not one of this group’s trustees" in page.fields[1].said.text()
    assert not page.decide_button.isEnabled()
    page.fields[0].line.setText(cards[1].words)
    page.fields[1].line.setText(cards[2].words)
    world.rest()
    assert page.fields[0].said.text().endswith("agreed")
    click(page.decide_button)
    world.rest()
    assert world.tell(trust.overview).i_am_admin
    assert room.members.open_lines == []
    room.members.choose(world.device("Ann"))
    assert room.members.card.suspend_button.isVisible(), "the lost laptop can be suspended now"
    world.show(STORY)
    assert "recovery quorum: made Bo admin" in words_in(room.story)


def test_without_trustees_it_is_said_that_nobody_can_take_the_place_of_lost_admins(world: TrustWorld):
    world.group.join("Bo")
    room = world.open("Bo")
    assert "named no trustees" in room.members.card.not_admin.text()
    assert not room.members.card.trustees_button.isVisible()
    world.group.watches["Bo"].time += datetime.timedelta(days=20)
    room.refresh()
    world.rest()
    (line,) = room.members.open_lines
    assert "nobody can take their place" in line.accessibleName()
    assert line.buttons == ()


def test_trustees_are_named_only_when_every_card_is_on_paper(world: TrustWorld, tmp_path: Path):
    room = world.open()
    world.show(RECOVERY)
    click(room.trustees_button)
    page = room.trustees.naming
    click(page.make_button)
    world.rest()
    assert not page.force_button.isEnabled()
    for number, row in enumerate(page.rows):
        assert not row.on_paper.isEnabled(), "it was not printed yet"
        path = tmp_path / f"card-{number}.pdf"
        world.answers.files = [path]
        click(row.save_button)
        world.qtbot.waitUntil(row.on_paper.isEnabled)
        assert path.read_bytes().startswith(b"%PDF")
        row.on_paper.click()
    assert world.tell(quorum.quorum).trustees == 0
    click(page.force_button)
    world.rest()
    assert world.tell(quorum.quorum) == quorum.Quorum(2, 3)
    assert page.cards == (), "the words are gone"
