"""What the page of sources shows: each with who cites it, and the claims that rest on nothing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import col, select

from app.capabilities.library import documents, maps, references
from app.capabilities.library.map.evaluation import evaluate
from app.capabilities.library.records import Citation, Document, DocumentVersion, Source
from app.capabilities.library.records_map import Claim, Evidence
from app.i18n import _
from app.records.changes import Add, Changed
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source, when it was checked by whom, and which texts and claims rest on it."""

    id: str
    title: str
    author: str
    issued: str
    type: str
    key: str
    checked_on: datetime.date | None
    checked_by: str
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourcesRoom:
    """All sources by title, and the claims taken as given that no passage and no source shows."""

    sources: tuple[SourceLine, ...]
    bare: tuple[str, ...]


def sources_room(vault: Vault) -> SourcesRoom:
    """Read the sources and what rests on them."""
    cited: defaultdict[str, list[str]] = defaultdict(list)
    with vault.reading() as session:
        rows = session.exec(select(Source)).all()
        titles = Titles.within(vault, session)
        titles.fetch("person", [each.checked_by for each in rows])
        versions = {each.id: each for each in session.exec(select(DocumentVersion)).all()}
        named = {each.id: each.title or "" for each in session.exec(select(Document)).all()}
        for each in session.exec(select(Citation).order_by(col(Citation.id))).all():
            version = versions.get(each.version)
            if version is not None:
                title, label = named.get(version.document, ""), documents.label(version)
                words = _("{title}, version {label}").format(title=title, label=label)
                cited[each.source].append(f"{words}: {each.place}" if each.place else words)
        claims = {each.id: each.text or "" for each in session.exec(select(Claim)).all()}
        for each in session.exec(select(Evidence).order_by(col(Evidence.id))).all():
            if each.source and each.claim in claims:
                cited[each.source].append(_("Claim: {text}").format(text=claims[each.claim]))
        checkers = {each.checked_by: titles.of(each.checked_by) for each in rows if each.checked_by}
    lines = (
        SourceLine(
            each.id, each.title or "", each.author or "", each.issued or "", each.type or "", each.key or "",
            each.checked_on, checkers.get(each.checked_by or "", ""), tuple(cited[each.id]),
        )
        for each in rows
    )  # fmt: skip
    known = maps.read_map(vault)
    standing = evaluate(known.graph)
    bare = (known.texts[each] for each in known.graph.claims - known.shown if standing[each].word == "given")
    return SourcesRoom(
        tuple(sorted(lines, key=lambda each: (each.title.casefold(), each.id))), tuple(sorted(bare, key=str.casefold))
    )


def take_in(vault: Vault, data: bytes, *, ris: bool) -> Changed:
    """Take sources in from CSL-JSON or RIS, in one action."""
    items = references.read_ris(data) if ris else references.read_csl(data)
    return vault.apply([Add("source", references.fields(item)) for item in items], _("Take in sources"))


def written(vault: Vault) -> str:
    """Write all sources as CSL-JSON."""
    with vault.reading() as session:
        rows = sorted(session.exec(select(Source)).all(), key=lambda each: each.id)
        plain = [
            {"id": r.id, "key": r.key, "type": r.type, "title": r.title, "author": r.author, "issued": r.issued,
             "csl": r.csl}
            for r in rows
        ]  # fmt: skip
    return references.written(list(plain))
