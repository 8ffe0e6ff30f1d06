"""The verbs `similar` and `wave`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.capabilities.projects.asking import On, day_of, find
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _


def similar(
    context: typer.Context,
    folder: VaultFolder,
    project: Annotated[str, typer.Argument(metavar="[PROJECT]", help=_("Only what is like this one."))] = "",
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Find efforts that are alike, and say why; then merge, adopt or mentor."""
    from app.capabilities.projects import near_service

    with opened(context, folder, passphrase_file) as vault:
        found = near_service.similar(vault, day_of(vault, on), find(vault, "project", project) if project else "")
        names = near_service.names_of(vault)
    if as_json:
        say_json(
            [
                {
                    "one": each.one,
                    "other": each.other,
                    "score": each.score,
                    "reasons": each.reasons(names),
                    "words": list(each.words),
                    "people": list(each.people),
                    "same_place": each.same_place,
                    "needs": list(each.needs),
                }
                for each in found
            ]
        )
        return
    if not found:
        say(_("No two efforts look alike."))
        return
    rows = [(names[each.one], names[each.other], "; ".join(each.reasons(names))) for each in found]
    say_table((_("One"), _("Other"), _("Why")), rows)


def wave(
    context: typer.Context,
    folder: VaultFolder,
    since: Annotated[str, typer.Option("--since", metavar="DAY", help=_("The first day of it."))] = "",
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say how a wave of sign-ups stands: the queue, when it clears, and where people are lost."""
    from app.capabilities.projects import near_service, slots
    from app.capabilities.projects.words import queue_words, slot_words
    from app.records.days import parse_day

    with opened(context, folder, passphrase_file) as vault:
        day = day_of(vault, on)
        found = near_service.wave_of(vault, day, parse_day(since) if since else None)
        names, free = near_service.names_of(vault), slots.open_slots(vault, near_service.moment_of(vault, day))
    if as_json:
        say_json(near_service.as_plain(found, names, free))
        return
    say(_("{n} signed up, {last} of them in the last hour.").format(n=found.signed_up, last=found.last_hour))
    say(queue_words(len(found.queue), found.clears_in, found.growing))
    if found.median_wait is not None:
        say(_("Half of them waited for at most {n} minutes.").format(n=found.median_wait))
    if found.signed_up:
        say(slot_words(len(found.without_slot), len(near_service.to_offer(found, free))))
    if found.drops_most:
        say(_("Most are lost before: {step}").format(step=found.drops_most))
