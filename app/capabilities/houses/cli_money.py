"""The verbs of shared costs on the command line: bill, statement, settle-up and ledger."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb


def money(minor: int, currency: str) -> dict[str, object]:
    """Write an amount for a program."""
    return {"minor": minor, "currency": currency}


def bill(
    context: typer.Context,
    folder: VaultFolder,
    which: Annotated[str, typer.Argument(metavar="BILL", help=_("A bill, by what it is for or its id."))],
    post: Annotated[
        bool, typer.Option("--post", help=_("Close it and post it with its nights; again if they changed."))
    ] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Divide a bill to the cent, and say what has changed since it was posted."""
    from app.capabilities.houses import money_service
    from app.capabilities.houses.naming import titles_of
    from app.services.records import editing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "bill", which)
        if post:
            money_service.post_bill(vault, found, group.today(vault))
        view = money_service.bill_view(vault, found)
        titles = titles_of(vault, [share.of for share in view.split.shares])
    row = view.bill
    if as_json:
        say_json(
            {
                "bill": row.id,
                "text": view.text,
                "amount": money(row.amount, row.currency),
                "split": row.split,
                "shares": [
                    {
                        "person": None if share.of == row.house else share.of,
                        "house": share.of if share.of == row.house else None,
                        "amount": money(share.amount, row.currency),
                        "nights": share.nights,
                    }
                    for share in view.split.shares
                ],
                "posted_to": [{"id": who, "amount": money(minor, row.currency)} for who, minor in view.split.posted],
                "said": view.split.said,
                "posted": view.posting is not None,
                "changed": [{"id": who, "by": money(minor, row.currency)} for who, minor in view.changed],
            }
        )
        return
    say_table(
        [_("Who"), _("Nights"), _("Amount")],
        [
            [titles[share.of], str(share.nights), money_service.decimal_text(share.amount, row.currency)]
            for share in view.split.shares
        ],
    )
    if view.split.said:
        say(view.split.said)
    if view.changed:
        say(_("Stays have changed since this bill was posted: post it again to reverse it and post the new split."))


def statement(
    context: typer.Context,
    folder: VaultFolder,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=_("A person, by name or id."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List what somebody owes and is owed, bill by bill."""
    from app.capabilities.houses import money_service
    from app.services.records import editing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        who = editing.find(vault, "person", person)
        lines: list[dict[str, Any]] = []
        running: dict[str, int] = {}
        for entry in money_service.entries(vault, group.today(vault)):
            minor = dict(entry.parts).get(who)
            if minor is not None:
                running[entry.currency] = running.get(entry.currency, 0) + minor
                lines.append(
                    {
                        "day": entry.on_day,
                        "text": entry.text,
                        "source": entry.source,
                        "nights": dict(entry.nights).get(who, 0),
                        "amount": money(minor, entry.currency),
                        "balance": money(running[entry.currency], entry.currency),
                    }
                )
    if as_json:
        say_json(
            {
                "person": who,
                "lines": lines,
                "balances": [money(minor, currency) for currency, minor in sorted(running.items())],
            }
        )
        return
    say_table(
        [_("Day"), _("For what"), _("Nights"), _("Amount"), _("Balance")],
        [
            [
                line["day"].isoformat(),
                line["text"],
                str(line["nights"] or ""),
                " ".join((money_service.decimal_text(**line["amount"]), line["amount"]["currency"])),
                money_service.decimal_text(**line["balance"]),
            ]
            for line in lines
        ],
    )


def settle_up(
    context: typer.Context,
    folder: VaultFolder,
    house: Annotated[str, typer.Option("--house", metavar="ID", help=_("Only what belongs to one house."))] = "",
    plain: Annotated[
        bool, typer.Option("--plain", help=_("Debts as they are, not set off against each other."))
    ] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Find the fewest payments after which nobody owes anything."""
    from app.capabilities.houses import money_service
    from app.capabilities.houses.naming import titles_of
    from app.capabilities.houses.sharing.booking import unsimplified
    from app.services.records import editing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        only = editing.find(vault, "house", house) if house else None
        today = group.today(vault)
        if plain:
            debts = unsimplified(money_service.entries(vault, today, house=only))
            payments = [(payer, payee, minor, currency) for (currency, payer, payee), minor in debts.items()]
            proven = False
        else:
            found = money_service.settlements(vault, today, house=only)
            payments = [
                (each.payer, each.payee, each.amount, currency)
                for currency, settled in found.items()
                for each in settled.payments
            ]
            proven = all(settled.proven for settled in found.values())
        titles = titles_of(vault, [who for payment in payments for who in payment[:2]])
    if as_json:
        say_json(
            {
                "payments": [
                    {"from": payer, "to": payee, "amount": money(minor, currency)}
                    for payer, payee, minor, currency in payments
                ],
                "proven": proven,
            }
        )
        return
    for payer, payee, minor, currency in payments:
        amount = f"{money_service.decimal_text(minor, currency)} {currency}"
        say(_("{payer} pays {payee} {amount}").format(payer=titles[payer], payee=titles[payee], amount=amount))
    if not payments:
        say(_("Nobody owes anything."))
    elif not proven and not plain:
        say(_("With so many people it is not proven that there are no fewer payments."))


def house_ledger(
    context: typer.Context,
    folder: VaultFolder,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_("Write a beancount file."))] = None,
    force: Force = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List every movement of the houses' accounts; each sums to zero."""
    from app.capabilities.houses import money_service
    from app.capabilities.houses.beancount_file import beancount
    from app.capabilities.houses.naming import houses_of, titles_of
    from app.cli.named_files import reserved
    from app.services.settings import group

    with ExitStack() as stack:
        place = stack.enter_context(reserved(out, force=force)) if out is not None else None
        vault = stack.enter_context(opened(context, folder, passphrase_file))
        found = money_service.entries(vault, group.today(vault))
        titles = titles_of(vault, [who for entry in found for who, _minor in entry.parts])
        if place is not None:
            place.write(beancount(found, lambda who: titles.get(who, who), houses=houses_of(vault)).encode())
    if as_json:
        say_json(
            [
                {
                    "day": entry.on_day,
                    "text": entry.text,
                    "source": entry.source,
                    "postings": [{"of": who, "amount": money(minor, entry.currency)} for who, minor in entry.parts],
                }
                for entry in found
            ]
        )
        return
    for entry in found:
        say(f"{entry.on_day.isoformat()} {entry.text}")
        for who, minor in entry.parts:
            say(f"  {titles[who]}: {money_service.decimal_text(minor, entry.currency)} {entry.currency}")


MONEY_COMMANDS = (
    Verb("bill", bill, N_("Divide a bill among those who were there.")),
    Verb("statement", statement, N_("List what somebody owes and is owed.")),
    Verb("settle-up", settle_up, N_("Find the fewest payments that settle all debts.")),
    Verb("house-ledger", house_ledger, N_("List or export the houses' accounts.")),
)
"""The verbs of shared costs."""
