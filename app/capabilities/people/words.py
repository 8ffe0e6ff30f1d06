"""What the figures about people say in sentences, in the window, on paper and on the command line."""

from __future__ import annotations

from app.capabilities.people.flow.staying import Curve
from app.capabilities.people.flow.tenures import BACKWARDS, BEFORE, FUTURE, NO_SINCE
from app.i18n import N_, _, ngettext
from app.records.days import format_day

_LEFT_OUT = {
    NO_SINCE: N_("without a first day: {count}"),
    FUTURE: N_("who are yet to come: {count}"),
    BACKWARDS: N_("who left before they came, as it stands: {count}"),
    BEFORE: N_("who left before the list was complete: {count}"),
}


def curve_sentences(curve: Curve) -> list[str]:
    """Say what the curve shows and what it rests on."""
    count = len(curve.tenures)
    said = [
        ngettext("{count} person, as of {day}.", "{count} people, as of {day}.", count).format(
            count=count, day=format_day(curve.as_of)
        )
    ]
    if not count:
        said.append(_("There is nobody yet of whom a first day is known."))
    elif not any(each.left for each in curve.tenures):
        said.append(_("Nobody has left yet, as far as is known."))
    elif not curve.points:
        day = format_day(curve.complete_since)
        said.append(_("Nobody has left after {day}, from when on the list is complete.").format(day=day))
    elif curve.median is None:
        said.append(_("Half of the people have not left yet: the median is not reached."))
    else:
        said.append(_("Half of the people stay longer than {count} days.").format(count=curve.median))
    if curve.points and curve.enough is None:
        said.append(_("Too few people for the figures to say much."))
    elif curve.points and curve.enough is not None and curve.enough[0] > 0:
        said.append(_("This is of those who reached day {day}.").format(day=curve.enough[0]))
    left_out = [_(_LEFT_OUT[why]).format(count=number) for why, number in curve.left_out.items()]
    if left_out:
        said.append(_("Left out: {reasons}.").format(reasons="; ".join(left_out)))
    return said
