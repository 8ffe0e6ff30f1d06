"""The fields of a merge in a table: what stays, what goes, and which of the two is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.capabilities.people.merge_words import FieldPreview
from app.i18n import _
from ui.widgets.plain_table import PlainTable


class MergeFields(PlainTable):
    """Both values of each field in which two records differ."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(
            [_("Field"), _("Stays"), _("Goes"), _("Kept")],
            _("The merge field by field; Space takes the other value"),
            narrow=(0,),
        )

    def show_fields(self, fields: Sequence[FieldPreview], marked: Callable[[FieldPreview], bool]) -> None:
        """Fill the table, and mark what is kept where that is worth a look."""
        self.fill([(each.label, *(words for _id, words in each.values), each.kept) for each in fields])
        for place, each in enumerate(fields):
            if marked(each):
                self.mark(place, (3,))
