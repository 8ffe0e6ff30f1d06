"""What roles, parts and standings are called, and the shapes that go with them."""

from __future__ import annotations

import datetime

from app.i18n import N_, _, ngettext
from app.records.almanac import seen_from
from app.services.members.trust import DeviceView, MemberView

ROLES = {"admin": N_("Admin"), "editor": N_("Editor"), "reader": N_("Reader"), "carrier": N_("Carrier")}
ROLE_MEANINGS = {
    "admin": N_("Reads and writes, lets others in, suspends, and votes."),
    "editor": N_("Reads and writes in their circles."),
    "reader": N_("Reads their circles and writes nothing."),
    "carrier": N_("Carries bundles and can open nothing in them."),
}
PARTS = {"steward": N_("Steward"), "editor": N_("May write"), "reader": N_("Reads"), "none": ""}
SUSPENDED, CONTESTED, REMOVED = "suspended", "contested", "removed"
_STANDINGS = {
    SUSPENDED: N_("Suspended"),
    CONTESTED: N_("Suspended, contested"),
    REMOVED: N_("Removed"),
}
_SHAPES = {SUSPENDED: "■", CONTESTED: "▲", REMOVED: "✕"}
_ICONS = {SUSPENDED: "paused", CONTESTED: "attention", REMOVED: "remove"}


def role_name(role: str) -> str:
    """Say what a role is called."""
    return _(ROLES.get(role, role))


def part_name(part: str) -> str:
    """Say what somebody may do in a circle; nothing for those who are not in it."""
    return _(PARTS[part]) if PARTS.get(part) else ""


def standing_of(device: DeviceView) -> str:
    """Say how a laptop stands; nothing where it simply counts."""
    if device.standing in _STANDINGS:
        return _(_STANDINGS[device.standing])
    if device.said_of:
        return _("Not confirmed")
    if device.twice:
        return _("Exists twice")
    if device.forked:
        return _("Two histories")
    return _("Not waited for") if device.retired else ""


def standing_with_shape(device: DeviceView) -> str:
    """Say it with a shape before it, for a list in which the eye looks for what is out of the ordinary."""
    words = standing_of(device)
    shape = _SHAPES.get(device.standing, "◆" if device.forked or device.twice or device.said_of else "○")
    return f"{shape} {words}" if words else ""


def shape_of(device: DeviceView) -> tuple[str, str]:
    """Give the drawing of a standing and the role of its colour."""
    if device.standing in _ICONS:
        return _ICONS[device.standing], "muted" if device.standing == REMOVED else "attention"
    if device.said_of:
        return "attention", "attention"
    if device.forked or device.twice:
        return "conflict", "attention"
    return ("clock", "muted") if device.retired else ("laptop", "accent")


def ago(at: datetime.datetime | None, now: datetime.datetime) -> str:
    """Say how long ago a laptop was heard of last."""
    if at is None:
        return _("not yet")
    days = (now.date() - seen_from(at, now).date()).days
    if days < 1:
        return _("today")
    return _("yesterday") if days == 1 else ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def laptop_of(device: DeviceView, member: MemberView) -> str:
    """Name a laptop where a person has several: this one, or the beginning of its name, as they can compare it."""
    if device.this_laptop:
        return _("this laptop")
    return device.device[:8] if len(member.devices) > 1 else ""
