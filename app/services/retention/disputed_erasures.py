"""Orders to erase that do not count, or no longer, and have left holes: somebody has to say which it shall be."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import _, ngettext
from app.problems import NotAllowed, NotFound
from app.records.changes import Changed
from app.storage.vault.vault import Vault
from sync.replica.erasure import orders


@dataclass(frozen=True, slots=True)
class Doubt:
    """An order of somebody who turned out to have been suspended; `mine` if this laptop may make it its own."""

    order: str
    circle: str
    records: int
    mine: bool


def orders_in_doubt(vault: Vault) -> list[Doubt]:
    """Those of all circles that this laptop reads."""
    with vault.looking() as replica:
        return [
            Doubt(digest.hex(), known.name, len(order.targets), replica.membership.stewards(replica.device, circle))
            for circle, known in sorted(replica.membership.circles.items(), key=lambda each: each[1].name)
            for digest, order in sorted(orders.in_doubt(replica, circle).items())
        ]


def before_upholding(doubt: Doubt) -> tuple[str, ...]:
    """Tell what letting an order stand does and does not do."""
    records = ngettext("{n} record", "{n} records", doubt.records).format(n=doubt.records)
    return (
        _("The order becomes yours: {records} of “{circle}” go from every laptop that hears of it, for good.").format(
            records=records, circle=doubt.circle
        ),
        _("It cannot be undone. What was printed, exported or backed up stays where it is."),
        _("If you leave it, nothing is lost: whoever still has what the order took hands it on with their bundles."),
    )


def uphold(vault: Vault, order: str) -> Changed:
    """Make an order in doubt this laptop's own, named by its first letters; it is carried out everywhere then.

    Raises `NotFound`, or `NotAllowed` for one who is no steward of its circle.
    """
    found = [each for each in orders_in_doubt(vault) if order and each.order.startswith(order.lower())]
    if len(found) != 1:
        raise NotFound(
            _("No order in doubt begins with “{order}”.").format(order=order), do=_("See what is in doubt: erasures.")
        )
    (doubt,) = found
    if not doubt.mine:
        raise NotAllowed(
            _("Only an admin or a steward of the circle can order this."),
            kept=_("Nothing was erased."),
            do=_("Ask one of them; whoever still has what is missing hands it on until then."),
        )
    kinds = vault.decide(lambda replica: orders.uphold(replica, bytes.fromhex(doubt.order)))
    vault.database.compact()
    return Changed(kinds, label=_("Order to erase upheld"))
