"""Taking in a bank's statement, checking balances, and proposing what its lines are."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import select

from app.capabilities.funds.matching import NEAR, LineCandidate, LineMatch, LineRow, matches
from app.capabilities.funds.records import BalanceCheck, BankLine, StatementMapping
from app.capabilities.funds.service import Treasury
from app.capabilities.funds.service import read as read_treasury
from app.capabilities.funds.statements import camt, ofx, table
from app.capabilities.funds.statements.lines import BankStatement, StatementPreview, broken, preview, same_account
from app.capabilities.ledger.books import Books
from app.capabilities.ledger.exports import Check
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.service import read
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Changed, Edit
from app.storage.vault.vault import Vault


class LookedStatement(NamedTuple):
    """A statement that was read for an account, and what taking it would do."""

    account: str
    statement: BankStatement
    preview: StatementPreview


class CheckedBalance(NamedTuple):
    """A balance check: what the books have, and the difference; ``since`` is the last day on which all was well."""

    id: str
    account: str
    day: datetime.date
    minor: int
    difference: int
    since: datetime.date | None
    rows: tuple[str, ...]


def look(vault: Vault, data: bytes, account: str, mapped: table.Mapped | None = None) -> list[LookedStatement]:
    """Read a file for an account of the books; nothing is written. Raises `WrongValue`.

    A CSV is read as ``mapped`` says, or as it was the last time for this account.
    """
    try:
        return _looked(vault, data, account, mapped)
    except WrongValue as problem:
        raise WrongValue(problem.what, kept=problem.kept or _("Nothing was taken."), do=problem.do) from None


def _looked(vault: Vault, data: bytes, account: str, mapped: table.Mapped | None) -> list[LookedStatement]:
    row = read(vault).accounts[account]
    if mapped is None and sort_of(data) == CSV:
        mapped = remembered(vault, account)
    if mapped is not None:
        found = [table.read(data, mapped, row.number or "", row.currency)]
    elif sort_of(data) == OFX:
        found = ofx.read(data)
    elif sort_of(data) == CAMT:
        found = camt.read(data)
    else:
        raise broken(_("it is neither CAMT.053 nor OFX; a CSV needs to be told its columns."))
    with vault.reading() as session:
        known = {line.key for line in session.exec(select(BankLine).where(BankLine.account == account)).all()}
    for statement in found:
        same_account(statement, row.number or "", row.currency)
    return [LookedStatement(account, statement, preview(account, statement, known)) for statement in found]


CSV, OFX, CAMT = "csv", "ofx", "camt"


def sort_of(data: bytes) -> str:
    """Say what a file is by how it begins: what is neither OFX nor XML can only be a CSV."""
    if b"OFXHEADER" in data[:4096].upper() or b"<OFX>" in data[:8192].upper():
        return OFX
    return CAMT if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else CSV


def remembered(vault: Vault, account: str) -> table.Mapped | None:
    """Give which column was what when a CSV of this account was read the last time."""
    row = _mapping(vault, account)
    if row is None or not row.day or not row.amount:
        return None
    order, decimal = row.order or "ymd", row.decimal or "."
    if sorted(order) != ["d", "m", "y"] or decimal not in {".", ","}:
        return None  # Another laptop may have written what no statement is read by.
    return table.Mapped(row.day, row.amount, row.text or "", row.reference or "", row.out or "", order, decimal)


def _mapping(vault: Vault, account: str) -> StatementMapping | None:
    with vault.reading() as session:
        rows = session.exec(select(StatementMapping).where(StatementMapping.account == account)).all()
        return min(rows, key=lambda row: row.id) if rows else None


def _remembering(vault: Vault, account: str, mapped: table.Mapped) -> list[Change]:
    """Give what remembering a mapping comes to."""
    if mapped == remembered(vault, account):
        return []
    values: dict[str, object] = {name: getattr(mapped, name) or None for name in _MAPPED}
    row = _mapping(vault, account)
    if row is not None:
        return [Edit(row.id, values)]
    kept = {name: value for name, value in values.items() if value is not None}
    return [Add("statement_mapping", {"account": account, **kept})]


_MAPPED = ("day", "amount", "out", "text", "reference", "order", "decimal")


def take(
    vault: Vault, looked: list[LookedStatement], *, yes: bool = False, mapped: table.Mapped | None = None
) -> Changed:
    """Write the new lines and the balances of a statement; one that does not add up needs a yes.

    ``mapped`` is remembered for the next CSV of the account.
    """
    made: list[Change] = _remembering(vault, looked[0].account, mapped) if mapped is not None and looked else []
    with vault.reading() as session:
        known = {(c.account, c.day, c.amount) for c in session.exec(select(BalanceCheck)).all()}
    seen: set[str] = set()
    for account, statement, seen_before in looked:
        if seen_before.difference and not yes:
            raise WrongValue(
                _("Opening balance and lines do not give the closing balance: {amount} is missing.").format(
                    amount=Money(seen_before.difference, statement.currency)
                ),
                kept=_("Nothing was taken."),
                do=_("Look at the file; to take it all the same, say --yes."),
            )
        for key, line in seen_before.new:
            if key in seen:
                continue
            seen.add(key)
            values: dict[str, object] = {"account": account, "key": key, "day": line.day, "amount": line.minor}
            optional = {"text": line.text[:1000], "reference": line.reference[:140]}
            made.append(Add("bank_line", values | {name: text for name, text in optional.items() if text}))
        for balance in (statement.opening, statement.closing):
            if balance is not None and (account, balance.day, balance.minor) not in known:
                known.add((account, balance.day, balance.minor))
                made.append(Add("balance_check", {"account": account, "day": balance.day, "amount": balance.minor}))
    return vault.apply(made, _("Take in a statement"))


def lines_once(rows: list[BankLine]) -> list[BankLine]:
    """Give each line once: of those with one key, which two laptops read, one that is matched, the lowest id first."""
    found: dict[tuple[str, str], BankLine] = {}
    for row in sorted(rows, key=lambda each: (not each.matched, each.id)):
        found.setdefault((row.account, row.key), row)
    return list(found.values())


def bank_lines(vault: Vault) -> list[BankLine]:
    """Read all lines, each once."""
    with vault.reading() as session:
        return lines_once(list(session.exec(select(BankLine)).all()))


def proposals(vault: Vault) -> tuple[list[LineMatch], dict[str, LineRow]]:
    """Propose what the lines that are not matched yet are: transactions, expenses, pledges."""
    treasury = read_treasury(vault)
    books = treasury.books
    rows = [row for row in bank_lines(vault) if not row.matched]
    lines = {row.id: LineRow(row.id, row.account, row.day, row.amount, row.text or "") for row in rows}
    taken = {row.matched for row in bank_lines(vault) if row.matched}
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for posting in books.counted:
        sums[posting.transaction, posting.account] += posting.minor
    candidates = [
        LineCandidate(transaction, "transaction", minor, told.date, told.text, account)
        for (transaction, account), minor in sums.items()
        if (told := books.transactions[transaction]) and minor and transaction not in taken
    ]
    candidates += [
        LineCandidate(row.id, "expense", -row.amount, treasury.days[row.id], row.purpose)
        for row in treasury.expenses.values()
        if row.state == "handed_in" and row.id not in taken
    ]
    candidates += _instalment_candidates(treasury, lines.values())
    candidates += [
        LineCandidate(p.id, "pledge", p.amount, p.due, "") for p in treasury.promises if p.state == "confirmed"
    ]
    return matches(lines.values(), candidates), lines


def _instalment_candidates(treasury: Treasury, lines: Iterable[LineRow]) -> list[LineCandidate]:
    """Give the instalments around the days of the lines for which there is no expense yet: a line can be a stipend."""
    days = [line.day for line in lines]
    if not days:
        return []
    around = datetime.timedelta(days=NEAR)
    return [
        LineCandidate(each.term, "stipend", -each.minor, each.day, "")
        for each, made in treasury.instalments(min(days) - around, max(days) + around)
        if not made
    ]


def match(vault: Vault, line: str, record: str) -> Changed:
    """Say what a line is; an empty record takes back what was said."""
    return vault.apply([Edit(line, {"matched": record or None})], _("Match a line"))


def checked(books: Books, rows: list[tuple[str, Check]]) -> list[CheckedBalance]:
    """Compare balance checks with the books: the difference, since which check, the postings of that amount."""
    by_account: defaultdict[str, list[tuple[datetime.date, str, int]]] = defaultdict(list)
    for day, posting in books.dated:
        by_account[posting.account].append((day, posting.id, posting.minor))
    good: dict[str, datetime.date] = {}
    found: list[CheckedBalance] = []
    # Another laptop may have written a check without a day or an amount: there is nothing to compare then.
    whole = [
        (identity, each) for identity, each in rows if each.account and each.day and (each.minor or each.minor == 0)
    ]
    for identity, check in sorted(whole, key=lambda pair: (pair[1].account, pair[1].day, pair[0])):
        postings = by_account[check.account]
        difference = check.minor - sum(minor for day, _id, minor in postings if day <= check.day)
        since = good.get(check.account)
        culprits = tuple(
            posting
            for day, posting, minor in postings
            if difference and abs(minor) == abs(difference) and (since is None or day > since)
        )
        found.append(CheckedBalance(identity, check.account, check.day, check.minor, difference, since, culprits))
        if not difference:
            good[check.account] = check.day
    return found


def all_checks(vault: Vault) -> list[CheckedBalance]:
    """Compare all balance checks of a vault."""
    with vault.reading() as session:
        rows = [(row.id, Check(row.account, row.day, row.amount)) for row in session.exec(select(BalanceCheck)).all()]
    return checked(read(vault), rows)


def add_check(vault: Vault, account: str, day: datetime.date, minor: int) -> CheckedBalance:
    """Note what an account held at the end of a day, and compare."""
    made = vault.apply([Add("balance_check", {"account": account, "day": day, "amount": minor})], _("Check a balance"))
    return next(each for each in all_checks(vault) if each.id == made.added[0])
