"""The records and rules of the kernel itself, announced like those of a capability."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from app.i18n import N_
from app.records.attachments import Attachment
from app.records.changes import DeleteRecord
from app.records.consents import Consent
from app.records.group_settings import GroupSetting
from app.records.holds import RetentionHold
from app.records.member_link import MemberLink
from app.records.rule import Finding, Rule, RuleRows, SettlingWay
from app.records.saved_filter import SavedFilter
from app.records.waivers import Waiver
from app.services.capability import Capability


def _set_twice(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the settings that two laptops set for the first time without hearing of each other."""
    by_name: defaultdict[str, list[GroupSetting]] = defaultdict(list)
    for row in rows(GroupSetting):
        by_name[row.name or ""].append(row)
    for name, found in by_name.items():
        for one, other in combinations(sorted(found, key=lambda row: row.id), 2):
            yield Finding(
                "setting-twice",
                (one.id, other.id),
                one.id,
                N_("“{name}” was set twice: {one} and {other}."),
                values={"name": name, "one": one.value or "", "other": other.value or ""},
                ways=(
                    SettlingWay("first", N_("Keep the first"), (DeleteRecord(other.id),)),
                    SettlingWay("second", N_("Keep the second"), (DeleteRecord(one.id),)),
                ),
                waivable=False,
            )


def _linked_twice(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find two members who are said to be one person, and two persons that one member is said to be."""
    found = sorted(rows(MemberLink), key=lambda row: row.id)
    for one, other in combinations(found, 2):
        if one.person == other.person or one.member == other.member:
            same = one.person == other.person
            yield Finding(
                "member-linked-twice",
                (one.id, other.id),
                one.id,
                N_("Two members are said to be {one}.") if same else N_("A member is said to be {one} and {other}."),
                {"one": one.person, "other": other.person},
                ways=(
                    SettlingWay("first", N_("Keep the first"), (DeleteRecord(other.id),)),
                    SettlingWay("second", N_("Keep the second"), (DeleteRecord(one.id),)),
                ),
                waivable=False,
            )


KERNEL = Capability(
    "kernel",
    records=(Waiver, Consent, Attachment, RetentionHold, GroupSetting, MemberLink, SavedFilter),
    rules=(
        Rule("setting-twice", "group_setting", frozenset({"group_setting"}), _set_twice),
        Rule("member-linked-twice", "member_link", frozenset({"member_link", "person"}), _linked_twice),
    ),
)
