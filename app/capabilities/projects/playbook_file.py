"""A playbook as one file of canonical JSON, for other groups: from an allow-list, with nothing of the group in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from app.capabilities.projects.playbooks import MOST_STEPS, NAMES, Step, canonical, digest, faults, in_order, plain
from app.i18n import _
from app.problems import WrongValue

FORMAT, VERSION = "switchboard-playbook", 1
MOST_BYTES = 8 * 1024 * 1024
MOST_VERSIONS = 1000
_TEXTS = {
    "key": 40,
    "title": 300,
    "how": 40,
    "after": 40,
    "role": 80,
    "skill": 80,
    "need": 120,
    "sheet": 60,
    "indicator": 120,
}
_FLAGS = ("working_days", "pause")


@dataclass(frozen=True, slots=True)
class SharedVersion:
    """A version in a file: its number, what it was made from by their digests, and its steps."""

    number: int
    steps: tuple[Step, ...]
    parents: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Give the digest of what it says."""
        return digest(self.steps)


@dataclass(frozen=True, slots=True)
class SharedPlaybook:
    """A playbook as it is exchanged."""

    name: str
    purpose: str
    versions: tuple[SharedVersion, ...]


def written(playbook: SharedPlaybook) -> bytes:
    """Write a playbook: the same bytes for the same playbook, ending with a line end."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": playbook.name,
        "purpose": playbook.purpose,
        "versions": [
            {
                "number": each.number,
                "digest": each.digest,
                "parents": sorted(each.parents),
                "steps": [plain(step) for step in in_order(each.steps)],
            }
            for each in sorted(playbook.versions, key=lambda each: (each.number, each.digest))
        ],
    }
    return canonical(content | {"digest": hashlib.sha256(canonical(content)).hexdigest()}) + b"\n"


def read(data: bytes) -> SharedPlaybook:
    """Read a playbook, or raise ``WrongValue`` that says what of the file is wrong."""
    if len(data) > MOST_BYTES:
        raise _wrong(_("This file is too large for a playbook: more than {n} MiB.").format(n=MOST_BYTES >> 20))
    try:
        found: Any = json.loads(data.decode("utf-8-sig"), parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _wrong(_("This is no whole playbook: it may have been cut off on its way.")) from None
    content = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    if content.get("format") != FORMAT:
        raise _wrong(_("This is no playbook."))
    version = content.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _wrong(_("This is no playbook."))
    if version > VERSION:
        raise WrongValue(
            _("This playbook was written by a newer version of the program."),
            kept=_("Nothing was changed."),
            do=_("Get the newer version, or ask for the playbook on paper."),
        )
    said = content.pop("digest", None)
    rows: Any = content.get("versions")
    if not isinstance(rows, list) or not 0 < len(cast("list[Any]", rows)) <= MOST_VERSIONS:
        raise _wrong(_("This playbook has no version, or too many."))
    versions = tuple(_version(each) for each in cast("list[Any]", rows))
    if said != hashlib.sha256(canonical(content)).hexdigest():
        raise _wrong(_("This playbook is not as it was written: its digest is wrong."))
    return SharedPlaybook(
        _text(content, "name", 120) or _("Playbook"), _text(content, "purpose", 20_000) or "", versions
    )


def _version(row: Any) -> SharedVersion:
    """Read a version, and compare it with its digest."""
    fields = cast("dict[str, Any]", row) if isinstance(row, dict) else {}
    steps, parents, number = fields.get("steps"), fields.get("parents", []), fields.get("number", 1)
    if not isinstance(steps, list) or not isinstance(parents, list):
        raise _wrong(_("This is no playbook."))
    rows, named = cast("list[Any]", steps), cast("list[Any]", parents)
    if len(rows) > MOST_STEPS:
        raise _wrong(_("A playbook of {n} steps is more than anybody can follow.").format(n=len(rows)))
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 1_000_000:
        raise _wrong(_("The number of a version is wrong."))
    if len(named) > 20 or not all(isinstance(each, str) and len(each) == 64 for each in named):
        raise _wrong(_("What a version was made from is wrong."))
    found = SharedVersion(number, in_order(_step(each) for each in rows), tuple(sorted(cast("list[str]", named))))
    if found.digest != fields.get("digest"):
        raise _wrong(_("This playbook is not as it was written: its digest is wrong."))
    if wrong := faults(found.steps):
        raise _wrong(wrong[0])
    return found


def _step(row: Any) -> Step:
    """Read a step; what is not on the list of names is refused."""
    values = cast("dict[str, Any]", row) if isinstance(row, dict) else {}
    if not values.keys() <= set(NAMES) or not {"key", "title"} <= values.keys():
        raise _wrong(_("A step of this playbook is wrong."))
    for name, value in values.items():
        good = (
            _is_text(value, _TEXTS[name])
            if name in _TEXTS
            else isinstance(value, bool)
            if name in _FLAGS
            else isinstance(value, int) and not isinstance(value, bool)
        )
        if not good:
            raise _wrong(_("A step of this playbook is wrong: {name}.").format(name=name))
    step = Step(**values)
    if not -3650 <= step.offset <= 3650 or not 0 <= (step.minutes or 0) <= 100_000:
        raise _wrong(_("A step of this playbook is wrong: {name}.").format(name=step.key))
    return step


def _is_text(value: object, most: int) -> bool:
    """Say whether a value is a text of one line, within its length."""
    return isinstance(value, str) and 0 < len(value) <= most and value.isprintable()


def _text(content: dict[str, Any], name: str, most: int) -> str:
    """Read a text of the playbook."""
    value = content.get(name)
    if not isinstance(value, str) or len(value) > most:
        raise _wrong(_("This is no playbook."))
    return value.strip()


def _no_number(text: str) -> object:
    """Refuse numbers that are not whole: nothing in a playbook is."""
    raise ValueError(text)


def _wrong(what: str) -> WrongValue:
    """Say what is wrong, and that nothing was taken."""
    return WrongValue(what, kept=_("Nothing was changed."))


def all_of(versions: Sequence[SharedVersion]) -> dict[str, SharedVersion]:
    """Give versions by their digests."""
    return {each.digest: each for each in versions}
