"""`attach`, `attachments`, `detach`, `save`, `fetch`: papers and pictures that belong to records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.arguments import AsJson, Force, Kind, PassphraseFile, RecordId, VaultFolder
from app.cli.named_files import reserved
from app.cli.output import say, say_json, say_table, short_ids, size_of
from app.cli.vaults import opened
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import N_, _, ngettext
from app.problems import UserProblem

if TYPE_CHECKING:
    from app.services.attachments.attachments import AttachmentItem

AttachmentId = Annotated[
    str, typer.Argument(metavar="ATTACHMENT", help=_("Its id, the beginning of it, or its title."))
]
_STATES = {"here": N_("here"), "partly": N_("partly here"), "away": N_("not here")}
_WISHES = {"yes": N_("wanted"), "no": N_("not wanted"), "ask": N_("say with fetch if it is wanted")}


def attach(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    record: RecordId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("What to attach: at most 64 MB."))],
    title: Annotated[str, typer.Option("--title", help=_("What it is called; without it, as the file."))] = "",
    sort: Annotated[
        Literal["agreement", "plan", "photo", "other"], typer.Option("--sort", help=_("What it is."))
    ] = "other",
    shows: Annotated[
        str, typer.Option("--shows", metavar="PERSON", help=_("Who is in a photo: they must have said yes to it."))
    ] = "",
    note: Annotated[str, typer.Option("--note", help=_("What others should know about it."))] = "",
    as_it_is: Annotated[
        bool, typer.Option("--as-it-is", help=_("Also a picture that holds where, when or by whom it was made."))
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Attaches a file to a record and prints the id of the attachment."""
    from app.services.attachments import attachments
    from app.services.records import editing

    offered = attachments.picked(file)
    if not as_it_is and offered.tells_more():
        raise UserProblem(
            _("{file} holds notes beside the picture, such as where, when or by whom it was made.").format(file=file),
            kept=_("Nothing was attached."),
            do=_("Attach it in the window, which can take them out, or say --as-it-is."),
        )
    with opened(context, folder, passphrase_file) as vault:
        owner = editing.find(vault, kind, record)
        person = editing.find(vault, "person", shows) if shows else ""
        job = attachments.attach(vault, owner, offered, title=title, sort=sort, shows=person, note=note)
        made = work(world_of(context), job)
    say(made.id)


def list_attachments(
    context: typer.Context,
    folder: VaultFolder,
    kind: Annotated[str, typer.Argument(metavar="[KIND", help=_("Only of a record of this kind ..."))] = "",
    record: Annotated[str, typer.Argument(metavar="ID]", help=_("... with this id or name."))] = "",
    tidy: Annotated[
        bool, typer.Option("--tidy", help=_("First remove the bytes of what was deleted more than a month ago."))
    ] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List what is attached, and whether it is on this laptop."""
    from app.services.attachments import attachments, chunk_transfer
    from app.services.records import editing

    if kind and not record:
        raise typer.BadParameter(_("After the kind of record, its id or name is needed."))
    with opened(context, folder, passphrase_file) as vault:
        removed = chunk_transfer.tidy(vault) if tidy else (0, 0)
        found = attachments.of(vault, editing.find(vault, kind, record)) if kind else attachments.every(vault)
    if as_json:
        say_json([_as_json(item) for item in found])
        return
    if removed[0]:
        say(ngettext("{count} chunk removed ({size}).", "{count} chunks removed ({size}).", removed[0]).format(
            count=removed[0], size=size_of(removed[1])
        ))  # fmt: skip
    if found:
        heads = (_("ID"), _("Title"), _("What it is"), _("Belongs to"), _("Size"), _("On this laptop"))
        say_table(heads, [*_rows(found)])
    else:
        say(_("Nothing is attached."))


def _rows(found: Sequence[AttachmentItem]) -> list[tuple[str, ...]]:
    from app.services.attachments.attachments import SORTS

    ids = short_ids([item.id for item in found])
    return [
        (identity, item.title, _(SORTS.get(item.sort, item.sort)), item.belongs, size_of(item.size), _whereabouts(item))
        for identity, item in zip(ids, found, strict=True)
    ]


def _whereabouts(item: AttachmentItem) -> str:
    state = _(_STATES[item.presence.state])
    return state if item.whole else f"{state}, {_(_WISHES[item.presence.wish])}"


def _as_json(item: AttachmentItem) -> dict[str, object]:
    return {
        "id": item.id,
        "of": item.of,
        "title": item.title,
        "sort": item.sort,
        "file": item.file,
        "media": item.media,
        "size": item.size,
        "note": item.note,
        "shows": item.shows,
        "content": item.content,
        "state": item.presence.state,
        "lacking": item.presence.lacking,
        "wish": item.presence.wish,
    }


def detach(
    context: typer.Context, folder: VaultFolder, attachment: AttachmentId, passphrase_file: PassphraseFile = None
) -> None:
    """Take an attachment away from its record, on all laptops as they hear of it."""
    from app.services.records import editing, records

    with opened(context, folder, passphrase_file) as vault:
        identity = editing.find(vault, "attachment", attachment)
        title = records.get(vault, identity).title
        records.delete(vault, identity)
    say(_("Taken away: {title}. `undo` brings it back.").format(title=title))


def save(
    context: typer.Context,
    folder: VaultFolder,
    attachment: AttachmentId,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_("Where to write it; a folder takes its name."))],
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Write a copy of an attachment to the disk, where it is not encrypted."""
    from app.services.attachments import attachments
    from app.services.records import editing

    with reserved(out, force=force, folder=True) as output, opened(context, folder, passphrase_file) as vault:
        identity = editing.find(vault, "attachment", attachment)
        item = next(each for each in attachments.every(vault) if each.id == identity)
        data = work(world_of(context), attachments.read(vault, identity))
        path = output.write(data, item.file)
    say(_("“{title}” is in {file} ({size}). It is not encrypted: anybody who has the file can read it.").format(
        title=item.title, file=path, size=size_of(len(data))
    ))  # fmt: skip


def fetch(
    context: typer.Context,
    folder: VaultFolder,
    attachment: AttachmentId,
    not_wanted: Annotated[bool, typer.Option("--no", help=_("It is not wanted here."))] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Says whether this laptop wants the bytes of an attachment; they come with bundles of those who have them."""
    from app.services.attachments import chunk_transfer
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        identity = editing.find(vault, "attachment", attachment)
        chunk_transfer.wish(vault, identity, fetch=not not_wanted)
    say(_("Not wanted here.") if not_wanted else _("Wanted: it comes with a bundle of somebody who has it."))
