"""CommonMark without HTML as plain blocks, for paper: text only, never source of the typesetter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

HEADING, TEXT, ITEM, QUOTE, CODE = "heading", "text", "item", "quote", "code"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading, paragraph, item, quotation or code; `line` is where it begins in the text, from 1."""

    kind: str
    text: str
    line: int
    level: int = 0


def blocks(text: str) -> list[TextBlock]:
    """Read a text into blocks in their order; HTML is shown as the text that it is."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    found: list[TextBlock] = []
    inside: list[str] = []
    level = 0
    covered: set[int] = set()
    for token in reader.parse(text):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type in {"list_item_open", "blockquote_open"}:
            inside.append(ITEM if token.type == "list_item_open" else QUOTE)
        elif token.type in {"list_item_close", "blockquote_close"}:
            inside.pop()
        elif token.type in {"inline", "fence", "code_block"}:
            line = (token.map or [0])[0] + 1
            kind = HEADING if level else CODE if token.type != "inline" else inside[-1] if inside else TEXT
            words = token.content.rstrip("\n") if kind == CODE else _words(token.children or ())
            found.append(TextBlock(kind, words, line, level or len(inside)))
            level = 0
            covered.update(range(*(token.map or [0, 0])))
    # What is nested too deeply for the reader, or only a definition of a link, is shown as it stands.
    for number, line in enumerate(text.split("\n")):
        if number not in covered and any(letter.isalnum() for letter in line):
            found.append(TextBlock(TEXT, line.strip(), number + 1))
    return sorted(found, key=lambda each: each.line)


def _words(children: Sequence[Token]) -> str:
    """Give the words of a line without its marks; a link keeps its address."""
    parts: list[str] = []
    links: list[str] = []
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" " if child.type == "softbreak" else "\n")
        elif child.type == "link_open":
            links.append(str(child.attrGet("href") or ""))
        elif child.type == "link_close":
            address = links.pop() if links else ""
            parts.append(f" ({address})" if address and address != "".join(parts).split(" ")[-1] else "")
        else:
            parts.append(child.content)
    return "".join(parts)
