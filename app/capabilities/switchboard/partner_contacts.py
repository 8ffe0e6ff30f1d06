"""How partners are reached."""

from collections.abc import Mapping
from typing import Annotated, Any

from app.i18n import N_
from app.records.contact import CONTACT_KINDS, CONTACT_LABELS, ContactValue, check_way, takes_way
from app.records.kinds import OneOf, Reference, Text, YesNo
from app.records.registry import Entity, attr, entity


@entity(
    "partner_contact",
    one=N_("Contact of a partner"),
    many=N_("Contacts of partners"),
    part_of="partner",
    title=("value",),
    why=N_("To reach this partner; it goes with them."),
)
class PartnerContact(Entity, table=True):
    """One way to reach a partner, and what is safe to do with it."""

    partner: Annotated[str, Reference("partner")] = attr(N_("Partner"))
    kind: Annotated[str, OneOf(CONTACT_KINDS)] = attr(N_("Kind"), column=True, print=True)
    label: Annotated[str, OneOf(CONTACT_LABELS)] | None = attr(N_("Where"), default=None, column=True)
    value: Annotated[str, ContactValue()] = attr(N_("Number or address"), column=True, search=True, print=True)
    preferred: Annotated[bool, YesNo()] | None = attr(N_("Preferred"), default=None, column=True)
    safe_to_text: Annotated[bool, YesNo()] | None = attr(N_("Safe to text"), default=None, column=True, print=True)
    safe_to_leave_message: Annotated[bool, YesNo()] | None = attr(
        N_("Safe to leave a message"), default=None, print=True
    )
    do_not_call: Annotated[bool, YesNo()] | None = attr(
        N_("Do not call"), default=None, print=True, help=N_("They said no to calls; no list to call by has it.")
    )
    do_not_write: Annotated[bool, YesNo()] | None = attr(
        N_("Do not write"), default=None, print=True, help=N_("They said no to texts, mails or letters there.")
    )
    hours: Annotated[str, Text()] | None = attr(N_("When to call"), default=None, print=True, max_length=80)
    about: Annotated[str, Text()] | None = attr(N_("What it is"), default=None, search=True, max_length=80)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Check the value by its kind."""
        check_way(values)

    @classmethod
    def record_takes(cls, values: Mapping[str, Any], name: str, text: str) -> bool:
        """Say whether a text is surely of that kind."""
        return takes_way(values, name, text)
