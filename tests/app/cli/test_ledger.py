"""The verbs of the ledger, as people type them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Shell


def begin(shell: Shell, ann: Path) -> None:
    """Ann's vault with a bank account, an income account and two funds."""
    for name, kind in (("Bank", "asset"), ("Gifts", "income"), ("Food", "expense")):
        shell("add", ann, "account", f"name={name}", f"type={kind}", "currency=EUR")
    for name in ("House", "Camp"):
        shell("add", ann, "fund", f"name={name}")


def move(shell: Shell, vault: Path, source: str, target: str, amount: str, day: str) -> str:
    """Move money between funds in a group of one: handed in by Cy, and Ann says that her word alone is enough."""
    known = {row["values"]["name"] for row in shell.read("list", vault, "person")}
    for name in sorted({"Ann", "Cy"} - known):
        shell("add", vault, "person", f"name={name}")
    shell("link", vault, "Ann")
    expense = shell.read("transfer", vault, source, target, amount, "--date", day, "--submitter", "Cy")["expense"]
    shell("expense", "approve", vault, expense)
    assert "0 of 2 words count" in shell.fails("expense", "pay", vault, expense, "--date", day)
    assert "reason" in shell.fails("expense", "waive", vault, expense)
    assert shell.read("expense", "waive", vault, expense, "--note", "We are two.")["state"] == "approved"
    shell("expense", "pay", vault, expense, "--date", day)
    return expense


def test_what_is_booked_is_balanced_reversed_closed_and_written_for_other_programs(shell: Shell, ann: Path):
    begin(shell, ann)
    booked = shell.read("book", ann, "Bank", "House", "100", "Gifts", "House", "-100 EUR", "--date", "2026-01-05")
    said = shell.fails("book", ann, "Bank", "House", "5", "Gifts", "Camp", "-5", "--date", "2026-01-05")
    assert "do not add up to zero" in said
    move(shell, ann, "House", "Camp", "30.00 EUR", "2026-01-06")
    said = shell.read("balances", ann)
    assert {row["name"]: row["balance"] for row in said["funds"]} == {
        "House": {"minor": 7000, "currency": "EUR"},
        "Camp": {"minor": 3000, "currency": "EUR"},
    }
    shell("close", ann, "2026-01")
    assert "2026-01 is closed" in shell.fails("reverse", ann, booked["transaction"], "--date", "2026-01-31")
    shell("reverse", ann, booked["transaction"], "--date", "2026-02-01")
    assert "reversed already" in shell.fails("reverse", ann, booked["transaction"], "--date", "2026-02-01")
    assert shell.read("balances", ann, "--fund", "House")["funds"][0]["balance"]["minor"] == -3000
    assert "below zero" in shell.fails("book", ann, "Bank", "House", "-1", "Food", "House", "1", "--date", "2026-02-02")
    lines = ("Bank", "House", "-1", "Transfers between funds", "House", "1", "Bank", "Camp", "1")
    said = shell.fails("book", ann, *lines, "Transfers between funds", "Camp", "-1", "--date", "2026-02-02")
    assert "two others have approved" in said
    from beancount import loader

    shell("ledger", ann, "--out", shell.path("books.beancount"))
    _entries, errors, _options = loader.load_file(str(shell.path("books.beancount")))
    assert errors == []
    shell("ledger", ann, "--out", shell.path("books.journal"))
    assert "2026-01-05" in shell.path("books.journal").read_text("utf-8")


def test_wrong_input_is_refused_in_one_line_and_nothing_is_booked(shell: Shell, ann: Path):
    begin(shell, ann)
    for amount in ("12.345 EUR", "1e3", "1.234,56", "5 USD", "9999999999999999999"):
        shell.fails("book", ann, "Bank", "House", amount, "Gifts", "House", "-5")
    assert "no account" in shell.fails("book", ann, "Till", "House", "5", "Gifts", "House", "-5")
    assert shell.read("balances", ann)["accounts"] == []


def test_what_is_booked_is_neither_changed_nor_deleted_nor_undone(shell: Shell, ann: Path):
    begin(shell, ann)
    booked = shell.read("book", ann, "Bank", "House", "100", "Gifts", "House", "-100")["transaction"]
    assert "written once" in shell.fails("set", ann, "transaction", booked, "text=Other")
    assert "written once" in shell.fails("delete", ann, "transaction", booked)
    assert "written once" in shell.fails("undo", ann)
    assert shell.read("balances", ann)["funds"][0]["balance"]["minor"] == 10000


