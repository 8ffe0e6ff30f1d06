"""A list is looked at, planned and taken in without losing a value; what is wrong with it is told by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.capabilities.houses.records import Bed, House, Room, Stay
from app.capabilities.people.records import ContactPoint, Person
from app.problems import NotFound, UserProblem, WrongValue
from app.records.attachments import Attachment
from app.services.jobs import Cancelled, Progress
from app.services.records import records
from app.services.records.records import Query
from app.services.tables import importing
from app.services.tables.importing import Choice, Imported, ImportPlan, Table
from app.storage.vault.vault import Vault
from tests.effort import IN_PROPORTION, growth

VECTORS = Path(__file__).parents[2] / "vectors"
CONTACTS = VECTORS / "contacts.csv"
A_FEW = CONTACTS.name, b"".join(CONTACTS.read_bytes().splitlines(keepends=True)[:30])


def look(vault: Vault, text: str | bytes, kind: str = "person", name: str = "list.csv") -> Table:
    return importing.look(vault, kind, (name, text if isinstance(text, bytes) else text.encode()))


def plan(
    vault: Vault, text: str | bytes, kind: str = "person", name: str = "list.csv", **corrections: str
) -> ImportPlan:
    table = look(vault, text, kind, name)
    return importing.plan(vault, table, importing.corrected(vault, table, corrections))


def take(vault: Vault, text: str | bytes, kind: str = "person", name: str = "list.csv", **corrections: str) -> Imported:
    found = plan(vault, text, kind, name, **corrections)
    assert found.bad == ()
    return importing.run(vault, found).run(Progress())


def people(vault: Vault) -> dict[str, Any]:
    with vault.reading() as session:
        return {person.name or "": person for person in session.exec(select(Person)).all()}


def contacts(vault: Vault, person: str) -> list[tuple[str | None, str | None, str | None]]:
    with vault.reading() as session:
        statement = select(ContactPoint).where(ContactPoint.person == person)
        return [(each.kind, each.label, each.value) for each in session.exec(statement).all()]


def rows(vault: Vault, model: type) -> list[Any]:
    with vault.reading() as session:
        return list(session.exec(select(model)).all())


def test_contacts_of_a_customer_database_lose_no_value(ann: Vault):
    table = importing.look(ann, "person", CONTACTS)
    found = importing.plan(ann, table)
    assert (found.bad, found.asides, found.ignored) == ((), (), ())
    done = importing.run(ann, found).run(Progress())
    with CONTACTS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert done.records == len(lines) == len(done.changed.added) - done.contacts
    by_id = {person.extra["id"]: person for person in people_of(ann)}
    reach: dict[str, list[tuple[Any, Any, Any]]] = {}
    for each in rows(ann, ContactPoint):
        reach.setdefault(each.person, []).append((each.kind, each.label, each.value))
    cells = 0
    for line in lines:
        person = by_id[line["id"]]
        kept = dict(person.extra)
        found_contacts = reach.get(person.id, [])
        for column, text in line.items():
            if not text:
                assert column not in kept
                continue
            cells += 1
            match column.split("_"):
                case ["first", "name"]:
                    assert person.given == text
                case ["last", "name"]:
                    assert person.family == text
                case ["tags"]:
                    assert set(person.tags) == set(text.split(", "))
                case [("phone" | "email") as kind, label]:
                    found_contacts.remove((kind, label, text))
                case _:
                    assert kept.pop(column) == text
        assert person.name == f"{line['first_name']} {line['last_name']}"
        assert (kept, found_contacts) == ({}, [])
    assert cells == sum(bool(text) for line in lines for text in line.values()) > 9000


def people_of(vault: Vault) -> list[Any]:
    return rows(vault, Person)


def test_one_undo_takes_an_import_back(ann: Vault):
    done = importing.run(ann, importing.plan(ann, importing.look(ann, "person", A_FEW))).run(Progress())
    assert ann.undo_label() == f"Import {done.records} people from contacts.csv"
    ann.undo()
    assert (people(ann), rows(ann, ContactPoint)) == ({}, [])
    ann.redo()
    assert len(rows(ann, Person)) == done.records


def test_looking_and_planning_write_nothing(ann: Vault):
    found = plan(ann, "Name,E-mail\nZoë,zoe@b.org\n")
    assert found.preview[0].title == "Zoë"
    assert ("E-mail (Other)", "zoe@b.org") in found.preview[0].fields
    assert (len(found.rows), found.contacts, found.filled["name"]) == (1, 1, 1)
    assert people(ann) == {}
    assert ann.undo_label() is None


def test_the_guess_can_be_corrected(ann: Vault):
    table = look(ann, "Who,Mood,Reach,Nr\nZoë,happy,030 123456,7\n")
    assert table.mapping == {
        "Who": "x:Who", "Mood": "x:Mood", "Reach": "contact_point:phone:other", "Nr": "x:Nr",
    }  # fmt: skip
    mapping = importing.corrected(
        ann, table, {"who": "name", "Mood": "Note", "Reach": "phone_work", "Nr": ""}
    )  # fmt: skip
    assert mapping == {"Who": "name", "Mood": "note", "Reach": "contact_point:phone:work", "Nr": ""}
    found = importing.plan(ann, table, mapping)
    assert found.ignored == ("Nr",)
    importing.run(ann, found).run(Progress())
    zoe = people(ann)["Zoë"]
    assert (zoe.note, zoe.extra) == ("happy", None)
    assert contacts(ann, zoe.id) == [("phone", "work", "030 123456")]
    with pytest.raises(WrongValue, match=r"no column “Whom”.*Who, Mood"):
        importing.corrected(ann, table, {"Whom": "name"})
    with pytest.raises(WrongValue, match=r"no field of Person.*pronouns"):
        importing.corrected(ann, table, {"Who": "nickname of a friend"})
    assert set(mapping.values()) <= set(importing.offered(ann, "person"))


def test_a_value_that_a_field_refuses_is_kept_under_its_column(ann: Vault):
    found = plan(
        ann, "Name,status,phone\nZoë,warm,030 123456\nBo,active,ask Zoë\n", status="stage", phone="phone_other"
    )
    assert [(each.line, each.column, each.text) for each in found.asides] == [
        (2, "status", "warm"),
        (3, "phone", "ask Zoë"),
    ]
    assert "New, Looking around" in found.asides[0].wrong
    importing.run(ann, found).run(Progress())
    zoe, bo = people(ann)["Zoë"], people(ann)["Bo"]
    assert (zoe.stage, zoe.extra) == ("new", {"status": "warm"})
    assert (bo.stage, bo.extra) == ("active", {"phone": "ask Zoë"})
    assert contacts(ann, bo.id) == []


def test_names_are_composed_and_nobody_stays_without_one(ann: Vault):
    take(
        ann,
        "first_name,last_name,nickname,email,phone\n"
        "Zoë,Ärger,,,\nBo,,,,\n,Cho,,,\n,,Didi,,\n,,,e@b.org,1234567\n,,,,7654321\n",
    )
    assert list(people(ann)) == ["Zoë Ärger", "Bo", "Cho", "Didi", "e@b.org", "7654321"]


def test_several_columns_can_fill_one_field(ann: Vault):
    take(
        ann,
        "Name,Notes,Remark,Tags,Groups,Full name\nZoë,one,two,a,b,Z.\n",
        Remark="note",
        Groups="tags",
        **{"Full name": "name"},
    )
    zoe = people(ann)["Zoë"]
    assert (zoe.note, zoe.tags, zoe.extra) == ("one\ntwo", ["a", "b"], {"Full name": "Z."})


def test_two_columns_kept_under_one_name_are_both_kept(ann: Vault):
    take(ann, "Name,a,b,c\nZoë,1,2,3\n", b="x:a", c="x:a")
    assert people(ann)["Zoë"].extra == {"a": "1", "b": "2", "c": "3"}


def test_bad_rows_are_told_by_line_and_given_back_to_mend(ann: Vault):
    text = 'Name,Note,Colour\nZoë,"two\nlines",red\n,,=blue\nBo,x,y,z\n' + f"Cy,{'x' * 20_001},\n"
    found = plan(ann, text)
    assert [each.line for each in found.bad] == [4, 5]
    no_name, out_of_line = (each.wrong for each in found.bad)
    assert "Name is needed" in no_name
    assert "4 cells" in out_of_line
    assert [(each.line, each.column) for each in found.asides] == [(6, "Note")]
    done = importing.run(ann, found).run(Progress())
    assert (done.records, done.bad) == (2, found.bad)
    rejected = importing.bad_rows_file(found)
    header, first, *_others = csv.reader(io.StringIO(rejected.decode("utf-8-sig")))
    assert header == ["What is wrong", "Name", "Note", "Colour"]
    assert first[0].startswith("Line 4: ")
    mended = rejected.decode("utf-8-sig").replace(",,,'=blue", ",Di,,'=blue").replace(",z", "")
    again = plan(ann, mended)
    assert (again.bad, again.ignored) == ((), ())
    importing.run(ann, again).run(Progress())
    assert sorted(people(ann)) == ["Bo", "Cy", "Di", "Zoë"]
    assert people(ann)["Di"].extra == {"Colour": "=blue"}


def test_a_row_larger_than_the_log_takes_keeps_the_longest_of_it_as_files(ann: Vault):
    columns = ",".join(f"c{number}" for number in range(5))
    found = plan(ann, f"Name,{columns}\nZoë{',' + 'é' * 15_000:s}{(',' + 'é' * 15_000) * 4}\nBo\n")
    assert (found.bad, len(found.asides)) == ((), 4)
    assert importing.run(ann, found).run(Progress()).records == 2
    assert sorted(each.size for each in rows(ann, Attachment)) == [30_000] * 4
    assert len(people(ann)["Zoë"].extra) == 1


def test_a_row_without_extras_that_is_too_large_is_bad_and_spoils_nothing(ann: Vault):
    found = plan(ann, f"Name,Purpose\nGarden,{'é' * 20_001}\nWood,x\n", "project", Purpose="purpose")
    assert [each.line for each in found.bad] == [2]
    assert "too long" in found.bad[0].wrong


def test_more_columns_than_one_record_keeps(ann: Vault):
    names = ["Name", *(f"c{number}" for number in range(250))]
    found = plan(ann, ",".join(names) + "\n" + "Zoë" + ",1" * 250 + "\nBo" + ",1" * 150 + "\n")
    assert [each.line for each in found.bad] == [2]
    assert importing.run(ann, found).run(Progress()).records == 1


def test_duplicates_are_flagged_with_whom_and_why(ann: Vault):
    zoe = take(ann, "Name,E-mail,Phone\nZoë Ärger,zoe@b.org,+49 30 1234567\n").changed.added[0]
    found = plan(
        ann,
        "Name,E-mail,Phone\nZ. Anger,Zoe@B.org,\nBo Berg,bo@b.org,030 1234567\n"
        "Zoe Aerger,,\nCho Li,cho@b.org,\nLi Cho,,\nDidi Dahl,,\n",
    )
    flagged = [(each.line, each.title, each.other, each.record, each.other_line) for each in found.duplicates]
    assert flagged == [
        (2, "Z. Anger", "Zoë Ärger", zoe, 0),
        (3, "Bo Berg", "Zoë Ärger", zoe, 0),
        (4, "Zoe Aerger", "Zoë Ärger", zoe, 0),
        (6, "Li Cho", "Cho Li", "", 5),
    ]
    assert [each.why for each in found.duplicates] == [
        "They have the same e-mail address, zoe@b.org.",
        "They have the same telephone number, +49 30 1234567.",
        "They have nearly the same name.",
        "They have the same name.",
    ]
    done = importing.run(ann, found, skip_duplicates=True).run(Progress())
    assert (done.records, done.skipped) == (2, (2, 3, 4, 6))
    done = importing.run(ann, found, skip=[4, 5, 6, 7]).run(Progress())
    assert (done.records, done.skipped) == (2, (4, 5, 6, 7))
    with pytest.raises(UserProblem, match="No row"):
        importing.run(ann, plan(ann, "Name\nBo Berg\n"), skip_duplicates=True)


def test_a_number_that_all_share_is_compared_with_one_of_them_only(ann: Vault):
    def prepare(size: int) -> Callable[[], ImportPlan]:
        people = "".join(f"P{number} Q{number % 77},030 1234567,none@b.org\n" for number in range(size))
        table = look(ann, "Name,Phone,E-mail\n" + people)
        return lambda: importing.plan(ann, table)

    found = prepare(300)().duplicates
    assert ({each.other_line for each in found}, len(found)) == ({2}, 299)
    assert growth(prepare, 100) < IN_PROPORTION


def test_a_list_that_went_out_and_comes_back_is_recognised(ann: Vault):
    zoe = take(ann, "Name\nZoë\n").changed.added[0]
    found = plan(ann, f"switchboard_id,name,x:name\n{zoe},Zoë Ärger,other\n{'0' * 32},Bo,\n")
    assert [(each.line, each.record, each.why) for each in found.updates] == [(2, zoe, "It has the same id.")]
    importing.run(ann, found, choice=Choice(leave=frozenset({"name"}))).run(Progress())
    assert sorted(people(ann)) == ["Bo", "Zoë"]
    assert (people(ann)["Bo"].extra, people(ann)["Zoë"].extra) == (None, {"name": "other"})
    importing.run(ann, found).run(Progress())
    assert "Zoë Ärger" in people(ann)


def test_columns_of_our_own_say_more_of_a_contact(ann: Vault):
    text = "name,phone_work,phone_work_safe_to_text,phone_work_hours,phone_home_hours,phone_work_preferred\n"
    found = plan(ann, text + "Zoë,123456,no,evenings,never,perhaps\n")
    assert {each.column for each in found.asides} == {"phone_work_preferred"}
    importing.run(ann, found).run(Progress())
    (contact,) = rows(ann, ContactPoint)
    assert (contact.safe_to_text, contact.hours, contact.preferred) == (False, "evenings", None)
    # A column that would be about a contact of which there is no column is a column like any other.
    assert people(ann)["Zoë"].extra == {"phone_home_hours": "never", "phone_work_preferred": "perhaps"}


def test_houses_rooms_and_beds_find_each_other_by_title(ann: Vault):
    take(ann, "Name,Address\nLinden,Lindenweg 1\nEsche,\n", "house")
    take(ann, "House,Name,Step-free\nLinden,Blue,yes\nEsche,Blue,no\nlinden,Attic,\n", "room")
    found = plan(
        ann,
        "house,room,name\nLinden,Blue,1\nEsche,blue,1\n,Attic,2\n,Linden · Blue,3\n,Blue,4\n,Cellar,5\nEsche,Attic,6\n",
        "bed",
    )
    assert found.mapping == {"house": "room.house", "room": "room", "name": "name"}
    assert [each.line for each in found.bad] == [6, 7, 8]
    several, none, elsewhere = (each.wrong for each in found.bad)
    assert "2 records (Room) are called “Blue”" in several
    assert "no Room called “Cellar”" in none
    assert "in the place that the row says" in elsewhere
    importing.run(ann, found).run(Progress())
    rooms = {room.id: room for room in rows(ann, Room)}
    houses = {house.id: house.name for house in rows(ann, House)}
    placed = [(houses[rooms[bed.room].house], rooms[bed.room].name, bed.name) for bed in rows(ann, Bed)]
    assert placed == [
        ("Linden", "Blue", "1"),
        ("Esche", "Blue", "1"),
        ("Linden", "Attic", "2"),
        ("Linden", "Blue", "3"),
    ]


def test_stays_come_from_a_list_with_everything_by_name(ann: Vault):
    take(ann, "Name\nZoë\nBo\n")
    take(ann, "Name\nLinden\n", "house")
    room = take(ann, "House,Name\nLinden,Blue\n", "room").changed.added[0]
    take(ann, f"Room,Name\n{room},1\n{room},2\n", "bed")
    text = (
        "Person;Bed;Room;Arrives;Leaves;Colour\nZoë;1;Blue;2026-12-01;5 Dec 2026;red\n"
        "Bo;2;Blue;1.12.2026;;\nBo;2;Green;1.12.2026;;\n"
    )
    found = plan(ann, text, "stay")
    assert (found.ignored, [each.line for each in found.bad]) == (("Colour",), [4])
    assert found.preview[0].fields[:2] == (("Person", "Zoë"), ("Bed", "Linden · Blue · 1"))
    importing.run(ann, found).run(Progress())
    assert [(str(stay.from_day), str(stay.to_day), stay.status) for stay in rows(ann, Stay)] == [
        ("2026-12-01", "2026-12-05", "planned"),
        ("2026-12-01", "None", "planned"),
    ]
    again = plan(ann, text, "stay")
    assert (again.unchanged, again.rows, again.duplicates) == ((2, 3), (), ())
    later = plan(ann, text.replace("5 Dec", "6 Dec"), "stay")
    assert [(each.line, each.title) for each in later.duplicates] == [(2, "Zoë · Linden · Blue · 1")]


def test_a_record_without_extras_has_bad_rows_where_a_field_refuses(ann: Vault):
    found = plan(ann, "Name,Status\nGarden,blooming\n,active\n", "project", Status="status")
    assert ["none of" in found.bad[0].wrong, "Name is needed" in found.bad[1].wrong] == [True, True]


def test_address_books_are_taken_in_and_birth_dates_are_not(ann: Vault):
    table = importing.look(ann, "person", VECTORS / "vcards" / "John_Doe_GMAIL.vcf")
    assert "Birth dates are not kept" in table.notes[0]
    found = importing.plan(ann, table)
    assert found.ignored == ("x:BDAY",)
    importing.run(ann, found).run(Progress())
    (john,) = people_of(ann)
    assert (john.name, john.given) == ("Mr. John Richter, James Doe Sr.", "John")
    assert "BDAY" not in john.extra
    assert john.extra["Spouse (X-ABRELATEDNAMES)"] == "Jenny"
    assert contacts(ann, john.id) == [
        ("email", "home", "john.doe@ibm.com"), ("mobile", "other", "905-555-1234"), ("phone", "home", "905-666-1234"),
    ]  # fmt: skip
    with pytest.raises(UserProblem, match="people only"):
        importing.look(ann, "house", VECTORS / "vcards" / "John_Doe_GMAIL.vcf")


@pytest.mark.parametrize("name", [file.name for file in sorted((VECTORS / "vcards").glob("*.vcf"))])
def test_every_address_book_can_be_taken_in_whole(ann: Vault, name: str):
    found = importing.plan(ann, importing.look(ann, "person", VECTORS / "vcards" / name))
    assert found.bad == ()
    importing.run(ann, found).run(Progress())
    assert len(rows(ann, Person)) == len(found.rows)


def test_an_import_can_be_cancelled_until_it_is_written(ann: Vault):
    table = importing.look(ann, "person", CONTACTS)
    heard: list[tuple[int, int, str]] = []

    def hear(done: int, total: int, text: str) -> None:
        heard.append((done, total, text))

    cancelled = Progress(cancelled=lambda: True)
    with pytest.raises(Cancelled):
        importing.plan(ann, table, progress=cancelled)
    found = importing.plan(ann, table, progress=Progress(hear))
    assert {text for _done, _total, text in heard} == {"Reading rows", "Looking for duplicates"}
    heard.clear()
    stopping = Progress(hear, lambda: len(heard) == 2)
    with pytest.raises(Cancelled):
        importing.run(ann, found).run(stopping)
    assert people(ann) == {}
    importing.run(ann, found).run(Progress(hear))
    assert heard[-1] == (500, 500, "Writing")


def test_a_record_deleted_between_plan_and_import_spoils_nothing_by_half(ann: Vault):
    house = take(ann, "Name\nLinden\nEsche\n", "house").changed.added[0]
    found = plan(ann, "House,Name\nEsche,Blue\nLinden,Blue\n", "room")
    records.delete(ann, house)
    with pytest.raises(WrongValue):
        importing.run(ann, found).run(Progress())
    assert rows(ann, Room) == []


def test_the_first_row_may_be_no_header(ann: Vault):
    table = look(ann, "Zoë,zoe@b.org\nBo,bo@b.org\n")
    assert "no names of columns" in table.notes[0]
    assert (len(table.lines), table.header) == (2, 0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "none.csv", "not there"),
        (lambda folder: folder, "folder"),
        (lambda folder: ("a.csv", b"x" * (64 * 2**20 + 1)), "too large"),
        (lambda folder: ("a.csv", b"\n\n"), "empty"),
        (lambda folder: ("a.vcf", b"BEGIN:VCARD"), None),
        (lambda folder: ("photo.csv", b"\x89PNG\r\n\x1a\n"), "picture"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_a_sentence(
    ann: Vault, tmp_path: Path, make: Callable[[Path], importing.Source], words: str | None
):
    if words is None:
        assert [bad.line for bad in importing.plan(ann, importing.look(ann, "person", make(tmp_path))).bad] == [1]
        return
    with pytest.raises(UserProblem, match=words):
        importing.look(ann, "person", make(tmp_path))


def test_a_file_that_is_too_large_is_not_even_read(ann: Vault, tmp_path: Path):
    file = tmp_path / "large.csv"
    with file.open("wb") as written:
        written.truncate(100 * 2**20)
    with pytest.raises(UserProblem, match=r"large\.csv.*too large"):
        importing.look(ann, "person", file)


def test_there_has_to_be_such_a_kind_of_record(ann: Vault):
    with pytest.raises(NotFound, match="person"):
        look(ann, "Name\nZoë\n", "pigeon")


def test_what_was_imported_is_found(ann: Vault):
    importing.run(ann, importing.plan(ann, importing.look(ann, "person", A_FEW))).run(Progress())
    page = records.page(ann, "person", Query(words="Shelley_Kerluke47@hotmail.com"))
    assert page.total == 1


def test_each_cell_of_a_column_of_contacts_is_checked_whatever_stood_above_it(ann: Vault):
    cells = ["no address", "a@example.org", "none either", "b@example.org"]
    text = "Name,Mail\n" + "\n".join(f"Person {cell[:2]},{cell}" for cell in cells)
    found = plan(ann, text, Mail="contact_point:email:work")
    assert [[contact["value"] for contact in row.contacts] for row in found.rows] == [[], cells[1:2], [], cells[3:]]
    assert [aside.text for aside in found.asides] == [cells[0], cells[2]]
    assert found.rows[1].contacts[0].keys() == found.rows[3].contacts[0].keys() == {"kind", "label", "value"}
