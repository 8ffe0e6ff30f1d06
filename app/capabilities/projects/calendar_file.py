"""The tasks, events and shifts of a project, or of all, in one calendar file."""

from __future__ import annotations

from typing import Any

from app.services.records.lists import Query
from app.services.tables import exporting
from app.storage.vault.vault import Vault

_ICS = "ics"


def written(vault: Vault, project: str = "") -> bytes:
    """Write a calendar that any program can take; zones that several parts are in stand in it once."""
    import icalendar

    of = f"project={project}" if project else ""
    queries = {"task": Query(where=of), "event": Query(where=of), "shift": Query()}
    whole: Any = None
    zones: set[str] = set()
    events: set[str] = set()
    for kind, query in queries.items():
        part: Any = icalendar.Calendar.from_ical(exporting.export(vault, kind, _ICS, query=query))
        if whole is None:
            whole = icalendar.Calendar()
            for name in ("prodid", "version"):
                whole.add(name, part[name])
        for each in part.subcomponents:
            if each.name == "VTIMEZONE":
                if str(each["TZID"]) in zones:
                    continue
                zones.add(str(each["TZID"]))
            elif kind == "event":
                events.add(str(each["UID"]))
            elif kind == "shift" and str(each.get("RELATED-TO", "")) not in events:
                continue
            whole.add_component(each)
    return bytes(whole.to_ical())
