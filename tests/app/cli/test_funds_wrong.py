"""Wrong input about money: one sentence each on the command line, and nothing is half done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.capabilities.ledger.money import split
from app.problems import WrongValue
from tests.app.capabilities.funds.test_statements import BODY, GOOD, LAUGHS, SGML, camt_file, entry
from tests.app.cli.conftest import Shell
from tests.app.cli.test_funds import begin


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        ("12.345 EUR", "more decimals"), ("1e3", "not an amount"), ("1.234,56", "more than one number"),
        ("5 USD", "not in EUR"), ("90000000000000.01", "too large"), ("5,123", "more than one number"),
    ],
)  # fmt: skip
def test_an_amount_that_is_none(shell: Shell, ann: Path, amount: str, says: str):
    begin(shell, ann)
    said = shell.fails("book", ann, "Bank", "House", amount, "Gifts", "House", "-5")
    assert says in said
    assert len(shell.read("list", ann, "transaction")) == 1


def test_rows_terms_and_words_that_cannot_be(shell: Shell, ann: Path):
    begin(shell, ann)
    shell("add", ann, "fund", "name=Camp")
    shell("add", ann, "project", "name=Shed")
    shell("add", ann, "account", "name=Dollars", "type=asset", "currency=USD")
    assert "do not add up to zero" in shell.fails("book", ann, "Bank", "House", "5", "Gifts", "Camp", "-5")
    assert "do not add up" in shell.fails("book", ann, "Dollars", "House", "5", "Gifts", "House", "-5")
    shell("close", ann, "2026-10")
    lines = ("Bank", "House", "5", "Gifts", "House", "-5")
    assert "2026-10 is closed" in shell.fails("book", ann, *lines, "--date", "2026-10-05")
    values = ("person=Cy", "fund=House", "amount=30000", "currency=EUR")
    said = shell.fails("add", ann, "stipend", *values, "from_day=2026-11-01", "until=2026-10-01")
    assert "cannot end before it begins" in said
    assert "days 1 (Monday) to 7" in shell.fails(
        "add", ann, "stipend", *values, "every=week", "on_day=9", "from_day=2026-11-01"
    )
    assert "no currency of ISO 4217" in shell.fails("add", ann, "account", "name=Gold", "currency=XAU")
    assert "name both" in shell.fails("transfer", ann, "House", "-", "5 EUR")
    assert "above zero" in shell.fails("transfer", ann, "House", "House", "5 EUR")
    assert "more than zero" in shell.fails("runway", ann, "--what-if", "stipend=-5 EUR")
    for words in (
        ("allocate", ann, "House", "Shed", "-5"), ("transfer", ann, "House", "Camp", "-5 EUR"),
        ("exchange", ann, "Bank", "-5", "Dollars", "5"), ("book", ann, "Bank", "House", "0", "Gifts", "House", "0"),
    ):  # fmt: skip
        assert "usage" not in shell.fails(*words).lower()
    assert "An amount is more than zero" in shell.fails("allocate", ann, "House", "Shed", "-5 EUR")
    assert shell.fails("match", ann, "abcd", "efgh").endswith("There is no line “abcd”.")
    assert shell.read("list", ann, "allocation") == []
    assert "neither stipend" in shell.fails("runway", ann, "--what-if", "more=5 EUR")
    with pytest.raises(WrongValue, match="none is more than zero"):
        split(100, [0, 0])
    assert len(shell.read("list", ann, "transaction")) == 1
    assert shell.read("list", ann, "stipend") == []


def test_terms_of_which_an_instalment_was_handed_in_are_not_rewritten(shell: Shell, ann: Path):
    begin(shell, ann)
    shell("link", ann, "Ann")
    values = ("person=Cy", "fund=House", "amount=30000", "currency=EUR", "from_day=2026-11-01")
    stipend = shell("add", ann, "stipend", *values).strip()
    shell("set", ann, "stipend", stipend, "amount=20000")
    shell("pay", ann, stipend, "--on", "2026-11-20")
    assert "handed in already" in shell.fails("set", ann, "stipend", stipend, "amount=90000")
    shell("set", ann, "stipend", stipend, "until=2026-12-31")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.xml", camt_file(GOOD)[:-40], "it ends too early"),
        ("a.xml", camt_file(GOOD).replace(b"</Ntry>", b"</Entry>", 1), "no XML from line"),
        ("a.xml", camt_file(entry("99999999999999.00", "CRDT")), "too large"),
        ("a.ofx", SGML + re.sub(rb"<LEDGERBAL>.*?</LEDGERBAL>", b"", BODY, flags=re.DOTALL), "no closing balance"),
        ("a.ofx", SGML + BODY.replace(b"<TRNAMT>-3.50", b"<TRNAMT>much"), "not those of an OFX"),
        ("a.xml", camt_file(GOOD).replace(b"DE02120300000000202051", b"DE99"), "of the account DE99"),
        ("a.xml", camt_file(GOOD).replace(b'"EUR"', b'"USD"'), "in USD"),
        ("a.xml", camt_file(GOOD).replace(b"CLBD", b"ITBD"), "no closing balance"),
        ("a.xml", camt_file("<Stmt>" + GOOD + "</Stmt>"), "nested"),
        ("a.xml", camt_file(GOOD, head=LAUGHS), "document type"),
        ("a.xml", camt_file(GOOD, head="<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"), "document type"),
        ("a.xml", camt_file(GOOD, closing="104.00"), "is missing"),
        ("a.ofx", SGML + BODY.replace(b"Coffee", b"C" * 10_000_000), "too long"),
        ("a.csv", ";".join(map(str, range(1000))).encode(), "columns"),
        ("a.csv", b"Day;Amount\n2026-01-01;1,5x\n", "Row 2"),
        ("a.csv", b"Day;Amount\n2026-01-01;12,34\n", "more than one number"),
        ("a.txt", b"hello", "columns"),
    ],
)
def test_a_statement_that_is_none(shell: Shell, ann: Path, name: str, data: bytes, says: str):
    begin(shell, ann)
    bank = next(row["id"] for row in shell.read("list", ann, "account") if row["values"]["name"] == "Bank")
    shell("set", ann, "account", bank, "number=DE02120300000000202051")
    file = shell.path(name)
    file.write_bytes(data)
    mapped = ("--map", "Day=day", "--map", "Amount=amount") if name == "a.csv" else ()
    said = shell.fails("statement", ann, file, "--account", "Bank", *mapped)
    assert says in said
    assert "Nothing was taken" in said
    assert shell.read("list", ann, "bank_line") == []
    assert shell.read("list", ann, "balance_check") == []


def test_a_statement_of_200_mb_is_not_read(shell: Shell, ann: Path):
    begin(shell, ann)
    file = shell.path("large.xml")
    with file.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    assert "too large" in shell.fails("statement", ann, file, "--account", "Bank")
