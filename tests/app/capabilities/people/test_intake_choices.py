"""What was understood of a batch is corrected cell by cell, and what becomes of each row is chosen."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from app.capabilities.people.intake_batch import RowChoice
from app.capabilities.people.intake_cells import cells_of
from app.capabilities.people.intake_changes import BatchTerms
from app.capabilities.people.intake_service import Corrections, prepare, take_in
from app.services.records import records
from app.services.records.records import Query
from tests.examples import examples

LIST = b"Name,Phone,Stage\nAda Bell,0301234567,new\nAda B,0301234567,core\nCy,not a number,new\n,,\nDi,1,2,3,4\n"


@pytest.fixture
def vault(group):
    return group.vaults["Ann"]


def people(vault):
    return {row.values["name"]: row for row in records.page(vault, "person", Query()).rows}


def test_a_cell_is_corrected_and_stands_beside_what_was_given(vault):
    phones = {"Phone": "contact_point:phone:other"}
    found = prepare(vault, "list.csv", LIST, corrections=Corrections(columns=phones))
    cells = cells_of(vault.registry["person"], found, 4)
    assert [(cell.given, cell.understood) for cell in cells] == [("Cy", "Cy"), ("not a number", ""), ("new", "New")]
    assert "not a telephone number" in cells[1].wrong
    mended = Corrections({(4, "Phone"): "030 99 88 77", (6, "Name"): "Di", (6, "Phone"): "030 55 44 33"}, phones)
    found = prepare(vault, "list.csv", LIST, corrections=mended)
    assert [cell.understood for cell in cells_of(vault.registry["person"], found, 4)][1] == "030 99 88 77"
    assert (found.rows, len(found.new), found.folded, len(found.aside)) == (4, 3, 1, 0)
    moved = Corrections(columns={"Stage": "tags"})
    take_in(vault, prepare(vault, "list.csv", LIST, corrections=moved))
    assert people(vault)["Cy"].values["tags"] == ["new"]


def test_a_line_in_which_nothing_was_found_can_be_filled_in(vault):
    text = b"hello there everybody who wants to help\nAda, ada@example.org"
    assert len(prepare(vault, "Pasted", text).aside) == 1
    mended = Corrections({(1, "Name"): "Everybody", (1, "Telephone"): "030 1234567"})
    take_in(vault, prepare(vault, "Pasted", text, corrections=mended))
    assert set(people(vault)) == {"Ada", "Everybody"}


def test_what_becomes_of_a_row_is_chosen(vault):
    ada = records.add(vault, "person", {"name": "Ada Lovelace", "stage": "active", "pronouns": "she"}).added[0]
    rows = (
        b"Name,Pronouns,Email\nAda Lovelace,they,ada@example.org\nA. Lovelace,he,al@example.org\nBo,,bo@example.org\n"
    )
    found = prepare(vault, "list.csv", rows)
    assert (len(found.new), found.new[0].likely, found.names[ada]) == (3, ada, "Ada Lovelace")
    merged = prepare(vault, "list.csv", rows, corrections=Corrections(choices={3: RowChoice("merge", ada)}))
    assert (len(merged.new), len(merged.updated)) == (2, 1)
    take_in(vault, merged)
    values = records.get(vault, ada).values
    assert (values["pronouns"], values["stage"], values["also_known_as"]) == ("she", "active", "A. Lovelace")
    records.undo(vault)
    updated = prepare(
        vault, "list.csv", rows, corrections=Corrections(choices={2: RowChoice("update", ada), 4: RowChoice("skip")})
    )
    assert (len(updated.new), len(updated.updated), [each.line for each in updated.aside]) == (1, 1, [4])
    take_in(vault, updated)
    values = records.get(vault, ada).values
    assert (values["name"], values["pronouns"], values["stage"]) == ("Ada Lovelace", "they", "active")
    assert [part.rows[0].values["value"] for part in records.get(vault, ada).parts if part.kind == "contact_point"] == [
        "ada@example.org"
    ]


def test_two_rows_that_were_folded_can_be_two_people(vault):
    found = prepare(vault, "list.csv", LIST, corrections=Corrections(choices={3: RowChoice("new")}))
    assert (len(found.new), found.folded) == (3, 0)


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.integers(1, 7), st.builds(RowChoice, st.sampled_from(["new", "merge", "update", "skip"]))),
    st.dictionaries(st.tuples(st.integers(1, 7), st.sampled_from(["Name", "Phone", "Stage"])), st.text(max_size=8)),
    st.sampled_from(["", "said"]),
)
def test_whatever_is_chosen_every_row_ends_somewhere(vault, choices, cells, consent):
    found = prepare(vault, "list.csv", LIST, corrections=Corrections(cells, {}, choices), terms=BatchTerms("", consent))
    assert found.rows == len(found.new) + len(found.updated) + found.folded + len(found.aside)
