"""Attaching files to records, photos only of those who said yes, and getting every byte back."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.capabilities.library import map_view
from app.problems import NotAllowed, NotFound, UserProblem, WrongValue
from app.records.attachments import CHUNK, LARGEST, PHOTO
from app.records.changes import DeleteRecord, Edit
from app.services.agenda import today
from app.services.attachments import attachments, chunk_transfer
from app.services.attachments.attachments import BadAttachment, NotHere, Offered
from app.services.conflicts import conflicts
from app.services.jobs import Cancelled, Progress
from app.services.records import records, searching
from app.services.vaults import verifying
from app.storage.vault import chunks
from app.storage.vault.vault import Vault
from tests.group import START, Group
from tests.painted import png

LEASE = b"%PDF-1.7 the lease of Mill Lane 3"


@pytest.fixture
def house(ann: Vault) -> str:
    return records.add(ann, "house", {"name": "Mill Lane 3"}).added[0]


@pytest.fixture
def bo(ann: Vault) -> str:
    return records.add(ann, "person", {"name": "Bo"}).added[0]


def attach(vault: Vault, record: str, data: bytes = LEASE, name: str = "lease.pdf", **more: str) -> str:
    return attachments.attach(vault, record, attachments.given(name, data), **more).run(Progress()).id


def content(vault: Vault, attachment: str) -> bytes:
    return b"".join(attachments.content(vault, attachment))


def test_a_file_is_attached_and_saved_again(ann: Vault, house: str, tmp_path: Path):
    source, copy = tmp_path / "Lease_of Mill Lane.pdf", tmp_path / "copy.pdf"
    source.write_bytes(LEASE)
    made = attachments.attach(ann, house, attachments.picked(source), sort="agreement").run(Progress())
    assert made.changed.kinds == {"attachment"}
    (item,) = attachments.of(ann, house)
    assert (item.id, item.title, item.sort, item.belongs) == (made.id, "Lease of Mill Lane", "agreement", "Mill Lane 3")
    assert (item.file, item.media, item.size) == ("Lease_of Mill Lane.pdf", "application/pdf", len(LEASE))
    assert item.whole
    attachments.save(ann, made.id, copy).run(Progress())
    assert copy.read_bytes() == LEASE
    assert attachments.of(ann, made.id) == []
    assert attachments.every(ann) == [item]
    assert attachments.owner(ann, made.id) == ("house", house)


@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=2000), st.integers(0, 2))
def test_bytes_in_are_bytes_out(ann: Vault, house: str, data: bytes, repeats: int):
    whole = data * (1 + repeats * (CHUNK // len(data) + 1))
    assert content(ann, attach(ann, house, whole)) == whole


def test_equal_files_are_kept_once(ann: Vault, house: str, bo: str):
    data = os.urandom(3 * CHUNK + 5)
    first = attachments.attach(ann, house, attachments.given("a.pdf", data)).run(Progress())
    before = chunk_transfer.held(ann)
    again = attachments.attach(ann, bo, attachments.given("b.pdf", data)).run(Progress())
    assert (first.chunks, first.shared) == (4, 0)
    assert (again.chunks, again.shared) == (4, 4)
    assert chunk_transfer.held(ann) == before
    assert content(ann, again.id) == data


@pytest.mark.long
def test_fifty_megabytes_are_not_held_in_memory_and_tell_how_far_they_are(ann: Vault, house: str, tmp_path: Path):
    source, copy = tmp_path / "scan.bin", tmp_path / "copy.bin"
    block = os.urandom(1024 * 1024 + 1)
    with source.open("wb") as stream:
        for _megabyte in range(50):
            stream.write(block)
    told: list[tuple[int, int]] = []
    tracemalloc.start()
    made = attachments.attach(ann, house, attachments.picked(source)).run(
        Progress(lambda done, total, _text: told.append((done, total)))
    )
    attachments.save(ann, made.id, copy).run(Progress())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * 1024 * 1024
    assert told[0] == (CHUNK, made.size)
    assert told[-1] == (made.size, made.size)
    assert len(told) == 201
    assert copy.read_bytes() == source.read_bytes()


def test_stopped_half_way_it_leaves_nothing(ann: Vault, house: str):
    asked = 0

    def impatient() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    offered = attachments.given("a.bin", os.urandom(8 * CHUNK))
    with pytest.raises(Cancelled):
        attachments.attach(ann, house, offered).run(Progress(cancelled=impatient))
    assert asked == 4
    assert chunk_transfer.held(ann) == set()
    assert attachments.every(ann) == []
    journal = ann.database.file.with_name(ann.database.file.name + "-wal")
    assert not journal.exists() or journal.stat().st_size == 0


def test_a_stick_that_is_pulled_out_leaves_nothing(ann: Vault, house: str, tmp_path: Path):
    source = tmp_path / "a.pdf"
    source.write_bytes(LEASE)
    offered = attachments.picked(source)
    source.unlink()
    with pytest.raises(NotFound, match=r"“a\.pdf” is not there any more"):
        attachments.attach(ann, house, offered).run(Progress())
    assert chunk_transfer.held(ann) == set()


def test_what_cannot_be_attached(ann: Vault, house: str, tmp_path: Path):
    with pytest.raises(NotFound, match="is a folder"):
        attachments.picked(tmp_path)
    with pytest.raises(NotFound, match="not there"):
        attachments.picked(tmp_path / "nowhere.pdf")
    large = tmp_path / "large.bin"
    with large.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(UserProblem, match="an attachment can have 64 MB"):
        attachments.picked(large)
    with pytest.raises(UserProblem, match="empty"):
        attach(ann, house, b"")
    with pytest.raises(WrongValue, match="Title"):
        attach(ann, house, title="x" * 200)
    with pytest.raises(NotFound):
        attach(ann, "0" * 32)
    with pytest.raises(UserProblem, match="to an attachment"):
        attach(ann, attach(ann, house))
    assert len(attachments.every(ann)) == 1
    assert len(chunk_transfer.held(ann)) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserProblem, match="not a file"):
        attachments.picked(tmp_path / "pipe")


def test_a_copy_that_cannot_be_written_leaves_nothing(ann: Vault, house: str, tmp_path: Path):
    made = attach(ann, house)
    place = tmp_path / "sub"
    place.mkdir()
    ann_file = place / "copy.pdf"
    ann_file.mkdir()
    with pytest.raises(UserProblem):
        attachments.save(ann, made, ann_file).run(Progress())
    assert [each.name for each in place.iterdir()] == ["copy.pdf"]
    with pytest.raises(Cancelled):
        attachments.save(ann, made, place / "other.pdf").run(Progress(cancelled=lambda: True))
    assert [each.name for each in place.iterdir()] == ["copy.pdf"]


def test_what_was_changed_in_the_vault_is_refused(ann: Vault, house: str, tmp_path: Path):
    made = attach(ann, house)
    with ann.database.write() as connection:
        connection.exec_driver_sql("UPDATE chunk SET data = x'00' WHERE data = ?", (LEASE,))
    with pytest.raises(BadAttachment, match="changed or made up"):
        attachments.save(ann, made, tmp_path / "copy.pdf").run(Progress())
    assert not (tmp_path / "copy.pdf").exists()
    checked = verifying.verify(ann).run(Progress())
    assert checked.faults == (f"A chunk of an attachment is not what it was: {chunks.digest_of(LEASE).hex()[:16]}.",)


def test_a_picture_is_known_by_its_bytes(ann: Vault, house: str):
    plan = attach(ann, house, png(), "plan.pdf", sort="plan")
    fake = attach(ann, house, LEASE, "plan.png", sort="plan")
    assert [item.media for item in attachments.of(ann, house)] == ["image/png", "image/png"]
    assert attachments.picture(ann, plan) == png()
    assert attachments.picture(ann, plan, most=10) == b""
    assert attachments.picture(ann, fake) == b""
    assert attachments.given("x", png()).tells_more() is False
    assert attachments.given("x", png(4, 3, (b"tEXt", b"Author\0Ann"))).tells_more() is True
    assert attachments.given("x", LEASE).tells_more() is False


# -- photos


def test_a_photo_only_if_the_person_said_yes(ann: Vault, bo: str, house: str):
    for record, shows in ((bo, ""), (house, bo)):
        with pytest.raises(NotAllowed, match="Bo has not said yes to photos") as refused:
            attach(ann, record, png(), "bo.png", sort=PHOTO, shows=shows)
        assert "under Consents" in refused.value.do
    assert chunk_transfer.held(ann) == set()
    records.add(ann, "consent", {"person": bo, "purpose": "photo", "on_day": "2026-11-20", "how": "said"})
    attach(ann, bo, png(), "bo.png", sort=PHOTO)
    (item,) = attachments.of(ann, bo)
    assert (item.shows, item.who) == (bo, "Bo")
    attach(ann, house, png(5), "house.png", sort=PHOTO)
    assert conflicts.open_conflicts(ann) == []


def test_taking_the_yes_back_shows_the_photo_to_everybody_until_it_is_removed(group: Group, ann: Vault, bo: str):
    consent = records.add(ann, "consent", {"person": bo, "purpose": "photo", "on_day": "2026-11-20"}).added[0]
    photo = attach(ann, bo, png(), "bo.png", sort=PHOTO)
    cy = group.join("Cy")
    records.edit(ann, consent, {"withdrawn_on": "2026-11-22"})
    group.hand_over("Ann", "Cy")
    (mine,) = conflicts.open_conflicts(ann)
    (theirs,) = conflicts.open_conflicts(cy)
    assert mine == theirs
    assert "Bo took back their yes to photos on 22 Nov 2026: “bo” has to go." in mine.sentence
    assert conflicts.count_open(cy) == 1
    (section,) = [each for each in today.today(cy, START.date()).sections if each.name == "settle"]
    assert [item.record for item in section.items] == [photo]
    with pytest.raises(NotAllowed, match="took back"):
        attach(ann, bo, png(6), "new.png", sort=PHOTO)
    with pytest.raises(WrongValue):
        conflicts.settle(cy, mine.id, "both")  # It cannot be waived for them.
    conflicts.settle(cy, mine.id, mine.options[0].key)
    group.hand_over("Cy", "Ann")
    assert attachments.of(ann, bo) == []
    assert conflicts.count_open(ann) == 0
    records.undo(cy)
    assert conflicts.count_open(cy) == 1


def test_a_yes_ends_with_its_day(group: Group, ann: Vault, bo: str):
    records.add(ann, "consent", {"person": bo, "purpose": "photo", "on_day": "2026-11-20", "until_day": "2026-12-31"})
    attach(ann, bo, png(), "bo.png", sort=PHOTO)
    assert conflicts.count_open(ann) == 0
    group.watches["Ann"].time = START.replace(year=2027)
    (conflict,) = conflicts.open_conflicts(ann)
    assert "held until 31 Dec 2026" in conflict.sentence
    with pytest.raises(NotAllowed, match="held until"):
        attach(ann, bo, png(6), "new.png", sort=PHOTO)


# -- with the record it belongs to


def test_it_goes_and_comes_back_with_its_record(ann: Vault, house: str):
    room = records.add(ann, "room", {"house": house, "name": "Attic"}).added[0]
    attach(ann, house)
    plan = attach(ann, room, png(), "plan.png", sort="plan")
    assert {house, room, plan} <= records.delete(ann, house).touched
    assert attachments.every(ann) == []
    records.undo(ann)
    assert len(attachments.every(ann)) == 2
    assert content(ann, plan) == png()


def test_it_goes_with_its_record_whatever_deletes_that(ann: Vault, house: str):
    claim = records.add(ann, "claim", {"text": "The roof holds"}).added[0]
    proof = attach(ann, claim)
    assert {claim, proof} <= map_view.remove_node(ann, claim).touched
    assert attachments.every(ann) == []
    records.undo(ann)
    assert [each.id for each in attachments.every(ann)] == [proof]
    records.redo(ann)
    assert attachments.every(ann) == []


def test_what_is_moved_to_another_record_in_the_same_action_stays(ann: Vault, house: str):
    lease = attach(ann, house)
    other = records.add(ann, "house", {"name": "Mill Lane 5"}).added[0]
    ann.apply([Edit(lease, {"of": other}), DeleteRecord(house)], "Make one house of two")
    assert [each.belongs for each in attachments.every(ann)] == ["Mill Lane 5"]


def test_it_is_found_under_its_record(ann: Vault, house: str):
    attach(ann, house, title="Fire safety certificate")
    (hit,) = searching.search(ann, "certificate")
    assert (hit.id, hit.kind, hit.title, hit.context) == (house, "house", "Mill Lane 3", "Fire safety certificate")


def test_what_belongs_to_something_that_is_not_here(group: Group, ann: Vault, house: str):
    lost = attach(ann, house)
    records.edit(ann, lost, {"of": "f" * 32})
    (item,) = attachments.every(ann)
    assert item.belongs == "(not here)"
    with pytest.raises(NotFound):
        attachments.owner(ann, lost)
    assert searching.search(ann, "lease")[0].kind == "attachment"


def test_the_record_travels_without_the_bytes(group: Group, ann: Vault, house: str, tmp_path: Path):
    made = attach(ann, house)
    bo = group.join("Bo")
    (item,) = attachments.of(bo, house)
    assert (item.presence.state, item.presence.lacking) == (chunk_transfer.AWAY, len(LEASE))
    assert not item.whole
    with pytest.raises(NotHere, match="not on this laptop"):
        attachments.save(bo, made, tmp_path / "copy.pdf").run(Progress())
    assert not (tmp_path / "copy.pdf").exists()


def test_an_offer_that_grows_while_it_is_read(ann: Vault, house: str):
    offered = attachments.given("a.bin", b"x" * 10)
    told: list[tuple[int, int]] = []
    smaller = Offered("a.bin", 4, "", offered.open)
    attachments.attach(ann, house, smaller).run(Progress(lambda done, total, _text: told.append((done, total))))
    assert told == [(10, 10)]
