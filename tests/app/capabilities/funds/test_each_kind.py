"""Every kind of record of money goes from laptop to laptop, and ends the same whoever's bundle came first."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.records.changes import Add, Edit
from app.services.conflicts import conflicts
from app.services.records import records
from tests.group import Group

EUR = {"currency": "EUR"}
# What one of each kind is made with, and what Ann and Bo each write into it before they meet; "fund" and the like stand
# for the record of that kind.
KINDS: dict[str, tuple[dict[str, object], dict[str, object], dict[str, object]]] = {
    "fund": ({"name": "House"}, {"name": "Home"}, {"name": "Barn"}),
    "account": ({"name": "Bank", **EUR}, {"name": "Purse"}, {"name": "Till"}),
    "fund_use": ({"fund": "fund", "tag": "roof"}, {"tag": "wall"}, {"tag": "floor"}),
    "pledge": (
        {"from_whom": "person", "fund": "fund", "amount": 100, **EUR, "due": "2026-12-01"},
        {"amount": 200},
        {"amount": 300},
    ),
    "stipend": (
        {"person": "person", "fund": "fund", "amount": 100, **EUR, "from_day": "2026-11-01"},
        {"amount": 200},
        {"amount": 300},
    ),
    "standing_cost": (
        {"name": "Rent", "fund": "fund", "amount": 100, **EUR, "from_day": "2026-11-01"},
        {"amount": 200},
        {"amount": 300},
    ),
    "allocation": ({"fund": "fund", "project": "project", "amount": 100, **EUR}, {"amount": 200}, {"amount": 300}),
    "expense": (
        {"payee": "person", "fund": "fund", "amount": 100, **EUR, "day": "2026-11-01", "purpose": "Paint"},
        {"amount": 200},
        {"amount": 300},
    ),
    "balance_check": ({"account": "account", "day": "2026-11-01", "amount": 5}, {"amount": 6}, {"amount": 7}),
    "statement_mapping": (
        {"account": "account", "day": "Datum", "amount": "Betrag"},
        {"amount": "Haben"},
        {"amount": "Umsatz"},
    ),
    "bank_line": (
        {"account": "account", "key": "a" * 64, "day": "2026-11-01", "amount": 5},
        {"matched": "fund"},
        {"matched": "account"},
    ),
    "funder": ({"name": "Trust"}, {"name": "The Trust"}, {"name": "Trust e.V."}),
    "funder_contact": (
        {"funder": "funder", "kind": "email", "value": "a@trust.example"},
        {"value": "b@trust.example"},
        {"value": "c@trust.example"},
    ),
    "ask": ({"funder": "funder", "purpose": "Roof"}, {"purpose": "Wall"}, {"purpose": "Floor"}),
    "report": ({"ask": "ask", "due": "2026-11-01"}, {"due": "2026-12-01"}, {"due": "2027-01-01"}),
}


@pytest.mark.long
@pytest.mark.parametrize("order", [("Ann", "Bo"), ("Bo", "Ann")], ids=["Ann first", "Bo first"])
def test_each_kind_goes_both_ways_and_what_both_wrote_is_one_conflict(tmp_path: Path, order: tuple[str, str]):
    group = Group(tmp_path)
    ann = group.found()
    bo = group.join("Bo")
    person, project = ann.apply([Add("person", {"name": "Cy"}), Add("project", {"name": "Shed"})], "").added
    made = {"person": person, "project": project}

    def named(values: dict[str, object]) -> dict[str, object]:
        known = {"fund", "account", "funder", "ask", "person", "project"}
        return {name: made[str(each)] if each in known else each for name, each in values.items()}

    for kind, (values, _mine, _theirs) in KINDS.items():
        made[kind] = ann.apply([Add(kind, named(values))], "").added[0]
    group.meet(*order)
    for name, place in (("Ann", 1), ("Bo", 2)):
        for kind, row in KINDS.items():
            group.vaults[name].apply([Edit(made[kind], named(row[place]))], "")
    group.meet(*order)
    group.meet(*order)
    assert len(group.digests()) == 1
    found = {each.id for each in conflicts.open_conflicts(ann)}
    assert found == {each.id for each in conflicts.open_conflicts(bo)}
    about = {each.record for each in conflicts.open_conflicts(ann)}
    for kind, (_values, mine, _theirs) in KINDS.items():
        assert made[kind] in about, kind
        records.edit(bo, made[kind], named(mine))
    group.meet(*order)
    group.meet(*order)
    assert conflicts.open_conflicts(ann) == conflicts.open_conflicts(bo) == []
    for kind in KINDS:
        assert records.get(ann, made[kind]).values == records.get(bo, made[kind]).values
