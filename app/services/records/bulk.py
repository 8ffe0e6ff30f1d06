"""Many records changed alike: what it would change is counted first, then it is done as one action."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlmodel import col, select

from app.i18n import _, ngettext
from app.problems import WrongValue
from app.records.attributes import Attribute
from app.records.changes import Change, Changed, Edit
from app.records.kinds import Value
from app.records.record_type import RecordType
from app.services.records import editing, records
from app.services.records.records import Query
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

_SETTING = re.compile(r"\s*(?P<field>[^\W\d][\w]*)\s*(?P<how>\+=|-=|=)(?P<text>.*)", re.DOTALL)
_MANY = 500


@dataclass(frozen=True, slots=True)
class FieldSetting:
    """What is to be set: a field, whether its text replaces (=), joins (+=) or leaves (-=) what is there; a text."""

    field: str
    how: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldCount:
    """What becomes of one field: how many records change, from which values, and how many are so already."""

    field: str
    label: str
    after: str
    changing: int
    same: int
    before: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What changing many records alike would do; ``refused`` are left as they are, each with the reason."""

    kind: str
    total: int
    changing: int
    fields: tuple[FieldCount, ...]
    refused: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...] = field(repr=False, default=())


def read_setting(text: str) -> FieldSetting:
    """Read ``field=text``, ``field+=text`` or ``field-=text``."""
    found = _SETTING.fullmatch(text)
    if found is None:
        raise WrongValue(
            _("“{text}” is not of the form FIELD=VALUE.").format(text=text[:200]),
            do=_("Sets also take FIELD+=VALUE and FIELD-=VALUE."),
        )
    return FieldSetting(found["field"], found["how"], found["text"].strip())


def plan(vault: Vault, kind: str, query: Query, settings: Sequence[FieldSetting]) -> BulkPlan:
    """Count what setting fields of all records of a list would change; nothing is written."""
    record_type = records.kind_of(vault, kind)
    if not settings:
        raise WrongValue(_("Say what to change, as in {example}.").format(example="stage=active"))
    wanted = [(each, editing.attribute(record_type, each.field)) for each in settings]
    parsed = [_parsed(vault, kind, setting, attribute) for setting, attribute in wanted]
    ids = records.ids(vault, kind, query)
    counts = [(Counter[str](), [0, 0]) for _each in wanted]
    changes: list[Change] = []
    refused: list[tuple[str, str]] = []
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        for row in _rows(session, record_type, ids):
            edits: dict[str, Value] = {}
            for (setting, attribute), value, (before, sums) in zip(wanted, parsed, counts, strict=True):
                own: Any = getattr(row, attribute.name)
                after = _after(setting.how, own, value)
                sums[after == own] += 1
                if after != own:
                    edits[attribute.name] = after
                    before[_words(attribute, own, titles)] += 1
            if not edits:
                continue
            try:
                record_type.check_edit(row, edits)
            except WrongValue as problem:
                refused.append((row.id, str(problem)))
            else:
                changes.append(Edit(row.id, edits))
        fields = tuple(
            FieldCount(
                attribute.name, _(attribute.label), _after_words(setting, attribute, value, titles), sums[0], sums[1],
                tuple(before.most_common()),
            )
            for (setting, attribute), value, (before, sums) in zip(wanted, parsed, counts, strict=True)
        )  # fmt: skip
    return BulkPlan(kind, len(ids), len(changes), fields, tuple(refused), tuple(changes))


def carry_out(vault: Vault, plan: BulkPlan) -> Changed:
    """Change them as one action, which one undo takes back."""
    record_type = records.kind_of(vault, plan.kind)
    names = ", ".join(each.label for each in plan.fields)
    label = ngettext("Change {fields} of {count} ({kind})", "Change {fields} of {count} ({kind})", plan.changing)
    words = _(record_type.one if plan.changing == 1 else record_type.many)
    return (
        vault.apply(plan.changes, label.format(fields=names, count=plan.changing, kind=words))
        if plan.changes
        else Changed()
    )


def _rows(session: Any, kind: RecordType, ids: Sequence[str]) -> Any:
    """Read rows by their ids, some at a time."""
    for start in range(0, len(ids), _MANY):
        yield from session.exec(select(kind.model).where(col(kind.model.id).in_(ids[start : start + _MANY]))).all()


def _parsed(vault: Vault, kind: str, setting: FieldSetting, attribute: Attribute) -> Any:
    """Read the text of a setting; only sets can be joined and left."""
    if setting.how != "=" and attribute.merge != "set":
        raise WrongValue(
            _("“{field}” holds one value: set it with =.").format(field=_(attribute.label)), field=attribute.name
        )
    if attribute.name == records.kind_of(vault, kind).counts_as:
        raise WrongValue(_("“{field}” is set by merging only.").format(field=_(attribute.label)), field=attribute.name)
    return editing.values(vault, kind, [(attribute.name, setting.text)])[attribute.name]


def _after(how: str, own: Any, value: Any) -> Any:
    """Give what a field holds afterwards."""
    if how == "=":
        return value
    before, said = cast("list[str]", own or []), cast("list[str]", value or [])
    if how == "+=":
        return list(dict.fromkeys([*before, *said])) or None
    return [each for each in before if each not in said] or None


def _words(attribute: Attribute, value: Any, titles: Titles) -> str:
    """Write a value; what refers to a record by its title."""
    if value is None:
        return ""
    if attribute.target:
        titles.fetch(attribute.target, [value])
        return titles.of(value)
    return attribute.format(value)


def _after_words(setting: FieldSetting, attribute: Attribute, value: Any, titles: Titles) -> str:
    """Write what a setting comes to."""
    words = _words(attribute, value, titles)
    return {"+=": f"+ {words}", "-=": f"− {words}"}.get(setting.how, words)
