"""Address books of any program are read as they were meant, and ours go there and back without a loss."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.catalogue import catalogue
from app.problems import UserProblem
from app.records.kinds import one_line, tidy
from app.services.tables import vcard_lines, vcards
from app.services.tables.columns import ID_COLUMN
from app.services.tables.guessing import written
from app.services.tables.vcard_writing import Version, write

VECTORS = Path(__file__).parents[2] / "vectors" / "vcards"
REGISTRY = catalogue()
VERSIONS: tuple[Version, ...] = ("3.0", "4.0")


def cards(data: bytes | str) -> list[dict[str, str]]:
    """Give the cards of a file, each with the columns in which it has a text."""
    sheet = vcards.read("a.vcf", data if isinstance(data, bytes) else data.encode())
    assert sheet.columns[0] == ID_COLUMN
    return [{c: text for c, text in zip(sheet.columns, line.cells, strict=True) if text} for line in sheet.lines]


def card(*lines: str, version: str = "3.0") -> dict[str, str]:
    (found,) = cards("\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]))
    return found


def vector(name: str) -> list[dict[str, str]]:
    return cards((VECTORS / name).read_bytes())


def test_android_2_1():
    sheet = vcards.read("a.vcf", (VECTORS / "John_Doe_ANDROID.vcf").read_bytes())
    assert [line.number for line in sheet.lines] == [1, 6, 11, 18, 36, 71]
    assert not any(line.wrong for line in sheet.lines)
    assert len(sheet.notes) == 1  # A name that Android cut in the middle of a letter.
    only_email, _other, plain, several, company, cut = vector("John_Doe_ANDROID.vcf")
    assert only_email == {
        "email_other": "john.doe@company.com", "email_other_preferred": "yes", "tags": "My Contacts",
    }  # fmt: skip
    assert plain["name"] == "Ñ Ñ Ñ Ñ Ñ"
    assert plain["family"] == "Ñ Ñ Ñ Ñ"
    numbers = {column: text for column, text in several.items() if column.startswith(("phone", "mobile"))}
    assert numbers == {
        "mobile_other": "123456", "mobile_other_preferred": "yes", "phone_home": "234567",
        "mobile_other_2": "3456789", "phone_home_2": "45678901",
    }  # fmt: skip
    assert several["note"].split("\n") == ["Ñ Ñ Ñ Ñ Ñ Ñ Ñ ÑÑ Ñ Ñ Ñ Ñ Ñ Ñ ÑÑ Ñ Ñ Ñ Ñ"] * 2
    assert company["fax_work"] == "123456"
    assert company["phone_work"] == "123456"
    assert company["email_other"] == "Ñ" * 14
    assert company["email_work"] == "bob@company.com"
    assert [company["x:Organisation"], company["x:Organisation 2"]] == ["ÑÑÑÑÑÑÑÑÑÑÑÑ"] * 2
    assert [company["x:Web page"], company["x:Web page 2"]] == ["www.company.com", "http://www.company.com"]
    assert cut["x:Organisation 2"].count("\ufffd") == 1
    assert cut["tags"] == "My Contacts"


def test_evolution_3_0():
    (found,) = vector("John_Doe_EVOLUTION.vcf")
    assert found.pop("note").startswith('THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"')
    assert found == {
        "name": "Mr. John Richter, James Doe Sr.",
        "family": "Doe",
        "given": "John",
        "x:Additional names": "Richter, James",
        "x:Honorific prefix": "Mr.",
        "x:Honorific suffix": "Sr.",
        "also_known_as": "Johny",
        "tags": "VIP",
        "email_work": "john.doe@ibm.com",
        "phone_work": "905-555-1234",
        "mobile_other": "905-666-1234",
        "messenger_home": "aim:johnny5@aol.com",
        "x:Web page": "http://www.ibm.com",
        "x:Organisation": "IBM",
        "x:Organisation unit": "Accounting",
        "x:Organisation unit 2": "Dungeon",
        "x:Job title": "Money Counter",
        "address_home_po_box": "ASB-123",
        "address_home_street": "15 Crescent moon drive",
        "address_home_town": "Albaney",
        "address_home_region": "New York",
        "address_home_postcode": "12345",
        "address_home_country": "United States of America",
        "x:BDAY": "1980-03-22",
        "x:UID": "477343c8e6bf375a9bac1f96a5000837",
        "x:X-COUCHDB-APPLICATION-ANNOTATIONS": '{"Evolution":{"revision":"2012-03-05T13:32:54Z"}}',
        "x:X-EVOLUTION-FILE-AS": "Doe, John",
        "x:X-EVOLUTION-SPOUSE": "Maria",
        "x:X-EVOLUTION-MANAGER": "Big Blue",
        "x:X-EVOLUTION-ASSISTANT": "Little Red",
        "x:X-EVOLUTION-ANNIVERSARY": "1980-03-22",
    }


def test_gmail_3_0():
    (found,) = vector("John_Doe_GMAIL.vcf")
    assert found["note"].endswith("SUCH DAMAGE.\nFavotire Color: Blue")
    assert found["x:Web page work"] == "http://www.ibm.com"
    assert found["address_home_more"].startswith("Crescent moon drive\n555-asd\nNice Area, Albaney")
    # Apple's way of naming properties, which Google has taken over.
    assert (found["x:Anniversary (X-ABDATE)"], found["x:Spouse (X-ABRELATEDNAMES)"]) == ("1975-03-01", "Jenny")
    assert [each["name"] for each in vector("gmail-list.vcf")] == ["Arnold Smith", "Chris Beatle", "Doug White"]


def test_the_example_of_rfc_6350():
    (found,) = vector("rfc6350-example.vcf")
    assert found["languages"] == "fr, en"
    assert found["phone_work"] == "+1-418-656-9254 ext. 102"
    assert found["phone_work_preferred"] == "yes"
    assert found["mobile_work"] == "+1-418-262-6501"
    assert (found["address_work_more"], found["address_work_town"]) == ("Suite D2-630", "Quebec")
    assert (found["x:Honorific suffix"], found["x:Honorific suffix 2"]) == ("ing. jr", "M.Sc.")
    assert found["x:KEY;TYPE=work;VALUE=uri"] == "http://www.viagenie.ca/simon.perreault/simon.asc"
    assert found["x:GENDER"] == "M"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Zo=EB", "Zoë"),
        (b"FN;QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=AB =\r\nand Bo", "Zoë and Bo"),
        (b"FN;CHARSET=windows-1251:\xc7\xee\xff", "Зоя"),
        (b"FN;CHARSET=nonsense:Zo\xc3\xab", "Zoë"),
        (b"FN;CHARSET=utf-8\0:Zo\xc3\xab", "Zoë"),
        (b"FN;CHARSET=unicode_escape:Zo\xc3\xab\\x41", "Zoë\\x41"),
        (b"FN:Zo\xc3\r\n \xab", "Zoë"),
        (b"FN:Zo\xeb", "Zoë"),
        (b"fn:C:\\new\\;x", "C:\\new;x"),
        (b'item1.FN;X="a:b;c":Zo', "Zo"),
    ],
)
def test_texts_of_2_1(line: bytes, text: str):
    (found,) = cards(b"BEGIN:VCARD\r\nVERSION:2.1\r\n" + line + b"\r\nEND:VCARD\r\n")
    assert found["name"] == text


def test_a_comma_in_the_parts_of_an_old_name_is_a_comma():
    lines = ("VERSION:2.1", "N:Veni, Vidi, Vici;The Restaurant.", "FN:V", "ADR;HOME:;;Flat 3, Mill Lane;Leeds")
    (card,) = cards("\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD", "")))
    assert (card["family"], card["given"]) == ("Veni, Vidi, Vici", "The Restaurant.")
    assert card["address_home_street"] == "Flat 3, Mill Lane"


def test_a_file_in_utf_16():
    assert cards("BEGIN:VCARD\nVERSION:3.0\nFN:Zoë\nEND:VCARD".encode("utf-16")) == [{"name": "Zoë"}]


def test_labels_are_those_of_apple_too():
    found = card("item1.TEL:123456", "item1.X-ABLabel:_$!<Work>!$_", "item2.X-FOO:1", "item2.X-ABLabel:name")
    assert found == {"phone_work": "123456", "x:name (X-FOO)": "1"}


def test_only_our_own_ids_are_ids():
    uid = "UID:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
    assert card("FN:Zoë", uid) == {"name": "Zoë", "x:UID": uid.removeprefix("UID:")}
    assert card("FN:Zoë", uid, f"PRODID:{vcards.PROGRAM}")[ID_COLUMN] == "f81d4fae7dec11d0a76500a0c91e6bf6"


def test_a_card_inside_a_card_is_one_of_its_own():
    inner = ["AGENT:", "BEGIN:VCARD", "VERSION:2.1", "FN:Inner", "END:VCARD"]
    found = cards("\n".join(["BEGIN:VCARD", "VERSION:2.1", "FN:Outer", *inner, "NOTE:x", "END:VCARD"]))
    assert found == [{"name": "Outer", "note": "x"}, {"name": "Inner"}]


def test_lines_that_nobody_can_read_are_kept():
    assert card("FN:Zoë", "what is this", "and this") == {"name": "Zoë", "x:Unreadable": "what is this\nand this"}


def test_cards_that_are_no_persons_or_cut_off_are_wrong():
    data = b"BEGIN:VCARD\nFN:One\nBEGIN:VCARD\nKIND:group\nFN:All\nEND:VCARD\nBEGIN:VCARD\nFN:Tw"
    one, everyone, two = vcards.read("a.vcf", data).lines
    assert "no end" in one.wrong
    assert "group" in everyone.wrong
    assert (two.number, "no end" in two.wrong) == (7, True)


def with_picture(size: int, fold: str) -> bytes:
    """Give a card with a picture of a size in KiB, in folded lines."""
    picture = base64.b64encode(bytes(range(256)) * 4 * size).decode()
    folded = fold.join(picture[start : start + 72] for start in range(0, len(picture), 72))
    return f"BEGIN:VCARD\r\nVERSION:2.1\r\nPHOTO;ENCODING=BASE64;JPEG:{folded}\r\n\r\nFN:Zoë\r\nEND:VCARD".encode()


@pytest.mark.parametrize("fold", ["\r\n ", "\r\n"], ids=["indented", "not indented"])
def test_a_large_picture_is_a_file_beside_the_row(fold: str):
    data = with_picture(2000, fold)
    sheet = vcards.read("a.vcf", data)
    assert sheet.columns == (ID_COLUMN, "name")
    (picture,) = sheet.lines[0].files
    assert (len(picture.data), picture.of_them) == (2000 * 1024, True)


@pytest.mark.parametrize("fold", ["\r\n ", "\r\n"], ids=["indented", "not indented"])
def test_the_lines_of_a_picture_are_joined_once(fold: str):
    """So its size cannot matter; how long texts in folded lines take is measured in `tests/bench/bench_cards.py`."""
    (picture,) = [line for line in vcard_lines._unfolded(with_picture(20, fold)) if line.binary]
    assert len(picture.pieces) > 300


def test_a_text_in_folded_lines_is_joined_however_long_it_is():
    def note(lines: int) -> dict[str, str]:
        return card("FN:Zoë", "NOTE:" + "\r\n ".join(["x" * 100] * lines))

    assert note(9000)["note"] == "x" * 900_000
    assert note(11_000)["note"] == "x" * 1_100_000


@pytest.mark.parametrize(
    "line",
    [
        "X;A=" + "," * 5000, "X" + ";A=b" * 5000, "X" + ';"' * 5001 + ":", "FN:" + "\\" * 5001, "X" * 900_000,
        "=" * 5000,
    ],
    ids=lambda line: line[:12],
)  # fmt: skip
def test_no_line_takes_for_ever(line: str):
    assert card("FN:Zoë", line)["name"]


@pytest.mark.parametrize(
    ("charset", "value"),
    [
        ("punycode", "Zo-nda"), ("PunyCode", "Zo-nda"), ("idna", "xn--zo-kka"), ("IDNA", "xn--zo-kka"),
        ("unicode_escape", "Zo\\x41"), ("Unicode-Escape", "Zo\\x41"), ("raw_unicode_escape", "Zo\\u0041"),
        ("raw-unicode-escape", "Zo\\u0041"),
    ],
)  # fmt: skip
def test_what_is_no_character_set_is_not_asked_for_one(charset: str, value: str):
    """Some take quadratic time: 200 KB in a line of "punycode" are minutes."""
    assert value.encode().decode(charset) != value, "the codec would have read something else"
    assert card(f"FN;CHARSET={charset}:{value}", version="2.1")["name"] == value


def test_what_is_no_address_book_is_refused():
    assert not vcards.is_address_book(b"Name,Note\n")
    assert vcards.is_address_book(b"\xef\xbb\xbf\r\nbegin:vcard\r\n")
    with pytest.raises(UserProblem, match="no card"):
        vcards.read("a.vcf", b"hello")
    many = "\n".join(f"X-{number}:1" for number in range(1000))
    with pytest.raises(UserProblem, match="1001 different properties"):
        vcards.read("a.vcf", f"BEGIN:VCARD\n{many}\nEND:VCARD".encode())


LETTERS = st.characters(codec="utf-8")
LINES = st.one_of(st.text(LETTERS, max_size=120), st.sampled_from(["a;b,c\\n\\", "שלום", "👩🏽‍🚒", "=x", "A:B"]))
WORDS = LINES.map(one_line)
TEXTS = LINES.map(tidy)
MEMBERS = WORDS.map(lambda text: one_line(text.replace(",", "").replace(";", "")))
PEOPLE = st.fixed_dictionaries(
    {"name": WORDS.filter(bool)},
    optional={
        ID_COLUMN: st.uuids().map(lambda each: each.hex),
        "given": WORDS,
        "family": WORDS,
        "also_known_as": MEMBERS,
        "pronouns": WORDS,
        "stage": st.sampled_from(["new", "active"]),
        "age_band": st.just("18to29"),
        "languages": st.sampled_from(["de", "de, pt-BR"]),
        "tags": st.lists(MEMBERS.filter(bool), max_size=3, unique=True).map(", ".join),
        "note": TEXTS,
        "phone_work": st.just("+49 30 1234"),
        "phone_work_hours": WORDS,
        "phone_work_2": st.just("#31#"),
        "phone_home": st.just("(030) 12 34 x5"),
        "email_other": st.just("a@b.org"),
        "messenger_other": st.sampled_from(["@zoe", "xmpp:zoe@b.org"]),
        "messenger_other_2": st.sampled_from(["matrix:u/zoe", "zoe"]),
        "other_home": st.just("ring twice"),
        "x:Organisation": TEXTS,
        "x:Job title": WORDS,
        "x:Web page": st.just("https://b.org/?a=1,2;3"),
        "address_home_street": TEXTS,
        "address_home_town": WORDS,
        "x:Organisation unit": WORDS,
        "x:Additional names": WORDS,
        "x:Honorific suffix": WORDS,
        "x:X-FOO;TYPE=home": TEXTS,
        "mobile_home": st.just("0170 1234"),
        "fax_work": st.just("030 1234"),
        "x:name": TEXTS,
        "x:a;b, c": TEXTS,
        "x:BDAY": st.just("1980-03-22"),
    },
)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "phone_work_preferred": st.sampled_from(["yes", "no"]),
        "phone_work_safe_to_text": st.just("no"),
        "other_home_preferred": st.just("yes"),
        "messenger_other_2_hours": st.just("evenings"),
    },
)


@pytest.mark.long
@pytest.mark.parametrize("version", VERSIONS)
@given(
    people=st.lists(
        st.tuples(PEOPLE, SAID).map(lambda both: dict(sorted({**both[0], **both[1]}.items()))), min_size=1, max_size=3
    )
)
def test_people_come_back_as_they_went(version: Version, people: list[dict[str, str]]):
    for person in people:
        for column in list(person):
            # A second of a sort needs the first, and what is said about a contact needs the contact.
            base = next(
                (each for each in ("phone_work", "other_home", "messenger_other") if column.startswith(each)), ""
            )
            two = "messenger_other_2" if column.startswith("messenger_other_2") else base
            if base and not (person.get(base) and person.get(two)):
                del person[column]
    columns = list(dict.fromkeys(column for person in people for column in person))
    targets = written(REGISTRY, REGISTRY["person"], [ID_COLUMN, *columns])
    data = write(people, targets, version)
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert cards(data) == [
        {column: text for column, text in person.items() if text} for person in people
    ]  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", [file.name for file in sorted(VECTORS.glob("*.vcf"))])
def test_address_books_of_others_survive_being_written_by_us(name: str, version: Version):
    people = [{"name": "?"} | person for person in vector(name)]
    targets = written(REGISTRY, REGISTRY["person"], [ID_COLUMN, *{c for person in people for c in person}])
    assert cards(write(people, targets, version)) == people
