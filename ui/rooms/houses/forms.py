"""The forms that open between the beds: a stay, a bed, a room, a house."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from types import MappingProxyType

from app.capabilities.houses.service import BedView
from app.i18n import N_, _
from app.records.attributes import Attribute
from app.records.kinds import Whole
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.records.records import Card
from ui.widgets.card.record_form import RecordForm
from ui.widgets.editors.sources import Sources

BEDS = "beds"
_MOST_BEDS = 60
_NEW = {"house": N_("A new house"), "room": N_("A new room"), "bed": N_("A new bed")}
_WHOLE = frozenset({"house"})
_PLANNED = ("person", "from_day", "to_day", "purpose", "who_pays")


class Forms:
    """Make the forms, which tell their values; who shows them writes them."""

    def __init__(self, registry: Registry, sources: Sources) -> None:
        """Take the declarations, and where editors find what they ask for."""
        self._registry, self._sources = registry, sources

    def plan(self, bed: BedView, night: datetime.date, until: datetime.date | None = None) -> RecordForm:
        """Ask who comes, from when until when; what is free until another comes ends there if nobody said when."""
        form = RecordForm(
            self._registry["stay"],
            self._sources,
            done=_("Plan the stay"),
            only=_PLANNED,
            heading=_("A stay in bed {name}").format(name=bed.name),
        )
        if until is None and bed.next is not None:
            until = bed.next.from_day
        form.fill({"from_day": night, "to_day": until, "status": "planned"}, {})
        return form

    def stay(self, card: Card) -> RecordForm:
        """Change a stay."""
        form = RecordForm(self._registry["stay"], self._sources, done=_("Save"), heading=card.title)
        form.fill(card.values, card.titles)
        return form

    def bed(self, card: Card | None = None) -> RecordForm:
        """Name a bed."""
        return self._part("bed", card)

    def room(self, card: Card | None = None) -> RecordForm:
        """Describe a room; a new one is asked for the number of its beds as well."""
        if card is not None:
            return self._part("room", card)
        form = RecordForm(
            _with_beds(self._registry["room"]),
            self._sources,
            done=_("Add the room"),
            without=_WHOLE,
            heading=_("A new room"),
        )
        form.fill({BEDS: 1}, {})
        return form

    def house(self, card: Card | None = None) -> RecordForm:
        """Describe a house."""
        return self._part("house", card)

    def _part(self, kind: str, card: Card | None) -> RecordForm:
        """Make the form of a kind of record without what it is part of."""
        record_type = self._registry[kind]
        one = _(record_type.one).lower()
        done = _("Save") if card is not None else _("Add the {what}").format(what=one)
        heading = card.title if card is not None else _(_NEW[kind])
        whole = frozenset({record_type.part_of or ""})
        form = RecordForm(record_type, self._sources, done=done, without=whole, heading=heading)
        form.fill(card.values if card is not None else {}, card.titles if card is not None else {})
        return form


def _with_beds(room: RecordType) -> RecordType:
    """Add to a room the number of its beds, which is no field of it."""
    beds = Attribute(
        BEDS, N_("Beds"), Whole(0, _MOST_BEDS), help=N_("They are named by numbers, which can be changed.")
    )
    found = dict(room.attributes)
    note = found.pop("note", None)
    found[BEDS] = beds
    if note is not None:
        found["note"] = note
    return dataclasses.replace(room, attributes=MappingProxyType(found))


def changed_in(values: Mapping[str, object], before: Mapping[str, object]) -> dict[str, object]:
    """Give what of a form is new."""
    return {name: value for name, value in values.items() if value != before.get(name)}
