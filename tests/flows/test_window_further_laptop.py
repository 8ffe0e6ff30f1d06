"""A second laptop through the real windows: admitted as Bo's, its words compared on Bo's first, and then Bo's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.services.members import trust
from tests.flows.test_window_trust import room_of
from tests.group import digest
from tests.window import Laptop, admit, click

Make = Callable[[str], Laptop]


def laptops_of(laptop: Laptop, name: str) -> int:
    view = laptop.tell(trust.overview)
    return sum(len(member.devices) for member in view.members if member.name == name)


def test_bos_second_laptop_is_bos_once_bo_has_compared_its_words(laptop: Make, tmp_path: Path):
    ann, bo, new = laptop("Ann"), laptop("Bo"), laptop("Bo's new one")
    ann.start_group()
    admit(ann, bo, tmp_path)
    page = ann.exchange.admitting.page
    admit(ann, new, tmp_path, "Another laptop of Bo")
    assert page.owner.currentText() == "Somebody new", "the next is somebody new again"

    itself = room_of(new)
    (line,) = itself.members.open_lines
    assert line.heading.text() == "This laptop is said to be Bo’s, and nobody has confirmed it"
    click(line.buttons[0])
    new.rest()
    assert not itself.claim.confirm_button.isVisible(), "it cannot speak for itself"
    words = itself.claim.code.words()

    bo.take(ann.bundle(tmp_path / "news.age"))
    room = room_of(bo)
    (line,) = room.members.open_lines
    assert line.heading.text() == "“Bo's new one” is said to be a laptop of yours"
    assert "One laptop is said to be yours" in room.header.note.text()
    click(line.buttons[0])
    bo.rest()
    claim = room.claim
    assert claim.code.words() == words
    assert not claim.confirm_button.isEnabled(), "nothing is said without comparing"
    claim.same.click()
    click(claim.confirm_button)
    bo.until(lambda: not room.members.open_lines)
    bo.rest()
    assert laptops_of(bo, "Bo") == 2

    said = bo.bundle(tmp_path / "bos word.age")
    for other in (new, ann):
        other.take(said)
        assert laptops_of(other, "Bo") == 2
    assert ann.tell(digest) == new.tell(digest)


def test_the_page_says_what_another_laptop_is_given(laptop: Make, tmp_path: Path):
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    admit(ann, bo, tmp_path)
    ann.tell(lambda vault: trust.open_circle(vault, "Money", trust.devices_of(vault, "Bo")))
    new = laptop("Bo's new one")
    request = tmp_path / "new.request"
    new.ask_to_join(request)
    ann.drop(request)
    page = ann.exchange.admitting.page
    ann.until(page.code.words)
    ann.rest()
    offered = [page.owner.itemText(number) for number in range(page.owner.count())]
    assert offered == ["Somebody new", "Another laptop of mine", "Another laptop of Bo"]
    page.owner.setCurrentIndex(2)
    assert not page.role.isVisible()
    assert "It gets the same role, Editor. It reads Money too." in page.role_words.text()
    assert "counts as Bo’s word once its words were compared" in page.role_words.text()
    page.owner.setCurrentIndex(1)
    assert "compared" not in page.role_words.text(), "Ann's own word is enough"
    page.owner.setCurrentIndex(0)
    assert page.role.isVisible()
