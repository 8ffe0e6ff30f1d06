"""What partners have sent: theirs, counted apart, and no longer offered once their next file does not name it."""

import datetime
from typing import Annotated

from app.i18n import N_
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole
from app.records.registry import Entity, attr, entity

ITEM_SORTS = {"listing": N_("Need or offer"), "project": N_("Project"), "playbook": N_("Playbook")}
ITEM_STATES = {"offered": N_("Offered"), "no_longer": N_("No longer offered")}


@entity("partner_item", one=N_("Item of a partner"), many=N_("Items of partners"), part_of="partner", title=("title",))
class PartnerItem(Entity, table=True):
    """A need, an offer, a project or a playbook of another group, as their last file had it."""

    partner: Annotated[str, Reference("partner")] = attr(N_("Partner"), column=True)
    key: Annotated[str, Text()] = attr(N_("Key"), max_length=64)
    sort: Annotated[str, OneOf(ITEM_SORTS)] = attr(N_("What sort"), column=True)
    title: Annotated[str, Text()] = attr(N_("Title"), column=True, search=True, print=True)
    side: Annotated[str, Text()] | None = attr(N_("Side"), default=None, column=True, max_length=10)
    category: Annotated[str, Text()] | None = attr(N_("Category"), default=None, column=True, max_length=40)
    quantity: Annotated[int, Whole(0, 10**15)] | None = attr(N_("Quantity"), default=None, column=True)
    unit: Annotated[str, Text()] | None = attr(N_("Unit"), default=None, max_length=20)
    place: Annotated[str, Text()] | None = attr(N_("Place"), default=None, column=True, search=True)
    text: Annotated[str, LongText()] | None = attr(N_("More"), default=None, search=True)
    sent_on: Annotated[datetime.date, Day()] | None = attr(N_("Sent on"), default=None, column=True)
    good_until: Annotated[datetime.date, Day()] | None = attr(N_("Good until"), default=None, column=True)
    state: Annotated[str, OneOf(ITEM_STATES)] = attr(N_("State"), default="offered", column=True)


@entity(
    "partner_sender",
    one=N_("Known sender"),
    many=N_("Known senders"),
    part_of="partner",
    title=("device",),
    internal=True,
)
class PartnerSender(Entity, table=True):
    """A laptop of a partner whose five words were compared."""

    partner: Annotated[str, Reference("partner")] = attr(N_("Partner"))
    device: Annotated[str, Text()] = attr(N_("Laptop"), max_length=32, column=True)
