"""The invariants of sync.md as questions about a group, each by its number."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterable
from typing import Any

import pytest

from sync.authority.membership import DeviceStanding, everything
from sync.authority.operations import Certify, Lockbox, OpenCircle, OpenEpoch, Part, Role, ShareCircle
from sync.bundle.write import BundleContent
from sync.log.segment import AUTHORITY
from sync.primitives.errors import BadSignature
from sync.replica.certificates import Cut, Order, certificate_hash, decode_certificate
from sync.replica.checkpoints import checkpoint
from tests.sync.archive import Erased, lives
from tests.sync.court import Court
from tests.sync.group import Group
from tests.sync.session import Word
from tests.sync.world import Laptop, looks


class Verdicts:
    """Answers for one group; what the court finds is kept for as long as nobody learns more."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self._courts: dict[frozenset[bytes], Court] = {}

    def known(self, laptop: Laptop, circle: bytes) -> frozenset[bytes]:
        """Give the segments of a circle that are here."""
        causality = laptop.replica.causality
        places = (place for place in causality.places.values() if place.hash)
        return frozenset(each.hash for each in places if causality.chains[each.chain].opening.circle == circle)

    def court(self, laptop: Laptop) -> Court:
        known = self.known(laptop, AUTHORITY)
        if known not in self._courts:
            self._courts[known] = Court(self.group.archive, known)
        return self._courts[known]

    # -- 4: authority

    def check_authority(self, laptop: Laptop) -> None:
        """4: what counts follows from the set of operations, as the rules define it, whatever came first."""
        court, membership = self.court(laptop), laptop.replica.membership
        assert {told.entry.name for told in membership.story if told.void} == court.void
        assert {each.name for each in membership.suspensions} == {each.name for each in court.suspensions}
        for name, device in membership.devices.items():
            assert device.role is court.role(name), device.name
            assert device.person == court.person(name), device.name
            assert device.good == court.is_good(name), device.name
            assert (device.standing is DeviceStanding.REMOVED) == (name in court.removals), device.name
            for circle in membership.circles:
                assert membership.circles[circle].part_at(name, everything) is court.part(name, circle)
                assert membership.reads(name, circle) == court.reads(name, circle)

    # -- 1, 2, 8, 9: records

    def counted(self, laptop: Laptop, circle: bytes) -> set[bytes]:
        """Give the segments that count.

        Their author was and is in the right, or somebody in the right built on them.
        """
        archive, court, known = self.group.archive, self.court(laptop), self.known(laptop, circle)
        floors = [(frozenset({archive.opening(each).device}), archive.past(each)) for each in known
                  if self._is_rightful(court, each)]  # fmt: skip
        for digest, (home, content) in laptop.store.certificates().items():
            cut = decode_certificate(content)
            by = [word for word in court.of(Certify) if (word.says.circle, word.says.certificate) == (circle, digest)]
            if home == circle and by and isinstance(cut, Cut):
                below = [set(archive.line(head.hash)) for head in cut.heads if head.hash in known]
                floors.append((frozenset(word.author for word in by), frozenset().union(*below)))
        return {
            digest
            for digest in known
            if self._is_rightful(court, digest)
            or any(digest in floor and {archive.opening(digest).device} != set(by) for by, floor in floors)
        }

    def _is_rightful(self, court: Court, digest: bytes) -> bool:
        opening, past = self.group.archive.opening(digest), self.group.archive.past(digest)

        def knew(word: Word) -> bool:
            return word.name[0] in past

        then = court.writes(opening.device, opening.circle, knew)
        return then and court.writes(opening.device, opening.circle) and court.is_good(opening.device)

    def erased(self, laptop: Laptop, circle: bytes) -> Erased:
        """Tell what is erased in a circle by orders that count and are here, or was by one that is void by now."""
        found, court = Erased(), self.court(laptop)
        for digest, (home, content) in laptop.store.certificates().items():
            order = decode_certificate(content)
            by = [each for each in court.of(Certify) if (each.says.circle, each.says.certificate) == (circle, digest)]
            if home == circle and by and isinstance(order, Order):
                leaves = {(segment, index): rest for segment, each in order.leaves for index, rest in each}
                found.add(order.targets, leaves, [word.name for word in by])
            elif home == circle and isinstance(order, Order):
                named = [(segment, index) for segment, each in order.leaves for index, _ in each]
                found.add([], {place: b"" for place in named if self._is_hole(laptop, *place)}, [])
        return found

    @staticmethod
    def _is_hole(laptop: Laptop, digest: bytes, index: int) -> bool:
        """Whether an operation is not kept in a segment that is: whoever has it whole will hand it on."""
        place = laptop.replica.causality.by_hash(digest)
        kept = place is not None and laptop.replica.causality.is_kept(place)
        return place is not None and kept and index in dict(laptop.store.segment(place.number).erased)

    def check_records(self, laptop: Laptop) -> None:
        """2: every operation here lives, was superseded by one that saw it, is in quarantine, erased or waits."""
        causality, archive = laptop.replica.causality, self.group.archive
        shown: dict[bytes, dict[bytes, Any]] = {}
        for record, state in laptop.store.all_states():
            shown.setdefault(laptop.replica.circle_of(state), {})[record] = looks(state)
        for circle in self.group.circles:
            counted, known = self.counted(laptop, circle), self.known(laptop, circle)
            quarantined = {each.hash for each in causality.places.values() if each.quarantined} & known
            below = {place.hash for place in causality.places.values() if place.hash and not causality.is_kept(place)}
            assert quarantined - below == known - counted - below
            assert shown.get(circle, {}) == lives(archive, counted | (below & known), self.erased(laptop, circle))
        for digest, segment in laptop.store.pending().items():
            self.group.archive.keep(digest, segment)
            assert not self._is_complete(laptop, digest), "it waits for nothing"

    def _is_complete(self, laptop: Laptop, digest: bytes) -> bool:
        header = self.group.archive.header(digest)
        names = [header.previous] if header.previous else []
        names += [head.hash for head in (*header.deps, *header.authority)]
        return all(laptop.replica.causality.by_hash(name) for name in names)

    def check(self, laptop: Laptop) -> None:
        """All that one laptop can be asked at any time."""
        if laptop.replica.me is not None:
            self.group.seal(laptop)
            self.check_authority(laptop)
            self.check_records(laptop)

    # -- at the end

    def check_agreement(self) -> None:
        """1 and 8: equal readers of a circle have one digest of it, pruned or not, and the log gives it again."""
        for circle in self.group.circles:
            digests = {repr(each): each.replica.digest([circle]) for each in self.group.readers(circle)}
            assert len(set(digests.values())) <= 1, digests
        for laptop in self.group.honest:
            assert laptop.replayed() == laptop.digest(), laptop

    def check_keys(self) -> None:
        """5: who is entitled opens every epoch that an honest laptop opened; who is shut out none made in knowledge."""
        court = self.court(self.group.ann)
        for circle in self.group.circles:
            known = self.group.ann.replica.membership.circles.get(circle)
            made = {epoch for each in self.group.honest for home, epoch in each.store.epoch_keys() if home == circle}
            for laptop in self.group.readers(circle):
                keys = laptop.store.epoch_keys()
                epochs = known.epochs if known else []  # Without who opened it the circle is nowhere.
                lacks = [epoch for _, epoch in epochs if epoch in made and (circle, epoch) not in keys]
                assert not lacks, laptop
            for word in court.of(OpenEpoch):
                if word.says.circle == circle:
                    self._check_shut_out(court, word)

    def _was_let_in(self, court: Court, device: bytes, circle: bytes) -> bool:
        """Whether anybody with the right to has let a device into a circle again."""
        hers = [digest for digest, *whom in self.group.let_in_by if whom == [device, circle]]
        return (device, circle) in self.group.let_in or any((digest, 0) not in court.void for digest in hers)

    def _check_shut_out(self, court: Court, opened: Word) -> None:
        honest = {each.replica.device for each in self.group.honest}
        for laptop in self.group.all:
            device, circle = laptop.replica.device, opened.says.circle
            informed = opened.author in honest and opened.author != device and court.is_known_out(device, opened)
            if not informed or self._was_let_in(court, device, circle):
                continue
            epoch = opened.says.epoch
            boxes = [each for each in court.of(Lockbox) if (each.says.epoch, each.says.device) == (epoch, device)]
            assert not [box for box in boxes if box.author in honest], laptop
            assert (circle, epoch) not in laptop.store.epoch_keys(), laptop

    def check_need_to_know(self) -> None:
        """6: who never read a circle holds no text, record, log or hash of it; who was shut out nothing made since.

        A reader with a program of their own can name the hashes of one circle in a segment of another, which waits for
        them wherever that is read, or in an order there: that is theirs to tell, and nothing keeps them from it.
        """
        archive, court = self.group.archive, self.court(self.group.ann)
        honest = {each.replica.device for each in self.group.honest}
        for laptop in self.group.all:
            device, disk = laptop.replica.device, _disk(laptop, self.group.forged)
            for text, circle, shut_out in self.group.hidden:
                # Whoever reads the circle in the end was shut out by what is void by now, such as a word of Mallory's.
                may = self._was_let_in(court, device, circle) or court.reads(device, circle)
                if device in shut_out and not may:
                    assert text not in disk, (laptop, text)
            for circle in self.group.circles[1:]:
                shared = any(
                    word.says.part != Part.NONE and (word.says.circle, word.says.device) == (circle, device)
                    for word in court.of(ShareCircle)
                )
                if shared or device in _openers(court, circle) or self._was_let_in(court, device, circle):
                    continue
                digests = [
                    digest
                    for digest in archive.segments
                    if archive.opening(digest).circle == circle and archive.opening(digest).device in honest
                ]
                marks = set(digests) | {archive.header(digest).log for digest in digests}
                marks |= {record.id for record in self.group.records if record.circle == circle}
                assert not any(mark in disk for mark in marks), laptop

    def check_erased(self) -> None:
        """9: what a counting order erases whole is on no reader's disk, and holes have orders (see `replayed`)."""
        for circle in self.group.circles:
            for laptop in self.group.readers(circle):
                whole = {
                    record
                    for record, said in self.erased(laptop, circle).targets.items()
                    if any(not names for names, _ in said)
                }
                disk = _disk(laptop)
                gone = [each for each in self.group.records if each.id in whole and each.circle == circle]
                assert not [each for each in gone if each.label.encode() in disk], laptop

    def check_newer(self) -> None:
        """13: what only a later version understands has passed through all laptops unchanged."""
        for digest, data in self.group.newest:
            for laptop in self.group.honest:
                place = laptop.replica.causality.by_hash(digest)
                if place is not None and laptop.replica.causality.is_kept(place):
                    assert data in map(bytes, laptop.store.segment(place.number).operations), laptop

    def check_newcomers(self, lies: Iterable[tuple[bytes, bytes, bytes]]) -> None:
        """8: who starts from a snapshot has what the whole log gives; from what nobody certified nobody starts."""
        everyone = self.group.circles[0]
        hosts = [each for each in self.group.readers(everyone) if each.device().role is Role.ADMIN]
        for host in hosts[:1]:
            for choice in (BundleContent(everything=True), BundleContent(snapshot=True)):
                newcomer = Laptop(self.group.world, "a newcomer")
                host.replica.admit(newcomer.secrets.public(), newcomer.name, Role.READER)
                newcomer.reopen()
                mail = self.group.send_to(host, [newcomer], choice)
                assert mail
                newcomer.take(self.group.authority(host))
                for circle, content, data in lies:
                    self._check_refused(newcomer, circle, content, data)
                newcomer.open(mail.data)
                assert newcomer.replica.digest([everyone]) == host.replica.digest([everyone]), choice
                assert newcomer.replayed() == newcomer.digest()

    @staticmethod
    def _check_refused(newcomer: Laptop, circle: bytes, content: bytes, data: bytes) -> None:
        known = newcomer.replica.membership.circles.get(circle)
        if known is None or certificate_hash(content) not in known.certificates:
            with pytest.raises(BadSignature):
                newcomer.attempt(lambda: checkpoint.adopt(newcomer.replica, circle, [content], data))


def _openers(court: Court, circle: bytes) -> set[bytes]:
    """Tell who opened a circle: an admin can, under the same number, not having heard of it; both are stewards then."""
    return {word.author for word in court.of(OpenCircle) if word.says.circle == circle}


def _disk(laptop: Laptop, forged: Collection[bytes] = ()) -> bytes:
    """Give what a laptop keeps, but for ``forged`` certificates, and such segments that still wait to be judged."""
    kept = {name: kept for name, kept in vars(laptop.store).items() if name != "secrets"}
    for part in ("_pending", "_certificates"):
        kept[part] = {digest: content for digest, content in kept[part].items() if digest not in forged}
    return pickle.dumps(kept)
