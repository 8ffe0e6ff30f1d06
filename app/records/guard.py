"""What this laptop refuses to write though each value alone is right: looked at once it is written, in the same go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.records.changes import Change, Changed


@dataclass(frozen=True, slots=True)
class BatchGuard:
    """A check of a batch that touches some kinds of record; raises ``WrongValue``, and nothing of the batch is kept.

    What comes in bundles passes no guard: rules find it.
    """

    kinds: frozenset[str]
    check: Callable[[Session, Sequence[Change], Changed], None]
