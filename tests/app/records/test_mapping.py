"""Columns of other people's lists are guessed, and what is not recognised is kept under its own name."""

import csv
from pathlib import Path

import pytest

from app.problems import WrongValue
from app.records.mapping import Target, guess_columns, normal_name, read_target, targets

CONTACTS = Path(__file__).parents[2] / "vectors" / "contacts.csv"


@pytest.fixture(scope="module")
def real_list() -> dict[str, list[str]]:
    with CONTACTS.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return {column: [row[place] for row in rows if place < len(row)] for place, column in enumerate(header)}


EXPECTED = {
    "first_name": "given",
    "last_name": "family",
    "tags": "tags",
    "email_work": "contact_point:email:work",
    "email_home": "contact_point:email:home",
    "email_other": "contact_point:email:other",
    "phone_work": "contact_point:phone:work",
    "phone_home": "contact_point:phone:home",
    "phone_other": "contact_point:phone:other",
}


@pytest.mark.parametrize("samples", [0, 5, 50, 500])
def test_a_real_list(records, real_list, samples):
    guessed = guess_columns(records["person"], {column: values[:samples] for column, values in real_list.items()})
    assert guessed == {column: EXPECTED.get(column, f"x:{column}") for column in real_list}


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("Name", "name"),
        ("FULL NAME", "name"),
        ("firstName", "given"),
        ("Vorname", "given"),
        ("Prénom", "given"),
        ("Surname", "family"),
        ("also known as", "also_known_as"),
        ("Also knwon as", "also_known_as"),
        ("Sprachen", "languages"),
        ("E-Mail", "contact_point:email:other"),
        ("E-mail 1 - Value", "contact_point:email:other"),
        ("Business e-mail address", "contact_point:email:work"),
        ("Handy", "contact_point:mobile:other"),
        ("Mobile Phone", "contact_point:mobile:other"),
        ("Business Fax", "contact_point:fax:work"),
        ("Pager", "contact_point:pager:other"),
        ("Telefon (privat)", "contact_point:phone:home"),
        ("Signal", "contact_point:messenger:other"),
        ("Email opt in", "x:Email opt in"),
        ("Favourite colour", "x:Favourite colour"),
        ("", "x:"),
    ],
)
def test_names_of_columns(records, column, target):
    assert guess_columns(records["person"], {column: []}) == {column: target}


@pytest.mark.parametrize(
    ("column", "values", "target"),
    [
        ("reach", ["a@b.org", "", "c@d.org"], "contact_point:email:other"),
        ("reach at home", ["030 123 45 67", "+49 30 1234567"], "contact_point:phone:home"),
        ("phone", ["yes", "no", "yes"], "x:phone"),
        ("age", ["31", "42"], "x:age"),
        ("age", ["18 to 29", "under 18"], "age_band"),
        ("seen", ["2026-01-02", "2026-02-03"], "x:seen"),
        ("seen", ["01.02.2026"], "x:seen"),
        ("number", ["1234567", "7654321"], "x:number"),
        ("where", ["52.520008", "-13.404954"], "x:where"),
        ("host", ["192.168.10.100"], "x:host"),
        ("reach", ["a@b.org", "ask Bo", "by the door"], "x:reach"),
    ],
)
def test_values_have_a_say(records, column, values, target):
    assert guess_columns(records["person"], {column: values}) == {column: target}


def test_an_attribute_is_guessed_once_and_the_better_name_wins(records):
    guessed = guess_columns(records["person"], {"names": [], "name": [], "Full name": [], "phone": [], "Mobile": []})
    assert guessed["name"] == "name"
    assert guessed["Full name"] == "x:Full name"
    assert (guessed["phone"], guessed["Mobile"]) == ("contact_point:phone:other", "contact_point:mobile:other")
    assert list(guessed) == ["names", "name", "Full name", "phone", "Mobile"]


def test_other_records_have_neither_contacts_nor_extras(records):
    guessed = guess_columns(records["stay"], {"Arrival": [], "leaves": [], "email": [], "who": ["a@b.org"]})
    assert guessed == {"Arrival": "from_day", "leaves": "to_day", "email": "", "who": ""}


def test_targets_can_be_chosen_and_read(records):
    offered = targets(records["person"])
    assert offered["contact_point:phone:work"] == "Telephone (Work)"
    assert offered["name"] == "Name"
    assert "extra" not in offered
    assert "contact_point:phone:work" not in targets(records["stay"])
    assert read_target("contact_point:email:home") == Target("contact", "email", "home")
    assert read_target("contact_point:email") == Target("contact", "email", "other")
    assert read_target("x:a:b") == Target("extra", "a:b")
    assert read_target("given") == Target("attribute", "given")
    assert read_target("") == Target("ignore")
    for wrong in ("contact_point:pigeon:home", "contact_point:email:moon"):
        with pytest.raises(WrongValue):
            read_target(wrong)


def test_normal_names():
    assert {normal_name(name) for name in ("First Name", "first_name", "firstName", " FIRST-NAME ")} == {"first name"}
