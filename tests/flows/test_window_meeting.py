"""Two laptops, one group, a bundle each way: through two real windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.conflicts import conflicts
from app.services.records import records
from app.services.records.records import Query
from tests.group import digest
from tests.window import Laptop, admit, click

Make = Callable[[str], Laptop]


def names(laptop: Laptop) -> set[str]:
    return {row.values["name"] for row in laptop.tell(lambda v: records.page(v, "person", Query())).rows}


@pytest.mark.long
def test_two_laptops_meet_and_agree(laptop: Make, tmp_path: Path):
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    ann.do(lambda vault: records.add(vault, "person", {"name": "Zoë Ärger"}))
    admit(ann, bo, tmp_path)
    assert names(bo) == {"Zoë Ärger"}
    zoe = bo.tell(lambda v: records.ids(v, "person", Query()))[0]

    ann.do(lambda vault: records.edit(vault, zoe, {"note": "Call before ten."}))
    bo.do(lambda vault: records.edit(vault, zoe, {"note": "Call after six."}))
    bo.do(lambda vault: records.add(vault, "person", {"name": "Mateo Vargas"}))

    from_bo = bo.bundle(tmp_path / "from bo.age")
    ann.drop(from_bo)
    page = ann.exchange.taking.page
    assert {row.values["title"] for row in page._rows} == {"Zoë Ärger", "Mateo Vargas"}
    assert "Mateo Vargas" not in names(ann), "looking has taken it"
    click(page.take_button)
    click(page.take_button) if page.take_button.isVisible() else None
    ann.until(ann.exchange.overview.isVisible)
    ann.rest()
    assert names(ann) == {"Zoë Ärger", "Mateo Vargas"}

    settle = ann.exchange.overview.settle
    assert settle.isVisible(), "a new conflict is what one comes to first"
    workplace = ann.session.workplace
    assert workplace is not None
    workplace.go("today")
    ann.until(workplace.top_bar.settle.isVisible)
    click(workplace.top_bar.settle)
    ann.rest()
    assert settle.isVisible()
    row = settle.rows()[0]
    first, second = row.buttons
    assert ann.session.window.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert ann.session.window.focusWidget() is second
    wanted = ann.tell(conflicts.open_conflicts)[0].options[1].value
    QTest.keyClick(second, Qt.Key.Key_Return)
    ann.until(lambda: not settle.rows())
    ann.rest()
    assert ann.tell(lambda v: records.get(v, zoe)).values["note"] == wanted
    ann.until(lambda: not workplace.top_bar.settle.isVisible())
    click(workplace.top_bar.hand_over)
    ann.rest()
    assert [peer.name for peer in ann.exchange.giving.page.ticked()] == ["Bo"]

    bo.take(ann.bundle(tmp_path / "from ann.age"))
    ann.take(bo.bundle(tmp_path / "from bo again.age"))
    assert ann.tell(digest) == bo.tell(digest)
    assert bo.tell(lambda v: records.get(v, zoe)).values["note"] == wanted


def test_what_is_settled_can_be_undone(laptop: Make, tmp_path: Path):
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    ann.do(lambda vault: records.add(vault, "person", {"name": "Zoë Ärger"}))
    admit(ann, bo, tmp_path)
    zoe = bo.tell(lambda v: records.ids(v, "person", Query()))[0]
    ann.do(lambda vault: records.edit(vault, zoe, {"note": "Changed."}))
    bo.do(lambda vault: records.delete(vault, zoe))
    ann.take(bo.bundle(tmp_path / "from bo.age"))
    row = ann.exchange.overview.settle.rows()[0]
    assert [each.text() for each in row.buttons] == ["Keep it", "Delete it"]
    click(row.buttons[1])
    ann.until(lambda: not ann.exchange.overview.settle.rows())
    assert names(ann) == set()
    workplace = ann.session.workplace
    assert workplace is not None
    click(workplace.toast.action)
    ann.until(lambda: names(ann) == {"Zoë Ärger"})


def test_words_that_differ_let_nothing_in(laptop: Make, tmp_path: Path):
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    request, answer = tmp_path / "bo.request", tmp_path / "answer.age"
    bo.ask_to_join(request)
    ann.drop(request)
    page = ann.exchange.admitting.page
    ann.until(page.code.words)
    assert not page.admit_button.isEnabled(), "nobody is admitted without comparing"
    click(page.same)
    click(page.admit_button)
    ann.until(page.is_waiting_for_answer)
    ann.answers.files = [answer]
    click(page.save_button)
    ann.until(answer.exists)
    bo.drop(request)
    assert "not the answer" in str(bo.session.joining.request_page.banner.problem)
    bo.drop(answer)
    compare = bo.session.joining.answer_page
    bo.until(compare.isVisible)
    click(compare.differ)
    assert bo.session.joining.request_page.isVisible()
    assert "different" in str(bo.session.joining.request_page.banner.problem)
    bo.session.lock()
    bo.rest()
    page_of_bo = bo.gate.unlock_page
    assert page_of_bo.isVisible()


def test_the_request_is_there_again_after_locking(laptop: Make, tmp_path: Path):
    bo = laptop("Bo")
    bo.ask_to_join(tmp_path / "bo.request")
    waiting = bo.session.joining.request_page
    words = waiting.code.words()
    click(waiting.lock_button)
    bo.rest()
    assert not waiting.code.words()
    bo.gate.unlock_page.passphrase.line.setText("correct horse battery")
    click(bo.gate.unlock_page.done)
    bo.until(waiting.code.words)
    assert waiting.code.words() == words


def test_ones_own_bundle_opened_by_mistake_is_refused_in_words(laptop: Make, tmp_path: Path):
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    admit(ann, bo, tmp_path)
    own = bo.bundle(tmp_path / "for ann.age")
    bo.drop(own)
    assert "not made for this laptop" in bo.banner()
    assert bo.exchange.overview.isVisible()
    ann.take(own)
    assert ann.banner() == ""
