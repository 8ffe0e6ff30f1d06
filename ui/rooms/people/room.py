"""The room of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.i18n import N_, _
from app.services import people
from app.services.printing import HELD_ON_YOU
from app.services.records import Page, Query
from ui.frame.command import Command
from ui.frame.desk import Desk, Vault
from ui.records.list_room import ListRoom
from ui.widgets.buttons import button
from ui.widgets.card.record_card import RecordCard
from ui.widgets.table.column import Column, Row, columns_of

_WIDTHS = {"name": (18, 120), "stage": (15, 112), "languages": (13, 90), "tags": (13, 90)}


class PeopleRoom(ListRoom):
    """Search as you type, chips by stage, and a card that is edited in place."""

    key, title, icon, kind = "people", N_("People"), "people", "person"
    kinds = frozenset({"person", "contact_point", "commitment", "skill_claim", "skill", "consent"})
    shows = frozenset({"person"})
    purpose = N_(
        "Everybody in the group and everybody it looks after: how to reach them, what they can do, when they have time."
    )
    hint = N_("Choose somebody from the list to see their card.")
    chip_field = "stage"
    asks_first = ("name", "languages", "stage", "tags")

    def __init__(self, desk: Desk, export: Callable[[Query], object] | None = None) -> None:
        """Take the desk, and what writes the people that a filter leaves to a file, if there is such a thing."""
        self._export = export
        super().__init__(desk)

    def build(self) -> None:
        """Offer on the empty page what most groups have: a list made elsewhere."""
        super().build()
        self.table.empty.offer(_("Import a list…"), self.import_list, icon="import", primary=False)

    def columns(self) -> Sequence[Column]:
        """Show how to reach somebody right beside the name."""
        derived = {column.key: column for column in columns_of(self.type)}
        contact = Column("contact", _("Contact"), _contact, weight=14, sortable=False, figures=True, least=116)
        name, *others = (replace(derived[key], weight=weight, least=least) for key, (weight, least) in _WIDTHS.items())
        return [name, contact, *others]

    def header_buttons(self) -> Sequence[QWidget]:
        """Take lists in and give them out."""
        tip = _("Take in a list from a file (Ctrl+I)")
        made = [button(_("Import…"), self.import_list, kind="quiet", icon="import", tip=tip)]
        if self._export is not None:
            made.append(button(_("Export…"), self.export_list, kind="quiet", icon="export"))
        return made

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here, also = _(self.title), _("csv table file")
        found = [Command(_("Import a list of people"), self.import_list, "import", ("Ctrl+I",), here, also)]
        person = self.table.chosen()
        if person:
            found.append(
                Command(
                    _("Print everything we hold on this person"), lambda: self.print_held(person), "print", (), here
                )
            )
        if self._export is not None:
            found.append(Command(_("Export these people"), self.export_list, "export", (), here, also))
        return found

    def make_card(self) -> RecordCard:
        """Let the card be printed for the one it is about."""
        card = super().make_card()
        card.offer("print", _("Print everything we hold on this person"), self.print_held)
        return card

    def print_held(self, person: str) -> None:
        """Go to the sheet with everything that is held on somebody."""
        self.desk.go("print", HELD_ON_YOU, person)

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of people with their contacts."""
        return people.page(vault, query, offset, limit)

    def import_list(self) -> None:
        """Go where lists are taken in."""
        self.desk.go("import")

    def export_list(self) -> None:
        """Write those in the list, and nobody else, to a file."""
        if self._export is not None:
            self._export(self.query())


def _contact(row: Row) -> str:
    """Write how to reach somebody."""
    more: Any = getattr(row, "more", {})
    return str(more.get(people.CONTACT, ""))
