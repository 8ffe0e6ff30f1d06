"""What has been kept for long enough: a queue to review, in which each is erased, or kept for longer by a decision."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.i18n import _, ngettext
from app.problems import NotFound, WrongValue
from app.records.almanac import Almanac
from app.records.changes import Add, Change, Changed
from app.records.holds import RetentionHold
from app.records.record_type import RecordType
from app.records.registry import Entity
from app.records.retention import Keep, is_due, kept_until, why_of
from app.services.records import records
from app.services.records.titles import Titles
from app.services.retention import erasing
from app.services.retention.erasing import ErasurePlan
from app.services.settings import group
from app.storage.history import maker, moment, readers
from app.storage.vault.vault import Vault
from sync.log.state import RecordState
from sync.replica.replica import Replica

_Held = dict[tuple[str, str, str], datetime.date]
"""By record, field or nothing, and circle."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """What is proposed to be erased: a record, or only `field` of it. `why` says for what it was kept.

    `whole` is the record that it is part of, if it is a part, and `of` that one's title where its own does not say it.
    `circle` is its circle's name, empty for that of everyone, and `holders` are the people who read it; `may_erase`
    says whether this laptop may order the erasing there.
    """

    record: str
    kind: str
    title: str
    why: str
    kept_until: datetime.date
    last_change: datetime.date
    field: str = ""
    circle: str = ""
    holders: tuple[str, ...] = ()
    may_erase: bool = False
    whole: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class KeptFor:
    """Why a kind of record, or one `field` of it, is kept, and for how long in words."""

    kind: str
    field: str
    why: str
    how_long: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A decision to keep something until a day; `title` is what is kept, and `hold` the record of the decision."""

    hold: str
    record: str
    kind: str
    title: str
    field: str
    until: datetime.date
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class RetentionReview:
    """Everything to look at: what is due, what is kept longer by decision, and the rules from which both follow."""

    dues: tuple[Due, ...]
    holds: tuple[Hold, ...]
    rules: tuple[KeptFor, ...]
    endless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Clock:
    """A kind of record with one of its clocks; `field` is empty for that of the whole record."""

    kind: RecordType
    keep: Keep
    field: str = ""


def queue(vault: Vault, day: datetime.date | None = None) -> list[Due]:
    """Everything that was kept for long enough by `day` (today if None), what is longest over first."""
    if vault.group is None:
        return []
    today = day or group.today(vault)
    found: list[Due] = []
    with vault.reading() as session:
        held = _held(session)
        titles = Titles(session, vault.registry)
        for clock in _clocks(vault):
            rows = _candidates(session, clock)
            for start in range(0, len(rows), _AT_ONCE):
                found.extend(_due(vault, titles, clock, rows[start : start + _AT_ONCE], held, today))
    whole = {due.record for due in found if not due.field}
    kept = [due for due in found if not due.field or due.record not in whole]
    return sorted(kept, key=lambda due: (due.kept_until, due.title.casefold(), due.record, due.field))


def review(vault: Vault, day: datetime.date | None = None) -> RetentionReview:
    """Give the queue, the decisions that hold, the rule of each kind, and the kinds for which no end is set."""
    rules = tuple(_rules(vault))
    ruled = {rule.kind for rule in rules}
    endless = tuple(kind.name for kind in vault.registry if kind.name not in ruled and _is_of_the_group(kind))
    today = day or group.today(vault)
    return RetentionReview(tuple(queue(vault, today)), tuple(_holds(vault, today)), rules, endless)


def _is_of_the_group(kind: RecordType) -> bool:
    """Whether a kind stands for something that people look at: not for a decision about another record."""
    return bool(kind.title) and kind.name not in {"waiver", "retention_hold", "attachment"}


def _rules(vault: Vault) -> Iterator[KeptFor]:
    for kind in vault.registry:
        if kind.keep is not None:
            yield KeptFor(kind.name, "", why_of(kind.why), kind.keep.sentence())
        elif kind.why and kind.part_of:
            whole = vault.registry[kind.part_of]
            yield KeptFor(
                kind.name, "", why_of(kind.why), _("Kept as long as its {whole}.").format(whole=_(whole.one).lower())
            )
        for attribute in kind.attributes.values():
            if attribute.keep is not None:
                yield KeptFor(kind.name, attribute.name, why_of(attribute.help), attribute.keep.sentence())


def _holds(vault: Vault, day: datetime.date) -> list[Hold]:
    """Decisions that hold on a day, what ends first on top."""
    with vault.reading() as session:
        by_kind: dict[str, list[RetentionHold]] = {}
        for row in _rows_of_holds(session):
            kind = records.kind_of_record(vault, row.record) if row.until >= day else None
            if kind is not None:
                by_kind.setdefault(kind.name, []).append(row)
        titles = Titles.within(vault, session)
        for name, rows in by_kind.items():
            titles.fetch(name, [row.record for row in rows])
        found = [
            Hold(
                row.id, row.record, name, titles.of(row.record), row.field or "", row.until, row.reason or "",
                maker(vault, row.id),
            )
            for name, rows in by_kind.items()
            for row in rows
        ]  # fmt: skip
    return sorted(found, key=lambda hold: (hold.until, hold.title.casefold(), hold.hold))


def _rows_of_holds(session: Session) -> Sequence[RetentionHold]:
    """Decisions that say what is kept and until when: another laptop may have written less than our form asks for."""
    said = col(RetentionHold.record).is_not(None), col(RetentionHold.until).is_not(None)
    return session.exec(select(RetentionHold).where(*said)).all()


