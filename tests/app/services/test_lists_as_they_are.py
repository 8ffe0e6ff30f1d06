"""Lists as address books, mailing and membership programs and spreadsheets really write them.

The values are those of ``shared/data/import``; each file is hard in one way. Nothing is dropped, turned into something
else, or guessed without being shown.
"""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.people.records import ContactPoint
from app.capabilities.people.records_reach import Address
from app.problems import WrongValue
from app.records.ages import AgeBand
from app.records.consents import Consent
from app.records.mapping import normal_name
from app.services.jobs import Progress
from app.services.tables import births, companions, exporting, importing, refusals
from app.services.tables.importing import Choice
from app.storage.vault.vault import Vault
from tests.lists import TODAY, people, plan, reach, rows, take

# 6: several values, and what stands beside them.

GOOGLE = (
    "Name,Given Name,Family Name,Birthday,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,"
    "E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Website 1 - Type,"
    "Website 1 - Value\r\n"
    "Имя Фамилия,Имя,Фамилия,1990-01-01,* My Contacts ::: University ::: School,* ,one@example.com ::: two@example.com,"
    "Work,work1@example.com,Mobile,+7 000 000-00-00 ::: +7 000 000-00-01,Home,02 12 34 56,Profile,https://example.com\r\n"
    "Ann Two,Ann,Two,,,Home,ann@example.com,,,Work Fax,+1 555 0100,,,,\r\n"
)


def test_google_has_several_values_in_a_cell_and_their_sort_beside_them(ann: Vault):
    found = plan(ann, GOOGLE)
    assert "* My Contacts" in " ".join(found.notes)
    importing.run(ann, found).run(Progress())
    assert reach(ann, "Имя Фамилия") == {
        ("email", "other", "one@example.com"), ("email", "other", "two@example.com"),
        ("email", "work", "work1@example.com"),
        ("mobile", "other", "+7 000 000-00-00"), ("mobile", "other", "+7 000 000-00-01"),
        ("phone", "home", "02 12 34 56"),
    }  # fmt: skip
    assert reach(ann, "Ann Two") == {("email", "home", "ann@example.com"), ("fax", "work", "+1 555 0100")}
    assert people(ann)["Имя Фамилия"].tags == ["School", "University"]
    assert people(ann)["Имя Фамилия"].extra == {"Website 1 - Value (Profile)": "https://example.com"}


def test_google_of_today_with_an_address_and_a_firm_without_a_person(ann: Vault):
    head = (
        "First Name,Last Name,Organization Name,Birthday,Labels,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,"
        "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Region,Address 1 - Postal Code,"
        "Relation 1 - Label,Relation 1 - Value\r\n"
    )
    aisha = "Aisha,Rahman,Kedai,--04-02,* myContacts ::: Rotary,Mobile,+60 12-345 6789 ::: 04-1234567,Home,"
    aisha += '"Hill 1\n01000 Town",'
    take(ann, head + aisha + "Hill 1,Town,,01000,Mother,Siti\r\n,,Only Org,,,Main,03-1000000,,,,,,,,\r\n")
    (address,) = rows(ann, Address)
    assert (address.label, address.street, address.town, address.postcode, address.note) == (
        "home", "Hill 1", "Town", "01000", None,
    )  # fmt: skip
    assert people(ann)["Aisha Rahman"].tags == ["Rotary"]
    assert people(ann)["Aisha Rahman"].extra == {"Organization Name": "Kedai", "Relation 1 - Value (Mother)": "Siti"}
    assert reach(ann, "Only Org") == {("phone", "other", "03-1000000")}


def test_outlook_with_fax_pager_and_telephones_that_have_a_name(ann: Vault):
    text = (
        "Title,First Name,Last Name,Assistant's Phone,Business Fax,Business Phone,Home Phone,Mobile Phone,Pager,"
        "Primary Phone,"
        "Anniversary,Birthday,Categories,E-mail Address,E-mail Type,E-mail 2 Address,Language\r\n"
        "Mr.,Jürgen,Groß,+49 40 999,+49 40 112,+49 40 111,040 333,0170 2223334,040 777,040 333,"
        "0/0/00,0/0/00,Crew;Kitchen,jg@example.de,SMTP,jg2@example.de,German\r\n"
    )
    take(ann, text.encode("cp1252"))
    assert reach(ann, "Jürgen Groß") == {
        ("phone", "other", "+49 40 999"), ("fax", "work", "+49 40 112"), ("phone", "work", "+49 40 111"),
        ("phone", "home", "040 333"), ("mobile", "other", "0170 2223334"), ("pager", "other", "040 777"),
        ("email", "other", "jg@example.de"), ("email", "other", "jg2@example.de"),
    }  # fmt: skip
    assert {each.about for each in rows(ann, ContactPoint) if each.about} == {"Assistant's Phone"}
    person = people(ann)["Jürgen Groß"]
    assert (person.languages, person.tags, person.extra) == (["de"], ["Crew", "Kitchen"], {"Title": "Mr."})


