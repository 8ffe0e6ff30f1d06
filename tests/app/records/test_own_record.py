"""A record of one's own, and a field of one line, is all that has to be written: the rest is derived."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, col, create_engine, select

from app.capabilities.catalogue import catalogue
from app.i18n import N_
from app.problems import WrongValue
from app.records.contact import Phone
from app.records.kinds import Day, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Extras, Tags
from app.records.registry import Entity, Registry, attr, entity

ADA = "a" * 32


def declare() -> type[Entity]:
    """Declare a record; every call makes a table of the same name."""

    @entity("own_tool", one=N_("Tool"), many=N_("Tools"), part_of="person", title=("name", "person"))
    class OwnTool(Entity, table=True):
        """Something that somebody lends."""

        person: Annotated[str, Reference("person")] = attr(N_("Person"))
        name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, max_length=10, print=True)
        call: Annotated[str, Phone()] | None = attr(N_("Call"), default=None, section="contact", was=("tel",))
        state: Annotated[str, OneOf({"ok": N_("Fine"), "broken": N_("Broken")})] = attr(N_("State"), default="ok")
        weight: Annotated[int | None, Whole(0, 500)] = attr(N_("Weight"), default=None, merge="lww")
        bought: Annotated[dt.date, Day()] | None = attr(N_("Bought"), default=None, column=True)
        lent: Annotated[bool, YesNo()] | None = attr(N_("Lent"), default=None)
        uses: Annotated[list[str], Tags()] | None = attr(N_("Uses"), default=None, column=True)
        extra: Annotated[dict[str, str], Extras()] | None = attr(N_("Extra"), default=None)

        @classmethod
        def record_check(cls, values: Mapping[str, Any]) -> None:
            if values.get("lent") and values.get("state") == "broken":
                raise ValueError("Nobody wants to borrow what is broken.")

    return OwnTool


RECORDS = [each.model for each in catalogue()]


@pytest.fixture
def registry() -> Registry:
    return Registry([*RECORDS, declare()])


@pytest.fixture
def tool(registry):
    return registry["own_tool"]


def test_the_attributes_say_what_was_declared(tool):
    assert list(tool.attributes) == "person name call state weight bought lent uses extra".split()
    name, call = tool.attributes["name"], tool.attributes["call"]
    assert (name.label, name.kind, name.required, name.column) == ("Name", Text(max_length=10), True, True)
    assert (call.kind, call.required, call.section, call.was) == (Phone(), False, "contact", ("tel",))
    assert tool.attributes["weight"].required is False
    assert tool.attributes["state"].default == "ok"
    assert [tool.attributes[each].merge for each in ("name", "uses", "weight")] == ["mvr", "set", "lww"]


def test_where_they_appear_is_derived(tool):
    assert [each.name for each in tool.columns()] == ["name", "bought", "uses"]
    assert [each.name for each in tool.searched()] == ["name"]
    assert [each.name for each in tool.printed()] == ["name"]
    assert [each.name for each in tool.references()] == ["person"]
    assert list(tool.sections()) == ["", "contact"]
    assert tool.parent.name == "person"
    assert tool.extras.name == "extra"


def test_the_registry_knows_how_it_hangs_together(registry, tool):
    assert registry.of(tool.model) is tool
    assert registry.of(tool.model(id=ADA)) is tool
    assert tool in registry.parts_of("person")
    assert (tool, tool.attributes["person"]) in registry.referring_to("person")
    assert "own_tool" in registry
    assert "spoon" not in registry
    assert len(registry) == len(RECORDS) + 1 == len(list(registry))
    with pytest.raises(KeyError):
        registry["spoon"]


def test_its_table_is_derived_and_holds_its_values(registry, tool):
    engine = create_engine("sqlite://")
    for table in registry.tables:
        table.create(engine)
    columns = {column["name"]: column for column in inspect(engine).get_columns("own_tool")}
    assert list(columns) == ["id", "circle", "flagged", "changed_at", *tool.attributes]
    assert all(columns[name]["nullable"] for name in tool.attributes)
    indexed = [index["column_names"] for index in inspect(engine).get_indexes("own_tool")]
    assert sorted(indexed) == [["bought"], ["name"], ["person"]]
    values = tool.check_new(
        {"person": ADA, "name": "Saw", "uses": ["wood"], "extra": {"Größe": "ü"}, "bought": "2026-01-02"}
    )
    with Session(engine) as session:
        session.add(tool.model(id="1" * 32, **values))
        session.add(tool.model(id="2" * 32))
        session.commit()
    with Session(engine) as session:
        full, empty = session.exec(select(tool.model).order_by(tool.model.id)).all()
        assert {name: getattr(full, name) for name in values} == values
        assert full.bought == dt.date(2026, 1, 2)
        assert [getattr(empty, name) for name in ("name", "uses", "extra", "flagged")] == [None, None, None, False]
        assert session.exec(select(tool.model.id).where(col(tool.model.uses).is_(None))).all() == [empty.id]
    engine.dispose()


def test_the_same_name_may_be_declared_twice(registry, tool):
    again = Registry([*RECORDS, declare()])
    assert again["own_tool"].model is not tool.model
    assert again["own_tool"].attributes == tool.attributes


def test_text_and_log_come_of_themselves(tool):
    weight, bought = tool.attributes["weight"], tool.attributes["bought"]
    assert weight.parse("12") == 12
    assert bought.format(bought.parse("2/1/2026")) == "2 Jan 2026"
    assert bought.from_wire(bought.to_wire(dt.date(2026, 1, 2))) == dt.date(2026, 1, 2)
    assert tool.attributes["call"].search_text("030 12") == "030 12 03012"


def test_values_are_spread_over_registers_and_gathered_again(tool):
    values = {
        "name": "Saw",
        "bought": dt.date(2026, 1, 2),
        "uses": ["wood"],
        "extra": {"k": "v", "l": "w"},
        "lent": None,
    }
    registers = tool.registers(values)
    assert registers == {"name": "Saw", "bought": "2026-01-02", "uses": ["wood"], "x:k": "v", "x:l": "w", "lent": None}
    assert tool.row_values(registers) == {name: value for name, value in values.items() if value is not None}


def test_what_an_older_or_newer_program_wrote_is_read_as_far_as_it_goes(tool):
    assert tool.row_values({"tel": "030 12", "shine": 3, "weight": "heavy"}) == {"call": "030 12"}
    assert tool.row_values({"tel": "old", "call": "new"}) == {"call": "new"}
    assert tool.row_values({"call": "new", "tel": "old"}) == {"call": "new"}
    assert tool.attribute_for("tel").name == "call"
    assert tool.attribute_for("x:k").name == "extra"
    assert tool.attribute_for("shine") is None


def test_a_new_record_passes_the_door_with_its_defaults(tool):
    assert tool.check_new({"person": ADA, "name": " Saw ", "uses": []}) == {"person": ADA, "name": "Saw", "state": "ok"}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"person": ADA}, "name", "Name is needed."),
        ({"person": ADA, "name": " "}, "name", "Name is needed."),
        ({"person": "Ada", "name": "Saw"}, "person", "Person: “Ada” is not the id of a record."),
        ({"person": ADA, "name": "Saw", "shine": 1}, "shine", "Tool has no field “shine”."),
        ({"person": ADA, "name": "Saw", "state": None}, "state", "State is needed."),
        ({"person": ADA, "name": "A long saw", "lent": True, "state": "broken"}, "", "Nobody wants"),
    ],
)
def test_the_door_names_the_field(tool, values, field, sentence):
    with pytest.raises(WrongValue, match=sentence) as caught:
        tool.check_new(values)
    assert caught.value.field == field


def test_an_edit_is_checked_against_what_is_stored(tool):
    stored = tool.model(id=ADA, person=ADA, name="Saw", state="broken", weight=3)
    assert tool.check_edit(stored, {"weight": None, "name": "Axe "}) == {"weight": None, "name": "Axe"}
    assert tool.check_edit({"state": "broken"}, {"lent": False}) == {"lent": False}
    for values in ({"lent": True}, {"name": None}, {"shine": 1}):
        with pytest.raises(WrongValue):
            tool.check_edit(stored, values)


def test_its_title(tool):
    row = tool.model(person=ADA, name="Saw")
    assert tool.title_of(row) == "Saw"
    assert tool.title_of(row, {ADA: "Ada"}.__getitem__) == "Saw · Ada"
    assert tool.title_of({}) == "Tool"


@pytest.mark.parametrize(
    ("options", "trouble"),
    [
        ({"title": ("label",)}, "is called by label"),
        ({"part_of": "person"}, "part of person"),
        ({"name": "other"}, "name it own_part"),
    ],
)
def test_declarations_that_do_not_fit_are_refused(options, trouble):
    class OwnPart(Entity, table=True):
        name: Annotated[str, Text()] = attr("Name")

    with pytest.raises(TypeError, match=trouble):
        Registry([*RECORDS, entity(options.pop("name", "own_part"), one="", many="", **options)(OwnPart)])


def test_an_attribute_needs_a_kind_and_a_reference_its_record():
    with pytest.raises(TypeError, match="needs a kind"):

        class OwnBare(Entity, table=True):
            name: str = attr("Name")

    @entity("own_loose", one="", many="", title=())
    class OwnLoose(Entity, table=True):
        spoon: Annotated[str, Reference("spoon")] = attr("Spoon")

    with pytest.raises(TypeError, match="refers to spoon"):
        Registry([OwnLoose])
    with pytest.raises(TypeError, match="same name"):
        Registry([*RECORDS, *RECORDS])
    with pytest.raises(TypeError, match="lacks @entity"):
        Registry([Entity])
