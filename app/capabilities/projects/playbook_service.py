"""Playbooks of a vault: versions proposed, adopted, forked and joined, given to other groups and taken in."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from app.capabilities.projects.playbook_file import SharedPlaybook, SharedVersion, read, written
from app.capabilities.projects.playbooks import (
    ANCHOR,
    Step,
    ancestors,
    by_key,
    common,
    digest,
    faults,
    in_order,
    join,
    mended,
    plain,
)
from app.capabilities.projects.records_playbooks import HOW, Playbook, PlaybookStep, PlaybookVersion
from app.i18n import _
from app.problems import NotFound, UserProblem, WrongValue
from app.records.changes import Add, Change, Changed, Edit, New
from app.services.records import records
from app.services.settings import group
from app.storage.vault.vault import Vault

SHARED = frozenset({"proposed", "adopted", "retired"})
SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "playbooks"


@dataclass(frozen=True)
class Shelf:
    """All playbooks: their names, versions in order of their numbers, steps and parents by version."""

    names: Mapping[str, tuple[str, str]]
    versions: Mapping[str, tuple[Any, ...]]
    steps: Mapping[str, tuple[Step, ...]]
    parents: Mapping[str, tuple[str, ...]]

    def latest(self, playbook: str, *states: str) -> Any:
        """Give the version with the highest number in one of some states; None if there is none."""
        found = [row for row in self.versions.get(playbook, ()) if (row.state or "draft") in states]
        return found[-1] if found else None


def shelf(session: Session) -> Shelf:
    """Read all playbooks."""
    versions: defaultdict[str, list[Any]] = defaultdict(list)
    rows = session.exec(select(PlaybookVersion)).all()
    for row in sorted(rows, key=lambda row: (row.number or 0, row.id)):
        versions[row.playbook or ""].append(row)
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    for each in sorted(session.exec(select(PlaybookStep)).all(), key=lambda row: row.id):
        if each.version:
            steps[each.version].append(step_of(each))
    known = {row.id for row in rows}
    return Shelf(
        {row.id: (row.name or "", row.purpose or "") for row in session.exec(select(Playbook)).all()},
        {playbook: tuple(found) for playbook, found in versions.items()},
        {version: in_order(found) for version, found in steps.items()},
        {row.id: tuple(each for each in row.parents or () if each in known) for row in rows},
    )


def step_of(row: Any) -> Step:
    """Make a plain step of a row, whatever another laptop has written."""
    return Step(
        row.key or row.id[:8],
        row.title or "",
        row.how if row.how in HOW else "read_do",
        min(max(row.offset or 0, -3650), 3650),
        row.after or ANCHOR,
        bool(row.working_days),
        row.role,
        row.minutes,
        row.skill,
        row.need,
        row.sheet,
        row.indicator,
        bool(row.pause),
    )


def version_of(vault: Vault, playbook: str, number: int | None = None, *states: str) -> Any:
    """Give a version of a playbook by its number, or the latest in some states; raises ``NotFound``."""
    with vault.reading() as session:
        found = shelf(session)
    rows = found.versions.get(playbook, ())
    wanted: list[Any] = [row for row in rows if row.number == number]
    if number is None:
        wanted = [row for state in states if (row := found.latest(playbook, state)) is not None]
    if not wanted:
        name = found.names.get(playbook, ("", ""))[0]
        raise NotFound(_("“{name}” has no such version.").format(name=name), do=_("See `playbook show`."))
    return wanted[0]


def propose(vault: Vault, version: str) -> Changed:
    """Propose a draft: from now on it never changes. Refused with what is wrong with its steps."""
    row, steps = _draft(vault, version)
    if wrong := faults(steps):
        raise WrongValue(" ".join(wrong), kept=_("Nothing was changed."), do=_("Mend its steps first."))
    number = row.number or _next_number(vault, row.playbook)
    values = {"state": "proposed", "digest": digest(steps), "number": number}
    return vault.apply([Edit(version, values)], _("Propose a playbook"))


def adopt(vault: Vault, version: str, method: str, day: datetime.date) -> Changed:
    """Adopt a proposed version by a way of the group to decide; what was adopted before is retired."""
    with vault.reading() as session:
        found = shelf(session)
        row = session.get(PlaybookVersion, version)
        ways: Sequence[str] = group.read(session, vault.registry)["ways_to_decide"] or ()
    if row is None or row.state != "proposed":
        raise UserProblem(_("Only a proposed version can be adopted."), kept=_("Nothing was changed."))
    chosen = method or next(iter(ways), "")
    if chosen and chosen.casefold() not in {way.casefold() for way in ways}:
        raise WrongValue(
            _("“{method}” is no way to decide of this group.").format(method=method),
            kept=_("Nothing was changed."),
            do=_("There are: {names}.").format(names=", ".join(ways)),
        )
    changes: list[Change] = [
        Edit(each.id, {"state": "retired"}) for each in found.versions[row.playbook] if each.state == "adopted"
    ]
    changes.append(Edit(version, {"state": "adopted", "method": chosen or None, "adopted_on": day}))
    return vault.apply(changes, _("Adopt a playbook"))


def fork(vault: Vault, version: str, take: Mapping[str, str] | None = None) -> Changed:
    """Make a draft from a version; ``take`` are single steps to take of other versions, by key."""
    with vault.reading() as session:
        found = shelf(session)
    steps = by_key(found.steps.get(version, ()))
    parents = [version]
    for key, other in sorted((take or {}).items()):
        theirs = by_key(found.steps.get(other, ()))
        if key not in theirs:
            raise NotFound(_("There is no step {key} in that version.").format(key=key), kept=_("Nothing was changed."))
        steps[key] = theirs[key]
        parents += [other] if other not in parents else []
    return _new_version(vault, version, mended(steps.values()), parents, _("Fork a playbook"))


def joined(vault: Vault, one: str, other: str, take: Sequence[str] = ()) -> tuple[Changed, tuple[str, ...]]:
    """Join two versions into a draft; gives the keys that both have changed, for which the first counts."""
    with vault.reading() as session:
        found = shelf(session)
    base = common(one, other, found.parents)
    made = join(found.steps.get(base or "", ()), found.steps.get(one, ()), found.steps.get(other, ()), take)
    return _new_version(vault, one, made.steps, [one, other], _("Join playbooks")), made.asked


def _new_version(vault: Vault, like: str, steps: Sequence[Step], parents: Sequence[str], label: str) -> Changed:
    """Write a draft beside a version."""
    with vault.reading() as session:
        row = session.get(PlaybookVersion, like)
    if row is None:
        raise NotFound(_("There is no such version."))
    values = {"playbook": row.playbook, "number": _next_number(vault, row.playbook), "parents": sorted(parents)}
    changes: list[Change] = [Add("playbook_version", values), *step_changes(New(0), steps)]
    return vault.apply(changes, label)


def step_changes(version: New | str, steps: Sequence[Step]) -> list[Add]:
    """Give the records of steps."""
    found: list[Add] = []
    for each in steps:
        values = {"how": each.how, "offset": each.offset, **plain(each)}
        found.append(
            Add("step", {"version": version, **{k: v for k, v in values.items() if (k, v) != ("after", ANCHOR)}})
        )
    return found


def _next_number(vault: Vault, playbook: str) -> int:
    """Give the number of the next version."""
    with vault.reading() as session:
        return max((row.number or 0 for row in shelf(session).versions.get(playbook, ())), default=0) + 1


def _draft(vault: Vault, version: str) -> tuple[Any, tuple[Step, ...]]:
    """Give a draft with its steps, or refuse what was proposed already."""
    with vault.reading() as session:
        row = session.get(PlaybookVersion, version)
        rows = session.exec(select(PlaybookStep).where(PlaybookStep.version == version)).all()
    if row is None:
        raise NotFound(_("There is no such version."))
    if (row.state or "draft") != "draft":
        raise UserProblem(_("This version was proposed already."), kept=_("Nothing was changed."))
    return row, in_order(step_of(each) for each in rows)


def exported(vault: Vault, playbook: str, number: int | None = None) -> bytes:
    """Write a version with all that it was made from, as far as it was proposed, for other groups."""
    row = version_of(vault, playbook, number, "adopted", "proposed", "retired")
    with vault.reading() as session:
        found = shelf(session)
        states = {each.id: each for rows in found.versions.values() for each in rows}
    kept = [each for each in ancestors(row.id, found.parents) if (states[each].state or "draft") in SHARED]
    if row.id not in kept:
        raise UserProblem(
            _("A draft is not given to others."), kept=_("Nothing was written."), do=_("Propose it first.")
        )
    digests = {each: digest(found.steps.get(each, ())) for each in kept}
    versions: dict[str, SharedVersion] = {}
    for each in kept:
        parents = {digests[one] for one in found.parents[each] if one in digests} - {digests[each]}
        shared = SharedVersion(max(states[each].number or 1, 1), found.steps.get(each, ()), tuple(sorted(parents)))
        versions.setdefault(digests[each], shared)
    name, purpose = found.names.get(playbook, ("", ""))
    return written(SharedPlaybook(name, purpose, tuple(versions.values())))


def imported(vault: Vault, data: bytes) -> tuple[Changed, str]:
    """Take a playbook in as proposed versions; what is known by its digest is not made again. Gives the playbook."""
    shared = read(data)
    with vault.reading() as session:
        found = shelf(session)
    known: dict[str, str] = {}
    home: dict[str, str] = {}
    for playbook, rows in sorted(found.versions.items()):
        for row in rows:
            if (row.state or "draft") in SHARED and row.digest:
                known.setdefault(row.digest, row.id)
                home.setdefault(row.digest, playbook)
    fresh = [each for each in shared.versions if each.digest not in known]
    playbook: str | New = next((home[each.digest] for each in shared.versions if each.digest in home), "")
    if not fresh:
        return Changed(), str(playbook)
    changes: list[Change] = []
    number = max((row.number or 0 for row in found.versions.get(str(playbook), ())), default=0)
    if not playbook:
        playbook = New(0)
        changes.append(Add("playbook", {"name": shared.name, "purpose": shared.purpose or None}))
    added = len(changes)
    for each in sorted(fresh, key=lambda each: (each.number, each.digest)):
        number += 1
        parents = [known[one] for one in each.parents if one in known]
        values: dict[str, object] = {
            "playbook": playbook,
            "number": number,
            "digest": each.digest,
            "state": "proposed",
            "parents": parents or None,
        }
        changes.append(Add("playbook_version", values))
        changes += step_changes(New(added), each.steps)
        added += 1 + len(each.steps)
    changed = vault.apply(changes, _("Take in a playbook"))
    made = changed.added[0] if isinstance(playbook, New) else playbook
    return _with_lineage(vault, shared, made, changed), made


def _with_lineage(vault: Vault, shared: SharedPlaybook, playbook: str, changed: Changed) -> Changed:
    """Say of versions that came together which was made from which."""
    with vault.reading() as session:
        rows = [row for row in shelf(session).versions.get(playbook, ()) if row.digest]
    ids = {row.digest: row.id for row in reversed(rows)}
    edits: list[Change] = []
    for each in shared.versions:
        parents = sorted(ids[one] for one in each.parents if one in ids)
        row = next((row for row in rows if row.id == ids.get(each.digest)), None)
        if row is not None and parents and not row.parents:
            edits.append(Edit(row.id, {"parents": parents}))
    if edits:
        vault.apply(edits, _("Take in a playbook"))
    return changed


def shipped() -> dict[str, bytes]:
    """Give the playbooks that come with the program, by the names of their files."""
    return {file.stem: file.read_bytes() for file in sorted(SHIPPED.glob("*.json"))}


def title(vault: Vault, version: str) -> str:
    """Give what a version is called."""
    return records.get(vault, version).title
