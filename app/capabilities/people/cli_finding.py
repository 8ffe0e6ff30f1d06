"""Verbs about finding and keeping: `timeline`, `bulk-edit`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import AsJson, Kind, PassphraseFile, VaultFolder, Where
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _


def timeline(
    context: typer.Context,
    folder: VaultFolder,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=_("An id, or a name."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show everything that touches a person, newest first: also what names somebody who was merged into them."""
    from app.capabilities.people.timeline import timeline as lines_of
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = lines_of(vault, editing.find(vault, "person", person))
    if as_json:
        say_json(
            [
                {
                    "day": each.day,
                    "kind": each.kind,
                    "record": each.record,
                    "title": each.title,
                    "role": each.role,
                    "words": each.words,
                    "of": each.of or None,
                }
                for each in found
            ]
        )
        return
    heads = [_("Day"), _("What"), _("As"), _("In words")]
    say_table(
        heads,
        [
            [str(each.day), each.title, each.role, f"{each.words} ({each.of})" if each.of else each.words]
            for each in found
        ],
    )


def bulk_edit(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    settings: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE...", help=_("Values; FIELD+=VALUE and FIELD-=VALUE for sets."))
    ],
    where: Where = "",
    everything: Annotated[bool, typer.Option("--all", help=_("All records of the kind, without a filter."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what it would do."))] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Change all records that a filter leaves alike, as one action; `--dry-run` counts what would change."""
    from app.problems import WrongValue
    from app.services.records import bulk
    from app.services.records.records import Query

    if not where.strip() and not everything:
        raise WrongValue(_("Say which ones, with --where or --all."))
    with opened(context, folder, passphrase_file) as vault:
        planned = bulk.plan(vault, kind, Query(where=where), [bulk.read_setting(each) for each in settings])
        if not dry_run:
            bulk.carry_out(vault, planned)
    if as_json:
        say_json(
            {
                "total": planned.total,
                "changing": planned.changing,
                "done": not dry_run,
                "fields": [
                    {
                        "field": each.field,
                        "after": each.after,
                        "changing": each.changing,
                        "same": each.same,
                        "before": dict(each.before),
                    }
                    for each in planned.fields
                ],
                "refused": [{"record": record, "reason": reason} for record, reason in planned.refused],
            }
        )
        return
    said = _("{changing} of {total} would change.") if dry_run else _("{changing} of {total} changed.")
    say(said.format(changing=planned.changing, total=planned.total))
    for each in planned.fields:
        before = ", ".join(f"{words or _('nothing')} {count}" for words, count in each.before)
        say(
            f"  {each.label} → {each.after or _('nothing')}: {each.changing} ({before})"
            if before
            else f"  {each.label}: 0"
        )
    for record, reason in planned.refused:
        say(_("{record} stays as it is: {reason}").format(record=record[:8], reason=reason))
    if not dry_run and planned.changing:
        say(_("`undo` takes all of it back."))
