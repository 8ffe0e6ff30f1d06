"""What a bundle does and what is the matter with it, in plain words."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

from app.i18n import _, ngettext
from app.records.almanac import seen_from
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.exchange import copies, receiving
from app.services.exchange.deletion_guard import Loss
from app.services.exchange.exchange import Peer, RecordChange, TakenBundle
from app.services.exchange.receiving import Received
from app.services.exchange.watching import News
from ui.widgets.card.words import field_label

NEW, CHANGED, DELETED, ERASED = "new", "changed", "deleted", "erased"
_NAMED = 3


def news_of(at: datetime.datetime | None, now: datetime.datetime) -> str:
    """Say how long ago the last news came."""
    if at is None:
        return _("never")
    days = _days(at, now)
    if days < 1:
        return _("today {time}").format(time=seen_from(at, now).strftime("%H:%M"))
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


def counts(taken: TakenBundle) -> str:
    """Say how many records are new, changed and deleted."""
    by_what = Counter(change.what for change in taken.changes)
    parts = [
        _("{n} new").format(n=f"{by_what[NEW]:n}") if by_what[NEW] else "",
        _("{n} changed").format(n=f"{by_what[CHANGED]:n}") if by_what[CHANGED] else "",
        _("{n} deleted").format(n=f"{by_what[DELETED]:n}") if by_what[DELETED] else "",
        _("{n} erased").format(n=f"{by_what[ERASED]:n}") if by_what[ERASED] else "",
    ]
    return ", ".join(part for part in parts if part) or _("no record changes")


def disputes(taken: TakenBundle) -> int:
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


def deleted(taken: TakenBundle) -> int:
    """Count the records that would go."""
    return len(taken.gone)


def loss_words(registry: Registry, losses: Sequence[Loss]) -> str:
    """Say of how many records of which kind how many would go."""
    parts = [
        _("{n} of {known} {kind}").format(
            n=f"{loss.gone:n}",
            known=f"{loss.known:n}",
            kind=_(registry[loss.kind].many).lower() if loss.kind in registry else loss.kind,
        )
        for loss in losses
    ]
    return ", ".join(parts)


def news_from(news: Sequence[News]) -> str:
    """Say from whom news are there, and how much they would change."""
    parts = [
        ngettext("{name}'s news: {n} change", "{name}'s news: {n} changes", each.records).format(
            name=each.taken.sender, n=f"{each.records:n}"
        )
        for each in news[:_NAMED]
    ]
    rest = len(news) - _NAMED
    if rest > 0:
        parts.append(ngettext("{n} more", "{n} more", rest).format(n=rest))
    return " · ".join(parts)


def received_words(received: Received) -> str:
    """Say from whom something was taken, and how much."""
    taken = [outcome.taken for outcome in received.of(receiving.TAKEN) if outcome.taken]
    names = ", ".join(dict.fromkeys(each.sender for each in taken))
    count = received.records
    changes = ngettext("{n} change", "{n} changes", count).format(n=f"{count:n}")
    return _("Taken from {names}: {changes}.").format(names=names, changes=changes)


def odd_words(received: Received) -> list[str]:
    """Say what was odd about several bundles, each once; of one that held no news only what it tells of laptops."""
    news = [outcome.taken for outcome in received.of(receiving.TAKEN) if outcome.taken]
    known = [outcome.taken for outcome in received.of(receiving.KNOWN) if outcome.taken]
    found = [sentence for each in news for sentence in warnings(each)]
    return list(dict.fromkeys([*found, *(sentence for each in known for sentence in about_laptops(each))]))


def warnings(taken: TakenBundle) -> list[str]:
    """Say all that is odd about a bundle; none of it is a reason in itself not to take it."""
    sentences = (
        (
            taken.waiting,
            _(
                "Part of it builds on changes that are not here yet. That part is kept, and shows as soon as the "
                "earlier bundle is opened. If that is lost, ask {name} for a new one: it holds everything."
            ),
        ),
        (
            taken.forked,
            _(
                "A laptop has written two different histories, as after a restored backup or a copied disk. Both are "
                "kept. Members in Trust shows which it is: ask its owner whether a copy of it is in other hands."
            ),
        ),
        (
            taken.quarantined,
            _(
                "Part of it was written by somebody who may not write any more. That part is kept apart and shows "
                "nowhere until somebody takes it over: Quarantine in Trust."
            ),
        ),
        (taken.unreadable, _("Part of it is for others of the group only. It is passed on with your next bundle.")),
        (
            taken.wanted,
            _(
                "Part of it came with pieces left out that nobody has ordered to be erased. It counts as not here: ask "
                "somebody else than {name} for a bundle."
            ),
        ),
        (
            taken.refused,
            _(
                "Something that had waited for this turned out not to be what it claimed to be, and was thrown away. "
                "What is missing comes with the next bundle of whoever wrote it."
            ),
        ),
    )
    return [sentence.format(name=taken.sender) for count, sentence in sentences if count] + about_laptops(taken)


def about_laptops(taken: TakenBundle) -> list[str]:
    """Say what a bundle tells of somebody's laptop, whether or not anything else in it is news; it is told once."""
    found = [
        _(
            "The clock of {name}’s laptop is more than a day ahead: times beside their changes are wrong. Ask them to "
            "set it; nothing is lost by it."
        ).format(name=name)
        for name in taken.clocks_ahead
    ]
    found += [
        _(
            "{name}’s laptop knows less than it did before: it may have been restored from a backup. Make a bundle for "
            "it, and it knows everything again."
        ).format(name=name)
        for name in taken.backwards
    ]
    return found + copies.sentences(taken)


def _days(at: datetime.datetime, now: datetime.datetime) -> int:
    """Count the days between two times as people count them, by midnights."""
    return max((now.date() - seen_from(at, now).date()).days, 0)
