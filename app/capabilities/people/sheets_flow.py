"""The figures about the flow on paper: the tables of the page, with what they rest on, and nobody's name."""

from __future__ import annotations

from functools import partial

from app.capabilities.people.flow_page import flow_page
from app.capabilities.people.flow_views import COHORTS, HOURS, STAYING, TRAFFIC, view_of
from app.i18n import N_
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted
from app.services.settings import group
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault

_NO_NAMES = N_("No names of people.")
_KINDS = (
    ("flow-staying", STAYING, N_("Who stays how long"), N_("What share stays beyond each day, with its band.")),
    ("flow-hours", HOURS, N_("Hours to expect"), N_("The hours of the next eight weeks, with their range and need.")),
    ("flow-traffic", TRAFFIC, N_("Coming and going"), N_("How many came and left, week by week.")),
    ("flow-cohorts", COHORTS, N_("Cohorts"), N_("Of those who came in each quarter, how many are here.")),
)


def _fill(name: str, vault: Vault, wanted: Wanted) -> FilledSheet:
    """Fill a sheet with one of the views; its sentences stand above."""
    view = view_of(flow_page(vault, group.today(vault), wanted.where), name)
    columns = tuple(
        SheetColumn(f"c{place}", head, kind="number" if place else "text", align="start" if not place else None)
        for place, head in enumerate(view.heads)
    )
    rows = tuple(SheetRow(line.cells) for line in view.lines)
    return FilledSheet(columns, (SheetSection(rows=rows),), "", notes=view.sentences)


FLOW_SHEETS = tuple(
    SheetKind(name, title, purpose, "person", partial(_fill, view), sensitivity=_NO_NAMES)
    for name, view, title, purpose in _KINDS
)
