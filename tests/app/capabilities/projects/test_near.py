"""Efforts that are alike, waves of sign-ups, and what goes to partners and comes from them."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.projects.partner_file import Item, read, written
from app.capabilities.projects.similar import Effort, Index, pairs
from app.capabilities.projects.wave import Arrival, wave
from app.problems import Problem
from app.sheets.codes import row_code
from sync.primitives.keys import DeviceSecrets
from tests.app.capabilities.projects.book import TODAY, Book, on
from tests.app.capabilities.projects.paraphrases import score
from tests.group import START

NOW = START
SECRETS = DeviceSecrets.generate(lambda count: bytes(range(count)))


def minutes(ago: int) -> datetime.datetime:
    return NOW - datetime.timedelta(minutes=ago)


def test_a_wave_says_when_its_queue_clears():
    came = [Arrival(f"p{n:02}", minutes(50), minutes(20) if n < 8 else None) for n in range(12)]
    found = wave([*came, Arrival("early", minutes(200), minutes(10)), Arrival("late", minutes(-5))], NOW)
    assert (found.signed_up, found.last_hour, found.spoken_last_hour) == (13, 12, 9)
    assert found.queue == ("p08", "p09", "p10", "p11")
    assert (found.clears_in, found.growing) == (None, 3)
    assert found.median_wait == 30
    calm = wave(
        [Arrival("a", minutes(90)), Arrival("b", minutes(95), minutes(5)), Arrival("c", minutes(95), minutes(9))], NOW
    )
    assert calm.clears_in == 30


def test_the_funnel_says_which_step_loses_most_and_when_it_is_too_early():
    steps = [frozenset({"slot", "came", "first_task", "done"}), frozenset({"slot"})]
    found = wave([Arrival(f"p{n:02}", minutes(300), minutes(200), steps[n > 2]) for n in range(12)], NOW)
    assert [hour.counts for hour in found.hours] == [(12, 12, 12, 3, 3, 3)]
    assert found.drops_most == "came"
    assert wave([Arrival("one", minutes(300))], NOW).hours[0].early


@given(st.lists(st.tuples(st.integers(0, 300), st.none() | st.integers(0, 300)), max_size=30), st.randoms())
def test_a_wave_does_not_depend_on_the_order_of_bundles(rows, chance):
    arrivals = [
        Arrival(f"p{n:03}", minutes(ago), None if to is None else minutes(to)) for n, (ago, to) in enumerate(rows)
    ]
    first = wave(arrivals, NOW)
    chance.shuffle(arrivals)
    assert wave(arrivals, NOW) == first
    assert sum(count for _hour, count in first.per_hour) == first.signed_up


def test_one_queue_of_several_tables(book: Book):
    for name in ("Ada", "Bo", "Cy"):
        book.add("person", name=name)
    book.add("activity", kind="talked", on_day=on(0), person="Bo")
    book.add("activity", kind="talked", on_day=on(0), person="Bo")
    found = book("wave")
    assert (found["signed_up"], found["queue"], found["spoken_to"]) == (3, 2, 1)
    assert [each["name"] for each in found["waiting"]] == ["Ada", "Cy"]
    assert len(found["called_twice"]) == 1, "that somebody was called twice is seen"


@pytest.mark.long
def test_slots_are_offered_as_far_as_events_to_come_have_room(book: Book, kitchen: str):
    guests = [book.add("person", name=name) for name in ("Cy", "Di", "Eve")]
    (ada, bo, *_rest) = [each["person"] for each in book("wave")["waiting"]]
    assert book("wave")["slots"] == {"offered": 0, "without": 5, "to_offer": 0, "events": []}
    times = {"begins": f"{on(1)}T18:00", "ends": f"{on(1)}T20:00"}
    evening = book.add("event", project=kitchen, name="Orientation", places=3, **times)
    book.add("event", project=kitchen, name="Over", places=90, begins=f"{on(-1)}T18:00", ends=f"{on(-1)}T20:00")
    book.add("event", project=kitchen, name="Open air", **times)
    book.add("attendance", of=evening, person=ada, on_day=on(1))
    # At seven in ten, of three more than three cannot come, and of four all would come with 0.24.
    found = book("wave")["slots"]
    assert (found["offered"], found["without"], found["to_offer"]) == (1, 4, 2)
    (event,) = found["events"]
    assert (event["id"], event["places"], event["coming"], event["free"]) == (evening, 3, 1, 2)
    assert "2 slots are left to offer" in book.say("wave")
    for person in (bo, *guests):
        book.add("attendance", of=evening, person=person, on_day=on(1))
    assert book("wave")["slots"]["to_offer"] == 0
    slot = book.add("orientation", name="First evening", on_day=on(3), seats=4)
    assert book("wave")["slots"]["to_offer"] == 0, "everybody has a slot"
    late = book.add("person", name="Flo")
    assert (book("wave")["slots"]["without"], book("wave")["slots"]["to_offer"]) == (1, 1)
    seat = book.add("orientation_seat", orientation=slot, person=late, invited_on=on(0))
    assert "Everybody has a slot." in book.say("wave")
    crowd = {"begins": f"{on(9)}T18:00", "ends": f"{on(9)}T20:00", "places": 5000}
    book.add("event", project=kitchen, name="Street party", **crowd)
    assert book("wave")["slots"]["events"][-1]["free"] == 5000
    book.say("set", "orientation_seat", seat, "answer=no")
    assert book("wave")["slots"]["without"] == 1


def test_a_check_in_list_comes_back_by_its_codes(book: Book, kitchen: str):
    hours = {"begins": f"{on(0)}T18:00", "ends": f"{on(0)}T20:00"}
    event = book.add("event", project=kitchen, name="Sorting", **hours)
    shift = book.add("shift", event=event, name="Door", **hours)
    ada = book.add("attendance", of=event, person="Ada", on_day=on(0))
    bo = book.add("attendance", of=shift, person="Bo", on_day=on(0))
    typed = book.shell.write("back.txt", f"{row_code(ada)} n\n{row_code(bo)} ct 030 555\nZoë 030 777\n")
    assert "what this sheet is about" in book.fails("type-in", "check-in", typed, "--on", on(0))
    book.say("type-in", "check-in", typed, "--on", on(0), "--of", event)
    noted = {each["id"]: each["values"] for each in book("list", "attendance")}
    assert (noted[ada]["state"], noted[bo]["state"], len(noted)) == ("no_show", "attended", 3)
    assert {each["values"]["value"] for each in book("list", "contact_point")} == {"030 555", "030 777"}
    zoe = next(each["id"] for each in book("list", "person") if each["values"]["name"] == "Zoë")
    (walk_in,) = [values for values in noted.values() if values["person"] == zoe]
    assert (walk_in["of"], walk_in["state"]) == (event, "attended")
    book.say("undo")
    assert {each["values"]["state"] for each in book("list", "attendance")} == {"expected"}


def test_alike_efforts_are_found_by_parts_of_words_people_and_needs(book: Book):
    ada = book.add("person", name="Ada")
    book.add("project", name="Neighbourhood kitchen", status="active", owner=ada)
    book.add("project", name="Kitchens for neighbours", status="active")
    book.add("project", name="Chess", status="active", owner=ada)
    book.add("project", name="Nachbarschaftsküche kitchen", status="archived")
    first = book("similar")[0]
    names = {each["id"]: each["values"]["name"] for each in book("list", "project")}
    assert {names[first["one"]], names[first["other"]]} == {"Neighbourhood kitchen", "Kitchens for neighbours"}
    assert any("words" in reason for reason in first["reasons"])
    assert all("archived" not in names[each["one"]] for each in book("similar"))


@given(st.lists(st.text("abcde ", max_size=20), max_size=12), st.randoms())
def test_likeness_does_not_depend_on_any_order(texts: list[str], chance):
    efforts = [Effort(f"e{n:02}", text) for n, text in enumerate(texts)]
    first = pairs(efforts)
    chance.shuffle(efforts)
    assert pairs(efforts) == first
    for each in efforts:
        assert all(alike.other != each.id for alike in Index(efforts).like(each.id))


def test_what_goes_to_a_partner_is_chosen_and_names_nobody(book: Book):
    partner, ada = book.add("partner", name="Southside"), book.add("person", name="Ada Secret")
    need = book.add("listing", side="need", category="thing", title="Pots", quantity=2, of=ada)
    book.add("project", name="Kitchen", status="active", owner=ada, purpose="Soup")
    shown = book.shell.read("partner", "export", book.vault, partner)
    assert [each["words"][2] for each in shown] == ["Pots", "Kitchen"]
    assert shown[0]["words"][3:] == ["2 pieces", "", "a person"]
    out = book.shell.path("south.json")
    book.shell("partner", "export", book.vault, partner, "--out", out, "--only", need)
    assert "Secret" not in out.read_text()
    assert "Kitchen" not in out.read_text()
    assert need not in out.read_text()
    services = book.shell.path("hsds.json")
    book.shell("partner", "export", book.vault, partner, "--out", services, "--hsds")
    assert [set(each) for each in json.loads(services.read_text())] == [{"id", "name", "status", "description"}]


@pytest.mark.long
def test_what_comes_stays_theirs_and_the_next_file_replaces_it(book: Book):
    other = Book(book.shell, book.shell.path("south"), "Zoë")
    book.shell("new", other.vault, "--group", "South", "--me", "Zoë", who="Zoë")
    north = other.add("partner", name="North")
    pots = other.add("listing", side="offer", category="thing", title="Pots", quantity=2)
    other.add("listing", side="offer", category="thing", title="Pans", quantity=1)
    files = [book.shell.path(f"{number}.json") for number in range(2)]
    book.shell("partner", "export", other.vault, north, "--out", files[0], who="Zoë")
    other.say("set", "listing", pots, "status=closed")
    book.shell("partner", "export", other.vault, north, "--out", files[1], "--on", on(1), who="Zoë")
    south = book.add("partner", name="South")
    said = book.shell.fails("partner", "import", book.vault, south, files[0])
    code = said.split("them: ")[1].split(".")[0]
    assert len(code.split()) == 5
    book.shell("partner", "import", book.vault, south, files[0], "--code", code)
    book.shell("partner", "import", book.vault, south, files[1])
    found = {each["values"]["title"]: each["values"] for each in book("list", "partner_item")}
    assert {title: values["state"] for title, values in found.items()} == {"Pots": "no_longer", "Pans": "offered"}
    assert "newer" in book.shell.fails("partner", "import", book.vault, south, files[0])
    assert "good until" in book.shell.fails("partner", "import", book.vault, south, files[1], "--on", on(90))
    assert book("list", "listing") == []


WHOLE = written(SECRETS, [Item("a" * 32, "project", "Kitchen")], TODAY)


@pytest.mark.parametrize(
    "data", [WHOLE[:-30], b"{}", WHOLE.replace(b"Kitchen", b"Kitcher"), b" " * (9 << 20), b"[" * 99999]
)
def test_a_broken_file_of_a_partner_is_a_sentence(data: bytes):
    with pytest.raises(Problem):
        read(data, TODAY)
    assert read(WHOLE, TODAY).items[0].title == "Kitchen"


def test_events_go_into_a_calendar_with_their_zone(book: Book, kitchen: str):
    event = {"begins": "2026-12-24T18:00", "ends": "2026-12-24T20:00", "zone": "Europe/Berlin", "place": "Hall"}
    book.add("event", project=kitchen, name="Supper", **event)
    out = book.shell.path("events.ics")
    book.say("export", "event", out)
    assert "DTSTART;TZID=Europe/Berlin:20261224T180000" in out.read_text()


@pytest.mark.long
def test_nine_in_ten_paraphrases_find_each_other_first_in_several_languages():
    found, plain, all_of_them = score(5_420)
    assert found * 10 >= all_of_them * 9
    assert plain * 3 <= all_of_them * 2
