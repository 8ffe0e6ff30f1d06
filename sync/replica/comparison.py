"""What is here of a circle, and what it shows, each as a hash: two who have the same can see whether they agree.

What covers the merged records is all that they follow from: the heads of the circle and of the authority, the
certificates that count, the holes that nobody has ordered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sync.log.segment import AUTHORITY
from sync.primitives.codec import encode
from sync.primitives.suite import labelled_hash
from sync.replica.erasure import redaction

if TYPE_CHECKING:
    from sync.log.causality import SegmentPlace
    from sync.log.state import RecordState
    from sync.replica.replica import Replica

COMPARED = 3
"""Raised when a version merges otherwise than those before, or says otherwise what is shown: then they compare nothing
with each other."""
_LABEL = b"switchboard/shown\x00"
Found = dict[bytes, tuple[bytes, bytes]]


def covered(replica: Replica, circle: bytes) -> bytes:
    """All that the merged records of a circle follow from, or for the authority's circle all trust."""
    heads = [replica.causality.heads(AUTHORITY)]
    certificates: list[bytes] = []
    holes: list[bytes] = []
    if circle != AUTHORITY:
        heads.append(replica.causality.heads(circle))
        known = replica.membership.circles.get(circle)
        here = replica.store.certificates()
        certificates = sorted(digest for digest in (known.certificates if known else ()) if digest in here)
        holes = redaction.wanted(replica, circle)
    return labelled_hash("covered", encode([COMPARED, circle, heads, certificates, holes, _unsigned(replica, circle)]))


def _unsigned(replica: Replica, circle: bytes) -> list[tuple[bytes, int]]:
    """Tell what was written here since something was last signed: nobody else has it."""
    last = (replica.causality.last(chain.number) for chain in replica.causality.chains.values()
            if chain.opening.circle == circle)  # fmt: skip
    return [(place.nonce, replica.store.draft(place.number).count) for place in last if place and not place.hash]


def shown(replica: Replica, circle: bytes, known: Found) -> bytes:
    """Give the merged records of a circle, or for the authority's circle all trust.

    `known` holds what was found before.
    """
    cover = covered(replica, circle)
    before = known.get(circle)
    if before is None or before[0] != cover:
        if circle == AUTHORITY:  # Asked of every bundle, and no record has to be read for it.
            known[AUTHORITY] = cover, _trust(replica)
            return known[AUTHORITY][1]
        known.clear()
        known.update(_all(replica))
        known.setdefault(circle, (cover, labelled_hash("shown")))
    return known[circle][1]


def _all(replica: Replica) -> Found:
    """One way through all records."""
    circles = replica.membership.circles
    totals = {circle: hashlib.sha256(_LABEL) for circle in circles}
    for record, state in replica.store.all_states():
        total = totals.get(replica.circle_of(state))
        if total is not None:
            total.update(_told(replica.causality.places, record, state))
    shows = {AUTHORITY: _trust(replica), **{circle: total.digest() for circle, total in totals.items()}}
    return {circle: (covered(replica, circle), digest) for circle, digest in shows.items()}


def _trust(replica: Replica) -> bytes:
    """Give what the authority's circle shows."""
    return hashlib.sha256(_LABEL + replica.digest_of(())).digest()


def _made_with(state: RecordState) -> dict[str, list[Any]] | None:
    """Give the elements of each set, if all of them are those that the record was made with."""
    made = state.segment, state.index
    if any((each.segment, each.index) != made for lives in state.sets.values() for each in lives):
        return None
    return {name: sorted([each.value for each in lives]) for name, lives in state.sets.items() if lives}


def _told(places: Mapping[int, SegmentPlace], record: bytes, state: RecordState) -> bytes:
    """Tell a state without this vault's own numbers, and alike however it came about: by the operations that said it.

    Of nearly every record that is its making alone, which is told as it is kept.
    """
    assert state.first is not None
    if state.first and not (state.written or state.gone) and (made := _made_with(state)) is not None:
        making = encode([places[state.segment].nonce, state.index, state.time, state.first, made])
        return encode([record, state.kind, [making], [], []])
    groups: dict[tuple[int, int, int], tuple[dict[str, Any], dict[str, list[Any]]]] = {}
    made = {name: value for name, value in state.first.items() if name not in state.written}
    if made:
        groups[state.segment, state.index, state.time] = made, {}
    for name, lives in state.written.items():
        for each in lives:
            groups.setdefault((each.segment, each.index, each.time), ({}, {}))[0][name] = each.value
    for name, lives in state.sets.items():
        for each in lives:
            elements = groups.setdefault((each.segment, each.index, each.time), ({}, {}))[1]
            elements.setdefault(name, []).append(each.value)
    told = [
        encode([places[segment].nonce, index, time, fields, {name: sorted(found) for name, found in sets.items()}])
        for (segment, index, time), (fields, sets) in groups.items()
    ]
    gone = sorted(encode([places[each.segment].nonce, each.index, each.time]) for each in state.gone)
    missed = sorted([places[segment].nonce, index] for segment, index in state.missed())
    return encode([record, state.kind, sorted(told), gone, missed])
