"""What projects take in: calendars, playbooks and the files of partners, of which a value or a sentence comes."""

from __future__ import annotations

import datetime
import json

from app.capabilities.projects import calendar_reading, partner_file, playbook_file
from app.capabilities.projects.partner_file import Item
from app.capabilities.projects.playbook_file import SharedPlaybook, SharedVersion
from app.capabilities.projects.playbooks import Step
from app.problems import UserProblem
from tests.fuzz.formats import of
from tests.fuzz.seeds import SECRETS

DAY = datetime.date(2026, 11, 23)
CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Else//EN
BEGIN:VTIMEZONE
TZID:Berlin
X-LIC-LOCATION:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VTODO
UID:count
SUMMARY:Count\\, then fold
DUE;VALUE=DATE:20261201
STATUS:COMPLETED
COMPLETED:20261130T120000Z
DESCRIPTION:two\\nlines
END:VTODO
BEGIN:VTODO
UID:fold
SUMMARY:Fold
DUE:20261202T100000
RELATED-TO;RELTYPE=DEPENDS-ON:count
END:VTODO
BEGIN:VEVENT
UID:evening
SUMMARY:Evening
DTSTART;TZID=Berlin:20270328T010000
DURATION:PT3H
LOCATION:Hall
RRULE:FREQ=WEEKLY
END:VEVENT
BEGIN:VEVENT
UID:day
DTSTART;VALUE=DATE:20270328
RELATED-TO:evening
END:VEVENT
BEGIN:VEVENT
UID:utc
DTSTART:20270328T010000Z
DTEND:20270328T020000Z
END:VEVENT
END:VCALENDAR
"""


def calendar(data: bytes) -> None:
    """Read a calendar; what it holds has a name of its own, and ends after it begins."""
    found = calendar_reading.read(data)
    uids = [each.uid for each in (*found.todos, *found.meetings)]
    assert all(uids)
    assert len(set(uids)) == len(uids)
    assert all(each.uid not in each.waits_for for each in found.todos)
    for each in found.meetings:
        begins, ends = (datetime.datetime.fromisoformat(at) for at in (each.begins, each.ends))
        assert begins.tzinfo != ends.tzinfo or begins < ends


def calendars() -> dict[str, bytes]:
    return {"of everything": CALENDAR.replace("\n", "\r\n").encode(), "empty": b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"}


def playbook(data: bytes) -> None:
    """Read a playbook; it is written as it was read."""
    found = playbook_file.read(data)
    assert playbook_file.read(playbook_file.written(found)) == found


def playbooks() -> dict[str, bytes]:
    first = SharedVersion(1, (Step("1", "Cook", "do_confirm", -2, working_days=True, role="Cook", minutes=30),))
    after = SharedVersion(2, (*first.steps, Step("2", "Clean", after="1", pause=True)), (first.digest,))
    return {"two versions": playbook_file.written(SharedPlaybook("Soup", "Warm food", (first, after)))}


def partner(data: bytes) -> None:
    """Read a partner's file; what it holds can be shown and goes into services."""
    found = partner_file.read(data, DAY)
    assert len(found.code.split()) == 5
    assert all(len(each.words()) == 6 for each in found.items)
    json.loads(partner_file.services(found.items))


def partners() -> dict[str, bytes]:
    items = [Item("0" * 32, "listing", "Pots", "offer", "thing", 2, "pieces", "Hall", "a person")]
    return {"one line": partner_file.written(SECRETS, items, DAY), "nothing": partner_file.written(SECRETS, [], DAY)}


TARGETS = (
    of("calendar", calendar, calendars, (UserProblem,)),
    of("playbook", playbook, playbooks, (UserProblem,)),
    of("partner_file", partner, partners, (UserProblem,)),
)
