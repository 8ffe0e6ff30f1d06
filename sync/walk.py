"""Going through a stored log again, in the order in which it came."""

from __future__ import annotations

from collections.abc import Iterator

from sync.causality import Causality, Place, Vector
from sync.errors import BadSignature
from sync.keys import DeviceKeys
from sync.membership import Membership, founding_of
from sync.memory import MemoryStore
from sync.replay import Replayed, Replayer, check_operations
from sync.segment import AUTHORITY, Header, Segment, read_header, verify
from sync.store import Store


def walk(
    store: Store, causality: Causality, group: bytes, *, authority_only: bool = False
) -> Iterator[tuple[Place, Segment, Header, Vector]]:
    """Every sealed segment with its header and causal past."""

    def header_of(place: Place) -> Header:
        return read_header(store.segment(place.number).header, group)

    latest: dict[int, tuple[int, Vector]] = {}
    for place in sorted(causality.places.values(), key=lambda place: place.number):
        chain = causality.chains[place.chain]
        if not place.hash or (authority_only and chain.opening.circle != AUTHORITY):
            continue
        segment = store.segment(place.number)
        header = read_header(segment.header, group)
        seq, before = latest.get(chain.number, (-1, {}))
        if place.seq and seq != place.seq - 1:
            previous = causality.by_hash(header.previous)
            before = causality.past_at(previous, header_of) if previous else {}
        past = causality.past_of(header, before)
        yield place, segment, header, past
        after = dict(past)
        causality.follow(after, place)
        latest[chain.number] = place.seq, after


def read_membership(store: Store, causality: Causality, group: bytes) -> Membership:
    """The state of trust, from the stored authority logs."""
    membership = Membership()
    replayer = Replayer(store, causality, membership, Replayed())
    for place, segment, header, past in walk(store, causality, group, authority_only=True):
        if not place.quarantined:
            replayer.replay(segment, header, place, past)
    return membership


def replay_all(store: Store, causality: Causality, group: bytes) -> MemoryStore:
    """Verifies every stored segment again and merges all of them afresh; raises a `SyncError` at the first fault."""
    membership, replayed, fresh = Membership(), Replayed(), MemoryStore()
    replayer = Replayer(fresh, causality, membership, replayed, log=store)
    for place, segment, header, past in walk(store, causality, group):
        verify(segment, header, _author(segment, causality, place, membership, group))
        check_operations(segment, header)
        _check_place(causality, place, segment, header)
        if not place.quarantined:
            replayer.replay(segment, header, place, past)
    fresh.save_states(replayed.touched)
    return fresh


def _check_place(causality: Causality, place: Place, segment: Segment, header: Header) -> None:
    """Raises `BadSignature` where the vault's index of the log does not say what the signed header says."""
    before = causality.at(place.chain, place.seq - 1)
    stored = place.hash, causality.chains[place.chain].log, place.seq, place.nonce, before.hash if before else b""
    if stored != (segment.hash, header.log, header.seq, header.nonce, header.previous):
        raise BadSignature("a segment does not stand where its header puts it")


def _author(segment: Segment, causality: Causality, place: Place, membership: Membership, group: bytes) -> DeviceKeys:
    device = membership.devices.get(causality.chains[place.chain].opening.device)
    return device.keys if device else founding_of(segment, group).keys
