"""Erasing for good: a dry run first, then an order that every laptop carries out, and how far it has got."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.i18n import _, ngettext
from app.problems import NotAllowed, NotFound, WrongValue
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.jobs import Job, at_once
from app.services.records.titles import Titles
from app.storage.database.schema import table_of
from app.storage.history import disputes, moment, name_of, readers
from app.storage.vault import chunks
from app.storage.vault.door import record_bytes
from app.storage.vault.vault import Vault
from sync.replica.apply import Replayed
from sync.replica.erasure import orders as erasing
from sync.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Named:
    """A record by id, kind and title."""

    record: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What an erasure would do: `targets` are erased with their parts, `referring` only refer to them and stay.

    `fields` is empty where whole records go; `along` are fields of others that go with them, as names and texts in
    books do while days and amounts stay. `holders` have them on their laptops until they carry the order out.
    """

    targets: tuple[Named, ...]
    fields: tuple[str, ...]
    referring: tuple[Named, ...]
    circles: tuple[str, ...]
    holders: tuple[str, ...]
    allowed: bool
    sentences: tuple[str, ...]
    along: tuple[tuple[Named, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureView:
    """An order and how far it has got: "confirmed on `done` of `total` devices"; `waiting_for` have not said so yet."""

    order: str
    at: datetime
    by: str
    circle: str
    records: int
    done: int
    total: int
    waiting_for: tuple[str, ...]


def plan(vault: Vault, records: Sequence[str], fields: Sequence[str] = ()) -> ErasurePlan:
    """Give the dry run of erasing records with their parts, or some fields of them.

    Raises `NotFound` or `WrongValue`.
    """
    with vault.looking() as replica, vault.reading() as session:
        titles = Titles.within(vault, session)
        chosen = [_named(vault, replica, record, titles) for record in records]
        if fields:
            for named in chosen:
                _check_fields(vault.registry[named.kind], fields)
            targets = chosen
        else:
            whole = [*chosen, *_parts(vault, [named.record for named in chosen], titles)]
            targets = [*whole, *_attached(vault, [named.record for named in whole], titles)]
        ids = {named.record for named in targets}
        others = [] if fields else [each for each in _referring(vault, ids, titles) if each.record not in ids]
        along = () if fields else _along(vault, ids, titles)
        circles = _by_circle(replica, [*targets, *(named for named, _names in along)])
        allowed = all(replica.membership.stewards(replica.device, circle) for circle in circles)
        persons = {person: name for circle in circles for person, name in readers(replica, circle).items()}
        holders = sorted(persons.values(), key=str.casefold)
        names = tuple(replica.membership.circles[circle].name for circle in circles)
        labels = _labels(vault.registry, chosen, fields)
        settled = [each for named in chosen for each in _settled(vault, named, fields)] if fields else []
    sentences = (*_sentences(len(targets), holders, labels, len(along)), *settled)
    return ErasurePlan(tuple(targets), tuple(fields), tuple(others), names, tuple(holders), allowed, sentences, along)


def _labels(registry: Registry, chosen: Sequence[Named], fields: Sequence[str]) -> list[str]:
    """Tell what fields are called, once where several kinds call them alike."""
    return list(dict.fromkeys(_(registry[named.kind].attributes[field].label) for field in fields for named in chosen))


def _along(vault: Vault, records: set[str], titles: Titles) -> tuple[tuple[Named, tuple[str, ...]], ...]:
    """Give what of other records goes along: of those that refer to these, and of those that refer to them in turn."""
    found: dict[str, tuple[Named, tuple[str, ...]]] = {}
    ahead = records
    while ahead:
        fresh: dict[str, tuple[Named, tuple[str, ...]]] = {}
        for kind in vault.registry:
            for name, attribute in kind.attributes.items():
                for record in _rows_with(vault, kind.name, attribute.goes_with, ahead) if attribute.goes_with else ():
                    if record not in records and record not in found:
                        titles.fetch(kind.name, [record])
                        names = (*fresh[record][1], name) if record in fresh else (name,)
                        fresh[record] = Named(record, kind.name, titles.of(record)), names
        found |= fresh
        ahead = set(fresh)
    return tuple(found[record] for record in sorted(found))


def _rows_with(vault: Vault, kind: str, column: str, records: Collection[str]) -> list[str]:
    """Give the records of a kind that name one of these in a column."""
    marks = ", ".join(f":r{number}" for number in range(len(records)))
    with vault.reading() as session:
        rows = session.connection().execute(
            text(f'SELECT id FROM "{table_of(vault.registry, kind)}" WHERE "{column}" IN ({marks})'),
            {f"r{number}": record for number, record in enumerate(sorted(records))},
        )
        return [str(row[0]) for row in rows]


def _sentences(count: int, holders: Sequence[str], fields: Sequence[str], along: int = 0) -> tuple[str, ...]:
    if fields:
        first = ngettext(
            "Only this is erased, with its history, of {count} record: {fields}. This cannot be undone.",
            "Only this is erased, with its history, of {count} records: {fields}. This cannot be undone.",
            count,
        )
    else:
        first = ngettext(
            "{count} record is erased with its history. This cannot be undone.",
            "{count} records are erased with their history. This cannot be undone.",
            count,
        )
    names = ngettext(
        "{count} record of the books stays without its name or text: days, accounts, funds and amounts are kept.",
        "{count} records of the books stay without names and texts: days, accounts, funds and amounts are kept.",
        along,
    )
    return (
        first.format(count=count, fields=", ".join(fields)),
        *([names.format(count=along)] if along else []),
        _("The laptops of {names} erase it when they open a bundle that brings the order.").format(
            names=", ".join(holders)
        ),
        _("Paper, exported files, old bundles and old backups are not reached. Deal with those by hand."),
    )


def _settled(vault: Vault, named: Named, fields: Sequence[str]) -> Iterator[str]:
    """Give a change can say several things.

    Where one of them is erased, the others are said again as they are shown.
    """
    kind = vault.registry[named.kind]
    for dispute in disputes(vault, named.record):
        attribute = kind.attribute_for(dispute.field)
        if attribute is not None and attribute.name not in fields:
            yield _(
                "{title}: “{field}” has two values, and the one that is not shown may go too. Settle it first."
            ).format(title=named.title, field=_(attribute.label))


def _named(vault: Vault, replica: Replica, record: str, titles: Titles) -> Named:
    state = replica.store.states([record_bytes(record)]).get(record_bytes(record))
    if state is None or state.kind not in vault.registry:
        raise NotFound(_("There is no record with the id {id}.").format(id=record))
    titles.fetch(state.kind, [record])
    return Named(record, state.kind, titles.of(record))


def _check_fields(kind: RecordType, fields: Sequence[str]) -> None:
    for name in fields:
        if name not in kind.attributes:
            raise WrongValue(
                _("“{kind}” has no field “{field}”.").format(kind=_(kind.one), field=name),
                do=_("There are: {names}.").format(names=", ".join(kind.attributes)),
            )
        if kind.attributes[name].required:
            raise WrongValue(
                _("“{field}” is needed in every record of this kind.").format(field=_(kind.attributes[name].label)),
                do=_("Erase the whole record, or write something else into the field first."),
            )


def _parts(vault: Vault, records: Sequence[str], titles: Titles) -> list[Named]:
    """Give the parts of records, and theirs, deleted ones too: what was deleted still has its history."""
    found: list[Named] = []
    numbers = [
        row[0]
        for record in records
        for row in vault.rows(
            "SELECT part.number FROM part JOIN record ON record.number = part.whole WHERE record.id = ?",
            (record_bytes(record),),
        )
    ]
    for number in numbers:
        ((record, kind),) = vault.rows("SELECT id, kind FROM record WHERE number = ?", (number,))
        titles.fetch(kind, [record.hex()])
        found.append(Named(record.hex(), kind, titles.of(record.hex())))
    return [*found, *_parts(vault, [each.record for each in found], titles)] if found else []


def _attached(vault: Vault, records: Sequence[str], titles: Titles) -> list[Named]:
    """Tell what is attached to records; the bytes go with the record that names them."""
    with vault.database.read() as connection:
        found = [each for each in chunks.attached_to(vault, connection, records) if each not in records]
    titles.fetch(chunks.KIND, found)
    return [Named(record, chunks.KIND, titles.of(record)) for record in found]


def _referring(vault: Vault, records: set[str], titles: Titles) -> list[Named]:
    """Give records that refer to one of these by a field of theirs."""
    found: list[Named] = []
    for kind, column in _references(vault.registry):
        ids = _rows_with(vault, kind, column, records)
        titles.fetch(kind, ids)
        found.extend(Named(record, kind, titles.of(record)) for record in ids)
    return found


def _references(registry: Registry) -> Iterator[tuple[str, str]]:
    """Every kind of record with each of its fields that refers to another record."""
    for kind in registry:
        for name, attribute in kind.attributes.items():
            if attribute.target is not None:
                yield kind.name, name


def _by_circle(replica: Replica, targets: Sequence[Named]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for named in targets:
        record = record_bytes(named.record)
        state = replica.store.states([record]).get(record)
        if state is not None:
            found.setdefault(replica.circle_of(state), []).append(record)
    return found


def erase(vault: Vault, planned: ErasurePlan) -> list[str]:
    """Orders what was planned and carries it out here; gives the orders' names, one for each circle concerned."""
    return erase_all(vault, [planned])


def erasing_all(vault: Vault, plans: Sequence[ErasurePlan]) -> Job[list[str]]:
    """Give the work of ordering several plans."""
    return at_once(_("Erase"), lambda: erase_all(vault, plans))


def erase_all(vault: Vault, plans: Sequence[ErasurePlan]) -> list[str]:
    """Give the same for several plans: all of it or nothing. What is gone by then is passed over."""
    if not all(each.allowed for each in plans):
        raise NotAllowed(
            _("Only an admin or a steward of each circle concerned can order this."),
            kept=_("Nothing was erased."),
            do=_("Ask one of them; you can delete it until then."),
        )
    orders: list[str] = []

    def decision(replica: Replica) -> Replayed:
        done = Replayed()
        for planned in plans:
            along = {record_bytes(named.record): names for named, names in planned.along}
            both = [*planned.targets, *(named for named, _names in planned.along)]
            for circle, records in _by_circle(replica, both).items():
                whole = _targets(vault, replica, [each for each in records if each not in along], planned.fields)
                parts = [_targets(vault, replica, [each], along[each]) for each in records if each in along]
                targets = {record: names for each in (whole, *parts) for record, names in each.items()}
                if not targets:
                    continue
                digest, replayed = erasing.erase(replica, circle, targets)
                orders.append(digest.hex())
                done.touched.update(replayed.touched)
                done.vanished |= replayed.vanished
                for record in replayed.vanished:
                    done.touched.pop(record, None)
        return done

    vault.decide(decision)
    vault.database.compact()
    return orders


def _targets(
    vault: Vault, replica: Replica, records: Sequence[bytes], fields: Sequence[str]
) -> Mapping[bytes, Sequence[str]]:
    """Give the registers to erase: a field with extras has many."""
    found: dict[bytes, Sequence[str]] = {}
    for record, state in replica.store.states(records).items():
        kind = vault.registry[state.kind]
        registers = [*state.fields, *state.sets]
        found[record] = [
            name for name in registers if (attribute := kind.attribute_for(name)) and attribute.name in fields
        ] if fields else []  # fmt: skip
    return {record: names for record, names in found.items() if names or not fields}


def orders(vault: Vault) -> list[ErasureView]:
    """Every order that this laptop knows, the newest first."""
    with vault.looking() as replica:
        found = [_view(replica, digest) for digest in replica.erasures.orders]
    return sorted(found, key=lambda view: view.at, reverse=True)


def _view(replica: Replica, digest: bytes) -> ErasureView:
    order = replica.erasures.orders[digest]
    circle = replica.membership.circles[order.circle]
    entry = min(circle.certificates[digest], key=lambda entry: entry.operation.time)
    confirmed = erasing.confirmed(replica, digest)
    done, waiting = len(confirmed.done), confirmed.open
    return ErasureView(
        digest.hex(), moment(entry.operation.time), name_of(replica, entry.author), circle.name, len(order.targets),
        done, done + len(waiting), tuple(sorted({device.name for device in waiting})),
    )  # fmt: skip
