"""The kind of an amount that is kept in the smallest unit of the currency beside it, and written with its decimals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from app.capabilities.ledger.currencies import EXPONENTS
from app.capabilities.ledger.money import MOST, Money, number, parse, plain
from app.i18n import _
from app.problems import WrongValue
from app.records.kinds import Editor, Whole, Wire


@dataclass(frozen=True)
class Minor(Whole):
    """A whole number of the smallest unit; people read and write ``12.34`` in the currency of the same record."""

    max: int = MOST
    editor: ClassVar[Editor] = "money"

    def check(self, value: object) -> int | None:
        """Refuse what is out of bounds; nobody thinks of the least in cents."""
        number = self.from_wire(cast("Wire", value))
        if number is not None and number < self.min == 1:
            raise WrongValue(_("An amount is more than zero."))
        return super().check(number)

    def write_in(self, value: int | None, currency: str) -> str:
        """Write it in a currency; of one that nobody knows the smallest units are written."""
        return "" if value is None else plain(value, currency)

    def show_in(self, value: int | None, currency: str) -> str:
        """Write it for people to look at, thousands apart."""
        return "" if value is None else number(value, currency)

    def read_in(self, text: str, currency: str) -> tuple[int | None, str]:
        """Read what somebody wrote, with the currency that it is in; raises `WrongValue`."""
        if not text.strip():
            return None, currency
        read: Money = parse(text, currency if currency in EXPONENTS else None)
        return self.check(read.minor), read.currency
