"""The card of a project: whether it is alive, its fields, its tasks."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain.record_type import RecordType
from app.domain.registry import Registry
from app.i18n import _
from app.services.projects import is_quiet
from ui.records.days import ago
from ui.rooms.projects.task_list import TaskList
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.parts import PartsList
from ui.widgets.card.record_card import RecordCard
from ui.widgets.card.snapshot import CardData
from ui.widgets.editors.sources import Sources
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import label, set_property


class HeartbeatStrip(QFrame):
    """Says when somebody last heard of the project, and takes one click to say: today."""

    heard = Signal()

    def __init__(self) -> None:
        """Start without a project."""
        super().__init__()
        self.setProperty("role", "banner")
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(12), metrics.px(6), metrics.px(8), metrics.px(6))
        layout.setSpacing(metrics.px(8))
        self._calm = IconBadge("clock", side=18, role="muted")
        self._quiet = IconBadge("attention", side=18, role="attention")
        layout.addWidget(self._calm)
        layout.addWidget(self._quiet)
        self.words = label("", wrap=True)
        layout.addWidget(self.words, 1)
        self.button = button(_("Heard from it today"), self.heard.emit, tip=_("Somebody who knows says it is alive"))
        layout.addWidget(self.button)

    def show_project(self, card: CardData, today: datetime.date) -> None:
        """Say how the project stands."""
        heard = card.values.get("heartbeat")
        quiet = is_quiet(card.values, today)
        words = _("Last heard of {when}.").format(when=ago(heard, today)) if heard else _("Nobody has heard of it yet.")
        if quiet:
            words = _("Gone quiet. {words}").format(words=words)
        self.words.setText(words)
        self._calm.setVisible(not quiet)
        self._quiet.setVisible(quiet)
        self.button.setVisible(heard != today)
        set_property(self, "tone", "attention" if quiet else "")
        self.setAccessibleName(words)


class ProjectCard(RecordCard):
    """A record's card with the strip at its top and a task list of its own."""

    heard = Signal(str)
    ticked = Signal(str, str, bool)

    def __init__(
        self,
        registry: Registry,
        sources: Sources,
        now: Callable[[], datetime.datetime],
        today: Callable[[], datetime.date],
    ) -> None:
        """Make the card; `today` is the day it is here."""
        self._today = today
        super().__init__(registry, "project", sources, now)
        self.strip = HeartbeatStrip()
        self.strip.heard.connect(lambda: self.card and self.heard.emit(self.card.id))
        self.add_above(self.strip, gap=8)
        tasks = self.parts["task"]
        if isinstance(tasks, TaskList):
            tasks.ticked.connect(self.ticked)

    def make_parts(self, kind: RecordType, sources: Sources) -> PartsList:
        """Give tasks a list with boxes to tick."""
        return TaskList(kind, sources, self._today) if kind.name == "task" else super().make_parts(kind, sources)

    def show_card(self, card: CardData) -> None:
        """Show a project."""
        super().show_card(card)
        self.strip.show_project(card, self._today())
