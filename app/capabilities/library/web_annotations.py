"""Annotations as W3C Web Annotation JSON-LD (https://www.w3.org/TR/annotation-model/), in and out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from app.capabilities.library.placing import AROUND, Quote
from app.i18n import _
from app.problems import WrongValue

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PURPOSES = {"question": "questioning", "objection": "assessing", "suggestion": "editing", "praise": "commenting"}
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a passage, with its kind."""

    passage: Quote
    text: str
    kind: str = "question"
    id: str = ""


def written(notes: Iterable[Note], source: str) -> str:
    """Write notes on one text; each passage by its words and by its place."""
    page = [
        {
            "id": f"urn:switchboard:annotation:{each.id}",
            "type": "Annotation",
            "motivation": _PURPOSES.get(each.kind, "commenting"),
            "body": {"type": "TextualBody", "value": each.text, "format": "text/plain"},
            "target": {
                "source": source,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": each.passage.exact,
                        "prefix": each.passage.before,
                        "suffix": each.passage.after,
                    },
                    {
                        "type": "TextPositionSelector",
                        "start": each.passage.start,
                        "end": each.passage.start + len(each.passage.exact),
                    },
                ],
            },
        }
        for each in notes
    ]
    found = {"@context": CONTEXT, "id": f"{source}#annotations", "type": "AnnotationPage", "items": page}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def read(data: bytes) -> list[Note]:
    """Read an annotation, a list or a page of them; a passage without words is refused with its number."""
    try:
        found: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise WrongValue(_("This is no JSON."), kept=_("Nothing was changed.")) from None
    if isinstance(found, dict) and "items" in found:
        found = cast("dict[str, Any]", found)["items"]
    items = cast("list[Any]", found if isinstance(found, list) else [found])
    if len(items) > _MOST:
        raise WrongValue(_("These are too many annotations."), kept=_("Nothing was changed."))
    return [_note(item, number) for number, item in enumerate(items, 1)]


def _note(item: Any, number: int) -> Note:
    words, place, text = _mapping({}), 0, ""
    if isinstance(item, dict):
        row = _mapping(item)
        for selector in _several(_mapping(_first(row.get("target"))).get("selector")):
            each = _mapping(selector)
            if each.get("type") == "TextQuoteSelector":
                words = each
            elif each.get("type") == "TextPositionSelector" and type(each.get("start")) is int:
                place = max(0, each["start"])
        bodies = (body if isinstance(body, str) else _mapping(body).get("value") for body in _several(row.get("body")))
        text = "\n".join(body for body in bodies if isinstance(body, str))
        exact, kind = (
            words.get("exact"),
            {v: k for k, v in _PURPOSES.items()}.get(str(row.get("motivation")), "question"),
        )
        if isinstance(exact, str) and exact.strip():
            before, after = str(words.get("prefix") or "")[-AROUND:], str(words.get("suffix") or "")[:AROUND]
            return Note(Quote(exact, before, after, place), text or "…", kind)
    raise WrongValue(
        _("Annotation {number} has no passage with words.").format(number=number), kept=_("Nothing was changed.")
    )


def _several(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [] if value is None else [value]


def _first(value: Any) -> Any:
    return next(iter(_several(value)), None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
