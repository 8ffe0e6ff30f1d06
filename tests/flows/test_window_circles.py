"""Three laptops, a circle of two: who is outside sees that something is not shared, and the name once let in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from app.services.members import circles, trust
from app.services.records import records
from app.services.records.records import Query
from tests.window import Laptop, admit

Make = Callable[[str], Laptop]


def device(laptop: Laptop) -> str:
    return str(laptop.tell(lambda vault: vault.secrets.public().device.hex()))


def guests(laptop: Laptop) -> str:
    """Tell what the window's board of beds says of everybody in the house."""
    workplace = laptop.session.workplace
    assert workplace is not None
    workplace.go("houses")
    laptop.rest()
    buttons = workplace.rooms["houses"].findChildren(QPushButton)
    return " ".join(each.text() for each in buttons if each.isVisible() and each.toolTip().startswith("Show "))


def people(laptop: Laptop) -> Any:
    workplace = laptop.session.workplace
    assert workplace is not None
    workplace.go("people")
    laptop.rest()
    return workplace.rooms["people"]


@pytest.mark.long
def test_a_name_in_a_narrow_circle_appears_once_the_circle_is_opened(laptop: Make, tmp_path: Path) -> None:
    ann, bo, cy = laptop("Ann"), laptop("Bo"), laptop("Cy")
    ann.start_group()
    admit(ann, bo, tmp_path)
    admit(ann, cy, tmp_path)
    cy_device, bo_device = device(cy), device(bo)
    housing = ann.tell(lambda vault: trust.open_circle(vault, "Housing", [cy_device]))

    room = people(ann)
    room.refresh()
    ann.until(lambda: len(room.circles) == 2)
    room.new()
    readers = room.form.form.readers
    readers.setCurrentIndex(readers.findData(housing))
    room.form.form.editors["name"].line.setText("Zebedee")
    room.form.form.submit()
    ann.until(lambda: room.card.card is not None and room.card.card.title == "Zebedee")
    ann.rest()
    assert room.card.circles.chip.text() == "Housing"
    person = room.card.card.id

    def stay(vault: Any) -> Any:
        house = records.add(vault, "house", {"name": "Birch House"}).added[0]
        attic = records.add(vault, "room", {"house": house, "name": "Attic"}).added[0]
        bed = records.add(vault, "bed", {"room": attic, "name": "A1"}).added[0]
        values = {"person": person, "bed": bed, "from_day": "2026-11-20", "status": "in"}
        return records.add(vault, "stay", values)

    ann.do(stay)
    assert guests(ann) == "Zebedee"
    news = ann.bundle(tmp_path / "news.age")
    bo.take(news)
    cy.take(news)
    assert guests(cy) == "Zebedee"
    assert guests(bo) == "(not shared with you)"
    assert bo.tell(lambda vault: records.page(vault, "person", Query()).total) == 0
    assert not any(key.startswith("circle=") for key in people(bo).bar.chips), "a circle that one does not read"
    assert "Zebedee" in [row.values["name"] for row in cy.tell(lambda v: records.page(v, "person", Query()).rows)]

    ann.tell(lambda vault: trust.share(vault, housing, [bo_device], "reader"))
    bo.take(ann.bundle(tmp_path / "let in.age"))
    assert guests(bo) == "Zebedee"
    shown = people(bo)
    shown.table.choose(person)
    bo.until(lambda: shown.card.card is not None and shown.card.circles.isVisible())
    assert shown.card.circles.chip.text() == "Housing"
    assert [each.may_write for each in bo.tell(circles.choices)] == [True, False]
