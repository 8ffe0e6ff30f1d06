"""The card of a project: whether it is alive, its fields, its tasks."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.capabilities.projects.pulse import AMBER, ASLEEP, QUIET, Sign
from app.capabilities.projects.service import ProjectStanding
from app.i18n import _
from app.records.record_type import RecordType
from app.records.registry import Registry
from ui.records.days import ago, spoken
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
    """Say when somebody last heard of the project, and takes one click to say: today."""

    heard = Signal()
    sign_wanted = Signal(str, str)  # kind, id
    rescue_wanted = Signal()

    def __init__(self) -> None:
        """Start without a project."""
        super().__init__()
        self._sign: Sign | None = None
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
        self.why = button(_("What was it?"), self._show_sign, kind="link", tip=_("Open the change that was the sign"))
        layout.addWidget(self.why)
        self.rescue = button(
            _("Save it…"), self.rescue_wanted.emit, tip=_("Adopt, merge, mentor, let sleep or archive")
        )
        layout.addWidget(self.rescue)
        self.button = button(_("Heard from it today"), self.heard.emit, tip=_("Somebody who knows says it is alive"))
        layout.addWidget(self.button)

    def show_standing(self, standing: ProjectStanding, today: datetime.date) -> None:
        """Say how the project stands, and what puts it at risk."""
        self._sign = standing.pulse.sign
        last = standing.pulse.last_sign
        words = _("Last heard of {when}.").format(when=ago(last, today)) if last else _("Nobody has heard of it yet.")
        state = standing.pulse.state
        if state == QUIET:
            words = _("Gone quiet. {words}").format(words=words)
        elif state == ASLEEP and standing.sleeps_until:
            words = _("Sleeps until {day}. {words}").format(day=spoken(standing.sleeps_until, today), words=words)
        worries = [standing.doubt] if standing.doubt else []
        worries += [each.words(standing.names or {}) for each in standing.risks if standing.status == "active"]
        more = "; ".join(worries)
        self.words.setText(f"{words}\n{more[:1].upper()}{more[1:]}." if more else words)
        self._calm.setVisible(state not in {QUIET, AMBER})
        self._quiet.setVisible(state in {QUIET, AMBER})
        self.button.setVisible(last != today)
        self.rescue.setVisible(state in {QUIET, AMBER})
        self.why.setVisible(self._sign is not None and self._sign.kind != "project")
        set_property(self, "tone", "attention" if state == QUIET else "")
        self.setAccessibleName(self.words.text())

    def _show_sign(self) -> None:
        """Open the record whose change was the sign."""
        if self._sign is not None:
            self.sign_wanted.emit(self._sign.kind, self._sign.record)


class ProjectCard(RecordCard):
    """A record's card with the strip at its top and a task list of its own."""

    heard = Signal(str)
    standing_wanted = Signal(str)
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
        self.standing_wanted.emit(card.id)

    def show_standing(self, standing: ProjectStanding) -> None:
        """Say how it stands, unless another one is shown by now."""
        if self.card is not None and self.card.id == standing.id:
            self.strip.show_standing(standing, self._today())
