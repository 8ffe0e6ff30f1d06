"""The verbs of expenses: hand in, approve, refuse, return, withdraw, waive, pay, status; and transfers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.capabilities.ledger.cli import (
    AccountOption,
    Date,
    FundName,
    Source,
    Target,
    TextOption,
    account_of,
    day_of,
    fund_of,
)
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

if TYPE_CHECKING:
    from app.storage.vault.vault import Vault

ExpenseWord = Annotated[str, typer.Argument(metavar="EXPENSE", help=_("The id, its beginning, or what it is for."))]
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
AmountArgument = Annotated[str, typer.Argument(metavar="AMOUNT", help=_("As in 12.34 EUR."))]


def named(vault: Vault, kind: str, text: str) -> str:
    """Find a record by its name or id."""
    from app.services.records.references import References

    with vault.reading() as session:
        return References(session, vault.registry).find(kind, text)


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
    from app.capabilities.funds.treasurer import amount_of
    from app.services.attachments import attachments
    from app.services.files import read as read_file
    from app.services.jobs import Progress
    from app.services.members.authors import me

    with opened(context, folder, passphrase_file) as vault:
        money = amount_of(vault, amount)
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
    context: typer.Context,
    folder: Path,
    expense: str,
    passphrase_file: Path | None,
    act: Act | None = None,
    *,
    as_json: bool,
) -> None:
    """Do something to an expense, and say where it stands then."""
    from app.capabilities.funds.expense_service import find_expense
    from app.capabilities.funds.service import read

    with opened(context, folder, passphrase_file) as vault:
        found = find_expense(read(vault), expense)
        if act is not None:
            act(vault, found)
        _status(vault, found, as_json=as_json)


def _status(vault: Vault, expense: str, *, as_json: bool) -> None:
    """Say where an expense stands, who counts, who does not and why, and who could be asked."""
    from app.capabilities.funds.approvals import digest, reason_text
    from app.capabilities.funds.expense_view import expense_view, state_word
    from app.capabilities.funds.service import read
    from app.capabilities.ledger.money import Money

    treasury = read(vault)
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
                "interested": found.interested,
                "waived": found.waived,
                "waivers": found.waiving,
                "fewer": {"said": found.fewer_by, "to_ask": found.fewer_open, "enough": found.fewer},
            }
        )
        return
    view = expense_view(vault, expense)
    assert view is not None  # It was found just now.
    say(f"{state_word(found.state)}: {Money(row.amount, row.currency)}, {row.purpose}")
    if view.words != state_word(found.state):
        say(f"{view.words}.")
    for line in view.lines:
        say(line)


def approve(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    note: Note = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say yes to an expense as it is now."""
    _word(context, folder, expense, passphrase_file, _saying("yes", note), as_json=as_json)


def status(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say where an expense stands."""
    _word(context, folder, expense, passphrase_file, as_json=as_json)


def refuse(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    note: Note = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say no to an expense as it is now."""
    _word(context, folder, expense, passphrase_file, _saying("no", note), as_json=as_json)


def give_back(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Return an expense to whoever handed it in."""
    _word(context, folder, expense, passphrase_file, _becoming("returned"), as_json=as_json)


def withdraw(
    context: typer.Context,
    folder: VaultFolder,
    expense: ExpenseWord,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Withdraw an expense."""
    _word(context, folder, expense, passphrase_file, _becoming("withdrawn"), as_json=as_json)


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
    from app.capabilities.funds.expense_service import waive as waive_it

    def act(vault: Vault, found: str) -> object:
        return waive_it(vault, found, note, named(vault, "person", person) if person else "")

    _word(context, folder, expense, passphrase_file, act, as_json=as_json)


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


COMMANDS = (
    Verb("expense hand-in", hand_in, N_("Hand in an expense.")),
    Verb("expense approve", approve, N_("Say yes to an expense.")),
    Verb("expense refuse", refuse, N_("Say no to an expense.")),
    Verb("expense return", give_back, N_("Return an expense.")),
    Verb("expense withdraw", withdraw, N_("Withdraw an expense.")),
    Verb("expense pay", pay_expense, N_("Pay an approved expense.")),
    Verb("expense status", status, N_("Say where an expense stands.")),
    Verb("expense waive", waive, N_("Let an interest or fewer words pass, with the reason.")),
    Verb("transfer", transfer_between, N_("Hand in a transfer between funds."), negative=True),
)
