"""Sheets to try things on, and renderers with and without this computer's fonts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.sheets.render import SheetRenderer
from app.sheets.sheet import Sheet, SheetColumn, SheetRow, SheetSection

TEMPLATES = Path(__file__).parents[3] / "resources" / "sheets"
AS_OF = datetime(2026, 11, 23, 18, 2, tzinfo=UTC)
COLUMNS = (
    SheetColumn("name", "Name", width=1),
    SheetColumn("phone", "Phone", kind="number", align="start"),
    SheetColumn("email", "E-mail"),
)
MakeSheet = Callable[..., Sheet]


@pytest.fixture
def people() -> Callable[[int], tuple[SheetRow, ...]]:
    """Make rows for so many people, all different, in letters that every computer can print."""

    def make(count: int) -> tuple[SheetRow, ...]:
        return tuple(SheetRow((f"Person {n} Lind", f"+49 30 {n:06}", f"p{n}@example.org")) for n in range(count))

    return make


@pytest.fixture
def make_sheet() -> MakeSheet:
    """Make a contact list with the given differences; `rows` is short for one section of them."""
    usual = Sheet(
        title="Contact list",
        group="Harbour Street",
        as_of=AS_OF,
        as_of_from="Bo's laptop",
        columns=COLUMNS,
        language="en-GB",
    )

    def make(rows: tuple[SheetRow, ...] = (), **differences: Any) -> Sheet:
        return replace(usual, **{"sections": (SheetSection(rows=rows),) if rows else (), **differences})

    return make


@pytest.fixture(scope="session")
def renderer() -> SheetRenderer:
    """As the program has it."""
    return SheetRenderer(TEMPLATES)


@pytest.fixture(scope="session")
def bare_renderer() -> SheetRenderer:
    """As on a computer without a single font: the same everywhere."""
    return SheetRenderer(TEMPLATES, system_fonts=False)


@pytest.fixture(scope="session")
def templates() -> Path:
    """Give the folder of the shipped templates."""
    return TEMPLATES
