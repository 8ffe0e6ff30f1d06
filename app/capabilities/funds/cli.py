"""The verbs of funds: runway, stipends, pay, expense, allocate, asks, and those of statements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.capabilities.funds.cli_asks import COMMANDS as ASKS
from app.capabilities.funds.cli_statements import COMMANDS as STATEMENTS
from app.capabilities.ledger.cli import (
    AccountOption,
    Date,
    FundName,
    On,
    Source,
    Target,
    TextOption,
    account_of,
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
ExpenseWord = Annotated[str, typer.Argument(metavar="EXPENSE", help=_("The id, its beginning, or what it is for."))]
StipendWord = Annotated[str, typer.Argument(metavar="STIPEND", help=_("The id of the stipend, or its beginning."))]
Payee = Annotated[str, typer.Option("--payee", metavar="PERSON", help=_("Who gets it."))]
AmountOption = Annotated[str, typer.Option("--amount", metavar="AMOUNT", help=_("As in 12.34 EUR."))]
Purpose = Annotated[str, typer.Option("--purpose", metavar="TEXT", help=_("For what."))]
ProjectName = Annotated[str, typer.Option("--project", metavar="PROJECT", help=_("For this project."))]
Submitter = Annotated[str, typer.Option("--submitter", metavar="PERSON", help=_("Who hands it in; by default you."))]
Receipts = Annotated[
    list[Path] | None, typer.Option("--receipt", metavar="FILE", help=_("A receipt, kept with the expense."))
]
Cost = Annotated[str, typer.Option("--cost", metavar="ACCOUNT", help=_("The account of expenses it is booked on."))]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help=_("A note."))]
Whose = Annotated[str, typer.Option("--person", metavar="PERSON", help=_("Whose declared interest is waived."))]
FundArgument = Annotated[str, typer.Argument(metavar="FUND", help=_("The fund."))]
ProjectArgument = Annotated[str, typer.Argument(metavar="PROJECT", help=_("The project."))]
AmountArgument = Annotated[str, typer.Argument(metavar="AMOUNT", help=_("As in 12.34 EUR."))]
Firm = Annotated[bool, typer.Option("--firm", help=_("It cannot be spent on anything else."))]
Until = Annotated[str, typer.Option("--to", metavar="DAY", help=_("Up to this day; without it, 31 days from now."))]


def named(vault: Vault, kind: str, text: str) -> str:
    """Find a record by its name or id."""
    from app.services.records.references import References

    with vault.reading() as session:
        return References(session, vault.registry).find(kind, text)


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
    more, lost = _supposed(treasury, what_if or [], chosen, day)
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


def _supposed(treasury: Treasury, words: list[str], fund: str, day: Any) -> tuple[tuple[Term, ...], frozenset[str]]:
    """Read what might be: another stipend, a pledge lost."""
    from app.capabilities.funds.instalments import Term
    from app.capabilities.ledger.money import parse
    from app.capabilities.ledger.service import find
    from app.problems import WrongValue

    more: list[Term] = []
    lost: set[str] = set()
    for word in words:
        what, _equals, value = word.partition("=")
        if what == "stipend":
            amount = parse(value)
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


def hand_in(
    context: typer.Context,
    folder: VaultFolder,
    payee: Payee,
    fund: FundName,
    amount: AmountOption,
    purpose: Purpose,
    project: ProjectName = "",
    submitter: Submitter = "",
    receipt: Receipts = None,
    date: Date = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Hand in an expense, with its receipts."""
    import hashlib

    from app.capabilities.funds.expense_service import hand_in as hand_in_expense
    from app.capabilities.funds.service import read
    from app.capabilities.ledger.money import parse
    from app.services.attachments import attachments
    from app.services.files import read as read_file
    from app.services.jobs import Progress
    from app.services.members.authors import me
    from app.services.settings.group import value

    with opened(context, folder, passphrase_file) as vault:
        usual = None if any(letter.isalpha() for letter in amount) else value(vault, "currency")
        money = parse(amount, usual)
        files = [(path, read_file(path)) for path in receipt or []]
        wanted: dict[str, object] = {
            "payee": named(vault, "person", payee), "fund": fund_of(read(vault).books, fund), "amount": money.minor,
            "currency": money.currency, "purpose": purpose, "day": day_of(vault, date),
            "submitter": named(vault, "person", submitter) if submitter else me(vault),
            "project": named(vault, "project", project) if project else None,
            "receipts": sorted(hashlib.sha256(data).hexdigest() for _path, data in files) or None,
        }  # fmt: skip
        made = hand_in_expense(vault, wanted).added[0]
        for path, data in files:
            attachments.attach(vault, made, attachments.given(path.name, data)).run(Progress())
    say_json({"expense": made}) if as_json else say(made)


Act = Callable[["Vault", str], object]


def _saying(word: str, note: str) -> Act:
    """Say a word on an expense."""

    def act(vault: Vault, expense: str) -> object:
        from app.capabilities.funds.expense_service import approve

        return approve(vault, expense, word, note)

    return act


def _becoming(state: str) -> Act:
    """Bring an expense into a state."""

    def act(vault: Vault, expense: str) -> object:
        from app.capabilities.funds.expense_service import set_state

        return set_state(vault, expense, state)

    return act


