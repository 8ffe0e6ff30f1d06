"""Mallory: a member with good keys and a program of her own, and the accomplices she lets in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec

from sync.authority.operations import (
    LOCKBOX_SIZE,
    Admit,
    Appoint,
    Certify,
    Lift,
    Lockbox,
    OpenCircle,
    OpenEpoch,
    Part,
    Remove,
    Renew,
    Retire,
    Role,
    ShareCircle,
    Suspend,
)
from sync.log.operation import Insert, Set, Vouch, encode_operation
from sync.log.segment import AUTHORITY, LogOpening, Segment, redact
from sync.primitives.codec import encode
from sync.primitives.errors import SyncError
from sync.replica.certificates import Cut, Order, certificate_hash, encode_certificate
from sync.replica.checkpoints.snapshot import CircleSnapshot, snapshot_hash
from sync.replica.erasure import orders
from sync.replica.group_encryption import epoch_of
from sync.replica.group_keys import info
from tests.sync.group import Group
from tests.sync.world import Laptop, copied, forge, header_of

WAYS = ("knowing", "backdated", "forked", "anew", "borrowed")
ADMITTING = ("admit", "claim", "confirm")
VERBS = (*ADMITTING, "suspend", "remove", "lift", "appoint", "share", "circle", "epoch", "lockbox", "retire", "again")


class Rogue:
    """All that she can do with her own keys, which is to sign anything; what she cannot sign she changes on its way."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.me = group.mallory
        self.accomplices: list[Laptop] = []
        self.forged: list[bytes] = []
        self.lies: list[tuple[bytes, bytes, bytes]] = []
        self.saved = copied(self.me.store)

    def _actor(self, number: int) -> Laptop:
        return [self.me, *self.accomplices][number % (1 + len(self.accomplices))]

    def _own(self, actor: Laptop, circle: bytes) -> list[Segment]:
        """Tell what she has written in a circle, the newest last."""
        actor.replica.seal()
        causality = actor.replica.causality
        return [
            actor.store.segment(place.number)
            for place in sorted(causality.places.values(), key=lambda each: each.number)
            if (opening := causality.chains[place.chain].opening).device == actor.replica.device
            and opening.circle == circle
            and causality.is_kept(place)
        ]

    def _forge(
        self, actor: Laptop, circle: bytes, way: str, which: int, operations: Sequence[bytes], **more: Any
    ) -> None:
        """Signs anything, at any place of her log, pretending to know as much or as little as she likes."""
        own, heads = self._own(actor, circle), actor.replica.causality.heads(AUTHORITY)
        after = own[-1] if own else None
        if way == "forked" and own and circle not in self.group.pruned:
            self.group.torn.add(circle)
            after = own[which % len(own)]
        if way in {"anew", "forked"} or after is None:
            heads = [heads[which % len(heads)]] if way != "knowing" and heads else heads
        after = None if way in {"anew", "borrowed"} else after
        if way == "borrowed":
            more["opening"] = LogOpening(self.group.one(which).replica.device, circle, actor.world.random(16))
        if way == "backdated" and after is not None:
            heads = []
        segment = forge(actor, *operations, circle=circle, after=after, authority=heads, **more)
        self.spread(segment)

    def spread(self, segment: Segment) -> None:
        """Tell what her own program does not refuse goes into her bundles, the rest from hand to hand."""
        self.group.forged.add(segment.hash)
        for actor in (self.me, *self.accomplices):
            try:
                actor.take([segment])
            except SyncError:
                continue
        self.group.file(self.me, *self.accomplices)
        if segment.hash not in self.group.archive.segments:
            # Set back, she may know less of her accomplices than the others do.
            self._give(self.group.one(len(self.forged)), [segment])
        if segment.hash in self.group.archive.segments:
            self.forged.append(segment.hash)
            authors = {actor.replica.device for actor in (self.me, *self.accomplices)}
            assert self.group.archive.opening(segment.hash).device in authors, "nobody speaks in another's name"

    # -- records

    def write(self, which: int, way: int) -> None:
        """Give a record of her own, and another value for somebody else's, in circles of hers and of others."""
        group, actor = self.group, self._actor(which)
        circle = group.circles[which % len(group.circles)]
        text = f"forged {len(self.forged)}"
        operations = [encode_operation(Insert(actor.wall(), "person", {"name": text}))]
        logs: list[bytes] = []
        states = [(record, state) for record, state in actor.store.all_states()
                  if actor.replica.circle_of(state) == circle]  # fmt: skip
        if states:
            _, state = states[which % len(states)]
            place = actor.replica.causality.places[state.segment]
            logs = [place.hash if which % 2 else actor.replica.causality.chains[place.chain].log]
            dot = (1, place.seq + which // 2 % 2, state.index)
            operations.append(encode_operation(Set(actor.wall(), dot, {"name": text})))
        deps = [] if way % 2 else actor.replica.causality.heads(circle)
        self._forge(actor, circle, WAYS[way % 5], which, operations, logs=logs, deps=deps)

    def vouch(self, which: int, way: int) -> None:
        """One of hers says of the other's segments that they are in order."""
        actor = self._actor(which)
        circle = self.group.circles[which % 2]
        heads = actor.replica.causality.heads(circle)
        note = encode_operation(Vouch(actor.wall(), "quite in order"))
        self._forge(actor, circle, WAYS[way % 5], which, [note], deps=heads)

    # -- authority

    def say(self, verb: int, which: int, way: int) -> None:
        """Whatever she likes about whomever she likes."""
        actor = self._actor(which)
        if (says := self._said(VERBS[verb % len(VERBS)], actor, which)) is None:
            return
        before = len(self.forged)
        self._forge(actor, AUTHORITY, WAYS[way % 5], which, [encode(says)])
        for digest in self.forged[before:] if isinstance(says, Appoint | ShareCircle) else ():
            homes = [says.circle] if isinstance(says, ShareCircle) else self.group.circles
            self.group.let_in_by += [(digest, says.device, home) for home in homes]

    def answer(self, which: int) -> None:
        """All at once, as if she had heard of nothing that was decided about her."""
        for verb in ("share", "appoint", "admit", "lift", "epoch"):
            self.say(VERBS.index(verb), 2 * which, WAYS.index("backdated"))
        self.write(which, WAYS.index("backdated"))
        self.order(which, 2 * WAYS.index("backdated"))

    def _said(self, verb: str, actor: Laptop, which: int) -> Any:
        group, time = self.group, actor.wall()
        someone = group.any(which).replica.device
        circle = group.circles[which % len(group.circles)]
        names = [each.name for each in actor.replica.membership.suspensions]
        match verb:
            case "admit" | "claim" | "confirm":
                return self._admission(verb, actor, which)
            case "again":
                known = group.honest[which % len(group.honest)]
                return Admit(0, group.world.random(16), "A nobody", Role.ADMIN.value, known.secrets.public())
            case "suspend" if which % 3 == 0:
                return Suspend(time, [someone])
            case "remove":
                return Remove(time, [someone])
            case "lift" if names:
                return Lift(time, names)
            case "appoint":
                return Appoint(time, someone, tuple(Role)[which // 2 % 4].value)
            case "share":
                return ShareCircle(
                    time, circle, (actor.replica.device, someone)[which % 2], tuple(Part)[which // 2 % 4].value
                )
            case "circle":
                return OpenCircle(0, circle if which % 2 else group.world.random(16), "hers")
            case "epoch":
                return OpenEpoch(time, circle, epoch_of(group.world.random(32)))
            case "lockbox":
                return self._lockbox(circle, group.one(which), time, which)
            case "retire":
                return Retire(time, someone, which % 2 == 0)
            case _:
                return Renew(1 << 46, actor.secrets.public().kem)

    def _admission(self, verb: str, actor: Laptop, which: int) -> Admit | None:
        """Let somebody in, as a person of their own or as another laptop of somebody who knows nothing of it."""
        devices, time = actor.replica.membership.devices, actor.wall()
        claims = [each for each in devices.values() if not each.confirmed]
        if verb == "confirm" and claims:
            claim = claims[which % len(claims)]
            return Admit(time, claim.named, claim.name, claim.admissions[0].role.value, claim.keys)
        owner = devices.get(self.group.any(which).replica.device) if verb == "claim" else None
        if verb == "confirm" or len(self.accomplices) > 1:
            return None
        person = owner.named if owner else self.group.world.random(16)
        eve = Laptop(self.group.world, f"Eve {len(self.accomplices)}")
        eve.reopen()
        self.accomplices.append(eve)
        return Admit(time, person, eve.name, tuple(Role)[which % 2].value, eve.secrets.public())

    def _lockbox(self, circle: bytes, taker: Laptop, time: int, which: int) -> Any:
        """Give a box with the wrong key, or with rubbish, before an honest one is made."""
        known = self.me.replica.membership.circles.get(circle)
        if not known or not known.epochs:
            return None
        epoch, device = known.epochs[-1][1], taker.replica.device
        wrong = taker.secrets.public().recipient().seal(b"w" * 32, info(circle, epoch, device))
        return Lockbox(time, circle, epoch, device, (wrong, bytes(LOCKBOX_SIZE))[which % 2])

    # -- certificates

    def order(self, which: int, way: int) -> None:
        """Orders to erase: by her right if she has it; without; and in one circle about what is of another."""
        group, actor = self.group, self.me
        home = group.circles[which % len(group.circles)]
        seen = [(record, state) for record, state in actor.store.all_states()]
        if not seen:
            return
        homes = [each for each in group.circles if actor.replica.membership.stewards(actor.replica.device, each)]
        abroad = [each for each in seen if homes and actor.replica.circle_of(each[1]) != homes[-1]]
        if abroad and way % 3 == 0:
            seen, home, way = abroad, homes[-1], 0
        record, state = seen[which % len(seen)]
        place = actor.replica.causality.places[state.segment]
        own = actor.replica.circle_of(state)
        me = actor.replica.me
        if way % 2 and me and me.good and actor.replica.membership.stewards(me.device, own):
            if own not in group.pruned:
                group.torn.add(own)
                group.tries(actor, lambda: orders.erase(actor.replica, own, {record: [] if way & 2 else ["name"]}))
            return
        if home == own and home in group.pruned:
            return
        group.torn.add(home)
        content = encode_certificate(Order(home, [(record, [])], [(place.hash, [(state.index, b"")])], b""))
        group.forged.add(certificate_hash(content))
        actor.replica.keep_certificate(certificate_hash(content), home, content)
        self._forge(
            actor,
            AUTHORITY,
            WAYS[way // 2 % 5],
            which,
            [encode(Certify(actor.wall(), home, certificate_hash(content)))],
        )

    def cut(self, which: int, way: int) -> None:
        """Give a cut whose snapshot is a lie, where she has no right to certify one."""
        actor, circle = self.me, self.group.circles[which % len(self.group.circles)]
        if actor.replica.membership.stewards(actor.replica.device, circle):
            return
        heads = sorted(actor.replica.causality.heads(circle), key=lambda head: (head.log, head.seq, head.hash))
        lie = encode(CircleSnapshot(circle, [], []))
        content = encode_certificate(Cut(circle, heads, snapshot_hash(lie)))
        self.lies.append((circle, content, lie))
        actor.replica.keep_certificate(certificate_hash(content), circle, content)
        self._forge(
            actor, AUTHORITY, WAYS[way % 5], which, [encode(Certify(actor.wall(), circle, certificate_hash(content)))]
        )

    # -- on the way

    def inject(self, whom: int, which: int) -> Laptop:
        """One of her segments, with all it builds on, straight into somebody's laptop."""
        taker, archive = self.group.one(whom), self.group.archive
        if not self.forged:
            return taker
        digest = self.forged[-1 - which % min(6, len(self.forged))]
        circle = archive.opening(digest).circle
        reads = taker.replica.me and taker.replica.membership.reads(taker.replica.device, circle)
        if circle == AUTHORITY or reads:
            parcel = [archive.segments[each] for each in archive.in_order({*archive.needed(digest), digest})]
            self._give(taker, parcel[:: 1 - 2 * (which % 2)])
        return taker

    def tear(self, whom: int, which: int) -> Laptop:
        """Give a segment of somebody's, with a hole in it that nobody has ordered, or with other words in it."""
        taker, archive, causality = self.group.one(whom), self.group.archive, self.me.replica.causality
        mine = [each for each in causality.places.values() if each.hash and causality.is_kept(each)]
        mine = [each for each in mine if taker.replica.causality.by_hash(each.hash) is None] or mine
        place = mine[which % len(mine)]
        segment = archive.segments[place.hash]
        circle = causality.chains[place.chain].opening.circle
        reads = taker.replica.me and taker.replica.membership.reads(taker.replica.device, circle)
        if circle == AUTHORITY or reads:
            count = header_of(segment).count
            torn = redact(segment, count, [which % count])
            if which % 3 == 0 and not segment.erased:
                other = msgspec.Raw(encode_operation(Insert(1, "person", {"name": "nobody said this"})))
                torn = msgspec.structs.replace(segment, operations=[other] * count)
            self._give(taker, [torn])
        return taker

    def _give(self, taker: Laptop, parcel: Sequence[Segment]) -> None:
        with suppress(SyncError):
            taker.take(parcel)
        self.group.file(taker)

    def set_back(self, which: int) -> None:
        """Her disk as it was: her statements go backwards, and her logs fork."""
        if which % 2 == 0:
            self.saved = copied(self.me.store)
        elif not self.group.pruned:
            self.group.torn |= set(self.group.circles)
            self.me.store = copied(self.saved)
            self.me.reopen()

    def send(self, whom: int, which: int) -> None:
        """Give a real bundle of hers, with all that her program kept."""
        self.group.send_to(self.me, [self.group.one(whom), self.group.one(whom + which % 2)])
