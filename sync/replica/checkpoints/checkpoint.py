"""Snapshots: at a cut of a circle's log, the merged records stand for all that led to them.

A steward certifies the snapshot's hash. A newcomer starts from it; and once every active device has stated that it has
all below the cut, each device lets go of those segments. The state at the cut is kept as the base on which the rest of
the log is replayed, so snapshot and tail always give what the whole log gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.authority.operations import Certify
from sync.authority.resolution import Ledger
from sync.log.memory import MemoryStore
from sync.log.state import RecordState
from sync.primitives.errors import BadSignature, Malformed, Unauthorised
from sync.replica import copies
from sync.replica.acknowledgements import stated, wished
from sync.replica.apply import Replayed, Replayer
from sync.replica.certificates import Cut, accept_certificate, certificate_hash, encode_certificate
from sync.replica.checkpoints.snapshot import (
    CircleSnapshot,
    Seqs,
    chains_of,
    decode_snapshot,
    encode_snapshot,
    head_at,
    let_go,
    load_chains,
    snapshot_hash,
    states_of,
    vector_at,
)
from sync.replica.erasure import redaction
from sync.replica.replica import Replica
from sync.replica.scan import walk

# -- writing


def certify(replica: Replica, circle: bytes) -> bytes:
    """Certifies a snapshot of all that counts here now; gives its bytes. Raises `Unauthorised`."""
    if not replica.membership.stewards(replica.device, circle):
        raise Unauthorised("only a steward of a circle may certify a snapshot")
    if redaction.wanted(replica, circle):
        raise Unauthorised("a snapshot would lack what is wanted here")
    replica.seal()
    seqs: Seqs = {}
    for chain in chains_of(replica, circle):
        last = replica.causality.last_counted(chain.number)
        if last is not None and last.seq >= chain.start:
            seqs[chain.number] = last.seq
    states = {record: state for record, state in replica.store.all_states() if replica.circle_of(state) == circle}
    data = encode_snapshot(replica, circle, seqs, states)
    _announce(replica, circle, seqs, data)
    return data


def _announce(replica: Replica, circle: bytes, seqs: Seqs, data: bytes) -> None:
    heads = [head_at(replica, number, seq) for number, seq in seqs.items()]
    certificate = Cut(circle, sorted(heads, key=lambda head: (head.log, head.seq, head.hash)), snapshot_hash(data))
    content = encode_certificate(certificate)
    replica.announce([Certify(replica.clock.tick(), circle, certificate_hash(content))])
    replica.keep_certificate(certificate_hash(content), circle, content)


# -- handing on


def snapshot_for(replica: Replica, circle: bytes) -> bytes:
    """Give snapshot below which nothing is kept here, certified; nothing if none is, or an order has changed it since.

    A steward certifies it anew then.
    """
    seqs = {chain.number: chain.cut for chain in chains_of(replica, circle) if chain.cut >= chain.start}
    if not seqs:
        return b""
    base = replica.store.base_states()
    states = {record: state for record, state in base.items() if replica.circle_of(state) == circle}
    data = encode_snapshot(replica, circle, seqs, states)
    if any(cut.snapshot == snapshot_hash(data) for cut, _ in replica.cuts()):
        return data
    if not replica.membership.stewards(replica.device, circle):
        return b""
    _announce(replica, circle, seqs, data)
    return data


# -- starting from one


def adopt(
    replica: Replica, circle: bytes, certificates: Iterable[bytes], data: bytes, snapshot: CircleSnapshot | None = None
) -> Replayed:
    """Start a circle from a certified snapshot: where nothing of it is here, or after retirement or a setting back.

    Own segments that others have not seen yet are kept and merged on top. Raises `BadSignature` for a snapshot that
    nobody has certified. `snapshot` is what `data` decodes to, where that is known.
    """
    replayed = Replayed()
    me = replica.me
    here = any(replica.causality.last(chain.number) for chain in chains_of(replica, circle))
    returns = me is not None and (me.retired or bool(copies.life(replica).others))
    if not data or me is None or (here and not returns):
        return replayed
    known = replica.membership.circles.get(circle)
    certified = known.certificates if known else {}
    found = (accept_certificate(circle, content) for content in certificates)
    cuts = [each for each in found if each and each[0] in certified and isinstance(each[1], Cut)]
    if not any(isinstance(cut, Cut) and cut.snapshot == snapshot_hash(data) for _, cut in cuts):
        raise BadSignature("a snapshot in a bundle is not certified")
    replica.seal()
    snapshot = snapshot or decode_snapshot(data)
    if snapshot.circle != circle:
        raise Malformed("a snapshot is of another circle")
    if here and all(replica.causality.by_hash(chain.segments[-1][0]) for chain in snapshot.chains if chain.segments):
        return replayed  # Nothing of it lacks here: nobody replaces what somebody has.
    numbers = load_chains(replica, snapshot)
    states = states_of(replica, snapshot, numbers)
    here_already = {**replica.store.base_states(states), **replica.store.bare_states(states)}
    if any(replica.circle_of(state) != circle for state in here_already.values()):
        raise Malformed("a snapshot claims a record of another circle")
    old = [record for record, state in replica.store.base_states().items() if replica.circle_of(state) == circle]
    replica.store.drop_base(old)
    replica.store.save_base(circle, states)
    known = {record for record, state in replica.store.all_states() if replica.circle_of(state) == circle}
    replica.merge_anew(states.keys() | known, replayed, states)
    return replayed


# -- letting go


def ready(replica: Replica, circle: bytes, before: int) -> Cut | None:
    """Give the furthest certified cut from before a time that every active device has stated to have reached."""
    certified = replica.membership.circles[circle].certificates
    active = [each for each in replica.membership.entitled(circle) if not each.retired]
    others = [each.device for each in active if each.device != replica.device]
    if wished(replica, circle, others):
        return None  # Somebody has holes in what they once had: the whole copy here may be the last.
    vectors = [stated(replica, device, circle) for device in others]
    best: tuple[int, Cut] | None = None
    for digest, (home, content) in replica.store.certificates().items():
        accepted = accept_certificate(circle, content) if home == circle and digest in certified else None
        cut = accepted[1] if accepted else None
        if not isinstance(cut, Cut) or min(entry.operation.time for entry in certified[digest]) > before:
            continue
        places = [replica.causality.by_hash(head.hash) for head in cut.heads]
        if all(
            place is not None and all(place.seq <= vector.get(place.chain, -1) for vector in vectors)
            for place in places
        ):
            total = sum(head.seq for head in cut.heads)
            best = max(best or (total, cut), (total, cut), key=lambda pair: pair[0])
    return best[1] if best else None


def present(replica: Replica, circle: bytes) -> bytes:
    """Give the hash of the certificate of the cut below which nothing is kept here; empty if all is kept."""
    heads = {
        head_at(replica, chain.number, chain.cut) for chain in chains_of(replica, circle) if chain.cut >= chain.start
    }
    for digest, (home, content) in replica.store.certificates().items() if heads else ():
        accepted = accept_certificate(circle, content) if home == circle else None
        if accepted and isinstance(accepted[1], Cut) and set(accepted[1].heads) == heads:
            return digest
    return b""


def prune_to(replica: Replica, circle: bytes, certificate: bytes) -> None:
    """Lets go of what is below a certified cut, if all of it is here and not gone yet."""
    certified = replica.membership.circles[circle].certificates
    stored = replica.store.certificates().get(certificate)
    accepted = accept_certificate(circle, stored[1]) if stored and certificate in certified else None
    cut = accepted[1] if accepted else None
    if isinstance(cut, Cut):
        places = [replica.causality.by_hash(head.hash) for head in cut.heads]
        if all(places) and any(place and replica.causality.is_kept(place) for place in places):
            prune(replica, circle, cut)


def prune(replica: Replica, circle: bytes, cut: Cut) -> int:
    """Lets go of the segments below a cut (see `ready`), once the base that stands for them is the certified one.

    Gives how many. Raises `BadSignature` if this vault's log gives another snapshot, and then nothing was changed.
    """
    replica.seal()
    places = (replica.causality.by_hash(head.hash) for head in cut.heads)
    seqs = {place.chain: place.seq for place in places if place}
    old = {record: state for record, state in replica.store.base_states().items() if replica.circle_of(state) == circle}
    fresh, done = MemoryStore(), Replayed()
    fresh.save_states(old)
    replayer = Replayer(fresh, replica.causality, Ledger(replica.group), replica.erasures, done, log=replica.store)
    for place, segment, header, past in walk(replica.store, replica.causality, replica.group):
        if place.seq <= seqs.get(place.chain, -1) and not place.quarantined:
            replayer.replay(segment, header, place, past)
    fresh.save_states(done.touched)
    states = dict(fresh.all_states())
    if (
        not _holds(replica, circle, seqs, states)
        or snapshot_hash(encode_snapshot(replica, circle, seqs, states)) != cut.snapshot
    ):
        raise BadSignature("this vault's log gives another snapshot than the certified one")
    vectors = {
        number: dict(vector_at(replica, replica.causality.chains[number], place))
        for number, seq in seqs.items()
        if (place := replica.causality.at(number, seq)) is not None
    }
    replica.store.save_base(circle, states)
    gone = 0
    for number, seq in seqs.items():
        chain = replica.causality.chains[number]
        chain.cut, chain.cut_vector = seq, vectors[number]
        replica.store.save_chain(chain)
        gone += let_go(replica, chain)
    return gone


def _holds(replica: Replica, circle: bytes, seqs: Seqs, states: Mapping[bytes, RecordState]) -> bool:
    """Whether a cut reaches all that lives in the states, what was let go of before, and where branches begin."""
    chains = {chain.number: chain for chain in chains_of(replica, circle)}
    dots = [(state.segment, state.index) for state in states.values()]
    dots += [(live.segment, live.index) for state in states.values() for live in (*state.lives(), *state.gone)]
    places = (replica.causality.places[segment] for segment, _ in dots)
    return (
        seqs.keys() <= chains.keys()
        and all(place.seq <= seqs.get(place.chain, -1) for place in places)
        and all(seqs.get(number, -1) >= chain.cut for number, chain in chains.items() if chain.cut >= chain.start)
        and all(parent is None or parent in seqs for parent in (chains[number].parent for number in seqs))
    )
