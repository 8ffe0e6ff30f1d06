"""A group of honest laptops over several circles, and the post between them: what the machine plays.

Numbers choose among what there is, so that any numbers are a legal move; what a laptop may not do it does not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sync.authority.evaluation import suspended_by
from sync.authority.operations import Part, Role
from sync.bundle.write import BundleContent
from sync.log.change import AddElements, Change, Create, Drop, RemoveElements, Revive, Update
from sync.log.segment import AUTHORITY
from sync.primitives.codec import encode
from sync.primitives.errors import SyncError
from sync.replica import admin_commands
from sync.replica.checkpoints import checkpoint
from sync.replica.erasure import orders
from tests.sync.disks import MOST, Disks
from tests.sync.world import DAY, YEAR, Laptop, meet

CAST = (("Bea", Role.ADMIN), ("Cem", Role.EDITOR), ("Dora", Role.READER), ("Ann", Role.EDITOR), ("Emil", Role.CARRIER),
        ("Fay", Role.ADMIN))  # fmt: skip
"""Who there is besides Ann and Mallory; the second Ann is Ann's travel copy."""
FIELDS = ("name", "phone")
TAGS = ("red", "green", "blue")
NEWER, NEWER_AUTHORITY = 90, 44 + 60
"""Tags of operations that only a later version knows."""


@dataclass
class Record:
    """One record as its maker knows it."""

    circle: bytes
    id: bytes
    label: str


