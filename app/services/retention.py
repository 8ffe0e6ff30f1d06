"""What has been kept for long enough: a queue to review, in which each is erased, or kept for longer by a decision."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.domain.changes import Add, Changed
from app.domain.holds import RetentionHold
from app.domain.record_type import RecordType
from app.domain.registry import Entity
from app.domain.retention import Keep, is_due, kept_until, why_of
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.services import erasing
from app.services.erasing import ErasurePlan
from app.services.titles import Titles
from app.storage.reading import moment
from app.storage.vault import Vault
from sync.state import RecordState

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """What is proposed to be erased: a record, or only `field` of it. `why` says for what it was kept."""

    record: str
    kind: str
    title: str
    why: str
    kept_until: datetime.date
    last_change: datetime.date
    field: str = ""


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
    today = day or vault.environment.now().astimezone().date()
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


def _clocks(vault: Vault) -> Iterator[_Clock]:
    for kind in vault.registry:
        if kind.keep is not None:
            yield _Clock(kind, kind.keep)
        for attribute in kind.attributes.values():
            if attribute.keep is not None:
                yield _Clock(kind, attribute.keep, attribute.name)


def _candidates(session: Session, clock: _Clock) -> list[Entity]:
    """Only rows whose clock can run at all."""
    model: Any = clock.kind.model
    statement = select(clock.kind.model)
    if clock.keep.value:
        statement = statement.where(getattr(model, clock.keep.after) == clock.keep.value)
    elif clock.keep.after:
        statement = statement.where(col(getattr(model, clock.keep.after)).is_not(None))
    if clock.field:
        statement = statement.where(col(getattr(model, clock.field)).is_not(None))
    return list(session.exec(statement.order_by(model.id)).all())


def _due(
    vault: Vault, titles: Titles, clock: _Clock, rows: Sequence[Entity],
    held: Mapping[tuple[str, str], datetime.date], today: datetime.date,
) -> Iterator[Due]:  # fmt: skip
    with vault.looking() as replica:
        states = replica.store.states(bytes.fromhex(row.id) for row in rows)
    ended: list[tuple[Entity, datetime.date, datetime.date]] = []
    for row in rows:
        values = {name: getattr(row, name) for name in clock.kind.attributes}
        changed = _changed(clock.kind, states[bytes.fromhex(row.id)])
        wanted = {**changed, "": changed.get(clock.field, changed[""])} if clock.field else changed
        until = kept_until(clock.keep, values, wanted, held.get((row.id, clock.field)))
        if until is not None and is_due(until, today):
            ended.append((row, until, wanted[""]))
    titles.take(clock.kind.name, [row for row, _until, _changed_on in ended])
    attribute = clock.kind.attributes[clock.field] if clock.field else None
    why = why_of(attribute.help if attribute else clock.kind.why)
    for row, until, last in ended:
        yield Due(row.id, clock.kind.name, titles.of(row.id), why, until, last, clock.field)


def _changed(kind: RecordType, state: RecordState) -> dict[str, datetime.date]:
    """When each attribute was changed last, and under "" the record; of values that differ, the latest counts."""
    latest: dict[str, int] = {"": state.time}
    for registers in (state.fields, state.sets):
        for register, lives in registers.items():
            attribute = kind.attribute_for(register)
            for name in ("", attribute.name if attribute else ""):
                latest[name] = max([latest.get(name, 0), *(live.time for live in lives)])
    return {name: moment(time).astimezone().date() for name, time in latest.items()}


def _held(session: Session) -> dict[tuple[str, str], datetime.date]:
    """Until when decisions keep records or fields; of several, the longest counts."""
    found: dict[tuple[str, str], datetime.date] = {}
    # Another laptop may have written less than our form asks for.
    for hold in session.exec(select(RetentionHold).where(col(RetentionHold.until).is_not(None))).all():
        key = hold.record, hold.field or ""
        found[key] = max(hold.until, found.get(key, hold.until))
    return found


def keep(vault: Vault, due: Due, until: datetime.date, reason: str = "") -> Changed:
    """Keeps something until a day, for all laptops that read it; raises `WrongValue` for a day that is over."""
    if until <= vault.environment.now().astimezone().date():
        raise WrongValue(_("The day until which it is kept has to come yet."), field="until")
    with vault.looking() as replica:
        record = bytes.fromhex(due.record)
        state = replica.store.states([record]).get(record)
        if state is None:
            raise NotFound(_("This record is not here any more."))
        circle = replica.circle_of(state).hex()
    values = {"record": due.record, "field": due.field or None, "until": until, "reason": reason.strip() or None}
    label = _("Keep {title} longer").format(title=due.title)
    return vault.apply([Add("retention_hold", values, circle)], label)


def plans(vault: Vault, dues: Iterable[Due]) -> list[ErasurePlan]:
    """The dry run of erasing these: one plan for whole records, and one for each field."""
    by_field: dict[str, list[str]] = {}
    for due in dues:
        by_field.setdefault(due.field, []).append(due.record)
    return [erasing.plan(vault, records, [field] if field else []) for field, records in sorted(by_field.items())]


def erase(vault: Vault, planned: Sequence[ErasurePlan]) -> list[str]:
    """Orders what was planned; gives the orders' names."""
    return [order for each in planned for order in erasing.erase(vault, each)]
