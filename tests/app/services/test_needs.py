"""What in the group's trust needs somebody, and what decisions mean, said before they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.agenda import attention
from app.services.members import consequences, quorum, trust
from app.services.members.trustee_sheets import trustee_sheet
from app.services.records import records
from app.services.vaults import keys
from tests.group import START, Group


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    group = Group(tmp_path)
    group.found()
    yield group
    group.close()


def device(group: Group, name: str) -> str:
    return group.vaults[name].secrets.public().device.hex()


def test_what_waits_comes_before_what_is_only_to_be_prepared(group: Group) -> None:
    ann = group.vaults["Ann"]
    assert [(need.what, need.waits) for need in attention.needs(ann)] == [(attention.PREPARE, False)]
    assert attention.needs(group.wait("Waiting")) == (), "nothing can be decided before one belongs"
    bo, cy = group.join("Bo", role="admin"), group.join("Cy")
    trust.suspend(ann, [device(group, "Cy")])
    records.add(cy, "person", {"name": "Late"})
    group.hand_over("Cy", "Ann")
    group.hand_over("Ann", "Bo")
    trust.remove(ann, [device(group, "Cy")])
    quorum.entrust(ann, 2, quorum.make_cards(ann, 2))
    group.hand_over("Ann", "Bo")
    assert [need.what for need in attention.needs(bo)][:3] == [attention.VOTES, attention.VOTES, attention.QUARANTINE]
    assert attention.needs(bo)[1].text == "1 decision waits for your vote"
    keys.note_code_checked(ann)
    assert attention.needs(ann)[-1].what in {attention.PREPARE, attention.QUARANTINE}


def test_what_a_decision_means_is_said_in_the_words_of_whom_it_concerns(group: Group) -> None:
    ann = group.vaults["Ann"]
    group.join("Bo")
    cy = group.join("Cy")
    removing = consequences.before_removing(ann, [device(group, "Bo")])
    assert any("Bo" in sentence for sentence in removing)
    assert not any("your own laptop" in sentence for sentence in removing)
    assert any("your own laptop" in sentence for sentence in consequences.before_removing(ann, [device(group, "Ann")]))
    circle = trust.open_circle(ann, "Housing", [device(group, "Bo")])
    taking_out = consequences.before_taking_out(ann, circle, [device(group, "Bo")])
    assert "“Housing” has a new key. Bo cannot open" in taking_out[0]
    trust.suspend(ann, [device(group, "Cy")])
    (suspension,) = trust.overview(ann).suspensions
    assert len(consequences.before_lifting(ann, suspension.suspension)) == 2
    records.add(cy, "person", {"name": "Late"})
    group.hand_over("Cy", "Ann")
    assert "quarantine" in consequences.before_lifting(ann, suspension.suspension)[2]


def test_cards_count_once_and_only_those_of_trustees(group: Group) -> None:
    ann = group.vaults["Ann"]
    cards = quorum.make_cards(ann, 3)
    quorum.entrust(ann, 2, cards)
    strange = quorum.make_cards(ann, 1)[0]

    def counting(*words: str) -> list[bool]:
        return [look.counts for look in quorum.look_at(ann, words)]

    assert counting() == []
    assert counting(cards[0].words, cards[0].words.upper()) == [True, False]
    assert counting(cards[0].words, strange.words, "not words", cards[2].words) == [True, False, False, True]


def test_a_trustees_card_names_neither_group_nor_person(group: Group) -> None:
    card = quorum.make_cards(group.vaults["Ann"], 2)[1]
    sheet = trustee_sheet(card, 2, 3, START)
    assert sheet.words == tuple(card.words.split())
    assert card.name in sheet.facts[0]
    said = " ".join((sheet.title, *sheet.facts, *sheet.sentences, *sheet.by_hand, sheet.care))
    assert "Kitchen table" not in said
    assert "Ann" not in said
