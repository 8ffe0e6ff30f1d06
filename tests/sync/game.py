"""A group that does arbitrary things, watched by the model: what a property test plays."""

from __future__ import annotations

import random

from sync.log.segment import AUTHORITY, Segment
from sync.primitives.errors import NotForThisDevice
from sync.replica import acknowledgements
from tests.sync.model import Act, Mind, expected
from tests.sync.world import YEAR, Laptop, World, assert_agree, meet

FIELDS: tuple[str, ...] = ("name", "phone")
TAGS: tuple[str, ...] = ("red", "green", "blue")
ERRORS = (0, -1000, 3_600_000, -100 * YEAR, 100 * YEAR)
MOST_LAPTOPS = 6


class Game:
    """Laptops with a mind each. Numbers choose among what there is, so that any numbers are a legal move."""

    def __init__(self, *, clocks: bool = True) -> None:
        self.clocks = clocks
        world = World()
        first = world.found("Ann")
        self.laptops = [first, world.join("Bea", first), world.join("Cem", first)]
        meet(*self.laptops)
        self.minds = [Mind(), Mind(), Mind()]
        self.everywhere: dict[bytes, list[Act]] = {}
        self.records: list[bytes] = []
        self.written = 0
        self.cloned: set[bytes] = set()

    def _one(self, who: int) -> tuple[Laptop, Mind]:
        position = who % len(self.laptops)
        return self.laptops[position], self.minds[position]

    def _known(self, laptop: Laptop, which: int) -> bytes | None:
        known = laptop.store.states(self.records)
        here = [record for record in dict.fromkeys(self.records) if record in known]
        return here[which % len(here)] if here else None

    def _value(self) -> str:
        self.written += 1
        return f"value {self.written}"

    # -- moves

    def create(self, who: int, which: int) -> None:
        laptop, mind = self._one(who)
        fields = dict.fromkeys(FIELDS[: which % 3], self._value())
        tags = TAGS[: which % 4]
        kind = ("house", "person")[which % 2]
        record = laptop.create(kind, **fields, **({"tags": list(tags)} if tags else {}))
        self.records.append(record)
        mind.act(Act("insert", record, kind, fields, {"tags": tags}))

    def update(self, who: int, which: int) -> None:
        laptop, mind = self._one(who)
        record = self._known(laptop, which)
        if record is not None:
            fields = dict.fromkeys((FIELDS[:1], FIELDS[1:], FIELDS)[which % 3], self._value())
            laptop.update(record, **fields)
            mind.act(Act("set", record, fields=fields))

    def put(self, who: int, which: int) -> None:
        laptop, mind = self._one(who)
        record = self._known(laptop, which)
        if record is not None:
            tags = (TAGS[:1], TAGS[1:], TAGS[1:2])[which % 3]
            laptop.put(record, "tags", *tags)
            mind.act(Act("include", record, elements={"tags": tags}))

    def remove(self, who: int, which: int) -> None:
        laptop, mind = self._one(who)
        record = self._known(laptop, which)
        if record is not None:
            tags = (TAGS[:1], TAGS[1:], TAGS)[which % 3]
            laptop.remove(record, "tags", *tags)
            mind.act(Act("exclude", record, elements={"tags": tags}))

    def drop(self, who: int, which: int) -> None:
        laptop, mind = self._one(who)
        record = self._known(laptop, which)
        if record is not None:
            laptop.drop(record)
            mind.act(Act("delete", record))

    def revive(self, who: int, which: int) -> None:
        laptop, mind = self._one(who)
        record = self._known(laptop, which)
        if record is not None:
            laptop.revive(record)
            mind.act(Act("restore", record))

    def seal(self, who: int) -> None:
        """Signs what is open; the segment's hash is its name for the model too."""
        laptop, mind = self._one(who)
        places = [
            place
            for place in laptop.replica.seal()
            if laptop.replica.causality.chains[place.chain].opening.circle != AUTHORITY
        ]
        if mind.draft:
            (place,) = places
            mind.seal(place.hash, self.everywhere)
        else:
            assert not places

    def send(self, who: int, whom: int, seed: int) -> None:
        """Give some of what one has goes to another, some of it twice, in any order; of the authority's log all.

        The model knows of records only, and they wait for what their authors knew of the authority.
        """
        self.seal(who)
        self.seal(whom)
        (giver, giving), (taker, taking) = self._one(who), self._one(whom)
        chance = random.Random(seed)
        authority = {place.hash for place in acknowledgements.lacking_of(giver.replica, AUTHORITY, [bytes(16)])}
        parcel = [each for each in giver.sealed() if each.hash in authority or chance.random() < 0.7]
        parcel += [segment for segment in parcel if chance.random() < 0.2]
        chance.shuffle(parcel)
        taker.take(parcel)
        hashes = {segment.hash for segment in parcel}
        taking.groups.update((name, group) for name, group in giving.groups.items() if name in hashes)

    def hand_over(self, who: int, whom: int, *, lost: bool = False) -> None:
        """Give a real bundle, which may be lost on the way."""
        self.seal(who)
        self.seal(whom)
        (giver, giving), (taker, taking) = self._one(who), self._one(whom)
        hashes = {place.hash for place in acknowledgements.lacking(giver.replica, [taker.replica.device])}
        data = giver.bundle(taker)
        if lost:
            return
        try:
            taker.open(data)
        except NotForThisDevice:
            # It was encrypted to a key that a twin has made since.
            assert taker.replica.device in self.cloned
            return
        taking.groups.update((name, group) for name, group in giving.groups.items() if name in hashes)
        # A disk with a twin may be taken for it; else a bundle makes good for all that was lost before.
        if not {giver.replica.device, taker.replica.device} & self.cloned:
            assert giving.known() <= taking.known()

    def reopen(self, who: int) -> None:
        self._one(who)[0].reopen()

    def clone(self, who: int) -> None:
        laptop, mind = self._one(who)
        if len(self.laptops) < MOST_LAPTOPS:
            self.laptops.append(laptop.clone(f"{laptop.name} {len(self.laptops)}"))
            self.minds.append(mind.twin())
            self.cloned.add(laptop.replica.device)

    def set_clock(self, who: int, which: int) -> None:
        if self.clocks:
            self._one(who)[0].error = ERRORS[which % len(ERRORS)]

    # -- verdicts

    def check(self, who: int) -> None:
        """Invariant 2: what is live is exactly what the definitions say, and all else is superseded or waits."""
        laptop, mind = self._one(who)
        assert laptop.everything() == expected(mind.known())
        assert set(laptop.store.pending()) == mind.waiting()
        for name, group in mind.groups.items():
            assert name in laptop.store.pending() or laptop.replica.causality.by_hash(name), group

    def heap(self, seed: int) -> list[Segment]:
        """Everything of everyone, in any order, much of it several times."""
        self.seal_all()
        segments = [segment for laptop in self.laptops for segment in laptop.sealed()]
        random.Random(seed).shuffle(segments)
        return segments

    def newcomer(self, name: str) -> Laptop:
        """Give a laptop that only the first has heard of."""
        self.seal_all()
        return self.laptops[0].world.admit(name, self.laptops[0])

    def seal_all(self) -> None:
        for who in range(len(self.laptops)):
            self.seal(who)

    def finish(self) -> None:
        """Invariants 1 and 8: when all is with all, there is one digest, and the log alone gives it again."""
        self.seal_all()
        meet(*self.laptops)
        for mind in self.minds:
            mind.groups = dict(self.everywhere)
        for who, laptop in enumerate(self.laptops):
            self.check(who)
            assert not laptop.store.pending()
            again = laptop.take(laptop.sealed())
            assert (again.new, again.pending) == (0, 0)
        assert_agree(*self.laptops)
