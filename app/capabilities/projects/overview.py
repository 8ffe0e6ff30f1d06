"""What a coordinator looks at before choosing a project: what is quiet or at risk, can be done, came out, comes in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.capabilities.projects import actions_service, near_service, outcomes_service, playbook_service
from app.capabilities.projects.service import ProjectStanding, standings
from app.capabilities.projects.words import gap_words, line_words, outcome_words, queue_words
from app.i18n import N_, _, ngettext
from app.records.days import format_day
from app.storage.vault.vault import Vault

_MOST = 12
HEADINGS: Mapping[str, str] = {
    "rescue": N_("To rescue"),
    "risks": N_("At risk"),
    "similar": N_("Efforts that are alike"),
    "actions": N_("What we can do"),
    "outcomes": N_("Outcomes"),
    "playbooks": N_("Playbooks"),
    "wave": N_("Sign-ups today"),
}


@dataclass(frozen=True, slots=True)
class GlanceLine:
    """A line: what, more about it, the record that it opens, and whether it draws the eye."""

    what: str
    more: str = ""
    kind: str = ""
    record: str = ""
    attention: bool = False


@dataclass(frozen=True, slots=True)
class GlanceView:
    """Lines of one sort; ``left`` says how many more there are."""

    name: str
    heading: str
    lines: tuple[GlanceLine, ...]
    left: int = 0


def overview(vault: Vault, day: datetime.date) -> tuple[GlanceView, ...]:
    """Give all views that have something in them, as of a day."""
    stands = standings(vault, day)
    found = {
        "rescue": list(_quiet(stands)),
        "risks": list(_at_risk(stands)),
        "similar": list(_similar(vault, day)),
        "actions": list(_actions(vault, day)),
        "outcomes": list(_outcomes(vault, day)),
        "playbooks": list(_playbooks(vault)),
        "wave": list(_wave(vault, day)),
    }
    return tuple(
        GlanceView(name, _(HEADINGS[name]), tuple(lines[:_MOST]), max(len(lines) - _MOST, 0))
        for name, lines in found.items()
        if lines
    )


def _quiet(stands: Iterable[ProjectStanding]) -> Iterable[GlanceLine]:
    quiet = sorted(
        (each for each in stands if each.quiet), key=lambda each: (-(each.pulse.age or 0), each.name, each.id)
    )
    for each in quiet:
        days = each.pulse.age or 0
        words = ngettext("no news for {n} day", "no news for {n} days", days).format(n=days)
        yield GlanceLine(each.name, "; ".join(filter(None, (words, each.doubt))), "project", each.id, attention=True)


def _at_risk(stands: Iterable[ProjectStanding]) -> Iterable[GlanceLine]:
    for each in stands:
        if each.risks and each.status == "active" and not each.quiet:
            yield GlanceLine(each.name, "; ".join(each.risk_words()), "project", each.id)


def _similar(vault: Vault, day: datetime.date) -> Iterable[GlanceLine]:
    alike = near_service.similar(vault, day)[:_MOST]
    if not alike:
        return
    names = near_service.names_of(vault)
    for each in alike:
        both = _("{one} and {other}").format(one=names[each.one], other=names[each.other])
        yield GlanceLine(both, "; ".join(each.reasons(names)), "project", each.one)


def _actions(vault: Vault, day: datetime.date) -> Iterable[GlanceLine]:
    page = actions_service.page(vault, day)
    for each in sorted(page.actions, key=lambda each: (each.gap, page.names[each.action])):
        lacks = ", ".join(line_words(line, page.names) for line in each.lines if not line.met)
        first = _("from {day}").format(day=format_day(each.first_day)) if each.first_day and each.gap else ""
        words = ", ".join(filter(None, (gap_words(each.gap), lacks, first)))
        yield GlanceLine(page.names[each.action], words, "action", each.action)
    for best in page.unlocks[:1]:
        what = page.names.get(best.what, best.what) or _("anybody")
        words = _("would make {n} possible").format(n=len(best.actions))
        yield GlanceLine(_("One more: {what}").format(what=what), words, "action", best.actions[0], attention=True)


def _outcomes(vault: Vault, day: datetime.date) -> Iterable[GlanceLine]:
    for result in outcomes_service.results(vault, day):
        for each in result.outcomes:
            yield GlanceLine(f"{result.name}: {each.aim.name}", outcome_words(each), "indicator", each.aim.id)


def _playbooks(vault: Vault) -> Iterable[GlanceLine]:
    with vault.reading() as session:
        found = playbook_service.shelf(session)
    for playbook, (name, purpose) in sorted(found.names.items(), key=lambda pair: (pair[1], pair[0])):
        waits = any(row.state == "proposed" for row in found.versions.get(playbook, ()))
        words = _("waits to be adopted") if waits else purpose
        yield GlanceLine(name, words, "playbook", playbook, attention=waits)


def _wave(vault: Vault, day: datetime.date) -> Iterable[GlanceLine]:
    found = near_service.wave_of(vault, day)
    if found.signed_up:
        said = _("{n} signed up, {last} in the last hour").format(n=found.signed_up, last=found.last_hour)
        yield GlanceLine(said, queue_words(len(found.queue), found.clears_in, found.growing))
        names = near_service.names_of(vault)
        for person in found.queue[:3]:
            yield GlanceLine(names.get(person, ""), _("has waited longest"), "person", person)
