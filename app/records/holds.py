"""The record that keeps something for longer than its kind is kept, so that all laptops know of the decision."""

import datetime
from typing import Annotated

from app.i18n import N_
from app.records.attachments import Hex
from app.records.kinds import Day, LongText, Text
from app.records.registry import Entity, attr, entity


@entity("retention_hold", one=N_("Kept longer"), many=N_("Kept longer"), title=("reason",), internal=True)
class RetentionHold(Entity, table=True):
    """That a record, or a field of it, is kept until a day, because somebody has decided so."""

    record: Annotated[str, Hex(32)] = attr(N_("Record"))
    field: Annotated[str, Text()] | None = attr(N_("Field"), default=None, max_length=80)
    until: Annotated[datetime.date, Day()] = attr(N_("Until"), column=True)
    reason: Annotated[str, LongText()] | None = attr(N_("Reason"), default=None, column=True, max_length=1000)
