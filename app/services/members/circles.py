"""Circles as whoever writes meets them: who may read what is made, and moving it to where fewer or others read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n import _, ngettext
from app.problems import NotAllowed, NotFound, WrongValue
from app.records.changes import Changed
from app.services.records import records
from app.services.records.titles import Titles
from app.services.retention import erasing
from app.services.retention.erasing import Named
from app.storage import relocation
from app.storage.history import readers
from app.storage.vault.door import record_bytes
from app.storage.vault.vault import Vault, refusals
from sync.replica import acknowledgements
from sync.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class CircleChoice:
    """A circle that this laptop reads; `readers` are the people who read it, each once, by name."""

    circle: str
    name: str
    readers: tuple[str, ...]
    everyone: bool
    may_write: bool

    @property
    def members(self) -> int:
        """How many people read it."""
        return len(self.readers)

    def words(self) -> str:
        """Tell what a list of circles calls it."""
        if self.everyone:
            return _("Everyone in the group ({count})").format(count=self.members)
        return _("{name} ({count})").format(name=self.name, count=self.members)


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What moving would do. `follows` are made anew and erased where they were; `rewritten` will point to the new.

    `left` refer to what is moved and cannot be changed here: they will say that it was erased. `losing` read it now and
    will not any more, and `had` are those of them who have had it; `ask` can order the erasing if this laptop may not.
    """

    circle: str
    name: str
    follows: tuple[Named, ...]
    rewritten: tuple[Named, ...]
    left: tuple[Named, ...]
    losing: tuple[str, ...]
    gaining: tuple[str, ...]
    had: tuple[str, ...]
    allowed: bool
    ask: tuple[str, ...]
    sentences: tuple[str, ...]


def choices(vault: Vault) -> list[CircleChoice]:
    """Give the circles that this laptop reads, that of everyone first; one only while the group has no other."""
    if vault.group is None:
        return []
    with vault.looking() as replica:
        membership = replica.membership
        found = [
            CircleChoice(
                circle.circle.hex(), circle.name, tuple(readers(replica, circle.circle).values()),
                circle.circle == membership.everyone, membership.writes(replica.device, circle.circle),
            )
            for circle in membership.circles.values()
            if membership.reads(replica.device, circle.circle)
        ]  # fmt: skip
    return sorted(found, key=lambda each: (not each.everyone, each.name.casefold(), each.circle))


def named(vault: Vault, name: str) -> CircleChoice:
    """Give a circle that this laptop reads by its name, or the beginning of its id; raises `NotFound`."""
    known = choices(vault)
    wanted = name.strip().casefold()
    found = [each for each in known if each.name.casefold() == wanted] or [
        each for each in known if len(wanted) >= 4 and each.circle.startswith(wanted)
    ]
    if len(found) != 1:
        raise NotFound(
            _("There is no circle “{name}” that this laptop reads.").format(name=name),
            do=_("There are: {names}.").format(names=", ".join(each.name for each in known)),
        )
    return found[0]


def counts(vault: Vault, kind: str) -> dict[str, int]:
    """How many records of a kind are in each circle."""
    table = records.kind_of(vault, kind).table
    return {str(row[0]): int(row[1]) for row in vault.rows(f'SELECT circle, count(*) FROM "{table}" GROUP BY circle')}


