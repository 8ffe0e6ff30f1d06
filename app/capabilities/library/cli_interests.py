"""The verb of interests: who is recused from what."""

from __future__ import annotations

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say_json, say_table
from app.cli.vaults import opened
from app.i18n import _
from app.services.command import Verb


def interests(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """List who is recused from which review, and which waivers there are."""
    from sqlmodel import select

    from app.capabilities.library import reviews
    from app.capabilities.library.records import Seat
    from app.capabilities.library.touching import touched_reviews
    from app.capabilities.people.records_time import InterestWaiver
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault, vault.reading() as reading:
        day = group.today(vault)
        touched = [
            {"seat": each.seat, "round": each.round, "person": each.person, "interest": each.interest}
            for each in touched_reviews(vault, day)
        ]
        seats = sorted((s for s in reading.exec(select(Seat)).all() if s.interest), key=lambda each: each.id)
        waivers = sorted(reading.exec(select(InterestWaiver)).all(), key=lambda each: each.id)
    rows = [
        {
            "seat": s.id, "round": s.round, "person": s.person, "interest": s.interest,
            "waivers": [{"person": w.person, "reason": w.reason} for w in waivers if w.of == s.id],
            "recused": reviews.recused(
                reviews.SeatRow(s.id, s.person, s.state, s.interest or ""), [w.person for w in waivers if w.of == s.id]
            ),
        }
        for s in seats
    ]  # fmt: skip
    if as_json:
        say_json({"interests": rows, "touching": touched})
        return
    lines = [
        (s.id, s.interest or "", _("recused") if r["recused"] else _("waived"))
        for s, r in zip(seats, rows, strict=True)
    ]
    say_table((_("Reviewer"), _("Interest"), _("State")), lines)


INTEREST_COMMANDS = (Verb("interests", interests, _("Say who is recused from what, and which waivers there are.")),)
