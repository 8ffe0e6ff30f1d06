"""The verbs of documents: versions, differences, heads, joining, and annotations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.named_files import read, reserved
from app.cli.output import say, say_json, say_table, say_text
from app.cli.vaults import opened
from app.i18n import _
from app.services.command import Verb

if TYPE_CHECKING:
    from app.capabilities.library.records import DocumentVersion

DocumentName = Annotated[str, typer.Argument(metavar="DOCUMENT", help=_("The id or title of a document."))]
Version = Annotated[str, typer.Argument(metavar="VERSION", help=_("The id of a version, or a document with one head."))]
Other = Annotated[str, typer.Argument(metavar="OTHER", help=_("The other version."))]
File = Annotated[Path, typer.Argument(metavar="FILE", help=_("A file to read."))]
Note = Annotated[str, typer.Option("--note", help=_("What is new."))]


def _plain(version: DocumentVersion) -> dict[str, Any]:
    from app.capabilities.library.documents import label

    return {
        "id": version.id,
        "document": version.document,
        "number": version.number,
        "parents": list(version.parents or ()),
        "sha256": version.sha256,
        "label": label(version),
        "note": version.note,
    }


def new(
    context: typer.Context,
    folder: VaultFolder,
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    kind: Annotated[str, typer.Option("--kind")] = "paper",
    owner: Annotated[str, typer.Option("--owner", help=_("A person."))] = "",
    summary: Annotated[str, typer.Option("--summary")] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Begin a document."""
    from app.services.records import editing, records

    with opened(context, folder, passphrase_file) as vault:
        person = editing.find(vault, "person", owner) if owner else None
        values = {"title": title, "kind": kind, "owner": person, "summary": summary or None}
        identity = records.add(vault, "document", values).added[0]
    say_json({"id": identity}) if as_json else say(identity)


def add_version(
    context: typer.Context,
    folder: VaultFolder,
    document: DocumentName,
    file: File,
    parent: Annotated[list[str] | None, typer.Option("--parent", help=_("The version it was made from."))] = None,
    note: Note = "",
    as_file: Annotated[bool, typer.Option("--as-file", help=_("Attach a file that is no text."))] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Add a text as the next version."""
    from app.capabilities.library import documents
    from app.services.records import editing

    data = b"" if as_file else read(file)
    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "document", document)
        parents = None if parent is None else [editing.find(vault, "document_version", each) for each in parent]
        if as_file:
            identity = documents.add_file(vault, found, file, parents, note).added[0]
        else:
            identity = documents.add_version(vault, found, data, parents, note).added[0]
        version = documents.version_of(vault, identity)
    say_json(_plain(version)) if as_json else say(f"{identity}  {documents.label(version)}")


def show(
    context: typer.Context,
    folder: VaultFolder,
    document: DocumentName,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show a document with its versions and the text of its heads."""
    from app.capabilities.library import documents
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        row = documents.document_row(vault, editing.find(vault, "document", document))
        rows = documents.versions(vault, row.id)
        last = documents.heads(vault, row.id)
    if as_json:
        say_json({
            "id": row.id, "title": row.title, "kind": row.kind, "owner": row.owner, "summary": row.summary,
            "versions": [_plain(each) for each in rows],
            "heads": [each.id for each in last],
            "texts": {each.id: each.text for each in last},
        })  # fmt: skip
        return
    say(row.title)
    say_table((_("Id"), _("Version"), _("What is new")), [(r.id, documents.label(r), r.note or "") for r in rows])
    for each in last:
        say()
        say_text(each.text or "")


def diff(
    context: typer.Context,
    folder: VaultFolder,
    version: Version,
    other: Other,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show what two versions differ in, by word."""
    from app.capabilities.library import documents
    from app.capabilities.library.versions import GONE, NEW, differences

    with opened(context, folder, passphrase_file) as vault:
        one, two = documents.version_of(vault, version), documents.version_of(vault, other)
    pieces = differences(one.text or "", two.text or "")
    if as_json:
        say_json({"from": one.id, "to": two.id, "pieces": [{"kind": p.kind, "text": p.text} for p in pieces]})
        return
    marks = {GONE: "[-{}-]", NEW: "{{+{}+}}"}
    say_text("".join(marks.get(each.kind, "{}").format(each.text) for each in pieces))


def heads(
    context: typer.Context,
    folder: VaultFolder,
    document: DocumentName,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List the versions that nobody has written on from; two or more wait to be joined."""
    from app.capabilities.library import documents
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        rows = documents.heads(vault, editing.find(vault, "document", document))
    if as_json:
        say_json({"heads": [_plain(each) for each in rows]})
    else:
        say_table((_("Id"), _("Version"), _("What is new")), [(r.id, documents.label(r), r.note or "") for r in rows])


def join(
    context: typer.Context,
    folder: VaultFolder,
    version: Version,
    other: Other,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only show what would come of it."))] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Join two heads by lines; where both changed the same, both stand there with marks."""
    from app.capabilities.library import documents

    with opened(context, folder, passphrase_file) as vault:
        one, two = documents.version_of(vault, version), documents.version_of(vault, other)
        result, identity = documents.joined(vault, one, two), None
        if not dry_run:
            data = result.text.encode()
            identity = documents.add_version(vault, one.document, data, [one.id, two.id], _("Joined")).added[0]
    if as_json:
        say_json({"id": identity, "clashes": result.clashes, "text": result.text})
        return
    say(_("{count} places were changed by both.").format(count=result.clashes))
    say_text(identity or result.text)


def restore(
    context: typer.Context,
    folder: VaultFolder,
    version: Version,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make an old version the latest again, as a new version."""
    from app.capabilities.library import documents

    with opened(context, folder, passphrase_file) as vault:
        identity = documents.restore(vault, documents.version_of(vault, version).id).added[0]
        made = documents.version_of(vault, identity)
    say_json(_plain(made)) if as_json else say(f"{identity}  {documents.label(made)}")


def export(
    context: typer.Context,
    folder: VaultFolder,
    version: Version,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Its text, or everything if it ends in .json."))],
    force: Force = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the text of a version as it is, or the version with its hash as JSON."""
    import json

    from app.capabilities.library import documents

    with reserved(file, force=force) as place, opened(context, folder, passphrase_file) as vault:
        found = documents.version_of(vault, version)
        whole = json.dumps({**_plain(found), "text": found.text}, ensure_ascii=False, indent=2) + "\n"
        written = place.write((whole if file.suffix.lower() == ".json" else found.text or "").encode())
    say(str(written))


DOCUMENT_COMMANDS = (
    Verb("document new", new, _("Begin a document.")),
    Verb("document add-version", add_version, _("Add a text as the next version.")),
    Verb("document show", show, _("Show a document with its versions.")),
    Verb("document diff", diff, _("Show what two versions differ in, by word.")),
    Verb("document heads", heads, _("List the versions that nobody has written on from.")),
    Verb("document join", join, _("Join two heads by lines, three ways.")),
    Verb("document restore", restore, _("Make an old version the latest again.")),
    Verb("document export", export, _("Write the text of a version.")),
)
