"""The first page of Exchange: who has what, and what waits to be settled."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.registry import Registry
from app.i18n import _, ngettext
from app.services.conflicts import Conflict
from app.services.exchange import Status
from ui.rooms.exchange.peers import Peers
from ui.rooms.exchange.settle import Settle
from ui.widgets.buttons import button
from ui.widgets.page_header import PageHeader
from ui.widgets.segmented import Segmented

PEERS, SETTLE = "peers", "settle"


class Overview(QWidget):
    """Two views, and the three things one comes here for as buttons above them."""

    make_wanted = Signal()
    open_wanted = Signal()
    admit_wanted = Signal()

    def __init__(self, registry: Registry, now: Callable[[], datetime.datetime]) -> None:
        """Take what records are called, and the clock."""
        super().__init__()
        self.peers = Peers(now)
        self.settle = Settle(registry, now)
        self.admit_button = button(_("Admit somebody…"), self.admit_wanted.emit, icon="join")
        self.open_button = button(
            _("Open a bundle…"), self.open_wanted.emit, icon="open", tip=_("Or drag it onto the window")
        )
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
        self.stack = QStackedWidget()
        self.stack.addWidget(self.peers)
        self.stack.addWidget(self.settle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.stack, 1)
        self.peers.admit_wanted.connect(self.admit_wanted)
        self.show_view(PEERS)

    def show_status(self, status: Status) -> None:
        """Show who has what."""
        self.peers.show_peers(status.peers)
        self.make_button.setEnabled(bool(status.peers))
        count = status.to_hand_over
        note = ngettext("{n} change to hand over", "{n} changes to hand over", count).format(n=f"{count:n}")
        self.header.say(note if count else _("Everybody has everything") if status.peers else "")

    def show_conflicts(self, found: Sequence[Conflict]) -> None:
        """Show what waits to be settled."""
        self.settle.show_conflicts(found)
        self.switch.set_text(SETTLE, _("To settle ({n})").format(n=f"{len(found):n}") if found else _("To settle"))

    def show_view(self, which: str) -> None:
        """Show one of the two."""
        self.switch.set_value(which)
        self.stack.setCurrentWidget(self.settle if which == SETTLE else self.peers)

    def start(self) -> None:
        """Put the keyboard into what is in sight."""
        if self.stack.currentWidget() is self.settle:
            self.settle.start()
        else:
            self.peers.setFocus(Qt.FocusReason.OtherFocusReason)
