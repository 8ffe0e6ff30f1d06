"""Reading paths as files, to give to other groups: what is read and asked, and nothing of the group in it."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlmodel import select

from app.capabilities.library.records_map import Path, Reading
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, New
from app.storage.vault.vault import Vault

FORMAT = "switchboard-path"
_TEXTS = ("title", "passage", "questions")
_MOST = 1000


def written(vault: Vault, path: str) -> str:
    """Write a path with its readings in their order; neither ids nor people nor days go with it."""
    with vault.reading() as session:
        row = session.exec(select(Path).where(Path.id == path)).first()
        readings = session.exec(select(Reading).where(Reading.path == path)).all()
    if row is None:
        raise NotFound(_("This path is not here."))
    ordered = sorted(readings, key=lambda each: (each.position or 0, each.id))
    found = {
        "format": FORMAT,
        "version": 1,
        "name": row.name,
        "purpose": row.purpose,
        "readings": [{**{key: getattr(each, key) for key in _TEXTS}, "minutes": each.minutes} for each in ordered],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def take_in(vault: Vault, data: bytes) -> Changed:
    """Take a path in, in one action; `WrongValue` says what of the file is wrong, and nothing is taken then."""
    try:
        found: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise WrongValue(_("This is no JSON."), kept=_("Nothing was changed.")) from None
    fields = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    readings: Any = fields.get("readings")
    if fields.get("format") != FORMAT or fields.get("version") != 1 or not isinstance(readings, list):
        raise WrongValue(_("This is no file of a reading path."), kept=_("Nothing was changed."))
    rows = cast("list[Any]", readings)
    if len(rows) > _MOST or not all(isinstance(each, dict) for each in rows):
        raise WrongValue(_("This is no file of a reading path."), kept=_("Nothing was changed."))
    changes: list[Change] = [Add("path", {"name": fields.get("name"), "purpose": fields.get("purpose")})]
    for place, each in enumerate(cast("list[dict[str, Any]]", rows), 1):
        values = {key: each.get(key) for key in (*_TEXTS, "minutes")}
        changes.append(Add("reading", {"path": New(0), "position": place, **values}))
    return vault.apply(changes, _("Take in a reading path"))
