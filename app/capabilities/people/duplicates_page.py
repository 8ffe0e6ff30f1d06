"""What the page of duplicates shows: pairs and why they are likely one, and a merge field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from app.capabilities.people.likeness.pairs import LikelyPair
from app.capabilities.people.merge_service import MergePlan, MergeWish, duplicates, plan_many
from app.capabilities.people.merge_words import FieldPreview, fields_in_words
from app.capabilities.people.merging import TakenField
from app.capabilities.people.records import ContactPoint, Person
from app.i18n import _
from app.services.jobs import Job, Progress
from app.storage.vault.vault import Vault

_MANY = 500


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two who are likely one, as the list shows them."""

    pair: LikelyPair
    one: str
    other: str
    reached: tuple[str, str]


@dataclass(frozen=True, slots=True)
class MergePreview:
    """A merge in words, and its plan."""

    plan: MergePlan
    names: tuple[tuple[str, str], ...]
    fields: tuple[FieldPreview, ...]
    moved: int


def likely_pairs(vault: Vault) -> Job[list[DuplicatePair]]:
    """Give the work of finding the pairs, the surest first."""
    return Job(_("Look for duplicates"), lambda progress: _likely(vault, progress))


def _likely(vault: Vault, progress: Progress) -> list[DuplicatePair]:
    """Find the pairs and what they are called."""
    progress.step(0, 0, _("Comparing names, numbers and addresses"))
    found = duplicates(vault)
    progress.check()
    people = sorted({each for pair in found for each in (pair.one, pair.other)})
    names: dict[str, str] = {}
    reached: dict[str, list[str]] = {}
    with vault.reading() as session:
        for start in range(0, len(people), _MANY):
            some = people[start : start + _MANY]
            names |= {
                i: n or "" for i, n in session.exec(select(Person.id, Person.name).where(col(Person.id).in_(some)))
            }
            points = select(ContactPoint.person, ContactPoint.value).where(col(ContactPoint.person).in_(some))
            for person, value in session.exec(points).all():
                reached.setdefault(person, []).append(value or "")
    return [
        DuplicatePair(
            pair,
            names.get(pair.one, ""),
            names.get(pair.other, ""),
            (", ".join(reached.get(pair.one, ())), ", ".join(reached.get(pair.other, ()))),
        )
        for pair in found
    ]


def merge_preview(vault: Vault, wish: MergeWish) -> MergePreview:
    """Say field by field what a merge would do."""
    (plan,) = plan_many(vault, [wish])
    with vault.reading() as session:
        names, fields = fields_in_words(vault, session, "person", (plan.keep, *plan.others), plan.fields)
    return MergePreview(plan, names, fields, len(plan.moved))


def wishes_of(pairs: Sequence[LikelyPair]) -> list[MergeWish]:
    """Turn pairs that were ticked into merges: who is linked by a chain of them is one; the lowest id stays."""
    heads: dict[str, str] = {}

    def head(person: str) -> str:
        while heads.setdefault(person, person) != person:
            person = heads[person]
        return person

    for pair in pairs:
        one, other = sorted((head(pair.one), head(pair.other)))
        heads[other] = one
    groups: dict[str, list[str]] = {}
    for person in sorted(heads):
        groups.setdefault(head(person), []).append(person)
    return [MergeWish(keep, tuple(each for each in members if each != keep)) for keep, members in groups.items()]


def taken(takes: dict[str, str]) -> tuple[TakenField, ...]:
    """Turn wishes for fields, by name, into those of a merge."""
    return tuple(TakenField(other, name) for name, other in sorted(takes.items()))
