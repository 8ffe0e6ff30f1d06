"""What this laptop refuses to write of a library: a version changed, or taken away from under what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.capabilities.library.records import Annotation, Citation, DocumentVersion, Review, Round
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Change, Changed, DeleteRecord, Edit
from app.records.guard import BatchGuard

_FIXED = frozenset({"document", "number", "parents", "text", "attachment", "sha256"})


def _version_stays(session: Session, changes: Sequence[Change], _changed: Changed) -> None:
    """Refuse to write another text into a version: quotations, notes and reviews are about this one."""
    edited = [each.id for each in changes if isinstance(each, Edit) and _FIXED & set(each.values)]
    if edited and session.exec(select(DocumentVersion.id).where(col(DocumentVersion.id).in_(edited))).first():
        raise WrongValue(
            _("A version never changes."), kept=_("Nothing was changed."), do=_("Add the text as the next version.")
        )


def _version_is_used(session: Session, changes: Sequence[Change], _changed: Changed) -> None:
    """Refuse to delete a version that was reviewed, cited or annotated, and say what that would take away."""
    gone = [each.id for each in changes if isinstance(each, DeleteRecord)]
    deleted = set(gone)
    if not gone:
        return

    def left(model: Any, column: Any) -> int:
        return len({*session.exec(select(model.id).where(col(column).in_(gone))).all()} - deleted)

    counts = (left(Annotation, Annotation.version), left(Citation, Citation.version), left(Round, Round.version))
    if any(counts):
        notes, citations, rounds = counts
        raise WrongValue(
            _("{notes} notes, {citations} citations and {rounds} review rounds stand on this version.").format(
                notes=notes, citations=citations, rounds=rounds
            ),
            kept=_("Nothing was changed."),
            do=_("Leave it, or take those away first."),
        )


def _review_stays(session: Session, changes: Sequence[Change], _changed: Changed) -> None:
    """Refuse to change a review that was handed in."""
    edited = [each.id for each in changes if isinstance(each, Edit)]
    if edited and session.exec(select(Review.id).where(col(Review.id).in_(edited))).first():
        raise WrongValue(
            _("A review that was handed in never changes."),
            kept=_("Nothing was changed."),
            do=_("Hand in a correction: a second review that replaces it."),
        )


GUARDS = (
    BatchGuard(frozenset({"document_version"}), _version_stays),
    BatchGuard(frozenset({"document_version"}), _version_is_used),
    BatchGuard(frozenset({"review"}), _review_stays),
)