def _word(
    context: typer.Context, folder: Path, expense: str, passphrase_file: Path | None, act: Act | None
) -> tuple[Treasury, str]:
    """Do something to an expense, and give where it stands then."""
    from app.capabilities.funds.expense_service import find_expense
    from app.capabilities.funds.service import read

    with opened(context, folder, passphrase_file) as vault:
        found = find_expense(read(vault), expense)
        if act is not None:
            act(vault, found)
        return read(vault), found


def _status(treasury: Treasury, expense: str, *, as_json: bool) -> None:
    """Say where an expense stands, who counts, who does not and why, and who could be asked."""
    from app.capabilities.funds.approvals import digest, reason_text
    from app.capabilities.funds.expense_service import why_not
    from app.capabilities.ledger.money import Money

    found, row = treasury.standings[expense], treasury.expenses[expense]
    if as_json:
        say_json(
            {
                "expense": expense,
                "state": found.state,
                "amount": Money(row.amount, row.currency).as_json(),
                "digest": digest(row),
                "needed": found.needed,
                "approved_by": found.counted,
                "refused_by": found.against,
                "not_counted": [{"approval": a, "why": reason_text(why)} for a, why in found.ignored.items()],
                "changed_since": found.changed,
                "could_be_asked": found.could_be_asked,
            }
        )
        return
    say(f"{found.state}: {Money(row.amount, row.currency)}, {row.purpose}")
    if not found.approved:
        say(why_not(found))
    if found.could_be_asked and not found.approved and found.state != "paid":
        say(_("Could be asked: {ids}").format(ids=", ".join(found.could_be_asked)))


def approve(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    note: Note = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say yes to an expense as it is now."""
    treasury, found = _word(context, folder, expense, passphrase_file, _saying("yes", note))
    _status(treasury, found, as_json=as_json)


def status(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say where an expense stands."""
    treasury, found = _word(context, folder, expense, passphrase_file, None)
    _status(treasury, found, as_json=as_json)


def refuse(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    note: Note = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say no to an expense as it is now."""
    treasury, found = _word(context, folder, expense, passphrase_file, _saying("no", note))
    _status(treasury, found, as_json=as_json)


def give_back(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Return an expense to whoever handed it in."""
    treasury, found = _word(context, folder, expense, passphrase_file, _becoming("returned"))
    _status(treasury, found, as_json=as_json)


def withdraw(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Withdraw an expense."""
    treasury, found = _word(context, folder, expense, passphrase_file, _becoming("withdrawn"))
    _status(treasury, found, as_json=as_json)


def pay_expense(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    account: AccountOption = "",
    cost: Cost = "",
    date: Date = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Pay an approved expense, which writes its transaction."""
    from app.capabilities.funds.expense_service import find_expense, pay
    from app.capabilities.funds.service import read

    with opened(context, folder, passphrase_file) as vault:
        treasury = read(vault)
        found = find_expense(treasury, expense)
        ids = [account_of(treasury.books, word) if word else "" for word in (account, cost)]
        made = pay(vault, found, day_of(vault, date), *ids).added[0]
    say_json({"expense": found, "transaction": made}) if as_json else say(made)


def waive(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    note: Note = "",
    person: Whose = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Let somebody decide though they declared an interest; without --person, let fewer words be enough."""
    from app.capabilities.funds.expense_service import approve as say_word
    from app.capabilities.funds.expense_service import find_expense
    from app.capabilities.funds.service import read

    with opened(context, folder, passphrase_file) as vault:
        found = find_expense(read(vault), expense)
        if person:
            say_word(vault, found, "waiver", note, named(vault, "person", person))
        else:
            say_word(vault, found, "fewer", note)
        treasury = read(vault)
    _status(treasury, found, as_json=as_json)


def transfer_between(
    context: typer.Context,
    folder: VaultFolder,
    source: Source,
    target: Target,
    amount: AmountArgument,
    submitter: Submitter = "",
    date: Date = "",
    text: TextOption = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Hand in a transfer between funds; two others have to approve it, then `expense pay` books it."""
    from app.capabilities.funds.expense_service import ask_transfer
    from app.capabilities.funds.treasurer import amount_of
    from app.capabilities.ledger.service import read

    with opened(context, folder, passphrase_file) as vault:
        books, money = read(vault), amount_of(vault, amount)
        ids = fund_of(books, source), fund_of(books, target)
        giver = named(vault, "person", submitter) if submitter else ""
        made = ask_transfer(vault, *ids, money, day_of(vault, date), text, giver).added[0]
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
    from app.capabilities.ledger.money import parse
    from app.capabilities.ledger.service import read
    from app.records.changes import Add

    with opened(context, folder, passphrase_file) as vault:
        money = parse(amount)
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
    Verb("expense hand-in", hand_in, N_("Hand in an expense.")),
    Verb("expense approve", approve, N_("Say yes to an expense.")),
    Verb("expense refuse", refuse, N_("Say no to an expense.")),
    Verb("expense return", give_back, N_("Return an expense.")),
    Verb("expense withdraw", withdraw, N_("Withdraw an expense.")),
    Verb("expense pay", pay_expense, N_("Pay an approved expense.")),
    Verb("expense status", status, N_("Say where an expense stands.")),
    Verb("expense waive", waive, N_("Let an interest or fewer words pass, with the reason.")),
    Verb("transfer", transfer_between, N_("Hand in a transfer between funds.")),
    Verb("allocate", allocate, N_("Set money of a fund aside for a project.")),
    Verb("spendable", spendable, N_("Show balance, committed and spendable.")),
    *ASKS,
    *STATEMENTS,
)
