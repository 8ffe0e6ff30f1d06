"""What goes out as services of HSDS 3, against what its schema asks; and what partners sent beside what is here."""

from __future__ import annotations

import datetime
import json
import uuid
from pathlib import Path

import pytest

from app.capabilities.projects import partner_matching
from app.capabilities.projects.partner_file import Item, services
from app.problems import UserProblem
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import START, Group

DAY = START.date()

# As `schema/service.json` of HSDS 3 has it: id, name and status are needed, and all that we write are texts.
NEEDED = {"id", "name", "status"}
TEXTS = {"id", "name", "status", "description", "alternate_name", "eligibility_description", "url", "email"}
STATES = {"active", "inactive", "defunct", "temporarily closed"}
ITEMS = [
    Item("0" * 31 + "1", "project", "Soup on Sundays", text="Cook together"),
    Item("f" * 32, "listing", "Two pots", "offer", "thing", 2),
    Item("a" * 32, "listing", "A van", "need", "transport", 1),
    Item("b" * 32, "playbook", "Orientation"),
]


def test_services_are_what_the_schema_asks():
    found = json.loads(services(ITEMS))
    assert {each["name"] for each in found} == {"Soup on Sundays", "Two pots"}
    for each in found:
        assert each.keys() >= NEEDED
        assert each.keys() <= TEXTS
        assert all(isinstance(value, str) and value for value in each.values())
        assert str(uuid.UUID(each["id"])) == each["id"]
        assert each["status"] in STATES
    assert len({each["id"] for each in found}) == len(found)


def test_what_a_partner_offers_is_matched_and_stays_theirs(tmp_path: Path):
    vault = Group(tmp_path).found()
    partner = added(vault, "partner", name="Southside")
    need = added(vault, "listing", side="need", category="thing", title="Pots for soup", quantity=2, unit="pieces")
    theirs = {
        "partner": partner,
        "sort": "listing",
        "side": "offer",
        "category": "thing",
        "quantity": 3,
        "unit": "pieces",
    }
    item = added(vault, "partner_item", key="k", title="Big pots", good_until=DAY, **theirs)
    added(vault, "partner_item", key="l", title="Old pots", state="no_longer", **theirs)
    found = partner_matching.fitting(vault, partner, DAY)
    assert {key: [each.listing for each in fits] for key, fits in found.items()} == {item: [need]}
    assert partner_matching.fitting(vault, partner, DAY + datetime.timedelta(days=1)) == {}
    made = partner_matching.take_over(vault, item, DAY).added[0]
    values = records.get(vault, made).values
    assert (values["of"], values["title"], values["expires"]) == (partner, "Big pots", DAY)
    with pytest.raises(UserProblem, match="already"):
        partner_matching.take_over(vault, item, DAY)
    with pytest.raises(UserProblem, match="no longer offered"):
        partner_matching.take_over(vault, item, DAY + datetime.timedelta(days=1))


def added(vault: Vault, kind: str, /, **values: object) -> str:
    return records.add(vault, kind, values).added[0]
