"""The columns of Google, Outlook, Apple and CiviCRM, as their exports have them: each lands right or keeps its name.

The lists of headers are whole. What stands in ``lands`` goes where it says; every other column stays as an extra, and
no value is lost on the way, whatever is in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.catalogue import catalogue
from app.services.jobs import Progress
from app.services.tables import guessing, importing, tabular
from app.services.tables.planned import PlannedRecord
from app.storage.vault.vault import Vault
from tests.lists import look, people, plan


@dataclass(frozen=True)
class Program:
    """A program: its headers, and where those of them land that have a place of their own."""

    headers: tuple[str, ...]
    lands: dict[str, str]


def columns(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.replace("\n", ",").split(",") if each.strip())


def address(base: str, place: str, **fields: str) -> dict[str, str]:
    """Give where the columns of an address land."""
    return {base.format(name): f"part:address:{place}:{field}" for field, name in fields.items()}


GOOGLE_PARTS = {
    "street": "Street", "town": "City", "po_box": "PO Box", "region": "Region", "postcode": "Postal Code",
    "country": "Country", "more": "Extended Address", "formatted": "Formatted",
}  # fmt: skip
OUTLOOK_PARTS = {
    "street": "Street", "town": "City", "region": "State", "postcode": "Postal Code", "country": "Country/Region"
}  # fmt: skip
PROGRAMS = {
    "Google, older": Program(
        columns(
            """Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,
            Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,
            Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,
            Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,IM 1 - Type,
            IM 1 - Service,IM 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,
            Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,
            Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,
            Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title,
            Organization 1 - Department,Organization 1 - Symbol,Organization 1 - Location,
            Organization 1 - Job Description,Relation 1 - Type,Relation 1 - Value,Website 1 - Type,Website 1 - Value,
            Event 1 - Type,Event 1 - Value,Custom Field 1 - Type,Custom Field 1 - Value"""
        ),
        {
            "Name": "name", "Given Name": "given", "Family Name": "family", "Nickname": "also_known_as",
            "Notes": "note", "Language": "languages", "Group Membership": "tags", "Birthday": "",
            "E-mail 1 - Type": "detail:type:E-mail 1 - Value", "E-mail 1 - Value": "contact_point:email:other",
            "E-mail 2 - Type": "detail:type:E-mail 2 - Value", "E-mail 2 - Value": "contact_point:email:other",
            "Phone 1 - Type": "detail:type:Phone 1 - Value", "Phone 1 - Value": "contact_point:phone:other",
            "Phone 2 - Type": "detail:type:Phone 2 - Value", "Phone 2 - Value": "contact_point:phone:other",
            "IM 1 - Type": "detail:type:IM 1 - Value", "IM 1 - Value": "contact_point:messenger:other",
            "Relation 1 - Type": "detail:type:Relation 1 - Value",
            "Website 1 - Type": "detail:type:Website 1 - Value", "Event 1 - Type": "detail:type:Event 1 - Value",
            "Custom Field 1 - Type": "detail:type:Custom Field 1 - Value",
            **address("Address 1 - {}", "other", **GOOGLE_PARTS, label="Type"),
        },
    ),
    "Google, of today": Program(
        columns(
            """First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,
            Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,
            Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,
            Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,
            Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,
            Address 1 - Extended Address,Relation 1 - Label,Relation 1 - Value,Website 1 - Label,Website 1 - Value,
            Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value"""
        ),
        {
            "First Name": "given", "Last Name": "family", "Nickname": "also_known_as", "Notes": "note",
            "Labels": "tags", "Birthday": "",
            "E-mail 1 - Label": "detail:type:E-mail 1 - Value", "E-mail 1 - Value": "contact_point:email:other",
            "Phone 1 - Label": "detail:type:Phone 1 - Value", "Phone 1 - Value": "contact_point:phone:other",
            "Phone 2 - Label": "detail:type:Phone 2 - Value", "Phone 2 - Value": "contact_point:phone:other",
            "Relation 1 - Label": "detail:type:Relation 1 - Value",
            "Website 1 - Label": "detail:type:Website 1 - Value", "Event 1 - Label": "detail:type:Event 1 - Value",
            "Custom Field 1 - Label": "detail:type:Custom Field 1 - Value",
            **address("Address 1 - {}", "other", **GOOGLE_PARTS, label="Label"),
        },
    ),
    "Outlook": Program(
        columns(
            """Title,First Name,Middle Name,Last Name,Suffix,Given Yomi,Surname Yomi,Nickname,Company,Department,
            Job Title,Business Street,Business Street 2,Business Street 3,Business City,Business State,
            Business Postal Code,Business Country/Region,Home Street,Home Street 2,Home City,Home State,
            Home Postal Code,Home Country/Region,Other Street,Other City,Other State,Other Postal Code,
            Other Country/Region,Assistant's Phone,Business Fax,Business Phone,Business Phone 2,Callback,Car Phone,
            Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,Mobile Phone,Other Fax,Other Phone,Pager,
            Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,Assistant's Name,Billing Information,
            Birthday,Business Address PO Box,Categories,Children,Directory Server,E-mail Address,E-mail Type,
            E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,Gender,Government ID Number,
            Hobby,Home Address PO Box,IMAddress,Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,
            Mileage,Notes,Office Location,Organizational ID Number,Other Address PO Box,Personal Web Page,Priority,
            Private,Profession,Referred By,Schools,Sensitivity,Spouse,User 1,User 2,User 3,User 4,Web Page"""
        ),
        {
            "First Name": "given", "Last Name": "family", "Nickname": "also_known_as", "Notes": "note",
            "Language": "languages", "Categories": "tags", "Keywords": "tags", "Birthday": "",
            "Business Phone": "contact_point:phone:work", "Business Phone 2": "contact_point:phone:work",
            "Home Phone": "contact_point:phone:home", "Home Phone 2": "contact_point:phone:home",
            "Mobile Phone": "contact_point:mobile:other", "Other Phone": "contact_point:phone:other",
            "Primary Phone": "contact_point:phone:other", "Pager": "contact_point:pager:other",
            "Business Fax": "contact_point:fax:work", "Home Fax": "contact_point:fax:home",
            "Other Fax": "contact_point:fax:other", "IMAddress": "contact_point:messenger:other",
            "Assistant's Phone": "contact_point:phone:other:Assistant's Phone",
            "Callback": "contact_point:phone:other:Callback", "Car Phone": "contact_point:phone:other:Car Phone",
            "Company Main Phone": "contact_point:phone:other:Company Main Phone",
            "ISDN": "contact_point:phone:other:ISDN", "Radio Phone": "contact_point:phone:other:Radio Phone",
            "TTY/TDD Phone": "contact_point:other:other:TTY/TDD Phone", "Telex": "contact_point:other:other:Telex",
            "E-mail Address": "contact_point:email:other", "E-mail Type": "detail:type:E-mail Address",
            "E-mail 2 Address": "contact_point:email:other", "E-mail 2 Type": "detail:type:E-mail 2 Address",
            **address("Business {}", "work", **OUTLOOK_PARTS, po_box="Address PO Box"),
            **address("Business Street {}", "work", more="2"), "Business Street 3": "part:address:work:more",
            **address("Home {}", "home", **OUTLOOK_PARTS, po_box="Address PO Box", more="Street 2"),
            **address("Other {}", "other", **OUTLOOK_PARTS, po_box="Address PO Box"),
        },
    ),
    "Outlook in German": Program(
        columns(
            """Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Ort geschäftlich,
            Postleitzahl geschäftlich,Land/Region geschäftlich,Straße privat,Ort privat,Postleitzahl privat,
            Telefon geschäftlich,Telefon privat,Mobiltelefon,Fax geschäftlich,E-Mail-Adresse,Geburtstag,Kategorien,
            Notizen"""
        ),
        {
            "Vorname": "given", "Nachname": "family", "Geburtstag": "", "Kategorien": "tags", "Notizen": "note",
            "Telefon geschäftlich": "contact_point:phone:work", "Telefon privat": "contact_point:phone:home",
            "Mobiltelefon": "contact_point:mobile:other", "Fax geschäftlich": "contact_point:fax:work",
            "E-Mail-Adresse": "contact_point:email:other",
            **address("{} geschäftlich", "work", street="Straße", town="Ort", postcode="Postleitzahl",
                      country="Land/Region"),
            **address("{} privat", "home", street="Straße", town="Ort", postcode="Postleitzahl"),
        },
    ),
    "Apple": Program(
        columns(
            """First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Prefix,
            Suffix,Nickname,Maiden Name,Job Title,Department,Company,Phonetic Company,Phone (mobile),Phone (iPhone),
            Phone (home),Phone (work),Phone (main),Phone (home fax),Phone (work fax),Phone (pager),Phone (other),
            Email (home),Email (work),Email (other),URL (home page),URL (work),Address (home) - Street,
            Address (home) - City,Address (home) - State,Address (home) - ZIP,Address (home) - Country,
            Address (home) - Country Code,Work address,Birthday,Anniversary,Related Name (mother),
            Instant Message (Jabber),Twitter,Facebook,Note"""
        ),
        {
            "First Name": "given", "Last Name": "family", "Nickname": "also_known_as", "Note": "note", "Birthday": "",
            "Phone (mobile)": "contact_point:mobile:other", "Phone (iPhone)": "contact_point:mobile:other",
            "Phone (home)": "contact_point:phone:home", "Phone (work)": "contact_point:phone:work",
            "Phone (main)": "contact_point:phone:other", "Phone (home fax)": "contact_point:fax:home",
            "Phone (work fax)": "contact_point:fax:work", "Phone (pager)": "contact_point:pager:other",
            "Phone (other)": "contact_point:phone:other", "Email (home)": "contact_point:email:home",
            "Email (work)": "contact_point:email:work", "Email (other)": "contact_point:email:other",
            "Work address": "part:address:work:formatted",
            **address("Address (home) - {}", "home", street="Street", town="City", region="State", postcode="ZIP",
                      country="Country"),
        },
    ),
    "CiviCRM": Program(
        columns(
            """Contact ID,Contact Type,Contact Subtype,Do Not Email,Do Not Phone,Do Not Mail,Do Not Sms,Do Not Trade,
            No Bulk Emails (User Opt Out),Legal Identifier,External Identifier,Sort Name,Display Name,Nickname,
            Legal Name,Image Url,Preferred Communication Method,Preferred Language,Preferred Mail Format,Contact Hash,
            Contact Source,First Name,Middle Name,Last Name,Individual Prefix,Individual Suffix,Formal Title,
            Communication Style,Email Greeting ID,Postal Greeting ID,Addressee ID,Job Title,Gender,Birth Date,Deceased,
            Deceased Date,Household Name,Organization Name,Sic Code,Unique ID (OpenID),Current Employer ID,
            Contact is in Trash,Created Date,Modified Date,Addressee,Email Greeting,Postal Greeting,Current Employer,
            Location Type,Street Address,Street Number,Street Number Suffix,Street Name,Street Unit,
            Supplemental Address 1,Supplemental Address 2,Supplemental Address 3,City,Postal Code Suffix,Postal Code,
            Latitude,Longitude,Address Name,Master Address ID,County,State,Country,Phone,Phone Extension,Phone Type,
            Email,On Hold,Use for Bulk Mail,Signature Text,Signature Html,IM Provider,IM Screen Name,OpenID,
            World Region,Website,Website Type,Group(s),Tag(s),Note(s)"""
        ),
        {
            "Display Name": "name", "First Name": "given", "Last Name": "family", "Nickname": "also_known_as",
            "Preferred Language": "languages", "Group(s)": "tags", "Tag(s)": "tags", "Note(s)": "note",
            "Birth Date": "", "Latitude": "", "Longitude": "", "Do Not Email": "refusal:mails:yes",
            "Do Not Phone": "refusal:calls:yes", "Do Not Mail": "refusal:post:yes", "Do Not Sms": "refusal:texts:yes",
            "No Bulk Emails (User Opt Out)": "refusal:mails:yes", "Phone": "contact_point:phone:other",
            "Phone Type": "detail:type:Phone", "Email": "contact_point:email:other",
            "Website Type": "detail:type:Website",
            **address("{}", "other", street="Street Address", more="Street Unit", town="City", postcode="Postal Code",
                      region="State", country="Country"),
            **{f"Supplemental Address {n}": "part:address:other:more" for n in (1, 2, 3)},
        },
    ),
}  # fmt: skip


def cell(column: str, place: int) -> str:
    """Give what such a column would hold, different from what any other holds."""
    name = column.casefold()
    if re.search(r"birth|geburtstag|date$|anniversary", name):
        return f"1990-05-{place % 28 + 1:02}"
    if name.startswith(("do not", "no bulk")) or name in {"deceased", "on hold", "private", "use for bulk mail"}:
        return "No"
    if re.search(r" - (type|label)$|(phone|website|e-mail|e-mail 2) type$", name):
        return "Home"
    if re.search(r"e-?mail", name) and not re.search(r"greeting|bulk|display", name):
        return f"person{place}@example.org"
    if re.search(r"phone\b|phone |fax|pager|telex|isdn|callback|mobil|telefon", name) and "phonetic" not in name:
        return "12" if "extension" in name else f"+49 30 9018{place:03}"
    if re.search(r"latitude|longitude", name):
        return f"52.{place}"
    if re.search(r"postal code|zip|postleitzahl", name):
        return f"10{place:03}"
    return "de" if "language" in name else f"Word{place}"


def said(row: PlannedRecord) -> str:
    """Give all that has become of a row, in one text."""
    files = [file.data.decode() for file in row.files]
    return repr((row.values, row.contacts, row.parts, row.asides, files))


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_every_column_lands_right_or_keeps_its_name(ann: Vault, program: Program):
    cells = [cell(column, place) for place, column in enumerate(program.headers)]
    table = look(ann, tabular.write_csv(program.headers, [cells]))
    assert table.header == 1
    expected = {column: program.lands.get(column, f"x:{column}") for column in program.headers}
    assert {column: (table.mapping[column], to) for column, to in expected.items() if table.mapping[column] != to} == {}
    assert program.lands.keys() <= {*program.headers}
    found = importing.plan(ann, table)
    assert (found.bad, len(found.rows)) == ((), 1)
    kept = said(found.rows[0])
    lost = {c: text for c, text in zip(program.headers, cells, strict=True) if text not in kept and expected[c]}
    assert {c: text for c, text in lost.items() if text not in {"Home", "de"}} == {}
    assert {*found.ignored} == {column for column, target in expected.items() if not target}
    importing.run(ann, found).run(Progress())
    assert len(people(ann)) == 1


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_empty_columns_are_taken_for_nothing_else(ann: Vault, program: Program):
    filled = {"Name", "First Name", "Display Name", "Vorname"}
    cells = ["Ada" if column in filled else "" for column in program.headers]
    table = look(ann, tabular.write_csv(program.headers, [cells]))
    for column, target in table.mapping.items():
        assert target in {program.lands.get(column), f"x:{column}", ""}, column


@pytest.mark.long
@given(st.lists(st.sampled_from(["", "1", "Yes", "no", "Aisha", "+49 30 901820", "a@b.org", "3/4/2026"]), min_size=1))
def test_what_is_pronounced_is_never_a_telephone(values: list[str]):
    registry = catalogue()
    for column in ("Phonetic First Name", "Phonetic Company", "Yomi Name"):
        guessed = guessing.guess(registry, registry["person"], {"Name": ["Ada"], column: values})
        assert guessed[column] == f"x:{column}"


def test_what_is_said_twice_of_one_place_is_not_run_together(ann: Vault):
    found = plan(
        ann, "Name,Street Address,City,County,State,Country,Country Code\nAda,1 Main St,Albany,Kings,NY,USA,US\n"
    )
    (row,) = found.rows
    (part,) = row.parts
    assert (part.values["region"], part.values["country"]) == ("NY", "USA")
    assert row.values["extra"] == {"County": "Kings", "Country Code": "US"}
    only = plan(ann, "Name,Street Address,City,County,State\nAda,1 Main St,Leeds,Yorkshire,\n").rows[0]
    assert only.parts[0].values["region"] == "Yorkshire", "where only the lesser is filled, it counts"


def test_an_address_in_one_text_is_an_address_and_one_of_the_web_is_not(ann: Vault):
    found = plan(ann, "Name,Address,Web address,IP address\nAda,12 Mill Lane,https://example.org,192.0.2.1\n")
    assert [dict(each.values) for each in found.rows[0].parts] == [{"street": "12 Mill Lane", "label": "other"}]
    assert found.mapping["Web address"] == "x:Web address"
    assert plan(ann, "Name,Address\nAda,ada@example.org\n").rows[0].parts == ()


def test_that_nothing_is_to_be_passed_on_is_no_refusal_of_mails(ann: Vault):
    found = plan(ann, "Name,Email,Do Not Trade\nAda,ada@example.org,Yes\n")
    assert found.rows[0].values["extra"] == {"Do Not Trade": "Yes"}
    assert "do_not_write" not in found.rows[0].contacts[0]
