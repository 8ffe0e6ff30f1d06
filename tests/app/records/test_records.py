"""The shipped records: they fit together, say why they keep what is personal, and refuse nonsense."""

import datetime as dt

import pytest
from sqlmodel import create_engine

from app.capabilities.people.records import ContactPoint, Person
from app.problems import WrongValue
from app.records.record_type import RecordType

ADA, BO, BED = "a" * 32, "b" * 32, "c" * 32
DAY = dt.date(2026, 3, 1)


def test_all_tables_can_be_made(records):
    engine = create_engine("sqlite://")
    for table in records.tables:
        table.create(engine)
    assert {table.name for table in records.tables} == {kind.table for kind in records}
    engine.dispose()


def test_no_table_says_more_of_its_rows_than_that_each_has_an_id(records):
    """What others wrote unseen must not fail at a constraint: no foreign keys, nothing unique, nothing demanded."""
    for table in records.tables:
        assert [type(each).__name__ for each in table.constraints] == ["PrimaryKeyConstraint"], table.name
        assert [column.name for column in table.primary_key] == ["id"]
        assert not any(index.unique for index in table.indexes)
        assert not any(column.foreign_keys or column.unique for column in table.columns)
        assert {column.name for column in table.columns if not column.nullable} == {"id", "circle", "flagged"}


def test_every_record_and_attribute_has_a_name_for_people(records):
    for each in records:
        assert each.one
        assert each.many
        assert all(attribute.label for attribute in each.attributes.values())
        assert each.columns(), each.name


def test_every_field_about_a_person_says_why_it_is_kept(records):
    assert [name for name, each in records["person"].attributes.items() if not each.help] == []


def test_no_older_name_is_the_name_of_another_attribute(records):
    for each in records:
        older = [name for attribute in each.attributes.values() for name in attribute.was]
        assert not set(older) & set(each.attributes)
        assert len(older) == len(set(older))


def test_parts(records):
    assert {"contact_point", "commitment", "skill_claim", "consent"} <= {
        each.name for each in records.parts_of("person")
    }
    assert records.parts_of("house")[0].name == "room"


def test_titles(records):
    titles = {ADA: "Ada", BED: "Attic · Left"}
    assert records["person"].title_of(Person(name="Ada")) == "Ada"
    assert records["person"].title_of(Person(name="Ada\r\n  Lovelace ")) == "Ada Lovelace", "as a stranger sent it"
    assert records["person"].title_of(Person(name=" \n")) == "Person"
    assert records["contact_point"].title_of(ContactPoint(person=ADA, kind="phone", value="123456")) == "123456"
    assert records["stay"].title_of({"person": ADA, "bed": BED}, titles.__getitem__) == "Ada · Attic · Left"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("person", {"name": "Ada"}),
        ("contact_point", {"person": ADA, "kind": "email", "value": "ada@example.org"}),
        ("contact_point", {"person": ADA, "kind": "messenger", "value": "@ada"}),
        ("commitment", {"person": ADA, "from_day": DAY, "until_day": DAY, "weekdays": ["su", "mo"]}),
        ("skill_claim", {"person": ADA, "skill": BED, "level": "vouched", "attester": BO}),
        ("project", {"name": "Kitchen", "owner": ADA, "successor": BO}),
        ("task", {"project": BED, "title": "Peel"}),
        ("house", {"name": "Mill"}),
        ("stay", {"person": ADA, "bed": BED, "from_day": DAY}),
        ("stay", {"person": ADA, "bed": BED, "from_day": DAY, "to_day": DAY + dt.timedelta(1)}),
        ("waiver", {"conflict": "d" * 32, "reason": "They share it."}),
    ],
)
def test_sensible_records_pass(records, kind, values):
    checked = records[kind].check_new(values)
    assert checked.items() >= {name: value for name, value in values.items() if name != "weekdays"}.items()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("contact_point", {"person": ADA, "kind": "email", "value": "123456"}),
        ("contact_point", {"person": ADA, "kind": "phone", "value": "ada@example.org"}),
        ("commitment", {"person": ADA, "from_day": DAY, "until_day": DAY - dt.timedelta(1)}),
        ("commitment", {"person": ADA, "hours_a_week": 169}),
        ("skill_claim", {"person": ADA, "skill": BED, "level": "shown", "attester": ADA}),
        ("skill_claim", {"person": ADA, "skill": BED, "from_day": DAY, "expires": DAY - dt.timedelta(1)}),
        ("project", {"name": "Kitchen", "owner": ADA, "successor": ADA}),
        ("task", {"title": "Peel"}),
        ("stay", {"person": ADA, "bed": BED, "from_day": DAY, "to_day": DAY}),
        ("waiver", {"conflict": "d" * 32}),
    ],
)
def test_nonsense_is_refused(records, kind, values):
    with pytest.raises(WrongValue, match=r"\.$"):
        records[kind].check_new(values)


def test_there_is_no_place_for_a_birth_date(records):
    person: RecordType = records["person"]
    days = {attribute.name for attribute in person.attributes.values() if attribute.kind.editor == "day"}
    assert days == {"since", "left_on"}, "days with the group, and none of a life before"
