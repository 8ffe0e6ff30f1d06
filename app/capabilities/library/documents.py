"""Documents in a vault: new versions, heads and joining, and where their annotations stand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from sqlmodel import select

from app.capabilities.library import versions as texts
from app.capabilities.library.placing import PassagePlace, Quote, place
from app.capabilities.library.placing import quote as quote_of
from app.capabilities.library.records import Annotation, Document, DocumentVersion
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Changed
from app.services import files
from app.services.attachments import attachments
from app.services.jobs import Progress
from app.services.records import editing
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """An annotation and where it stands on the version that was asked about."""

    annotation: Annotation
    place: PassagePlace


def version_of(vault: Vault, text: str) -> DocumentVersion:
    """Find a version by its id, or by its document's name where that has one head; `NotFound` if there is none."""
    try:
        identity = editing.find(vault, "document_version", text)
    except NotFound:
        found = heads(vault, editing.find(vault, "document", text))
        if len(found) != 1:
            raise NotFound(
                _("The document “{text}” has {count} heads.").format(text=text, count=len(found)),
                do=_("Give the id of one, which document heads shows."),
            ) from None
        return found[0]
    return _get(vault, identity)


def _get(vault: Vault, identity: str) -> DocumentVersion:
    with vault.reading() as session:
        found = session.exec(select(DocumentVersion).where(DocumentVersion.id == identity)).first()
    if found is None:
        raise NotFound(_("This version is not here."))
    return found


def versions(vault: Vault, document: str) -> list[DocumentVersion]:
    """Give the versions of a document by number, then id."""
    with vault.reading() as session:
        rows = session.exec(select(DocumentVersion).where(DocumentVersion.document == document)).all()
    return sorted(rows, key=lambda each: (each.number or 0, each.id))


def parents_of(rows: Sequence[DocumentVersion]) -> Mapping[str, Sequence[str]]:
    """Give for each version those that it was made from."""
    return {each.id: each.parents or () for each in rows}


def heads(vault: Vault, document: str) -> list[DocumentVersion]:
    """Give the versions that nobody has written on from yet; two or more wait to be joined."""
    rows = versions(vault, document)
    last = set(texts.heads(parents_of(rows)))
    return [each for each in rows if each.id in last]


def add_version(
    vault: Vault, document: str, data: bytes, parents: Sequence[str] | None = None, note: str = ""
) -> Changed:
    """Add a text as the next version; without parents it is made from the only head, and several ask which.

    Raises `WrongValue` for what is no text, is empty, or names a parent of another document.
    """
    text = texts.decoded(data)
    if not text.strip():
        raise WrongValue(_("This file is empty."), kept=_("Nothing was changed."))
    values = _next(vault, document, parents, note)
    values |= {"text": text, "sha256": texts.digest(text)}
    return vault.apply([Add("document_version", values)], _("Add a version"))


def add_file(
    vault: Vault, document: str, path: FilePath, parents: Sequence[str] | None = None, note: str = ""
) -> Changed:
    """Add a file of any sort as the next version; it is attached to the document, and its hash is that of its bytes."""
    values = _next(vault, document, parents, note)
    with files.reading(path), path.open("rb") as stream:
        values["sha256"] = hashlib.file_digest(stream, "sha256").hexdigest()
    kept = attachments.attach(vault, document, attachments.picked(path)).run(Progress())
    return vault.apply([Add("document_version", {**values, "attachment": kept.id})], _("Add a version"))


def _next(vault: Vault, document: str, parents: Sequence[str] | None, note: str) -> dict[str, object]:
    """Give number and parents of the next version of a document."""
    rows = versions(vault, document)
    last = texts.heads(parents_of(rows))
    if parents is None:
        if len(last) > 1:
            raise WrongValue(
                _("This document has {count} heads.").format(count=len(last)),
                do=_("Join them first, or say with --parent from which this was made."),
            )
        parents = last
    if not set(parents) <= {each.id for each in rows}:
        raise WrongValue(_("A version can only be made from a version of the same document."), field="parents")
    return {
        "document": document,
        "number": max((each.number or 0 for each in rows), default=0) + 1,
        "parents": sorted(set(parents)) or None,
        "note": note or None,
    }


