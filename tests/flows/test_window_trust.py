"""Trust through the real windows: a laptop is lost, suspended by its admin, and the news goes on by a bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QToolButton

from app.services.members import trust
from app.services.records import records
from tests.window import Laptop, admit, click
from ui.frame.members_pages import STORY
from ui.rooms.members.room import MembersRoom

Make = Callable[[str], Laptop]


def room_of(laptop: Laptop) -> MembersRoom:
    assert laptop.session.workplace is not None
    laptop.session.workplace.go("trust")
    laptop.rest()
    room = laptop.session.workplace.room()
    assert isinstance(room, MembersRoom)
    return room


@pytest.mark.long
def test_a_lost_laptop_is_suspended_and_the_other_hears_of_it_by_a_bundle(laptop: Make, tmp_path: Path):
    ann, bo, cy = laptop("Ann"), laptop("Bo"), laptop("Cy")
    ann.start_group()
    for each in (bo, cy):
        admit(ann, each, tmp_path)
    room = room_of(ann)
    lost = trust_device(ann, "Bo")
    room.members.choose(lost)
    click(room.members.card.suspend_button)
    ann.rest()
    room.decisions.page.read.click()
    click(room.decisions.page.go_button)
    ann.rest()
    assert [row.values["standing"] for row in room.members._rows if row.id == lost] == ["■ Suspended"]
    bundle = tmp_path / "news.age"
    ann.bundle(bundle)
    cy.take(bundle)
    seen = room_of(cy)
    assert [line.heading.text().split(",")[0] for line in seen.members.open_lines] == ["Bo: suspended by Ann"]
    assert not seen.members.card.suspend_button.isVisible(), "Cy is no admin"
    seen.go_to(STORY)
    cy.rest()
    assert "Ann suspended Bo" in [line.heading.text() for line in seen.story.lines]


@pytest.mark.long
def test_trustees_make_an_admin_once_the_only_one_is_lost_and_the_group_goes_on(laptop: Make, tmp_path: Path):
    ann, bo, cy = laptop("Ann"), laptop("Bo"), laptop("Cy")
    ann.start_group()
    admit(ann, bo, tmp_path)
    room = room_of(ann)
    room.name_trustees()
    page = room.trustees.naming
    click(page.make_button)
    ann.rest()
    for number, row in enumerate(page.rows):
        ann.answers.files = [tmp_path / f"card-{number}.pdf"]
        click(row.save_button)
        ann.until(row.on_paper.isEnabled)
        row.on_paper.click()
    cards = [card.words for card in page.cards]
    click(page.force_button)
    ann.rest()
    bo.take(ann.bundle(tmp_path / "before the loss.age"))
    seen = room_of(bo)
    seen.members.choose(trust_device(bo, "Bo"))
    click(seen.members.card.trustees_button)
    bo.rest()
    asked = seen.trustees.deciding
    assert asked.title.text() == "Make Bo an admin?"
    for field, words in zip(asked.fields, cards[1:], strict=True):
        field.line.setText(words)
    bo.rest()
    click(asked.decide_button)
    bo.rest()
    assert bo.tell(trust.overview).i_am_admin
    seen.members.choose(trust_device(bo, "Ann"))
    click(seen.members.card.suspend_button)
    bo.rest()
    seen.decisions.page.read.click()
    click(seen.decisions.page.go_button)
    bo.rest()
    admit(bo, cy, tmp_path)
    standing = {member.name: member.devices[0].standing for member in cy.tell(trust.overview).members}
    assert standing == {"Ann": "suspended", "Bo": "good", "Cy": "good"}


def test_somebody_asks_what_is_held_on_them_and_then_to_be_forgotten(laptop: Make, tmp_path: Path):
    ann = laptop("Ann")
    ann.start_group()
    zoe = ann.tell(lambda vault: records.add(vault, "person", {"name": "Zoë Ärger", "note": "Two cats"}).added[0])
    workplace = ann.session.workplace
    assert workplace is not None
    workplace.open_record("person", zoe)
    ann.rest()
    people = workplace.room()
    click(next(each for each in people.findChildren(QToolButton) if each.toolTip().startswith("Print everything")))
    paper = ann.paper
    ann.until(lambda: paper._sheet is not None and paper._sheet.template == "held-on-you")
    ann.rest()
    ann.answers.files = [tmp_path / "zoe.pdf"]
    click(paper.save_button)
    ann.until(lambda: (tmp_path / "zoe.pdf").exists())
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "zoe.pdf").pages)
    assert "Two cats" in text
    assert "on the laptops of Ann" in text
    room = room_of(ann)
    room.erasing.begin_with(zoe)
    ann.rest()
    assert room.erase.print_button.isVisible(), "what is held is printed before it is gone"
    room.erase.word.setText("Zoë")
    click(room.erase.erase_button)
    ann.rest()
    assert ann.tell(lambda vault: records.page(vault, "person", records.Query()).total) == 0


def trust_device(laptop: Laptop, name: str) -> str:
    (device,) = laptop.tell(lambda vault: trust.devices_of(vault, name))
    return device
