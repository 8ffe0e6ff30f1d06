"""The forms of the funds come back signed: an expense that was paid, returned, or approved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.capabilities.funds import expense_service, service
from app.i18n import N_
from app.records.changes import Add, Change
from app.services.printing.typed_back import Mark, Occasion, TypedBack, TypedRow
from app.storage.vault.vault import Vault


def _signed(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Pay what was signed for, and send back what was not; a refusal names its reason, and nothing is half done."""
    found: list[Change] = []
    expenses, spent = service.read(vault).expenses, Counter[tuple[str, str]]()
    for each in {row.record: row for row in rows}.values():
        last, row = each.letters[-1], expenses[each.record]
        if last == "p":
            held = row.fund, row.currency
            found += expense_service.payment_changes(
                vault,
                each.record,
                occasion.day,
                first_index=sum(isinstance(change, Add) for change in found),
                spent=spent[held],
            )
            spent[held] += row.amount
        elif last == "y":
            found += expense_service.approval_changes(vault, each.record)
        else:
            found += expense_service.state_changes(vault, each.record, "returned")
    return found


SIGNED = TypedBack(
    "expense",
    {
        "p": Mark(N_("paid, and signed for")),
        "y": Mark(N_("approved by whoever works at this laptop")),
        "r": Mark(N_("sent back")),
    },
    _signed,
)
