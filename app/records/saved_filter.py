"""A filter that somebody has named, for everybody in the group to use again."""

from collections.abc import Mapping
from typing import Annotated, Any

from app.i18n import N_
from app.records.filter_language import read_filter
from app.records.kinds import LongText, Text
from app.records.registry import Entity, attr, entity


@entity("saved_filter", one=N_("Saved filter"), many=N_("Saved filters"), internal=True)
class SavedFilter(Entity, table=True):
    """Words and a filter over the records of one kind; ``filter`` is written as on the command line."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, max_length=80)
    kind: Annotated[str, Text()] = attr(N_("Kind of record"), column=True, max_length=80)
    filter: Annotated[str, LongText()] | None = attr(N_("Filter"), default=None, column=True, max_length=4000)
    words: Annotated[str, Text()] | None = attr(N_("Words"), default=None, column=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse what is no filter."""
        read_filter(values.get("filter") or "")
