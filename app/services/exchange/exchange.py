"""Handing over and taking in: bundles made, looked into and taken, and who has what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.i18n import _
from app.problems import NotFound
from app.services.attachments import chunk_transfer
from app.services.conflicts.conflicts import Conflict, broken_rules, count_open
from app.services.jobs import Job, Progress
from app.services.records.titles import Titles
from app.storage import bundles
from app.storage.bundles import Peer
from app.storage.taken import RecordChange, TakenBundle
from app.storage.vault.vault import Vault
from sync.bundle.write import BundleContent as BundleChoice

__all__ = ["Made", "Peer", "RecordChange", "Status", "TakenBundle", "look_into", "make_bundle", "status", "take"]


SNAPSHOT_ABOVE = 50_000
"""From so many changes on, a newcomer gets what is here now without the history that led to it."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where this laptop stands. `group` is empty until its join request has been answered."""

    group: str
    me: str
    role: str
    device: str
    peers: tuple[Peer, ...]
    circles: tuple[str, ...]
    to_settle: int
    as_of: datetime

    @property
    def to_hand_over(self) -> int:
        """Changes that at least one other laptop has not stated to have."""
        return max((peer.operations_lacking for peer in self.peers), default=0)


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle: its bytes, a random name for its file, and for whom it is."""

    data: bytes
    name: str
    recipients: tuple[str, ...]


def status(vault: Vault) -> Status:
    """Group, members, who has what, and what waits to be settled or handed over."""
    now = vault.environment.now()
    if vault.group is None:
        return Status("", vault.my_name, "", vault.secrets.public().device.hex(), (), (), 0, now)
    with vault.looking() as replica:
        me, name = replica.me, replica.membership.group_name
        circles = tuple(sorted(circle.name for circle in replica.membership.circles.values()))
        device = replica.device.hex()
    role = me.role.value if me else ""
    peers = tuple(bundles.peers(vault))
    return Status(name, vault.my_name, role, device, peers, circles, count_open(vault), now)


def devices_named(vault: Vault, names: list[str]) -> list[str]:
    """Give the devices of members, by their names or the beginnings of device names; raises `NotFound`."""
    peers = bundles.peers(vault)
    found: list[str] = []
    for name in names:
        wanted = name.casefold()
        some = [peer.device for peer in peers if peer.name.casefold() == wanted or peer.device.startswith(wanted)]
        if not some:
            raise NotFound(
                _("Nobody in the group is called “{name}”.").format(name=name),
                do=_("There are: {names}.").format(names=", ".join(sorted({peer.name for peer in peers}))),
            )
        found.extend(some)
    return found


def make_bundle(
    vault: Vault,
    to: list[str] | None = None,
    attachments: chunk_transfer.Choice = "wanted",
    *,
    everything: bool = False,
) -> Job[Made]:
    """Give a bundle for the devices named (all others if None) of what they have not stated to have, or `everything`.

    Of attachments it has what they have asked for, or all, or nothing. A newcomer to a long history starts from a
    snapshot of what is here now.
    """

    def run(progress: Progress) -> Made:
        progress.step(0, 0, _("Signing and encrypting"))
        choice = _choice(vault, to, "all" if everything else attachments)
        data, devices = bundles.make_bundle(vault, to, replace(choice, everything=everything))
        return Made(data, f"{vault.environment.random(6).hex()}.age", tuple(device.name for device in devices))

    return Job(_("Make a bundle"), run)


def _choice(vault: Vault, to: list[str] | None, attachments: chunk_transfer.Choice) -> BundleChoice:
    """Tell what of attachments goes into each circle's part, and whether newcomers start from a snapshot."""
    if vault.group is None:
        return BundleChoice()
    homes = chunk_transfer.circles(vault)
    asked = bundles.wanted_by(vault, to)
    wants = _by_circle(chunk_transfer.wanted(vault), homes)
    everything = {digest for digests in asked.values() for digest in digests}
    chunks = _by_circle(chunk_transfer.to_send(vault, attachments, everything), homes)
    if attachments == "wanted":
        chunks = {circle: found for circle, found in chunks.items() if asked.get(circle)}
    return BundleChoice(chunks=chunks, wants=wants, snapshot=bundles.count_operations(vault) > SNAPSHOT_ABOVE)


def _by_circle(digests: list[bytes], homes: Mapping[bytes, frozenset[str]]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for digest in digests:
        for circle in homes.get(digest, ()):
            found.setdefault(bytes.fromhex(circle), []).append(digest)
    return found


def look_into(vault: Vault, data: bytes) -> Job[TakenBundle]:
    """Tell what taking a bundle would change; nothing is kept."""

    def run(progress: Progress) -> TakenBundle:
        progress.step(0, 0, _("Decrypting and verifying"))
        after: list[Conflict] = []

        def see(taken: TakenBundle) -> TakenBundle:
            after.extend(broken_rules(vault, taken.kinds))
            return _titled(vault, taken)

        taken = bundles.look_into(vault, data, progress.check, see)
        # The same rules as before: no other can find anything else.
        before = {each.id for each in broken_rules(vault, taken.kinds)} if after and vault.group is not None else ()
        return replace(taken, broken=tuple(each.sentence for each in after if each.id not in before))

    return Job(_("Look into the bundle"), run)


def _titled(vault: Vault, taken: TakenBundle) -> TakenBundle:
    """Give the same with titles that are made of other records, before it is undone."""
    records: dict[str, list[str]] = {}
    for change in taken.changes:
        if change.what != "deleted":
            records.setdefault(change.kind, []).append(change.record)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        for kind, ids in records.items():
            titles.fetch(kind, ids)
        changes = tuple(
            replace(change, title=titles.of(change.record)) if change.what != "deleted" else change
            for change in taken.changes
        )
    return replace(taken, changes=changes)


def take(vault: Vault, data: bytes) -> Job[TakenBundle]:
    """Take a bundle in: all of it, or nothing."""

    def run(progress: Progress) -> TakenBundle:
        progress.step(0, 0, _("Verifying and merging"))
        return bundles.take_bundle(vault, data, progress.check)

    return Job(_("Take the bundle"), run)


def group_code(vault: Vault) -> str:
    """Give the words by which a newcomer makes sure that the answer came from the group they meant."""
    return bundles.group_code(vault)
