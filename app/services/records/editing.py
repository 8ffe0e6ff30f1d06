"""Changes as people type them: values by their text, records by their names, and many at once from a file."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import func
from sqlmodel import col, select

from app.i18n import _
from app.problems import NotFound, UserProblem, WrongValue
from app.records.attributes import EXTRA, Attribute
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit
from app.records.kinds import ANY, Day
from app.records.record_type import RecordType
from app.records.spoken_days import parse_said_day
from app.services.jobs import Job, Progress
from app.services.records import records
from app.services.records.references import References
from app.storage.vault.vault import Vault

_FEWEST_DIGITS = 4
_BEGINNING = re.compile(rf"[0-9a-f]{{{_FEWEST_DIGITS},{records.ID_DIGITS}}}")
_KEYS = ("kind", "id", "set", "delete")


def find(vault: Vault, kind: str, text: str | None) -> str:
    """Give the id of the record meant by an id, the beginning of one, or a name; raises `NotFound`.

    A name such as Ada can also begin an id: if both are there, neither is taken.
    """
    record_type, text = records.kind_of(vault, kind), (text or "").strip()
    found = {*_by_id(vault, record_type, text)}
    if record_type.attributes[record_type.title[0]].target is None:
        found.update(_by_name(vault, record_type, text))
    elif not found:
        return _by_whole_title(vault, kind, text)
    if len(found) == 1:
        return found.pop()
    what = _("There are several records “{text}” of the kind {kind}.") if found else _("There is no {kind} “{text}”.")
    do = _("Give its id, which list and search show.") if found else _("Look for it with list or search.")
    raise NotFound(what.format(text=text, kind=kind), do=do)


def _by_id(vault: Vault, kind: RecordType, text: str) -> Sequence[str]:
    beginning = text.lower()
    if not _BEGINNING.fullmatch(beginning):
        return ()
    model = kind.model
    with vault.reading() as session:
        return session.exec(select(model.id).where(col(model.id).startswith(beginning)).limit(2)).all()


def _by_name(vault: Vault, kind: RecordType, text: str) -> Sequence[str]:
    if not text:
        return ()
    named: Any = getattr(kind.model, kind.title[0])
    with vault.reading() as session:
        return session.exec(select(kind.model.id).where(func.fold(named) == func.fold(text)).limit(2)).all()


def _by_whole_title(vault: Vault, kind: str, text: str) -> str:
    """Give the only record whose title, made of those of others, is this: the bed “House, Room 1, Bed 2”."""
    with vault.reading() as session:
        try:
            return References(session, vault.registry).find(kind, text)
        except WrongValue as problem:
            raise NotFound(problem.what, do=_("Give its id, which list and search show.")) from problem


def values(
    vault: Vault,
    kind: str,
    assignments: Iterable[tuple[str, object]],
    record: str | None = None,
    *,
    said_on: datetime.date | None = None,
) -> dict[str, object]:
    """Give the values of fields given as text, or as JSON has them; those of `record` are needed for single extras.

    Where somebody says them at this moment, ``said_on`` is the day by which "tomorrow" and "+3" are understood.
    Raises `WrongValue` or `NotFound` for what cannot be meant.
    """
    record_type = records.kind_of(vault, kind)
    found: dict[str, object] = {}
    extras: dict[str, object] = {}
    for name, given in assignments:
        if name.startswith(EXTRA) and record_type.extras is not None:
            extras[name.removeprefix(EXTRA)] = given
        else:
            found[name] = _value(vault, attribute(record_type, name), given, said_on)
    if extras and record_type.extras is not None:
        name = record_type.extras.name
        whole = found.get(name)
        if whole is None and record is not None and name not in found:
            whole = records.get(vault, record).values[name]
        found[name] = {**cast("Mapping[str, object]", whole or {}), **extras}
        found[name] = {key: text for key, text in cast("dict[str, object]", found[name]).items() if text}
    return found


def attribute(kind: RecordType, name: str) -> Attribute:
    """Give an attribute by its name; raises `WrongValue` that names the others."""
    if name not in kind.attributes:
        raise WrongValue(
            _("{record} has no field “{field}”.").format(record=_(kind.one), field=name),
            field=name,
            do=_("There are: {names}.").format(names=", ".join(kind.attributes)),
        )
    return kind.attributes[name]


def _value(vault: Vault, of: Attribute, given: object, said_on: datetime.date | None) -> object:
    """Tell what a text stands for; other JSON values are judged at the door."""
    if not isinstance(given, str) or not given.strip():
        return None if given == "" or isinstance(given, str) else given
    if of.target is None:
        if said_on is not None and isinstance(of.kind, Day):
            return of.check(_said(of, given, said_on))
        return of.parse(given)
    if len(given) == records.ID_DIGITS and _BEGINNING.fullmatch(given):
        return given
    kind, name = of.target, given
    if kind == ANY:
        kind, colon, name = given.partition(":")
        if not colon:
            raise WrongValue(
                _("{label}: “{text}” could be of any kind.").format(label=_(of.label), text=given),
                field=of.name,
                do=_("Give its id, or the kind before it, as in “person:Ada”."),
            )
    try:
        return find(vault, kind.strip(), name.strip())
    except NotFound as problem:
        raise WrongValue(f"{_(of.label)}: {problem.what}", field=of.name, do=problem.do) from problem


def _said(of: Attribute, given: str, said_on: datetime.date) -> datetime.date | None:
    """Read a day as people say it."""
    try:
        return parse_said_day(given, said_on)
    except ValueError as error:
        raise WrongValue(f"{_(of.label)}: {error}", field=of.name) from error


def from_file(vault: Vault, name: str, data: bytes) -> Job[Changed]:
    """Give the work of making all changes of a file as one action; see `changes`."""

    def run(progress: Progress) -> Changed:
        found = changes(vault, name, data, progress)
        progress.step(0, 0, _("Writing the changes"))
        return vault.apply(found, _("Changes from {name}").format(name=name))

    return Job(_("Edit"), run)


def changes(vault: Vault, name: str, data: bytes, progress: Progress | None = None) -> list[Change]:
    """Give the changes of a file with one JSON object a line: {"kind", "id"?, "set": {...}} or {..., "delete": true}.

    Raises `WrongValue` that says which line is at fault; nothing is written here.
    """
    progress = progress or Progress()
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise WrongValue(_("“{name}” is not text in UTF-8.").format(name=name), do=_("Save it as UTF-8.")) from error
    found: list[Change] = []
    for number, line in enumerate(lines, 1):
        progress.check()
        if line.strip():
            try:
                found.extend(_line(vault, line))
            except UserProblem as problem:
                raise WrongValue(
                    _("“{name}”, line {number}: {what}").format(name=name, number=number, what=problem.what),
                    kept=_("Nothing was changed."),
                    do=problem.do,
                ) from problem
    if not found:
        raise WrongValue(_("“{name}” holds no change.").format(name=name))
    return found


def _line(vault: Vault, line: str) -> Iterator[Change]:
    kind, record, setting, deleting = _read(line)
    records.kind_of(vault, kind)
    if record is not None:
        record = find(vault, kind, record)
    if deleting:
        if record is None:
            raise WrongValue(_("“delete” needs an “id”."))
        yield from (DeleteRecord(each) for each in records.with_parts(vault, record))
    elif record is None:
        yield Add(kind, values(vault, kind, setting.items()))
    else:
        yield Edit(record, values(vault, kind, setting.items(), record))


def _read(line: str) -> tuple[str, str | None, dict[str, object], bool]:
    """Give the kind, id, values and whether to delete, of one line."""
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise WrongValue(_("This is not JSON ({reason}).").format(reason=error)) from error
    if not isinstance(entry, dict):
        raise WrongValue(_("This has to be an object, as in {example}.").format(example='{"kind": "person"}'))
    given = cast("dict[str, object]", entry)
    unknown = sorted(given.keys() - set(_KEYS))
    if unknown:
        raise WrongValue(
            _("There is no key “{key}”.").format(key=unknown[0]),
            do=_("There are: {keys}.").format(keys=", ".join(_KEYS)),
        )
    kind, record, setting, deleting = (given.get(key) for key in _KEYS)
    if not isinstance(kind, str):
        raise WrongValue(_("“kind” is needed."))
    if record is not None and not isinstance(record, str):
        raise WrongValue(_("“id” has to be a text."))
    if deleting not in {None, True} or (deleting and setting is not None):
        raise WrongValue(_("“delete” has to be true and stand without “set”."))
    if not deleting and not isinstance(setting, dict):
        raise WrongValue(_("“set” has to be an object of fields and values."))
    return kind, record, cast("dict[str, object]", setting or {}), bool(deleting)