def restore(vault: Vault, version: str) -> Changed:
    """Make an old version the latest again: a new version with its text, made from the head and from it."""
    row = version_of(vault, version)
    last = heads(vault, row.document)
    if [each.id for each in last] == [row.id] or (len(last) == 1 and last[0].sha256 == row.sha256):
        raise WrongValue(_("This is the latest version already."), kept=_("Nothing was changed."))
    if len(last) > 1:
        raise WrongValue(
            _("This document has {count} heads.").format(count=len(last)),
            kept=_("Nothing was changed."),
            do=_("Join them first."),
        )
    note = _("Version {label} again").format(label=label(row))
    return add_version(vault, row.document, (row.text or "").encode(), [*(each.id for each in last), row.id], note)


def joined(vault: Vault, one: DocumentVersion, other: DocumentVersion) -> texts.Joined:
    """Join two versions of one document three ways; nothing is written."""
    if one.document != other.document or one.id == other.id:
        raise WrongValue(_("Two different versions of one document can be joined."))
    rows = {each.id: each for each in versions(vault, one.document)}
    base = texts.common(parents_of(list(rows.values())), one.id, other.id)
    first, second = sorted((one, other), key=lambda each: each.id)
    return texts.join(
        (rows[base].text or "") if base else "", first.text or "", second.text or "", (label(first), label(second))
    )


def label(version: DocumentVersion) -> str:
    """Name a version as it is quoted: its number and the first eight digits of its hash."""
    return f"{version.number} {(version.sha256 or '')[:8]}".strip()


def annotate(vault: Vault, version: DocumentVersion, words: str, values: Mapping[str, object], nth: int = 1) -> Changed:
    """Put a note on the n-th place where these words stand; `WrongValue` if they stand nowhere."""
    text, start = version.text or "", -1
    for _turn in range(max(1, nth)):
        start = text.find(words, start + 1) if words.strip() else -1
        if start < 0:
            raise WrongValue(_("These words are not in this version."), field="exact")
    passage = quote_of(text, start, start + len(words))
    return vault.apply([Add("annotation", {**values, **quoted(passage), "version": version.id})], _("Annotate"))


def quoted(passage: Quote) -> dict[str, object]:
    """Give the fields of an annotation that say where it is."""
    return {
        "exact": passage.exact,
        "before": passage.before or None,
        "after": passage.after or None,
        "start": passage.start,
    }


def passage_of(annotation: Annotation) -> Quote:
    """Give the passage that an annotation is about."""
    return Quote(annotation.exact or "", annotation.before or "", annotation.after or "", annotation.start or 0)


def placed(vault: Vault, version: DocumentVersion, on: DocumentVersion | None = None) -> list[PlacedNote]:
    """Give the annotations of a version, on itself or placed on another of its document, by place and id."""
    if on is not None and version.document != on.document:
        raise WrongValue(_("The other version is of another document."))
    with vault.reading() as session:
        rows = session.exec(select(Annotation).where(Annotation.version == version.id)).all()
    text = (on or version).text or ""
    found = [PlacedNote(each, place(passage_of(each), text)) for each in rows]
    return sorted(found, key=lambda each: (each.place.start, each.annotation.id))


def document_row(vault: Vault, identity: str) -> Document:
    """Give a document by id."""
    with vault.reading() as session:
        found = session.exec(select(Document).where(Document.id == identity)).first()
    if found is None:
        raise NotFound(_("This document is not here."))
    return found


def authors(document: Document) -> set[str]:
    """Give who wrote a document: its owner, and those named beside."""
    return {*(document.authors or ()), *([document.owner] if document.owner else ())}
