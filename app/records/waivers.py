"""The record that settles something by leaving it as it is: a conflict of the rules, or a batch in quarantine."""

from typing import Annotated

from app.i18n import N_
from app.records.kinds import LongText, Text
from app.records.registry import Entity, attr, entity


@entity("waiver", one=N_("Waiver"), many=N_("Waivers"), title=("reason",), internal=True)
class Waiver(Entity, table=True):
    """That a conflict is meant to be: two people do share the bed. Or that a batch was looked at and is left out.

    `conflict` is the key of the conflict, or the hash of the batch: both are found again by it, on every laptop.
    """

    conflict: Annotated[str, Text()] = attr(N_("Conflict"), max_length=64)
    reason: Annotated[str, LongText()] = attr(N_("Reason"), column=True, search=True, max_length=1000)
