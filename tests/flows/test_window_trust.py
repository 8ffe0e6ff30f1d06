"""Trust through the real windows: a laptop is lost, suspended by its admin, and the news goes on by a bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.services import trust
from tests.window import Laptop, admit, click
from ui.rooms.trust.room import STORY, TrustRoom

Make = Callable[[str], Laptop]


def room_of(laptop: Laptop) -> TrustRoom:
    assert laptop.session.workplace is not None
    laptop.session.workplace.go("trust")
    laptop.rest()
    room = laptop.session.workplace.room()
    assert isinstance(room, TrustRoom)
    return room


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


def trust_device(laptop: Laptop, name: str) -> str:
    (device,) = laptop.tell(lambda vault: trust.devices_of(vault, name))
    return device
