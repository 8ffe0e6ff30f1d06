"""`list`, `show`, `add`, `set`, `delete`: records one kind or one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.arguments import AsJson, Fields, Kind, PassphraseFile, RecordId, VaultFolder, Where
from app.cli.output import say, say_fields, say_json, say_table, short_ids
from app.cli.vaults import opened
from app.i18n import _, ngettext

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.records.attributes import Attribute
    from app.records.record_type import RecordType
    from app.services.records.records import Card, HistoryEntry, RecordRow
    from app.services.vaults.vaults import Vault
    from app.storage.history import Dispute

FLAG = "!"
_ALL = 1 << 31


def list_records(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    where: Where = "",
    sort: Annotated[str, typer.Option("--sort", metavar="FIELD", help=_("In the order of this field."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List the records of a kind; a mark before one says that there is something to settle."""
    from app.services.records import editing, records

    with opened(context, folder, passphrase_file) as vault:
        record_type = records.kind_of(vault, kind)
        if sort:
            editing.attribute(record_type, sort)
        page = records.page(vault, kind, records.Query(where=where, sort=sort), 0, _ALL)
    if as_json:
        say_json([_row_as_json(kind, row) for row in page.rows])
        return
    columns = record_type.columns()
    ids = short_ids([row.id for row in page.rows])
    heads = ["", _("Id"), *(_(attribute.label) for attribute in columns)]
    rows = [
        [FLAG if row.flagged else "", short, *(text_of(each, row.values[each.name], row.titles) for each in columns)]
        for row, short in zip(page.rows, ids, strict=True)
    ]
    say_table(heads, rows)


def text_of(attribute: Attribute | None, value: Any, titles: Mapping[str, str]) -> str:
    """Give a value for people: what it refers to by its title."""
    if value is None:
        return ""
    if attribute is None:
        return str(value)
    if attribute.target is not None:
        return titles.get(value, str(value))
    return attribute.format(value)


def _row_as_json(kind: str, row: RecordRow) -> dict[str, object]:
    return {
        "kind": kind,
        "id": row.id,
        "circle": row.circle,
        "flagged": row.flagged,
        "values": row.values,
        "titles": row.titles,
    }


