"""Verbs about the flow of people: `staying`, `how-many`, `forecast`, `backtest`."""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder, Where
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _

AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DAY", help=_("The day it is looked at from; today if not given."))
]
CompleteSince = Annotated[
    str,
    typer.Option("--complete-since", metavar="DAY", help=_("The day from which the list of people is complete.")),
]
SilentAfter = Annotated[
    int | None, typer.Option("--silent-after", metavar="DAYS", help=_("Days of silence that mean gone; 42 if not set."))
]


def staying(
    context: typer.Context,
    folder: VaultFolder,
    as_of: AsOf = "",
    complete_since: CompleteSince = "",
    silent_after: SilentAfter = None,
    where: Where = "",
    agreed_apart: Annotated[
        bool, typer.Option("--agreed-apart", help=_("Leaving as agreed is no loss: such people count up to that day."))
    ] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show what share of people stays how long, with the band in which it lies 95 times in 100."""
    from app.capabilities.people import flow_service

    with opened(context, folder, passphrase_file) as vault:
        asked = flow_service.Asked(_day(as_of), _day(complete_since), silent_after, where, agreed_apart)
        curve = flow_service.staying_of(vault, asked)
    if as_json:
        say_json(
            {
                "points": [
                    {
                        "day": each.day, "at_risk": each.at_risk, "left": each.left, "staying": float(each.staying),
                        "low": _number(each.low), "high": _number(each.high), "people": curve.risk_set(each.day),
                    }
                    for each in curve.points
                ],
                "enough": list(curve.enough) if curve.enough else None,
                "median": curve.median,
                "people": len(curve.tenures),
                "left_out": sum(curve.left_out.values()),
                "left_out_why": curve.left_out,
                "complete_since": curve.complete_since,
                "as_of": curve.as_of,
            }
        )  # fmt: skip
        return
    _say_curve(curve)


def _say_curve(curve: Any) -> None:
    """Give the curve as a table, and in sentences what it rests on."""
    from app.capabilities.people.words import curve_sentences

    for sentence in curve_sentences(curve):
        say(sentence)
    if curve.points:
        heads = [_("Day"), _("There"), _("Left"), _("Stay"), _("Between")]
        rows = [
            [str(each.day), str(each.at_risk), str(each.left), f"{each.staying:.0%}",
             "" if each.low is None else f"{each.low:.0%} – {each.high:.0%}"]
            for each in curve.points
        ]  # fmt: skip
        say_table(heads, rows)


def how_many(
    context: typer.Context,
    folder: VaultFolder,
    heads: Annotated[int, typer.Argument(metavar="HEADS", help=_("How many are needed."))],
    sure: Annotated[
        str,
        typer.Option("--sure", metavar="CHANCE", help=_("0.75 if one too few is three times as bad as one too many.")),
    ] = "0.75",
    rate: Annotated[
        str,
        typer.Option("--rate", metavar="R", help=_("The chance that one of those invited comes; else the group's.")),
    ] = "",
    person: Annotated[
        list[str] | None, typer.Option("--person", metavar="ID", help=_("Somebody who is invited; several times."))
    ] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Says how many to invite so that enough come. Use 0.9 for what must not fail."""
    from app.capabilities.people import flow_service
    from app.services.records import editing

    needed, chance = _decimal(sure, "--sure"), _decimal(rate, "--rate") if rate else None
    with opened(context, folder, passphrase_file) as vault:
        named = [editing.find(vault, "person", each) for each in person or []]
        answer = flow_service.invitation_of(vault, heads, needed, chance, named, _day(as_of))
    less = None if answer.chance_one_less is None else float(answer.chance_one_less)
    if as_json:
        say_json({"invite": answer.invite, "chance": float(answer.chance), "chance_one_less": less})
        return
    say(_("Invite {count}: then at least {heads} come with a chance of {chance}.").format(
        count=answer.invite, heads=heads, chance=f"{float(answer.chance):.0%}"
    ))  # fmt: skip
    if less is not None:
        say(_("With one less it would be {chance}.").format(chance=f"{less:.0%}"))


def forecast(
    context: typer.Context,
    folder: VaultFolder,
    weeks: Annotated[int, typer.Option("--weeks", help=_("How many weeks ahead."))] = 8,
    as_of: AsOf = "",
    complete_since: CompleteSince = "",
    silent_after: SilentAfter = None,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show the hours that the coming weeks bring, and how sure that is."""
    from app.capabilities.people import flow_service

    with opened(context, folder, passphrase_file) as vault:
        asked = flow_service.Asked(_day(as_of), _day(complete_since), silent_after)
        found = flow_service.forecast_of(vault, asked, weeks)
    names = ("stated", "shown", "expected", "newcomers", "low", "high", "needed")
    if as_json:
        say_json(
            {
                "as_of": found.curve.as_of,
                "knows_who_stays": found.knows_who_stays,
                "weeks": [
                    {"from": each.first, **{name: float(getattr(each, name)) for name in names}} for each in found.weeks
                ],
            }
        )
        return
    if not any(each.stated or each.newcomers for each in found.weeks):
        say(_("Nobody who is here has said how many hours they give: there is nothing to expect."))
    elif not found.knows_who_stays:
        say(_("Fewer than five people have left: who stays is not known, so everybody counts as staying."))
    heads = [_("From"), _("Stated"), _("Turn up"), _("Expected"), _("Newcomers"), _("Low"), _("High"), _("Needed")]
    say_table(heads, [[str(each.first), *(f"{getattr(each, name):.1f}" for name in names)] for each in found.weeks])


def backtest(
    context: typer.Context,
    folder: VaultFolder,
    as_of: AsOf = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Lays the forecasts of the last twelve weeks, from what was known then, beside the hours worked."""
    from app.capabilities.people import flow_service

    with opened(context, folder, passphrase_file) as vault:
        found = flow_service.backtest_of(vault, flow_service.Asked(_day(as_of)))
    names = ("expected", "low", "high", "worked", "newcomers", "last_week")
    if as_json:
        say_json(
            {
                "weeks": [
                    {"from": each.first, **{name: float(getattr(each, name)) for name in names}, "held": each.held}
                    for each in found.weeks
                ],
                "mean_error": float(found.mean_error),
                "mean_error_last_week": float(found.mean_error_last_week),
                "held": found.held,
            }
        )
        return
    if not any(each.expected or each.worked for each in found.weeks):
        said = _("Of the last {count} weeks no hours are known, neither promised nor worked.")
        say(said.format(count=len(found.weeks)))
        return
    heads = [_("From"), _("Expected"), _("Low"), _("High"), _("Worked"), _("Newcomers"), _("Week before")]
    say_table(heads, [[str(each.first), *(f"{getattr(each, name):.1f}" for name in names)] for each in found.weeks])
    say(_("On average the forecast was off by {hours} hours, “the same as last week” by {other}.").format(
        hours=f"{found.mean_error:.1f}", other=f"{found.mean_error_last_week:.1f}"
    ))  # fmt: skip
    say(_("The range held in {held} of {count} weeks.").format(held=found.held, count=len(found.weeks)))


def _day(text: str) -> datetime.date | None:
    """Give a day of an option, or None."""
    from app.records.days import parse_near_day

    return parse_near_day(text)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _decimal(text: str, option: str) -> Decimal:
    """Give a number of an option, exactly as typed."""
    from app.problems import WrongValue

    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise WrongValue(_("{option} has to be a number such as 0.75.").format(option=option))
    return value