@pytest.mark.parametrize(
    "column", ["Preferred Language", "Languages spoken", "Sprachkenntnisse / Sprachen", "language(s)"]
)
def test_languages_in_any_wording(ann: Vault, column: str):
    take(ann, f"Name,{column}\nRosa,de_DE\n")
    assert people(ann)["Rosa"].languages == ["de-DE"]


def test_tags_in_quotation_marks_and_a_telephone_with_a_question(ann: Vault):
    take(ann, 'Name,TAGS,Phone (Signal ok?)\nRosa,"""VIP"",""Blog, old""",+49 170 1112222\n')
    assert people(ann)["Rosa"].tags == ["Blog old", "VIP"]
    assert [each.about for each in rows(ann, ContactPoint)] == ["Phone (Signal ok?)"]


@given(st.lists(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True), min_size=1, max_size=4, unique=True))
def test_several_addresses_in_a_cell_are_each_one(addresses: list[str]):
    for between in (" ::: ", "; ", ", ", " ", "\n"):
        assert companions.several("email", between.join(addresses)) == addresses


# 5: a no is a no.


@pytest.mark.parametrize(
    ("column", "text", "way"),
    [
        ("Do Not Phone", "Yes", "calls"), ("Do Not Email", "1", "mails"), ("Do Not Sms", "Yes", "texts"),
        ("Do Not Mail", "Yes", "post"), ("No Bulk Emails (User Opt Out)", "Yes", "mails"), ("is_opt_out", "1", "mails"),
        ("do_not_call", "true", "calls"), ("do_not_contact", "true", "all"), ("federal_donotcall", "true", "calls"),
        ("email_opt_in", "false", "mails"), ("mobile_opt_in", "false", "texts"),
        ("can2_sms_status", "unsubscribed", "texts"), ("can2_subscription_status", "unsubscribed", "mails"),
        ("sms_status", "unsubscribed", "texts"), ("Email Marketing Status", "Unsubscribed", "mails"),
        ("UNSUB_TIME", "2026-01-01 10:00:00", "mails"), ("Status", "unsubscribed", "mails"),
    ],
)  # fmt: skip
def test_every_wording_of_a_no(column: str, text: str, way: str):
    target = refusals.guess(column, [text])
    assert target.split(":")[1] == way
    assert refusals.refuses(target.split(":")[2], text)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Status", "active"),
        ("has_newsletter", "true"),
        ("Notes", "no"),
        ("email1_is_bad", "false"),
        ("Opt-in time", "x"),
    ],
)
def test_what_is_no_refusal(column: str, text: str):
    assert refusals.guess(column, [text]) == ""


NATION = (
    "nationbuilder_id,first_name,last_name,email,email_opt_in,email1,phone_number,mobile_number,mobile_opt_in,do_not_call,"
    "do_not_contact,born_at,tag_list,primary_address1,primary_city,primary_zip\n"
    "17,Bo,Nation,bo@example.org,true,bo@example.org,5551234567,5553334444,false,true,false,1970-02-03,"
    '"kitchen, driver",'
    "1 Main St,Town,02139\n"
)


def test_a_no_is_set_on_the_number_kept_as_a_withdrawn_consent_and_shown(ann: Vault):
    found = plan(ann, NATION)
    shown = dict(found.preview[0].fields)
    assert shown["Mobile telephone (Other)"] == "5553334444 (Do not call, Do not write)"
    assert "1 person said no" in " ".join(found.notes)
    importing.run(ann, found).run(Progress())
    said = {each.value: (each.do_not_call, each.do_not_write) for each in rows(ann, ContactPoint)}
    assert said == {"bo@example.org": (None, None), "5551234567": (True, True), "5553334444": (True, True)}
    (consent,) = rows(ann, Consent)
    assert (consent.purpose, consent.about) == ("reach", "mobile_opt_in: false; do_not_call: true")
    assert consent.withdrawn_on is not None
    person = people(ann)["Bo Nation"]
    # What says no to nothing is kept as it is, and no birth date at all.
    assert person.extra == {"nationbuilder_id": "17", "email_opt_in": "true", "do_not_contact": "false"}
    assert person.tags == ["driver", "kitchen"]
    (address,) = rows(ann, Address)
    assert (address.street, address.town, address.postcode) == ("1 Main St", "Town", "02139")


# 4: birth dates and traces.


