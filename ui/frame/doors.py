"""Doors to the rooms: what is known of a room before anybody goes in, which is when it is imported and built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.i18n import _
from app.problems import UserProblem
from app.services.open_vault import Vault
from ui.frame.room import RoomPage, RoomSign


class RoomDoor:
    """A room that is not built yet: its sign, or its class, says what it is called, what it shows and what it takes.

    A room that may work while it is out of sight asks the vault, by `early`, soon after the first page: if the answer
    is yes, it is built then.
    """

    def __init__(
        self,
        sign: RoomSign | type[RoomPage],
        make: Callable[[], RoomPage],
        *,
        shows: frozenset[str] | None = None,
        early: Callable[[Vault], object] | None = None,
    ) -> None:
        """Take the sign, what imports and builds it, and the kinds of record it shows where not the sign says that."""
        self.make, self.early = make, early
        self.shows = sign.shows if shows is None else shows
        self.key, self.title, self.icon, self.takes = sign.key, sign.title, sign.icon, sign.takes

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
        """Give a room, built now if it was not; raises a Problem if a library that it needs is not there."""
        if key not in self._rooms:
            door = self.doors[key]
            try:
                self._rooms[key] = door.make()
            except ImportError as error:
                raise UserProblem(
                    _("“{room}” cannot be opened, because a part of the program is missing: {reason}.").format(
                        room=_(door.title), reason=error
                    ),
                    kept=_("All other rooms work, and the vault is as it was."),
                    do=_("Close the program and start ./switchboard as it came: it says what to install."),
                ) from error
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
