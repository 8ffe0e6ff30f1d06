"""What is handed out comes back as it went, whatever people are called and whatever is said of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.problems import UserProblem
from app.records.changes import Add, Change, New
from app.records.kinds import one_line, tidy
from app.services.jobs import Cancelled, Progress
from app.services.records import records
from app.services.records.records import Query
from app.services.tables import exporting, importing
from app.services.tables.births import is_trace
from app.storage.vault.vault import Vault
from tests.examples import examples
from tests.group import Group

FORMATS = ("csv", "xlsx", "vcf", "vcf4")


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vault, Vault]]:
    """Give the vaults of two groups that know nothing of each other."""
    groups = [Group(tmp_path_factory.mktemp(name)) for name in ("here", "there")]
    here, there = (group.found() for group in groups)
    yield here, there
    for group in groups:
        group.close()


def cells(data: bytes) -> list[list[str]]:
    """Give the rows of a CSV without its first column, which is the id."""
    header, *body = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert header[0] == "switchboard_id"
    return [row[1:] for row in (header, *body)]


def table(data: bytes) -> list[dict[str, str]]:
    header, *body = cells(data)
    return [dict(zip(header, row, strict=True)) for row in body]


def carry(here: Vault, there: Vault, fmt: str, kind: str, ids: list[str]) -> list[str]:
    """Give the records in another vault that a file of some makes; not one row may be bad or a value put aside."""
    data = exporting.export(here, kind, fmt, ids=ids)
    plan = importing.plan(there, importing.look(there, kind, (f"list.{fmt[:4].rstrip('4')}", data)))
    assert (plan.bad, plan.asides, plan.ignored) == ((), (), ())
    changed = importing.run(there, plan).run(Progress()).changed
    of_kind = set(records.ids(there, kind, Query()))
    return [record for record in changed.added if record in of_kind]


LETTERS = st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")
ODD = st.sampled_from(
    [
        "=1+1", "+49 30 1234", "-5", "@zoe", "'=x", "''+y", "'tis", "＝1", '"', '""', "a;b,c", "a\tb", "\\n", "_x0041_",
        "Zoë", "שָׁלוֹם עולם", "مرحبا", "👩🏽‍🚒🏳️‍🌈", "Ðorđe", "name", "x:name", "phone_work", "switchboard_id", "n" * 150,
    ]
)  # fmt: skip
LINES = st.one_of(st.text(LETTERS, min_size=1, max_size=40), ODD)
WORDS = LINES.map(one_line).filter(bool)
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n".join).map(tidy).filter(bool)
NAMES = WORDS.filter(lambda text: len(text) <= 120)
TAGS = WORDS.map(lambda text: one_line(text.replace(",", "").replace(";", ""))[:60].strip()).filter(bool)
PERSON = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "given": NAMES,
        "family": NAMES,
        "also_known_as": NAMES.map(lambda text: text.replace(",", "")).filter(str.strip),
        "pronouns": WORDS.map(lambda text: text[:40].strip()).filter(bool),
        "languages": st.lists(st.sampled_from(["de", "ar", "pt-BR", "zh-Hant"]), min_size=1, unique=True),
        "stage": st.sampled_from(["new", "active", "left"]),
        "age_band": st.just("18to29"),
        "tags": st.lists(TAGS, min_size=1, max_size=3),
        "note": TEXTS,
        # A column such as "IP" is proposed to be left out, also of our own lists.
        "extra": st.dictionaries(WORDS.filter(lambda name: not is_trace(name)), TEXTS, min_size=1, max_size=4),
    },
)
CONTACT = st.fixed_dictionaries(
    {
        "label": st.sampled_from(["work", "home", "other", None]),
        "kind_value": st.one_of(
            st.tuples(st.just("phone"), st.sampled_from(["+49 30 1234", "(030) 12-34 x5", "#31#123", "٠٣٠١٢٣٤"])),
            st.tuples(st.just("email"), st.sampled_from(["a@b.org", "+x@b.org", "ä@ö.org"])),
            st.tuples(st.sampled_from(["messenger", "other"]), WORDS),
        ),
    },
    optional={"preferred": st.booleans(), "safe_to_text": st.booleans(), "hours": WORDS.map(lambda text: text[:80])},
)


def additions(person: dict[str, Any], contacts: list[dict[str, Any]], place: int) -> list[Change]:
    """Give the changes that make a person with contacts, of which the first becomes the ``place``-th of a batch."""
    made: list[Change] = [Add("person", person)]
    for contact in contacts:
        values = dict(contact)
        kind, value = values.pop("kind_value")
        made.append(Add("contact_point", values | {"person": New(place), "kind": kind, "value": value}))
    return made


@pytest.mark.long
@pytest.mark.parametrize("fmt", FORMATS)
@examples(25)
@given(people=st.lists(st.tuples(PERSON, st.lists(CONTACT, max_size=4)), min_size=1, max_size=3))
def test_people_come_back_as_they_went(
    vaults: tuple[Vault, Vault], fmt: str, people: list[tuple[dict[str, Any], list[dict[str, Any]]]]
):
    here, there = vaults
    changes: list[Change] = []
    places: list[int] = []
    for person, contacts in people:
        places.append(len(changes))
        changes += additions(person, contacts, len(changes))
    added = here.apply(changes, "Add").added
    ids = [added[place] for place in places]
    copies = carry(here, there, fmt, "person", ids)
    first, second = (
        exporting.export(vault, "person", "csv", ids=some) for vault, some in ((here, ids), (there, copies))
    )
    there.undo()  # Whoever is here already would not come a second time.
    assert sorted(cells(second)) == sorted(cells(first))
    assert cells(second)[0] == cells(first)[0]


def test_no_cell_of_an_exported_list_starts_a_formula(ann: Vault):
    records.add(ann, "person", {"name": "=cmd", "note": "@x", "extra": {"=key": "-1"}})
    for row in cells(exporting.export(ann, "person", "csv")):
        assert not [cell for cell in row if cell.startswith(tuple("=+-@"))]


def test_columns_stand_in_an_order_that_makes_sense(ann: Vault):
    contacts = [
        {"kind_value": ("email", "z@b.org"), "label": "home"},
        {"kind_value": ("phone", "030 2"), "label": "work"},
        {"kind_value": ("phone", "030 3"), "label": "work", "hours": "evenings"},
    ]
    ann.apply(additions({"name": "Zoë", "extra": {"name": "x", "Ä b": "y", "phone_work": "z"}}, contacts, 0), "Add")
    header, row = cells(exporting.export(ann, "person", "csv"))
    plain = [name for name in ann.registry["person"].attributes if name != "extra"]
    assert header == [
        *plain, "phone_work", "phone_work_2", "phone_work_2_hours", "email_home", "x:name", "x:phone_work", "Ä b",
    ]  # fmt: skip
    assert row[len(plain) :] == ["030 2", "030 3", "evenings", "z@b.org", "x", "z", "y"]


def furnish(vault: Vault) -> str:
    """Give a house with a room and two beds, of which Zoë has one; gives her stay."""
    changes: list[Change] = [
        Add("person", {"name": "Zoë"}),
        Add("house", {"name": "Linden"}),
        Add("room", {"house": New(1), "name": "Blue", "step_free": True}),
        Add("bed", {"room": New(2), "name": "1"}),
        Add("bed", {"room": New(2), "name": "2"}),
        Add("stay", {
            "person": New(0), "bed": New(3), "from_day": date(2026, 12, 1), "to_day": date(2026, 12, 5),
            "purpose": "a talk, and rest",
        }),
        Add("stay", {"person": New(0), "bed": New(4), "from_day": date(2027, 1, 1), "status": "in"}),
        Add("project", {"name": "Garden", "owner": New(0), "heartbeat": date(2026, 11, 1)}),
        Add("task", {"project": New(7), "title": "Dig", "due": date(2026, 12, 2), "status": "doing"}),
        Add("task", {"project": New(7), "title": "Rest"}),
        Add("commitment", {"person": New(0), "hours_a_week": 6, "weekdays": ["mo", "fr"]}),
    ]  # fmt: skip
    return vault.apply(changes, "Add").added[5]


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_every_kind_of_record_comes_back_as_it_went(ann: Vault, tmp_path: Any, fmt: str):
    furnish(ann)
    group = Group(tmp_path / "there")
    there = group.found()
    for kind in ("person", "house", "room", "bed", "stay", "project", "task", "commitment"):
        carry(ann, there, fmt, kind, records.ids(ann, kind, Query()))
        first, second = (cells(exporting.export(vault, kind, "csv")) for vault in (ann, there))
        assert sorted(second) == sorted(first), kind
        assert len(first) > 1
    group.close()


def test_references_are_titles_where_these_are_clear(ann: Vault):
    furnish(ann)
    stay, _other = table(exporting.export(ann, "stay", "csv"))
    assert (stay["person"], stay["bed"], stay["from_day"]) == ("Zoë", "Linden · Blue · 1", "2026-12-01")
    zoe = records.ids(ann, "person", Query())[0]
    records.add(ann, "person", {"name": "Zoë"})
    assert table(exporting.export(ann, "stay", "csv"))[0]["person"] == zoe


def test_some_records_only(ann: Vault):
    one, two, three = (
        records.add(ann, "person", {"name": name, "tags": ["x"]}).added[0] for name in ("Zoë", "Bo", "Al")
    )
    assert [row["name"] for row in table(exporting.export(ann, "person", "csv"))] == ["Zoë", "Bo", "Al"]
    assert [row["name"] for row in table(exporting.export(ann, "person", "csv", ids=[three, one]))] == ["Al", "Zoë"]
    found = exporting.export(ann, "person", "csv", query=Query(words="bo"))
    assert [row["name"] for row in table(found)] == ["Bo"]
    records.delete(ann, two)
    assert len(table(exporting.export(ann, "person", "csv", ids=[one, two]))) == 1


def test_a_list_of_nothing_has_its_columns(ann: Vault):
    header, *body = cells(exporting.export(ann, "house", "csv"))
    assert (header, body) == (["name", "address", "currency", "note"], [])


def test_json_holds_contacts_within_their_person_and_titles_beside_ids(ann: Vault):
    stay = furnish(ann)
    zoe = records.ids(ann, "person", Query())[0]
    records.add(ann, "contact_point", {"person": zoe, "kind": "phone", "value": "030 123", "safe_to_text": False})
    people = json.loads(exporting.export(ann, "person", "json"))
    (contact,) = people["records"][0]["contacts"]
    assert (contact["value"], contact["safe_to_text"]) == ("030 123", False)
    stays = json.loads(exporting.export(ann, "stay", "json"))
    first = next(each for each in stays["records"] if each["id"] == stay)
    assert (first["person"], first["person_title"], first["from_day"]) == (zoe, "Zoë", "2026-12-01")
    assert stays["kind"] == "stay"


def components(data: bytes, name: str) -> list[Any]:
    """Give the parts of a calendar of one name."""
    return [*Calendar.from_ical(data).walk(name)]


def test_stays_in_a_calendar_end_on_the_day_of_leaving(ann: Vault):
    stay = furnish(ann)
    first, second = components(exporting.export(ann, "stay", "ics"), "VEVENT")
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2026, 12, 1), date(2026, 12, 5))
    assert str(first["summary"]) == "Zoë · Linden · Blue · 1"
    assert str(first["uid"]).replace("-", "") == f"urn:uuid:{stay}"
    assert (str(first["status"]), str(second["status"])) == ("TENTATIVE", "CONFIRMED")
    assert str(first["description"]) == "a talk, and rest"
    assert "dtend" not in second


def test_tasks_are_to_dos_also_those_without_a_day(ann: Vault):
    furnish(ann)
    todos = {str(each["summary"]): each for each in components(exporting.export(ann, "task", "ics"), "VTODO")}
    dig = todos.pop("Dig")
    assert (dig["due"].dt, str(dig["status"])) == (date(2026, 12, 2), "IN-PROCESS")
    assert todos
    assert all("due" not in each for each in todos.values())


def test_formats_are_those_that_make_sense(ann: Vault):
    assert list(exporting.formats(ann, "person")) == ["csv", "xlsx", "json", "vcf"]
    assert list(exporting.formats(ann, "stay")) == ["csv", "xlsx", "json", "ics"]
    for kind, fmt in (("person", "ics"), ("house", "vcf"), ("person", "docx")):
        with pytest.raises(UserProblem, match="csv, xlsx, json"):
            exporting.export(ann, kind, fmt)


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "json", "vcf"])
def test_an_export_can_be_cancelled(ann: Vault, fmt: str):
    records.add(ann, "person", {"name": "Zoë"})
    with pytest.raises(Cancelled):
        exporting.export(ann, "person", fmt, progress=Progress(cancelled=lambda: True))