class Group(Disks):
    """Ann founds it; Mallory, with all keys of a member, is nobody's friend (see `tests.sync.rogue`)."""

    def __init__(self, size: int, right: int) -> None:
        super().__init__()
        self.forged: set[bytes] = set()  # The hashes of what Mallory made up, whoever has it by now.
        ann = self.ann
        for name, role in CAST[: max(1, size - 2)]:
            person = ann.device().person if name == "Ann" else None
            self.honest.append(self._admitted(name, role, person))
        self.bea = self.honest[1]
        self.mallory = self._admitted("Mallory", (Role.EDITOR, Role.ADMIN)[right % 2])
        meet(*self.honest, self.mallory)
        part = (Part.EDITOR, Part.STEWARD, Part.READER)[right // 2 % 3]
        names = [each.replica.device for each in self.honest]
        crew = [(names[1], Part.EDITOR), (self.mallory.replica.device, part)]
        crew += [(name, Part.EDITOR) for name in names[3:5]]
        kin = [(names[0], Part.STEWARD), *((name, Part.EDITOR) for name in names[2:3])]
        self.circles = [
            ann.circle,
            admin_commands.open_circle(ann.replica, "crew", crew),
            admin_commands.open_circle(self.bea.replica, "kin", kin),
        ]
        meet(*self.honest, self.mallory)
        self.records: list[Record] = []
        self.written = 0
        self.newest: list[tuple[bytes, bytes]] = []
        self.hidden: list[tuple[bytes, bytes, set[bytes]]] = []
        self.let_in: set[tuple[bytes, bytes]] = set()
        self.let_in_by: list[tuple[bytes, bytes, bytes]] = []
        self.seal(*self.all)
        ann.error, self.bea.error = 100 * YEAR, -100 * YEAR

    def _admitted(self, name: str, role: Role, person: bytes | None = None) -> Laptop:
        laptop = Laptop(self.world, name)
        self.ann.replica.admit(laptop.secrets.public(), name, role, person)
        laptop.reopen()
        return laptop

    # -- records

    def _write(self, laptop: Laptop, circle: bytes, *changes: Change) -> list[bytes]:
        if not (me := laptop.replica.me) or not me.good or not laptop.replica.membership.writes(me.device, circle):
            return []
        return laptop.replica.write(circle, changes)[0]

    def value(self, laptop: Laptop, circle: bytes) -> str:
        """Give a text that occurs once in the world, and is kept from all whom its author knows to be shut out."""
        self.written += 1
        text = f"value {self.written} of the machine"
        entitled = {device.device for device in laptop.replica.membership.entitled(circle)}
        self.hidden.append((text.encode(), circle, {each.replica.device for each in self.all} - entitled))
        return text

    def create(self, who: int, which: int) -> None:
        laptop, circle = self.one(who), self.circles[which % len(self.circles)]
        label = self.value(laptop, circle)
        fields: dict[str, Any] = dict.fromkeys(FIELDS[: which % 3], label)
        tags = list(TAGS[: which % 4])
        made = self._write(laptop, circle, Create("person", fields | ({"tags": tags} if tags else {})))
        self.records += [Record(circle, record, label) for record in made]

    def change(self, who: int, which: int, verb: int) -> None:
        laptop = self.one(who)
        here = laptop.store.states([record.id for record in self.records])
        known = [record for record in self.records if record.id in here]
        if not known:
            return
        record = known[which % len(known)]
        names = (FIELDS[:1], FIELDS[1:], FIELDS)[which % 3]
        tags = (TAGS[:1], TAGS[1:], TAGS)[which % 3]
        value = self.value(laptop, record.circle)
        changes: tuple[Change, ...] = (
            Update(record.id, dict.fromkeys(names, value)),
            AddElements(record.id, "tags", tags),
            RemoveElements(record.id, "tags", tags),
            Drop(record.id),
            Revive(record.id),
        )
        self._write(laptop, record.circle, changes[verb % len(changes)])

    def last_words(self) -> None:
        """When all know all, somebody writes in each circle once more, and whoever will have it gets it."""
        for circle in self.circles:
            writers = [
                each for each in self.readers(circle) if each.replica.membership.writes(each.replica.device, circle)
            ]
            for laptop in writers[:1]:
                value = self.value(laptop, circle)
                (record,) = self._write(laptop, circle, Create("person", {"name": value}))
                self.records.append(Record(circle, record, value))
                mail = self.send_to(laptop, self.all)
                if mail is not None:
                    for taker in mail.recipients:
                        self.receive(taker, mail)
        if self.shaken:
            self.converge()

    def newer(self, who: int, which: int) -> None:
        """Give a laptop with a later version writes what nobody else understands."""
        laptop, circle = self.one(who), self.circles[which % len(self.circles)]
        if not (me := laptop.replica.me) or not me.good or not laptop.replica.membership.writes(me.device, circle):
            return
        self.written += 1
        for home, tag in ((circle, NEWER), (AUTHORITY, NEWER_AUTHORITY)):
            data = encode([tag, laptop.replica.clock.tick(), f"later {self.written}"])
            laptop.replica._writer.write_encoded(home, [data])
            for place in laptop.replica.seal():
                if data in map(bytes, laptop.store.segment(place.number).operations):
                    self.newest.append((place.hash, data))
        laptop.reopen()  # What was put into the authority's log past `announce` is heard like all else.
        self.file(laptop)

    # -- trust

    def _is_safe(self, about: Laptop) -> bool:
        """Honest admins do not turn on each other."""
        name = about.replica.device
        known = [device for each in self.honest if (device := each.replica.membership.devices.get(name))]
        return name in {self.ann.replica.device, self.bea.replica.device} or (
            about is not self.mallory and any(device.role is Role.ADMIN for device in known)
        )

    def suspend(self, who: int, whom: int) -> None:
        laptop, about = self.one(who), self.any(whom)
        if not self._is_safe(about):
            self.tries(laptop, lambda: admin_commands.suspend(laptop.replica, [about.replica.device]))

    def lift(self, who: int) -> None:
        laptop = self.one(who)
        self._lift(laptop)

    def _lift(self, laptop: Laptop) -> None:
        suspensions = laptop.replica.membership.suspensions
        named = {device for each in suspensions for device in suspended_by(each)}
        if suspensions:
            self.let_in |= {(device, circle) for device in named for circle in self.circles}
            self.tries(laptop, lambda: admin_commands.lift(laptop.replica, [each.name for each in suspensions]))

    def remove(self, who: int, whom: int) -> None:
        laptop, about = self.one(who), self.any(whom)
        if not self._is_safe(about):
            self.tries(laptop, lambda: admin_commands.remove(laptop.replica, [about.replica.device]))

    def appoint(self, who: int, whom: int, which: int) -> None:
        laptop, about = self.one(who), self.any(whom)
        role = tuple(Role)[which % 4]
        if self._is_safe(about) or about.replica.device not in laptop.replica.membership.devices:
            return
        self.let_in |= {(about.replica.device, circle) for circle in self.circles}
        self.tries(laptop, lambda: admin_commands.appoint(laptop.replica, about.replica.device, role))

    def share(self, who: int, whom: int, which: int) -> None:
        laptop, about, circle = self.one(who), self.any(whom), self.circles[which % len(self.circles)]
        part = tuple(Part)[which // 3 % 4]
        if about.replica.device not in laptop.replica.membership.devices:
            return
        if part is not Part.NONE:
            self.let_in.add((about.replica.device, circle))
        self.tries(laptop, lambda: admin_commands.share(laptop.replica, circle, about.replica.device, part))

    def together(self, which: int) -> None:
        """Two admins want the same of Mallory, or of her suspension."""
        device, crew = self.mallory.replica.device, self.circles[1]
        for laptop in (self.ann, self.bea):
            replica = laptop.replica
            if which % 4 == 0:
                self.tries(laptop, lambda replica=replica: admin_commands.appoint(replica, device, Role.EDITOR))
            elif which % 4 == 1:
                self.tries(laptop, lambda replica=replica: admin_commands.remove(replica, [device]))
            elif which % 4 == 2:
                self.tries(laptop, lambda replica=replica: admin_commands.share(replica, crew, device, Part.READER))
            else:
                self._lift(laptop)

    def retire(self, who: int, whom: int, which: int) -> None:
        laptop, about = self.one(who), self.any(whom)
        if about.replica.device in laptop.replica.membership.devices:
            self.tries(
                laptop, lambda: admin_commands.retire(laptop.replica, about.replica.device, retired=which % 2 == 0)
            )

    def admit(self, who: int, which: int) -> None:
        """Give a newcomer, who starts from the log or from a snapshot, and joins when the bundle comes."""
        laptop = self.one(who)
        me = laptop.replica.me
        if len(self.all) >= MOST or not me or not me.good or me.role is not Role.ADMIN:
            return
        newcomer = Laptop(self.world, f"Newcomer {len(self.honest)}")
        newcomer.reopen()
        role = tuple(Role)[1 + which % 2]
        self.tries(laptop, lambda: laptop.replica.admit(newcomer.secrets.public(), newcomer.name, role))
        if newcomer.secrets.public().device in laptop.replica.membership.devices:
            self.honest.append(newcomer)
            self.let_in.add((newcomer.replica.device, self.circles[0]))  # Whoever writes may not have heard of it yet.
            self.send_to(laptop, [newcomer], BundleContent(snapshot=which % 4 > 1))

    def vouch(self, who: int, which: int) -> None:
        """Give a reviewer takes something over out of quarantine."""
        laptop, causality = self.one(who), self.one(who).replica.causality
        waiting = sorted(causality.quarantined)
        if waiting:
            place = causality.places[waiting[which % len(waiting)]]
            circle = causality.chains[place.chain].opening.circle
            if laptop.replica.me and laptop.replica.me.good:
                self.tries(laptop, lambda: laptop.replica.vouch(circle, [place.hash], "seen"))

    # -- erasing and letting go

    def erase(self, who: int, which: int) -> None:
        laptop = self.one(who)
        here = laptop.store.states([record.id for record in self.records])
        known = [record for record in self.records if record.id in here]
        me = laptop.replica.me
        if known and me and me.good:
            record = known[which % len(known)]
            names = ([], FIELDS[:1], ["tags"])[which % 3]
            self.tries(laptop, lambda: orders.erase(laptop.replica, record.circle, {record.id: list(names)}))

    def certify(self, who: int, which: int) -> None:
        laptop, circle = self.one(who), self.circles[which % len(self.circles)]
        me = laptop.replica.me
        if me and me.good:
            self.tries(laptop, lambda: checkpoint.certify(laptop.replica, circle))

    def prune(self, who: int) -> None:
        """Where Mallory has torn the log of a circle, nothing of it is let go: see the docstring of the machine."""
        laptop = self.one(who)
        for circle in self.circles:
            if circle in self.torn or circle not in laptop.replica.membership.circles:
                continue
            cut = checkpoint.ready(laptop.replica, circle, 1 << 50)
            if cut is not None:
                try:
                    laptop.attempt(lambda cut=cut, circle=circle: checkpoint.prune(laptop.replica, circle, cut))
                    self.pruned.add(circle)
                except SyncError:
                    continue  # What is in quarantine here was not where the cut was made, or the other way round.

    # -- time and the post

    def wait(self, which: int) -> None:
        self.world.now += (which % 4) * 12 * DAY

    def reopen(self, who: int) -> None:
        self.one(who).reopen()
