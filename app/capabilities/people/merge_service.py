"""Duplicates found and merged: the survivor keeps all, every reference then points to it, and one undo restores all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.capabilities.people.likeness.pairs import LikelyPair, Profile, find_pairs
from app.capabilities.people.merged import survivors_among
from app.capabilities.people.merging import MERGED_INTO, FieldPlan, TakenField, check, plan_fields
from app.capabilities.people.records import ContactPoint, Person
from app.capabilities.people.records_reach import Address
from app.i18n import _, ngettext
from app.problems import WrongValue
from app.records.attributes import Attribute
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit
from app.records.contact import TELEPHONES
from app.records.kinds import ANY
from app.records.record_type import RecordType
from app.records.rule import Finding
from app.records.waivers import Waiver
from app.services.records import records
from app.storage.vault.vault import Vault

SAME_PERSON = "same-person"
_MANY = 500


@dataclass(frozen=True, slots=True)
class MovedReference:
    """A reference that will point to the survivor; ``cleared`` if it goes, ``gone`` if its record does."""

    record: str
    kind: str
    field: str
    cleared: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do; nothing is written yet."""

    keep: str
    others: tuple[str, ...]
    fields: tuple[FieldPlan, ...]
    moved: tuple[MovedReference, ...]
    changes: tuple[Change, ...] = field(repr=False, default=())


def duplicates(vault: Vault, *, region: str = "") -> list[LikelyPair]:
    """Find the pairs on the books that are likely one, less those that somebody has said to be two."""
    pairs = find_pairs(profiles(vault), region=region)
    with vault.reading() as session:
        waived = set(session.exec(select(Waiver.conflict)).all())
    return [pair for pair in pairs if _key(pair.one, pair.other) not in waived]


def not_the_same(vault: Vault, one: str, other: str) -> Changed:
    """Remember, on every laptop, that two people are two."""
    reason = _("They are two people.")
    return vault.apply([Add("waiver", {"conflict": _key(one, other), "reason": reason})], _("Not the same"))


def _key(one: str, other: str) -> str:
    """Give the key of a pair, the same on every laptop."""
    return Finding(SAME_PERSON, (one, other), one, "").id


def profiles(vault: Vault) -> list[Profile]:
    """Read what is compared of everybody who was not merged into somebody else."""
    emails: defaultdict[str, list[str]] = defaultdict(list)
    phones: defaultdict[str, list[str]] = defaultdict(list)
    addresses: defaultdict[str, list[str]] = defaultdict(list)
    with vault.reading() as session:
        people = session.exec(select(Person.id, Person.name, Person.merged_into)).all()
        survivors = survivors_among(people)
        points = select(ContactPoint.person, ContactPoint.kind, ContactPoint.value)
        for person, kind, value in session.exec(points).all():
            if person and value and (kind == "email" or kind in TELEPHONES):
                (emails if kind == "email" else phones)[survivors.of(person)].append(value)
        for each in sorted(session.exec(select(Address)).all(), key=lambda address: address.id):
            parts = (each.street, each.more, each.town, each.postcode, each.region)
            addresses[survivors.of(each.person)].append(" ".join(filter(None, parts)))
    return [
        Profile(one, name or "", tuple(emails[one]), tuple(phones[one]), next(iter(addresses[one]), ""))
        for one, name, _into in people
        if not survivors.gone(one)
    ]


@dataclass(frozen=True, slots=True)
class MergeWish:
    """A merge that is wished for: who stays, who is merged into them, which fields are taken from these."""

    keep: str
    others: tuple[str, ...]
    takes: tuple[TakenField, ...] = ()


def plan(vault: Vault, keep: str, others: Sequence[str], takes: Sequence[TakenField] = ()) -> MergePlan:
    """Plan a merge: refused for what is no person, for somebody with themselves, and for too many."""
    return plan_many(vault, [MergeWish(keep, tuple(others), tuple(takes))])[0]


def plan_many(vault: Vault, wishes: Sequence[MergeWish]) -> list[MergePlan]:
    """Plan many merges that are carried out in one go; nobody may stand in two of them."""
    for wish in wishes:
        check(wish.keep, wish.others)
    everybody = [person for wish in wishes for person in dict.fromkeys((wish.keep, *wish.others))]
    if len(set(everybody)) < len(everybody):
        raise WrongValue(_("Somebody stands in two of these merges."), kept=_("Nothing was changed."))
    with vault.reading() as session:
        values = _values(session, vault, everybody)
        gone = {other for wish in wishes for other in wish.others}
        references = references_to(session, vault, gone)
        return [_plan(vault, wish, values, references) for wish in wishes]


