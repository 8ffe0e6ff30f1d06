"""Sources: CSL-JSON and RIS in, CSL-JSON out. What a field of ours does not hold is kept as it came."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from app.i18n import _
from app.problems import WrongValue

LARGEST = 8_000_000
MOST = 20_000
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
_RIS_TYPES = {
    "JOUR": "article-journal", "BOOK": "book", "CHAP": "chapter", "THES": "thesis", "RPRT": "report",
    "CONF": "paper-conference", "NEWS": "article-newspaper", "MGZN": "article-magazine", "ELEC": "webpage",
}  # fmt: skip
_RIS_FIELDS = {
    "TI": "title", "T1": "title", "T2": "container-title", "JO": "container-title", "JF": "container-title",
    "VL": "volume", "IS": "issue", "PB": "publisher", "CY": "publisher-place", "DO": "DOI", "UR": "URL",
    "SN": "ISSN", "AB": "abstract", "ET": "edition", "LA": "language", "N1": "note", "ID": "id",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?/*")


def read_csl(data: bytes) -> list[dict[str, Any]]:
    """Read a list of CSL-JSON items (or one), each with a title; `WrongValue` says what is wrong."""
    try:
        if len(data) > LARGEST:
            raise WrongValue(_("This file is too long: 8 MB are read at most."))
        found: Any = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise WrongValue(_("This is not text in UTF-8."), kept=_("Nothing was changed.")) from None
    except (json.JSONDecodeError, RecursionError):
        raise WrongValue(_("This is no CSL-JSON."), kept=_("Nothing was changed.")) from None
    items = cast("list[Any]", found if isinstance(found, list) else [found])
    if len(items) > MOST or not all(isinstance(item, dict) for item in items):
        raise WrongValue(_("This is no CSL-JSON."), kept=_("Nothing was changed."))
    return [cast("dict[str, Any]", item) for item in items]


def read_ris(data: bytes) -> list[dict[str, Any]]:
    """Read RIS, in UTF-8 or Latin-1, into CSL-JSON items; tags without a field of their own go into the note."""
    if len(data) > LARGEST:
        raise WrongValue(_("This file is too long: 8 MB are read at most."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    items: list[dict[str, Any]] = []
    item: dict[str, Any] | None = None
    for line in text.splitlines():
        match = _RIS_LINE.fullmatch(line.rstrip())
        if match is None:
            continue
        tag, value = match[1], match[2].strip()
        if tag == "TY":
            item = {"type": _RIS_TYPES.get(value, "document")}
            items.append(item)
        elif tag == "ER":
            item = None
        elif item is not None and value:
            _put(item, tag, value)
    if not items:
        raise WrongValue(_("This is no RIS: no reference begins with TY."), kept=_("Nothing was changed."))
    return items


def _put(item: dict[str, Any], tag: str, value: str) -> None:
    if tag in {"AU", "A1", "A2", "ED"}:
        family, _comma, given = value.partition(",")
        name = {"family": family.strip(), "given": given.strip()} if given.strip() else {"literal": value}
        item.setdefault("editor" if tag in {"A2", "ED"} else "author", []).append(name)
    elif tag in {"PY", "Y1", "DA"}:
        item.setdefault("issued", date_of(value))
    elif tag in {"SP", "EP"}:
        item["page"] = f"{item['page']}-{value}" if tag == "EP" and "page" in item else value
    elif tag in _RIS_FIELDS and _RIS_FIELDS[tag] not in item:
        item[_RIS_FIELDS[tag]] = value
    elif item.get(_RIS_FIELDS.get(tag, "")) != value:
        item["note"] = f"{item['note']}\n{tag}: {value}" if "note" in item else f"{tag}: {value}"


def date_of(text: str) -> dict[str, Any]:
    """Write a date in CSL's form; what is none ("n.d.") is kept as words."""
    match = _DATE.match(text.strip())
    if match is None:
        return {"literal": text.strip()}
    month, day = int(match[2] or 0), int(match[3] or 0)
    parts = [int(match[1])]
    if 1 <= month <= 12:
        parts += [month, day] if 1 <= day <= 31 else [month]
    return {"date-parts": [parts]}


def fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a source for an item, which is kept whole beside them."""
    title = item.get("title")
    if not isinstance(title, str) or not title.strip():
        title = str(item.get("id") or item.get("URL") or _("Without a title"))
    return {
        "title": " ".join(title.split())[:500],
        "key": str(item["id"])[:200] if item.get("id") else None,
        "type": str(item["type"])[:40] if item.get("type") else None,
        "author": _people(item.get("author") or item.get("editor")) or None,
        "issued": _issued(item.get("issued"))[:200] or None,
        "csl": json.dumps(item, ensure_ascii=False, sort_keys=True),
    }


def _people(people: Any) -> str:
    if not isinstance(people, list):
        return ""
    names: list[str] = []
    for each in cast("list[Any]", people):
        if isinstance(each, dict):
            name = cast("dict[str, Any]", each)
            parts = (name.get("non-dropping-particle"), name.get("family"))
            family = " ".join(str(part) for part in parts if part)
            names.append(str(name.get("literal") or ", ".join(filter(None, (family, str(name.get("given") or ""))))))
        elif isinstance(each, str):
            names.append(each)
    return "; ".join(filter(None, names))


def _issued(issued: Any) -> str:
    if not isinstance(issued, dict):
        return str(issued) if isinstance(issued, str | int) else ""
    date = cast("dict[str, Any]", issued)
    parts = date.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return "-".join(str(part).zfill(2) for part in cast("list[Any]", parts[0]))
    return str(date.get("literal") or date.get("raw") or "")


def written(sources: list[Mapping[str, Any]]) -> str:
    """Write sources as CSL-JSON: each as it came, and one that was typed here from its fields."""
    return json.dumps([_item(each) for each in sources], ensure_ascii=False, indent=2) + "\n"


def _item(source: Mapping[str, Any]) -> dict[str, Any]:
    kept: Any = None
    if source.get("csl"):
        try:
            kept = json.loads(source["csl"])
        except ValueError:
            kept = None
    item = cast("dict[str, Any]", kept) if isinstance(kept, dict) else {}
    item.setdefault("id", source.get("key") or source["id"])
    item.setdefault("type", source.get("type") or "document")
    if item == {} or fields(item)["title"] != source["title"]:
        item["title"] = source["title"]
    if source.get("author") and fields(item)["author"] != source["author"]:
        item["author"] = [{"literal": name.strip()} for name in source["author"].split(";") if name.strip()]
    if source.get("issued") and fields(item)["issued"] != source["issued"]:
        item["issued"] = date_of(source["issued"])
    return item
