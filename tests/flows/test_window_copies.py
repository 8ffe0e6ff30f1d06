"""A vault's folder that was copied, both copies at work, through real windows: who is told what, and the way out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.exchange import exchange
from app.services.records import records
from app.services.records.records import Query
from tests.window import Laptop, admit, click
from ui.widgets.notice import Notice

Make = Callable[[str], Laptop]
MINE = "This laptop's vault exists twice: a copy of it is at work elsewhere."
WAY_OUT = "“No other copy of this vault is left”, or switchboard only-copy VAULT"
HERS = "The vault of Ann’s laptop exists twice: it was copied, and both copies are at work."


def looked(at: Laptop, bundle: Path) -> str:
    """Take a bundle; tell what the page said before it was taken."""
    at.drop(bundle)
    page = at.exchange.taking.page
    at.until(lambda: page.isVisible() and page.take_button.isEnabled())
    said = "\n".join(notice.words.text() for notice in page.findChildren(Notice) if notice.isVisible())
    click(page.take_button)
    at.until(at.exchange.overview.isVisible)
    at.rest()
    return said


def names(at: Laptop) -> set[str]:
    return {row.values["name"] for row in at.tell(lambda v: records.page(v, "person", Query(), 0, 500)).rows}


@pytest.mark.long
def test_a_vault_that_exists_twice_is_told_once_in_each_window_with_the_way_out(laptop: Make, tmp_path: Path):
    ann, bo, other = laptop("Ann"), laptop("Bo"), laptop("Ann's other")
    ann.start_group()
    admit(ann, bo, tmp_path)
    ann.take(bo.bundle(tmp_path / "hello.age"))
    ann.session.lock()
    ann.until(lambda: ann.session.workplace is None)
    ann.rest()
    shutil.copytree(ann.folder, other.folder)
    ann.unlock()
    other.session.start(other.folder)
    other.unlock()
    for each in (ann, bo, other):
        each.do(lambda vault, each=each: records.add(vault, "person", {"name": f"by {each.name}"}))
    told = {each.name: "" for each in (ann, bo, other)}
    for number in range(4):
        for each in (ann, other):
            told["Bo"] += looked(bo, each.bundle(tmp_path / f"{each.name} {number}.age"))
        answer = bo.bundle(tmp_path / f"Bo {number}.age")
        for each in (ann, other):
            told[each.name] += looked(each, answer)
    assert told["Ann"].count(MINE) == told["Ann's other"].count(MINE) == 1
    assert WAY_OUT in told["Ann"]
    assert told["Bo"].count(HERS) == 1
    assert MINE not in told["Bo"]
    for each in (ann, bo, other):
        assert names(each) == {"by Ann", "by Bo", "by Ann's other"}
    other.session.lock()
    assert ann.session.workplace is not None
    (way_out,) = [each for each in ann.exchange.commands() if each.name == "No other copy of this vault is left"]
    way_out.run()
    ann.rest()
    assert "Hand over a bundle" in ann.session.workplace.toast.text.text()
    assert "exists twice" not in looked(bo, ann.bundle(tmp_path / "the only one.age"))
    assert "exists twice" not in looked(ann, bo.bundle(tmp_path / "heard.age"))
    assert bo.tell(exchange.status).to_hand_over == 0, "the copy that is gone is waited for no longer"
