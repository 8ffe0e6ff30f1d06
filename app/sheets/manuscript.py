"""A text to read and write on, as a sheet bears it: parts and runs of plain text, and what it cites as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from app.sheets.words import Said, said

LinePart = Literal["heading", "text", "item", "quote", "code", "rule"]
CitationStyle = Literal["own", "apa"]


@dataclass(frozen=True, slots=True)
class ManuscriptRun:
    """Letters of one look."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class ManuscriptPart:
    """A heading, paragraph, item, quotation, code or rule, so far in, with a mark before it."""

    kind: LinePart
    runs: tuple[ManuscriptRun, ...] = ()
    level: int = 0
    depth: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """That a source is cited by its key: at which place of it, and for which words."""

    key: str
    place: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """``label`` stands on every page; ``works`` are the sources by key, as the typesetter's bibliography has them."""

    title: str
    label: str
    parts: tuple[ManuscriptPart, ...]
    works: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    cited: tuple[CitedPlace, ...] = ()
    style: CitationStyle = "own"
    references: str = ""
    citations: str = ""


class RunData(TypedDict):
    """A run as the template reads it."""

    t: str
    strong: bool
    emphasis: bool
    code: bool


class PartData(TypedDict):
    """A part as the template reads it."""

    kind: str
    level: int
    depth: int
    mark: str
    runs: list[RunData]
    r: bool


class CitedData(TypedDict):
    """A citation as the template reads it."""

    key: str
    place: str
    words: Said


class ManuscriptData(TypedDict):
    """A manuscript as the template reads it; ``works`` is JSON, which the typesetter reads as YAML."""

    title: Said
    label: Said
    parts: list[PartData]
    works: str
    cited: list[CitedData]
    style: str
    references: str
    citations: str


def manuscript_data(manuscript: Manuscript) -> ManuscriptData:
    """Turn a manuscript into plain data; equal manuscripts give equal data."""
    return {
        "title": said(manuscript.title),
        "label": said(manuscript.label),
        "parts": [_part(each) for each in manuscript.parts],
        "works": json.dumps(manuscript.works, ensure_ascii=False, sort_keys=True) if manuscript.works else "",
        "cited": [{"key": c.key, "place": c.place, "words": said(c.words)} for c in manuscript.cited],
        "style": manuscript.style,
        "references": manuscript.references,
        "citations": manuscript.citations,
    }


def _part(part: ManuscriptPart) -> PartData:
    words = said("".join(run.text for run in part.runs))
    return {
        "kind": part.kind,
        "level": part.level,
        "depth": part.depth,
        "mark": part.mark,
        "runs": [{"t": r.text, "strong": r.strong, "emphasis": r.emphasis, "code": r.code} for r in part.runs],
        "r": bool(words.get("r", False)),
    }
