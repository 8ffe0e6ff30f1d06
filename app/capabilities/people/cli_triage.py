"""Verbs about those who are new and wait: `triage`, `orientation`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _

if TYPE_CHECKING:
    from app.capabilities.people.triage_service import SlotOverview, TriagePage
    from app.storage.vault.vault import Vault

People = list[str] | None


def triage(
    context: typer.Context,
    folder: VaultFolder,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DAY", help=_("The day it is looked at from."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List who is new, has no pathway and was asked to no slot, the longest first; and the slots to invite them to."""
    from app.capabilities.people import triage_service
    from app.records.spoken_days import parse_said_day
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        today = group.today(vault)
        page = triage_service.triage(vault, parse_said_day(as_of, today) or today)
    if as_json:
        say_json(_page_as_json(page))
        return
    if not page.queue:
        say(_("Nobody waits."))
    else:
        heads = (_("Name"), _("Reached by"), _("Came by"), _("Days"))
        said = [(w.name, w.reach, w.source, "" if w.days is None else str(w.days)) for w in page.queue]
        say_table(heads, said)
    if not page.slots:
        say(_("There is no slot: `add VAULT orientation name=… on_day=… seats=…` makes one."))
    for slot in page.slots:
        _say_slot(slot)


def orientation(
    context: typer.Context,
    folder: VaultFolder,
    slot: Annotated[str, typer.Argument(metavar="SLOT", help=_("An id, or a name, as triage shows it."))],
    invite: Annotated[
        People, typer.Option("--invite", metavar="PERSON", help=_("Invite this person; can be given several times."))
    ] = None,
    waiting: Annotated[
        bool, typer.Option("--invite-waiting", help=_("Invite as many of those who wait as there are seats left."))
    ] = False,
    yes: Annotated[People, typer.Option("--yes", metavar="PERSON", help=_("This person said yes."))] = None,
    no: Annotated[People, typer.Option("--no", metavar="PERSON", help=_("This person said no."))] = None,
    came: Annotated[People, typer.Option("--came", metavar="PERSON", help=_("This person came."))] = None,
    missed: Annotated[People, typer.Option("--missed", metavar="PERSON", help=_("This person did not come."))] = None,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show a slot; invite people to it, or note as one action who said yes or no, and who came."""
    from app.capabilities.people import triage_service
    from app.services.records import editing
    from app.services.settings import group

    answers = ((triage_service.YES, yes), (triage_service.NO, no), (triage_service.CAME, came))
    notes = [(text, state) for state, texts in (*answers, (triage_service.MISSED, missed)) for text in texts or ()]
    if notes and (invite or waiting):
        raise typer.BadParameter(_("Invite first, and note what they said by a second call."))
    with opened(context, folder, passphrase_file) as vault:
        day, found = group.today(vault), editing.find(vault, "orientation", slot)
        if invite or waiting:
            named = [editing.find(vault, "person", text) for text in invite or ()]
            people = [*named, *(_waiting(vault, found) if waiting else ())]
            triage_service.invite(vault, found, people, day)
        if notes:
            told = [(editing.find(vault, "person", text), state) for text, state in notes]
            triage_service.note_all(vault, found, told, day)
        overview = triage_service.slot_of(vault, found, day)
    if as_json:
        say_json(_slot_as_json(overview))
    else:
        _say_slot(overview)


def _waiting(vault: Vault, slot: str) -> Sequence[str]:
    """Give those who wait longest, as many as there are seats that nobody was asked for."""
    from app.capabilities.people import triage_service
    from app.services.settings import group

    day = group.today(vault)
    free = triage_service.slot_of(vault, slot, day).free
    return [each.person for each in triage_service.triage(vault, day).queue[:free]]


def _say_slot(slot: SlotOverview) -> None:
    """Give a slot and who is invited to it in lines."""
    from app.capabilities.people.triage_service import STATES
    from app.records.days import format_day

    when = " ".join(filter(None, (format_day(slot.on_day) if slot.on_day else "", slot.at)))
    say(", ".join(filter(None, (slot.name, when, slot.place, slot.words()))))
    for each in slot.people:
        say(f"  {each.name}: {_(STATES[each.state])}")


def _page_as_json(page: TriagePage) -> dict[str, Any]:
    queue = [
        {"person": each.person, "name": each.name, "reach": each.reach, "source": each.source, "days": each.days}
        for each in page.queue
    ]
    return {"queue": queue, "slots": [_slot_as_json(each) for each in page.slots]}


def _slot_as_json(slot: SlotOverview) -> dict[str, Any]:
    return {
        "slot": slot.id,
        "name": slot.name,
        "on_day": slot.on_day,
        "at": slot.at,
        "place": slot.place,
        "seats": slot.seats,
        "taken": slot.taken,
        "people": [
            {"person": each.person, "name": each.name, "seat": each.seat, "state": each.state} for each in slot.people
        ],
    }
