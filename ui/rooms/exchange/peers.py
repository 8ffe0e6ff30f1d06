"""Who has what: each laptop of the group, the last news from it, and what it has not stated to have."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import N_, _, ngettext
from app.services.exchange.exchange import Peer
from ui.rooms.exchange.words import news_of
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.table.column import RowPage, RowsRequest, ShownRow, TableColumn
from ui.widgets.table.record_table import RecordTable

ROLES = {"admin": N_("Admin"), "editor": N_("Editor")}


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A laptop as a row of the table."""

    id: str
    values: Mapping[str, Any]


class Peers(QWidget):
    """The table; Enter or a double click makes a bundle for that laptop."""

    bundle_wanted = Signal(str)  # the device
    admit_wanted = Signal()

    def __init__(self, now: Callable[[], datetime.datetime]) -> None:
        """Take the clock."""
        super().__init__()
        self._now = now
        self._rows: list[PeerRow] = []
        empty = EmptyState(
            "laptop",
            _("Only this laptop so far"),
            _("Others make a vault and a request on their own laptops. Admit them here, and hand them the answer."),
        )
        empty.offer(_("Admit somebody"), self.admit_wanted.emit, icon="join")
        columns = [
            _column("name", _("Laptop of"), 16),
            _column("role", _("Role"), 8),
            _column("news", _("Last news from it"), 12),
            _column("lacking", _("To hand over"), 10, figures=True),
        ]
        self.table = RecordTable(columns, self._fetch, name=_("Who has what"), empty=empty)
        self.table.opened.connect(self.bundle_wanted)
        fill(self, self.table)
        self.setFocusProxy(self.table)

    def show_peers(self, peers: Sequence[Peer]) -> None:
        """Show the laptops, those longest without news first."""
        now = self._now()
        ordered = sorted(peers, key=lambda peer: (peer.known_at is not None, peer.known_at, peer.name))
        self._rows = [PeerRow(peer.device, _values(peer, now)) for peer in ordered]
        self.table.refresh()

    def _fetch(self, request: RowsRequest, answer: Callable[[RowPage], None]) -> None:
        """Give the rows, which are all here."""
        rows: Sequence[ShownRow] = self._rows[request.offset : request.offset + request.limit]
        answer(RowPage(rows, len(self._rows)))


def role_name(role: str) -> str:
    """Say what a role is called."""
    return _(ROLES.get(role, role))


def _values(peer: Peer, now: datetime.datetime) -> dict[str, str]:
    """Write a laptop's row."""
    count = peer.operations_lacking
    lacking = ngettext("{n} change", "{n} changes", count).format(n=f"{count:n}") if count else _("nothing")
    name = _("{name} (your other laptop)").format(name=peer.name) if peer.mine else peer.name
    return {"name": name, "role": role_name(peer.role), "news": news_of(peer.known_at, now), "lacking": lacking}


def _column(key: str, text: str, weight: int, *, figures: bool = False) -> TableColumn:
    """Make a column that shows one of the values."""
    return TableColumn(key, text, lambda row: str(row.values[key]), weight, sortable=False, figures=figures)
