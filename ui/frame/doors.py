"""Doors to the rooms: what is known of a room before anybody goes in, which is when it is built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.services.open_vault import Vault
from ui.frame.room import RoomPage


class RoomDoor:
    """A room that is not built yet: its class says what it is called and what it shows.

    A room that may work while it is out of sight asks the vault, by `early`, soon after the first page: if the answer
    is yes, it is built then.
    """

    def __init__(
        self,
        kind: type[RoomPage],
        make: Callable[[], RoomPage],
        *,
        shows: frozenset[str] | None = None,
        early: Callable[[Vault], object] | None = None,
    ) -> None:
        """Take the class, what builds it, and the kinds of record it shows where not the class says that."""
        self.kind, self.make, self.early = kind, make, early
        self.shows = kind.shows if shows is None else shows
        self.key, self.title, self.icon = kind.key, kind.title, kind.icon

    @classmethod
    def to(cls, room: RoomPage) -> RoomDoor:
        """Give the door to a room that stands already."""
        return cls(type(room), lambda: room, shows=room.shows)


class Rooms(Mapping[str, RoomPage]):
    """The rooms by their keys, each built when it is first asked for; `doors` says what is known without."""

    def __init__(self, rooms: Sequence[RoomPage | RoomDoor], when_built: Callable[[RoomPage], object]) -> None:
        """Take the rooms in their order, and what is told of each that was built."""
        self.doors = {each.key: each if isinstance(each, RoomDoor) else RoomDoor.to(each) for each in rooms}
        self._when_built = when_built
        self._rooms: dict[str, RoomPage] = {}

    def __getitem__(self, key: str) -> RoomPage:
        """Give a room, built now if it was not."""
        if key not in self._rooms:
            self._rooms[key] = self.doors[key].make()
            self._when_built(self._rooms[key])
        return self._rooms[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.doors)

    def __len__(self) -> int:
        return len(self.doors)

    def __contains__(self, key: object) -> bool:
        return key in self.doors

    def built(self) -> Iterator[RoomPage]:
        """Give those that somebody has gone into."""
        yield from self._rooms.values()
