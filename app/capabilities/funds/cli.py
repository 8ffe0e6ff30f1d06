"""The verbs of funds: runway, stipends, pay, expense, allocate, asks, and those of statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.capabilities.funds.cli_asks import COMMANDS as ASKS
from app.capabilities.funds.cli_expenses import COMMANDS as EXPENSES
from app.capabilities.funds.cli_expenses import named
from app.capabilities.funds.cli_statements import COMMANDS as STATEMENTS
from app.capabilities.ledger.cli import (
    FundName,
    On,
    day_of,
    fund_of,
)
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

if TYPE_CHECKING:
    from app.capabilities.funds.instalments import Term
    from app.capabilities.funds.service import Treasury
    from app.storage.vault.vault import Vault

WhatIf = Annotated[
    list[str] | None,
    typer.Option("--what-if", metavar="WHAT", help=_("stipend=AMOUNT a month, or lost=PLEDGE. Nothing is written.")),
]
StipendWord = Annotated[str, typer.Argument(metavar="STIPEND", help=_("The id of the stipend, or its beginning."))]
FundArgument = Annotated[str, typer.Argument(metavar="FUND", help=_("The fund."))]
ProjectArgument = Annotated[str, typer.Argument(metavar="PROJECT", help=_("The project."))]
AmountArgument = Annotated[str, typer.Argument(metavar="AMOUNT", help=_("As in 12.34 EUR."))]
Firm = Annotated[bool, typer.Option("--firm", help=_("It cannot be spent on anything else."))]
Until = Annotated[str, typer.Option("--to", metavar="DAY", help=_("Up to this day; without it, 31 days from now."))]


def runway(
    context: typer.Context,
    folder: VaultFolder,
    fund: FundName = "",
    what_if: WhatIf = None,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say how long money lasts: of a fund, or of all without restriction."""
    from app.capabilities.funds.service import read, runways

    with opened(context, folder, passphrase_file) as vault:
        treasury, day = read(vault), day_of(vault, on)
        chosen = fund_of(treasury.books, fund) if fund else ""
        more, lost = _supposed(vault, treasury, what_if or [], chosen, day)
    found = runways(treasury, day, fund=chosen, more=more, lost=lost)
    if as_json:
        say_json({"on": day, "fund": chosen or None, "runway": [_as_json(code, *both) for code, both in found.items()]})
        return
    for code, (with_pledges, without) in found.items():
        text = _("{currency}: {weeks}; without pledges {without}.")
        say(text.format(currency=code, weeks=_weeks(with_pledges), without=_weeks(without)))


def _weeks(found: Any) -> str:
    from app.i18n import ngettext

    if found.dry is None:
        return _("more than 104 weeks")
    words = ngettext("{count} week, until {day}", "{count} weeks, until {day}", found.weeks)
    return words.format(count=found.weeks, day=found.dry)


def _as_json(code: str, found: Any, without: Any) -> dict[str, Any]:
    from app.capabilities.ledger.money import Money

    return {
        "currency": code,
        "spendable": Money(found.spendable, code).as_json(),
        "dry": found.dry,
        "weeks": found.weeks,
        "without_pledges": {"dry": without.dry, "weeks": without.weeks},
        "steps": [
            {"day": s.day, "record": s.record, "amount": Money(s.minor, code).as_json(), "left": s.left}
            for s in found.steps
        ],
    }


def _supposed(
    vault: Vault, treasury: Treasury, words: list[str], fund: str, day: Any
) -> tuple[tuple[Term, ...], frozenset[str]]:
    """Read what might be: another stipend, a pledge lost."""
    from app.capabilities.funds.instalments import Term
    from app.capabilities.funds.treasurer import amount_of
    from app.capabilities.ledger.service import find
    from app.problems import WrongValue

    more: list[Term] = []
    lost: set[str] = set()
    for word in words:
        what, _equals, value = word.partition("=")
        if what == "stipend":
            amount = amount_of(vault, value)
            if amount.minor <= 0:
                raise WrongValue(_("A stipend is more than zero."))
            more.append(Term("what-if", fund, amount.minor, amount.currency, "month", 1, day, person="what-if"))
        elif what == "lost":
            lost.add(find([(p.id, p.id) for p in treasury.promises], value, _("pledge")))
        else:
            raise WrongValue(_("“{text}” is neither stipend=AMOUNT nor lost=PLEDGE.").format(text=word))
    return tuple(more), frozenset(lost)


