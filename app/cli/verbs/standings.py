"""What `status` says about trust: standings, circles, suspensions and votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.output import say, say_table, short_ids
from app.i18n import _

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.services.members.trust import CircleView, DeviceView, SuspensionView, TrustView


def say_standings(view: TrustView, almanac: Almanac) -> None:
    """Circles; and what stands out: laptops that are not good, suspensions, votes."""
    names = {device.device: device.name for member in view.members for device in member.devices}
    say()
    heads = (_("Circle"), _("Mine"), _("Who is in it"))
    say_table(heads, [_circle(circle, names) for circle in view.circles])
    odd = [
        device
        for member in view.members
        for device in member.devices
        if device.standing != "good" or device.retired or device.said_of
    ]
    if odd:
        say()
        say_table((_("Laptop"), _("Member"), _("Standing")), [_standing(device) for device in odd])
    if view.suspensions:
        say()
        say(_("Suspensions"))
        for each, short in zip(view.suspensions, short_ids([s.suspension for s in view.suspensions]), strict=True):
            say(f"  {short}  {_suspension(each, almanac)}")
        mine = [each.suspension for each in view.suspensions if each.i_may_vote and not each.quorum_only]
        if mine:
            say("  " + _("Vote to lift one with: switchboard lift VAULT {name}").format(name=short_ids(mine)[0]))
    for motion in view.motions:
        say()
        what = _("to remove {name}") if motion.what == "remove" else _("to make {name} {role}")
        text = what.format(name=motion.name, role=motion.role)
        waits = _("Your vote is needed.") if motion.i_may_vote else _("A second admin's vote is needed.")
        say(_("A vote is open {what}; for it: {names}. {waits}").format(
            what=text, names=", ".join(motion.votes), waits=waits
        ))  # fmt: skip
    if view.quorum:
        say()
        say(_("{needed} of {count} trustees decide together.").format(needed=view.quorum, count=view.trustees))


def _circle(circle: CircleView, names: dict[str, str]) -> tuple[str, ...]:
    mine = _("yes") if circle.i_read else _("not shared with you")
    people = sorted({f"{names[device]} ({part})" for device, part in circle.parts.items() if device in names})
    return circle.name, mine, _("everyone") if circle.everyone else ", ".join(people)


def _standing(device: DeviceView) -> tuple[str, ...]:
    words = {
        "good": _("good"),
        "suspended": _("suspended"),
        "contested": _("suspended, contested"),
        "removed": _("removed"),
    }
    standing = words.get(device.standing, device.standing)
    more = [
        _("not waited for") if device.retired else "",
        _("said to be {name}'s, not confirmed").format(name=device.said_of) if device.said_of else "",
    ]
    return device.device[:8], device.name, ", ".join(filter(None, (standing, *more)))


def _suspension(view: SuspensionView, almanac: Almanac) -> str:
    text = _("{names}, by {by}, {when}").format(names=", ".join(view.names), by=view.by, when=almanac.stamp(view.at))
    if view.votes:
        text += "; " + _("to lift it: {names}").format(names=", ".join(view.votes))
    if view.quorum_only:
        text += "; " + _("only the recovery quorum can lift it")
    return text


def as_json(view: TrustView) -> dict[str, object]:
    """Give the same for programs."""
    return {
        "members": [
            {
                "person": member.person,
                "name": member.name,
                "role": member.role,
                "me": member.me,
                "devices": [
                    {"device": d.device, "name": d.name, "role": d.role, "standing": d.standing, "retired": d.retired,
                     "this_laptop": d.this_laptop, "admitted_at": d.admitted_at, "heard_at": d.heard_at,
                     "said_of": d.said_of}
                    for d in member.devices
                ],
            }
            for member in view.members
        ],
        "who_reads": [
            {"circle": c.circle, "name": c.name, "everyone": c.everyone, "i_read": c.i_read, "parts": c.parts}
            for c in view.circles
        ],
        "suspensions": [
            {"suspension": s.suspension, "devices": list(s.devices), "names": list(s.names), "by": s.by, "at": s.at,
             "contested": s.contested, "votes": list(s.votes), "i_may_vote": s.i_may_vote,
             "quorum_only": s.quorum_only}
            for s in view.suspensions
        ],
        "motions": [
            {"what": m.what, "device": m.device, "name": m.name, "role": m.role, "votes": list(m.votes),
             "i_may_vote": m.i_may_vote}
            for m in view.motions
        ],
        "quorum": {"needed": view.quorum, "trustees": view.trustees},
    }  # fmt: skip
