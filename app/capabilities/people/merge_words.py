"""A merge field by field, in words: the value of each record, what is kept, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.capabilities.people.merging import FieldPlan
from app.i18n import _
from app.records.kinds import Value
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class FieldPreview:
    """One field of a merge in words: the value of each of them by id, what is kept, and of whom (empty: united)."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    kept: str
    of: str


def fields_in_words(
    vault: Vault, session: Session, kind: str, records: Sequence[str], fields: Sequence[FieldPlan]
) -> tuple[tuple[tuple[str, str], ...], tuple[FieldPreview, ...]]:
    """Give what some records of a kind are called, the one that stays first, and the fields of their merge in words."""
    attributes = vault.registry[kind].attributes
    titles = Titles.within(vault, session)
    titles.fetch(kind, records)
    keep = records[0]
    for each in fields:
        target = attributes[each.name].target
        if target:
            said = (each.survivor, *each.others.values(), each.kept)
            titles.fetch(target, [value for value in said if isinstance(value, str)])

    def words(name: str, value: Value) -> str:
        attribute = attributes[name]
        if value is None:
            return ""
        if attribute.target and isinstance(value, str):
            return titles.of(value)
        return attribute.format(value)

    shown = tuple(
        FieldPreview(
            each.name,
            _(attributes[each.name].label),
            tuple((one, words(each.name, {keep: each.survivor, **each.others}[one])) for one in records),
            words(each.name, each.kept),
            each.of,
        )
        for each in fields
    )
    return tuple((one, titles.of(one)) for one in records), shown