def show(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    record: RecordId,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show all of a record."""
    from app.services.records import editing, records
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        record_type = records.kind_of(vault, kind)
        identity = editing.find(vault, kind, record)
        card, history = records.get(vault, identity), records.history(vault, identity)
        if as_json:
            say_json(_card_as_json(card, history))
        else:
            _say_card(vault, record_type, card, history, group.almanac(vault))


def _say_card(vault: Vault, kind: RecordType, card: Card, history: Sequence[HistoryEntry], almanac: Almanac) -> None:
    from app.services.capability import capabilities_of
    from app.storage.history import circle_names

    say(card.title)
    fields = [(_("Id"), card.id), (_("Kind"), _(kind.one))]
    circles = circle_names(vault)
    if len(circles) > 1:
        fields.append((_("Circle"), circles.get(card.circle, "")))
    for name, attribute in kind.attributes.items():
        if card.values[name] is not None:
            fields.append((_(attribute.label), text_of(attribute, card.values[name], card.titles)))
    say_fields(fields)
    if card.disputes:
        say()
        say(_("To settle"))
        for dispute in card.disputes:
            _say_dispute(vault, kind, dispute, almanac)
    for part in card.parts:
        if part.rows:
            part_type = vault.registry[part.kind]
            columns = [each for each in part_type.attributes.values() if each.name != part_type.part_of]
            say()
            say(_(part_type.many))
            for row in part.rows:
                texts = [text_of(each, row.values[each.name], row.titles) for each in columns]
                say(f"  {row.id[:8]}  {', '.join(text for text in texts if text)}")
    remarks = [each.remarks[kind.name] for each in capabilities_of(vault.registry) if kind.name in each.remarks]
    sentences = [said for remark in remarks for said in remark(vault, card.id, almanac.today())]
    if sentences:
        say()
        for sentence in sentences:
            say(sentence)
    say()
    say(_("History"))
    for entry in history:
        say(f"  {_entry(vault, kind, entry, almanac)}")


def _say_dispute(vault: Vault, kind: RecordType, dispute: Dispute, almanac: Almanac) -> None:
    attribute = kind.attribute_for(dispute.field)
    label = _(attribute.label) if attribute else dispute.field or _("Deleted by one, changed by another")
    say(f"  {label}")
    for version in dispute.versions:
        value = _("deleted") if not dispute.field and version.value is None else _shown(vault, attribute, version.value)
        say(f"    {value}  ({version.who}, {almanac.stamp(version.at)})")


def _entry(vault: Vault, kind: RecordType, entry: HistoryEntry, almanac: Almanac) -> str:
    attribute = kind.attribute_for(entry.field) if entry.field else None
    what = _(entry.what)
    if entry.field:
        label = _(attribute.label) if attribute and ":" not in entry.field else entry.field.removeprefix("x:")
        before, after = (_shown(vault, attribute, value) for value in (entry.before, entry.after))
        what = f"{what}  {label}: {before} → {after}" if before else f"{what}  {label}: {after}"
    return f"{almanac.stamp(entry.at)}  {entry.who}  {what}"


def _shown(vault: Vault, attribute: Attribute | None, value: Any) -> str:
    """Give a value as the log has it, which is what history and disputes hold."""
    if value is None or attribute is None or (isinstance(value, str) and attribute.name == "extra"):
        return "" if value is None else str(value)
    if attribute.target is not None:
        return _title(vault, value)
    return attribute.format(attribute.from_wire(value))


def _title(vault: Vault, record: str) -> str:
    from app.problems import NotFound
    from app.services.records import records
    from app.services.records.titles import absence

    try:
        return records.get(vault, record).title
    except NotFound:
        return absence(vault, record)


def _card_as_json(card: Card, history: Sequence[HistoryEntry]) -> dict[str, object]:
    return {
        "kind": card.kind,
        "id": card.id,
        "title": card.title,
        "circle": card.circle,
        "values": card.values,
        "titles": card.titles,
        "disputes": [
            {
                "field": dispute.field,
                "versions": [{"value": each.value, "who": each.who, "at": each.at} for each in dispute.versions],
            }
            for dispute in card.disputes
        ],
        "parts": {part.kind: [_row_as_json(part.kind, row) for row in part.rows] for part in card.parts},
        "history": [
            {
                "at": entry.at,
                "who": entry.who,
                "device": entry.device,
                "what": entry.what,
                "field": entry.field,
                "before": entry.before,
                "after": entry.after,
            }
            for entry in history
        ],
    }


def add(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    fields: Fields,
    circle: Annotated[
        str, typer.Option("--circle", metavar="CIRCLE", help=_("Who may read it: a circle by its name."))
    ] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Add a record and print its id."""
    from app.services.members import circles
    from app.services.records import editing, records
    from app.services.settings import group

    given = assignments(fields)
    with opened(context, folder, passphrase_file) as vault:
        home = circles.named(vault, circle).circle if circle else ""
        values = editing.values(vault, kind, given, said_on=group.today(vault))
        changed = records.add(vault, kind, values, home)
    say(changed.added[0])


def change(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    record: RecordId,
    fields: Fields,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Change fields of a record."""
    from app.services.records import editing, records
    from app.services.settings import group

    given = assignments(fields)
    with opened(context, folder, passphrase_file) as vault:
        identity = editing.find(vault, kind, record)
        values = editing.values(vault, kind, given, identity, said_on=group.today(vault))
        changed = records.edit(vault, identity, values)
    say(_("Changed.") if changed.touched else _("It was so already."))


def delete(
    context: typer.Context, folder: VaultFolder, kind: Kind, record: RecordId, passphrase_file: PassphraseFile = None
) -> None:
    """Delete a record with its parts."""
    from app.services.records import editing, records

    with opened(context, folder, passphrase_file) as vault:
        identity = editing.find(vault, kind, record)
        title = records.get(vault, identity).title
        changed = records.delete(vault, identity)
    parts = len(changed.touched) - 1
    with_parts = ngettext(", with {count} part", ", with {count} parts", parts).format(count=parts) if parts else ""
    say(_("Deleted: {title}{parts}. `undo` brings it back.").format(title=title, parts=with_parts))


def assignments(words: Sequence[str]) -> list[tuple[str, str]]:
    """Fields and values, from words such as name=Bo; raises a usage error for any other word."""
    pairs: list[tuple[str, str]] = []
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise typer.BadParameter(_("“{word}” is not of the form field=value.").format(word=word))
        pairs.append((name.strip(), value))
    return pairs
