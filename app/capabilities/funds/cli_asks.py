"""The verbs of asks: asks, grant."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

AskWord = Annotated[str, typer.Argument(metavar="ASK", help=_("The id of the ask, or its beginning."))]
NewFund = Annotated[str, typer.Option("--fund", metavar="NAME", help=_("What the new fund is called."))]
Restriction = Annotated[str, typer.Option("--restriction", metavar="WHAT", help=_("none, purpose, time or both."))]
FromDay = Annotated[str, typer.Option("--from", metavar="DAY", help=_("It may be spent from this day."))]
ToDay = Annotated[str, typer.Option("--to", metavar="DAY", help=_("It may be spent up to this day."))]
ReportDays = Annotated[
    list[str] | None, typer.Option("--report", metavar="DAY", help=_("A report is due on this day."))
]


def asks(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """List asks and reports in the order of their days, and who was asked within 180 days already."""
    from app.capabilities.funds.asking import calendar_of

    with opened(context, folder, passphrase_file) as vault:
        rows = calendar_of(vault)
    if as_json:
        say_json([row.as_json() for row in rows])
        return
    say_table(
        (_("Day"), _("What"), _("Funder"), _("State"), _("Before")),
        [(str(row.day or ""), row.what, row.name, row.state, "; ".join(row.before)) for row in rows],
    )


def grant(
    context: typer.Context,
    folder: VaultFolder,
    ask: AskWord,
    fund: NewFund,
    restriction: Restriction = "none",
    since: FromDay = "",
    until: ToDay = "",
    report: ReportDays = None,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Note that an ask was granted: its fund, restriction, time, use and reports, in one go."""
    from app.capabilities.funds.asking import grant as granted
    from app.records.days import parse_day

    days = [day for text in report or [] if (day := parse_day(text)) is not None]
    with opened(context, folder, passphrase_file) as vault:
        made = granted(vault, ask, fund, restriction, parse_day(since), parse_day(until), days).added[0]
    say_json({"fund": made}) if as_json else say(made)


COMMANDS = (
    Verb("asks", asks, N_("List asks and reports.")),
    Verb("grant", grant, N_("Note that an ask was granted.")),
)
