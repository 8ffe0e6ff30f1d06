"""A row as the record would look, so that a person sees whether the columns are right before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from app.i18n import _
from app.records.contact import CONTACT_KINDS, CONTACT_LABELS
from app.records.extra_names import with_raw
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.records.references import References
from app.services.tables.parts import PartOf
from app.services.tables.planned import PlannedRecord


@dataclass(frozen=True, slots=True)
class RowPreview:
    """A row as the record would look: its line, its title, and label and text of each value."""

    line: int
    title: str
    fields: tuple[tuple[str, str], ...]


def preview(registry: Registry, record: RecordType, references: References, row: PlannedRecord) -> RowPreview:
    """Show a row as its record would look, with what comes with it."""
    fields: list[tuple[str, str]] = []
    for name, attribute in record.attributes.items():
        value: Any = row.values.get(name)
        if value is None:
            continue
        if attribute.target:
            fields.append((_(attribute.label), references.title(attribute.target, value)))
        elif isinstance(value, dict):
            fields += [(with_raw(key), text) for key, text in cast("dict[str, str]", value).items()]
        else:
            fields.append((_(attribute.label), attribute.format(value)))
    contact = registry.types.get(record.contacts)
    fields += [(contact_words(each), contact_text(contact, each)) for each in row.contacts]
    fields += [part_words(registry, each) for each in row.parts]
    fields += [(_("Attachment"), file.name) for file in row.files if not file.of_them]
    if row.relation:
        fields.append((row.relation, _("of line {line}").format(line=row.whose)))
    return RowPreview(row.line, row.title, tuple(fields))


def contact_words(contact: Mapping[str, Any]) -> str:
    """Say what sort of contact one is."""
    kind, label = str(contact["kind"]), str(contact.get("label") or "other")
    return f"{_(CONTACT_KINDS.get(kind, kind))} ({_(CONTACT_LABELS.get(label, label))})"


def contact_text(record: RecordType | None, contact: Mapping[str, Any]) -> str:
    """Write a contact with what is said about it, a no above all."""
    more: list[str] = []
    for name, attribute in record.attributes.items() if record is not None else ():
        value = contact.get(name)
        if value is None or value is False or name in {"kind", "label", "value", "preferred"}:
            continue
        more.append(_(attribute.label) if value is True else attribute.format(value))
    text = str(contact["value"])
    return f"{text} ({', '.join(more)})" if more else text


def part_words(registry: Registry, part: PartOf) -> tuple[str, str]:
    """Say what a part is, and what is in it."""
    record = registry[part.kind]
    texts: list[str] = []
    for name, attribute in record.attributes.items():
        value = part.values.get(name)
        if value is not None and not attribute.target:
            texts.append(_(attribute.label) if value is True else " ".join(attribute.format(value).split()))
    return _(record.one), ", ".join(texts)
