"""Snapshots of the services as the window says them: "you" of the person who works here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.services.members.authors import Myself
from app.services.records.records import Card, CardPart, Page
from ui.widgets.table.column import RowPage, ShownRow


def row_page(page: Page, me: Myself) -> RowPage:
    """Take a page of the services as the list wants it."""
    rows: Sequence[ShownRow] = [replace(row, titles=_titles(row.titles, me)) for row in page.rows]
    return RowPage(rows, page.total)


def spoken_card(card: Card, me: Myself) -> Card:
    """Say "you" among what a record and its parts refer to."""
    return replace(card, titles=_titles(card.titles, me), parts=tuple(_part(part, me) for part in card.parts))


def _part(part: CardPart, me: Myself) -> CardPart:
    return replace(part, rows=tuple(replace(row, titles=_titles(row.titles, me)) for row in part.rows))


def _titles(titles: Mapping[str, str], me: Myself) -> dict[str, str]:
    return {record: me.title(record, title) for record, title in titles.items()}
