"""Going through a stored log again, in the order in which it came."""

from __future__ import annotations

from collections.abc import Iterator

from sync.authority.operations import founding_of
from sync.authority.resolution import Ledger
from sync.log.causality import Causality, Pasts, SegmentPlace, Vector
from sync.log.memory import MemoryStore
from sync.log.segment import AUTHORITY, Segment, SegmentHeader, read_header, verify
from sync.log.store import Store
from sync.primitives.errors import BadSignature
from sync.primitives.keys import DeviceKeys
from sync.replica.apply import Replayed, Replayer, check_operations
from sync.replica.certificates import Erasures


def walk(
    store: Store, causality: Causality, group: bytes, *, authority_only: bool = False
) -> Iterator[tuple[SegmentPlace, Segment, SegmentHeader, Vector]]:
    """Every sealed segment whose body is kept, with its header and causal past."""
    current: dict[int, SegmentHeader] = {}

    def header_of(place: SegmentPlace) -> SegmentHeader:
        return current.get(place.number) or read_header(store.segment(place.number).header, group)

    pasts = Pasts(causality, header_of)
    for place in sorted(causality.places.values(), key=lambda place: place.number):
        circle = causality.chains[place.chain].opening.circle
        if place.hash and causality.is_kept(place) and (circle == AUTHORITY or not authority_only):
            segment = store.segment(place.number)
            header = read_header(segment.header, group)
            current = {place.number: header}
            yield place, segment, header, pasts.before(place)


def read_ledger(store: Store, causality: Causality, group: bytes) -> Ledger:
    """Tell what the stored authority logs say."""
    ledger = Ledger(group)
    replayer = Replayer(store, causality, ledger, Erasures(), Replayed())
    for place, segment, header, past in walk(store, causality, group, authority_only=True):
        replayer.replay(segment, header, place, past)
    return ledger


def replay_all(store: Store, causality: Causality, group: bytes) -> MemoryStore:
    """Verify every stored segment again and merge all of them afresh; raises a `SyncError` at the first fault."""
    ledger, replayed, fresh = read_ledger(store, causality, group), Replayed(), MemoryStore()
    fresh.save_states(store.base_states())
    erasures = Erasures.of(ledger.membership, store.certificates())
    replayer = Replayer(fresh, causality, Ledger(group), erasures, replayed, log=store)
    for place, segment, header, past in walk(store, causality, group):
        verify(segment, header, _author(segment, causality, place, ledger, group))
        check_operations(segment, header)
        _check_place(causality, place, segment, header)
        within = erasures.within(causality.chains[place.chain].opening.circle)
        if not within.explains(place.hash, (index for index, _ in segment.erased)):
            raise BadSignature("a segment lacks operations that nobody ordered to be erased")
        if place.quarantined:
            replayer.note(segment, header, place, past)
        else:
            replayer.replay(segment, header, place, past)
    fresh.save_states(replayed.touched)
    return fresh


def _check_place(causality: Causality, place: SegmentPlace, segment: Segment, header: SegmentHeader) -> None:
    """Raise `BadSignature` where the vault's index of the log does not say what the signed header says."""
    before = causality.at(place.chain, place.seq - 1)
    stored = place.hash, causality.chains[place.chain].log, place.seq, place.nonce, before.hash if before else b""
    if stored != (segment.hash, header.log, header.seq, header.nonce, header.previous):
        raise BadSignature("a segment does not stand where its header puts it")


def _author(segment: Segment, causality: Causality, place: SegmentPlace, ledger: Ledger, group: bytes) -> DeviceKeys:
    keys = ledger.keys.get(causality.chains[place.chain].opening.device)
    return keys or founding_of(segment, group).keys
