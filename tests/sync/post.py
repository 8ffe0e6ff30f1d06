"""Laptops of a group and the post between them: bundles that are lost, doubled, reordered and carried by others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sync.authority.operations import Lockbox
from sync.bundle.write import BundleContent, make
from sync.log.segment import AUTHORITY, Segment
from sync.primitives.errors import MissingKey, NotForThisDevice, SyncError, Unauthorised
from sync.replica import acknowledgements
from sync.replica.erasure.orders import file_certificates
from tests.sync.archive import Archive
from tests.sync.world import Laptop, World


@dataclass
class Mail:
    """A bundle on its way, which may come twice, late or never."""

    data: bytes
    sender: Laptop
    recipients: list[Laptop]


class Post:
    """Who there is, what is on its way, and the archive of all that was ever sealed."""

    def __init__(self) -> None:
        self.world = World()
        self.ann = self.world.found("Ann")
        self.honest = [self.ann]
        self.mallory = self.ann
        self.circles = [self.ann.circle]
        self.archive = Archive()
        self.mail: list[Mail] = []
        self.patience = 1
        """In so many rounds without news there is none to come."""

    @property
    def all(self) -> list[Laptop]:
        return [*self.honest, self.mallory]

    def one(self, who: int) -> Laptop:
        return self.honest[who % len(self.honest)]

    def any(self, whom: int) -> Laptop:
        """Anybody, and Mallory as often as all others together."""
        return self.mallory if whom % 2 else self.all[whom // 2 % len(self.all)]

    # -- the archive

    def file(self, *laptops: Laptop) -> None:
        """Put what was sealed on record."""
        for laptop in laptops:
            causality = laptop.replica.causality
            for place in causality.places.values():
                known = self.archive.segments.get(place.hash)
                if place.hash and causality.is_kept(place) and (known is None or known.erased):
                    self.archive.keep(place.hash, laptop.store.segment(place.number))

    def seal(self, *laptops: Laptop) -> None:
        """Signs and files all: an order that is carried out in the same breath must not be the first to see it."""
        for laptop in laptops:
            laptop.replica.seal()
        self.file(*laptops)

    def tries(self, laptop: Laptop, action: Callable[[], Any]) -> Any:
        """Tell what the program refuses is not done."""
        self.seal(laptop)
        try:
            return laptop.attempt(action)
        except (Unauthorised, MissingKey):
            return None
        finally:
            self.file(laptop)

    # -- bundles

    def send_to(self, giver: Laptop, takers: Iterable[Laptop], choice: BundleContent | None = None) -> Mail | None:
        """Give a real bundle for those of whom the giver has heard, into the post."""
        known = giver.replica.membership.devices
        there = [each for each in takers if each.replica.device in known.keys() - {giver.replica.device}]
        if giver.replica.me is None or not there:
            return None
        devices = [known[name] for name in dict.fromkeys(each.replica.device for each in there)]
        data = self.tries(giver, lambda: make(giver.replica, devices, choice))
        if data is None:
            return None
        self.mail.append(Mail(data, giver, there))
        return self.mail[-1]

    def send(self, who: int, whom: int, which: int) -> None:
        self.send_to(self.one(who), [self.any(whom), self.any(whom + which % 3)])

    def lose(self, which: int) -> None:
        if self.mail:
            self.mail.pop(which % len(self.mail))

    def deliver(self, which: int) -> list[Laptop]:
        """Give a bundle comes; it stays in the post, and may come again. The honest open it whoever made it."""
        if not self.mail:
            return []
        mail = self.mail[which % len(self.mail)]
        for taker in mail.recipients:
            self.receive(taker, mail)
        return mail.recipients

    def receive(self, taker: Laptop, mail: Mail) -> bool:
        """Whether it opens: nothing in an honest bundle may ever stop an honest laptop from that."""
        self.seal(taker)
        try:
            taker.open(mail.data)
            return True
        except SyncError as refusal:
            honest = mail.sender in self.honest and taker in self.honest
            if honest and not self._may_refuse(taker, refusal):
                raise
        finally:
            self.file(taker)
        return False

    def _may_refuse(self, taker: Laptop, refusal: SyncError) -> bool:
        """Whether it belongs to no group yet, or its key was replaced and is gone: the next bundle is to another."""
        return isinstance(refusal, NotForThisDevice) and (taker.replica.me is None or bool(taker.store.identities()))

    def hand_over(self, who: int, whom: int) -> Laptop | None:
        """Made and opened at once."""
        giver, taker = self.one(who), self.all[whom % len(self.all)]
        mail = self.send_to(giver, [taker])
        if mail is None:
            return None
        if self.receive(taker, mail) and taker in self.honest:
            self.check_healed(giver, taker)
        return taker

    def check_healed(self, giver: Laptop, taker: Laptop) -> None:
        """7: a bundle that comes makes good for all that were lost, in every circle that both read.

        Somebody whom only a box of Mallory's was made for has no key yet, and pleads first.
        """
        for circle in (AUTHORITY, *self.circles):
            if circle != AUTHORITY and not self._share(giver, taker, circle):
                continue
            here, waiting = taker.replica.causality, taker.store.pending()
            for place in giver.replica.causality.places.values():
                chain = giver.replica.causality.chains[place.chain]
                if chain.opening.circle == circle and giver.replica.causality.is_kept(place):
                    whole = not giver.store.segment(place.number).erased
                    assert here.by_hash(place.hash) or place.hash in waiting or not whole, "a bundle left something out"

    def _share(self, giver: Laptop, taker: Laptop, circle: bytes) -> bool:
        """Whether both read a circle, as both know, and nothing but honest boxes were made for the taker."""
        device = taker.replica.device
        for laptop in (giver, taker):
            known = laptop.replica.membership
            reads = all(known.reads(each.replica.device, circle) and known.good(each.replica.device)
                        for each in (giver, taker))  # fmt: skip
            if not reads:
                return False
        honest = {each.replica.device for each in self.honest}
        return not any(
            isinstance(box := told.entry.operation, Lockbox)
            and box.device == device
            and told.entry.author not in honest
            for told in giver.replica.membership.story
        )

    # -- the end

    def readers(self, circle: bytes) -> list[Laptop]:
        """Give the honest laptops in good standing that read a circle, as they know themselves."""
        return [
            laptop
            for laptop in self.honest
            if (me := laptop.replica.me) and me.good and laptop.replica.membership.reads(me.device, circle)
        ]

    def authority(self, laptop: Laptop) -> list[Segment]:
        """Tell what a laptop has of the authority's log, in the order in which it came."""
        places = acknowledgements.lacking_of(laptop.replica, AUTHORITY, [bytes(16)])
        return [laptop.store.segment(place.number) for place in places]

    def settle(self, forged: Iterable[bytes]) -> None:
        """All that anybody knows reaches everybody who may know it."""
        archive = self.archive
        self.seal(*self.all)
        said = [self.authority(laptop) for laptop in self.all]
        for laptop in self.honest:
            for segments in said:
                laptop.take(segments)
        for circle in self.circles:
            hers = [digest for digest in forged if archive.opening(digest).circle == circle]
            parcel = set(hers).union(*(archive.needed(digest) for digest in hers))
            for hub in self.readers(circle)[:1]:
                segments = [archive.segments[each] for each in parcel]
                hub.attempt(lambda hub=hub, segments=segments: hub.replica.take(segments, lenient=True))
                certificates = [
                    content for home, content in self.mallory.store.certificates().values() if home == circle
                ]
                hub.attempt(
                    lambda hub=hub, home=circle, certificates=certificates: file_certificates(
                        hub.replica, home, certificates
                    )
                )
        self.converge()

    def converge(self) -> None:
        """Hand on until nobody learns anything any more."""
        before, quiet = [self._holds(laptop) for laptop in self.honest], 0
        while quiet < self.patience:
            for hub in self._hubs():
                self._round(hub, [each for each in self.honest if each is not hub])
            now = [self._holds(laptop) for laptop in self.honest]
            before, quiet = now, quiet + 1 if now == before else 0

    def _hubs(self) -> list[Laptop]:
        """Of each circle the first who reads it, and one with another device: copies meet through others only."""
        hubs: dict[int, Laptop] = {}
        for circle in self.circles:
            readers = self.readers(circle)
            others = [each for each in readers if each.replica.device != readers[0].replica.device]
            hubs.update((id(each), each) for each in (*readers[:1], *(others[:1] if self.patience > 1 else ())))
        return list(hubs.values())

    def _round(self, hub: Laptop, others: list[Laptop]) -> None:
        """Everybody tells one, who tells everybody."""
        mails = [self.send_to(giver, [hub]) for giver in others]
        for mail in mails:
            if mail is not None:
                self.receive(hub, mail)
        mail = self.send_to(hub, others)
        if mail is not None:
            for taker in mail.recipients:
                self.receive(taker, mail)

    @staticmethod
    def _holds(laptop: Laptop) -> list[list[bytes]]:
        """Tell what can still change: segments, certificates, keys, holes."""
        store, causality = laptop.store, laptop.replica.causality
        here = [place for place in causality.places.values() if place.hash]
        torn = [each.hash for each in here if causality.is_kept(each) and store.segment(each.number).erased]
        keys = [epoch for _, epoch in store.epoch_keys()]
        return [sorted(part) for part in ([each.hash for each in here], store.certificates(), keys, torn)]