def test_currencies_are_exchanged_through_accounts_that_are_made_for_it(shell: Shell, ann: Path):
    begin(shell, ann)
    shell("add", ann, "account", "name=Dollars", "type=asset", "currency=USD")
    shell("book", ann, "Bank", "House", "500", "Gifts", "House", "-500", "--date", "2026-01-02")
    words = ("exchange", ann, "Bank", "100", "Dollars", "108.00 USD", "--fund", "House", "--date", "2026-01-03")
    told = shell.read(*words)
    assert told["rate"] == [27, 25]
    said = shell.read("balances", ann, "--fund", "House")
    assert {row["balance"]["currency"]: row["balance"]["minor"] for row in said["funds"]} == {
        "EUR": 40000,
        "USD": 10800,
    }
    assert shell(*words).splitlines()[1] == "108.00 USD / 100.00 EUR = 27/25"
    assert len([row for row in shell.read("list", ann, "account") if "Exchange" in str(row)]) == 2
    assert "below zero" in shell.fails(*words[:3], "1000", *words[4:])
    assert "not in EUR" in shell.fails(*words[:3], "100 USD", *words[4:])
    assert "nothing to exchange" in shell.fails("exchange", ann, "Bank", "1", "Bank", "1", "--fund", "House")
    assert "more than zero" in shell.fails("exchange", ann, "Bank", "0", "Dollars", "1", "--fund", "House")
    from beancount import loader

    shell("export", ann, "ledger", shell.path("books.beancount"))
    assert loader.load_file(str(shell.path("books.beancount")))[1] == []
    shell("reverse", ann, told["transaction"], "--date", "2026-01-04")
    said = shell.read("balances", ann, "--fund", "House")
    assert {row["balance"]["currency"]: row["balance"]["minor"] for row in said["funds"]} == {
        "EUR": 40000,
        "USD": 10800,
    }


def test_what_is_booked_is_booked_whole_through_whatever_door(shell: Shell, ann: Path):
    for name, kind in (("Bank", "asset"), ("Gifts", "income")):
        shell("add", ann, "account", f"name={name}", f"type={kind}", "currency=EUR")
    shell("add", ann, "fund", "name=House")
    words = ("Bank", "House", "10", "Gifts", "House", "-10", "--date", "2026-02-02")
    booked = shell.read("book", ann, *words)["transaction"]
    alone = shell.fails("add", ann, "transaction", "date=2026-02-02", "text=Gift", "count=2")
    assert "booked whole. Only 0 of 2 postings are here. Nothing was booked." in alone
    row = (f"transaction={booked}", "account=Bank", "fund=House", "minor=7")
    assert "never added to one" in shell.fails("add", ann, "posting", *row)
    table = shell.write("rows.csv", f"transaction,account,fund,minor\n{booked},Bank,House,7\n{booked},Gifts,House,-7\n")
    assert "never added to one" in shell.fails("import", ann, "posting", table)
    assert shell.read("balances", ann)["funds"][0]["balance"]["minor"] == 1000


def test_two_laptops_reverse_and_close_unseen(shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]):
    def meet() -> None:
        hand_over("Ann", "Bo")
        hand_over("Bo", "Ann")

    begin(shell, ann)
    shell("book", ann, "Bank", "House", "100", "Gifts", "House", "-100", "--date", "2026-01-01")
    gift = ("Bank", "House", "10", "Gifts", "House", "-10", "--date", "2026-02-02")
    booked = shell.read("book", ann, *gift)["transaction"]
    meet()
    shell("reverse", ann, booked, "--date", "2026-11-20")
    second = shell.read("reverse", bo, booked, "--date", "2026-11-21", who="Bo")["transaction"]
    meet()
    (here,), (there,) = shell.read("conflicts", ann), shell.read("conflicts", bo, who="Bo")
    assert here["id"] == there["id"]
    said = shell("conflicts", ann)
    assert "2 Feb 2026 is reversed 2 times. Reverse one of the reversals: Reversal · 2" in said
    assert "NUMBER" not in said  # There is none to choose.
    shell("reverse", ann, second, "--date", "2026-11-22")
    meet()
    assert "nothing to settle" in shell("conflicts", bo, who="Bo")
    shell("close", ann, "2026-02")
    assert "has not begun. Nothing was closed." in shell.fails("close", ann, "2062-02")
    assert "2026-02 is closed" in shell.fails("book", ann, *gift)
    late = shell.read("book", bo, *gift, who="Bo")["transaction"]
    meet()
    for vault, who in ((ann, "Ann"), (bo, "Bo")):
        known = shell.read("balances", vault, who=who)
        assert (known["late"], known["funds"][0]["balance"]["minor"]) == ([late], 11_000)
    said = shell("check-balance", ann, "Bank", "2026-11-22", "100")
    assert said.startswith(
        "22 Nov 2026: the books have 10.00 EUR too much.\nIt never held before. 5 rows have this very amount.\n"
    )
    assert late in said
    assert shell("check-balance", ann, "Bank", "2026-11-22", "110") == "22 Nov 2026: it holds.\n"
