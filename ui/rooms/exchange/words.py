"""What a bundle does and what is the matter with it, in plain words."""

from __future__ import annotations

import datetime
from collections import Counter

from app.domain.record_type import RecordType
from app.i18n import _, ngettext
from app.services.exchange import Peer, RecordChange, Taken
from ui.widgets.card.words import field_label

NEW, CHANGED, DELETED = "new", "changed", "deleted"
MANY_DELETED = 20
LARGE_SHARE = 0.1
FEW = 2


def news_of(at: datetime.datetime | None, now: datetime.datetime) -> str:
    """Say how long ago the last news came."""
    if at is None:
        return _("never")
    days = _days(at, now)
    if days < 1:
        return _("today {time}").format(time=at.astimezone().strftime("%H:%M"))
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def without_news(peer: Peer, now: datetime.datetime) -> str:
    """Say of one laptop how long it has been without our news, and how many changes it lacks."""
    count = peer.operations_lacking
    changes = ngettext("{n} change", "{n} changes", count).format(n=f"{count:n}") if count else _("has everything")
    if peer.known_at is None:
        since = _("no news from it yet")
    else:
        days = _days(peer.known_at, now)
        since = (
            ngettext("last news {n} day ago", "last news {n} days ago", days).format(n=days)
            if days
            else _("news of today")
        )
    return f"{since} · {changes}"


def counts(taken: Taken) -> str:
    """Say how many records are new, changed and deleted."""
    by_what = Counter(change.what for change in taken.changes)
    parts = [
        _("{n} new").format(n=f"{by_what[NEW]:n}") if by_what[NEW] else "",
        _("{n} changed").format(n=f"{by_what[CHANGED]:n}") if by_what[CHANGED] else "",
        _("{n} deleted").format(n=f"{by_what[DELETED]:n}") if by_what[DELETED] else "",
    ]
    return ", ".join(part for part in parts if part) or _("no record changes")


def disputes(taken: Taken) -> int:
    """Count the fields on which this bundle and this laptop would disagree."""
    return sum(max(len(change.disputed), 0) for change in taken.changes)


def field_words(kind: RecordType, change: RecordChange) -> list[str]:
    """Name the fields that are changed, and say where this laptop has another value."""
    plain = [field_label(kind, name) for name in change.fields if name not in change.disputed]
    disputed = [
        _("{field}: changed here too").format(field=field_label(kind, name))
        if name
        else _("deleted on one laptop, changed on another")
        for name in change.disputed
    ]
    return disputed + plain


def deleted(taken: Taken) -> int:
    """Count the records that would go."""
    return sum(change.what == DELETED for change in taken.changes)


def deletes_many(taken: Taken, known: int) -> bool:
    """Say whether so much would go that the person should look twice; `known` counts the records of those kinds."""
    gone = deleted(taken)
    return gone > MANY_DELETED or (gone > FEW and gone > LARGE_SHARE * known)


def warnings(taken: Taken) -> list[str]:
    """Say all that is odd about a bundle; none of it is a reason in itself not to take it."""
    found: list[str] = []
    if taken.waiting:
        found.append(
            _(
                "Part of it builds on changes that are not here yet. That part is kept, and shows as soon as the "
                "earlier bundle is opened."
            )
        )
    if taken.forked:
        found.append(
            _(
                "A laptop has written two different histories, as after a restored backup or a copied disk. Both are "
                "kept; tell its owner."
            )
        )
    if taken.quarantined:
        found.append(
            _(
                "Part of it was written by somebody who may not write any more. That part is kept apart and shows "
                "nowhere."
            )
        )
    if taken.unreadable:
        found.append(_("Part of it is for others of the group only. It is passed on with your next bundle, unread."))
    found += [
        _("The clock of {name}'s laptop is more than a day ahead: times beside their changes are wrong.").format(
            name=name
        )
        for name in taken.clocks_ahead
    ]
    found += [
        _("{name}'s laptop knows less than it did before: it may have been restored from a backup.").format(name=name)
        for name in taken.backwards
    ]
    return found


def _days(at: datetime.datetime, now: datetime.datetime) -> int:
    """Count the days between two times as people count them, by midnights."""
    return max((now.astimezone().date() - at.astimezone().date()).days, 0)
