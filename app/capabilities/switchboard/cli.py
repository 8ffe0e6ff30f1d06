"""The verbs of the switchboard."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.capabilities.switchboard.cli_interests import INTERESTS
from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table, say_text
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.capabilities.switchboard.matching import Beside, ListingCandidate
    from app.capabilities.switchboard.planning.answer import WeekPlan
    from app.capabilities.switchboard.planning.leverage import Leverage
    from app.capabilities.switchboard.rows import ListingBook
    from app.storage.vault.vault import Vault

ListingId = Annotated[str, typer.Argument(metavar="LISTING", help=_("A need or an offer: its id or title."))]
NeedId = Annotated[str, typer.Argument(metavar="NEED", help=_("A need: its id or title."))]
OfferId = Annotated[str, typer.Argument(metavar="OFFER", help=_("An offer: its id or title."))]
MatchId = Annotated[str, typer.Argument(metavar="MATCH", help=_("A match: its id."))]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DAY", help=_("As it is on this day; today if not said."))]
Week = Annotated[str, typer.Option("--week", metavar="DAY", help=_("The week of this day; this week if not said."))]
Limit = Annotated[
    float, typer.Option("--limit", min=0, max=3600, metavar="SECONDS", help=_("How long to look for a better plan."))
]


def matches(
    context: typer.Context,
    folder: VaultFolder,
    listing: ListingId,
    as_of: AsOf = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say what fits a need or an offer, best first, with the reasons; and what does not, and why."""
    from app.capabilities.switchboard.fitting import Fitter
    from app.capabilities.switchboard.matching import matches as all_matches
    from app.capabilities.switchboard.service import field_of, listing_of

    with opened(context, folder, passphrase_file) as vault:
        field = field_of(vault)
        mine = listing_of(field, _find(vault, "listing", listing))
        fits, beside = all_matches(Fitter(field, _day(vault, as_of)), mine)
    if as_json:
        say_json({"fits": [_fit(each) for each in fits], "does_not": [_beside(each) for each in beside]})
        return
    if not fits:
        say(_("Nothing fits."))
        return
    rows = [(f"{each.score.tenths / 10:.1f}", each.listing.title, "; ".join(each.score.reasons)) for each in fits]
    say_table((_("Score"), _("Title"), _("Reasons")), rows)
    for each in fits:
        for warning in each.warnings:
            say(f"{each.listing.title}: {warning}")


def _fit(each: ListingCandidate) -> dict[str, Any]:
    """Give what fits for a program to read."""
    return {
        "listing": each.listing.id,
        "title": each.listing.title,
        "score": each.score.tenths / 10,
        "parts": {part.name: round(float(part.points), 4) for part in each.score.parts},
        "reasons": each.score.reasons,
        "warnings": list(each.warnings),
    }


def _beside(each: Beside) -> dict[str, Any]:
    """Give what does not fit for a program to read."""
    return {"listing": each.listing.id, "title": each.listing.title, "why": each.words}


