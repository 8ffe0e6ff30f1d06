"""What can be done from any room, so that the finder finds it wherever one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.i18n import _
from app.services.settings.look import Mode
from ui.frame.command import Command
from ui.frame.workplace import Workplace
from ui.rooms import exchange, importing, members


def everywhere(workplace: Workplace, set_look: Callable[[Mode], object]) -> list[Command]:
    """Give the commands, each of which goes to its room first. Keys are the rooms' own."""
    bundles, lists, trust = exchange.SIGN.key, importing.SIGN.key, members.SIGN.key
    look = _("Look")
    return [
        _in(workplace, bundles, lambda room: room.make(), _("Make a bundle"), "bundle", _("export send hand over")),
        _in(workplace, bundles, lambda room: room.choose(), _("Open a bundle"), "open", _("import receive take")),
        _in(workplace, bundles, lambda room: room.show_settle(), _("Settle conflicts"), "conflict"),
        _in(workplace, bundles, lambda room: room.admit(), _("Admit somebody"), "join", _("join member")),
        _in(
            workplace, lists, lambda room: room.choose(), _("Choose a list to import"), "import", _("csv xlsx vcf file")
        ),
        _page(workplace, "people", "duplicates", _("Find duplicates and merge them"), "people"),
        _page(workplace, "intake", "triage", _("Triage: who is new and waits"), "people"),
        _page(workplace, "print", "type-in", _("Type a sheet back in"), "edit", _("code row letters")),
        _in(
            workplace,
            trust,
            lambda room: room.erase_person(),
            _("Erase a person"),
            "delete",
            _("forget delete for good"),
        ),
        Command(_("Light"), lambda: set_look("light"), "light", (), look, _("theme mode bright day")),
        Command(_("Dark"), lambda: set_look("dark"), "dark", (), look, _("theme mode night")),
        Command(_("Light or dark like the system"), lambda: set_look("system"), "settings", (), look, _("theme mode")),
    ]


def _page(workplace: Workplace, key: str, page: str, name: str, icon: str, also: str = "") -> Command:
    """Make a command that leads to a page of a room; it is called as the room calls it."""
    return _in(workplace, key, lambda room: room.show_page(page), name, icon, also)


def _in(workplace: Workplace, key: str, verb: Callable[[Any], object], name: str, icon: str, also: str = "") -> Command:
    """Make a command that is carried out in a room."""

    def run() -> None:
        if key in workplace.rooms and workplace.go(key):
            verb(workplace.room())

    title = _(workplace.rooms.doors[key].title) if key in workplace.rooms else ""
    return Command(name, run, icon, (), title, also)
