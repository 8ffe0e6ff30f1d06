"""What a version of a playbook says: its steps as plain values, their digest, how two versions differ or join. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from app.capabilities.projects.waits import rings
from app.i18n import _, ngettext

MOST_STEPS = 500
MOST_BETWEEN_PAUSES = 9
ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Step:
    """A step by its key: what, how, when counted from what, and what belongs to it. Nothing of a group is in it."""

    key: str
    title: str
    how: str = "read_do"
    offset: int = 0
    after: str = ANCHOR
    working_days: bool = False
    role: str | None = None
    minutes: int | None = None
    skill: str | None = None
    need: str | None = None
    sheet: str | None = None
    indicator: str | None = None
    pause: bool = False


NAMES = tuple(each.name for each in fields(Step))
_USUAL = Step("", "")
_NUMBERS = re.compile(r"(\d+)")


def plain(step: Step) -> dict[str, Any]:
    """Give what of a step differs from the usual, for a file."""
    values = {name: getattr(step, name) for name in NAMES}
    return {name: value for name, value in values.items() if name in {"key", "title"} or value != getattr(_USUAL, name)}


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Put steps in the order of their keys, numbers in them as numbers: 2 stands before 10."""
    return tuple(sorted(steps, key=lambda each: (_spelled(each.key), each.key, each.title)))


def _spelled(key: str) -> list[tuple[int, int, str]]:
    """Give what keys are sorted by."""
    parts = (part for part in _NUMBERS.split(key) if part)
    return [(0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts]


def canonical(value: object) -> bytes:
    """Write JSON in the one form that a digest is made of: names sorted, no blanks, UTF-8 (in the way of RFC 8785)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(steps: Iterable[Step]) -> str:
    """Give the SHA-256 of what a version says, the same in every group."""
    return hashlib.sha256(canonical([plain(each) for each in in_order(steps)])).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """How a step differs: ``what`` is added, dropped or changed; of a changed one, the names of its values."""

    key: str
    what: str
    before: Step | None = None
    after: Step | None = None
    names: tuple[str, ...] = ()


def differences(before: Iterable[Step], after: Iterable[Step]) -> list[Difference]:
    """Compare two versions by step."""
    old, new = by_key(before), by_key(after)
    found: list[Difference] = []
    for key in (each.key for each in in_order((old | new).values())):
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            found.append(Difference(key, "dropped" if other is None else "added", one, other))
        elif one != other:
            names = tuple(name for name in NAMES if getattr(one, name) != getattr(other, name))
            found.append(Difference(key, "changed", one, other, names))
    return found


def by_key(steps: Iterable[Step]) -> dict[str, Step]:
    """Give steps by key; of two of one key, the first in order."""
    found: dict[str, Step] = {}
    for each in in_order(steps):
        found.setdefault(each.key, each)
    return found


@dataclass(frozen=True, slots=True)
class JoinedVersion:
    """Two versions made one; ``asked`` are the keys that both have changed, for which the first counts."""

    steps: tuple[Step, ...]
    asked: tuple[str, ...]


def join(base: Iterable[Step], one: Iterable[Step], other: Iterable[Step], take: Iterable[str] = ()) -> JoinedVersion:
    """Join two versions by step: what only one of them changed is taken; ``take`` are keys to take of the other."""
    old, mine, theirs, wished = by_key(base), by_key(one), by_key(other), set(take)
    steps: list[Step] = []
    asked: list[str] = []
    for key in (each.key for each in in_order((old | mine | theirs).values())):
        was, here, there = old.get(key), mine.get(key), theirs.get(key)
        chosen = there if here == was or key in wished else here
        if here != was and there not in {was, here} and key not in wished:
            asked.append(key)
        if chosen is not None:
            steps.append(chosen)
    return JoinedVersion(mended(steps), tuple(asked))


def mended(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Let a step that came after one that is gone count from the anchor."""
    rows = list(steps)
    keys = {each.key for each in rows}
    return in_order(each if each.after in {ANCHOR, *keys} else replace(each, after=ANCHOR) for each in rows)


def ancestors(version: str, parents: Mapping[str, Sequence[str]]) -> list[str]:
    """Give a version and all that it was made from, nearest first; whatever another laptop wrote, each once."""
    found, seen, front = list[str](), {version}, [version]
    while front:
        found += front
        nearer: list[str] = []
        for each in front:
            for parent in sorted(parents.get(each, ())):
                if parent not in seen:
                    seen.add(parent)
                    nearer.append(parent)
        front = nearer
    return found


def common(one: str, other: str, parents: Mapping[str, Sequence[str]]) -> str | None:
    """Give the nearest version that two were made from."""
    known = set(ancestors(other, parents))
    return next((each for each in ancestors(one, parents) if each in known), None)


def faults(steps: Sequence[Step]) -> list[str]:
    """Say what is wrong with steps, so that they cannot be proposed."""
    found: list[str] = []
    keys = [each.key for each in steps]
    if not steps:
        found.append(_("It has no step."))
    if len(steps) > MOST_STEPS:
        found.append(_("It has more than {most} steps.").format(most=MOST_STEPS))
    doubled = sorted({key for key in keys if keys.count(key) > 1}) if len(keys) <= MOST_STEPS else []
    found += [_("Two steps have the key {key}.").format(key=key) for key in doubled]
    lost = sorted({each.after for each in steps if each.after not in {ANCHOR, *keys}})
    found += [_("There is no step {key} to come after.").format(key=key) for key in lost]
    for ring in rings((each.key, each.after) for each in steps if each.after != ANCHOR):
        found.append(_("These steps come after each other: {keys}.").format(keys=", ".join(ring)))
    return found


def warnings(steps: Iterable[Step]) -> list[str]:
    """Say where a checklist is too long to be kept in mind: more than nine items up to a pause point, or to its end."""
    found: list[str] = []
    count, first = 0, ""
    for each in (*in_order(steps), None):
        if each is not None:
            count, first = count + 1, first or each.key
        if each is None or each.pause:
            if count > MOST_BETWEEN_PAUSES:
                words = ngettext(
                    "{n} item from step {key} to the next pause point: make it nine or fewer.",
                    "{n} items from step {key} to the next pause point: make it nine or fewer.",
                    count,
                )
                found.append(words.format(n=count, key=first))
            count, first = 0, ""
    return found
