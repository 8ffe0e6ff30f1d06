"""What the page of documents shows: the shelf, and one text with its notes beside it, as snapshots."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.capabilities.library import documents, versions
from app.capabilities.library.placing import LOST, MOVED, PassagePlace
from app.capabilities.library.records import (
    ANNOTATION_KINDS,
    ANNOTATION_STATES,
    DOCUMENT_KINDS,
    RECOMMENDATIONS,
    Annotation,
    Citation,
    Document,
    DocumentVersion,
    Round,
    Source,
    Verdict,
)
from app.capabilities.library.rendering import HEADING, ITEM, TextPart, TextRun, rendered
from app.i18n import _, ngettext
from app.services.members import authors
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

ASKING = ("question", "objection")


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """A document of the shelf, with a line that says where it stands."""

    id: str
    title: str
    about: str
    open_notes: int = 0
    heads: int = 0


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note beside the text: its words, whose they are, where its passage stands, and on which version it was made."""

    id: str
    kind: str
    text: str
    place: PassagePlace
    exact: str = ""
    state: str = "open"
    answer: str = ""
    author: str = ""
    version: str = ""
    number: int = 0

    @property
    def kind_words(self) -> str:
        """Say what sort of note it is, and what became of it."""
        kind = _(ANNOTATION_KINDS.get(self.kind, self.kind))
        return kind if self.state == "open" else f"{kind} · {_(ANNOTATION_STATES.get(self.state, self.state)).lower()}"

    @property
    def asks(self) -> bool:
        """Say whether it is a question or objection that nobody has answered."""
        return self.kind in ASKING and self.state == "open"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version as it is quoted, and what is new in it."""

    id: str
    label: str
    note: str
    number: int
    is_head: bool
    verdict: str = ""
    has_text: bool = True


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document at one version: its text in parts, all notes placed on it, its versions and what it cites."""

    id: str
    title: str
    kind: str
    summary: str
    owner: str
    version: str
    label: str
    text: str
    parts: tuple[TextPart, ...]
    notes: tuple[NoteLine, ...]
    versions: tuple[VersionLine, ...]
    references: tuple[str, ...]
    circle: str = ""

    @property
    def heads(self) -> tuple[VersionLine, ...]:
        """Give the versions that nobody has written on from."""
        return tuple(each for each in self.versions if each.is_head)


def shelf(vault: Vault) -> tuple[ShelfLine, ...]:
    """List the documents by title, then id, each with its version, what is open and what was decided."""
    parents: Any = DocumentVersion.parents
    columns = (DocumentVersion.id, DocumentVersion.document, DocumentVersion.number, parents)
    with vault.reading() as session:
        rows = session.exec(select(Document.id, Document.title, Document.kind)).all()
        each_version: Any = session.exec(select(*columns)).all()
        asked = session.exec(
            select(Annotation.version).where(
                col(Annotation.kind).in_(ASKING), col(Annotation.state).is_distinct_from("answered"),
                col(Annotation.state).is_distinct_from("withdrawn"),
            )
        ).all()  # fmt: skip
        rounds = session.exec(select(Round.id, Round.version)).all()
        words = _words_of(session.exec(select(Verdict)).all())
    by_document: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    passed: set[str] = set()
    document_of: dict[str, str] = {}
    for identity, document, number, made_from in each_version:
        by_document[document].append((number or 0, identity))
        document_of[identity] = document
        passed.update(made_from or ())
    waiting = Counter(document_of.get(version, "") for version in asked)
    in_round: defaultdict[str, list[str]] = defaultdict(list)
    for identity, version in rounds:
        in_round[version].append(identity)
    lines: list[ShelfLine] = []
    for identity, title, kind in rows:
        known = sorted(by_document[identity])
        heads = sum(1 for _number, version in known if version not in passed)
        stands = ""
        for _number, version in reversed(known):
            if in_round[version]:
                decided = [word for each in in_round[version] if (word := words.get(each))]
                stands = decided[-1] if decided else _("in review")
                break
        lines.append(
            ShelfLine(identity, title or "", _about(kind or "", known, heads, stands), waiting[identity], heads)
        )
    return tuple(sorted(lines, key=lambda each: (each.title.casefold(), each.id)))


def _about(kind: str, known: Sequence[tuple[int, str]], heads: int, stands: str) -> str:
    """Say of a document what sort it is, its version, and what became of it."""
    version = _("no text yet")
    if heads > 1:
        version = ngettext("{n} head to join", "{n} heads to join", heads).format(n=heads)
    elif known:
        version = _("version {number}").format(number=known[-1][0])
    return " · ".join(filter(None, (_(DOCUMENT_KINDS.get(kind, kind)), version, stands)))


def _words_of(verdicts: Sequence[Verdict]) -> Mapping[str, str]:
    """Give the word of each round that has exactly one verdict."""
    by_round: defaultdict[str, list[str]] = defaultdict(list)
    for each in verdicts:
        if not each.withdrawn and each.round:
            by_round[each.round].append(_(RECOMMENDATIONS.get(each.word or "", each.word or "")))
    return {round_: words[0].lower() for round_, words in by_round.items() if len(words) == 1}


