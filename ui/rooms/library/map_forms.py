"""What is done on a map: claims and arguments made, changed, shown by passages, and taken out; Argdown in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.capabilities.library import map_view, maps
from app.i18n import N_, _
from app.records.attributes import Attribute
from app.records.changes import Changed
from app.records.kinds import LongText, OneOf
from app.services import files
from app.services.open_vault import Vault
from app.services.records import records
from ui.frame.desk import Desk, Verb
from ui.platform.dialogs import Dialogs
from ui.rooms.library.asking import Asking, Values

if TYPE_CHECKING:
    from ui.rooms.library.map_page import MapPage

_SIDES = {"supports": N_("For it"), "attacks": N_("Against it")}
_ARGDOWN = "Argdown (*.argdown *.ad *.md *.txt)"


class MapForms(QObject):
    """Works on the claim or argument that its page has chosen."""

    def __init__(self, desk: Desk, page: MapPage, asking: Asking, dialogs: Dialogs) -> None:
        """Take the page, the forms, and who asks for files."""
        super().__init__(page)
        self._desk, self._page, self._asking, self._dialogs = desk, page, asking, dialogs

    def change(self) -> None:
        """Ask for other words."""
        found = self._page.opened
        if found is None:
            return
        node, kind = found.node.id, "claim" if found.node.is_claim else "argument"

        def keep(values: Values) -> Verb:
            return lambda vault: records.edit(vault, node, {"text": values.get("text")})

        self._asking.ask(
            self._page.column, kind, [self._asking.field(kind, "text")], keep, done=_("Save"),
            heading=_("In other words"), values={"text": found.node.text}, said=_("Saved."),
        )  # fmt: skip

    def evidence(self) -> None:
        """Ask which source or which note on a passage shows the chosen claim."""
        claim = self._page.node
        fields = [self._asking.field("evidence", name) for name in ("source", "place", "annotation", "note")]

        def keep(values: Values) -> Verb:
            return lambda vault: records.add(vault, "evidence", {**values, "claim": claim})

        self._asking.ask(
            self._page.column, "evidence", fields, keep, done=_("Add it"), heading=_("Where is it shown?"),
            sentence=_("By a source and the place in it, or by a passage on which there is a note."), said=_("Added."),
        )  # fmt: skip

    def claim(self) -> None:
        """Ask for a claim."""
        document = self._page.document

        def keep(values: Values) -> Verb:
            circle = str(values.pop("circle", ""))
            return lambda vault: records.add(vault, "claim", {**values, "document": document or None}, circle)

        self._asking.ask(
            self._page.column,
            "claim",
            [self._asking.field("claim", "text")],
            keep,
            done=_("Add the claim"),
            heading=_("A new claim"),
            said=_("Claim added."),
            choose_circle=True,
            then=self._made,
        )

    def _made(self, changed: Changed) -> None:
        self._page.node = changed.added[0]
        self._page.refresh()

    def argument(self, kind: str = "") -> None:
        """Ask for an argument for or against the chosen claim, or against the step of the chosen argument."""
        target, document = self._page.node, self._page.document
        if self._page.opened is None or not target:
            return
        is_claim = self._page.opened.node.is_claim
        side = Attribute("kind", _("It is"), OneOf(_SIDES), required=True)
        because = Attribute("because", N_("Because"), LongText(), help=N_("The claim that it rests on."))
        words = self._asking.field("argument", "text")
        fields = [*([side] if is_claim and not kind else []), words, because]

        def keep(values: Values) -> Verb:
            sort = kind or str(values.get("kind") or ("supports" if is_claim else "undercuts"))
            text, rests = str(values.get("text", "")), str(values.get("because", ""))
            return lambda vault: map_view.add_argument(vault, target, sort, text, rests, document)

        head = {"supports": _("For"), "attacks": _("Against"), "undercuts": _("But")}.get(kind, _("About"))
        self._asking.ask(
            self._page.column,
            "argument",
            fields,
            keep,
            done=_("Add the argument"),
            heading=f"{head}: {self._page.opened.node.text}",
            said=_("Argument added."),
            values={"kind": "supports"},
        )

    def premise(self) -> None:
        """Ask for a claim that the chosen argument rests on."""
        argument, document = self._page.node, self._page.document

        def keep(values: Values) -> Verb:
            return lambda vault: map_view.add_premise(vault, argument, str(values.get("text", "")), document)

        self._asking.ask(
            self._page.column,
            "claim",
            [self._asking.field("claim", "text")],
            keep,
            done=_("Add the claim"),
            heading=_("What does it rest on?"),
            said=_("Claim added."),
        )

    def remove(self) -> None:
        """Take the chosen claim or argument out of the map."""
        node = self._page.node
        self._desk.do(lambda vault: map_view.remove_node(vault, node), _("Taken out of the map."))

    def take_in(self) -> None:
        """Take an Argdown file in; what a map has no place for is named."""
        path = self._dialogs.open_file(self._page, _("Choose an Argdown file"), _ARGDOWN)
        if path is None:
            return
        document, left = self._page.document, list[str]()

        def verb(vault: Vault) -> Changed:
            changed, drawn = maps.take_in(vault, files.read(path), document)
            left.extend(_("line {line}: {what}").format(line=line, what=what) for line, what in drawn.left)
            return changed

        def done(changed: Changed) -> None:
            words = _("{count} records were added.").format(count=len(changed.added))
            rest = _(" No place in a map: {what}").format(what="; ".join(left[:3])) if left else ""
            self._desk.say(words + rest, _("Undo"), self._desk.undo)

        self._desk.do(verb, done=done)

    def save(self) -> None:
        """Write the map as Argdown."""
        path = self._dialogs.save_file(self._page, _("Save the map"), _("map.argdown"), _ARGDOWN)
        if path is not None:
            document = self._page.document
            self._desk.ask(
                lambda vault: files.write(path, maps.export(vault, document).encode()),
                lambda _done: self._desk.say(_("Saved: {name}").format(name=path.name)),
            )
