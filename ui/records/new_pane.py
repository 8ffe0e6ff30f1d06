"""The form for a new record, in the place where its card will be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.i18n import _
from app.records.record_type import RecordType
from app.services.members.circles import CircleChoice
from ui.theme.metrics import current_metrics
from ui.widgets.card.record_form import RecordForm
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import label


class NewPane(QFrame):
    """Asks for little: the card that follows has the rest."""

    submitted = Signal(dict)
    cancelled = Signal()

    def __init__(
        self,
        kind: RecordType,
        sources: Sources,
        asks_first: tuple[str, ...],
        circles: Sequence[CircleChoice] = (),
        chosen: str = "",
    ) -> None:
        """Take the kind of record, which fields to ask for (those required if none are named), and who may read it."""
        super().__init__()
        self.setProperty("surface", "surface")
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(20), metrics.px(16), metrics.px(16), metrics.px(16))
        column.setSpacing(metrics.px(12))
        column.addWidget(label(_("New {what}").format(what=_(kind.one).lower()), "title"))
        only = asks_first or tuple(name for name, each in kind.attributes.items() if each.required)
        self.form = RecordForm(kind, sources, done=_("Add"), only=only)
        self.form.fill({}, {})
        self.form.offer_circles(circles, chosen)
        self.form.cancelled.connect(self.cancelled)
        self.form.submitted.connect(self._submit)
        column.addWidget(self.form)
        column.addWidget(label(_("More fields follow on the card."), "small"))
        column.addStretch()

    def start(self) -> None:
        """Put the keyboard into the first field."""
        self.form.start()

    def is_half_written(self) -> bool:
        """Say whether somebody has begun to fill it in."""
        return self.form.is_half_written()

    def hold(self) -> None:
        """Say that it waits to be finished or left, and take the keyboard."""
        self.form.hold()

    def circle(self) -> str:
        """Give the circle chosen; empty where there was nothing to choose."""
        return self.form.circle()

    def complain(self, field: str, sentence: str) -> None:
        """Show what the vault says."""
        self.form.complain(field, sentence)

    def _submit(self, values: dict[str, object]) -> None:
        """Tell what was filled in, without what was left empty."""
        self.submitted.emit({name: value for name, value in values.items() if value is not None})
