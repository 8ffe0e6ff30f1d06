"""The settings that all laptops of a group share: what is declared, what is set, and what day it is for the group."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from app.i18n import _
from app.problems import NotFound
from app.records.almanac import Almanac
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit
from app.records.group_settings import KERNEL_SETTINGS, WEEKDAYS, GroupSetting, Setting
from app.records.registry import Registry
from app.services.capability import capabilities_of
from app.storage.history import HistoryEntry, history
from app.storage.vault.vault import Vault


def declared(registry: Registry) -> dict[str, Setting]:
    """Give all settings by name: those of the kernel first, then those of the capabilities."""
    announced = (setting for each in capabilities_of(registry) for setting in each.settings)
    return {setting.name: setting for setting in (*KERNEL_SETTINGS, *announced)}


def read(session: Session, registry: Registry) -> dict[str, Any]:
    """Give the value of every setting: what was set, else its default.

    Of one that two laptops set at the same time the record with the lowest id counts everywhere until somebody settles
    the conflict. A value that this version cannot read counts as not set.
    """
    known = declared(registry)
    found: dict[str, Any] = {name: setting.default for name, setting in known.items()}
    if "group_setting" not in registry:
        return found
    for row in sorted(session.exec(select(GroupSetting)).all(), key=lambda row: row.id, reverse=True):
        if row.name in known and row.value:
            try:
                found[row.name] = known[row.name].kind.from_wire(json.loads(row.value))
            except ValueError:
                continue
    return found


@dataclass(frozen=True, slots=True)
class Agreed:
    """A setting as the group sees it: its value, whether somebody said it, and who said what before."""

    setting: Setting
    value: Any
    said: bool = False
    steps: tuple[HistoryEntry, ...] = ()  # the newest first; `after` in words


def overview(vault: Vault) -> tuple[Agreed, ...]:
    """Give all settings as a page shows them, those of the kernel first."""
    with vault.reading() as session:
        found = read(session, vault.registry)
        rows = sorted(session.exec(select(GroupSetting)).all(), key=lambda row: row.id, reverse=True)
    counts = {row.name: row for row in rows}
    made: list[Agreed] = []
    for name, setting in declared(vault.registry).items():
        row = counts.get(name)
        steps = [] if row is None else [each for each in history(vault, row.id) if each.field in {"", "value"}]
        worded = tuple(replace(each, after=_worded(setting, each.after)) for each in reversed(steps) if each.field)
        made.append(Agreed(setting, found[name], row is not None and bool(row.value), worded))
    return tuple(made)


def _worded(setting: Setting, written: object) -> str:
    """Write a stored value for people; empty for what cannot be read, or was taken back."""
    try:
        return setting.kind.format(setting.kind.from_wire(json.loads(str(written)))) if written else ""
    except ValueError:
        return ""


def value(vault: Vault, name: str) -> Any:
    """Give one setting."""
    with vault.reading() as session:
        return read(session, vault.registry)[name]


def change(vault: Vault, texts: Mapping[str, str]) -> Changed:
    """Set settings by what a person typed; an empty text goes back to the default. One action that can be undone.

    Raises `NotFound` for a setting that there is not and `WrongValue` for a value that cannot be; nothing changes then.
    """
    known = declared(vault.registry)
    values: dict[str, Any] = {}
    for name, text in texts.items():
        if name not in known:
            raise NotFound(
                _("There is no setting “{name}”.").format(name=name),
                do=_("There are: {names}.").format(names=", ".join(known)),
            )
        values[name] = known[name].kind.parse(text) if text.strip() else None
    return agree(vault, values)


def agree(vault: Vault, values: Mapping[str, Any]) -> Changed:
    """Set settings to values, None for the default; raises `WrongValue` for one that cannot be."""
    known = declared(vault.registry)
    with vault.reading() as session:
        stored: dict[str, list[GroupSetting]] = {}
        for row in sorted(session.exec(select(GroupSetting)).all(), key=lambda row: row.id):
            stored.setdefault(row.name or "", []).append(row)
    changes: list[Change] = []
    for name, wanted in values.items():
        kind = known[name].kind
        parsed = kind.check(wanted)
        first, *others = stored.get(name) or [None]
        changes += [DeleteRecord(row.id) for row in others if row is not None]
        written = None if parsed is None else json.dumps(kind.to_wire(parsed), ensure_ascii=False)
        if first is not None:
            changes.append(Edit(first.id, {"value": written}))
        elif written is not None:
            changes.append(Add("group_setting", {"name": name, "value": written}))
    return vault.apply(changes, _("Change the group's settings"))


def almanac(vault: Vault) -> Almanac:
    """Give what day and time it is for the group, what day its weeks begin on, and its free days."""
    with vault.reading() as session:
        agreed = read(session, vault.registry)
    return Almanac(
        vault.environment.now,
        _zone(str(agreed["time_zone"])),
        next((number for number, name in enumerate(WEEKDAYS) if name == agreed["week_begins"]), 0),
        frozenset(_days(agreed["free_days"] or ())),
    )


def today(vault: Vault) -> datetime.date:
    """Give the day it is in the group's time zone."""
    return almanac(vault).today()


def _zone(name: str) -> datetime.tzinfo:
    """Give a time zone; UTC for one that is not known here, as the databases of computers differ in age."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return datetime.UTC


def _days(texts: Iterable[object]) -> Iterator[datetime.date]:
    """Read days; what another program has written in their place counts as none."""
    for text in texts:
        with suppress(ValueError):
            yield datetime.date.fromisoformat(str(text))
