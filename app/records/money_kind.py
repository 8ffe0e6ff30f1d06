"""What a kind of amount offers beyond the others: to be written and read in the currency of its record."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

CURRENCY = "currency"
"""The field of a record that says in which currency its amounts are."""


@runtime_checkable
class MoneyKind(Protocol):
    """A whole number of the smallest unit of a currency."""

    def write_in(self, value: int | None, currency: str) -> str:
        """Write it with the decimals of the currency."""
        ...

    def show_in(self, value: int | None, currency: str) -> str:
        """Write it for people to look at, thousands apart."""
        ...

    def read_in(self, text: str, currency: str) -> tuple[int | None, str]:
        """Read what somebody wrote, and say in which currency it is; ValueError carries a sentence."""
        ...
