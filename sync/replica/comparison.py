"""What is here of a circle, and what it shows, each as a hash: two who have the same can see whether they agree.

What covers the merged records is all that they follow from: the heads of the circle and of the authority, the papers
that count, the holes that nobody has ordered.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sync.log.segment import AUTHORITY
from sync.primitives.codec import encode
from sync.primitives.suite import labelled_hash
from sync.replica.erasure import redaction

if TYPE_CHECKING:
    from sync.replica.replica import Replica

COMPARED = 1
"""Raised when a version merges otherwise than those before: then they compare nothing with each other."""
Found = dict[bytes, tuple[bytes, bytes]]


def covered(replica: Replica, circle: bytes) -> bytes:
    """All that the merged records of a circle follow from, or for the authority's circle all trust."""
    heads = [replica.causality.heads(AUTHORITY)]
    papers: list[bytes] = []
    holes: list[bytes] = []
    if circle != AUTHORITY:
        heads.append(replica.causality.heads(circle))
        known = replica.membership.circles.get(circle)
        here = replica.store.papers()
        papers = sorted(digest for digest in (known.papers if known else ()) if digest in here)
        holes = redaction.wanted(replica, circle)
    return labelled_hash("covered", encode([COMPARED, circle, heads, papers, holes, _unsigned(replica, circle)]))


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
        known.clear()
        known.update(_all(replica))
        known.setdefault(circle, (cover, labelled_hash("shown")))
    return known[circle][1]


def _all(replica: Replica) -> Found:
    """One way through all records."""
    circles = replica.membership.circles
    totals = {circle: hashlib.sha256(b"switchboard/shown\x00") for circle in (AUTHORITY, *circles)}
    for record, state in replica.store.all_states():
        total = totals.get(replica.circle_of(state))
        if total is not None:
            total.update(encode([record, state.kind, replica.portable(state)]))
    totals[AUTHORITY].update(replica.digest_of(()))
    return {circle: (covered(replica, circle), total.digest()) for circle, total in totals.items()}
