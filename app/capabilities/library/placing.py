"""Where an annotation stands on another version of its text: placed, moved, or without a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PLACED, MOVED, LOST = "placed", "moved", "lost"
AROUND = 32
_SURE, _LIKELY = 0.9, 0.7
_NEAREST = 400  # Of words that stand everywhere, the places nearest to the old one are compared.


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage: its words, the characters before and after them (32 at most each), and where it began."""

    exact: str
    before: str = ""
    after: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """Where a passage is best looked for: half open in characters, its score from 0 to 1, and what that means."""

    start: int
    end: int
    score: float
    state: str


def quote(text: str, start: int, end: int) -> Quote:
    """Make the quote of a passage; `ValueError` if it is empty or not in the text."""
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise ValueError("an empty passage")
    return Quote(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND], start)


def place(passage: Quote, text: str) -> PassagePlace:
    """Find the best place of a passage in a text, by its words and by its words with what stood around them.

    The score is (50 s(words) + 20 s(before) + 20 s(after) + 2 (1 - shift / length)) / 92, where s is one minus the
    Levenshtein distance by the length of the longer. Of equal places the nearest wins, then the first.
    """
    if not passage.exact or not text:
        return PassagePlace(0, 0, 0.0, LOST)
    here = passage.start, passage.start + len(passage.exact)
    score = _score(passage, text, *here)
    if score < 1:
        scored = ((_score(passage, text, *span), -abs(span[0] - passage.start), -span[0], span[1]) for span in _spans(
            passage, text
        ))  # fmt: skip
        score, _shift, start, end = max(scored)
        here = -start, end
    exact = text[here[0] : here[1]] == passage.exact
    state = PLACED if exact and score >= _SURE else MOVED if score >= _LIKELY else LOST
    return PassagePlace(*here, score, state)


def place_all(passages: Iterable[Quote], text: str) -> list[PassagePlace]:
    """Place many passages on one text, in their order."""
    return [place(each, text) for each in passages]


def _score(passage: Quote, text: str, start: int, end: int) -> float:
    from rapidfuzz.distance.Levenshtein import normalized_similarity as alike

    words = alike(passage.exact, text[start:end])
    before = alike(passage.before, text[max(0, start - AROUND) : start])
    after = alike(passage.after, text[end : end + AROUND])
    near = 1 - min(1.0, abs(start - passage.start) / len(text))
    return (50 * words + 20 * before + 20 * after + 2 * near) / 92


def _spans(passage: Quote, text: str) -> Iterator[tuple[int, int]]:
    """Give the places worth looking at; what stood around decides between equal words."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    words, size = passage.exact, len(passage.exact)
    yield passage.start, min(len(text), passage.start + size)
    yield from ((start, start + size) for start in _occurrences(words, text, passage.start))
    around = passage.before + words + passage.after
    whole = text.find(around)
    if whole >= 0:
        yield whole + len(passage.before), whole + len(passage.before) + size
        return
    for needle, skipped in ((words, 0), (around, len(passage.before))):
        if len(needle) <= len(text):
            found = partial_ratio_alignment(needle, text)
            window = (found.dest_start, found.dest_end) if found else (0, 0)
        else:
            window = 0, len(text)
        yield _inside(needle, text, window, skipped, skipped + size)


def _occurrences(words: str, text: str, near: int) -> list[int]:
    """Find where the very words stand, the nearest to the old place first and not without end."""
    found: list[int] = []
    ahead, behind = text.find(words, max(0, near)), text.rfind(words, 0, max(0, near) + len(words) - 1)
    while len(found) < _NEAREST and (ahead >= 0 or behind >= 0):
        if behind < 0 or (ahead >= 0 and ahead - near <= near - behind):
            found.append(ahead)
            ahead = text.find(words, ahead + 1)
        else:
            found.append(behind)
            behind = text.rfind(words, 0, behind + len(words) - 1)
    return found


def _inside(needle: str, text: str, window: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """Carry the bounds of the words in a needle over to the window that is most like it, by their edits."""
    from rapidfuzz.distance.Levenshtein import opcodes

    low, high = window
    first, last = None, low
    for edit in opcodes(needle, text[low:high]):
        if edit.src_end > start or (edit.src_start >= start and first is None):
            offset = max(0, start - edit.src_start)
            candidate = low + min(edit.dest_start + offset, edit.dest_end)
            first = candidate if first is None else first
        if edit.src_start < end:
            beyond = max(0, edit.src_end - end)
            last = low + max(edit.dest_start, edit.dest_end - beyond)
    first = low if first is None else first
    return first, max(first, last)
