"""The figures around the rooms: what waits to be settled and handed over, and as of when all this is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from app.i18n import _, ngettext
from app.records.almanac import seen_from
from app.records.changes import Changed
from app.services.agenda import attention
from app.services.agenda.attention import AttentionLine
from app.services.exchange import exchange
from app.services.exchange.exchange import Peer, Status
from ui.frame.desk import Desk
from ui.frame.members_pages import page_for
from ui.frame.workplace import Workplace

_AFTER_A_CHANGE_MS = 250
_EVERY_MS = 60_000
_NAMED = 3


class StatusPoll(QObject):
    """Asks again after each change, and every minute because times grow old."""

    def __init__(self, desk: Desk, workplace: Workplace) -> None:
        """Live as long as the workplace."""
        super().__init__(workplace)
        self._desk, self._workplace = desk, workplace
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_A_CHANGE_MS)
        self._soon.timeout.connect(self._ask_status)
        self._minute = QTimer(self, interval=_EVERY_MS)
        self._minute.timeout.connect(self.ask)
        self._minute.start()
        self._ask_needs()
        desk.changed.connect(self._on_changed)

    def ask(self) -> None:
        """Ask for the figures."""
        self._ask_status()
        self._ask_needs()

    def _on_changed(self, changed: Changed) -> None:
        """Ask soon for what may differ now: whatever was changed is to be handed over, and next to nothing needs us."""
        self._soon.start()
        if not attention.READS.isdisjoint(changed.kinds):
            self._ask_needs()

    def _ask_status(self) -> None:
        """Ask what is to be settled and handed over."""
        self._desk.ask(exchange.status, self.show, key="pulse")

    def _ask_needs(self) -> None:
        """Ask what of the group's trust waits for somebody."""
        self._desk.ask(attention.needs, self._show_needs, key="needs")

    def _show_needs(self, found: tuple[AttentionLine, ...]) -> None:
        """Show what waits; what is only to be prepared stands on Today."""
        waiting = tuple(each for each in found if each.waits)
        self._workplace.top_bar.show_needs([each.text for each in waiting], page_for(waiting))

    def show(self, status: Status) -> None:
        """Show them."""
        self._workplace.top_bar.show_counts(status.to_settle, status.to_hand_over)
        self._workplace.status.say(as_of(status, self._desk.now()))


def as_of(status: Status, now: datetime.datetime) -> str:
    """Say as of when this laptop's news are: its own time, and that of what it has from the others."""
    clock = seen_from(status.as_of, now).strftime("%H:%M")
    parts = [_("as of {time}").format(time=clock)]
    newest = sorted(status.peers, key=lambda peer: (peer.known_at is None, -_seconds(peer)))
    parts += [_of_peer(peer, now) for peer in newest[:_NAMED]]
    if len(newest) > _NAMED:
        rest = len(newest) - _NAMED
        parts.append(ngettext("{n} other before that", "{n} others before that", rest).format(n=rest))
    return " · ".join(parts)


def _of_peer(peer: Peer, now: datetime.datetime) -> str:
    """Say how old the news of one laptop are."""
    if peer.known_at is None:
        return _("{name}'s laptop: no news yet").format(name=peer.name)
    return _("{name}'s laptop {ago}").format(name=peer.name, ago=ago(peer.known_at, now))


def ago(at: datetime.datetime, now: datetime.datetime) -> str:
    """Say how long ago something was, in the coarsest unit that still means something."""
    seconds = max((now - at).total_seconds(), 0)
    steps: Sequence[tuple[float, str, str]] = (
        (86_400, "{n} day ago", "{n} days ago"),
        (3_600, "{n} hour ago", "{n} hours ago"),
        (60, "{n} minute ago", "{n} minutes ago"),
    )
    for length, one, many in steps:
        if seconds >= length:
            count = int(seconds // length)
            return ngettext(one, many, count).format(n=count)
    return _("just now")


def _seconds(peer: Peer) -> float:
    """Give a peer's last news as seconds since 1970, for sorting."""
    return peer.known_at.timestamp() if peer.known_at is not None else 0.0
