"""Two laptops take in what came from elsewhere, and meet in either order: both know the same, and no no is lost."""

from __future__ import annotations

from typing import Any

import pytest

from app.capabilities.people.records import ContactPoint, Person
from app.capabilities.people.records_reach import Address
from app.records.attachments import Attachment
from app.records.changes import Edit
from app.records.consents import Consent
from app.services.jobs import Progress
from app.services.tables import importing
from app.services.tables.importing import Choice
from app.storage.vault.vault import Vault
from tests.group import Group
from tests.lists import rows

LIST = (
    "Contact ID,Name,Phone,Do Not Phone,City,Postal Code\n1,Rosa,030 111222,{no},Ulm,{code}\n"
    "2,Bo,030 333444,,Ulm,89073\n"
)
CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u1\r\nFN:Ada\r\nPHOTO;ENCODING=b:iVBORw0KGgoAAAAB\r\nX-LONG:%s\r\nEND:VCARD\r\n"
)


def take(vault: Vault, name: str, data: bytes, choice: Choice | None = None) -> None:
    found = importing.plan(vault, importing.look(vault, "person", (name, data)))
    importing.run(vault, found, choice=choice).run(Progress())


def shown(vault: Vault) -> Any:
    return (
        sorted((each.name, each.note or "") for each in rows(vault, Person)),
        sorted((each.value, each.do_not_call) for each in rows(vault, ContactPoint)),
        sorted((each.town, each.postcode) for each in rows(vault, Address)),
        sorted(each.purpose for each in rows(vault, Consent)),
        sorted((each.file, each.size) for each in rows(vault, Attachment)),
    )


@pytest.mark.parametrize("first", ["Ann", "Bo"])
def test_an_import_and_an_update_travel_in_both_orders(group: Group, first: str):
    ann = group.vaults["Ann"]
    bo = group.join("Bo")
    take(ann, "list.csv", LIST.format(no="", code="89075").encode())
    take(ann, "a.vcf", CARD % (b"x" * 30_000), Choice(photos=True))
    group.meet("Ann", "Bo")
    assert shown(ann) == shown(bo)
    # One takes in the newer list, while the other writes a note; then they meet.
    take(ann, "list.csv", LIST.format(no="Yes", code="89077").encode())
    (rosa,) = (each for each in rows(bo, Person) if each.name == "Rosa")
    bo.apply([Edit(rosa.id, {"note": "likes boats"})], "Edit")
    other = "Bo" if first == "Ann" else "Ann"
    group.hand_over(first, other)
    group.hand_over(other, first)
    group.meet("Ann", "Bo")
    assert len(group.digests()) == 1
    assert shown(ann) == shown(bo)
    people, points, addresses, consents, attached = shown(bo)
    assert ("Rosa", "likes boats") in people
    assert ("030 111222", True) in points
    assert ("Ulm", "89077") in addresses
    assert consents == ["photo", "reach"]
    assert [size for _file, size in attached] == [30_000, 12]
    # The same list on the other laptop is known there too, and changes nothing.
    found = importing.plan(bo, importing.look(bo, "person", ("list.csv", LIST.format(no="Yes", code="89077").encode())))
    assert (found.rows, found.updates, found.unchanged) == ((), (), (2, 3))
