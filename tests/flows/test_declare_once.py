"""A field is declared in one line, and is then in table, log, form, list, search, CSV, print and on every laptop."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import pytest
from pytestqt.qtbot import QtBot

from app.capabilities.catalogue import capabilities, catalogue
from app.records.kinds import Day, Name, Reference, Text
from app.records.registry import Entity, Registry, attr, entity
from app.services.jobs import Progress
from app.services.printing import printing
from app.services.records import records, searching
from app.services.tables import exporting, importing
from app.storage.vault.vault import Vault
from tests.group import START, Group
from ui.widgets.card.record_card import RecordCard
from ui.widgets.editors.sources import Sources
from ui.widgets.table.column import columns_of


@entity("person", one="Person", many="People")
class Person(Entity, table=True):
    """A person of this test's own, with a field that the program has never heard of; the last two are for the sheet."""

    name: Annotated[str, Name()] = attr("Name", column=True, search=True, print=True)
    shoe: Annotated[str, Text()] | None = attr("Shoe size", default=None, column=True, search=True, print=True)
    left_on: Annotated[datetime.date, Day()] | None = attr("Left on", default=None)
    merged_into: Annotated[str, Reference("person")] | None = attr("Is the same as", default=None)


@pytest.fixture
def registry() -> Registry:
    models = [each.model for each in catalogue()]
    return Registry([Person if model.__name__ == "Person" else model for model in models], capabilities())


@pytest.fixture
def group(tmp_path: Path, registry: Registry) -> Group:
    group = Group(tmp_path, registry)
    group.found()
    return group


@pytest.fixture
def vault(group: Group) -> Vault:
    vault = group.vaults["Ann"]
    records.add(vault, "person", {"name": "Zoë", "shoe": "elephantine"})
    return vault


def test_it_is_a_column_of_the_table(vault: Vault) -> None:
    assert vault.rows("SELECT name, shoe FROM person") == [("Zoë", "elephantine")]


def test_it_is_in_the_log_and_its_history(vault: Vault) -> None:
    (record,) = records.ids(vault, "person", records.Query())
    records.edit(vault, record, {"shoe": "tiny"})
    entry = records.history(vault, record)[-1]
    assert (entry.field, entry.before, entry.after, entry.who) == ("shoe", "elephantine", "tiny", "Ann")


def test_it_is_found_by_search(vault: Vault) -> None:
    assert [hit.title for hit in searching.search(vault, "eleph")] == ["Zoë"]


def test_it_is_a_column_of_the_list_and_sorts_and_filters_it(vault: Vault) -> None:
    (row,) = records.page(vault, "person", records.Query(where="shoe~ELEPH", sort="shoe")).rows
    texts = {column.label: column.text(row) for column in columns_of(vault.registry["person"])}
    assert texts == {"Name": "Zoë", "Shoe size": "elephantine"}


def test_it_has_an_editor_in_the_form(qtbot: QtBot, vault: Vault) -> None:
    card = RecordCard(vault.registry, "person", Sources(today=START.date), lambda: START)
    qtbot.addWidget(card)
    card.show_card(records.get(vault, records.ids(vault, "person", records.Query())[0]))
    assert card.fields.rows["shoe"].editor.value() == "elephantine"


def test_it_goes_out_to_csv_and_comes_in_again(vault: Vault, tmp_path: Path, registry: Registry) -> None:
    data = exporting.export(vault, "person", "csv")
    assert b"elephantine" in data
    other = Group(tmp_path / "other", registry).found("Eve")
    table = importing.look(other, "person", ("people.csv", data))
    importing.run(other, importing.plan(other, table)).run(Progress())
    assert other.rows("SELECT name, shoe FROM person") == [("Zoë", "elephantine")]
    other.close()


def test_it_is_printed(vault: Vault) -> None:
    sheet = printing.fill(vault, "contact-list", printing.PrintOptions())
    assert "Shoe size" in [column.label for column in sheet.columns]
    assert "elephantine" in sheet.sections[0].rows[0].cells


def test_it_reaches_another_laptop(group: Group, vault: Vault) -> None:
    bo = group.join("Bo")
    assert bo.rows("SELECT shoe FROM person") == [("elephantine",)]
    assert len(group.digests()) == 1


def test_a_laptop_with_an_older_program_keeps_it_for_later(group: Group, vault: Vault) -> None:
    new, group.registry = group.registry, catalogue()
    bo = group.join("Bo")
    assert [row.values["name"] for row in records.page(bo, "person", records.Query()).rows] == ["Zoë"]
    assert len(group.digests()) == 1
    group.registry = new
    assert group.reopen("Bo").rows("SELECT shoe FROM person") == [("elephantine",)]
    assert vault.rows("SELECT shoe FROM person") == [("elephantine",)]
