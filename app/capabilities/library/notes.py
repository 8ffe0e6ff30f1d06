"""What is done with a note: made on a passage, answered, taken back, and put where it belongs on a newer version."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import select

from app.capabilities.library import documents
from app.capabilities.library.placing import LOST, quote
from app.capabilities.library.records import Annotation
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Changed, Edit
from app.storage.vault.vault import Vault


def note_row(vault: Vault, identity: str) -> Annotation:
    """Give a note by its id."""
    with vault.reading() as session:
        found = session.exec(select(Annotation).where(Annotation.id == identity)).first()
    if found is None:
        raise NotFound(_("This note is not here."))
    return found


def annotate_at(vault: Vault, version: str, start: int, end: int, values: Mapping[str, object]) -> Changed:
    """Put a note on a stretch of a version; `WrongValue` for an empty one."""
    passage = _passage(vault, version, start, end)
    return vault.apply([Add("annotation", {**values, **passage})], _("Annotate"))


def confirm(vault: Vault, annotation: str, version: str) -> Changed:
    """Say that a note stands where it was found on a version; what has lost its place has to be put by hand."""
    made_on = documents.version_of(vault, note_row(vault, annotation).version)
    placed = documents.placed(vault, made_on, documents.version_of(vault, version))
    found = next(each.place for each in placed if each.annotation.id == annotation)
    if found.state == LOST:
        raise WrongValue(
            _("This note has lost its place on this version."),
            kept=_("Nothing was changed."),
            do=_("Choose the passage it belongs to, and put it there."),
        )
    return put(vault, annotation, version, found.start, found.end)


def put(vault: Vault, annotation: str, version: str, start: int, end: int) -> Changed:
    """Put a note, with its answer, on a passage of another version of its document."""
    row = note_row(vault, annotation)
    if documents.version_of(vault, row.version).document != documents.version_of(vault, version).document:
        raise WrongValue(_("The other version is of another document."), kept=_("Nothing was changed."))
    return vault.apply([Edit(annotation, _passage(vault, version, start, end))], _("Put a note in its place"))


def answer(vault: Vault, annotation: str, text: str) -> Changed:
    """Answer a note."""
    if not text.strip():
        raise WrongValue(_("An answer needs words."), field="answer", kept=_("Nothing was changed."))
    return vault.apply([Edit(annotation, {"state": "answered", "answer": text})], _("Answer a note"))


def withdraw(vault: Vault, annotation: str) -> Changed:
    """Take a note back; it stays where it is, and says so."""
    return vault.apply([Edit(annotation, {"state": "withdrawn"})], _("Take a note back"))


def _passage(vault: Vault, version: str, start: int, end: int) -> dict[str, object]:
    """Give the fields that say where a note is; blanks around the words are no part of it."""
    text = documents.version_of(vault, version).text or ""
    words = text[max(0, start) : end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    try:
        passage = quote(text, start, end)
    except ValueError:
        raise WrongValue(
            _("An annotation needs the words that it is about."),
            kept=_("Nothing was changed."),
            do=_("Choose a passage of the text first."),
        ) from None
    return {**documents.quoted(passage), "version": version}
