"""The first page of Exchange: who has what, and what waits to be settled."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.registry import Registry
from app.services.conflicts.conflicts import Conflict
from app.services.exchange.advice import Advice
from app.services.exchange.exchange import Status
from ui.rooms.exchange.next_steps import NextSteps
from ui.rooms.exchange.peers import Peers
from ui.rooms.exchange.settle import Settle
from ui.rooms.exchange.shared_line import SharedLine
from ui.theme.icons import icon
from ui.widgets.buttons import button
from ui.widgets.filling import fill
from ui.widgets.page_header import PageHeader
from ui.widgets.segmented import Segmented

PEERS, SETTLE = "peers", "settle"


class ExchangeOverview(QWidget):
    """Two views, and the three things one comes here for as buttons above them."""

    make_wanted = Signal()
    open_wanted = Signal()
    folder_wanted = Signal()
    codes_wanted = Signal()
    admit_wanted = Signal()

    def __init__(self, registry: Registry, now: Callable[[], datetime.datetime]) -> None:
        """Take what records are called, and the clock."""
        super().__init__()
        self.peers = Peers(now)
        self.settle = Settle(registry, now)
        self.admit_button = button(_("Admit somebody…"), self.admit_wanted.emit, icon="join")
        self.open_button = button(_("Open…"), self._offer_ways, icon="open", tip=_("Or drag it onto the window"))
        self.ways = self._ways_to_open()
        self.make_button = button(
            _("Make a bundle"), self.make_wanted.emit, kind="primary", icon="bundle", tip=_("Key: N")
        )
        self.header = PageHeader(_("Exchange"), self.admit_button, self.open_button, self.make_button)
        self.switch = Segmented([(PEERS, _("Who has what")), (SETTLE, _("To settle"))], _("Show"))
        self.switch.chosen.connect(lambda which: self.show_view(str(which)))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.switch)
        row.addStretch()
        self.header.add_below(line)
        self.steps = NextSteps()
        self.steps.open_wanted.connect(self.open_wanted)
        self.shared = SharedLine(registry)
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.shared.news_place)
        column.addWidget(self.steps)
        column.addWidget(self.peers, 1)
        column.addWidget(self.shared)
        self._first = first
        self.stack = QStackedWidget(self)
        self.stack.addWidget(first)
        self.stack.addWidget(self.settle)
        fill(self, self.header, self.stack)
        self.peers.admit_wanted.connect(self.admit_wanted)
        self.show_view(PEERS)

    def show_status(self, status: Status) -> None:
        """Show who has what."""
        self.peers.show_peers(status.peers)
        self.make_button.setEnabled(bool(status.peers))
        count = status.to_hand_over
        note = ngettext("{n} change to hand over", "{n} changes to hand over", count).format(n=f"{count:n}")
        self.header.say(note if count else _("Everybody has everything") if status.peers else "")

    def show_advice(self, found: Sequence[Advice]) -> None:
        """Show what to do next."""
        self.steps.show_advice(found)

    def show_conflicts(self, found: Sequence[Conflict]) -> None:
        """Show what waits to be settled."""
        self.settle.show_conflicts(found)
        self.switch.set_text(SETTLE, _("To settle ({n})").format(n=f"{len(found):n}") if found else _("To settle"))

    def show_view(self, which: str) -> None:
        """Show one of the two."""
        self.switch.set_value(which)
        self.stack.setCurrentWidget(self.settle if which == SETTLE else self._first)

    def start(self) -> None:
        """Put the keyboard into what is in sight."""
        if self.stack.currentWidget() is self.settle:
            self.settle.start()
        else:
            self.peers.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_ways(self) -> None:
        """Show the menu below its button."""
        self.ways.popup(self.open_button.mapToGlobal(self.open_button.rect().bottomLeft()))

    def _ways_to_open(self) -> QMenu:
        """Offer the ways in which a bundle comes."""
        menu = QMenu(self)
        for text, drawing, wanted in (
            (_("Bundles…"), "bundle", self.open_wanted),
            (_("A folder or stick…"), "folder", self.folder_wanted),
            (_("Codes from another screen…"), "qr", self.codes_wanted),
        ):
            menu.addAction(icon(drawing, "muted"), text, wanted.emit)
        return menu
