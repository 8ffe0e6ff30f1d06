"""What somebody said no to is on no list to call by, and stands beside their number wherever that is printed."""

from __future__ import annotations

import datetime

from app.capabilities.people import intake_service, listing
from app.capabilities.people.merge_service import profiles
from app.capabilities.people.sheets import contact_list
from app.capabilities.people.sheets_more import MORE
from app.records.changes import Add, New
from app.services.printing.kinds import Period, Wanted
from app.services.records import records
from app.services.records.records import Query
from app.storage.vault.vault import Vault

EVERYBODY = Wanted("", Period(datetime.date(2026, 1, 1), datetime.date(2026, 1, 2)), initials=False)


def add(vault: Vault, name: str, *points: dict[str, object]) -> str:
    changes = [Add("person", {"name": name}), *(Add("contact_point", {"person": New(0), **each}) for each in points)]
    return vault.apply(changes, "Add").added[0]


def phone_tree(vault: Vault) -> list[tuple[str, ...]]:
    (kind,) = (each for each in MORE if each.name == "phone-tree")
    return [row.cells for section in kind.fill(vault, EVERYBODY).sections for row in section.rows]


def test_who_said_no_to_calls_is_in_no_phone_tree_and_a_mobile_is_a_telephone(ann: Vault):
    add(ann, "Ada", {"kind": "mobile", "value": "0170 111222"})
    add(ann, "Bo", {"kind": "phone", "value": "030 111", "do_not_call": True}, {"kind": "fax", "value": "030 222"})
    add(ann, "Cy", {"kind": "pager", "value": "030 333"}, {"kind": "mobile", "value": "0170 333444"})
    called = {cells[1]: cells[2] for cells in phone_tree(ann)}
    assert called["Cy"] == "0170 333444"
    assert called["Bo"] == ""


def test_the_list_shows_no_number_that_is_closed(ann: Vault):
    add(
        ann,
        "Ada",
        {"kind": "phone", "value": "030 111", "do_not_call": True, "do_not_write": True},
        {"kind": "email", "value": "ada@b.org"},
    )
    add(ann, "Bo", {"kind": "phone", "value": "030 222", "do_not_call": True}, {"kind": "email", "value": "bo@b.org"})
    add(ann, "Cy", {"kind": "fax", "value": "030 333"}, {"kind": "mobile", "value": "0170 333444"})
    shown = {row.values["name"]: row.more[listing.CONTACT] for row in listing.page(ann, Query()).rows}
    assert shown == {"Ada": "ada@b.org", "Bo": "bo@b.org", "Cy": "0170 333444"}


def test_the_contact_list_says_the_no_and_what_a_number_is(ann: Vault):
    add(
        ann,
        "Ada",
        {"kind": "phone", "value": "030 111", "do_not_call": True, "about": "Sister"},
        {"kind": "fax", "value": "030 333"},
        {"kind": "email", "value": "ada@b.org", "do_not_write": True},
    )
    (row,) = contact_list(ann, EVERYBODY).sections[0].rows
    assert row.cells[1] == "030 111 (Sister, do not call)"
    assert row.cells[2].split("\n") == ["030 333 (Fax)", "ada@b.org (do not write)"]


def test_a_number_is_the_same_whether_it_is_called_mobile_or_not(ann: Vault):
    add(ann, "Ada", {"kind": "mobile", "value": "+49 170 111222"}, {"kind": "fax", "value": "030 333"})
    (profile,) = profiles(ann)
    assert profile.phones == ("+49 170 111222",)


def test_a_no_in_a_batch_holds_for_a_number_that_is_on_the_books(ann: Vault):
    add(ann, "Ada", {"kind": "phone", "value": "+49 30 111222"})
    data = b"Name,Phone,Do Not Phone,Email\nAda,+49 30 111222,Yes,ada@b.org\n"
    for turn in (1, 2):
        intake_service.take_in(ann, intake_service.prepare(ann, "list.csv", data))
        points = records.page(ann, "contact_point", Query()).rows
        assert {row.values["value"]: row.values["do_not_call"] for row in points} == {
            "+49 30 111222": True, "ada@b.org": None,
        }, turn  # fmt: skip
        assert records.page(ann, "consent", Query()).total == 1
