"""The copies of one device's vault: which of them are known, in what order each has spoken, and which stand for others.

A vault that is set back or copied goes on as another *copy*, under an incarnation of its own. Each copy counts what it
states, and says which other copies of its device it has heard of, and up to where. A copy is succeeded by one that has
heard all of it and of which it has never heard: it was set back, and is no more. Two that have heard of each other
both live: what their device has is the least of both, until somebody says that one of them is gone. No clock has a
say in this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sync.primitives.codec import Decoder, Wire, encode
from sync.primitives.errors import Malformed, TooLarge

if TYPE_CHECKING:
    from sync.replica.replica import Replica

COPIES_LIMIT = 256
"""How many other copies one names: of more, the newest."""
COUNTER_LIMIT = 1 << 62


class HeardCopy(Wire, frozen=True):
    """Another copy of the same device, and up to where it was heard; `ended` if it is gone, by its owner's word."""

    copy: bytes
    counter: int
    ended: bool


class Sealed(Wire, frozen=True):
    """What a device signs: which copy of it speaks, for which time, whom of the others it has heard, what it states.

    `statements` are their hashes, sorted.
    """

    group: bytes
    device: bytes
    copy: bytes
    counter: int
    others: list[HeardCopy]
    statements: list[bytes]

    def heard(self, copy: bytes) -> HeardCopy | None:
        """Tell what it says of another copy."""
        return next((each for each in self.others if each.copy == copy), None)


class Life(Wire, frozen=True):
    """What a vault remembers of its own word: which copy it is, how often it spoke, the hash of the last time."""

    copy: bytes
    counter: int
    last: bytes
    others: list[HeardCopy]

    def said(self, last: bytes) -> Life:
        """Give the same after it has spoken once more."""
        return Life(self.copy, self.counter + 1, last, self.others)

    def noting(self, copy: bytes, counter: int, *, ended: bool = False) -> Life:
        """Give the same after it has heard of another copy."""
        if copy == self.copy or not counter:
            return self
        known = next((each for each in self.others if each.copy == copy), None)
        if known is None:
            others = [*self.others, HeardCopy(copy, counter, ended)]
            return Life(self.copy, self.counter, self.last, others[-COPIES_LIMIT:])
        over = ended if counter > known.counter else known.ended or ended
        now = HeardCopy(copy, max(counter, known.counter), over)
        return Life(self.copy, self.counter, self.last, [now if each is known else each for each in self.others])


_sealed = Decoder(Sealed)
_lives = Decoder(Life)


def read_sealed(data: bytes, *, trusted: bool = False) -> Sealed:
    """Tell what a seal is over.

    Raises `Malformed`, `NotCanonical` or `TooLarge`. `trusted` bytes were checked before.
    """
    if trusted:
        return _sealed.decode_trusted(data)
    sealed = _sealed.decode(data)
    if len(sealed.others) > COPIES_LIMIT:
        raise TooLarge("a device names more copies of itself than it can")
    if any(len(copy) != 16 for copy in (sealed.device, sealed.copy, *(each.copy for each in sealed.others))):
        raise Malformed("a copy of a device is named wrongly")
    if any(not 0 < each < COUNTER_LIMIT for each in (sealed.counter, *(each.counter for each in sealed.others))):
        raise Malformed("a copy of a device counts wrongly")
    return sealed


def life(replica: Replica) -> Life:
    """Give this vault's own: a new one that remembers the last, if it goes on as another copy."""
    data = replica.store.life()
    kept = _lives.decode_trusted(data) if data else Life(replica.incarnation, 0, b"", [])
    if kept.copy == replica.incarnation:
        return kept
    return Life(replica.incarnation, 0, b"", kept.others).noting(kept.copy, kept.counter)


def save(replica: Replica, now: Life) -> None:
    """Keep it."""
    replica.store.save_life(encode(now))


def hear(replica: Replica, sealed: Sealed, name: bytes) -> None:
    """Note what was said in this device's own name; goes on as another copy if it was in this one's.

    Then the disk was copied, or set back, with all by which that could have been noticed.
    """
    now = life(replica)
    mine = max((counter for copy, counter in _heard_in(sealed) if copy == now.copy), default=0)
    other = (sealed.copy, sealed.counter) == (now.copy, now.counter) and name != now.last
    if mine > now.counter or other:
        replica.go_on_as_another_copy()
        now = Life(replica.incarnation, 0, b"", now.others).noting(now.copy, mine)
    for copy, counter in _heard_in(sealed):
        now = now.noting(copy, counter)
    save(replica, now)


def _heard_in(sealed: Sealed) -> Iterator[tuple[bytes, int]]:
    yield sealed.copy, sealed.counter
    for each in sealed.others:
        yield each.copy, each.counter


def end_others(replica: Replica) -> bool:
    """Say that this vault is the only one left of its device, so that nobody waits for others; tell if there were.

    One that speaks again all the same is believed to live.
    """
    before = now = life(replica)
    for each in before.others:
        now = now.noting(each.copy, each.counter, ended=True)
    save(replica, now)
    return now != before


def newest(seals: Iterable[Sealed]) -> dict[bytes, Sealed]:
    """Give the last word of every copy."""
    found: dict[bytes, Sealed] = {}
    for each in seals:
        known = found.get(each.copy)
        if known is None or each.counter > known.counter:
            found[each.copy] = each
    return found


def living(words: Mapping[bytes, Sealed]) -> set[bytes]:
    """Give the copies of a device that count: those that no other has succeeded."""
    return {copy for copy in words if not any(_succeeds(other, words[copy]) for other in words.values())}


def _succeeds(other: Sealed, sealed: Sealed) -> bool:
    if other.copy == sealed.copy:
        return False
    note = other.heard(sealed.copy)
    if note is None or note.counter < sealed.counter:
        return False
    return note.ended or sealed.heard(other.copy) is None


def twins(words: Mapping[bytes, Sealed]) -> Iterator[tuple[bytes, bytes]]:
    """Pairs of copies that have heard of each other: both were at work after the other had begun."""
    alive: Collection[bytes] = living(words)
    for one in sorted(alive):
        for other in sorted(alive):
            if one < other and words[one].heard(other) and words[other].heard(one):
                yield one, other
