"""Two versions as one page to read: what is gone and what is new, word by word, in the look that it is read in."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.capabilities.library.rendering import RULE, TextPart, TextRun, rendered
from app.capabilities.library.versions import GONE, NEW, SAME, word_changes

PARAGRAPH = "¶"
_SIGN = TextRun(f"{PARAGRAPH} ", 0, 0)
_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


class _Look(NamedTuple):
    """What makes two words of the same letters look different."""

    strong: bool
    emphasis: bool
    code: bool
    link: str


class _Word(NamedTuple):
    """A word of a text, or the beginning of one of its parts."""

    text: str
    look: _Look | TextPart
    run: TextRun | None


@dataclass(slots=True)
class _Open:
    """A part that is being put together: how it begins, and its words with what became of each."""

    part: TextPart
    change: str
    words: list[tuple[str, TextRun]]


def compared(one: str, other: str) -> tuple[TextPart, ...]:
    """Read two texts into the parts of one page, with `change` of each run saying whether it is gone or new.

    Marks of the source are looks, so a word that became bold is gone as it was and new as it is. Where a part only
    begins or ends elsewhere than before, the sign of a paragraph stands for that.
    """
    old, new = rendered(one), rendered(other)
    found: list[_Open] = []
    for same, a, b, c, d in _stretches([_plain(part) for part in old], [_plain(part) for part in new]):
        if same:
            found += [_Open(part, SAME, [(SAME, run) for run in part.runs]) for part in new[c:d]]
        else:
            found += _marked(_words(old[a:b]), _words(new[c:d]))
    return tuple(_closed(part) for part in _settled(found))


def _stretches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[bool, int, int, int, int]]:
    """Give in turn what is the same, and what stands between that in the one and in the other."""
    found: list[tuple[bool, int, int, int, int]] = []
    for kind, a, b, c, d in word_changes(old, new):
        same = kind == "equal"
        if found and found[-1][0] is same:
            _same, first, _b, begun, _d = found.pop()
            found.append((same, first, b, begun, d))
        else:
            found.append((same, a, b, c, d))
    return found


def _plain(part: TextPart) -> tuple[object, ...]:
    """Give what makes a part the same as another, wherever it stands in the source."""
    return _begin(part), tuple((run.text, _look(run)) for run in part.runs)


def _begin(part: TextPart) -> TextPart:
    return replace(part, runs=())


def _look(run: TextRun) -> _Look:
    return _Look(run.strong, run.emphasis, run.code, run.link)


def _words(parts: Sequence[TextPart]) -> list[_Word]:
    found: list[_Word] = []
    for part in parts:
        found.append(_Word(PARAGRAPH, _begin(part), None))
        for run in part.runs:
            found += [_Word(word, _look(run), run) for word in _WORDS.findall(run.text)]
    return found


def _marked(old: list[_Word], new: list[_Word]) -> list[_Open]:
    """Put two stretches of words into parts, each word with what became of it."""
    found: list[_Open] = []

    def put(kind: str, words: Sequence[_Word]) -> None:
        for word in words:
            if isinstance(word.look, TextPart):
                found.append(_Open(word.look, kind, []))
            elif word.run is not None:
                found[-1].words.append((kind, replace(word.run, text=word.text)))

    keys = [[(word.text.strip(), word.look) for word in words] for words in (old, new)]
    for same, a, b, c, d in _stretches(keys[0], keys[1]):
        if same:
            put(SAME, new[c:d])
        elif not found and a < b and c < d:
            put(NEW, new[c : c + 1])  # Both begin here, and it begins as the new one does.
            put(GONE, old[a + 1 : b])
            put(NEW, new[c + 1 : d])
        else:
            put(GONE, old[a:b])
            put(NEW, new[c:d])
    return found


def _settled(parts: list[_Open]) -> Iterator[_Open]:
    """Let a part that is gone and left words behind go on in the one before; say where others begin that did not."""
    before: _Open | None = None
    for each in parts:
        kept = any(kind != GONE for kind, _run in each.words)
        if each.change == GONE and not each.words and each.part.kind != RULE:
            continue
        if each.change == GONE and kept and before is not None:
            before.words += [(GONE, _SIGN), *each.words]
            continue
        if each.change == NEW and any(kind != NEW for kind, _run in each.words):
            each.words.insert(0, (NEW, _SIGN))
        if before is not None:
            yield before
        before = each
    if before is not None:
        yield before


def _closed(part: _Open) -> TextPart:
    """Put words that follow each other and became the same together into runs."""
    runs: list[TextRun] = []
    for kind, run in part.words:
        change = "" if kind == SAME else kind
        last = runs[-1] if runs else None
        joined = last is not None and last.text != _SIGN.text != run.text
        if joined and last is not None and last.change == change and _look(last) == _look(run):
            runs[-1] = replace(last, text=last.text + run.text)
        else:
            runs.append(replace(run, change=change))
    return replace(part.part, runs=tuple(runs))
