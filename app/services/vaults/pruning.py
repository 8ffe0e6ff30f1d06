"""Letting go of old history: a certified snapshot stands for it, once every active laptop has what is below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.i18n import _
from app.services.jobs import Job, at_once
from app.storage.vault.vault import Vault
from sync.replica.checkpoints import checkpoint
from sync.replica.replica import Replica

KEPT = timedelta(days=365)
"""How long history stays on every laptop by default."""


@dataclass(frozen=True, slots=True)
class CircleHistory:
    """How much history this laptop keeps of a circle. `waiting_for` are active laptops that lack something of it."""

    circle: str
    name: str
    batches: int
    let_go: int
    certified: bool
    i_may_certify: bool
    waiting_for: tuple[str, ...]


def overview(vault: Vault, kept: timedelta = KEPT) -> list[CircleHistory]:
    """Tell what is kept of every circle that this laptop reads."""
    with vault.looking() as replica:
        return [_history(vault, replica, circle, kept) for circle in _readable(replica)]


def _readable(replica: Replica) -> list[bytes]:
    return [each for each in replica.membership.circles if replica.membership.reads(replica.device, each)]


def _history(vault: Vault, replica: Replica, circle: bytes, kept: timedelta) -> CircleHistory:
    chains = [chain for chain in replica.causality.chains.values() if chain.opening.circle == circle]
    lasts = {chain.number: replica.causality.last_sealed(chain.number) for chain in chains}
    total = sum(last.seq - chain.start + 1 for chain in chains if (last := lasts[chain.number]))
    gone = sum(max(0, chain.cut - chain.start + 1) for chain in chains)
    waiting: set[str] = set()
    for device in replica.membership.entitled(circle):
        if device.device == replica.device or device.retired:
            continue
        vector = checkpoint.stated(replica, device.device, circle)
        if any(last and vector.get(number, -1) < last.seq for number, last in lasts.items()):
            waiting.add(device.name)
    before = vault.environment.milliseconds() - int(kept.total_seconds() * 1000)
    ready = checkpoint.ready(replica, circle, before) is not None
    may = replica.membership.stewards(replica.device, circle)
    name = replica.membership.circles[circle].name
    return CircleHistory(circle.hex(), name, total - gone, gone, ready, may, tuple(sorted(waiting)))


def certify(vault: Vault, circle: str) -> None:
    """Certifies what is here now as the snapshot below which history may go, once it is old enough everywhere."""
    with vault.writing() as writing:
        checkpoint.certify(writing.replica, bytes.fromhex(circle))


def certifying(vault: Vault, circle: str) -> Job[None]:
    """Give the work of certifying a circle."""
    return at_once(_("Certify"), lambda: certify(vault, circle))


def pruning(vault: Vault, kept: timedelta = KEPT) -> Job[int]:
    """Give the work of letting go of old history."""
    return at_once(_("Let go of old history"), lambda: prune(vault, kept))


def prune(vault: Vault, kept: timedelta = KEPT) -> int:
    """Lets go of history below certified snapshots that are older than `kept`; gives how many signed batches went."""
    before = vault.environment.milliseconds() - int(kept.total_seconds() * 1000)
    gone = 0
    with vault.writing() as writing:
        replica = writing.replica
        for circle in _readable(replica):
            cut = checkpoint.ready(replica, circle, before)
            if cut is not None and any(_is_above(replica, head.hash) for head in cut.heads):
                gone += checkpoint.prune(replica, circle, cut)
    if gone:
        vault.database.compact()
    return gone


def _is_above(replica: Replica, segment: bytes) -> bool:
    place = replica.causality.by_hash(segment)
    return place is not None and replica.causality.is_kept(place)