def plan_move(vault: Vault, chosen: Sequence[str], circle: str) -> MovePlan:
    """Give the dry run of moving records with their parts and what is attached; raises `NotFound` or `WrongValue`.

    Parts that are in a circle of their own stay there and point to the new record.
    """
    target = _target(vault, circle)
    erased = erasing.plan(vault, chosen)
    with vault.looking() as replica, vault.reading() as session:
        states = replica.store.states({record_bytes(each.record) for each in erased.targets})
        homes = {record.hex(): replica.circle_of(state) for record, state in states.items()}
        sources = sorted({homes[record] for record in chosen} - {target})
        going = {each.record: each for each in erased.targets if homes[each.record] in sources}
        follows = tuple(going.values())
        if not follows:
            raise WrongValue(_("This is in that circle already."), kept=_("Nothing was changed."))
        titles = Titles.within(vault, session)
        found = _pointers(vault, follows)
        may = {each.record: _may_write(replica, each.record) for each in found}
        said = _named(vault, [each.record.hex() for each in found if may[each.record]], titles)
        left = _named(vault, [each.record.hex() for each in found if not may[each.record]], titles)
        before = {person: name for home in sources for person, name in readers(replica, home).items()}
        after = readers(replica, target)
        losing = {person: name for person, name in before.items() if person not in after}
        had = {person: name for person, name in losing.items() if _has_had(replica, person, follows)}
        allowed = all(replica.membership.stewards(replica.device, home) for home in sources)
        ask = tuple(sorted({name for home in sources for name in _stewards(replica, home)}))
        disputed = sum(bool(vault.rows("SELECT 1 FROM disputed WHERE record = ?", (each,))) for each in states)
        name = replica.membership.circles[target].name
        gaining = tuple(each for person, each in after.items() if person not in before)
        shut = any(not replica.membership.reads(replica.device, each) for each in replica.membership.circles)
    draft = MovePlan(
        circle, name, follows, said, left, tuple(losing.values()), gaining, tuple(had.values()), allowed, ask, ()
    )
    return MovePlan(
        circle, name, follows, said, left, draft.losing, gaining, draft.had, allowed, ask,
        tuple(_sentences(draft, disputed, shut=shut)),
    )  # fmt: skip


def _sentences(plan: MovePlan, disputed: int, *, shut: bool) -> list[str]:
    """In plain words what moving does and does not do, to be read before."""
    count = len(plan.follows)
    found = [
        ngettext(
            "{count} record is made anew in “{name}” and erased where it was, with its history.",
            "{count} records are made anew in “{name}” and erased where they were, with their history.",
            count,
        ).format(count=count, name=plan.name)
    ]
    if plan.losing:
        found.append(_("Will not read it any more: {names}.").format(names=", ".join(plan.losing)))
    if plan.had:
        found.append(
            _("{who} had this; their laptops erase it when they next open a bundle.").format(who=_have(plan.had))
        )
    unsure = [name for name in plan.losing if name not in plan.had]
    if unsure:
        found.append(
            _("It may have reached {names} as well; then the same holds for their laptops.").format(
                names=", ".join(unsure)
            )
        )
    if plan.gaining:
        found.append(_("Will read it from now on: {names}.").format(names=", ".join(plan.gaining)))
    found.append(_("Paper, exported files, old bundles and old backups keep what they hold."))
    if disputed:
        found.append(_("Where two values wait to be settled, only the one that is shown comes along."))
    if plan.rewritten:
        refer = len(plan.rewritten)
        text = ngettext(
            "{count} other record refers to it and will point to the new one.",
            "{count} other records refer to it and will point to the new one.",
            refer,
        )
        found.append(text.format(count=refer))
    if plan.left:
        titles = ", ".join(each.title for each in plan.left)
        found.append(_("You may not change these, which will say “erased” instead: {titles}.").format(titles=titles))
    if shut:
        found.append(_("Records in circles that you do not read may refer to it; they will say “erased” too."))
    found.append(_("This cannot be undone."))
    if not plan.allowed:
        found.append(
            _("You may not order the old one erased. Ask {names} to move it.").format(
                names=", ".join(plan.ask) or _("an admin")
            )
        )
    return found


def _have(names: Sequence[str]) -> str:
    first, others = names[0], len(names) - 1
    if not others:
        return _("{name} has").format(name=first)
    return ngettext("{name} and {count} other have", "{name} and {count} others have", others).format(
        name=first, count=others
    )


