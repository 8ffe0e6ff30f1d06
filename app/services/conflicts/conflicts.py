"""What waits to be settled: values written at the same time, deletions of changed records, broken rules."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.i18n import N_, _
from app.problems import NotFound, WrongValue
from app.records.attributes import EXTRA
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit, RestoreRecord
from app.records.record_type import RecordType
from app.records.rule import Finding, Rule
from app.services.conflicts import rules
from app.services.records import records
from app.services.records.titles import Titles
from app.storage import history
from app.storage.history import Dispute
from app.storage.vault.vault import Vault

FIELD, DELETED, RULE = "field", "deleted", "rule"
KEEP, DELETE, BOTH = "keep", "delete", "both"
_BOTH_LABEL = N_("Both are right")


@dataclass(frozen=True, slots=True)
class ConflictOption:
    """One way to settle a conflict. `value` is the value to keep; who and when are None for a rule's options."""

    key: str
    label: str
    value: Any = None
    who: str = ""
    at: datetime | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something to settle, with the same id on every laptop. `field` is the field's name, `label` its words."""

    id: str
    sort: str
    record: str
    kind: str
    title: str
    sentence: str
    options: tuple[ConflictOption, ...]
    field: str = ""
    label: str = ""


def count_open(vault: Vault) -> int:
    """How many conflicts there are."""
    return int(vault.rows("SELECT count(*) FROM disputed")[0][0]) + len(rules.broken(vault))


def open_conflicts(vault: Vault) -> list[Conflict]:
    """Everything that waits to be settled: disputes over fields first, then broken rules."""
    disputes = history.disputes(vault)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        for kind in {dispute.kind for dispute in disputes}:
            titles.fetch(kind, [dispute.record for dispute in disputes if dispute.kind == kind])
        found = [_of_dispute(dispute, vault.registry[dispute.kind], titles) for dispute in disputes]
    return found + broken_rules(vault)


def broken_rules(vault: Vault, kinds: Collection[str] | None = None) -> list[Conflict]:
    """Give the conflicts between records, such as a bed given twice; with `kinds`, by the rules that read these."""
    broken = rules.broken(vault, kinds)
    if not broken:
        return []
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any({record for _rule, finding in broken for record in finding.mentioned()})
        return [_of_rule(rule, finding, titles) for rule, finding in broken]


def _of_dispute(dispute: Dispute, kind: RecordType, titles: Titles) -> Conflict:
    identity = hashlib.sha256(f"{dispute.record}\n{dispute.field}".encode()).digest()[:16].hex()
    title = titles.of(dispute.record)
    if not dispute.field:
        gone = next(version for version in dispute.versions if version.value is None)
        other = dispute.versions[-1]
        options = (
            ConflictOption(KEEP, _("Keep it"), who=other.who, at=other.at),
            ConflictOption(DELETE, _("Delete it"), who=gone.who, at=gone.at),
        )
        sentence = _("{one} deleted this while {other} changed it.").format(one=gone.who, other=other.who)
        return Conflict(identity, DELETED, dispute.record, kind.name, title, sentence, options)
    attribute = kind.attribute_for(dispute.field)
    extra = dispute.field.removeprefix(EXTRA) if dispute.field.startswith(EXTRA) else ""
    label = extra or (_(attribute.label) if attribute else dispute.field)
    options = tuple(
        ConflictOption(str(number), _written(kind, dispute.field, each.value, titles), each.value, each.who, each.at)
        for number, each in enumerate(dispute.versions, 1)
    )
    names = sorted({version.who for version in dispute.versions})
    sentence = _("{names} changed “{label}” at the same time.").format(names=_(" and ").join(names), label=label)
    if len(names) == 1:
        sentence = _("{name} changed “{label}” on two laptops at the same time.").format(name=names[0], label=label)
    return Conflict(identity, FIELD, dispute.record, kind.name, title, sentence, options, dispute.field, label)


def _written(kind: RecordType, register: str, value: Any, titles: Titles) -> str:
    attribute = kind.attribute_for(register)
    if value is None:
        return _("(empty)")
    if attribute is None or register.startswith(EXTRA):
        return str(value)
    if attribute.target is not None:
        titles.fetch(attribute.target, [value])
        return titles.of(value)
    return attribute.format(attribute.from_wire(value))


def _of_rule(rule: Rule, finding: Finding, titles: Titles) -> Conflict:
    """Put what a rule found into words, with the ways to settle it that the rule knows, and to leave it as it is."""
    options = [ConflictOption(way.key, way.text(titles.of), changes=way.changes) for way in finding.ways]
    sentence = finding.text(titles.of)
    if finding.waivable:
        waiver = Add("waiver", {"conflict": finding.id, "reason": sentence[:1000]})
        options.append(ConflictOption(BOTH, _(_BOTH_LABEL), changes=(waiver,)))
    title = titles.of(finding.about)
    return Conflict(finding.id, RULE, finding.records[0], rule.kind, title, sentence, tuple(options))


def settle(vault: Vault, conflict: str, choice: str) -> Changed:
    """Settles a conflict by the key of an option, or for a field by any value, as ordinary changes that can be undone.

    Raises `NotFound` if it is no longer open, `WrongValue` for a choice that there is not.
    """
    found = next((each for each in open_conflicts(vault) if each.id.startswith(conflict)), None)
    if found is None or not conflict:
        raise NotFound(
            _("There is no open conflict “{id}”.").format(id=conflict), do=_("It may have been settled already.")
        )
    label = _("Settle {title}").format(title=found.title)
    return vault.apply(_changes(vault, found, choice), label)


def _changes(vault: Vault, conflict: Conflict, choice: str) -> list[Change]:
    if conflict.sort == FIELD:
        return [_kept_value(vault, conflict, choice)]
    if choice not in {option.key for option in conflict.options}:
        keys = ", ".join(option.key for option in conflict.options)
        raise WrongValue(_("“{choice}” is not one of: {keys}.").format(choice=choice, keys=keys))
    chosen: tuple[Change, ...]
    if conflict.sort == DELETED:
        chosen = (RestoreRecord(conflict.record) if choice == KEEP else DeleteRecord(conflict.record),)
    else:
        chosen = next(option.changes for option in conflict.options if option.key == choice)
    return [change for each in chosen for change in _whole(vault, each)]


def _whole(vault: Vault, change: Change) -> list[Change]:
    """Give a deletion with all that goes with a record, as when it is deleted by hand; any other change as it is."""
    return (
        [DeleteRecord(each) for each in records.with_parts(vault, change.id)]
        if isinstance(change, DeleteRecord)
        else [change]
    )


def _kept_value(vault: Vault, conflict: Conflict, choice: str) -> Edit:
    attribute = vault.registry[conflict.kind].attribute_for(conflict.field)
    if attribute is None:
        raise NotFound(_("This version of the program does not know the field."))
    option = next((each for each in conflict.options if each.key == choice), None)
    if conflict.field.startswith(EXTRA):
        with vault.reading() as session:
            row: Any = session.get(vault.registry[conflict.kind].model, conflict.record)
            extras = dict(getattr(row, attribute.name) or {})
        extras[conflict.field.removeprefix(EXTRA)] = str(option.value if option else choice)
        return Edit(conflict.record, {attribute.name: extras})
    value = attribute.from_wire(option.value) if option else attribute.parse(choice)
    return Edit(conflict.record, {attribute.name: value})
