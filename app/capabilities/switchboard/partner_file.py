"""What goes to a partner: needs that nobody here can meet and offers that nobody here needs, without any name."""

from __future__ import annotations

import csv
import datetime
import io

from app.capabilities.switchboard.overview import overview
from app.capabilities.switchboard.records import SIDES
from app.capabilities.switchboard.rows import ListingBook
from app.capabilities.switchboard.words import amount
from app.i18n import _

COLUMNS = ("side", "category", "title", "quantity", "unit", "currency", "urgency", "expires")


def rows_for(field: ListingBook, partner: str, day: datetime.date) -> list[tuple[str, ...]]:
    """Give a row for each listing to pass on, by side and title; those of the partner themselves are left out."""
    ids = [each for cell in overview(field, day) for each in (*cell.unmeetable, *cell.idle_offers)]
    listings = sorted((field.listings[each] for each in ids), key=lambda each: (each.side, each.title, each.id))
    return [
        (
            each.side,
            each.category,
            each.title,
            str(each.quantity),
            each.unit,
            each.currency or "",
            each.urgency if each.side == "need" else "",
            each.expires.isoformat() if each.expires else "",
        )
        for each in listings
        if each.of != partner
    ]


def file_of(rows: list[tuple[str, ...]]) -> bytes:
    """Write rows as CSV with their heads; a cell that a spreadsheet would take for a formula is made harmless."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def preview(rows: list[tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """Give what the file would say in three columns: side, title, how much."""
    return [(_(SIDES[row[0]]), row[2], amount(int(row[3]), row[4], row[5] or None)) for row in rows]