def plan(
    context: typer.Context,
    folder: VaultFolder,
    week: Week = "",
    limit: Limit = 10,
    write: Annotated[bool, typer.Option("--write", help=_("Keep the plan as suggestions."))] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Plan a week: all open needs and offers at once. Without --write nothing is changed."""
    import time

    from app.capabilities.switchboard.plan_service import field_to_plan, plan_week
    from app.capabilities.switchboard.plan_service import write as keep
    from app.services.jobs import Progress
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        field, today = field_to_plan(vault), group.today(vault)
        began = time.monotonic()
        found = plan_week(field, _day(vault, week), today, Progress(cancelled=lambda: time.monotonic() - began > limit))
        seconds = time.monotonic() - began
        if write:
            keep(vault, found)
    if as_json:
        say_json(_plan(found, seconds))
    else:
        _say_plan(found, field)


def _plan(found: WeekPlan, seconds: float) -> dict[str, Any]:
    """Give a plan for a program to read."""
    from app.capabilities.switchboard.rows import URGENCIES

    sums = {urgency: found.of_urgency(urgency) for urgency in URGENCIES}
    return {
        "week": found.monday,
        "needs": [
            {
                "need": each.need,
                "urgency": each.urgency,
                "open": each.open,
                "met": each.met,
                "share": round(float(each.share), 6),
                "why_not": each.why_not or None,
            }
            for each in found.needs
        ],
        "matches": [
            {
                "need": each.need,
                "offer": each.offer,
                "quantity": each.quantity,
                "from": each.begin or None,
                "until": each.until or None,
                "score": each.tenths / 10,
                "backups": list(each.backups),
            }
            for each in found.matches
        ],
        "covered": found.covered,
        "bound": found.bound,
        "greedy": found.greedy,
        "by_urgency": {
            urgency: {"shares": round(float(shares), 6), "wholly_met": whole, "needs": count}
            for urgency, (shares, whole, count) in sums.items()
        },
        "proven": found.proven,
        "stopped": found.stopped,
        "broken": list(found.broken),
        "seconds": round(seconds, 3),
    }


def _say_plan(found: WeekPlan, field: ListingBook) -> None:
    """Say a plan to people."""
    titles = {each.id: each.title for each in field.listings.values()}
    if not found.needs:
        say(_("Nothing is open in this week, so there is nothing to plan."))
        return
    if not found.matches:
        say(_("Nothing that is offered fits what is needed in this week."))
    else:
        from app.capabilities.switchboard.words import amount

        rows = [
            (
                titles[each.need],
                titles[each.offer],
                amount(each.quantity, field.listings[each.need].unit, field.listings[each.need].currency),
                f"{each.begin.replace('T', ' ')} – {each.until[11:]}" if each.begin else "",
            )
            for each in found.matches
        ]
        say_table((_("Need"), _("Offer"), _("Quantity"), _("When")), rows)
    for each in found.needs:
        if each.why_not:
            say(f"{titles[each.need]}: {each.why_not}")
    for words in found.broken:
        say(words)
    if found.stopped and found.covered == found.greedy and not found.proven:
        say(_("The time was over before anything better was found: this is the plain plan, one need after the other."))
    else:
        say(_("Nothing better is possible.") if found.proven else _("There may be a better plan."))


def leverage(
    context: typer.Context,
    folder: VaultFolder,
    week: Week = "",
    limit: Limit = 30,
    look_for: Annotated[
        bool, typer.Option("--look-for", help=_("Make a need of the one that is missing most."))
    ] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say on which offers most depends, and which one more would help most."""
    import time

    from app.capabilities.switchboard import board, plan_board, plan_service
    from app.services.jobs import Progress

    with opened(context, folder, passphrase_file) as vault:
        day = _day(vault, week)
        at = board.look(vault, _day(vault, ""))
        field = at.field
        began = time.monotonic()
        offers, lacks = plan_service.levers(
            field, day, at.fitter.today, Progress(cancelled=lambda: time.monotonic() - began > limit)
        )
        said = plan_board.missing_words(at, lacks) if lacks else None
        if look_for and said is not None:
            plan_service.look_for(vault, said.title, said.words, said.missing.area)
    titles = {each.id: each.title for each in field.listings.values()}
    if as_json:
        say_json(
            {
                "offers": [_lever(each, titles) for each in offers],
                "missing": None if lacks is None else _missing(lacks),
            }
        )
        return
    rows = [(titles[each.offer], str(each.could), "" if each.without is None else str(each.without)) for each in offers]
    say_table((_("Offer"), _("Could meet"), _("Unmet without it")), rows)
    if said is not None:
        say(_("Missing most: {what}").format(what=said.words))


def _lever(each: Leverage, titles: Mapping[str, str]) -> dict[str, Any]:
    """Give what depends on one offer for a program to read."""
    return {"offer": each.offer, "title": titles[each.offer], "could": each.could, "unmet_without": each.without}


def _missing(lacks: Any) -> dict[str, Any]:
    """Give the missing offer for a program to read."""
    from app.capabilities.switchboard.grid import time_of

    return {
        "category": lacks.category,
        "unit": lacks.unit,
        "currency": lacks.currency,
        "skill": lacks.skill,
        "area": lacks.area,
        "windows": [
            {"weekday": each.weekday, "on_day": each.day, "from": time_of(each.begin), "until": time_of(each.until)}
            for each in lacks.windows
        ],
        "capacity": lacks.capacity,
        "would_meet": lacks.more,
        "needs": lacks.needs,
    }


def introduce(
    context: typer.Context,
    folder: VaultFolder,
    need: NeedId,
    offer: OfferId,
    quantity: Annotated[int, typer.Argument(metavar="QUANTITY", help=_("Minutes, nights, cents or pieces."))],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help=_("The day it is for; today if not said."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Ask both sides for a quantity; prints the match and the text for both."""
    from app.capabilities.switchboard import service
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        ends = _find(vault, "listing", need), _find(vault, "listing", offer)
        today = group.today(vault)
        changed = service.introduce(vault, *ends, quantity, today, _day(vault, on) if on else None)
        match = (*changed.added, *sorted(changed.touched))[0]
        texts = service.letters(vault, match)
    if as_json:
        say_json({"match": match, "texts": {side: each.text for side, each in texts.items()}})
        return
    say(match)
    for text in texts.values():
        say_text(text.text)


def answer(
    context: typer.Context,
    folder: VaultFolder,
    match: MatchId,
    side: Annotated[str, typer.Argument(metavar="need|offer", help=_("Whose answer it is."))],
    says: Annotated[str, typer.Argument(metavar="yes|no", help=_("What they say."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take the answer of one side; both yes gives the contact details of both."""
    from app.capabilities.switchboard import service

    _one_of(side, ("need", "offer"), "need|offer")
    _one_of(says, ("yes", "no"), "yes|no")
    with opened(context, folder, passphrase_file) as vault:
        found = _find(vault, "match", match)
        service.answer(vault, found, side, says)
        reach = service.contacts(vault, found)
    _said(found, reach, as_json=as_json)


def _said(match: str, reach: Any, *, as_json: bool) -> None:
    """Say how to reach both, where there is anything to say."""
    found = {side: [{"kind": each.kind, "value": each.value} for each in points] for side, points in reach.items()}
    if as_json:
        say_json({"match": match, "contacts": found})
        return
    say(match)
    for side, points in found.items():
        for each in points:
            say(f"{side}: {each['value']}")


def partner_file(
    context: typer.Context,
    folder: VaultFolder,
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help=_("A partner: its id or name."))],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=_("Write it; without this it is only shown."))
    ] = None,
    force: Force = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show, and with --out write, what a partner could help with and could use: no names, no contact details."""
    from contextlib import ExitStack

    from app.capabilities.switchboard.partner_file import file_of, preview, rows_for
    from app.capabilities.switchboard.service import field_of
    from app.cli.named_files import reserved
    from app.services.settings import group

    with ExitStack() as stack:
        output = None if out is None else stack.enter_context(reserved(out, force=force))
        vault = stack.enter_context(opened(context, folder, passphrase_file))
        rows = rows_for(field_of(vault), _find(vault, "partner", partner), group.today(vault))
        if output is None:
            say_table((_("Side"), _("Title"), _("Quantity")), preview(rows))
        else:
            output.write(file_of(rows))


def deliver(
    context: typer.Context, folder: VaultFolder, match: MatchId, passphrase_file: PassphraseFile = None
) -> None:
    """Note that it was done; the receiver has yet to confirm it."""
    from app.capabilities.switchboard import service

    with opened(context, folder, passphrase_file) as vault:
        service.deliver(vault, _find(vault, "match", match))


def confirm(
    context: typer.Context, folder: VaultFolder, match: MatchId, passphrase_file: PassphraseFile = None
) -> None:
    """Note that the receiver says that it was done."""
    from app.capabilities.switchboard import service

    with opened(context, folder, passphrase_file) as vault:
        service.confirm(vault, _find(vault, "match", match))


def fell_through(
    context: typer.Context,
    folder: VaultFolder,
    match: MatchId,
    whose: Annotated[str, typer.Option("--whose", metavar="need|offer|neither", help=_("On whose side."))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why, in a few words."))],
    do_not_ask_again: Annotated[
        bool, typer.Option("--do-not-ask-again", help=_("This pair is not suggested any more."))
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Note that it came to nothing; the quantity is open again."""
    from app.capabilities.switchboard import service

    _one_of(whose, ("need", "offer", "neither"), "--whose")
    with opened(context, folder, passphrase_file) as vault:
        found = _find(vault, "match", match)
        service.fell_through(vault, found, whose, reason, ask_again=not do_not_ask_again)