def _clocks(vault: Vault) -> Iterator[_Clock]:
    for kind in vault.registry:
        if kind.keep is not None:
            yield _Clock(kind, kind.keep)
        for attribute in kind.attributes.values():
            if attribute.keep is not None:
                yield _Clock(kind, attribute.keep, attribute.name)


def _candidates(session: Session, clock: _Clock) -> list[Entity]:
    """Only rows whose clock can run at all, as they lie: to go through a table by its ids takes ten times as long."""
    model: Any = clock.kind.model
    statement = select(clock.kind.model)
    if clock.keep.value:
        statement = statement.where(getattr(model, clock.keep.after) == clock.keep.value)
    elif clock.keep.after:
        statement = statement.where(col(getattr(model, clock.keep.after)).is_not(None))
    if clock.field:
        statement = statement.where(col(getattr(model, clock.field)).is_not(None))
    return list(session.exec(statement).all())


def _due(
    vault: Vault, titles: Titles, clock: _Clock, rows: Sequence[Entity],
    held: _Held, today: datetime.date,
) -> Iterator[Due]:  # fmt: skip
    with vault.looking() as replica:
        states = replica.store.states(bytes.fromhex(row.id) for row in rows)
    almanac = group.almanac(vault)
    ended: list[tuple[Entity, datetime.date, datetime.date]] = []
    for row in rows:
        values = {name: getattr(row, name) for name in clock.kind.attributes}
        changed = last_changes(clock.kind, states[bytes.fromhex(row.id)], almanac)
        wanted = {**changed, "": changed.get(clock.field, changed[""])} if clock.field else changed
        until = kept_until(clock.keep, values, wanted, held.get((row.id, clock.field, row.circle)))
        if until is not None and is_due(until, today):
            ended.append((row, until, wanted[""]))
    titles.take(clock.kind.name, [row for row, _until, _changed_on in ended])
    part_of = clock.kind.part_of or ""
    wholes = {row.id: str(getattr(row, part_of)) for row, _until, _changed_on in ended} if part_of else {}
    named = part_of and part_of not in clock.kind.title
    if named:
        titles.fetch(part_of, wholes.values())
    attribute = clock.kind.attributes[clock.field] if clock.field else None
    why = why_of(attribute.help if attribute else clock.kind.why)
    with vault.looking() as replica:
        homes = {home: _home(replica, bytes.fromhex(home)) for home in {row.circle for row, _u, _l in ended}}
    for row, until, last in ended:
        whole = wholes.get(row.id, "")
        of = titles.of(whole) if named and whole else ""
        title, home = titles.of(row.id), homes[row.circle]
        yield Due(row.id, clock.kind.name, title, why, until, last, clock.field, *home, whole, of)


def _home(replica: Replica, circle: bytes) -> tuple[str, tuple[str, ...], bool]:
    """Tell what a narrow circle is called, who reads it, and whether this laptop may order erasing there."""
    membership = replica.membership
    narrow = circle in membership.circles and circle != membership.everyone
    name = membership.circles[circle].name if narrow else ""
    return name, tuple(readers(replica, circle).values()), membership.stewards(replica.device, circle)


def last_changes(kind: RecordType, state: RecordState, almanac: Almanac) -> dict[str, datetime.date]:
    """When each attribute was changed last, and under "" the record; of values that differ, the latest counts."""
    latest: dict[str, int] = {"": state.time}
    for registers in (state.fields, state.sets):
        for register, lives in registers.items():
            attribute = kind.attribute_for(register)
            for name in ("", attribute.name if attribute else ""):
                latest[name] = max([latest.get(name, 0), *(live.time for live in lives)])
    return {name: almanac.day(moment(time)) for name, time in latest.items()}


def _held(session: Session) -> _Held:
    """Until when decisions keep records or fields, in the circle of the decision; of several, the longest counts."""
    found: _Held = {}
    for hold in _rows_of_holds(session):
        key = hold.record, hold.field or "", hold.circle
        found[key] = max(hold.until, found.get(key, hold.until))
    return found


def keep(vault: Vault, dues: Sequence[Due], until: datetime.date, reason: str = "") -> Changed:
    """Keep things until a day, for all laptops that read them; raises `WrongValue` for a day that is over."""
    if until <= group.today(vault):
        raise WrongValue(_("The day until which it is kept has to come yet."), field="until")
    adds: list[Change] = []
    with vault.looking() as replica:
        states = replica.store.states(bytes.fromhex(due.record) for due in dues)
        for due in dues:
            state = states.get(bytes.fromhex(due.record))
            if state is None:
                raise NotFound(_("This record is not here any more."))
            values = {
                "record": due.record,
                "field": due.field or None,
                "until": until,
                "reason": reason.strip() or None,
            }
            adds.append(Add("retention_hold", values, replica.circle_of(state).hex()))
    label = (
        _("Keep {title} longer").format(title=dues[0].title)
        if len(dues) == 1
        else ngettext("Keep {count} record longer", "Keep {count} records longer", len(dues)).format(count=len(dues))
    )
    return vault.apply(adds, label)


def plans(vault: Vault, dues: Iterable[Due]) -> list[ErasurePlan]:
    """Give the dry run of erasing these: one plan for whole records, and one for each field."""
    by_field: dict[str, list[str]] = {}
    for due in dues:
        by_field.setdefault(due.field, []).append(due.record)
    return [erasing.plan(vault, records, [field] if field else []) for field, records in sorted(by_field.items())]
