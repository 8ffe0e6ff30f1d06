"""Words that are found in more than a thousand rows: the same rows in the same order as one by one would give."""

import random

import pytest

from app.records.changes import Add, New
from app.services.records import records
from app.services.records.lists import Query
from tests.group import Group

MANY = 1_300


def people(count):
    """Give people in no order: one in seven without a family name, one in five reached by what stands in a part."""
    chance, adds = random.Random(9), []
    for number in range(count):
        family = None if number % 7 == 0 else chance.choice(("Ärger", "Brandt", "Zoë"))
        named = "Kim" if number % 5 else "Lou"
        adds.append(Add("person", {"name": f"{named} {chance.randrange(10**6)}", "family": family, "tags": ["cook"]}))
        who = New(len(adds) - 1)
        adds.append(Add("contact_point", {"person": who, "kind": "email", "value": f"kim{number}@example.org"}))
    return adds


def shown(vault, query):
    """Give all of a list, page by page, and check that each page says how many there are."""
    found, total = [], records.page(vault, "person", query, 0, 0).total
    while len(found) < total:
        page = records.page(vault, "person", query, len(found), 400)
        assert page.total == total
        assert page.rows
        found += [row.id for row in page.rows]
    return found


@pytest.mark.long
def test_pages_of_what_is_found_in_much_of_a_list_are_those_of_the_list_itself(tmp_path):
    group = Group(tmp_path)
    vault = group.found()
    vault.apply(people(MANY), "")
    for sort in ("", "name", "family", "tags"):
        for descending in (False, True):
            for where in ("", "family=Zoë"):
                query = Query("kim", where, sort, descending)
                assert shown(vault, query) == records.ids(vault, "person", query)
                assert shown(vault, query) == shown(vault, Query("", where, sort, descending))
    # What has changed is never shown as it was: a new name, a new row, one that is gone.
    query = Query("kim")
    first, second = shown(vault, query)[:2]
    records.edit(vault, second, {"name": "AAA"})
    assert shown(vault, query)[0] == second
    records.undo(vault)
    assert shown(vault, query)[:2] == [first, second]
    records.edit(vault, first, {"merged_into": second})
    assert shown(vault, query) == records.ids(vault, "person", query)
    assert first not in shown(vault, query)
    (added,) = records.add(vault, "person", {"name": "AAB Kim"}).added
    assert shown(vault, query)[0] == added
    group.close()