def _find(vault: Vault, kind: str, text: str) -> str:
    """Find a record by its id, the beginning of one, or its title."""
    from app.services.records import editing

    return editing.find(vault, kind, text)


def _day(vault: Vault, text: str) -> datetime.date:
    """Read a day, today if none is given."""
    from app.records.days import parse_near_day
    from app.services.settings import group

    return (parse_near_day(text) if text else None) or group.today(vault)


def _one_of(word: str, words: tuple[str, ...], name: str) -> None:
    """Refuse any other word."""
    if word not in words:
        raise typer.BadParameter(
            _("“{word}” is none of: {words}.").format(word=word, words=", ".join(words)), None, None, name
        )


SECTION = N_("Switchboard")

COMMANDS = (
    Verb("matches", matches, N_("Say what fits a need or an offer, and why.")),
    Verb("plan", plan, N_("Plan a week: all needs and offers at once.")),
    Verb("leverage", leverage, N_("Say on which offers most depends, and what is missing.")),
    Verb("introduce", introduce, N_("Ask both sides of a match.")),
    *INTERESTS,
    Verb("answer", answer, N_("Take the answer of one side of a match.")),
    Verb("partner-file", partner_file, N_("Show or write what goes to a partner.")),
    Verb("deliver", deliver, N_("Note that a match was done.")),
    Verb("confirm", confirm, N_("Note that the receiver says so.")),
    Verb("fell-through", fell_through, N_("Note that a match came to nothing.")),
)
