"""Versions of a text: heads, what two of them have in common, joining, and differences by word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.i18n import _
from app.problems import WrongValue

LARGEST = 1_000_000
SAME, GONE, NEW = "same", "gone", "new"
_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_CAREFULLY = 4_000_000  # Above so many pairs of words, frequent words are no longer looked for one by one.


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts: the same in both, gone from the first, or new in the second."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Two texts joined, and in how many places both had changed the same lines, which are marked."""

    text: str
    clashes: int


def decoded(data: bytes) -> str:
    """Read a text file with one sort of line end; says so if it is no UTF-8 or has more than 1 MB."""
    if len(data) > LARGEST:
        raise WrongValue(
            _("This text has {size} bytes; a version holds 1,000,000.").format(size=len(data)),
            do=_("Split it, or attach it as a file."),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start
        raise WrongValue(
            _("This is not text in UTF-8 (byte {place}).").format(place=place), do=_("Save it as UTF-8.")
        ) from None
    if "\0" in text:
        raise WrongValue(_("This is no text: it holds zero bytes."), do=_("Attach it as a file."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def digest(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def heads(parents: Mapping[str, Iterable[str]]) -> list[str]:
    """Give the versions that nobody has written on from; `parents` names for each version those it was made from."""
    passed = {parent for each in parents.values() for parent in each}
    return sorted(parents.keys() - passed)


def common(parents: Mapping[str, Iterable[str]], one: str, other: str) -> str:
    """Give the latest version from which both were made: of several the one with most behind it, or ""."""
    shared = _past(parents, one) & _past(parents, other)
    latest = [each for each in shared if not any(each in _past(parents, rest) - {rest} for rest in shared - {each})]
    return max(latest, key=lambda each: (len(_past(parents, each)), each), default="")


def _past(parents: Mapping[str, Iterable[str]], version: str) -> set[str]:
    found: set[str] = set()
    waiting = [version]
    while waiting:
        each = waiting.pop()
        if each in parents and each not in found:
            found.add(each)
            waiting.extend(parents[each])
    return found


def join(base: str, one: str, other: str, names: tuple[str, str] = ("", "")) -> Joined:
    """Join two texts by lines, three ways; marks stand only where both changed the same lines differently."""
    from merge3 import Merge3

    merge = Merge3(_lines(base), _lines(one), _lines(other))
    clashes = sum(1 for region in merge.merge_regions() if region[0] == "conflict")
    text = "".join(merge.merge_lines(name_a=names[0] or None, name_b=names[1] or None))
    return Joined(text, clashes)


def _lines(text: str) -> list[str]:
    """Split at line feeds alone, keeping them; other separators are part of a line."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def differences(one: str, other: str) -> list[Piece]:
    """Give what is the same, gone and new by word: first by lines, then by words where lines differ."""
    old, new = _lines(one), _lines(other)
    pieces: list[Piece] = []
    for kind, a, b, c, d in _changes(old, new):
        was, now = "".join(old[a:b]), "".join(new[c:d])
        pieces.extend([Piece(SAME, was)] if kind == "equal" else _by_word(was, now))
    return list(_gathered(pieces))


def _by_word(was: str, now: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    for kind, a, b, c, d in word_changes(old, new):
        if kind == "equal":
            yield Piece(SAME, "".join(old[a:b]))
        else:
            yield Piece(GONE, "".join(old[a:b]))
            yield Piece(NEW, "".join(new[c:d]))


def word_changes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """Compare two lists as `difflib` says it, exactly where they are not too long for that."""
    return _changes(old, new) if len(old) * len(new) > _CAREFULLY else _edits(old, new)


def _edits(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """Compare two lists of words exactly, by the longest common subsequence."""
    from rapidfuzz.distance.Indel import opcodes

    numbers = {word: number for number, word in enumerate(dict.fromkeys([*old, *new]))}
    found = opcodes([numbers[word] for word in old], [numbers[word] for word in new])
    return [(each.tag, each.src_start, each.src_end, each.dest_start, each.dest_end) for each in found]


def _changes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """Compare two lists without what they begin and end with alike, which is most of them."""
    from difflib import SequenceMatcher

    shorter = min(len(old), len(new))
    front = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    left = shorter - front
    back = next((place for place in range(left) if old[-1 - place] != new[-1 - place]), left)
    a, b = old[front : len(old) - back], new[front : len(new) - back]
    inner = SequenceMatcher(None, a, b, autojunk=len(a) * len(b) > _CAREFULLY).get_opcodes()
    moved = [(kind, i + front, j + front, k + front, m + front) for kind, i, j, k, m in inner]
    ends = [("equal", len(old) - back, len(old), len(new) - back, len(new))] if back else []
    return [("equal", 0, front, 0, front), *moved, *ends] if front else [*moved, *ends]


def _gathered(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Put pieces of one kind that follow each other together, and leave out empty ones."""
    held: dict[str, list[str]] = {}
    for each in pieces:
        if not each.text:
            continue
        if held and (each.kind == SAME) != (SAME in held):
            yield from (Piece(kind, "".join(held[kind])) for kind in (SAME, GONE, NEW) if kind in held)
            held = {}
        held.setdefault(each.kind, []).append(each.text)
    yield from (Piece(kind, "".join(held[kind])) for kind in (SAME, GONE, NEW) if kind in held)