def stipends(
    context: typer.Context,
    folder: VaultFolder,
    on: On = "",
    until: Until = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List the instalments of stipends that are due, from two months back."""
    import datetime

    from app.capabilities.funds.service import read
    from app.capabilities.ledger.money import Money
    from app.records.days import parse_day

    with opened(context, folder, passphrase_file) as vault:
        treasury, day = read(vault), day_of(vault, on)
    last = parse_day(until) or day + datetime.timedelta(days=31)
    terms = {term.id: term for term in treasury.terms}
    rows = [
        {
            "stipend": each.term,
            "person": terms[each.term].person,
            "day": each.day,
            "amount": Money(each.minor, terms[each.term].currency).as_json(),
            "held_for_review": each.held,
            "expense": made or None,
            "state": treasury.standings[made].state if made else None,
        }
        for each, made in treasury.instalments(day - datetime.timedelta(days=62), last)
    ]
    if as_json:
        say_json(rows)
        return
    say_table(
        (_("Day"), _("Amount"), _("Stipend"), _("State")),
        [(str(r["day"]), _money(r["amount"]), str(r["stipend"])[:8], str(r["state"] or "")) for r in rows],
    )


def _money(value: Any) -> str:
    from app.capabilities.ledger.money import money

    return str(money(value))


def pay_stipend(
    context: typer.Context,
    folder: VaultFolder,
    stipend: StipendWord,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Hand in the next instalment of a stipend as an expense, which two others have to approve."""
    from app.capabilities.funds.expense_service import hand_in_stipend
    from app.capabilities.funds.service import read
    from app.capabilities.ledger.service import find

    with opened(context, folder, passphrase_file) as vault:
        names = [(term.id, term.id) for term in read(vault).terms]
        made = hand_in_stipend(vault, find(names, stipend, _("stipend")), day_of(vault, on)).added[0]
    say_json({"expense": made}) if as_json else say(made)


def allocate(
    context: typer.Context,
    folder: VaultFolder,
    fund: FundArgument,
    project: ProjectArgument,
    amount: AmountArgument,
    firm: Firm = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Set money of a fund aside for a project."""
    from app.capabilities.funds.treasurer import amount_of
    from app.capabilities.ledger.service import read
    from app.records.changes import Add

    with opened(context, folder, passphrase_file) as vault:
        money = amount_of(vault, amount)
        values = {
            "fund": fund_of(read(vault), fund), "project": named(vault, "project", project), "amount": money.minor,
            "currency": money.currency, "firm": firm or None,
        }  # fmt: skip
        kept = {name: each for name, each in values.items() if each is not None}
        made = vault.apply([Add("allocation", kept)], _("Set aside")).added[0]
    say_json({"allocation": made}) if as_json else say(made)


def spendable(
    context: typer.Context,
    folder: VaultFolder,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show balance, committed and spendable of each fund."""
    from app.capabilities.funds.service import read
    from app.capabilities.ledger.money import Money

    with opened(context, folder, passphrase_file) as vault:
        treasury, day = read(vault), day_of(vault, on)
    names = treasury.books.funds
    rows = [
        (names.get(row.fund, row.fund), *(Money(n, row.currency) for n in (row.balance, row.committed, row.spendable)))
        for row in treasury.available(day)
    ]
    if as_json:
        heads = ("fund", "balance", "committed", "spendable")
        say_json(
            [dict(zip(heads, (name, *(money.as_json() for money in figures)), strict=True)) for name, *figures in rows]
        )
        return
    heads = (_("Fund"), _("Balance"), _("Committed"), _("Spendable"))
    say_table(heads, [(name, *map(str, figures)) for name, *figures in rows])


SECTION = N_("Funds")

COMMANDS = (
    Verb("runway", runway, N_("Say how long money lasts.")),
    Verb("stipends", stipends, N_("List the instalments of stipends.")),
    Verb("pay", pay_stipend, N_("Hand in the next instalment of a stipend.")),
    Verb("allocate", allocate, N_("Set money of a fund aside for a project."), negative=True),
    Verb("spendable", spendable, N_("Show balance, committed and spendable.")),
    *EXPENSES,
    *ASKS,
    *STATEMENTS,
)
