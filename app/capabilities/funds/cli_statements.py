"""The verbs of statements: statement, matches, match, check-balance."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.capabilities.ledger.cli import account_of
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

StatementOf = Annotated[
    str,
    typer.Argument(metavar="PERSON|FILE", help=_("A person; with --account a file: CAMT.053, OFX, or CSV with --map.")),
]
Listing = Annotated[str, typer.Argument(metavar="[LISTING]", help=_("A need or an offer; without: lines of banks."))]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DAY", help=_("As if it were this day."))]
OfAccount = Annotated[str, typer.Option("--account", metavar="ACCOUNT", help=_("The account of the books."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only say what it would take."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Take it although it does not add up."))]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help=_("Of a CSV: day, amount, out, text, reference.")),
]
Order = Annotated[str, typer.Option("--order", metavar="ORDER", help=_("Of a CSV's days: ymd, dmy or mdy."))]
Decimal = Annotated[str, typer.Option("--decimal", metavar="SIGN", help=_("Of a CSV's amounts: . or ,"))]
AccountWord = Annotated[str, typer.Argument(metavar="ACCOUNT", help=_("The account."))]
DayWord = Annotated[str, typer.Argument(metavar="DAY", help=_("At the end of this day."))]
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help=_("What it held."))]
LineWord = Annotated[str, typer.Argument(metavar="LINE", help=_("The id of a line, or its beginning."))]
RecordWord = Annotated[str, typer.Argument(metavar="RECORD", help=_("The id of what it is."))]

OutFile = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_("A .journal or .beancount file."))]
From = Annotated[str, typer.Option("--from", metavar="DAY", help=_("The first day."))]
Until = Annotated[str, typer.Option("--to", metavar="DAY", help=_("The last day."))]


def statement(
    context: typer.Context,
    folder: VaultFolder,
    what: StatementOf,
    account: OfAccount = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    mapping: Map = None,
    order: Order = "ymd",
    decimal: Decimal = ".",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List what a person owes; with --account take in a bank's statement, each line once, wherever it was read."""
    if not account:
        from app.capabilities.houses.cli_money import statement as of_person

        of_person(context, folder, what, as_json, passphrase_file)
        return
    from app.capabilities.funds.statement_service import look, take
    from app.capabilities.funds.statements.lines import MOST_BYTES
    from app.capabilities.funds.statements.table import Mapped
    from app.capabilities.ledger.money import Money
    from app.capabilities.ledger.service import read
    from app.problems import WrongValue
    from app.services.files import read as read_file

    fields = {field: column for column, _equals, field in (word.rpartition("=") for word in mapping or [])}
    if fields and not {"day", "amount"} <= fields.keys() <= {"day", "amount", "out", "text", "reference"}:
        raise WrongValue(_("A CSV is mapped by day and amount, and may have out, text and reference."))
    if sorted(order) != ["d", "m", "y"] or decimal not in {".", ","}:
        raise WrongValue(_("The order is one of ymd, dmy and mdy, and the decimal sign a point or a comma."))
    data = read_file(Path(what), most=MOST_BYTES)
    with opened(context, folder, passphrase_file) as vault:
        found = account_of(read(vault), account)
        mapped = Mapped(**fields, order=order, decimal=decimal) if fields else None
        looked = look(vault, data, found, mapped)
        if not dry_run:
            take(vault, looked, yes=yes, mapped=mapped)
    told = [
        {
            "currency": each.statement.currency,
            "new": [
                {"day": line.day, "amount": Money(line.minor, each.statement.currency).as_json(), "text": line.text}
                for _key, line in each.preview.new
            ],
            "known": each.preview.known,
            "difference": each.preview.difference,
            "taken": not dry_run,
        }
        for each in looked
    ]
    if as_json:
        say_json({"account": found, "statements": told})
        return
    for each in looked:
        text = _("{new} new, {known} there already.")
        say(text.format(new=len(each.preview.new), known=each.preview.known))
        if each.preview.difference:
            missing = Money(each.preview.difference, each.statement.currency)
            say(_("It does not add up: {amount} is missing.").format(amount=missing))


