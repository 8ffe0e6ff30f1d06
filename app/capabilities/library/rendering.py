"""CommonMark without HTML as blocks and runs for a page, where each letter shown knows its place in the source.

Notes stand on the source, which may hold marks that nobody is shown; so a passage chosen on the page has to lead back
to it, and a note has to be found on the page.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

PartKind = Literal["heading", "text", "item", "quote", "code", "rule"]
HEADING: Final = "heading"
TEXT: Final = "text"
ITEM: Final = "item"
QUOTE: Final = "quote"
CODE: Final = "code"
RULE: Final = "rule"
_NESTING = 20


@dataclass(frozen=True, slots=True)
class TextRun:
    """Letters of one look; `start` and `end` are their place in the source. `link` is an address that is only shown.

    `change` says of two versions that are compared whether it is gone or new; empty for what stayed.
    """

    text: str
    start: int
    end: int
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A heading, paragraph, item, quotation, code or rule; `depth` says how far in, `mark` what stands before it."""

    kind: PartKind
    runs: tuple[TextRun, ...]
    level: int = 0
    depth: int = 0
    mark: str = ""


def rendered(text: str) -> tuple[TextPart, ...]:
    """Read a text into parts in their order; HTML is shown as the text that it is, nothing is loaded."""
    from markdown_it import MarkdownIt

    # One sort of line end, each letter where it was: what is written elsewhere may have others than ours.
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    return tuple(_Reading(text).parts(MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING}).parse(text)))


class _Reading:
    """Goes through the tokens once, with one finger in the source."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.line_starts = [0]
        for line in text.split("\n"):
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)

    def parts(self, tokens: Sequence[Token]) -> list[TextPart]:
        found: list[TextPart] = []
        covered = 0
        level, quotes, mark = 0, 0, ""
        counters: list[int | None] = []
        for token in tokens:
            if token.type == "heading_open":
                level = int(token.tag[1:])
            elif token.type in {"ordered_list_open", "bullet_list_open"}:
                counters.append(int(token.attrGet("start") or 1) if token.type[0] == "o" else None)
            elif token.type in {"ordered_list_close", "bullet_list_close"}:
                counters.pop()
            elif token.type == "list_item_open":
                number = counters[-1]
                mark = "•" if number is None else f"{number}."
                counters[-1] = None if number is None else number + 1
            elif token.type in {"blockquote_open", "blockquote_close"}:
                quotes += 1 if token.type == "blockquote_open" else -1
            elif token.type in {"inline", "fence", "code_block", "hr"} and token.map:
                found.extend(self._left(covered, token.map[0]))
                covered = max(covered, token.map[1])
                self.at = max(self.at, self.line_starts[token.map[0]])
                end = self.line_starts[min(token.map[1], len(self.line_starts) - 1)]
                kind = HEADING if level else QUOTE if quotes else ITEM if counters else TEXT
                if token.type == "inline":
                    runs = self._inline(token.children or (), end)
                else:
                    kind = RULE if token.type == "hr" else CODE
                    runs = [self._run(token.content.rstrip("\n"), end, code=True)] if kind == CODE else []
                    level = 0
                found.append(TextPart(kind, tuple(runs), level, len(counters) + quotes, mark))
                level, mark = 0, ""
        found.extend(self._left(covered, len(self.line_starts) - 1))
        return found

    def _left(self, first: int, last: int) -> list[TextPart]:
        """Show as it stands what no token covers: what is nested too deeply, or the definition of a link."""
        made: list[TextPart] = []
        for number in range(first, last):
            start, end = self.line_starts[number], self.line_starts[number + 1] - 1
            line = self.text[start:end]
            if any(letter.isalnum() for letter in line):
                made.append(TextPart(TEXT, (TextRun(line, start, end),)))
        return made

    def _inline(self, children: Sequence[Token], end: int) -> list[TextRun]:
        runs: list[TextRun] = []
        strong = emphasis = 0
        links: list[str] = []
        for child in children:
            if child.type in {"strong_open", "strong_close"}:
                strong += child.nesting
            elif child.type in {"em_open", "em_close"}:
                emphasis += child.nesting
            elif child.type == "link_open":
                links.append(str(child.attrGet("href") or ""))
            elif child.type == "link_close":
                links = links[:-1]
            elif child.type in {"softbreak", "hardbreak"}:
                place = self.text.find("\n", self.at, end)
                start = self.at if place < 0 else place
                self.at = start + 1 if place >= 0 else start
                runs.append(TextRun(" " if child.type == "softbreak" else "\u2028", start, self.at))
            elif child.content:
                code = child.type == "code_inline"
                link = links[-1] if links else ""
                made = self._run(child.content, end, strong=strong > 0, emphasis=emphasis > 0, code=code, link=link)
                runs.append(made)
        return runs

    def _run(
        self, words: str, end: int, *, strong: bool = False, emphasis: bool = False, code: bool = False, link: str = ""
    ) -> TextRun:
        """Find words from where we are; escapes and entities make the source longer than what is shown."""
        start = self.text.find(words, self.at, end)
        if start >= 0:
            self.at = start + len(words)
        else:
            start = self._first_of(words, end)
            self.at = self._last_of(words, start, end)
        return TextRun(words, start, self.at, strong, emphasis, code, link)

    def _first_of(self, words: str, end: int) -> int:
        place = self.text.find(words[:1], self.at, end)
        return self.at if place < 0 else place

    def _last_of(self, words: str, start: int, end: int) -> int:
        """Go letter by letter as far as they can be found, so that the finger never runs ahead of the text."""
        at = start
        for letter in words:
            place = self.text.find(letter, at, min(end, at + 40))
            at = at if place < 0 else place + 1
        return at


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """A run on the page: where it begins there, counted as Qt counts, and its place in the source."""

    shown: int
    width: int
    run: TextRun


class PlacesOnPage:
    """Leads from places on the page to places in the source and back; `units` counts letters as the page does."""

    def __init__(self, placed: Sequence[PlacedRun]) -> None:
        """Take the runs in their order."""
        self._placed = list(placed)
        self._shown = [each.shown for each in self._placed]
        self._starts = [each.run.start for each in self._placed]

    def source_of(self, shown: int, *, end: bool = False) -> int:
        """Give the place in the source of a place on the page; of an end, that behind the letter before it."""
        if not self._placed:
            return 0
        found = self._placed[max(0, bisect_right(self._shown, shown - (1 if end and shown else 0)) - 1)]
        inside = min(max(0, shown - found.shown), found.width)
        if inside >= found.width:
            return found.run.end
        return min(found.run.start + len(_letters(found.run.text, inside)), found.run.end)

    def shown_at(self, source: int) -> int:
        """Give the place on the page of a place in the source; between runs the next letter shown."""
        if not self._placed:
            return 0
        number = max(0, bisect_right(self._starts, source) - 1)
        found = self._placed[number]
        if source >= found.run.end:
            after = self._placed[number + 1 : number + 2]
            return after[0].shown if after and source > found.run.end else found.shown + found.width
        return found.shown + units(found.run.text[: max(0, source - found.run.start)])


def units(text: str) -> int:
    """Count letters as Qt does, in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _letters(text: str, width: int) -> str:
    """Give so much of a text as has this width in UTF-16."""
    if text.isascii():
        return text[:width]
    return text.encode("utf-16-le", "surrogatepass")[: 2 * width].decode("utf-16-le", "ignore")