def _values(session: Session, vault: Vault, people: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Read the people by id; raises ``NotFound``, or ``WrongValue`` for what is no person."""
    kind = vault.registry["person"]
    found: dict[str, Any] = {}
    for start in range(0, len(people), _MANY):
        rows = session.exec(select(Person).where(col(Person.id).in_(people[start : start + _MANY]))).all()
        found.update((row.id, row) for row in rows)
    for person in people:
        if person not in found:
            other, _row = records.find(session, vault, person)
            raise WrongValue(
                _("Only people can be merged, and one of these is: {kind}.").format(kind=_(other.one)),
                kept=_("Nothing was changed."),
            )
    return {person: {name: getattr(found[person], name) for name in kind.attributes} for person in people}


def _plan(
    vault: Vault,
    wish: MergeWish,
    everybody: Mapping[str, dict[str, Any]],
    references: Mapping[str, list[PersonReference]],
) -> MergePlan:
    """Plan one merge from what was read."""
    kind, keep = vault.registry["person"], wish.keep
    others = list(dict.fromkeys(wish.others))
    values = {person: everybody[person] for person in (keep, *others)}
    if values[keep][MERGED_INTO]:
        raise WrongValue(_("This person was merged into somebody else."), do=_("Merge into that one instead."))
    _check_takes(kind, wish.takes, others)
    several = [each.name for each in kind.attributes.values() if _holds_several(each)]
    fields = plan_fields(keep, values, several, wish.takes)
    edits = {each.name: each.kept for each in fields if each.kept != each.survivor}
    if edits.get("buddy") in values:
        edits["buddy"] = None
    changes: list[Change] = [Edit(keep, edits)] if edits else []
    changes += [Edit(other, {MERGED_INTO: keep}) for other in others]
    concerned = {each.row.id: each for other in others for each in references.get(other, ())}
    moved: list[MovedReference] = []
    for identity in sorted(concerned):
        each = concerned[identity]
        if identity not in values:
            moved += _move(each.kind, each.row, each.names, keep, others, changes)
    return MergePlan(keep, tuple(others), tuple(fields), tuple(moved), tuple(changes))


def merge(vault: Vault, plans: Sequence[MergePlan]) -> Changed:
    """Carry out one or many plans as one action, which one undo takes back."""
    changes = [change for each in plans for change in each.changes]
    count = sum(len(each.others) for each in plans)
    return vault.apply(changes, ngettext("Merge {count} person", "Merge {count} people", count).format(count=count))


def _holds_several(attribute: Attribute) -> bool:
    """Say whether a field has members that can be united."""
    return attribute.merge == "set" or attribute.kind.editor == "extras"


def _check_takes(kind: RecordType, takes: Sequence[TakenField], others: Sequence[str]) -> None:
    """Refuse a wish for a field or a person that there is not."""
    for take in takes:
        if take.other not in others:
            raise WrongValue(_("A field can only be taken from somebody who is merged."))
        if take.field not in kind.attributes or take.field == MERGED_INTO:
            raise WrongValue(
                _("A person has no field “{field}”.").format(field=take.field),
                do=_("There are: {names}.").format(names=", ".join(kind.attributes)),
            )


@dataclass(frozen=True, slots=True)
class PersonReference:
    """A record that refers to somebody, and all its fields that may refer to people."""

    kind: RecordType
    row: Any
    names: tuple[str, ...]


def references_to(session: Session, vault: Vault, people: Collection[str]) -> dict[str, list[PersonReference]]:
    """Find every record that refers to one of some people, by whom it refers to; each kind is read once."""
    found: defaultdict[str, list[PersonReference]] = defaultdict(list)
    wanted = sorted(people)
    for kind in vault.registry:
        names = tuple(each.name for each in kind.references() if each.target in {"person", ANY})
        for name in names:
            column: Any = getattr(kind.model, name)
            for start in range(0, len(wanted), _MANY):
                some = col(column).in_(wanted[start : start + _MANY])
                for row in session.exec(select(kind.model).where(some)).all():
                    found[getattr(row, name)].append(PersonReference(kind, row, names))
    return found


def _move(
    kind: RecordType, row: Any, names: Sequence[str], keep: str, others: Sequence[str], changes: list[Change]
) -> Iterable[MovedReference]:
    """Move the references of one record."""
    concerned = [name for name in names if getattr(row, name) in others]
    values: dict[str, Any] = dict.fromkeys(concerned, keep)
    whole = {name: getattr(row, name) for name in kind.attributes if getattr(row, name) is not None}
    if _allowed(kind, {**whole, **values}):
        changes.append(Edit(row.id, values))
        yield from (MovedReference(row.id, kind.name, name) for name in concerned)
        return
    optional = [name for name in concerned if not kind.attributes[name].required]
    cleared = {**values, **dict.fromkeys(optional)}
    rest = {name: value for name, value in {**whole, **cleared}.items() if value is not None}
    if optional and _allowed(kind, rest):
        changes.append(Edit(row.id, cleared))
        yield from (MovedReference(row.id, kind.name, name, cleared=name in optional) for name in concerned)
        return
    changes.append(DeleteRecord(row.id))
    yield from (MovedReference(row.id, kind.name, name, gone=True) for name in concerned)


def _allowed(kind: RecordType, values: dict[str, Any]) -> bool:
    """Say whether a record may be as it would be after the merge: nobody vouches for themselves."""
    try:
        kind.model.record_check(values)
    except ValueError:
        return False
    return True
