"""What houses need besides beds: closures, requirements, keys, inspections, defects and agreements."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.i18n import N_, _
from app.records.kinds import Day, LongText, OneOf, Reference, Text, YesNo
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

WANTS = {
    "step_free": N_("Step-free"),
    "quiet": N_("Quiet"),
    "own_room": N_("A room of their own"),
    "with": N_("In one room with"),
    "not_with": N_("Not in one room with"),
}


def _in_order(values: Mapping[str, Any], first: str, last: str) -> None:
    """Refuse a last day before the first."""
    if values.get(first) is not None and values.get(last) is not None and values[last] < values[first]:
        raise ValueError(_("The end cannot be before the beginning."))


@entity("closure", one=N_("Closure"), many=N_("Closures"), title=("reason",))
class Closure(Entity, table=True):
    """A bed, a room or a house that is closed, from the night of ``from_day`` up to, without, that of ``to_day``."""

    bed: Annotated[str, Reference("bed")] | None = attr(N_("Bed"), default=None, column=True)
    room: Annotated[str, Reference("room")] | None = attr(N_("Room"), default=None, column=True)
    house: Annotated[str, Reference("house")] | None = attr(N_("House"), default=None, column=True)
    from_day: Annotated[datetime.date, Day()] = attr(N_("From"), column=True)
    to_day: Annotated[datetime.date, Day()] | None = attr(N_("Open again"), default=None, column=True)
    reason: Annotated[str, Text()] | None = attr(N_("Reason"), default=None, column=True, search=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a closure of nothing, of several things, or without a night."""
        if sum(values.get(place) is not None for place in ("bed", "room", "house")) != 1:
            raise ValueError(_("Say which bed, which room or which house is closed: one of them."))
        if values.get("to_day") is not None and values["to_day"] <= values["from_day"]:
            raise ValueError(_("A closure has at least one night."))


@entity(
    "room_requirement",
    one=N_("Need of a room"),
    many=N_("Needs of a room"),
    part_of="person",
    title=("person", "wants"),
    why=N_("To find a bed that fits; it goes with the person."),
)
class RoomRequirement(Entity, table=True):
    """What somebody needs or wishes of the room that they sleep in."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    wants: Annotated[str, OneOf(WANTS)] = attr(N_("Wants"), column=True)
    other: Annotated[str, Reference("person")] | None = attr(N_("Whom it is about"), default=None, column=True)
    must: Annotated[bool, YesNo()] | None = attr(
        N_("Must be"), default=None, column=True, help=N_("Whether it has to be; otherwise it is a wish.")
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a wish about oneself, and one about somebody that names nobody."""
        if values.get("wants") in {"with", "not_with"} and values.get("other") is None:
            raise ValueError(_("Say whom they want to be with, or not to be with."))
        if values.get("other") is not None and values["other"] == values.get("person"):
            raise ValueError(_("Nobody can be with or without themselves."))


@entity("key", one=N_("Key"), many=N_("Keys"), part_of="house", title=("house", "name"))
class Key(Entity, table=True):
    """A key of a house."""

    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    room: Annotated[str, Reference("room")] | None = attr(N_("Room"), default=None, column=True)


@entity(
    "key_loan",
    one=N_("Key lent"),
    many=N_("Keys lent"),
    title=("key", "person"),
    why=N_("To know who has which key."),
    keep=Keep(365, "back_on"),
)
class KeyLoan(Entity, table=True):
    """Who has a key, since when, and when it is due back."""

    key: Annotated[str, Reference("key")] = attr(N_("Key"), column=True, print=True)
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True, print=True)
    lent_on: Annotated[datetime.date, Day()] = attr(N_("Lent on"), column=True, print=True)
    due: Annotated[datetime.date, Day()] | None = attr(N_("Due back"), default=None, column=True, print=True)
    back_on: Annotated[datetime.date, Day()] | None = attr(N_("Came back on"), default=None, column=True, print=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a key that came back before it was lent."""
        _in_order(values, "lent_on", "back_on")


@entity("inspection", one=N_("Inspection"), many=N_("Inspections"), part_of="room", title=("room", "due"))
class Inspection(Entity, table=True):
    """A look into a room, when it is due and when it was done."""

    room: Annotated[str, Reference("room")] = attr(N_("Room"), column=True)
    due: Annotated[datetime.date, Day()] = attr(N_("Due"), column=True)
    who: Annotated[str, Reference("person")] | None = attr(N_("Who"), default=None, column=True)
    done_on: Annotated[datetime.date, Day()] | None = attr(N_("Done on"), default=None, column=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


@entity("defect", one=N_("Defect"), many=N_("Defects"), part_of="house", title=("what",))
class Defect(Entity, table=True):
    """Something broken, who sees to it, and until when."""

    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    what: Annotated[str, Text()] = attr(N_("What"), column=True, search=True)
    room: Annotated[str, Reference("room")] | None = attr(N_("Room"), default=None, column=True)
    who: Annotated[str, Reference("person")] | None = attr(N_("Who"), default=None, column=True)
    due: Annotated[datetime.date, Day()] | None = attr(N_("Due"), default=None, column=True)
    done_on: Annotated[datetime.date, Day()] | None = attr(N_("Done on"), default=None, column=True)


@entity("house_agreement", one=N_("House agreement"), many=N_("House agreements"), part_of="house",
        title=("house", "version"))  # fmt: skip
class HouseAgreement(Entity, table=True):
    """What holds in a house, in a version."""

    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    version: Annotated[str, Text()] = attr(N_("Version"), column=True, max_length=40)
    from_day: Annotated[datetime.date, Day()] | None = attr(N_("Holds from"), default=None, column=True)
    text: Annotated[str, LongText()] | None = attr(N_("Text"), default=None, search=True)


@entity(
    "agreement_signature",
    one=N_("Signature"),
    many=N_("Signatures"),
    title=("agreement", "person"),
    why=N_("To know who agreed to which version."),
    keep=Keep(730, "signed_on"),
)
class AgreementSignature(Entity, table=True):
    """That somebody agreed to a version of a house's agreement."""

    agreement: Annotated[str, Reference("house_agreement")] = attr(N_("Agreement"), column=True)
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    signed_on: Annotated[datetime.date, Day()] = attr(N_("Signed on"), column=True)


ROOM_RECORDS: tuple[type[Entity], ...] = (
    Closure, RoomRequirement, Key, KeyLoan, Inspection, Defect, HouseAgreement, AgreementSignature,
)  # fmt: skip
