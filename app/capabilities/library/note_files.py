"""The notes of a version as W3C Web Annotations, in and out."""

from __future__ import annotations

from app.capabilities.library import documents, web_annotations
from app.i18n import _
from app.records.changes import Add, Changed
from app.storage.vault.vault import Vault


def written(vault: Vault, version: str) -> str:
    """Write the notes that were made on a version."""
    found = documents.version_of(vault, version)
    notes = [
        web_annotations.Note(documents.passage_of(a), a.text, a.kind, a.id)
        for a in (each.annotation for each in documents.placed(vault, found))
    ]
    return web_annotations.written(notes, f"urn:sha256:{found.sha256}")


def take_in(vault: Vault, version: str, data: bytes) -> Changed:
    """Take notes in on a version, in one action; `WrongValue` says what is wrong, and nothing is taken then."""
    notes, found = web_annotations.read(data), documents.version_of(vault, version)
    rows = [
        Add("annotation", {**documents.quoted(n.passage), "version": found.id, "text": n.text, "kind": n.kind})
        for n in notes
    ]
    return vault.apply(rows, _("Take in annotations"))
