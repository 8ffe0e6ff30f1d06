"""Lists and cards that go to other programs, in their columns, and come back from there."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.catalogue import catalogue
from app.problems import UserProblem, WrongValue
from app.records.kinds import one_line
from app.services.records import records
from app.services.tables import exporting, importing, vcards
from app.services.tables.columns import ID_COLUMN
from app.services.tables.foreign_headers import PROGRAMS
from app.services.tables.guessing import written
from app.services.tables.vcard_writing import write
from app.storage.vault.vault import Vault

REGISTRY = catalogue()
EXPECTED = {
    "google": {"First Name", "Phone 1 - Value", "Phone 1 - Label", "Address 1 - Street", "Labels"},
    "outlook": {"First Name", "Business Phone", "Mobile Phone", "Home Street", "E-mail 2 Address", "Categories"},
    "apple": {"First Name", "Phone (work)", "Phone (mobile)", "Address (home) - ZIP", "Email (home)"},
    "civicrm": {"Display Name", "Phone", "Phone Type", "Street Address", "Do Not Phone", "Group(s)"},
}


@pytest.fixture
def ada(ann: Vault) -> str:
    """Give somebody of whom much is known."""

    def add(what: str, /, **values: Any) -> str:
        return records.add(ann, what, values).added[0]

    values = {
        "given": "Ada",
        "family": "Lovelace",
        "also_known_as": "AAL",
        "tags": ["cook", "driver"],
        "pronouns": "she",
    }
    ada = add("person", name="Ada Lovelace", note="Likes engines", languages=["de"], extra={"Plot": "7"}, **values)
    for kind, label, value, more in (
        ("phone", "work", "030 1234567", {"do_not_call": True}),
        ("mobile", "other", "0170 1234567", {"preferred": True}),
        ("fax", "home", "030 99", {}),
        ("email", "home", "ada@example.org", {}),
        ("email", "home", "ada2@example.org", {}),
        ("messenger", "other", "@ada", {}),
    ):
        add("contact_point", person=ada, kind=kind, label=label, value=value, **more)
    address = {"street": "12 Mill Lane", "town": "Leeds", "postcode": "LS1", "region": "York", "country": "England"}
    add("address", person=ada, label="home", **address)
    add("person", name="Bo")
    return ada


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_list_for_another_program_says_all_and_comes_back(ann: Vault, ada: str, program: str):
    data = exporting.export(ann, "person", "csv", headers=program)
    first, second = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert first.keys() >= EXPECTED[program]
    whole = " ".join(first.values())
    for text in ("Ada", "Lovelace", "AAL", "cook", "driver", "she", "Likes engines", "de", "7", "030 1234567",
                 "0170 1234567", "030 99", "ada@example.org", "ada2@example.org", "@ada", "12 Mill Lane", "Leeds",
                 "LS1", "York", "England"):  # fmt: skip
        assert text in whole, text
    assert "do not call" in whole or first["Do Not Phone"] == "Yes"
    assert "Bo" in second.values()
    table = importing.look(ann, "person", ("theirs.csv", data))
    row = importing.plan(ann, table).updates or importing.plan(ann, table).rows
    back: Any = getattr(row[0], "row", row[0])
    assert back.values["name"] == "Ada Lovelace"
    kinds = {contact["kind"]: contact["value"] for contact in back.contacts}
    assert kinds["email"] in {"ada@example.org", "ada2@example.org"}
    assert "0170 1234567" in kinds.values()
    (address,) = back.parts[:1]
    assert (address.values["street"], address.values["postcode"]) == ("12 Mill Lane", "LS1")


def test_what_cannot_be_is_refused(ann: Vault):
    with pytest.raises(WrongValue, match="google"):
        exporting.export(ann, "person", "csv", headers="lotus")
    with pytest.raises(UserProblem, match="Only people"):
        exporting.export(ann, "house", "csv", headers="google")
    with pytest.raises(UserProblem, match="Only people"):
        exporting.export(ann, "person", "vcf", headers="google")


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\\"), max_size=90).map(
    one_line
)


@given(
    st.fixed_dictionaries(
        {"name": TEXTS.filter(bool)},
        optional={
            "given": TEXTS,
            "note": st.lists(TEXTS.filter(bool), max_size=3).map("\n".join),
            "phone_work": st.just("030 1234"),
            "mobile_home": st.just("0170 1234"),
            "email_home": st.just("a@example.org"),
            "address_home_street": TEXTS.filter(bool),
            "x:Plot": TEXTS,
        },
    )
)
def test_people_come_back_from_the_oldest_cards(person: dict[str, str]):
    targets = written(REGISTRY, REGISTRY["person"], [ID_COLUMN, *person])
    data = write([person], targets, "2.1")
    assert data.isascii()
    assert b"VERSION:2.1\r\n" in data
    assert max(map(len, data.split(b"\r\n"))) <= 75
    sheet = vcards.read("a.vcf", data)
    back = {c: text for c, text in zip(sheet.columns, sheet.lines[0].cells, strict=True) if text}
    assert back == {column: text for column, text in person.items() if text}
