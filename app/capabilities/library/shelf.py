"""What the room of the library shows: documents, one text with its notes, and the map, as snapshots."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from app.capabilities.library import documents, maps
from app.capabilities.library.map.evaluation import WORDS, evaluate
from app.capabilities.library.map.reasons import outline
from app.capabilities.library.placing import PLACED, PassagePlace
from app.capabilities.library.records import ANNOTATION_KINDS, Document
from app.i18n import _
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """A document of the shelf."""

    id: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note beside the text: its words for people, and where its passage stands."""

    id: str
    text: str
    place: PassagePlace


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document that is open: its latest text, all notes placed on it, and how many heads it has."""

    id: str
    label: str
    text: str
    notes: tuple[NoteLine, ...]
    heads: int


def shelf(vault: Vault) -> tuple[ShelfLine, ...]:
    """List the documents by title, then id."""
    with vault.reading() as session:
        rows = session.exec(select(Document).order_by(col(Document.title), col(Document.id))).all()
    return tuple(ShelfLine(each.id, each.title or "", each.kind or "") for each in rows)


def opened(vault: Vault, document: str) -> OpenedDocument:
    """Open a document at its latest version, with the notes of every version placed on it."""
    rows = documents.versions(vault, document)
    if not rows:
        return OpenedDocument(document, "", "", (), 0)
    heads = documents.heads(vault, document)
    latest = (heads or rows)[-1]
    placed = [found for version in rows for found in documents.placed(vault, version, latest)]
    notes = sorted(
        (NoteLine(each.annotation.id, _words(each), each.place) for each in placed),
        key=lambda note: (note.place.state != PLACED and note.place.score < 0.7, note.place.start, note.id),
    )
    return OpenedDocument(document, documents.label(latest), latest.text or "", tuple(notes), len(heads))


def _words(each: documents.PlacedNote) -> str:
    kind = _(ANNOTATION_KINDS.get(each.annotation.kind or "", ""))
    states = {"placed": "", "moved": _(" (moved, to be confirmed)"), "lost": _(" (lost its place)")}
    return f"{kind}: {each.annotation.text}{states[each.place.state]}"


def map_lines(vault: Vault) -> tuple[str, ...]:
    """Give the map as an indented list, with what stands, for the window and for screen readers."""
    known = maps.read_map(vault)
    standing = evaluate(known.graph)
    signs = {
        "": "",
        "premise": _("because "),
        "supports": _("for: "),
        "attacks": _("against: "),
        "undercuts": _("but: "),
    }
    return tuple(
        f"{'    ' * min(line.depth, 12)}{signs[line.role]}{known.texts[line.id]} "
        f"({_('see above') if line.again else _(WORDS[standing[line.id].word])})"
        for line in outline(known.graph)
    )
