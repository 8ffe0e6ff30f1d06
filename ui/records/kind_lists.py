"""Lists of several kinds of record in one place: choose a kind, and see its list and card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.records.kinds import OneOf
from app.records.record_type import RecordType
from ui.frame.desk import Desk
from ui.records.record_room import RecordRoom
from ui.theme.icons import NAMES
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label


class KindList(RecordRoom):
    """The list and card of one kind, derived from its declaration."""

    key, title, icon = "others", N_("More"), "more"
    purpose = N_("Nothing is here yet.")
    hint = N_("Choose one from the list to see its card.")

    def __init__(self, desk: Desk, kind: RecordType) -> None:
        """Take the kind of record."""
        self.kind = kind.name
        parts = {part.name for part in desk.registry.parts_of(kind.name)}
        targets = {each.target for each in kind.references() if each.target in desk.registry}
        self.kinds = frozenset({kind.name, *parts, *(target for target in targets if target)})
        choices = (each.name for each in kind.columns() if isinstance(each.kind, OneOf))
        self.chip_field = next(choices, "")
        self.asks_first = tuple(each.name for each in kind.attributes.values() if each.required or each.column)
        self.icon = kind.name if kind.name in NAMES else "file"
        super().__init__(desk)
        self.header.title.setText(_(kind.many))


class KindLists(QWidget):
    """One list at a time, chosen above it; each is made when it is first looked at."""

    def __init__(self, desk: Desk, kinds: Sequence[RecordType], attach: Callable[[Any], object] | None = None) -> None:
        """Take the kinds to show, and what serves the attachments of a card."""
        super().__init__()
        self.types = {each.name: each for each in kinds}
        self._desk, self._attach = desk, attach
        self.lists: dict[str, KindList] = {}
        metrics = current_metrics()
        self.choice = ComboBox(_("What to show"))
        for each in sorted(self.types.values(), key=lambda kind: _(kind.many).casefold()):
            self.choice.addItem(_(each.many), each.name)
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), 0)
        line.addWidget(label(_("Show"), "muted"))
        line.addWidget(self.choice)
        line.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(QWidget())
        column.addWidget(self.stack, 1)
        self.choice.currentIndexChanged.connect(lambda _index: self.show_kind(self.choice.currentData()))

    @property
    def here(self) -> KindList | None:
        """Give the list in sight."""
        found = self.stack.currentWidget()
        return found if isinstance(found, KindList) else None

    def enter(self) -> None:
        """Come into sight with the list that was there last."""
        self.show_kind(self.choice.currentData())

    def refresh(self) -> None:
        """Fetch the list in sight anew."""
        if self.here is not None:
            self.here.refresh()

    def start(self) -> None:
        """Begin in the list."""
        if self.here is None:
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.here.start()

    def filter(self) -> bool:
        """Go to the filter of the list."""
        return self.here is not None and self.here.filter()

    def new(self) -> bool:
        """Begin a new record of the kind in sight."""
        return self.here is not None and self.here.new()

    def leave(self) -> bool:
        """Commit what is being typed."""
        return self.here is None or self.here.leave()

    def show_record(self, kind: str, record_id: str) -> None:
        """Show the list of a kind, and a record in it."""
        self.choose(kind)
        if self.here is not None:
            self.here.show_record(kind, record_id)

    def choose(self, kind: str) -> None:
        """Show the list of a kind."""
        self.choice.setCurrentIndex(self.choice.findData(kind))
        self.show_kind(kind)

    def show_kind(self, name: str) -> None:
        """Show a list, made now if it has not been looked at."""
        if not name:
            return
        if name not in self.lists:
            made = self.lists[name] = KindList(self._desk, self.types[name])
            if self._attach is not None:
                self._attach(made.card.attachments)
            self.stack.addWidget(made)
        self.stack.setCurrentWidget(self.lists[name])
        self.lists[name].enter()