def show_matches(
    context: typer.Context,
    folder: VaultFolder,
    listing: Listing = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say what fits a need or an offer; without one, propose what the lines of statements are, with reasons."""
    if listing:
        from app.capabilities.switchboard.cli import matches as of_listing

        of_listing(context, folder, listing, as_of, as_json, passphrase_file)
        return
    from app.capabilities.funds.statement_service import proposals

    with opened(context, folder, passphrase_file) as vault:
        found, lines = proposals(vault)
    if as_json:
        say_json(
            [
                {"line": m.line, "record": m.record, "kind": m.kind, "reasons": m.reasons, "day": lines[m.line].day}
                for m in found
            ]
        )
        return
    rows = [
        (m.line[:8], str(lines[m.line].day), lines[m.line].text, m.kind, m.record[:8], ", ".join(map(_, m.reasons)))
        for m in found
    ]
    say_table((_("Line"), _("Day"), _("Text"), _("Is"), _("Record"), _("Why")), rows)


def match(
    context: typer.Context,
    folder: VaultFolder,
    line: LineWord,
    record: RecordWord,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say what a line of a statement is; two who say different things make a conflict."""
    from app.capabilities.funds.statement_service import match as match_line
    from app.capabilities.funds.statement_service import proposals
    from app.capabilities.ledger.service import find

    with opened(context, folder, passphrase_file) as vault:
        found, lines = proposals(vault)
        chosen = find([(each, each) for each in lines], line, _("line"))
        records = {m.record for m in found if m.line == chosen}
        what = find([(each, each) for each in records], record, _("match"))
        match_line(vault, chosen, what)
    say_json({"line": chosen, "record": what}) if as_json else say(what)


def check_balance(
    context: typer.Context,
    folder: VaultFolder,
    account: AccountWord,
    day: DayWord,
    amount: Amount,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Note what an account held at the end of a day, and compare it with the books."""
    from app.capabilities.funds.bank_view import checked_words, since_words
    from app.capabilities.funds.statement_service import add_check
    from app.capabilities.ledger.cli import day_of
    from app.capabilities.ledger.money import Money, parse
    from app.capabilities.ledger.service import read

    with opened(context, folder, passphrase_file) as vault:
        books = read(vault)
        found = account_of(books, account)
        currency = books.accounts[found].currency
        told = add_check(vault, found, day_of(vault, day), parse(amount, currency).minor)
    if as_json:
        difference = Money(told.difference, currency)
        answer = {"account": found, "day": told.day, "holds": not told.difference, "difference": difference.as_json()}
        say_json(answer | {"since": told.since, "rows": told.rows})
        return
    say(f"{checked_words(told, currency)}.")
    if told.difference:
        say(since_words(told))
    for booked in (books.transactions[row.transaction] for row in books.postings if row.id in told.rows):
        say(f"{booked.id}  {booked.date}  {booked.text}")


def write_ledger(
    context: typer.Context,
    folder: VaultFolder,
    out: OutFile = None,
    since: From = "",
    until: Until = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the books as an hledger journal, or as a beancount file if the name of the file ends so."""
    from app.capabilities.funds.writing import text_of
    from app.records.days import parse_day
    from app.services.files import write

    with opened(context, folder, passphrase_file) as vault:
        ending = out.suffix.lstrip(".") if out is not None else "journal"
        text = text_of(vault, ending, since=parse_day(since), until=parse_day(until))
    if out is None:
        say(text)
        return
    write(out, text.encode())
    say_json({"file": str(out)}) if as_json else say(str(out))


COMMANDS = (
    Verb("statement", statement, N_("List what somebody owes; with --account take in a file of a bank.")),
    Verb("matches", show_matches, N_("Say what fits a need or an offer; without one, what lines of banks are.")),
    Verb("match", match, N_("Say what a line of a statement is.")),
    Verb("check-balance", check_balance, N_("Compare an account with what it really holds."), negative=True),
    Verb("ledger", write_ledger, N_("Write the books for hledger or beancount.")),
)
