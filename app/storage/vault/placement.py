"""In which circle a change is written: a new record where it is wished or with its whole, any other where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from app.i18n import _
from app.problems import NotAllowed, NotFound
from app.records.changes import Add, Change, New
from app.records.registry import Registry
from app.storage.vault.door import record_bytes
from sync.log import change as log
from sync.log.change import NewRef
from sync.log.state import RecordState
from sync.log.writer import Touched
from sync.primitives.codec import IdRef
from sync.replica.replica import Replica


def homes_of(
    changes: Sequence[Change], registry: Registry, states: Mapping[bytes, RecordState], replica: Replica
) -> list[bytes]:
    """Give the circle of each new record, in the order of the `Add`s."""
    found: list[bytes] = []
    for add in (change for change in changes if isinstance(change, Add)):
        whole = add.values.get(registry[add.kind].part_of or "") if add.kind in registry else None
        if add.circle:
            found.append(_known(replica, add.circle))
        elif isinstance(whole, New) and 0 <= whole.index < len(found):
            found.append(found[whole.index])
        elif isinstance(whole, str) and (state := states.get(record_bytes(whole))) is not None:
            found.append(replica.circle_of(state))
        else:
            found.append(replica.circle())
    return found


def _known(replica: Replica, circle: str) -> bytes:
    try:
        name = bytes.fromhex(circle)
    except ValueError:
        name = b""
    if name not in replica.membership.circles:
        raise NotFound(_("There is no circle with the id {id}.").format(id=circle))
    if not replica.membership.writes(replica.device, name):
        raise NotAllowed(
            _("You may not write in the circle “{name}”.").format(name=replica.membership.circles[name].name),
            kept=_("Nothing was changed."),
            do=_("Ask a steward of that circle, or choose another."),
        )
    return name


def write(
    replica: Replica, changes: Sequence[log.Change], homes: Sequence[bytes], states: Mapping[bytes, RecordState]
) -> tuple[list[bytes], Touched]:
    """Write a batch, circle by circle in the order in which they appear; gives the new ids in order, and all touched.

    A reference from one circle into another goes by id, since its readers may lack the segments of the other. `states`
    are those that the door has loaded: they are changed in place, and nobody reads them a second time.
    """
    changed = [states[change.record] for change in changes if not isinstance(change, log.Create)]
    circles = {*homes, *map(replica.circle_of, {state.segment: state for state in changed}.values())}
    if len(circles) == 1:  # Nearly always: then every position stays what it is.
        return replica.write(circles.pop(), changes, states)
    by_circle: dict[bytes, list[tuple[int | None, log.Change]]] = {}
    position = 0
    for change in changes:
        if isinstance(change, log.Create):
            by_circle.setdefault(homes[position], []).append((position, change))
            position += 1
        else:
            by_circle.setdefault(replica.circle_of(states[change.record]), []).append((None, change))
    created: dict[int, bytes] = {}
    touched: Touched = {}
    for circle, pairs in by_circle.items():
        own = {position: number for number, position in enumerate(p for p, _ in pairs if p is not None)}
        made, done = replica.write(circle, [_resolved(change, own, created) for _, change in pairs], states)
        created.update(zip(own, made, strict=True))
        touched.update(done)
    return [created[number] for number in range(position)], touched


def _resolved(change: log.Change, own: Mapping[int, int], created: Mapping[int, bytes]) -> log.Change:
    if not isinstance(change, log.Create | log.Update) or not any(type(v) is NewRef for v in change.fields.values()):
        return change
    fields = {name: _value(value, own, created) for name, value in change.fields.items()}
    return structs.replace(change, fields=fields)


def _value(value: Any, own: Mapping[int, int], created: Mapping[int, bytes]) -> Any:
    if not isinstance(value, NewRef):
        return value
    if value.position in own:
        return NewRef(own[value.position])
    if value.position not in created:
        raise NotFound(_("A new record refers to one of a circle that is written later in the same batch."))
    return IdRef(created[value.position])
