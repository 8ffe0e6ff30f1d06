"""What waits to be settled: values written at the same time, deletions of changed records, broken rules."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from app.domain.attributes import EXTRA
from app.domain.changes import Add, Change, Changed, Delete, Edit, Restore
from app.domain.houses import Stay
from app.domain.record_type import RecordType
from app.domain.rules import BED_TWICE
from app.domain.rules import Conflict as RuleConflict
from app.i18n import N_, _
from app.problems import NotFound, WrongValue
from app.services.titles import Titles
from app.storage import reading
from app.storage.reading import Dispute
from app.storage.vault import Vault

FIELD, DELETED, RULE = "field", "deleted", "rule"
KEEP, DELETE, BOTH = "keep", "delete", "both"
PHOTO = "attachment"
_BOTH_LABEL = N_("Both are right")


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle a conflict. `value` is the value to keep; who and when are None for a rule's options."""

    key: str
    label: str
    value: Any = None
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something to settle, with the same id on every laptop. `field` is the field's name, `label` its words."""

    id: str
    sort: str
    record: str
    kind: str
    title: str
    sentence: str
    options: tuple[Option, ...]
    field: str = ""
    label: str = ""


def count_open(vault: Vault) -> int:
    """How many conflicts there are."""
    broken = len(reading.broken_rules(vault)) + len(reading.unwanted_photos(vault))
    return int(vault.rows("SELECT count(*) FROM disputed")[0][0]) + broken


def open_conflicts(vault: Vault) -> list[Conflict]:
    """Everything that waits to be settled: disputes over fields first, then broken rules."""
    disputes = reading.disputes(vault)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        for kind in {dispute.kind for dispute in disputes}:
            titles.fetch(kind, [dispute.record for dispute in disputes if dispute.kind == kind])
        found = [_of_dispute(dispute, vault.registry[dispute.kind], titles) for dispute in disputes]
    return found + broken_rules(vault)


def broken_rules(vault: Vault) -> list[Conflict]:
    """The conflicts between records, such as a bed given twice."""
    return _stays_at_odds(vault) + _photos_unwanted(vault)


def _stays_at_odds(vault: Vault) -> list[Conflict]:
    broken = reading.broken_rules(vault)
    if not broken:
        return []
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        wanted = {record for rule in broken for record in rule.records}
        stays = {stay.id: stay for stay in session.exec(select(Stay)).all() if stay.id in wanted}
        titles.fetch("person", [stay.person for stay in stays.values()])
        titles.fetch("bed", [stay.bed for stay in stays.values()])
        return [_of_rule(rule, stays, titles) for rule in broken]


def _photos_unwanted(vault: Vault) -> list[Conflict]:
    """Photos of people who have not said yes, or not any more."""
    broken = reading.unwanted_photos(vault)
    if not broken:
        return []
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch(PHOTO, [each.photo for each in broken])
        titles.fetch("person", [each.person for each in broken])
        options = (Option(DELETE, _("Remove the photo")),)
        return [
            Conflict(each.id, RULE, each.photo, PHOTO, titles.of(each.photo), each.text(titles.of), options)
            for each in broken
        ]


def _of_dispute(dispute: Dispute, kind: RecordType, titles: Titles) -> Conflict:
    identity = hashlib.sha256(f"{dispute.record}\n{dispute.field}".encode()).digest()[:16].hex()
    title = titles.of(dispute.record)
    if not dispute.field:
        gone = next(version for version in dispute.versions if version.value is None)
        other = dispute.versions[-1]
        options = (
            Option(KEEP, _("Keep it"), who=other.who, at=other.at),
            Option(DELETE, _("Delete it"), who=gone.who, at=gone.at),
        )
        sentence = _("{one} deleted this while {other} changed it.").format(one=gone.who, other=other.who)
        return Conflict(identity, DELETED, dispute.record, kind.name, title, sentence, options)
    attribute = kind.attribute_for(dispute.field)
    extra = dispute.field.removeprefix(EXTRA) if dispute.field.startswith(EXTRA) else ""
    label = extra or (_(attribute.label) if attribute else dispute.field)
    options = tuple(
        Option(str(number), _written(kind, dispute.field, each.value, titles), each.value, each.who, each.at)
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


def _of_rule(rule: RuleConflict, stays: Mapping[str, Stay], titles: Titles) -> Conflict:
    """In a bed given twice the stays are told apart by the people, else by the beds."""

    def name(record: str) -> str:
        stay = stays.get(record)
        if stay is None:
            return titles.of(record)
        return titles.of(stay.person if rule.kind == BED_TWICE else stay.bed)

    options = [
        Option(record, _("Keep {one}, cancel {other}").format(one=name(record), other=name(other)))
        for record, other in (rule.records, rule.records[::-1])
    ]
    options.append(Option(BOTH, _(_BOTH_LABEL)))
    return Conflict(rule.id, RULE, rule.records[0], "stay", titles.of(rule.about), rule.text(name), tuple(options))


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
    if conflict.sort == DELETED:
        return [Restore(conflict.record) if choice == KEEP else Delete(conflict.record)]
    if conflict.kind == PHOTO:
        return [Delete(conflict.record)]
    if choice == BOTH:
        return [Add("waiver", {"conflict": conflict.id, "reason": conflict.sentence[:1000]})]
    other = next(option.key for option in conflict.options if option.key not in {choice, BOTH})
    return [Edit(other, {"status": "cancelled"})]


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
