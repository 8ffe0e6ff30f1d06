"""Where somebody lives, whom to call, and who belongs to whom: parts of a person that may live in a narrower circle."""

from collections.abc import Mapping
from typing import Annotated, Any

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.contact import CONTACT_LABELS, Phone
from app.records.kinds import LongText, Name, OneOf, Reference, Text, YesNo
from app.records.registry import Entity, attr, entity


@entity(
    "address",
    one=N_("Address"),
    many=N_("Addresses"),
    part_of="person",
    title=("street", "town"),
    why=N_("To visit, to send post, and to tell two people of one name apart; it goes with them."),
    spread=True,
)
class Address(Entity, table=True):
    """Where a person lives or gets post."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    label: Annotated[str, OneOf(CONTACT_LABELS)] | None = attr(N_("Where"), default=None, column=True)
    street: Annotated[str, LongText()] | None = attr(
        N_("Street and number"),
        default=None,
        column=True,
        search=True,
        max_length=500,
        was=("street address", "straße"),
    )
    more: Annotated[str, LongText()] | None = attr(
        N_("More"),
        default=None,
        search=True,
        max_length=500,
        was=("street 2", "street 3", "extended address", "supplemental address", "address line 2", "address2"),
    )
    po_box: Annotated[str, Text()] | None = attr(
        N_("Post-office box"), default=None, max_length=80, was=("po box", "postfach")
    )
    postcode: Annotated[str, Text()] | None = attr(
        N_("Postcode"),
        default=None,
        column=True,
        max_length=20,
        was=("postal code", "zip", "zip code", "post code", "plz", "postleitzahl", "code postal"),
    )
    town: Annotated[str, Text()] | None = attr(
        N_("Town"), default=None, column=True, search=True, was=("city", "locality", "place", "ort", "stadt", "ville")
    )
    region: Annotated[str, Text()] | None = attr(
        N_("Region"), default=None, was=("state", "province", "county", "bundesland", "state province")
    )
    country: Annotated[str, Text()] | None = attr(
        N_("Country"), default=None, was=("country region", "country code", "land", "land region", "pays")
    )
    do_not_write: Annotated[bool, YesNo()] | None = attr(
        N_("Do not write"), default=None, help=N_("They said no to letters; no list to send by has it.")
    )
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None)


@entity(
    "emergency_contact",
    one=N_("Emergency contact"),
    many=N_("Emergency contacts"),
    part_of="person",
    why=N_("To call somebody when this person cannot; it goes with them."),
)
class EmergencyContact(Entity, table=True):
    """Whom to call when something has happened to a person."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    name: Annotated[str, Name()] = attr(N_("Name"), column=True, search=True)
    phone: Annotated[str, Phone()] | None = attr(N_("Telephone"), default=None, column=True)
    what: Annotated[str, Text()] | None = attr(N_("Who they are"), default=None, column=True, max_length=80)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None)


@entity(
    "relationship",
    one=N_("Relationship"),
    many=N_("Relationships"),
    title=("one", "what", "other"),
    why=N_("To know who brought whom, and who belongs together."),
    relates=("one", "what", "other"),
)
class Relationship(Entity, table=True):
    """That two people have to do with each other."""

    one: Annotated[str, Reference("person")] = attr(N_("One"), column=True)
    other: Annotated[str, Reference("person")] = attr(N_("The other"), column=True)
    what: Annotated[str, Text()] = attr(N_("What they are to each other"), column=True, search=True, max_length=80)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a relationship of somebody with themselves."""
        if "one" in values and values.get("one") == values.get("other"):
            raise WrongValue(_("A relationship is between two people."), field="other")
