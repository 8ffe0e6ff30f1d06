"""What can be done from any room, so that the finder finds it wherever one is."""

from __future__ import annotations

from collections.abc import Callable

from app.i18n import _
from app.services.settings.look import Mode
from ui.frame.command import Command
from ui.frame.room import RoomPage
from ui.frame.workplace import Workplace
from ui.rooms.exchange.room import ExchangeRoom
from ui.rooms.importing.room import ImportRoom
from ui.rooms.members.room import TrustRoom


def everywhere(workplace: Workplace, set_look: Callable[[Mode], object]) -> list[Command]:
    """Give the commands, each of which goes to its room first. Keys are the rooms' own."""
    exchange, lists, trust = ExchangeRoom.key, ImportRoom.key, TrustRoom.key
    look = _("Look")
    return [
        _in(workplace, exchange, ExchangeRoom.make, _("Make a bundle"), "bundle", _("export send hand over")),
        _in(workplace, exchange, ExchangeRoom.choose, _("Open a bundle"), "open", _("import receive take")),
        _in(workplace, exchange, ExchangeRoom.show_settle, _("Settle conflicts"), "conflict"),
        _in(workplace, exchange, ExchangeRoom.admit, _("Admit somebody"), "join", _("join member")),
        _in(workplace, lists, ImportRoom.choose, _("Choose a list to import"), "import", _("csv xlsx vcf file")),
        _page(workplace, "people", "duplicates", _("Find duplicates and merge them"), "people"),
        _page(workplace, "intake", "triage", _("Triage: who is new and waits"), "people"),
        _page(workplace, "print", "type-in", _("Type a sheet back in"), "edit", _("code row letters")),
        _in(workplace, trust, TrustRoom.erase_person, _("Erase a person"), "delete", _("forget delete for good")),
        Command(_("Light"), lambda: set_look("light"), "light", (), look, _("theme mode bright day")),
        Command(_("Dark"), lambda: set_look("dark"), "dark", (), look, _("theme mode night")),
        Command(_("Light or dark like the system"), lambda: set_look("system"), "settings", (), look, _("theme mode")),
    ]


def _page(workplace: Workplace, key: str, page: str, name: str, icon: str, also: str = "") -> Command:
    """Make a command that leads to a page of a room; it is called as the room calls it."""
    return _in(workplace, key, lambda room: room.show_page(page), name, icon, also)


def _in(workplace: Workplace, key: str, verb: Callable[..., object], name: str, icon: str, also: str = "") -> Command:
    """Make a command that is carried out in a room."""

    def run() -> None:
        room: RoomPage | None = workplace.rooms.get(key)
        if room is not None and workplace.go(key):
            verb(room)

    title = _(workplace.rooms.doors[key].title) if key in workplace.rooms else ""
    return Command(name, run, icon, (), title, also)
