"""A column that is sent elsewhere has what it touches planned anew; the plan is that of a list never seen before."""

from __future__ import annotations

import re
from random import Random

import pytest

from app.problems import WrongValue
from app.records.mapping import IGNORE
from app.services.jobs import Cancelled, Progress
from app.services.records import records
from app.services.tables import importing
from app.services.tables.importing import ListPlanner, Table
from app.storage.vault.vault import Vault
from tests.effort import effort
from tests.statements import statements

ROWS = 120
COLUMNS = ("Name", "E-Mail", "Born", "Tags", "Since", "Rare", "Remarks")


def row(number: int) -> str:
    rare = "seldom" if number == 7 else ""
    birth, since = f"{number % 28 + 1:02}/05/1980", f"2024-03-{number % 28 + 1:02}"
    return f"Person {number},p{number}@example.org,{birth},a;b,{since},{rare},Said {number}"


@pytest.fixture
def table(ann: Vault) -> Table:
    for number in range(0, ROWS, 9):
        values = {"name": f"Person {number}"}
        person = records.add(ann, "person", values).added[0]
        way = {"person": person, "kind": "email", "value": f"p{number}@example.org"}
        records.add(ann, "contact_point", way)
    data = "\n".join([",".join(COLUMNS), *map(row, range(ROWS))]).encode()
    return importing.look(ann, "person", ("list.csv", data))


def people_read(found: list[str]) -> int:
    """Count the statements that read the names or numbers of everybody."""
    whole = re.compile(r"^SELECT (person\.id, person\.name|contact_point\.person.*value) FROM (person|contact_point)$")
    return sum(whole.match(each) is not None for each in found)


@pytest.mark.long
def test_whatever_is_sent_wherever_the_plan_is_that_of_a_list_never_seen(ann: Vault, table: Table) -> None:
    planner, random = ListPlanner(table), Random(3)
    targets = sorted(importing.offered(ann, "person"))
    corrections: dict[str, str] = {}
    for _turn in range(25):
        corrections[random.choice(COLUMNS[1:])] = random.choice([*targets, IGNORE, IGNORE])
        try:
            mapping = importing.corrected(ann, table, corrections)
        except WrongValue:  # What cannot be sent there is refused before anything is planned.
            corrections.clear()
            continue
        if random.random() < 0.2:
            records.add(ann, "person", {"name": f"Person {random.randrange(ROWS)}"})
        assert planner.plan(ann, mapping) == importing.plan(ann, table, mapping)


def test_a_column_that_says_little_costs_little(ann: Vault, table: Table) -> None:
    planner = ListPlanner(table)
    mapping = importing.corrected(ann, table, {"Rare": IGNORE})
    planner.plan(ann)
    first = effort(lambda: importing.plan(ann, table, mapping))
    assert effort(lambda: planner.plan(ann, mapping)) * 1.5 < first


def test_nobody_is_compared_again_for_a_remark(ann: Vault, table: Table) -> None:
    planner = ListPlanner(table)
    with statements(ann) as first:
        planner.plan(ann)
    with statements(ann) as again:
        planner.plan(ann, importing.corrected(ann, table, {"Remarks": IGNORE}))
    with statements(ann) as name:
        planner.plan(ann, importing.corrected(ann, table, {"E-Mail": IGNORE}))
    assert [people_read(each) for each in (first, again, name)] == [2, 0, 2]


def test_what_changed_in_the_books_meanwhile_is_seen(ann: Vault, table: Table) -> None:
    planner = ListPlanner(table)
    before = planner.plan(ann)
    records.add(ann, "person", {"name": "Person 1"})
    after = planner.plan(ann)
    assert {each.line for each in after.duplicates} - {each.line for each in before.duplicates} == {3}


def test_a_stop_in_between_leaves_what_was_known(ann: Vault, table: Table) -> None:
    planner = ListPlanner(table)
    mapping = importing.corrected(ann, table, {"Remarks": IGNORE})
    planner.plan(ann)
    with pytest.raises(Cancelled):
        planner.plan(ann, mapping, progress=Progress(cancelled=lambda: True))
    assert planner.plan(ann, mapping) == importing.plan(ann, table, mapping)


def test_the_ids_of_other_programs_are_read_once(ann: Vault) -> None:
    records.add(ann, "person", {"name": "Ada", "extra": {"Contact ID": "7"}})
    table = importing.look(ann, "person", ("list.csv", b"Name,Contact ID,Remarks\nAda A.,7,tall\nBo,8,\n"))
    planner = ListPlanner(table)
    found: list[int] = []
    for remarks in ("note", IGNORE):
        with statements(ann) as run:
            plan = planner.plan(ann, importing.corrected(ann, table, {"Remarks": remarks}))
        assert [each.why for each in plan.updates] == ["It has the same “Contact ID”."]
        found.append(sum(re.match(r"SELECT person\.id, person\.extra FROM person$", each) is not None for each in run))
    assert found == [1, 0]
    records.add(ann, "person", {"name": "Bo B.", "extra": {"Contact ID": "8"}})
    assert planner.plan(ann) == importing.plan(ann, table)
    assert len(planner.plan(ann).updates) == 2
