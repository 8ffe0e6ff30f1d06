"""Retention in the window: the queue, the page that keeps something longer, and the way to the dry run of erasing."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QObject, Signal

from app.i18n import _, ngettext
from app.services.records import records
from app.services.retention import retention
from app.services.retention.retention import Due
from ui.frame.desk import Desk
from ui.rooms.members.keep_longer import KeepLongerPage
from ui.rooms.members.retention import RetentionPage


class Keeping(QObject):
    """Does what the two pages ask for."""

    asked = Signal()  # the page that keeps longer wants to be shown
    over = Signal()
    erase_wanted = Signal(list)  # each an ErasurePlan

    def __init__(self, desk: Desk) -> None:
        """Make the pages."""
        super().__init__()
        self._desk = desk
        self.page, self.longer = RetentionPage(desk.registry, desk.today), KeepLongerPage(desk.today)
        self.page.keep_wanted.connect(self._ask)
        self.page.erase_wanted.connect(self._plan)
        self.page.release_wanted.connect(self._release)
        self.page.open_wanted.connect(desk.open)
        self.longer.keep_wanted.connect(self._keep)
        self.longer.back_wanted.connect(self.over)

    def refresh(self) -> None:
        """Ask what is due now."""
        day = self._desk.today()
        self._desk.ask(lambda vault: retention.review(vault, day), self.page.show_review, key=(self, "review"))

    def _ask(self, dues: list[Due]) -> None:
        self.longer.ask(dues)
        self.asked.emit()

    def _plan(self, dues: list[Due]) -> None:
        self._desk.ask(lambda vault: retention.plans(vault, dues), self.erase_wanted.emit)

    def _keep(self, dues: list[Due], until: datetime.date, reason: str) -> None:
        words = ngettext("{n} record is kept longer.", "{n} records are kept longer.", len(dues)).format(n=len(dues))
        self._desk.do(
            lambda vault: retention.keep(vault, dues, until, reason),
            words,
            done=lambda _changed: self.over.emit(),
            failed=self.longer.show_problem,
        )

    def _release(self, hold: str) -> None:
        words = _("It is kept no longer than others of its kind.")
        self._desk.do(lambda vault: records.delete(vault, hold), words)
