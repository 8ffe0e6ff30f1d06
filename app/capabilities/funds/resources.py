"""What funds put on the field of play: the money that can be spent."""

from __future__ import annotations

from app.capabilities.funds.service import read
from app.capabilities.ledger.currencies import EXPONENTS
from app.i18n import _
from app.services.agenda.section import AgendaFigure, Headline, Look


def _money(look: Look) -> AgendaFigure:
    """Give what can be spent today, in whole units of the currency of which there is most."""
    sums: dict[str, int] = {}
    for each in read(look.vault).available(look.day):
        sums[each.currency] = sums.get(each.currency, 0) + each.spendable
    if not sums:
        return AgendaFigure("", "funds", 0)
    currency = max(sorted(sums), key=lambda code: sums[code])
    whole = sums[currency] // 10 ** EXPONENTS.get(currency, 0)  # ISO's, not those of CLDR.
    return AgendaFigure(_("{currency} to spend").format(currency=currency), "funds", whole)


RESOURCES = (Headline("money-free", frozenset({"posting", "transaction", "fund", "expense"}), _money),)
