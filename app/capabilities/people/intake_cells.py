"""A row of a batch cell by cell: what was given, where it goes, and what was understood of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.capabilities.people.intake_service import IntakePreview
from app.records.record_type import RecordType
from app.services.tables.columns import route
from app.services.tables.import_rows import Bad


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One cell: its column, the text that was given, where the column goes, what was understood, or what is wrong."""

    column: str
    given: str
    target: str
    understood: str
    wrong: str = ""


def cells_of(person: RecordType, intake: IntakePreview, line: int) -> list[ReadCell]:
    """Give the cells of a row in the order of the columns; of a row that was wrong as a whole nothing was given."""
    source = intake.source
    given, row = source.lines[line], source.read[line]
    texts = [""] * len(source.columns) if given.wrong else list(given.cells)
    found: list[ReadCell] = []
    asides = {} if isinstance(row, Bad) else {each.column: each.wrong for each in row.asides}
    contacts = [] if isinstance(row, Bad) else [dict(each) for each in row.contacts]
    for column, text in zip(source.columns, texts, strict=True):
        target = source.mapping.get(column, "")
        to = route(target, column)
        understood, wrong = "", asides.get(column, "")
        if not isinstance(row, Bad) and not wrong:
            if to.sort == "attribute":
                understood = _format(person, to.name, row.values.get(to.name))
            elif to.sort == "contact":
                mine = next((each for each in contacts if each["kind"] == to.name), None)
                understood = str(mine["value"]) if mine and text else ""
                contacts = [each for each in contacts if each is not mine] if text else contacts
            elif to.sort == "extra":
                extras: dict[str, str] = (row.values.get(person.extras.name) if person.extras else None) or {}
                understood = extras.get(to.name, "")
        found.append(ReadCell(column, text, target, understood, wrong))
    return found


def _format(person: RecordType, name: str, value: Any) -> str:
    """Write a value as people read it."""
    attribute = person.attributes.get(name)
    return "" if attribute is None or value is None else attribute.format(value)
