"""A field that was changed on two laptops at once: both values side by side, one click keeps one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.records.record_type import RecordType
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.snapshot import ShownDispute, ShownVersion
from ui.widgets.card.times import when
from ui.widgets.card.words import field_label, value_text
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import label


class VersionBox(QFrame):
    """One of the values: what, who, when, and the button that keeps it."""

    kept = Signal()

    def __init__(self, text: str, version: ShownVersion, now: datetime.datetime, *, keep: str, name: str) -> None:
        """Take the value as people read it, and the words on the button and those read out for it."""
        super().__init__()
        self.setProperty("role", "side")
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(8), metrics.px(6), metrics.px(8), metrics.px(8))
        layout.setSpacing(metrics.px(2))
        layout.addWidget(label(text or _("(empty)"), "strong" if text else "muted", wrap=True, selectable=True))
        layout.addWidget(label(f"{version.who}, {when(version.at, now)}", "small", wrap=True))
        layout.addStretch()
        layout.addSpacing(metrics.px(4))
        self.keep = button(keep, self.kept.emit, name=name)
        layout.addWidget(self.keep)


class ConflictBox(QWidget):
    """All values of one field, or, for an empty field, the deletion and the changes it met."""

    kept = Signal(object)  # the value of the log that holds; None where the deletion does

    def __init__(
        self, kind: RecordType, dispute: ShownDispute, titles: Mapping[str, str], now: Callable[[], datetime.datetime]
    ) -> None:
        """Show the values in the order given."""
        super().__init__()
        field = field_label(kind, dispute.field) if dispute.field else _(kind.one)
        self.setAccessibleName(_("{field}: two laptops disagree").format(field=field))
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.px(2), 0, metrics.px(8))
        layout.setSpacing(metrics.px(4))
        top = QHBoxLayout()
        top.setSpacing(metrics.px(6))
        top.addWidget(IconBadge("conflict", side=16, role="attention"))
        question = _("{field}: changed on two laptops. Which one holds?").format(field=field)
        if not dispute.field:
            question = _("One deleted this while another changed it.")
        top.addWidget(label(question, "attention", wrap=True), 1)
        layout.addLayout(top)
        sides = QHBoxLayout()
        sides.setSpacing(metrics.px(8))
        self.boxes: list[VersionBox] = []
        for version in dispute.versions:
            text = value_text(kind, dispute.field, version.value, titles)
            keep = _("Keep this")
            if not dispute.field:
                text, keep = (_("Deleted"), _("Delete")) if version.value is None else (_("Changed"), _("Keep"))
            name = f"{keep}: {text or _('(empty)')} ({field}, {version.who})"
            box = VersionBox(text, version, now(), keep=keep, name=name)
            box.kept.connect(lambda value=version.value: self.kept.emit(value))
            sides.addWidget(box, 1)
            self.boxes.append(box)
        layout.addLayout(sides)
