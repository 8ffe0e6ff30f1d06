"""The ways to hand over, through real windows: sticks, several files, a shared folder, codes, and advice."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from app.problems import Problem
from app.services.exchange import watched
from app.services.records import records
from app.services.records.records import Query
from app.services.vaults.vaults import Vault
from tests.group import digest
from tests.ready import SHELF
from tests.window import Laptop, admit, click
from ui.rooms.exchange.make import CODES, STICK
from ui.rooms.today.agenda import AgendaRow
from ui.rooms.today.room import TodayRoom
from ui.widgets.qr_sequence import QrSequence

Make = Callable[[str], Laptop]


@pytest.fixture
def pair(laptop: Make, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """Ann and Bo, in one group, who have heard of each other: made once, and copied from then on."""
    ann, bo = laptop("Ann"), laptop("Bo")
    kept = SHELF.room() / "a pair"
    if not kept.exists():
        ann.start_group()
        admit(ann, bo, tmp_path)
        ann.take(bo.bundle(tmp_path / "hello.age"))
        ann.put_away(kept)
        bo.put_away(kept)
    ann.come_back(kept)
    bo.come_back(kept)
    return ann, bo


def add(at: Laptop, name: str) -> str:
    at.do(lambda vault: records.add(vault, "person", {"name": name}))
    return at.tell(lambda v: records.ids(v, "person", Query(words=name)))[0]


def names(at: Laptop) -> set[str]:
    return {row.values["name"] for row in at.tell(lambda v: records.page(v, "person", Query(), 0, 500)).rows}


def photographs(sequence: QrSequence, folder: Path) -> list[Path]:
    """Tell what a camera would see of each code in turn."""
    folder.mkdir(exist_ok=True)
    if sequence.is_running():
        sequence.toggle()
    sequence.resize(QSize(1000, 700))
    paths = []
    for number in range(sequence.count()):
        paths.append(folder / f"{number}.png")
        assert sequence.grab().save(str(paths[-1]))
        sequence.step(1)
    return paths


@pytest.mark.long
def test_a_stick_goes_round(pair: tuple[Laptop, Laptop], tmp_path: Path):
    ann, bo = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "notes.age.txt").write_text("The blue one.", "utf-8")
    add(ann, "Zoë Ärger")
    ann.exchange.make()
    ann.rest()
    page = ann.exchange.giving.page
    page.choose_way(STICK)
    ann.answers.files = [stick]
    click(page.make_button)
    ann.until(page.done_button.isVisible)
    assert "1 bundle is in the folder" in page.title.text()
    bo.drop(stick)
    summary = bo.exchange.gathering.page
    bo.until(summary.done_button.isVisible)
    assert summary.title.text() == "1 bundle taken"
    assert [line.accessibleName().split(":")[0] for line in summary.lines()] == ["From Ann", "notes.age.txt"]
    assert names(bo) == {"Zoë Ärger"}
    click(summary.done_button)
    assert bo.exchange.overview.isVisible()


def test_several_files_are_dropped_at_once(pair: tuple[Laptop, Laptop], tmp_path: Path):
    ann, bo = pair
    paths = []
    for number in range(3):
        add(ann, f"Person {number}")
        paths.append(ann.bundle(tmp_path / f"{number}.age"))
    bad = tmp_path / "bad.age"
    bad.write_bytes(paths[0].read_bytes()[:-50])
    bo.drop(paths[2], bad, paths[0])
    summary = bo.exchange.gathering.page
    bo.until(summary.done_button.isVisible)
    assert summary.title.text() == "1 bundle taken"
    assert names(bo) == {"Person 0", "Person 1", "Person 2"}
    assert any("bad.age" in line.accessibleName() for line in summary.lines())
    assert any("1 held nothing new" in line.accessibleName() for line in summary.lines())


def test_what_does_not_belong_together_is_not_begun(pair: tuple[Laptop, Laptop], tmp_path: Path):
    ann, bo = pair
    add(ann, "Zoë")
    bundle = ann.bundle(tmp_path / "a.age")
    lists = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path in lists:
        path.write_text("Name\nBo", "utf-8")
    bo.drop(bundle, lists[0])
    assert "several sorts" in bo.banner()
    bo.drop(*lists)
    assert "one at a time" in bo.banner()
    assert names(bo) == set()


@pytest.mark.long
def test_what_deletes_many_is_shown_first_and_taken_only_on_purpose(pair: tuple[Laptop, Laptop], tmp_path: Path):
    ann, bo = pair
    people = [add(ann, f"Person {number:02}") for number in range(12)]
    bo.take(ann.bundle(tmp_path / "1.age"))
    for person in people[:6]:
        ann.do(lambda vault, person=person: records.delete(vault, person))
    add(ann, "Somebody new")
    theft = ann.bundle(tmp_path / "2.age")
    bo.drop(theft, theft)
    summary = bo.exchange.gathering.page
    bo.until(summary.done_button.isVisible)
    assert summary.title.text() == "Look before you take"
    assert "6 of 12 people" in summary.lines()[0].accessibleName()
    assert len(names(bo)) == 12
    summary.look_wanted.emit(str(theft))
    look = bo.exchange.taking.page
    bo.until(lambda: look.isVisible() and look.sure.isVisible())
    assert not look.take_button.isEnabled()
    assert {row.values["what"] for row in look._rows} == {"deleted", "new"}
    assert look.table.total() == 6, "what goes is what one sees"
    look.sure.click()
    click(look.take_button)
    bo.until(bo.exchange.overview.isVisible)
    bo.rest()
    assert len(names(bo)) == 7


def test_news_come_by_the_shared_folder(pair: tuple[Laptop, Laptop], tmp_path: Path):
    ann, bo = pair
    shared = tmp_path / "shared"
    shared.mkdir()
    add(ann, "Zoë")
    for each in pair:
        each.exchange.set_up_sharing()
        each.answers.files = [shared]
        click(each.exchange.shared_page.choose_button)
        each.until(lambda each=each: each.exchange.sharing.state.looked_at)
        each.rest()
    look(bo)
    line = bo.exchange.overview.shared
    bo.exchange.show_overview()
    bo.rest()
    assert line.news_words.text() == "Ann's news: 1 change"
    assert names(bo) == set(), "nothing is taken unasked"
    click(line.take_button)
    bo.until(lambda: names(bo) == {"Zoë"})
    bo.until(lambda: not line.news_place.isVisible())

    ann.exchange.set_up_sharing()
    ann.exchange.shared_page.how.chosen.emit("ask")
    page = ann.exchange.shared_page
    page.how.set_value("take")
    page.how.chosen.emit("take")
    ann.until(lambda: (choice := ann.exchange.sharing.state.choice) is not None and choice.automatic)
    add(bo, "Mateo")
    bo.exchange.sharing.drop()
    bo.rest()
    look(ann)
    ann.until(lambda: "Mateo" in names(ann))

    shared.rename(tmp_path / "away")
    said: list[str] = []
    assert ann.session.desk is not None
    ann.session.desk.said.connect(lambda words, _action, _on: said.append(words))
    look(ann)
    look(ann)
    assert len([words for words in said if "not there" in words]) == 1, "it is said once"
    assert "not there" in ann.exchange.overview.shared.words.text()
    (tmp_path / "away").rename(shared)
    look(ann)
    assert not ann.exchange.sharing.state.gone
    click(page.stop_button)
    ann.until(lambda: ann.exchange.sharing.state.choice is None)


def test_a_file_that_ended_the_program_is_named_and_left_alone(pair: tuple[Laptop, Laptop], tmp_path: Path):
    ann, bo = pair
    shared = tmp_path / "shared"
    shared.mkdir()
    add(ann, "Zoë")
    for each in pair:
        each.exchange.set_up_sharing()
        each.answers.files = [shared]
        click(each.exchange.shared_page.choose_button)
        each.until(lambda each=each: each.exchange.sharing.state.looked_at)
        each.rest()
    (file,) = [path for path in shared.iterdir() if path.name not in own_files(bo)]

    def died_within(vault: Vault) -> None:
        """Tell what the vault keeps when the program is killed within a look."""
        memory = watched.recall(vault)
        memory.looking = (file.name, hashlib.sha256(file.read_bytes()).digest())
        watched.remember(vault, memory)

    bo.tell(died_within)
    problems: list[Problem] = []
    assert bo.session.desk is not None
    bo.session.desk.problem.connect(problems.append)
    look(bo)
    look(bo)
    assert [file.name in str(problem) for problem in problems] == [True], "it is said once"
    notice = bo.exchange.shared_page.refused
    assert not notice.isHidden()
    assert file.name in notice.words.text()
    assert "left alone" in notice.words.text()
    assert bo.exchange.sharing.state.sight.news == ()
    file.unlink()
    look(bo)
    assert notice.isHidden()


def own_files(at: Laptop) -> set[str]:
    return at.tell(lambda vault: {each.name for each in watched.recall(vault).dropped.values()})


def look(at: Laptop) -> None:
    """Two looks, as the timer makes them: a file is read when it has rested."""
    for _time in range(2):
        at.exchange.sharing.look()
        at.rest()


def test_a_folder_that_will_not_do_is_said_on_its_page(pair: tuple[Laptop, Laptop]):
    ann, _bo = pair
    ann.exchange.set_up_sharing()
    ann.answers.files = [ann.folder]
    click(ann.exchange.shared_page.choose_button)
    ann.rest()
    assert "vault itself" in str(ann.exchange.shared_page.banner.problem)
    assert ann.exchange.sharing.state.choice is None


@pytest.mark.long
def test_somebody_joins_by_codes_alone(laptop: Make, tmp_path: Path):
    """Request and answer go from screen to screen; the words are compared as ever."""
    pytest.importorskip("zxingcpp")
    pytest.importorskip("PIL")
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    add(ann, "Zoë")
    bo.ask_to_join(tmp_path / "unused.request")
    waiting = bo.session.joining.request_page
    words = waiting.code.words()
    click(waiting.codes_button)
    shown = bo.session.joining.codes_page
    assert shown.isVisible()
    pictures = photographs(shown.sequence, tmp_path / "request")
    click(shown.done)
    assert waiting.isVisible()

    ann.drop(*pictures[2:])
    reading = ann.exchange.reading.page
    assert reading.isVisible()
    assert reading.missing.text() == "Missing: 1, 2"
    ann.drop(*pictures[:2])
    page = ann.exchange.admitting.page
    ann.until(page.code.words)
    assert page.code.words() == words
    click(page.same)
    click(page.admit_button)
    ann.until(page.is_waiting_for_answer)
    ann.rest()
    click(page.codes_button)
    codes = ann.exchange.codes
    ann.until(codes.isVisible)
    pictures = photographs(codes.sequence, tmp_path / "answer")
    assert len(pictures) <= 60
    click(codes.done_button)
    assert page.isVisible(), "the answer may have to be shown once more"

    bo.drop(*pictures[1:])
    assert "Codes are missing: 1" in str(waiting.banner.problem)
    bo.drop(*pictures)
    compare = bo.session.joining.answer_page
    bo.until(compare.isVisible)
    assert compare.code.words() == page.group_code.words()
    click(compare.done)
    bo.until(lambda: bo.session.workplace is not None)
    bo.rest()
    assert names(bo) == {"Zoë"}
    assert ann.tell(digest) == bo.tell(digest)


@pytest.mark.long
def test_a_bundle_goes_over_by_codes(pair: tuple[Laptop, Laptop], tmp_path: Path):
    pytest.importorskip("zxingcpp")
    pytest.importorskip("PIL")
    ann, bo = pair
    add(ann, "Zoë")
    ann.exchange.make()
    ann.rest()
    page = ann.exchange.giving.page
    page.choose_way(CODES)
    click(page.make_button)
    ann.until(ann.exchange.codes.isVisible)
    pictures = photographs(ann.exchange.codes.sequence, tmp_path / "codes")
    click(ann.exchange.codes.done_button)
    assert ann.exchange.codes.sequence.count() == 0, "they are off the screen"
    bo.drop(*reversed(pictures))
    look = bo.exchange.taking.page
    bo.until(lambda: look.isVisible() and look.take_button.isEnabled())
    click(look.take_button)
    bo.until(bo.exchange.overview.isVisible)
    bo.rest()
    assert names(bo) == {"Zoë"}


def test_an_answer_is_found_on_the_stick(laptop: Make, tmp_path: Path):
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    bo.ask_to_join(tmp_path / "bo.request")
    ann.drop(tmp_path / "bo.request")
    page = ann.exchange.admitting.page
    click(page.same)
    click(page.admit_button)
    ann.until(page.is_waiting_for_answer)
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "other.age").write_bytes(b"for somebody else")
    bo.drop(stick)
    assert "No answer" in str(bo.session.joining.request_page.banner.problem)
    ann.answers.files = [stick / "1f.age"]
    click(page.save_button)
    ann.until((stick / "1f.age").exists)
    ann.rest()
    bo.drop(stick)
    bo.until(bo.session.joining.answer_page.isVisible)


def test_advice_is_one_button_away(pair: tuple[Laptop, Laptop], tmp_path: Path):
    ann, _bo = pair
    add(ann, "Zoë")
    ann.watch.time += datetime.timedelta(days=9)
    ann.exchange.refresh()
    ann.rest()
    (step,) = ann.exchange.overview.steps.steps
    assert "Bo has" in step.accessibleName()
    ann.answers.files = [tmp_path / "for bo.age"]
    click(step.button)
    ann.until((tmp_path / "for bo.age").exists)
    ann.rest()
    assert ann.exchange.giving.page.done_button.isVisible()
    click(ann.exchange.giving.page.done_button)
    ann.rest()
    assert not ann.exchange.overview.steps.isVisible(), "what was just made is given time to arrive"
    add(ann, "Mateo")
    ann.watch.time += datetime.timedelta(days=9)
    workplace = ann.session.workplace
    assert workplace is not None
    workplace.go("today")
    ann.rest()
    today = workplace.rooms["today"]
    assert isinstance(today, TodayRoom)
    today.refresh()
    ann.rest()
    lines = [line for line in today.agenda.lines if isinstance(line, AgendaRow) and line.section == "peers"]
    assert "Bo" in lines[0].item.title
    ann.answers.files = [tmp_path / "again.age"]
    today._open(lines[0])
    ann.until((tmp_path / "again.age").exists)
    ann.rest()
