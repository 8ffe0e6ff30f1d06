"""Orders to erase are carried out; and healed where they have stopped counting, or count again, as trust has changed.

An order of somebody who turns out to have been suspended unseen never counted. The holes that it left are wanted then:
whoever has them says so in their statements, and takes a whole copy from whoever still has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sync.authority.membership import Membership
from sync.log.causality import Pasts
from sync.log.segment import redact
from sync.replica.apply import Replayed, Replayer
from sync.replica.certificates import Erasures, Order, decode_certificate

if TYPE_CHECKING:
    from sync.replica.replica import Replica


def carry_out(replica: Replica, erasures: Erasures, order: Order, replayed: Replayed) -> None:
    """Drop what an order names, and merge the records anew."""
    replica.seal()
    records = {record for record, _ in order.targets}
    dots: dict[tuple[int, int], None] = {}
    for segment, leaves in order.leaves:
        place = replica.causality.by_hash(segment)
        if place is None or replica.causality.chains[place.chain].opening.circle != order.circle:
            continue
        dots.update(((place.number, index), None) for index, _ in leaves)
        records |= replica.store.touched_by([place.number])
        if replica.causality.is_kept(place):
            stored = replica.store.segment(place.number)
            count = replica.header(place).count
            replica.store.save_segment(place.number, redact(stored, count, erasures.leaves[segment]))
    _strip_base(replica, erasures, order, records, dots)
    replica.merge_anew(records, replayed)


def _strip_base(
    replica: Replica, erasures: Erasures, order: Order, records: set[bytes], dots: Mapping[tuple[int, int], None]
) -> None:
    known = replica.store.base_states(records)
    base = {record: state for record, state in known.items() if replica.circle_of(state) == order.circle}
    replica.store.drop_base(base.keys() & erasures.whole.keys())
    stripped = {
        record: base[record]
        for record in base.keys() - erasures.whole.keys()
        if erasures.strip(record, base[record], dots)
    }
    replica.store.save_base(order.circle, stripped)


def follow(replica: Replica, before: Membership, replayed: Replayed) -> None:
    """Merge anew what orders concern that count otherwise than `before`."""
    changed = _certified(before) ^ _certified(replica.membership)
    certificates = replica.store.certificates() if changed else {}
    for digest in sorted(changed & certificates.keys()):
        order = decode_certificate(certificates[digest][1])
        if not isinstance(order, Order):
            continue
        if digest in replica.erasures.orders:
            carry_out(replica, replica.erasures.within(order.circle), order, replayed)
        else:
            _take_back(replica, order, replayed)


def _certified(membership: Membership) -> set[bytes]:
    return {digest for circle in membership.circles.values() for digest in circle.certificates}


def _take_back(replica: Replica, order: Order, replayed: Replayed) -> None:
    """Nobody asked for the segments of what was erased whole, so that they are noted anew."""
    causality = replica.causality
    places = causality.places.values()
    _note(replica, [each.number for each in places if causality.chains[each.chain].opening.circle == order.circle])
    here = (causality.by_hash(segment) for segment, _ in order.leaves)
    touched = replica.store.touched_by([place.number for place in here if place is not None])
    replica.merge_anew(touched | {record for record, _ in order.targets}, replayed)


def heal(replica: Replica, mended: Iterable[int], replayed: Replayed) -> None:
    """Tell what stands in segments of which a whole copy has come is merged anew."""
    numbers = list(mended)
    if numbers:
        _note(replica, numbers)
        replica.merge_anew(replica.store.touched_by(numbers), replayed)


def _note(replica: Replica, numbers: Iterable[int]) -> None:
    """Note which records some segments touch."""
    causality = replica.causality
    pasts = Pasts(causality, replica.header)
    replayer = Replayer(replica.store, causality, replica.ledger, replica.erasures, Replayed())
    for number in sorted(numbers):
        place = causality.places[number]
        if place.hash and causality.is_kept(place):
            replayer.note(replica.store.segment(number), replica.header(place), place, pasts.before(place))


def wanted(replica: Replica, circle: bytes) -> list[bytes]:
    """Give the segments of a circle that are here with holes which no order covers, by hash, sorted."""
    causality, erasures = replica.causality, replica.erasures.within(circle)
    found: list[bytes] = []
    for digest in erasures.doubtful:
        place = causality.by_hash(digest)
        if place is None or not causality.is_kept(place) or causality.chains[place.chain].opening.circle != circle:
            continue
        if not erasures.covers(digest, (index for index, _ in replica.store.segment(place.number).erased)):
            found.append(digest)
    return sorted(found)
