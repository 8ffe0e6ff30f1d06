"""Sample money: three funds over two years, one mistake reversed, stipends, expenses, asks."""

from __future__ import annotations

import datetime
from typing import Any

from app.records.changes import New
from app.services.demo.maker import Maker, Sample

_MONTH = 30
_ACCOUNTS = (
    ("Bank", "asset", "EUR"), ("Cash box", "asset", "EUR"), ("Gifts", "income", "EUR"), ("Grants", "income", "EUR"),
    ("Food", "expense", "EUR"), ("Building", "expense", "EUR"), ("Stipends", "expense", "EUR"),
    ("Transfers between funds", "equity", "EUR"),
)  # fmt: skip
_COSTS = (("Food", "Groceries"), ("Building", "Timber"), ("Building", "Paint"), ("Food", "Potatoes"), ("Food", "Bread"))


class _Writer:
    """Books into a batch: accounts and funds are ids that exist already."""

    def __init__(self, maker: Maker, accounts: dict[str, str]) -> None:
        self.maker = maker
        self.accounts = accounts

    def book(self, day: datetime.date, text: str, lines: tuple[tuple[str, str, int], ...], **more: Any) -> New:
        """Take a transaction with its postings into the batch."""
        batch = self.maker.batch
        transaction = batch.add("transaction", {"date": day, "text": text, "count": len(lines), **more})
        for account, fund, minor in lines:
            values = {"transaction": transaction, "account": self.accounts[account], "fund": fund, "minor": minor}
            batch.add("posting", values)
        return transaction


def _make(maker: Maker) -> None:
    """Make accounts and funds, then two years of gifts and costs, a mistake and its reversal, and what is to come."""
    batch, today = maker.batch, maker.today
    begins = today - datetime.timedelta(days=730)
    for name, kind, currency in _ACCOUNTS:
        number = {"number": "DE02120300000000202051"} if name == "Bank" else {}
        batch.add("account", {"name": name, "type": kind, "currency": currency, **number})
    last = datetime.date(today.year + 1, today.month, 1)
    funds = [
        batch.add("fund", {"name": "Common purse"}),
        batch.add("fund", {"name": "Roof", "restriction": "purpose", "purpose": "The roof and what holds it up."}),
        batch.add("fund", {"name": "Two winters", "restriction": "time", "from_day": begins, "until": last}),
    ]
    ids = batch.write()
    accounts = dict(zip((name for name, _kind, _code in _ACCOUNTS), ids, strict=False))
    common, roof, winters = (ids[each.index] for each in funds)
    writer = _Writer(maker, accounts)
    projects = maker.made.get("projects", ())
    if projects:
        batch.add("fund_use", {"fund": roof, "project": projects[0]})
    size = 1 + maker.count("bookings") // 800
    for fund, text, source, minor in (
        (common, "What the purse began with", "Gifts", 1_200_000 * size),
        (roof, "Grant for the roof", "Grants", 900_000 * size),
        (winters, "Grant for two winters", "Grants", 600_000 * size),
    ):
        writer.book(begins, text, (("Bank", fund, minor), (source, fund, -minor)))
    for number in range(maker.count("bookings")):
        day = begins + datetime.timedelta(days=number * 729 // max(maker.count("bookings"), 1))
        cost, text = maker.chance.one_of(_COSTS)
        minor = maker.chance.between(300, 2500)
        if cost == "Building" and projects:
            more = {"project": projects[0]}
            writer.book(day, text, ((cost, roof, minor), ("Bank", roof, -minor)), **more)
        else:
            fund = maker.chance.one_of((common, winters))
            writer.book(day, text, ((cost, fund, minor), ("Bank", fund, -minor)))
        if number % 3 == 0:
            gift = maker.chance.between(1000, 4000)
            writer.book(day, "Gift", (("Bank", common, gift), ("Gifts", common, -gift)))
        if batch.full:
            batch.write()
    mistake = (("Food", common, 9900), ("Bank", common, -9900))
    wrong = writer.book(today - datetime.timedelta(days=40), "Groceries, booked twice", mistake)
    back = tuple((account, fund, -minor) for account, fund, minor in mistake)
    writer.book(today - datetime.timedelta(days=38), "Reversal: Groceries", back, reverses=wrong)
    _to_come(maker, common)
    _at_the_bank(maker, accounts["Bank"])
    maker.made["funds"] = (common, roof, winters)
    batch.write()


def _at_the_bank(maker: Maker, bank: str) -> None:
    """Make lines of a statement that nobody has named yet."""
    for days, minor, text, key in ((9, -4_250, "Train", "1"), (6, 2_500, "Gift of a neighbour", "2")):
        day = maker.today - datetime.timedelta(days=days)
        maker.batch.add("bank_line", {"account": bank, "key": key * 64, "day": day, "amount": minor, "text": text})
    maker.batch.add("balance_check", {"account": bank, "day": maker.today - datetime.timedelta(days=740), "amount": 0})


def _to_come(maker: Maker, common: str) -> None:
    """Make a stipend, standing costs, a pledge, an expense, and asks."""
    batch, today, people = maker.batch, maker.today, maker.made["people"]
    ahead = [today + datetime.timedelta(days=_MONTH * n) for n in range(1, 5)]
    money = {"fund": common, "currency": "EUR"}
    terms = {"amount": 40_000, "on_day": 31, "from_day": today, "review_on": ahead[3]}
    batch.add("stipend", {"person": people[0], **terms, **money})
    batch.add("standing_cost", {"name": "Insurance", "amount": 4_500, "on_day": 3, "from_day": today, **money})
    batch.add("pledge", {"amount": 50_000, "due": ahead[1], "state": "confirmed", **money})
    paid = {
        "payee": people[0],
        "submitter": people[0],
        "amount": 4_250,
        "day": today,
        "purpose": "Train to the meeting",
    }
    batch.add("expense", {**paid, "state": "handed_in", **money})
    for number, name in enumerate(("Brot und Dach Foundation", "Hearth Fund", "City culture office")):
        funder = batch.add("funder", {"name": name})
        ask = batch.add(
            "ask",
            {
                "funder": funder, "purpose": "A second winter", "amount": 500_000, "currency": "EUR",
                "deadline": ahead[number], "decision_on": ahead[number] + datetime.timedelta(days=60),
                "state": ("writing", "sent", "granted")[number], "owner": people[number % len(people)],
            },
        )  # fmt: skip
        if number == 2:
            batch.add("report", {"ask": ask, "due": ahead[3]})


SAMPLE = (Sample("funds", _make, {"bookings": (60, 800, 5000)}),)