def opened(vault: Vault, document: str, version: str = "") -> OpenedDocument:
    """Open a document at a version, by default its latest head, with the notes of every version placed on it."""
    row = documents.document_row(vault, document)
    rows = documents.versions(vault, document)
    last = versions.heads(documents.parents_of(rows))
    shown = next((each for each in rows if each.id == version), None)
    shown = shown or next((each for each in reversed(rows) if each.id in last), None)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch("person", [row.owner])
        owner = titles.of(row.owner) if row.owner else ""
        ids = [each.id for each in rows]
        rounds = dict(session.exec(select(Round.id, Round.version).where(col(Round.version).in_(ids))).all())
        words = _words_of(session.exec(select(Verdict).where(col(Verdict.round).in_(list(rounds)))).all())
        cited = session.exec(select(Citation).where(Citation.version == (shown.id if shown else ""))).all()
        sources = session.exec(select(Source).where(col(Source.id).in_([each.source for each in cited]))).all()
    decided = {rounds[round_]: word for round_, word in words.items()}
    references = tuple(sorted(reference_line(each, cited) for each in sources))
    text = (shown.text or "") if shown else ""
    return OpenedDocument(
        row.id, row.title or "", _(DOCUMENT_KINDS.get(row.kind or "", row.kind or "")), row.summary or "", owner,
        shown.id if shown else "", documents.label(shown) if shown else "", text,
        (*rendered(text), *_below(references, len(text))), notes_on(vault, rows, shown) if shown else (),
        tuple(
            VersionLine(
                each.id, documents.label(each), each.note or "", each.number or 0, each.id in last,
                decided.get(each.id, ""), bool(each.text),
            )
            for each in rows
        ),
        references, row.circle,
    )  # fmt: skip


def _below(references: Sequence[str], end: int) -> Iterator[TextPart]:
    """Put what a version cites below its text, where no letter of it stands in the source any more."""
    if references:
        yield TextPart(HEADING, (TextRun(_("References"), end, end),), level=3)
    for each in references:
        yield TextPart(ITEM, (TextRun(each, end, end),), depth=1, mark="•")


def reference_line(source: Source, cited: Sequence[Citation] = ()) -> str:
    """Say a source in one line: who, when, what, and where in it."""
    places = ", ".join(each.place for each in cited if each.source == source.id and each.place)
    parts = (source.author, f"({source.issued})" if source.issued else "", source.title, places)
    return " ".join(part for part in parts if part)


def notes_on(vault: Vault, rows: Sequence[DocumentVersion], shown: DocumentVersion) -> tuple[NoteLine, ...]:
    """Place the notes of all versions of a document on one of them; those without a place come last."""
    placed = [(version, found) for version in rows for found in documents.placed(vault, version, shown)]
    names = _writers(vault, [found.annotation.id for _version, found in placed])
    notes = (
        NoteLine(
            found.annotation.id, found.annotation.kind or "", found.annotation.text or "", found.place,
            found.annotation.exact or "", found.annotation.state or "open", found.annotation.answer or "",
            names.get(found.annotation.id, ""), version.id, version.number or 0,
        )
        for version, found in placed
    )  # fmt: skip
    return tuple(sorted(notes, key=lambda note: (note.place.state == LOST, note.place.start, note.id)))


def _writers(vault: Vault, records: list[str]) -> Mapping[str, str]:
    """Say of each record who wrote its words, by the name in the books or of the member."""
    if vault.group is None or not records:
        return {}
    wrote = authors.authors_of(vault, records)
    people = authors.known(vault)
    with vault.looking() as replica:
        names = {device.person.hex(): device.name for device in replica.membership.devices.values()}
    found: dict[str, str] = {}
    for record, fields in wrote.items():
        members = {member for by in fields.values() for member in by}
        # A laptop that nobody has confirmed is named itself, and not whom it is said to be of.
        first = min(fields.get("text") or members, key=lambda member: (member in people, member), default="")
        known = people.get(first)
        found[record] = (known.title if known and known.counts else "") or names.get(first, "")
    return found


def place_words(note: NoteLine, shown: str) -> str:
    """Say where a note stands, unless it stands where it was made."""
    if note.place.state == LOST:
        return _("Lost its place; it was made on version {number}.").format(number=note.number)
    if note.place.state == MOVED:
        return _("Moved since version {number}; is this still the passage?").format(number=note.number)
    return "" if note.version == shown else _("From version {number}").format(number=note.number)


def home_of(vault: Vault, kind: str, record: str) -> tuple[str, str]:
    """Give the document of a record, and the version that it is or stands on; empty for the latest."""
    if kind == "document":
        return record, ""
    if kind == "annotation":
        with vault.reading() as session:
            made_on = session.exec(select(Annotation.version).where(Annotation.id == record)).first()
        return documents.version_of(vault, made_on or "").document, ""
    return documents.version_of(vault, record).document, record
