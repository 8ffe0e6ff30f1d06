"""Small efforts that are alike, ours and the partners', each pair with its reasons: merge, adopt, mentor."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.capabilities.projects import near_service, rescuing
from app.capabilities.projects.similar import Alike
from app.i18n import _
from app.records.changes import Changed
from app.services.open_vault import Vault
from ui.frame.desk import Desk
from ui.records.asking_form import FormAsker
from ui.rooms.projects.merge_box import MergeBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail


@dataclass(frozen=True, slots=True)
class AlikePairs:
    """Pairs that are alike, the names of all that is in them, and which of them partners have sent."""

    pairs: Sequence[Alike]
    names: Mapping[str, str]
    theirs: Mapping[str, str]


class AlikePage(QWidget):
    """The pairs at the leading side; beside the chosen one its reasons, and what can be made of it."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.found: AlikePairs | None = None
        nothing = EmptyState(
            "projects",
            _("No efforts are alike"),
            _("Two that share words, people, a place or needs stand here, so that they do not fail side by side."),
        )
        nothing.offer(_("Show all projects"), lambda: desk.go("projects", "list"), primary=False)
        heads = (_("This"), _("is like"), _("Because of"))
        self.list = TableAndDetail(heads, _("Efforts that are alike"), nothing, shares=60)
        self.list.chosen.connect(self._say)
        self.list.opened.connect(self._open)
        self.asker = FormAsker(desk, self.list.detail)
        self.box: MergeBox | None = None
        fill(self, self.list)

    def refresh(self) -> None:
        """Ask for what is alike today."""
        day = self._desk.today()
        self._desk.ask(lambda vault: _alike(vault, day), self._show, key=(self, "alike"))

    def start(self) -> None:
        """Begin in the list."""
        self.list.start()

    def _show(self, found: AlikePairs) -> None:
        """Show the pairs."""
        self.found = found
        names = found.names
        self.list.show_rows(
            [
                KeyedRow(_key(each), (_name(found, each.one), _name(found, each.other), "; ".join(each.reasons(names))))
                for each in found.pairs
            ]
        )

    def _pair(self, key: str) -> Alike | None:
        pairs = self.found.pairs if self.found is not None else ()
        return next((each for each in pairs if _key(each) == key), None)

    def _say(self, key: str) -> None:
        """Say why two are alike, and offer what can be made of it."""
        each, detail, found = self._pair(key), self.list.detail, self.found
        if each is None or found is None:
            detail.begin("")
            return
        one, other = found.names.get(each.one, ""), found.names.get(each.other, "")
        detail.begin(_("{one} and {other}").format(one=one, other=other))
        ours = [record for record in (each.one, each.other) if record not in found.theirs]
        wanted: list[tuple[str, Any, str]] = []
        if len(ours) == 2:
            for kept, gone in ((each.one, each.other), (each.other, each.one)):
                words = _("Keep “{name}”…").format(name=found.names.get(kept, ""))
                hint = _("Everything of the other moves there.")
                wanted.append((words, lambda kept=kept, gone=gone: self.merge(kept, gone), hint))
        for record in ours:
            name = found.names.get(record, "")
            wanted.append((_("Adopt “{name}”…").format(name=name), lambda record=record: self.adopt(record), ""))
            wanted.append((_("Mentor “{name}”…").format(name=name), lambda record=record: self.mentor(record), ""))
        detail.offer(*wanted)
        detail.heading(_("Because of"))
        for reason in each.reasons(found.names):
            detail.line(f"{reason[:1].upper()}{reason[1:]}")
        detail.heading(_("The two"))
        for record in (each.one, each.other):
            partner = found.theirs.get(record, "")
            kind = "partner" if partner else "project"
            more = _("of the partner {name}").format(name=found.names.get(partner, "")) if partner else ""
            opens = partner or record
            detail.line(found.names.get(record, ""), more, lambda kind=kind, opens=opens: self._desk.open(kind, opens))

    def merge(self, kept: str, gone: str) -> None:
        """Show what the merge of one into the other comes to, field by field."""
        self.box = MergeBox(self._desk, self.list.detail, kept, gone)
        self.box.ask()

    def adopt(self, project: str) -> None:
        """Ask who owns it from now on."""
        day = self._desk.today()

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            return rescuing.adopt(vault, project, str(given["owner"]), day)

        self.asker.ask("project", ("owner",), (_("Who adopts it?"), _("Adopt")), verb, needed=("owner",))

    def mentor(self, project: str) -> None:
        """Ask who helps."""
        day = self._desk.today()

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            return rescuing.mentor(vault, project, str(given["mentor"]), day)

        words = (_("Who helps? Meanwhile it sleeps for 28 days."), _("Mentor"))
        self.asker.ask("project", ("mentor",), words, verb, needed=("mentor",))

    def _open(self, key: str) -> None:
        """Show the first of two."""
        each = self._pair(key)
        if each is not None:
            self._desk.open("project", each.one)


def _alike(vault: Vault, day: datetime.date) -> AlikePairs:
    """Read the pairs with their names."""
    return AlikePairs(near_service.similar(vault, day), near_service.names_of(vault), near_service.senders_of(vault))


def _key(each: Alike) -> str:
    return f"{each.one} {each.other}"


def _name(found: AlikePairs, record: str) -> str:
    """Name an effort, that of a partner with the partner."""
    name, partner = found.names.get(record, ""), found.theirs.get(record, "")
    return f"{name} ({found.names.get(partner, '')})" if partner else name
