"""What a card needs to know of a record. The services' snapshots are of these forms, and so is a test's."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class ShownVersion(Protocol):
    """One of several values written on different laptops at the same time, as the log holds it."""

    @property
    def value(self) -> Any: ...

    @property
    def who(self) -> str: ...

    @property
    def at(self) -> datetime.datetime: ...


class ShownDispute(Protocol):
    """A field with several values; an empty field means that one deleted what another changed."""

    @property
    def field(self) -> str: ...

    @property
    def versions(self) -> Sequence[ShownVersion]: ...


class PartRow(Protocol):
    """A record that belongs to the one on the card: a way to reach someone, a task, a room."""

    @property
    def id(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Any]: ...

    @property
    def titles(self) -> Mapping[str, str]: ...


class Parts(Protocol):
    """The parts of one kind, in the order to show them."""

    @property
    def kind(self) -> str: ...

    @property
    def rows(self) -> Sequence[PartRow]: ...


class CardData(Protocol):
    """A record with all that its card shows; `titles` has those of the records it refers to, by id."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Any]: ...

    @property
    def titles(self) -> Mapping[str, str]: ...

    @property
    def disputes(self) -> Sequence[ShownDispute]: ...

    @property
    def parts(self) -> Sequence[Parts]: ...

    @property
    def circle(self) -> str: ...


class ShownEntry(Protocol):
    """One step in a record's life; `field` is empty where it concerns the whole record, and `what` says what."""

    @property
    def at(self) -> datetime.datetime: ...

    @property
    def who(self) -> str: ...

    @property
    def what(self) -> str: ...

    @property
    def field(self) -> str: ...

    @property
    def before(self) -> Any: ...

    @property
    def after(self) -> Any: ...
