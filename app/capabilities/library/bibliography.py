"""Sources in the words of the typesetter's bibliography, from CSL-JSON: only what it surely reads, the rest is left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from app.capabilities.library.records import Source
from app.i18n import N_
from app.records.group_settings import Setting
from app.records.kinds import OneOf

STYLE = "reference_style"
SETTINGS = (
    Setting(
        STYLE,
        N_("References on paper"),
        OneOf({"own": N_("Short"), "apa": "APA"}),
        "own",
        N_("How sources are named below a printed document."),
        N_("Library"),
    ),
)
_TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article", "book": "book",
    "chapter": "chapter", "thesis": "thesis", "report": "report", "webpage": "web", "paper-conference": "article",
}  # fmt: skip
_PARENTS = {"article": "periodical", "chapter": "book"}
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_PAGES = re.compile(r"[A-Za-z]?\d{1,9}([-–][A-Za-z]?\d{1,9})?")
_KEY = re.compile(r"[^A-Za-z0-9_-]+")


def key_of(source: Source) -> str:
    """Give a key that is a name to the typesetter, whatever the source is called: never the same for two."""
    return f"{_KEY.sub('-', source.key or '')[:40]}-{source.id}".strip("-")


def works(sources: Iterable[Source]) -> dict[str, dict[str, object]]:
    """Give the works by key."""
    return {key_of(each): _work(each) for each in sorted(sources, key=lambda each: each.id)}


def _work(source: Source) -> dict[str, object]:
    try:
        kept: Any = json.loads(source.csl or "{}")
    except ValueError:
        kept = {}
    item = cast("dict[str, Any]", kept) if isinstance(kept, dict) else {}
    kind = _TYPES.get(source.type or "", "misc")
    work: dict[str, object] = {"type": kind, "title": _data(source.title) or "…"}
    people = [name for name in (_plain(each) for each in (source.author or "").split(";")) if name]
    if people:
        work["author"] = [_name(each) for each in people]
    if _DATE.fullmatch(source.issued or ""):
        work["date"] = source.issued
    if _plain(item.get("publisher")):
        work["publisher"] = _data(item.get("publisher"))
    if _PAGES.fullmatch(_plain(item.get("page"))):
        work["page-range"] = _plain(item.get("page"))
    if re.fullmatch(r"https?://[!-~]+", str(item.get("URL") or "")):
        work["url"] = str(item["URL"])
    whole = _plain(item.get("container-title"))
    if whole and kind in _PARENTS:
        work["parent"] = _parent(kind, whole, item)
    return work


def _parent(kind: str, title: str, item: Mapping[str, Any]) -> dict[str, object]:
    parent: dict[str, object] = {"type": _PARENTS[kind], "title": _data(title)}
    for name in ("volume", "issue"):
        value = _plain(item.get(name))
        if value.isdigit():
            parent[name] = int(value)
    return parent


def _name(words: str) -> dict[str, str]:
    family, _comma, given = words.partition(",")
    return {"name": family.strip(), "given-name": given.strip()} if given.strip() else {"name": words}


def _plain(value: object) -> str:
    """Give one line of a text or number."""
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _data(value: object) -> str:
    """Give a text in which nothing is source: between dollars the typesetter would run what stands there."""
    return re.sub(r"[\\${}]", r"\\\g<0>", _plain(value))
