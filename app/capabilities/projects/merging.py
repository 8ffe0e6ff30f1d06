"""One project of two: everything that named the other names the one that is kept, and one undo puts all back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, select

from app.capabilities.people.merge_words import FieldPreview, fields_in_words
from app.capabilities.people.merging import MERGED_INTO, FieldPlan, TakenField, plan_fields
from app.capabilities.projects.reading import survivors_of
from app.capabilities.projects.records import Project
from app.i18n import _
from app.problems import UserProblem, WrongValue
from app.records.changes import Change, Changed, Edit
from app.records.kinds import ANY
from app.records.record_type import RecordType
from app.services.records import records
from app.storage.vault.vault import Vault

LASTING = ("purpose", "ends", "place", "playbook_version", "action")
_FILLED = frozenset({*LASTING, "owner", "successor", "mentor"})
_OWN = frozenset({MERGED_INTO, "heartbeat", "archived_on"})  # what is said of one of them only


@dataclass(frozen=True, slots=True)
class ProjectMerge:
    """What a merge would do: each field in which the two differ with both values, and the changes."""

    keep: str
    other: str
    fields: tuple[FieldPlan, ...]
    moved: int
    changes: tuple[Change, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProjectMergePreview:
    """A merge in words, and its plan."""

    plan: ProjectMerge
    names: Mapping[str, str]
    fields: tuple[FieldPreview, ...]


def merge(vault: Vault, planned: ProjectMerge) -> Changed:
    """Carry out a merge that was planned, as one action."""
    return vault.apply(planned.changes, _("Merge the projects"))


def plan(vault: Vault, keep: str, other: str, takes: Sequence[TakenField] = ()) -> ProjectMerge:
    """Say what a merge comes to; refused for one with itself, and for what was merged already. Nothing is written.

    What both have said stays as the kept one says it, unless a wish takes the other's; what only the other has said of
    purpose, people, place and the like is taken over, and tags are united.
    """
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
        kind = vault.registry["project"]
        _check_takes(kind, gone, takes)
        fields = _fields(kind, kept, gone, takes)
        values = {each.name: each.kept for each in fields if each.kept != each.survivor}
        filled: list[Change] = [Edit(keep, values)] if values else []
        moves = moved(session, vault, keep, other)
        found = (*filled, Edit(other, {MERGED_INTO: keep}), *moves)
        return ProjectMerge(keep, other, tuple(fields), len(moves), found)


def preview(vault: Vault, keep: str, other: str, takes: Sequence[TakenField] = ()) -> ProjectMergePreview:
    """Say in words what a merge comes to."""
    found = plan(vault, keep, other, takes)
    with vault.reading() as session:
        names, fields = fields_in_words(vault, session, "project", (keep, other), found.fields)
    return ProjectMergePreview(found, dict(names), fields)


def _fields(kind: RecordType, kept: Any, gone: Any, takes: Sequence[TakenField]) -> list[FieldPlan]:
    """Plan each field in which the other has said something else."""
    names = [name for name in kind.attributes if name not in _OWN]
    values = {row.id: {name: getattr(row, name) for name in names} for row in (kept, gone)}
    several = [name for name in names if isinstance(values[kept.id][name] or values[gone.id][name], list)]
    wished = {each.field for each in takes}
    found: list[FieldPlan] = []
    for each in plan_fields(kept.id, values, several, takes):
        if each.survivor is None and each.of == gone.id and each.name not in {*_FILLED, *several, *wished}:
            each = replace(each, kept=None, of=kept.id)  # noqa: PLW2901  It stays where it was said.
        if each.others[gone.id] is not None and each.others[gone.id] != each.survivor:
            found.append(each)
    planned = {each.name: each.kept for each in found}
    owner, successor = (planned.get(name, getattr(kept, name)) for name in ("owner", "successor"))
    if owner is not None and owner == successor and kept.successor is None and "successor" not in wished:
        found = [replace(each, kept=None, of=kept.id) if each.name == "successor" else each for each in found]
    return found


def _check_takes(kind: RecordType, gone: Any, takes: Sequence[TakenField]) -> None:
    """Refuse a wish for what the other has not said."""
    for take in takes:
        if take.other != gone.id:
            raise WrongValue(_("A field can only be taken from the project that is merged."))
        if take.field not in kind.attributes or take.field in _OWN or getattr(gone, take.field) is None:
            raise WrongValue(_("“{name}” has no {field} to take.").format(name=gone.name or "", field=take.field))


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
