"""Which segments count: those of devices in good standing, and those of others that such devices have built on.

A segment in quarantine is kept, passed on, and has no effect until somebody in good standing names it in a segment of
their own. So what the group had accepted of a device when it was suspended is found from the log itself, circle by
circle, and no list of it has to be shown to those outside a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sync.authority.membership import Membership
from sync.log.causality import Causality, Chain, Pasts, SegmentPlace, Vector, past_test
from sync.log.segment import AUTHORITY, SegmentHeader
from sync.log.state import Seen
from sync.replica.certificates import Cut


class Standings:
    """Answers for one state of trust; `cuts` are the certified ones that are here, each with who certified it."""

    def __init__(
        self, causality: Causality, membership: Membership, cuts: Iterable[tuple[Cut, frozenset[bytes]]],
        headers: Callable[[SegmentPlace], SegmentHeader],
    ) -> None:  # fmt: skip
        self._causality = causality
        self._membership = membership
        self._cuts = list(cuts)
        self._headers = headers
        self._floors: dict[tuple[bytes, bytes], Vector] = {}

    def counts(self, chain: Chain, seq: int, seen: Seen) -> bool:
        """Whether a segment counts: its author might write, still may, and is good; or others have built on it."""
        device, circle = chain.opening.device, chain.opening.circle
        rightful = self._membership.writes(device, circle, seen) and self._membership.writes(device, circle)
        if rightful and self._membership.good(device):
            return True
        return seq <= max(chain.cut, self._floor(circle, device).get(chain.number, -1))

    def _floor(self, circle: bytes, device: bytes) -> Vector:
        """Tell what others in good standing have built on in a circle."""
        known = self._floors.get((circle, device))
        if known is not None:
            return known
        floor: Vector = {}
        for chain in self._causality.chains.values():
            opening = chain.opening
            if opening.circle != circle or opening.device == device:
                continue
            for number, seq in self._vouched(chain).items():
                floor[number] = max(floor.get(number, -1), seq)
        for cut, certifiers in self._cuts:
            if certifiers == frozenset({device}):
                continue
            places = (self._causality.by_hash(head.hash) for head in cut.heads if cut.circle == circle)
            for place in places:
                if place is not None:
                    self._causality.follow(floor, place)
        self._floors[circle, device] = floor
        return floor

    def _vouched(self, chain: Chain) -> Vector:
        """Give what the newest segment of a chain made by right builds on; a later one takes nothing of it back.

        Whether it is in quarantine itself is never asked: two without the right could vouch for each other, and which
        came first would decide.
        """
        opening, writes = chain.opening, self._membership.writes
        if not self._membership.good(opening.device) or not writes(opening.device, opening.circle):
            return {}
        vouched: Vector = {}
        last = self._causality.last_sealed(chain.number)
        if last is not None and self._is_by_right(chain, last, chain.vector):
            return chain.vector
        pasts = Pasts(self._causality, self._headers)
        for place in self._places(chain):
            if self._is_by_right(chain, place, past := dict(pasts.before(place))):
                self._causality.follow(past, place)
                vouched = past
        return vouched

    def _is_by_right(self, chain: Chain, place: SegmentPlace, past: Vector) -> bool:
        """Whether the author of a segment might write there, as far as they knew."""
        seen = past_test(self._causality, past, place.number)
        return self._membership.writes(chain.opening.device, chain.opening.circle, seen)

    def changed(self, *, everything: bool) -> Iterator[SegmentPlace]:
        """Give the segments that count otherwise than they are marked, as they should be marked, in their order.

        Without `everything` only those in quarantine are asked about: rights are what they were.
        """
        places = self._causality.places
        waiting = {places[number].chain for number in self._causality.quarantined}
        for chain in list(self._causality.chains.values()):
            if chain.opening.circle != AUTHORITY and (everything or chain.number in waiting):
                yield from self._changed_in(chain)

    def _places(self, chain: Chain) -> Iterator[SegmentPlace]:
        last = self._causality.last_sealed(chain.number)
        for seq in range(max(chain.start, chain.cut + 1), last.seq + 1 if last else 0):
            place = self._causality.at(chain.number, seq)
            if place is not None:
                yield place

    def _changed_in(self, chain: Chain) -> Iterator[SegmentPlace]:
        pasts = Pasts(self._causality, self._headers)
        for place in self._places(chain):
            seen = past_test(self._causality, pasts.before(place), place.number)
            quarantined = not self.counts(chain, place.seq, seen)
            if quarantined != place.quarantined:
                yield replace(place, quarantined=quarantined)
