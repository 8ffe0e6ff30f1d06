"""What a bundle would delete, and whether that is so much that somebody has to look at it before it is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.services.records import records
from app.services.records.records import Query
from app.storage.taken import TakenBundle
from app.storage.vault.vault import Vault

MANY = 20
SHARE = 10
"""One in so many of a kind."""
FEW = 2


@dataclass(frozen=True, slots=True)
class Loss:
    """How many records of a kind would go, of how many there are."""

    kind: str
    gone: int
    known: int

    @property
    def is_large(self) -> bool:
        """Whether more than a tenth of the kind would go; one or two records only count if they are all there is."""
        return self.gone * SHARE > self.known and (self.gone > FEW or self.gone >= self.known)


def losses_of(vault: Vault, taken: TakenBundle) -> tuple[Loss, ...]:
    """Tell what a bundle that was only looked into would delete, kind by kind, beside what there is now."""
    gone = Counter(taken.gone)
    return tuple(
        Loss(kind, count, max(records.page(vault, kind, Query(), 0, 1).total, count)) for kind, count in gone.items()
    )


def deletes_many(found: Iterable[Loss], before: Mapping[str, int] | None = None) -> bool:
    """Whether a person has to look first: more than twenty records, or more than a tenth of those of one kind.

    `before` counts what earlier bundles of the same sitting have deleted: a theft may come in small pieces.
    """
    earlier = before or {}
    several = [
        Loss(loss.kind, loss.gone + earlier.get(loss.kind, 0), loss.known + earlier.get(loss.kind, 0)) for loss in found
    ]
    kinds = {loss.kind for loss in several}
    others = sum(count for kind, count in earlier.items() if kind not in kinds)
    many = sum(loss.gone for loss in several) + others > MANY
    return bool(several) and (many or any(loss.is_large for loss in several))
