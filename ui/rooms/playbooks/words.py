"""Versions, steps and differences of playbooks in words."""

from __future__ import annotations

from app.capabilities.projects.playbook_page import VersionView
from app.capabilities.projects.playbooks import ANCHOR, Difference, Step
from app.capabilities.projects.records_playbooks import VERSION_STATES
from app.i18n import _, ngettext
from app.records.days import format_day


def version_words(each: VersionView) -> str:
    """Name a version with its state and what it was made from."""
    state = _(VERSION_STATES.get(each.state, each.state))
    day = f" {format_day(each.adopted_on)}" if each.adopted_on else ""
    made = ", ".join(map(str, each.parents))
    words = _("Version {n}: {state}").format(n=each.number, state=f"{state}{day}")
    return _("{version}, made from {parents}").format(version=words, parents=made) if made else words


def step_words(step: Step) -> str:
    """Say of a step when it is, for whom, and what belongs to it."""
    days = ngettext("{n} day", "{n} days", abs(step.offset)).format(n=abs(step.offset))
    of = _("the anchor") if step.after == ANCHOR else _("step {key}").format(key=step.after)
    when = _("{days} after {of}") if step.offset > 0 else _("{days} before {of}")
    at = _("on the day of {of}").format(of=of) if step.offset == 0 else when.format(days=days, of=of)
    found = [at, _("working days") if step.working_days else "", step.role or ""]
    found += [_("{n} min").format(n=step.minutes) if step.minutes else "", step.skill or ""]
    found += [_("needs {what}").format(what=step.need) if step.need else ""]
    found += [_("prints {what}").format(what=step.sheet) if step.sheet else ""]
    found += [_("measures {what}").format(what=step.indicator) if step.indicator else ""]
    found += [_("do, then confirm") if step.how == "do_confirm" else "", _("pause point") if step.pause else ""]
    return " · ".join(filter(None, found))


def difference_words(each: Difference) -> str:
    """Say what about a step differs."""
    if each.before is not None and each.after is not None:
        names = ", ".join(each.names)
        if each.before.title != each.after.title:
            return f"{names}: “{each.before.title}” → “{each.after.title}”"
        return names
    only = each.after or each.before
    return only.title if only is not None else ""
