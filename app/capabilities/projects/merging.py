"""One project of two: everything that named the other names the one that is kept, and one undo puts all back."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from app.capabilities.projects.reading import survivors_of
from app.capabilities.projects.records import Project
from app.i18n import _
from app.problems import UserProblem, WrongValue
from app.records.changes import Change, Changed, Edit
from app.records.kinds import ANY
from app.services.records import records
from app.storage.vault.vault import Vault

LASTING = ("purpose", "ends", "place", "playbook_version", "action")
_FILLED = (*LASTING, "owner", "successor", "mentor")


def merge(vault: Vault, keep: str, other: str) -> Changed:
    """Merge one project into another; refused for one with itself, and for what was merged already."""
    return vault.apply(changes(vault, keep, other), _("Merge the projects"))


def changes(vault: Vault, keep: str, other: str) -> list[Change]:
    """Give what a merge comes to; nothing is written."""
    if keep == other:
        raise WrongValue(_("A project cannot be merged into itself."), kept=_("Nothing was changed."))
    with vault.reading() as session:
        kept, gone = _project(session, vault, keep), _project(session, vault, other)
        survivors = survivors_of(session)
        for row in (kept, gone):
            if survivors.gone(row.id):
                into = session.get(Project, survivors.of(row.id))
                raise UserProblem(
                    _("“{name}” was merged into “{into}”.").format(name=row.name, into=into.name if into else ""),
                    kept=_("Nothing was changed."),
                    do=_("Go on with that one."),
                )
        values = {name: getattr(gone, name) for name in _FILLED if getattr(kept, name) is None and getattr(gone, name)}
        if values.get("successor", kept.successor) == values.get("owner", kept.owner):
            values.pop("successor", None)
        found: list[Change] = [Edit(keep, values)] if values else []
        return [*found, Edit(other, {"merged_into": keep}), *moved(session, vault, keep, other)]


def moved(session: Session, vault: Vault, keep: str, other: str) -> list[Change]:
    """Let everything that names one project name another; what is written once stays, and counts all the same."""
    found: list[Change] = []
    for kind in vault.registry:
        names = [each.name for each in kind.references() if each.target in {"project", ANY}]
        if kind.written_once or kind.name == "project":
            continue
        edits: dict[str, dict[str, object]] = {}
        for name in names:
            column: Any = getattr(kind.model, name)
            for record in session.exec(select(kind.model.id).where(col(column) == other)).all():
                edits.setdefault(record, {})[name] = keep
        found += [Edit(record, edits[record]) for record in sorted(edits)]
    return found


def _project(session: Session, vault: Vault, record: str) -> Any:
    """Give the row of a project; raises ``WrongValue`` for what is none."""
    kind, row = records.find(session, vault, record)
    if kind.name != "project":
        raise WrongValue(_("Only projects can be merged, and one of these is: {kind}.").format(kind=_(kind.one)))
    return row
