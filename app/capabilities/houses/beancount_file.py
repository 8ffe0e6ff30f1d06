"""The ledger as a file that beancount reads: one transaction for each movement, each of which sums to zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.capabilities.houses.money_service import decimal_text
from app.capabilities.houses.sharing.booking import HouseMovement

_KEPT_OF_ID = 12


def beancount(entries: Sequence[HouseMovement], name: Callable[[str], str], *, houses: frozenset[str]) -> str:
    """Write movements as text; who is owed has a liability of the group, who owes an asset: one account each.

    Args:
        entries: The movements, by day.
        name: Gives the name of a person or house by id.
        houses: The ids that are houses.
    """
    lines: list[str] = []
    known = sorted({who for entry in entries for who, _minor in entry.parts})
    if entries:
        first = min(entry.on_day for entry in entries)
        for who in known:
            lines.append(f"{first.isoformat()} open {_account(who, houses)}")
            lines.append(f"  name: {_quoted(name(who))}")
        lines.append("")
    for entry in entries:
        lines.append(f"{entry.on_day.isoformat()} * {_quoted(entry.text)}")
        lines.append(f"  source: {_quoted(entry.source)}")
        lines += [
            f"  {_account(who, houses)}  {decimal_text(-minor, entry.currency)} {entry.currency}"
            for who, minor in entry.parts
        ]
        lines.append("")
    return "\n".join(lines)


def _account(who: str, houses: frozenset[str]) -> str:
    """Name an account; beancount wants capital letters and digits."""
    return f"{'Equity:House' if who in houses else 'Assets:People'}:X{who[:_KEPT_OF_ID].upper()}"


def _quoted(text: str) -> str:
    """Write a text in quotes, on one line."""
    plain = " ".join(text.replace("\\", "/").replace('"', "'").split())
    return f'"{plain}"'
