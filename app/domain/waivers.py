"""The record that settles a conflict of the rules without changing what it is about."""

from typing import Annotated

from app.domain.kinds import LongText, Text
from app.domain.registry import Entity, attr, entity
from app.i18n import N_


@entity("waiver", one=N_("Waiver"), many=N_("Waivers"), title=("reason",))
class Waiver(Entity, table=True):
    """That a conflict is meant to be: two people do share the bed."""

    conflict: Annotated[str, Text()] = attr(N_("Conflict"), max_length=64)
    reason: Annotated[str, LongText()] = attr(N_("Reason"), column=True, search=True, max_length=1000)
