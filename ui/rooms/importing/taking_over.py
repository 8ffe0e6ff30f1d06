"""Which fields of people who are here already are taken over from a list: each can be left as it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.i18n import _, ngettext
from app.services.tables.importing import ImportPlan
from ui.theme.metrics import current_metrics
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label

_MOST = 24


class TakingOver(QWidget):
    """A tick for each field that would change, however many people it is about."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without any."""
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        self._line = FlowLayout(self, spacing=current_metrics().px(12))
        self.setAccessibleName(_("Take over for those who are here"))
        self.hide()

    def show_plan(self, plan: ImportPlan) -> None:
        """Offer the fields of a plan, ticked unless the person has unticked them."""
        left = self.left()
        empty(self._line)
        counts: dict[str, int] = {}
        names: dict[str, str] = {}
        for update in plan.updates:
            for each in update.fields:
                counts[each.key] = counts.get(each.key, 0) + 1
                names.setdefault(each.key, each.label.rpartition(": ")[2])
        people = ngettext("Take over for {n} who is here:", "Take over for {n} who are here:", len(plan.updates))
        self._line.addWidget(label(people.format(n=f"{len(plan.updates):n}"), "muted"))
        self.boxes = {}
        for key in sorted(counts, key=lambda key: -counts[key])[:_MOST]:
            box = QCheckBox(f"{names[key]} ({counts[key]:n})")
            box.setChecked(key not in left)
            box.toggled.connect(lambda _on: self.changed.emit())
            self.boxes[key] = box
            self._line.addWidget(box)
        self.setVisible(bool(plan.updates))

    def left(self) -> frozenset[str]:
        """Give the fields that stay as they are."""
        return frozenset(key for key, box in self.boxes.items() if not box.isChecked())