def move(vault: Vault, plan: MovePlan) -> Changed:
    """Do what was planned in one transaction; `added` has the new ids in the order of `follows`.

    Raises `NotAllowed` where this laptop may not order the old ones erased, and `WrongValue` if things have changed.
    """
    if not plan.allowed:
        raise NotAllowed(
            _("Only an admin or a steward of the circle can order the old one erased."),
            kept=_("Nothing was moved."),
            do=_("Ask {names}.").format(names=", ".join(plan.ask) or _("an admin")),
        )
    target = _target(vault, plan.circle)
    wanted = [record_bytes(each.record) for each in plan.follows]
    now = plan_move(vault, [each.record for each in plan.follows], plan.circle)
    if {each.record for each in now.follows} != {each.record for each in plan.follows}:
        raise WrongValue(
            _("This has changed since you looked: other records belong to it now."),
            kept=_("Nothing was moved."),
            do=_("Look again at what moving would do."),
        )
    with refusals(), vault.writing() as writing:
        replica = writing.replica
        pointers = [each for each in _pointers(vault, plan.follows) if _may_write(replica, each.record)]
        moved = relocation.move(vault, writing, wanted, target, pointers)
    vault.database.compact()  # What was erased must not stay in the free pages of the file.
    added = tuple(moved.ids.values())
    label = _("Move {title} to {circle}").format(title=plan.follows[0].title, circle=plan.name)
    return Changed(moved.kinds, added, frozenset((*added, *moved.ids)), label)


def _target(vault: Vault, circle: str) -> bytes:
    known = next((each for each in choices(vault) if each.circle == circle), None)
    if known is None:
        raise NotFound(_("There is no circle with the id {id}.").format(id=circle))
    if not known.may_write:
        raise NotAllowed(
            _("You may not write in the circle “{name}”.").format(name=known.name),
            kept=_("Nothing was changed."),
            do=_("Ask a steward of that circle, or choose another."),
        )
    return bytes.fromhex(circle)


def _stewards(replica: Replica, circle: bytes) -> set[str]:
    membership = replica.membership
    return {each.name for each in membership.entitled(circle) if membership.stewards(each.device, circle)}


def _may_write(replica: Replica, record: bytes) -> bool:
    state = replica.store.states([record])[record]
    return replica.membership.writes(replica.device, replica.circle_of(state))


def _has_had(replica: Replica, person: bytes, follows: Sequence[Named]) -> bool:
    """Whether a laptop of somebody has stated to have any of the records."""
    made = {replica.store.states([record])[record].segment for record in _ids(follows)}
    signed = {number for number in made if replica.causality.places[number].hash}
    for device in replica.membership.devices.values():
        if device.person == person and device.good:
            lacking = {place.number for place in acknowledgements.lacking(replica, [device.device])}
            if signed - lacking:
                return True
    return False


def _ids(follows: Sequence[Named]) -> list[bytes]:
    return [record_bytes(each.record) for each in follows]


def _pointers(vault: Vault, follows: Sequence[Named]) -> list[relocation.Pointer]:
    """Give the fields of other records that refer to what is moved."""
    going = {each.record for each in follows}
    found: list[relocation.Pointer] = []
    for kind in vault.registry:
        fields = [name for name, attribute in kind.attributes.items() if attribute.target is not None]
        fields += ["of"] if kind.name == "attachment" else []
        for name in fields:
            for record, value in vault.rows(f'SELECT id, "{name}" FROM "{kind.table}" WHERE "{name}" IS NOT NULL'):
                if value in going and record not in going:
                    found.append(relocation.Pointer(bytes.fromhex(record), name, bytes.fromhex(value)))
    return found


def _named(vault: Vault, ids: Sequence[str], titles: Titles) -> tuple[Named, ...]:
    found: dict[str, Named] = {}
    for record in ids:
        kind = records.kind_of_record(vault, record)
        if kind is not None:
            titles.fetch(kind.name, [record])
            found[record] = Named(record, kind.name, titles.of(record))
    return tuple(found.values())
