"""Rows that no form takes, written by another laptop: every page opens all the same."""

import datetime as dt
from typing import Any

import pytest

from app.capabilities.houses import beds_service, chores_service, day_service, kitchen_service, money_service, service
from app.capabilities.houses.board import service as board
from app.capabilities.houses.living import Opened, living
from app.capabilities.houses.records import House
from app.services.agenda import today
from app.services.conflicts import conflicts
from app.services.records import records
from app.storage.vault.vault import Vault
from sync.log.change import Create
from sync.primitives.codec import IdRef
from tests.group import START, Group

pytestmark = pytest.mark.long
DAY = START.date()
FIRST, LAST = "0001-01-01", "9999-12-31"


def add(vault: Vault, kind: str, **values) -> str:
    return records.add(vault, kind, values).added[0]


def write(vault: Vault, house: str, kind: str, registers: dict[str, Any]) -> None:
    """Write as a program would that checks nothing."""
    with vault.reading() as session:
        row = session.get(House, house)
        assert row is not None
        circle = bytes.fromhex(row.circle)
    with vault.writing() as writing:
        writing.replica.write(circle, [Create(kind, registers)])


def ref(record: str) -> IdRef:
    return IdRef(bytes.fromhex(record))


def test_every_page_opens_on_rows_that_no_form_takes(tmp_path):
    group = Group(tmp_path)
    ann = group.found()
    house = add(ann, "house", name="Mill", currency="EUR")
    room = add(ann, "room", house=house, name="Attic")
    bed = add(ann, "bed", room=room, name="A")
    ada, cy = (add(ann, "person", name=name) for name in ("Ada", "Cy"))
    add(ann, "stay", person=ada, bed=bed, from_day=DAY - dt.timedelta(9))
    chore = add(ann, "chore", house=house, name="Cook", minutes=60, every=1, from_day=DAY)
    bill = add(ann, "bill", house=house, text="Gas", from_day=DAY - dt.timedelta(5), to_day=DAY, amount=1000)
    bo = group.join("Bo")
    here, who = ref(house), ref(ada)
    shares = "\n".join(f"{each} {minor} 1" for each, minor in ((ada, 10**30), (cy, -7), (house, 2**63)))
    for kind, registers in (
        ("stay", {"person": who, "bed": ref(bed), "from_day": FIRST, "to_day": LAST, "status": "in"}),
        ("stay", {"bed": ref(room)}),
        ("closure", {"house": here, "from_day": LAST}),
        ("room_requirement", {"person": who, "wants": "with", "other": who, "must": True}),
        ("slot", {"chore": ref(chore), "on_day": FIRST, "who": who, "status": "done"}),
        ("slot", {"chore": ref(chore), "on_day": LAST, "status": "open"}),
        ("slot", {"chore": ref(chore), "who": who}),
        ("chore", {"house": here, "minutes": 2**40, "every": 2**62, "people": 2**62, "from_day": FIRST}),
        ("chore_share", {"person": who, "house": here, "weight": "-3", "minutes_a_week": -1}),
        ("absence", {"person": who, "from_day": FIRST, "back_on": LAST}),
        ("meal", {"house": here, "on_day": DAY.isoformat()}),
        ("diet_profile", {"person": who, "severity": "severe"}),
        ("bill", {"house": here}),
        ("bill_posting", {"bill": ref(bill), "shares": shares, "print_of": "x", "currency": "EUR"}),
        ("settlement", {"payer": who, "payee": ref(cy), "amount": 2**62, "currency": "EUR"}),
        ("settlement", {"payer": who, "payee": ref(cy), "amount": 5}),
        ("rent", {"person": who, "house": here, "amount": 5, "currency": "EUD", "from_day": FIRST}),
        ("house", {}),
        ("room", {"house": here}),
        ("bed", {"room": ref(room)}),
    ):
        write(bo, house, kind, registers)
    group.hand_over("Bo", "Ann")
    assert today.today(ann, DAY).sections
    assert all(found.sentence for found in conflicts.open_conflicts(ann))
    shown = service.houses(ann, DAY)
    assert len(shown) == 2
    assert all(isinstance(part.name, str) for house in shown for part in (house, *house.rooms))
    assert all(isinstance(bed.name, str) for house in shown for room in house.rooms for bed in room.beds)
    assert day_service.day_of_houses(ann, DAY, DAY)
    assert board.board(ann, DAY - dt.timedelta(30), DAY + dt.timedelta(30)).bars
    beds_service.free_beds(ann, DAY, DAY + dt.timedelta(3), [cy])
    beds_service.place_everyone(ann, DAY, DAY + dt.timedelta(3), seconds=1)
    for each in records.ids(ann, "house", records.Query()):
        living(ann, each, DAY, Opened(ada, (ada, cy, "EUR")))
        kitchen_service.shopping(ann, each, DAY, DAY + dt.timedelta(7))
        turns = chores_service.rota(ann, each, DAY, DAY + dt.timedelta(2), DAY).turns
        assert len(turns) <= 110
    for movement in money_service.entries(ann, DAY):
        assert sum(minor for _who, minor in movement.parts) == 0
