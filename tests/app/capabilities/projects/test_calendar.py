"""Tasks, events and shifts as calendar programs read and write them: with their waits and zones, and nothing twice."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.projects.calendar_reading import read
from app.problems import WrongValue
from tests.app.capabilities.projects.book import Book, on

_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//Else//EN\r\n"
_TAIL = "END:VCALENDAR\r\n"
THEIRS = (
    _HEAD
    + "BEGIN:VTODO\r\nUID:count@example\r\nSUMMARY:Count the coats\r\nDUE;VALUE=DATE:20261201\r\nEND:VTODO\r\n"
    + "BEGIN:VTODO\r\nUID:fold@example\r\nSUMMARY:Fold\\, then stack\r\nSTATUS:IN-PROCESS\r\n"
    + "RELATED-TO;RELTYPE=DEPENDS-ON:count@example\r\nEND:VTODO\r\n"
    + "BEGIN:VEVENT\r\nUID:evening@example\r\nSUMMARY:Evening\r\nDTSTART;TZID=Europe/Berlin:20270328T010000\r\n"
    + "DTEND;TZID=Europe/Berlin:20270328T040000\r\nLOCATION:Hall\r\nEND:VEVENT\r\n"
    + "BEGIN:VEVENT\r\nUID:door@example\r\nSUMMARY:Door\r\nDTSTART;TZID=Europe/Berlin:20270328T013000\r\n"
    + "DTEND;TZID=Europe/Berlin:20270328T033000\r\nRELATED-TO;RELTYPE=PARENT:evening@example\r\nEND:VEVENT\r\n"
    + _TAIL
)


def file(book: Book, text: str, name: str = "their.ics") -> Path:
    book.shell.path(name).write_bytes(text.encode())
    return book.shell.path(name)


def exported(book: Book, kind: str) -> Any:
    path = book.shell.path(f"{kind}.ics")
    book.say("export", kind, path, "--force")
    return icalendar.Calendar.from_ical(path.read_bytes())


@pytest.mark.long
def test_what_comes_in_is_added_once_and_changed_the_next_time(book: Book, kitchen: str):
    path = file(book, THEIRS)
    assert book("import-calendar", path, "--project", kitchen, "--dry-run") == {
        "added": 4,
        "changed": 0,
        "repeating": [],
    }
    assert book("list", "task") == []
    assert book("import-calendar", path, "--project", kitchen)["added"] == 4
    assert book("import-calendar", path) == {"added": 0, "changed": 0, "repeating": []}
    tasks = {book.values("task", each["id"])["title"]: each for each in book("list", "task")}
    assert set(tasks) == {"Count the coats", "Fold, then stack"}
    (wait,) = book("list", "wait")
    shown = book.values("wait", wait["id"])
    assert (shown["task"], shown["for_task"]) == (tasks["Fold, then stack"]["id"], tasks["Count the coats"]["id"])
    file(book, THEIRS.replace("20261201", "20261203").replace("SUMMARY:Door", "SUMMARY:At the door"))
    assert book("import-calendar", path)["changed"] == 2
    assert book.values("task", tasks["Count the coats"]["id"])["due"] == "2026-12-03"
    file(book, THEIRS.replace("RELATED-TO;RELTYPE=DEPENDS-ON:count@example\r\n", ""))
    book("import-calendar", path)
    assert book("list", "wait") == []
    book.say("undo")
    assert len(book("list", "wait")) == 1


def test_a_shift_stays_within_its_event_over_the_night_on_which_clocks_go_on(book: Book, kitchen: str):
    book("import-calendar", file(book, THEIRS), "--project", kitchen)
    (event,) = book("list", "event")
    (shift,) = book("list", "shift")
    event, shift = book.values("event", event["id"]), book.values("shift", shift["id"])
    assert (event["begins"], event["ends"], event["zone"]) == ("2027-03-28T01:00", "2027-03-28T04:00", "Europe/Berlin")
    assert (shift["begins"], shift["ends"]) == ("2027-03-28T01:30", "2027-03-28T03:30")
    found = exported(book, "shift")
    (part,) = found.walk("VEVENT")
    assert str(part["UID"]) == "door@example"
    assert str(part["RELATED-TO"]) == "evening@example"
    # From half past one to half past three is one hour in that night.
    assert (part["DTEND"].dt - part["DTSTART"].dt).total_seconds() in {3600, 7200}
    assert part["DTEND"].dt.timestamp() - part["DTSTART"].dt.timestamp() == 3600
    assert [str(each["TZID"]) for each in found.walk("VTIMEZONE")] == ["Europe/Berlin"]


@pytest.mark.long
def test_what_goes_out_comes_in_again_as_the_same(book: Book, kitchen: str):
    first = book.add("task", project=kitchen, title="First", due=on(3))
    second = book.add("task", project=kitchen, title="Second", status="done", done_on=on(-2))
    book.add("wait", task=second, for_task=first)
    event = book.add("event", project=kitchen, name="Meeting", begins=f"{on(1)}T18:00", ends=f"{on(1)}T20:00")
    book.add("shift", event=event, name="Doors", begins=f"{on(1)}T18:00", ends=f"{on(1)}T18:30")
    todos = exported(book, "task").walk("VTODO")
    related = {str(todo["SUMMARY"]): todo.get("RELATED-TO") for todo in todos}
    assert related["First"] is None
    assert related["Second"].params["RELTYPE"] == "DEPENDS-ON"
    for kind in ("task", "event", "shift"):
        exported(book, kind)
        assert book("import-calendar", book.shell.path(f"{kind}.ics")) == {"added": 0, "changed": 0, "repeating": []}
    assert book.values("task", second)["done_on"] == on(-2)
    assert len(book("list", "wait")) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (THEIRS.replace("UID:count@example\r\n", ""), "“Count the coats” has no UID"),
        (THEIRS.replace("TZID=Europe/Berlin:20270328T01", "TZID=Mars/Olympus:20270328T01"), "time zone “Mars/Olympus”"),
        (THEIRS[:90], "no whole calendar file"),
        ("Dear friends,\r\n", "This is no calendar file"),
        (THEIRS.replace("UID:fold@example", "UID:count@example"), "the same UID"),
        (THEIRS.replace("DTEND;TZID=Europe/Berlin:20270328T04", "DTEND;TZID=Europe/Berlin:20270327T04"), "ends before"),
        (
            THEIRS.replace(
                "SUMMARY:Count the coats\r\n",
                "SUMMARY:Count the coats\r\nRELATED-TO;RELTYPE=DEPENDS-ON:fold@example\r\n",
            ),
            "wait for each other",
        ),
        (THEIRS.replace("T033000\r\nRELATED", "T053000\r\nRELATED"), "lies outside of its event"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_taken(book: Book, kitchen: str, text: str, said: str):
    assert said in book.fails("import-calendar", file(book, text), "--project", kitchen)
    assert book("list", "task") == []
    assert book("list", "event") == []


def test_new_things_need_a_project_and_what_repeats_is_named(book: Book, kitchen: str):
    assert "belongs to no project yet" in book.fails("import-calendar", file(book, THEIRS))
    weekly = THEIRS.replace("LOCATION:Hall", "LOCATION:Hall\r\nRRULE:FREQ=WEEKLY")
    found = book("import-calendar", file(book, weekly), "--project", kitchen)
    assert found["repeating"] == ["Evening"]


@given(st.integers(0, len(THEIRS)), st.integers(0, 255), st.integers(0, len(THEIRS)))
def test_no_file_breaks_the_reader(place: int, byte: int, end: int):
    data = bytearray(THEIRS.encode())
    data[place : place + 1] = bytes([byte])
    with suppress(WrongValue):
        read(bytes(data[:end]))
