"""Cards as phones and address books really write them: nobody is lost for a picture, a fold or a byte.

The values are those of ``shared/data/import`` and ``shared/data/vcards``; each file is hard in one way.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.capabilities.catalogue import catalogue
from app.capabilities.people.records import ContactPoint, Person
from app.capabilities.people.records_reach import Address, Relationship
from app.problems import WrongValue
from app.records.attachments import Attachment
from app.records.changes import Add
from app.records.consents import Consent
from app.records.kinds import tidy
from app.services.attachments import attachments
from app.services.jobs import Progress
from app.services.tables import exporting, importing, vcards
from app.services.tables.columns import ID_COLUMN
from app.services.tables.guessing import written
from app.services.tables.importing import Choice, Imported, ImportPlan
from app.services.tables.vcard_writing import write
from app.storage.vault.vault import Vault

REGISTRY = catalogue()
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> bytes:
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode()


def folded(head: str, data: bytes, *, fold: str = "\r\n ") -> str:
    text = head + base64.b64encode(data).decode()
    return fold.join(text[start : start + 74] for start in range(0, len(text), 74))


def plan(vault: Vault, data: bytes, **corrections: str) -> ImportPlan:
    table = importing.look(vault, "person", ("a.vcf", data))
    return importing.plan(vault, table, importing.corrected(vault, table, corrections))


def take(
    vault: Vault, data: bytes, choice: Choice | None = None, corrections: dict[str, str] | None = None
) -> Imported:
    found = plan(vault, data, **(corrections or {}))
    assert found.bad == ()
    return importing.run(vault, found, choice=choice).run(Progress())


def rows(vault: Vault, model: type) -> list[Any]:
    with vault.reading() as session:
        return list(session.exec(select(model)).all())


def one(vault: Vault) -> Any:
    (person,) = rows(vault, Person)
    return person


# 1: pictures, and what is too long.

APPLE = "PHOTO;X-ABCROP-RECTANGLE=ABClipRect_1&0&0&671&671&Nh68TCRv7GErj8P8mk8qCA==;\r\n ENCODING=b;TYPE=JPEG:"


@pytest.mark.parametrize(
    "photo",
    [
        folded(APPLE, PICTURE * 500),
        folded("PHOTO;ENCODING=b;TYPE=JPEG:", PICTURE * 500, fold="\r\r\n "),
        folded("PHOTO;ENCODING=BASE64;JPEG:", PICTURE * 500, fold="\r\n"),
        folded("PHOTO:data:image/png;base64,", PICTURE * 500),
    ],
    ids=["a folded head", "CR CR LF", "not indented", "a URI"],
)
def test_nobody_is_lost_for_a_picture(ann: Vault, photo: str):
    data = card("N:Okoro;Ada;;;", "FN:Ada Okoro", photo, "EMAIL:ada@example.org")
    found = plan(ann, data)
    assert found.pictures == 1
    assert "1 picture or sound is left out" in " ".join(found.notes)
    take(ann, data)
    assert one(ann).name == "Ada Okoro"
    assert [each.value for each in rows(ann, ContactPoint)] == ["ada@example.org"]
    assert one(ann).extra is None
    assert rows(ann, Attachment) == []


def test_a_picture_is_an_attachment_if_they_said_yes_and_one_undo_takes_it_back(ann: Vault):
    take(ann, card("FN:Ada", folded(APPLE, PICTURE)), Choice(photos=True))
    (photo,) = rows(ann, Attachment)
    assert (photo.of, photo.shows, photo.sort, photo.media) == (one(ann).id, one(ann).id, "photo", "image/png")
    assert attachments.picture(ann, photo.id) == PICTURE
    (consent,) = rows(ann, Consent)
    assert (consent.purpose, consent.person, consent.withdrawn_on) == ("photo", one(ann).id, None)
    ann.undo()
    assert (rows(ann, Person), rows(ann, Attachment), rows(ann, Consent)) == ([], [], [])
    ann.redo()
    assert attachments.picture(ann, rows(ann, Attachment)[0].id) == PICTURE


def test_a_picture_of_somebody_who_has_said_yes_before_comes_with_the_newer_card(ann: Vault):
    take(ann, card("UID:u1", "FN:Ada"))
    newer = card("UID:u1", "FN:Ada", folded(APPLE, PICTURE))
    assert (plan(ann, newer).updates, plan(ann, newer).unchanged) == ((), (1,))
    yes = {"person": one(ann).id, "purpose": "photo", "how": "said", "on_day": "2026-01-01"}
    ann.apply([Add("consent", yes)], "Yes")
    (update,) = plan(ann, newer).updates
    assert [(each.label, each.after) for each in update.fields] == [("Attachment", "photo.png")]
    take(ann, newer)
    (photo,) = rows(ann, Attachment)
    assert attachments.picture(ann, photo.id) == PICTURE
    assert plan(ann, newer).unchanged == (1,)
    ann.undo()
    assert rows(ann, Attachment) == []


def test_a_value_that_is_too_long_is_an_attachment_and_not_the_end_of_the_person(ann: Vault):
    found = plan(ann, card("FN:Ada", "X-LONG:" + "a" * 40_960, "NOTE:" + "b" * 30_000))
    assert [aside.column for aside in found.asides] == ["x:X-LONG", "note"]
    importing.run(ann, found).run(Progress())
    kept = {each.file: b"".join(attachments.content(ann, each.id)) for each in rows(ann, Attachment)}
    assert kept == {"X-LONG.txt": b"a" * 40_960, "note.txt": b"b" * 30_000}
    assert one(ann).note is None


def test_many_long_values_do_not_make_a_row_too_large(ann: Vault):
    take(ann, card("FN:Ada", *(f"X-PART-{place}:{'abc' * 6000}" for place in range(5))))
    kept = len(one(ann).extra) + len(rows(ann, Attachment))
    assert (kept, len(rows(ann, Attachment)) > 0) == (5, True)


# 2: broken line ends and bytes.


@pytest.mark.parametrize("end", ["\r\r\n", "\r\n", "\r", "\n"])
def test_line_ends_of_any_sort(ann: Vault, end: str):
    lines = ["N:Lind;Eva;;;", "FN:Eva Lind", "TEL;type=CELL:+46 70 111 22 33"]
    note = "NOTE:needs the step-free room and arrives with the" + end + " night train"
    take(ann, card(*lines, note, "EMAIL:eva@example.org", end=end))
    assert one(ann).note == "needs the step-free room and arrives with the night train"
    reach = {(each.kind, each.value) for each in rows(ann, ContactPoint)}
    assert reach == {("mobile", "+46 70 111 22 33"), ("email", "eva@example.org")}
    assert one(ann).extra is None


@pytest.mark.parametrize("name", ["NOTE", "item1.NOTE;CHARSET=UTF-8"])
def test_line_ends_in_a_note_that_nobody_escaped(ann: Vault, name: str):
    lines = [
        f"{name}:first line",
        "second line: with a colon",
        "third line without",
        "",
        "Remark: last",
        "TEL:+1 555 0500",
    ]
    take(ann, card("FN:Nora Note", *lines))
    assert one(ann).note == "first line\nsecond line: with a colon\nthird line without\n\nRemark: last"
    assert [each.value for each in rows(ann, ContactPoint)] == ["+1 555 0500"]
    assert one(ann).extra is None


def test_bytes_that_are_in_no_stated_charset_are_read_as_the_likely_one_and_told(ann: Vault):
    data = card("N:M?ller;Jan;;;", "FN:Jan").replace(b"?", b"\x81") + card("FN:Zoë Good", "TEL:+491700000002")
    found = plan(ann, data)
    assert [(row.values["name"], row.values.get("family")) for row in found.rows] == [
        ("Jan", "Müller"),
        ("Zoë Good", None),
    ]
    assert "DOS 850" in found.notes[0]
    assert "Müller" in found.notes[0]
    table = importing.look(ann, "person", ("a.vcf", data), how=importing.How(encoding="mac_roman"))
    assert "MÅller" in [cell for line in table.lines for cell in line.cells]
    assert {"cp850", "mac_roman"} <= {each.code for each in table.candidates}


# 3: cards in cards.


@pytest.mark.parametrize(
    "data",
    [
        card("FN:Boss One", r"AGENT:BEGIN:VCARD\nFN:Helper Two\nTEL:+1-555-0201\nEND:VCARD\n", "TEL:+1 555 0200"),
        card(
            "FN:Boss One", "AGENT:", "BEGIN:VCARD", "VERSION:2.1", "FN:Helper Two", "TEL:+1-555-0201", "END:VCARD",
            "TEL:+1 555 0200", version="2.1",
        ),
    ],
    ids=["3.0", "2.1"],
)  # fmt: skip
def test_an_agent_is_a_person_with_the_relation(ann: Vault, data: bytes):
    take(ann, data)
    people = {each.id: each.name for each in rows(ann, Person)}
    assert sorted(people.values()) == ["Boss One", "Helper Two"]
    assert {(people[each.person], each.value) for each in rows(ann, ContactPoint)} == {
        ("Boss One", "+1 555 0200"), ("Helper Two", "+1-555-0201"),
    }  # fmt: skip
    (relation,) = rows(ann, Relationship)
    assert (people[relation.one], relation.what, people[relation.other]) == ("Boss One", "Agent", "Helper Two")


# 4: birth dates.


def test_no_birth_date_is_kept_from_a_card_and_the_age_is_offered(ann: Vault):
    data = card("FN:Bo Twice", "BDAY;ALTID=1:19800801", "BDAY;ALTID=1;VALUE=text:1980-08-01", version="4.0")
    found = plan(ann, data)
    assert "Birth dates are not kept" in " ".join(found.notes)
    assert "born:age_band:date" in importing.offered(ann, "person")
    (first, _second) = (column for column in found.columns if "BDAY" in column)
    with pytest.raises(WrongValue, match="birth dates, which are not kept"):
        plan(ann, data, **{first: "x:Born"})
    take(ann, data, corrections={first: "born:age_band:date"})
    assert (one(ann).age_band, one(ann).extra) == ("30to49", None)


# 10: parts that come and go.

EVOLUTION = [
    "X-COUCHDB-APPLICATION-ANNOTATIONS:{\"Evolution\":{\"revision\":\"2012-03-05T13:32:54Z\"}}",
    "UID:477343c8e6bf375a9bac1f96a5000837",
    r"N:Doe;John;Richter\, James;Mr.;Sr.,M.Sc.",
    r"X-EVOLUTION-FILE-AS:Doe\, John",
    r"FN:Mr. John Richter\, James Doe Sr.",
    "ORG:IBM;Accounting;Dungeon",
    "TITLE:Money Counter",
    "URL:http://www.ibm.com",
    "URL;TYPE=work:https://www.example.org",
    "ADR;TYPE=HOME:ASB-123;;15 Crescent moon drive;Albaney;New York;12345;United States of America",
    "ADR;TYPE=WORK:;Floor 2;2875 Laurier;Quebec;QC;G1V 2M2;Canada",
    "X-STRUCTURED;TYPE=home:a;b\\;c;d",
    "item1.X-ABDATE:1975-03-01",
    "item1.X-ABLABEL:_$!<Anniversary>!$_",
    "item2.X-ABRELATEDNAMES:Jenny",
    "item2.X-ABLABEL:Ferienhaus",
    "GENDER:M",
]  # fmt: skip


def test_addresses_come_in_with_their_parts(ann: Vault):
    take(ann, card(*EVOLUTION))
    home, work = sorted(rows(ann, Address), key=lambda each: each.label)
    assert (home.label, home.po_box, home.street, home.town, home.region, home.postcode, home.country) == (
        "home", "ASB-123", "15 Crescent moon drive", "Albaney", "New York", "12345", "United States of America",
    )  # fmt: skip
    assert (work.label, work.more, work.postcode) == ("work", "Floor 2", "G1V 2M2")
    assert not any("Address" in key for key in one(ann).extra)


def test_what_other_programs_wrote_goes_out_as_it_came_in(ann: Vault):
    take(ann, card(*EVOLUTION))
    out = exporting.export(ann, "person", "vcf").decode().replace("\r\n ", "").split("\r\n")
    assert set(EVOLUTION) - {
        line.replace("TYPE=home", "TYPE=HOME").replace("TYPE=work:;", "TYPE=WORK:;") for line in out
    } == {
        "UID:477343c8e6bf375a9bac1f96a5000837",  # Ours is the id by which the card comes back to us.
        "X-STRUCTURED;TYPE=home:a;b\\;c;d",
    }
    assert "X-STRUCTURED;TYPE=home:a;b\\;c;d" in out


@pytest.mark.parametrize("version", ["vcf", "vcf4"])
def test_a_round_trip_through_a_card_keeps_the_parts(ann: Vault, version: str):
    take(ann, card(*EVOLUTION))
    whole = [each.model_dump(exclude={"id", "person"}) for each in sorted(rows(ann, Address), key=lambda a: a.label)]
    before = one(ann).model_dump(exclude={"id"})
    data = exporting.export(ann, "person", version)
    ann.undo()
    take(ann, data)
    after = one(ann).model_dump(exclude={"id"})
    assert [
        each.model_dump(exclude={"id", "person"}) for each in sorted(rows(ann, Address), key=lambda a: a.label)
    ] == whole
    assert after == before


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).map(tidy)
FIELDS = st.dictionaries(st.sampled_from(vcards.ADDRESS_FIELDS), TEXTS.filter(bool), min_size=1)


@given(home=FIELDS, work=FIELDS, second=FIELDS)
def test_any_address_comes_back_part_by_part(home: dict[str, str], work: dict[str, str], second: dict[str, str]):
    row = {"name": "Ada"}
    for group, fields in (("home", home), ("work", work), ("home_2", second)):
        row |= {f"address_{group}_{name}": text for name, text in fields.items()}
    for version in ("3.0", "4.0"):
        data = write([row], written(REGISTRY, REGISTRY["person"], [ID_COLUMN, *row]), version)
        sheet = vcards.read("a.vcf", data)
        (line,) = sheet.lines
        assert {c: text for c, text in zip(sheet.columns, line.cells, strict=True) if text} == row


# 11: the same card once more.


def test_the_same_card_twice_changes_nothing_and_a_newer_one_is_proposed_field_by_field(ann: Vault):
    data = card(*EVOLUTION, "TEL;TYPE=CELL:+1 555 0100", "NOTE:first")
    take(ann, data)
    again = plan(ann, data)
    assert (again.rows, again.updates, again.unchanged, again.duplicates) == ((), (), (1,), ())
    done = importing.run(ann, again).run(Progress())
    assert (done.records, done.updated, done.unchanged, done.changed.added) == (0, 0, 1, ())
    newer = card(*EVOLUTION[:1], *EVOLUTION[1:9], "TEL;TYPE=CELL:+1 555 0199", "NOTE:second", "TITLE:Sailor")
    (update,) = plan(ann, newer.replace(b"TITLE:Money Counter\r\n", b"")).updates
    assert {(each.label, each.before, each.after) for each in update.fields} == {
        ("Mobile telephone (Other)", "", "+1 555 0199"),
        ("Job title", "Money Counter", "Sailor"),
        ("Note", "first", "first\nsecond"),
    }
    found = plan(ann, newer.replace(b"TITLE:Money Counter\r\n", b""))
    importing.run(ann, found, choice=Choice(leave=frozenset({"note"}))).run(Progress())
    assert (one(ann).note, one(ann).extra["Job title"]) == ("first", "Sailor")
    assert len(rows(ann, ContactPoint)) == 2
    ann.undo()
    assert (one(ann).extra["Job title"], len(rows(ann, ContactPoint))) == ("Money Counter", 1)


def test_somebody_who_only_looks_alike_is_not_changed(ann: Vault):
    ann.apply([Add("person", {"name": "Ada Okoro"})], "Add")
    found = plan(ann, card("FN:Ada Okoro", "TEL:+1 555 0100"))
    assert (len(found.rows), len(found.duplicates), found.updates) == (1, 1, ())
