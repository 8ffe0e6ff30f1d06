"""Money: balances beside one GROUP BY, exports beside their bytes, CAMT beside iterparse, approvals beside reading.

Where hledger is installed, it has to accept the journal, and to find the same balance for every account.
"""

import csv
import datetime
import io
import shutil
import sqlite3
import subprocess
import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from app.capabilities.funds.approvals import ApprovalRow, ExpenseRow, digest, standing
from app.capabilities.funds.statements import camt
from app.capabilities.ledger.books import AccountRow, Books, PostingRow, TransactionRow, balances, movements
from app.capabilities.ledger.exports import account_names, beancount, hledger
from app.capabilities.ledger.money import plain
from app.services.files import write as safely
from tests.app.capabilities.funds.test_statements import camt_file, entry
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds

POSTINGS = 15_000
DAY = datetime.date(2025, 1, 1)


def books_of(postings: int) -> Books:
    """Books of 12 accounts and 8 funds over two years."""
    kinds = ("asset", "income", "expense", "expense")
    names = [f"{n:032x}" for n in range(12)]
    accounts = {name: AccountRow(name, f"Account {n}", kinds[n % 4], "EUR") for n, name in enumerate(names)}
    transactions: dict[str, TransactionRow] = {}
    rows: list[PostingRow] = []
    for n in range(postings // 2):
        name = f"{n:032x}"
        day = DAY + datetime.timedelta(days=n * 730 // (postings // 2))
        transactions[name] = TransactionRow(name, day, f"Payment {n}", size=2)
        for side, minor in ((0, 100 + n % 997), (1, -100 - n % 997)):
            account = names[(n + side * (1 + n % 5)) % 12]
            rows.append(PostingRow(f"{2 * n + side:032x}", name, account, f"{n % 8:032x}", minor))
    return Books(accounts, transactions, tuple(rows), funds={f"{n:032x}": f"Fund {n}" for n in range(8)})


def bench_balances(bench: Bench) -> None:
    """All balances, beside one GROUP BY over the same rows in plain SQLite."""
    books = books_of(POSTINGS)
    base = sqlite3.connect(":memory:")
    base.execute("create table posting (id text primary key, transaction_id text, account text, fund text, minor int)")
    base.executemany("insert into posting values (?, ?, ?, ?, ?)", books.postings)
    group = "select account, fund, sum(minor) from posting group by account, fund"
    beside = Beside("GROUP BY", min(seconds(lambda: base.execute(group).fetchall()) for _ in range(5)))
    found = {(account, fund): total for account, fund, total in base.execute(group) if total}
    if found != {(account, fund): total for (account, fund, _code), total in balances(books).items()}:
        raise AssertionError("SQLite finds other balances.")
    bench.measure("balances, postings checked before", lambda: balances(books), beside=beside)

    def anew() -> None:
        balances(Books(books.accounts, books.transactions, books.postings))

    bench.measure("balances, and which transactions count", anew, beside=beside)


def bench_statements_and_exports(bench: Bench) -> None:
    """Give the year's movements of all funds beside hledger's balance; exports beside writing their bytes."""
    books = books_of(POSTINGS)
    year = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.journal"
        path.write_text(hledger(books), "utf-8")
        beside = None
        if shutil.which("hledger"):
            subprocess.run(["hledger", "-f", path, "check", "--strict"], check=True)
            words = ["hledger", "-f", path, "balance", "--flat", "--no-total", "-O", "csv"]
            said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
            theirs = {row[0]: Decimal(row[1].split()[0]) for row in list(csv.reader(io.StringIO(said)))[1:]}
            ours: defaultdict[str, Decimal] = defaultdict(Decimal)
            names = account_names(books)
            for (account, _fund, code), total in balances(books).items():
                ours[names[account]] += Decimal(plain(total, code))
            if {name: total for name, total in theirs.items() if total} != {n: t for n, t in ours.items() if t}:
                raise AssertionError("hledger finds other balances.")
            beside = Beside(
                "hledger balance",
                min(seconds(lambda: subprocess.run(words, check=False, capture_output=True)) for _ in range(3)),
            )
        bench.measure(
            "the year of all funds",
            lambda: movements(Books(books.accounts, books.transactions, books.postings), *year),
            beside=beside,
        )
        for name, write in (("hledger", hledger), ("beancount", beancount)):
            data = write(books).encode()
            file = Path(folder) / name
            same = Beside("the same bytes", min(seconds(lambda f=file, d=data: f.write_bytes(d)) for _ in range(5)))
            bench.measure(f"export for {name}", lambda w=write, f=file: f.write_bytes(w(books).encode()), beside=same)
            safe = Beside("the same bytes, safely", min(seconds(lambda f=file, d=data: safely(f, d)) for _ in range(5)))
            bench.measure(
                f"export for {name}, kept as people's files are",
                lambda w=write, f=file: safely(f, w(books).encode()),
                beside=safe,
            )


def bench_camt(bench: Bench) -> None:
    """5,000 lines of CAMT.053, beside ElementTree.iterparse over the file."""
    data = camt_file("".join(entry(f"{n}.00", "CRDT", text=f"Gift {n}") for n in range(1, 5001)))
    beside = Beside("iterparse", min(seconds(lambda: list(ElementTree.iterparse(io.BytesIO(data)))) for _ in range(3)))
    bench.measure("5,000 lines of CAMT.053", lambda: camt.read(data), beside=beside)


def bench_approvals(bench: Bench) -> None:
    """Where 2,000 expenses with two words each stand, beside reading as many rows by sqlite3."""
    expenses = [ExpenseRow(f"{n:032x}", "p", 100 + n, "EUR", "f", f"Thing {n}", submitter="s") for n in range(2000)]
    words = [[ApprovalRow(f"{e.id}{w}", e.id, digest(e), w, "yes", own=True) for w in "ab"] for e in expenses]
    base = sqlite3.connect(":memory:")
    base.execute("create table expense (a, b, c, d, e, f, g, h, i, j, k)")
    base.executemany(
        "insert into expense values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [(*e[:7], "", *e[8:11]) for e in expenses * 3]
    )
    beside = Beside("reading", min(seconds(lambda: base.execute("select * from expense").fetchall()) for _ in range(5)))
    bench.measure(
        "2,000 expenses", lambda: [standing(e, w) for e, w in zip(expenses, words, strict=True)], beside=beside
    )


def bench_approvals_in_a_vault(bench: Bench) -> None:
    """Whose word counts on 2,000 expenses, and what conflicts there are, beside reading them and their words."""
    from sqlmodel import select

    from app.capabilities.funds.records import Approval, Expense
    from app.capabilities.funds.rules import RULES
    from app.capabilities.funds.service import read
    from app.records.changes import Add
    from app.services.members import authors
    from tests.group import Group

    with tempfile.TemporaryDirectory() as folder:
        vault = Group(Path(folder)).found()
        made = vault.apply([*(Add("person", {"name": name}) for name in ("Ann", "Bo", "Cy"))], "").added
        fund = vault.apply([Add("fund", {"name": "House"})], "").added[0]
        authors.link(vault, made[0])
        about = {"payee": made[2], "submitter": made[1], "fund": fund, "currency": "EUR", "day": "2026-01-02"}
        for batch in range(20):
            wanted = [{**about, "amount": 100 + n, "purpose": f"Thing {batch} {n}"} for n in range(100)]
            added = vault.apply([Add("expense", {**each, "state": "handed_in"}) for each in wanted], "").added
            known = read(vault).expenses
            words = [(each, person) for each in added for person in made[:2]]
            vault.apply(
                [Add("approval", {"of": e, "digest": digest(known[e]), "person": p, "word": "yes"}) for e, p in words],
                "",
            )

        def plain() -> None:
            with vault.reading() as session:
                for model in (Expense, Approval):
                    session.exec(select(model)).all()

        def ours() -> None:
            read(vault)
            with vault.reading() as session:

                def rows(model: Any, /, *filled: str, **among: Any) -> Any:
                    if filled or among:
                        raise AssertionError("These rules ask for whole kinds.")
                    return session.exec(select(model)).all()

                for rule in RULES:
                    list(rule.find(rows, DAY))

        beside = Beside("reading them", min(seconds(plain) for _ in range(3)))
        bench.measure("approvals and conflicts of 2,000 expenses", ours, beside=beside)
