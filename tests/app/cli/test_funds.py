"""The verbs of funds: an expense from hand to hand, runway, stipends, statements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.sheets.codes import row_code
from tests.app.capabilities.funds.test_statements import GOOD, camt_file
from tests.app.cli.conftest import Shell
from tests.app.cli.test_ledger import move


def begin(shell: Shell, vault: Path) -> None:
    """Two accounts of money, a fund with 1,000 euro, and people."""
    for name, kind in (("Bank", "asset"), ("Gifts", "income"), ("Food", "expense")):
        shell("add", vault, "account", f"name={name}", f"type={kind}", "currency=EUR")
    shell("add", vault, "fund", "name=House")
    for name in ("Ann", "Bo", "Cy"):
        shell("add", vault, "person", f"name={name}")
    shell("book", vault, "Bank", "House", "1000", "Gifts", "House", "-1000", "--date", "2026-01-02")


def approve_alone(shell: Shell, vault: Path, expense: str) -> None:
    """Say yes to what was written on the same laptop, in a group of one."""
    shell("expense", "approve", vault, expense)
    shell("expense", "waive", vault, expense, "--note", "I am alone.")


def test_an_expense_is_approved_by_another_member_and_paid_once(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
):
    begin(shell, ann)
    shell("link", ann, "Ann")
    words = ("--payee", "Cy", "--fund", "House", "--amount", "40.00 EUR", "--purpose", "Paint")
    receipt = shell.write("receipt.txt", "paint 40.00")
    expense = shell.read("expense", "hand-in", ann, *words, "--receipt", receipt)["expense"]
    assert "Nobody approves what" in shell.fails("expense", "approve", ann, expense)
    assert "not approved" in shell.fails("expense", "pay", ann, expense)
    assert shell("expense", "status", ann, expense) == "Handed in: 40.00 EUR, Paint\n0 of 1 said yes.\n"
    hand_over("Ann", "Bo")
    assert "who you are" in shell.fails("expense", "approve", bo, expense, who="Bo")
    shell("link", bo, "Bo", who="Bo")
    assert shell.read("expense", "approve", bo, expense, who="Bo")["state"] == "approved"
    hand_over("Bo", "Ann")
    assert shell.read("spendable", ann)[0]["spendable"] == {"minor": 96000, "currency": "EUR"}
    shell("set", ann, "expense", expense, "amount=4100")
    changed = shell.read("expense", "status", ann, expense)
    assert (changed["state"], changed["changed_since"]) == ("handed_in", True)
    shell("set", ann, "expense", expense, "amount=4000")
    shell("expense", "pay", ann, expense, "--date", "2026-11-20")
    assert shell.read("expense", "status", ann, expense)["state"] == "paid"
    assert "paid already" in shell.fails("expense", "pay", ann, expense)
    said = "Paid: 40.00 EUR, Paint\nYes: Bo.\n"
    assert shell("expense", "status", ann, expense) == said
    assert shell.read("balances", ann)["funds"][0]["balance"]["minor"] == 96000
    shell("expense", "pay", bo, expense, "--date", "2026-11-21", who="Bo")
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    here, there = (shell.read("conflicts", vault, who=who) for vault, who in ((ann, "Ann"), (bo, "Bo")))
    assert [each["id"] for each in here] == [each["id"] for each in there]
    assert any("paid 2 times" in str(each) for each in here)


def test_the_word_of_somebody_written_on_another_laptop_does_not_count(shell: Shell, ann: Path):
    begin(shell, ann)
    shell("link", ann, "Ann")
    words = ("--payee", "Cy", "--fund", "House", "--amount", "40.00 EUR", "--purpose", "Paint", "--submitter", "Cy")
    expense = shell.read("expense", "hand-in", ann, *words)["expense"]
    digest = shell.read("expense", "status", ann, expense)["digest"]
    bo = next(row for row in shell.read("list", ann, "person") if "Bo" in str(row))["id"]
    shell("add", ann, "approval", f"of={expense}", f"digest={digest}", f"person={bo}", "word=yes")
    assert shell.read("expense", "status", ann, expense)["approved_by"] == []
    assert shell.read("expense", "approve", ann, expense)["approved_by"] == []  # It was written on her laptop.
    assert shell.read("expense", "waive", ann, expense, "--note", "I am alone.")["state"] == "approved"


def test_stipends_need_two_and_runway_counts_them(shell: Shell, ann: Path):
    begin(shell, ann)
    values = ("amount=30000", "currency=EUR", "every=month", "on_day=31", "from_day=2026-11-01")
    shell("add", ann, "stipend", "person=Cy", "fund=House", *values)
    found = shell.read("runway", ann, "--fund", "House", "--on", "2026-11-23")["runway"][0]
    assert (found["dry"], found["weeks"]) == ("2027-02-28", 13)
    less = shell.read("runway", ann, "--fund", "House", "--on", "2026-11-23", "--what-if", "stipend=500.00 EUR")
    assert less == shell.read("runway", ann, "--fund", "House", "--on", "2026-11-23", "--what-if", "stipend=500")
    assert less["runway"][0]["dry"] < "2027-02-28"
    rows = shell.read("stipends", ann, "--on", "2026-11-30")
    expense = shell.read("pay", ann, rows[0]["stipend"], "--on", "2026-11-30")["expense"]
    assert shell.read("expense", "status", ann, expense)["needed"] == 2
    assert shell.read("stipends", ann, "--on", "2026-11-30")[0]["expense"] == expense
    assert "No instalment" in shell.fails("pay", ann, rows[0]["stipend"], "--on", "2026-11-30")


def test_a_statement_is_taken_once_and_its_lines_are_matched(shell: Shell, ann: Path):
    begin(shell, ann)
    shell("book", ann, "Bank", "House", "-3.50", "Food", "House", "3.50", "--date", "2026-03-02", "--text", "Coffee")
    file = shell.path("a.xml")
    file.write_bytes(camt_file(GOOD))
    assert len(shell.read("statement", ann, file, "--account", "Bank", "--dry-run")["statements"][0]["new"]) == 2
    shell("statement", ann, file, "--account", "Bank")
    again = shell.read("statement", ann, file, "--account", "Bank")["statements"][0]
    assert (again["new"], again["known"]) == ([], 2)
    (match,) = shell.read("matches", ann)
    assert match["reasons"] == ["same amount", "same day", "same words"]
    shell("match", ann, match["line"], match["record"])
    assert shell.read("matches", ann) == []
    told = shell.read("check-balance", ann, "Bank", "2026-11-30", "1000.00")
    assert (told["holds"], told["difference"]["minor"], len(told["rows"])) == (False, 350, 1)
    file.write_bytes(camt_file(GOOD, closing="104.00"))
    assert "is missing" in shell.fails("statement", ann, file, "--account", "Bank")
    assert "nested" in shell.fails(
        "statement", ann, shell.write("b.xml", camt_file("<Stmt/>").decode()), "--account", "Bank"
    )


def test_a_fund_for_a_purpose_refuses_the_rest(shell: Shell, ann: Path):
    begin(shell, ann)
    shell("add", ann, "project", "name=Shed")
    shell("add", ann, "fund", "name=Shed money", "restriction=purpose")
    shell("add", ann, "fund_use", "fund=Shed money", "project=Shed")
    move(shell, ann, "House", "Shed money", "100.00 EUR", "2026-11-02")
    words = ("--payee", "Cy", "--fund", "Shed money", "--amount", "5.00 EUR", "--purpose", "Tea", "--submitter", "Cy")
    expense = shell.read("expense", "hand-in", ann, *words)["expense"]
    approve_alone(shell, ann, expense)
    assert "given for a purpose" in shell.fails("expense", "pay", ann, expense)
    other = shell.read("expense", "hand-in", ann, *words[:6], "--purpose", "Nails", *words[8:], "--project", "Shed")
    approve_alone(shell, ann, other["expense"])
    shell("expense", "pay", ann, other["expense"])


def test_nobody_is_asked_twice_unknowingly(shell: Shell, ann: Path):
    for name in ("Brot Stiftung", "BROT STIFTUNG"):
        shell("add", ann, "funder", f"name={name}")
    first, second = (row["id"] for row in shell.read("list", ann, "funder"))
    shell("add", ann, "ask", f"funder={first}", "purpose=Beds", "sent_on=2026-06-01", "state=declined")
    shell("add", ann, "ask", f"funder={second}", "purpose=Shed", "deadline=2026-11-25", "state=writing")
    rows = shell.read("asks", ann)
    assert rows[0]["before"] == ["2026-06-01 Beds (declined)"]


def test_the_books_are_written_with_checks_for_other_programs(shell: Shell, ann: Path):
    from beancount import loader

    begin(shell, ann)
    shell("check-balance", ann, "Bank", "2026-11-02", "1000.00")
    for words in (("export", ann, "ledger"), ("ledger", ann, "--out")):
        file = shell.path(f"{words[0]}.beancount")
        shell(*words, file)
        assert "balance Assets:Bank" in file.read_text("utf-8")
        assert loader.load_file(str(file))[1] == []
    shell("export", ann, "ledger", shell.path("a.journal"))
    assert "= 1000.00 EUR" in shell.path("a.journal").read_text("utf-8")
    assert "only as" in shell.fails("export", ann, "ledger", shell.path("a.csv"))


def test_a_granted_ask_becomes_a_fund_with_its_reports_at_once(shell: Shell, ann: Path):
    shell("add", ann, "funder", "name=Hearth")
    shell("add", ann, "project", "name=Shed")
    ask = shell("add", ann, "ask", "funder=Hearth", "purpose=A shed", "project=Shed", "state=sent").strip()
    words = ("--fund", "Shed money", "--restriction", "purpose", "--to", "2027-12-31", "--report", "2027-06-30")
    shell("grant", ann, ask, *words)
    assert [row["what"] for row in shell.read("asks", ann) if row["day"]] == ["report"]
    assert len(shell.read("list", ann, "fund_use")) == 1
    shell("undo", ann)
    assert shell.read("list", ann, "fund") == []


def test_an_expense_form_comes_back_signed(shell: Shell, ann: Path):
    begin(shell, ann)
    shell("link", ann, "Ann")
    words = ("--payee", "Cy", "--fund", "House", "--amount", "40.00 EUR", "--purpose", "Paint", "--submitter", "Cy")
    expense = shell.read("expense", "hand-in", ann, *words)["expense"]
    shell("print", ann, "expense-form", "--of", expense, "--out", shell.path("form.pdf"))
    signed = shell.write("signed.txt", f"{row_code(expense)} p")
    assert "not approved" in shell.fails("type-in", ann, "expense-form", signed)
    shell("type-in", ann, "expense-form", shell.write("yes.txt", f"{row_code(expense)} y"))
    shell("expense", "waive", ann, expense, "--note", "I am alone.")
    (row,) = shell.read("type-in", ann, "expense-form", signed, "--on", "2026-11-20", "--dry-run")
    assert (row["title"][:5], row["means"], row["done"]) == ("Paint", "paid, and signed for", False)
    shell("type-in", ann, "expense-form", signed, "--on", "2026-11-20")
    assert shell.read("expense", "status", ann, expense)["state"] == "paid"
    assert shell.read("balances", ann)["funds"][0]["balance"]["minor"] == 96000
    assert "expense-form, " in shell.fails("type-in", ann, "shopping", signed)
