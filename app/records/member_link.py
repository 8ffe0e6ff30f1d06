"""Which person of the books a member of the group is."""

from typing import Annotated

from app.i18n import N_
from app.records.attachments import Hex
from app.records.kinds import Reference
from app.records.registry import Entity, attr, entity


@entity(
    "member_link",
    one=N_("Member in the books"),
    many=N_("Members in the books"),
    title=("person",),
    why=N_("To know whose word an approval is."),
    internal=True,
)
class MemberLink(Entity, table=True):
    """That a member of the group is this person; it counts if that member or an admin wrote it."""

    member: Annotated[str, Hex(32)] = attr(N_("Member"))
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