@pytest.mark.parametrize(
    ("head", "cells", "kept"),
    [
        ("Birthday", "1980-08-01", {"Birthday": "date"}),
        ("Birth Date", "03/14/1988", {"Birth Date": "date"}),
        ("born_at", "1980-08-01", {"born_at": "date"}),
        ("Geburtsdatum", "1.8.1980", {"Geburtsdatum": "date"}),
        (
            "Birth Year,Birth Month,Birth Day",
            "1980,8,1",
            {"Birth Year": "year", "Birth Month": "month", "Birth Day": "day"},
        ),
        ("Year of birth", "1980", {"Year of birth": "year"}),
    ],
)
def test_no_birth_date_is_kept_and_the_age_is_offered(ann: Vault, head: str, cells: str, kept: dict[str, str]):
    text = f"Name,{head}\nBo,{cells}\n"
    found = plan(ann, text)
    assert set(found.ignored) == set(kept)
    assert "Birth dates are not kept" in found.notes[0]
    for column in kept:
        with pytest.raises(WrongValue, match="not kept"):
            plan(ann, text, corrections={column: "x:" + column})
    take(ann, text, corrections={column: f"born:age_band:{part}" for column, part in kept.items()})
    assert (people(ann)["Bo"].age_band, people(ann)["Bo"].extra) == ("30to49", None)


@given(st.dates(datetime.date(1930, 1, 1), TODAY))
def test_the_age_is_that_of_today_and_a_year_alone_gives_one_only_if_it_is_sure(born: datetime.date):
    kind = AgeBand({"young": "young", "old": "old"}, {"young": 0, "old": 40})
    age = TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))
    assert kind.born(born, born, TODAY) == ("old" if age >= 40 else "young")
    whole = kind.born(datetime.date(born.year, 1, 1), datetime.date(born.year, 12, 31), TODAY)
    assert whole in {"", kind.born(born, born, TODAY)}


@pytest.mark.parametrize(
    "column", ["OPTIN_IP", "LATITUDE", "longitude", "signup_id", "IP Address", "GMTOFF", "utm_source"]
)
def test_technical_traces_are_proposed_to_be_left_out(ann: Vault, column: str):
    assert plan(ann, f"Name,{column}\nBo,1.2\n").ignored == (column,)


@pytest.mark.parametrize("column", ["Birthplace", "Birth name", "Birthday party", "Reborn", "Trip", "Zip", "Latin"])
def test_what_is_neither_a_birth_date_nor_a_trace(column: str):
    assert births.part_of(column, ["x"]) is None
    assert not births.is_trace(column)


# 10 and 11: there and back, and once more.


def test_addresses_go_out_in_columns_and_come_back(ann: Vault):
    take(ann, NATION)
    for fmt in ("csv", "xlsx", "vcf"):
        data = exporting.export(ann, "person", fmt)
        found = importing.plan(ann, importing.look(ann, "person", (f"a.{fmt}", data)))
        assert (found.rows, found.updates, len(found.unchanged), found.duplicates) == ((), (), 1, ()), fmt


CIVI = (
    "Contact ID,First Name,Last Name,Phone,Email,City,Postal Code,Do Not Phone\n"
    "203,Rosa,Blum,030 1234567,,Ulm,{code},{no}\n"
)


def test_the_same_id_column_proposes_an_update_field_by_field(ann: Vault):
    take(ann, CIVI.format(code="01097", no=""))
    again = plan(ann, CIVI.format(code="01097", no=""))
    assert (again.rows, again.updates, again.unchanged) == ((), (), (2,))
    found = plan(ann, CIVI.format(code="01099", no="Yes"))
    (update,) = found.updates
    assert "Contact ID" in update.why
    assert {(each.key, each.before, each.after) for each in update.fields if each.key != "consent"} == {
        ("address.postcode", "01097", "01099"), ("contact_point.do_not_call", "", "yes"),
    }  # fmt: skip
    assert importing.run(ann, found, choice=Choice(update=False)).run(Progress()).updated == 0 if found.rows else True
    importing.run(ann, found).run(Progress())
    assert [each.postcode for each in rows(ann, Address)] == ["01099"]
    assert [each.do_not_call for each in rows(ann, ContactPoint)] == [True]
    assert len(rows(ann, Consent)) == 1
    assert plan(ann, CIVI.format(code="01099", no="Yes")).unchanged == (2,)
    ann.undo()
    assert ([each.postcode for each in rows(ann, Address)], rows(ann, Consent)) == (["01097"], [])


def test_an_id_that_several_rows_share_tells_nobody(ann: Vault):
    take(ann, "Name,ID,Phone\nRosa,1,030 111222\nBo,2,030 333444\n")
    found = plan(ann, "Name,ID,Phone\nRosa,1,030 111222\nCy,1,030 555666\n")
    assert [row.title for row in found.rows] == ["Cy"]
    assert normal_name("Contact ID") == "contact id"


def test_bare_names_taken_in_twice_add_nobody_and_lose_nobody(ann: Vault):
    text = "Name,City,Address,Note\nAnna Lee,,,\nAnna Lee,,,\nBo Ray,Leeds,12 Mill Lane,hi\n"
    assert take(ann, text).records == 3
    again = plan(ann, text)
    assert (again.rows, again.updates, again.unchanged) == ((), (), (2, 3, 4))
    more = plan(ann, text + "Anna Lee,,,\nAnna Lee,,,taller\n")
    assert [(row.line, row.title) for row in more.rows] == [(5, "Anna Lee"), (6, "Anna Lee")], "two are here, not three"
    assert {each.line for each in more.duplicates} == {5, 6}
