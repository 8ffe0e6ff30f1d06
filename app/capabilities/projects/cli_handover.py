"""The verb that hands a project over, or all that a leaver holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.capabilities.projects.asking import On, day_of, find
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.i18n import _

if TYPE_CHECKING:
    from app.capabilities.projects.handover import HeldRecord, Packet


def handover(
    context: typer.Context,
    folder: VaultFolder,
    project: Annotated[str, typer.Argument(metavar="[PROJECT]", help=_("A project: its id or name."))] = "",
    person: Annotated[str, typer.Option("--person", metavar="PERSON", help=_("All that somebody leaves."))] = "",
    to: Annotated[str, typer.Option("--to", metavar="PERSON", help=_("Who takes over: it is written."))] = "",
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Give the handover packet of a project, or every record that names somebody who leaves. `print` makes a PDF."""
    from app.capabilities.projects import handover as packets

    if bool(project) == bool(person):
        raise typer.BadParameter(_("Name a project, or --person."))
    with opened(context, folder, passphrase_file) as vault:
        day, other = day_of(vault, on), find(vault, "person", to) if to else ""
        if project:
            record = find(vault, "project", project)
            if other:
                packets.begin(vault, record, other, day)
            _say_packet(packets.packet(vault, record, day), as_json=as_json)
        else:
            leaver = find(vault, "person", person)
            if other:
                packets.pass_on(vault, leaver, packets.successors(vault, packets.held_by(vault, leaver), other))
            _say_held(packets.held_by(vault, leaver), leaver, as_json=as_json)


def _say_packet(found: Packet, *, as_json: bool) -> None:
    """Say the packet of a project."""
    if as_json:
        say_json(
            {
                "project": found.project,
                "name": found.name,
                "on": found.day,
                "sections": [
                    {
                        "name": part.name,
                        "title": part.heading,
                        "lines": [
                            {
                                "what": each.what,
                                "more": each.more,
                                "kind": each.kind or None,
                                "record": each.record or None,
                            }
                            for each in part.lines
                        ],
                    }
                    for part in found.parts
                ],
                "checklist": [
                    {"what": text, "task": task or None, "done": done} for text, task, done in found.checklist
                ],
            }
        )
        return
    say(found.name)
    for part in found.parts:
        say()
        say(part.heading)
        for each in part.lines:
            say(f"  {each.what}" + (f"  ({each.more})" if each.more else ""))
    say()
    say(_("Steps for whoever takes over"))
    for text, _task, done in found.checklist:
        say(f"  [{'x' if done else ' '}] {text}")


def _say_held(held: dict[str, list[HeldRecord]], person: str, *, as_json: bool) -> None:
    """Say what names a leaver."""
    if as_json:
        say_json(
            {
                "person": person,
                "kinds": {
                    kind: [
                        {
                            "record": each.record,
                            "title": each.title,
                            "fields": list(each.fields),
                            "goes_to": each.goes_to,
                            "over": each.over,
                        }
                        for each in rows
                    ]
                    for kind, rows in held.items()
                },
            }
        )
        return
    for kind, rows in held.items():
        say(kind)
        for each in rows:
            say(f"  {each.title}: {', '.join(each.fields)}")
