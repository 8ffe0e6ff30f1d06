"""A record's card with a strip at its top that says how the record stands, and what can be done about it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.records.registry import Registry
from ui.widgets.card.record_card import RecordCard
from ui.widgets.card.snapshot import CardData
from ui.widgets.editors.sources import Sources


class StandingView(Protocol):
    """What is known of a record besides its values."""

    @property
    def id(self) -> str:
        """Give the record."""
        ...


View = TypeVar("View", bound=StandingView)


class StandingCard(RecordCard, Generic[View]):
    """Asks how a record stands whenever one is shown, and tells the strip unless another one is shown by then."""

    standing_wanted = Signal(str)

    def __init__(
        self, registry: Registry, kind: str, sources: Sources, now: Callable[[], datetime.datetime], strip: QWidget,
        tell: Callable[[View], object],
    ) -> None:  # fmt: skip
        """Make the card around a strip, and take what tells it."""
        super().__init__(registry, kind, sources, now)
        self._tell = tell
        self.add_above(strip, gap=8)

    def show_card(self, card: CardData) -> None:
        """Show a record."""
        super().show_card(card)
        self.standing_wanted.emit(card.id)

    def show_standing(self, view: View | None) -> None:
        """Say how it stands, unless another one is shown by now."""
        if view is not None and self.card is not None and self.card.id == view.id:
            self._tell(view)
