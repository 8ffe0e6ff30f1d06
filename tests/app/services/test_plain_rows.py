"""A list read column by column is the list read row by row, to the last value and refusal, whatever is in its cells."""

from __future__ import annotations

import csv
import io

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from app.problems import UserProblem, WrongValue
from app.records.attributes import Attribute
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.records.references import References
from app.services.settings import group
from app.services.tables import companions, importing
from app.services.tables.day_orders import DayOrder
from app.services.tables.import_rows import ReadingDays, RowReader
from app.services.tables.plain_rows import PlainRows
from app.storage.vault.vault import Vault
from tests.effort import effort
from tests.examples import examples

ODDITIES = (
    "", "x", "Ada Lovelace", "Ann  Two", " b", "030 1234567", "+49 30 12-34", "12", "0/0/00", "ada@example.org",
    "mailto:b@x.org", "a@b.c;d@e.f", "a@b.c", "030 1, 040 2345", "0301 / 0402345", "yes", "no", "de, fr", "German",
    "2024-05-01", "01/02/2024", "31.12.1980", "45000", "\u200b", "\0=A1", "Zoë", "Zoe\u0308", "a ::: b",
    "driver, cook", "* My Contacts ::: Univ", "line\nline", "Ω" * 130, "w " * 300, "y" * 21_000, "x.org",
    "18", "10115", "Berlin", "Jan Müller", "do not call", "TRUE", "mo\u202elo", "e\u0301@x.org", "\u2028",
)  # fmt: skip
WAYS = {"phone": "030 12345", "fax": "030 12345", "email": "a@b.c", "messenger": "@a"}
texts = st.sampled_from(ODDITIES) | st.text("aZ9 -+@.:;,/é\u0301\t\0\u200b✓", max_size=12)


def csv_of(names: list[str], rows: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([names, *rows])
    return file.getvalue().encode()


@given(st.data())
@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_column_by_column_is_row_by_row(ann: Vault, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["person", "person", "person", "partner", "house"]))
    targets = sorted(importing.offered(ann, kind))
    names = [f"C{number}" for number in range(data.draw(st.integers(1, 6)))]
    # A column has few texts, so that many rows have no odd cell.
    columns = [data.draw(st.lists(texts, min_size=1, max_size=3)) for _name in names]
    rows = data.draw(st.lists(st.tuples(*map(st.sampled_from, columns)).map(list), min_size=1, max_size=12))
    try:
        table = importing.look(ann, kind, ("list.csv", csv_of(names, rows)))
        often = [each for each in ("name", "given", "family", "contact_point:phone:home", "x:") if each in targets]
        wanted = {name: data.draw(st.sampled_from([*targets, *often])) for name in table.mapping}
        mapping = importing.corrected(ann, table, wanted)
    except (UserProblem, WrongValue):
        return  # What is no list, and what cannot be sent there, is refused before anything is read.
    days = ReadingDays(group.today(ann), dict.fromkeys(table.mapping, DayOrder("day-first", "1900")))
    with ann.reading() as session:

        def reader() -> RowReader:
            references = References(session, ann.registry)
            return RowReader(ann.registry, ann.registry[kind], tuple(table.mapping), mapping, references, days)

        one, other = reader(), PlainRows(reader())
        expected = [one.read(line) for line in table.lines]
        half = len(table.lines) // 2
        found = [*other.read(table.lines[:half]), *other.read(table.lines[half:])]
    assert list(map(repr, found)) == list(map(repr, expected))


def every_kind(registry: Registry) -> list[Attribute]:
    kinds = {repr(each.kind): each for record in registry for each in record.attributes.values()}
    return list(kinds.values())


@given(texts)
@examples(200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_plain_text_is_a_value_of_its_field_as_it_is(ann: Vault, text: str) -> None:
    for each in every_kind(ann.registry):
        if each.kind.plain(text):
            assert each.parse(text) == each.check(text) == text


@given(texts | st.from_regex(r"\+?[0-9 -]{2,14}|[a-z:;, ]{0,5}@[a-z.]{1,5}", fullmatch=True))
@examples(200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_taken_beside_others_is_one_value_and_passes_the_whole_record(ann: Vault, text: str) -> None:
    contact: RecordType = ann.registry["contact_point"]
    for kind, value in WAYS.items():
        base = contact.check_new({"kind": kind, "value": value, "person": "0" * 32})
        if contact.takes(base, "value")(text):
            assert contact.check_more(base, {"value": text}) == {**base, "value": text}
            assert kind == "messenger" or companions.several(kind, text) == [text]


def test_a_usual_list_takes_half_of_what_its_rows_would(ann: Vault) -> None:
    rows = [[f"Łukasz {n}", f"030 {n:07}", f"p{n}@example.org", "driver", f"Said {n}"] for n in range(60)]
    rows[7][1] = "none yet"
    table = importing.look(ann, "person", ("l.csv", csv_of(["Name", "Phone", "E-mail", "Tags", "Colour"], rows)))
    with ann.reading() as session:
        references, days = References(session, ann.registry), ReadingDays(group.today(ann))
        record = ann.registry["person"]
        reader = RowReader(ann.registry, record, tuple(table.mapping), table.mapping, references, days)
        assert effort(lambda: [*PlainRows(reader).read(table.lines)]) * 2 < effort(
            lambda: [*map(reader.read, table.lines)]
        )
