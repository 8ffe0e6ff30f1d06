"""Lists as the tests take them in: text or bytes, as a person would who corrects a column."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from sqlmodel import select

from app.capabilities.people.records import ContactPoint, Person
from app.services.jobs import Progress
from app.services.tables import importing
from app.services.tables.importing import AS_IT_IS, How, Imported, ImportPlan, Table
from app.storage.vault.vault import Vault

TODAY = datetime.date(2026, 11, 29)


def look(vault: Vault, data: str | bytes, how: How = AS_IT_IS, kind: str = "person") -> Table:
    data = data if isinstance(data, bytes) else data.encode()
    return importing.look(vault, kind, ("list.xlsx" if data[:2] == b"PK" else "list.csv", data), how=how)


def plan(
    vault: Vault,
    data: str | bytes,
    how: How = AS_IT_IS,
    kind: str = "person",
    corrections: Mapping[str, str] | None = None,
) -> ImportPlan:
    table = look(vault, data, how, kind)
    return importing.plan(vault, table, importing.corrected(vault, table, corrections or {}))


def take(
    vault: Vault,
    data: str | bytes,
    how: How = AS_IT_IS,
    kind: str = "person",
    corrections: Mapping[str, str] | None = None,
) -> Imported:
    found = plan(vault, data, how, kind, corrections)
    assert found.bad == ()
    return importing.run(vault, found).run(Progress())


def rows(vault: Vault, model: type) -> list[Any]:
    with vault.reading() as session:
        return list(session.exec(select(model)).all())


def people(vault: Vault) -> dict[str, Any]:
    return {each.name: each for each in rows(vault, Person)}


def reach(vault: Vault, name: str) -> set[tuple[str, str, str]]:
    who = people(vault)[name].id
    return {(each.kind, each.label, each.value) for each in rows(vault, ContactPoint) if each.person == who}


def book(
    *cells: list[object],
    hidden: tuple[str, int] | None = None,
    merged: str = "",
    sheets: dict[str, list[list[object]]] | None = None,
) -> bytes:
    made = Workbook()
    first = made.active
    assert first is not None
    for row in cells:
        first.append(row)
    if hidden:
        first.column_dimensions[hidden[0]].hidden = True
        first.row_dimensions[hidden[1]].hidden = True
    if merged:
        first.merge_cells(merged)
    for title, more in (sheets or {}).items():
        sheet = made.create_sheet(title)
        for row in more:
            sheet.append(row)
        if title.startswith("Old"):
            sheet.sheet_state = "hidden"
        if title == "Volunteers":
            sheet.merge_cells("B2:B3")
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
