"""What to do next so that nobody is without news: a few rules over who has what, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from app.i18n import _, ngettext
from app.records.days import format_day
from app.services.exchange import handing
from app.storage.bundles import Peer
from app.storage.vault.vault import Vault

MAKE, OPEN = "make", "open"
"""The one button: make a bundle (for `device`, or for all where that is empty), or open one."""

QUIET_DAYS = 3
ANSWER_DAYS = 4
HANDED_DAYS = 7
NEVER_DAYS = 30
"""For how many days without news somebody counts of whom nothing was ever heard."""
_WAITING_WEIGHT = 400
_MANY_ROWS = 500


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do: what is the matter, why it matters, for which laptop, and what the button does."""

    text: str
    why: str
    device: str
    action: str
    weight: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. `made`: when a bundle was last made for a device; `waiting`: how much came too early."""

    peers: tuple[Peer, ...]
    made: Mapping[str, datetime]
    waiting: int = 0


def next_steps(vault: Vault) -> list[Advice]:
    """Tell what to do next in this vault; empty if all is well."""
    return [] if vault.group is None else steps(facts_of(vault), vault.environment.now())


def facts_of(vault: Vault) -> Facts:
    """Tell what the rules need to know of a vault."""
    waiting = int(vault.rows("SELECT count(*) FROM pending")[0][0])
    return Facts(tuple(handing.recipients(vault)), _last_made(vault), waiting)


def steps(facts: Facts, now: datetime) -> list[Advice]:
    """Give the rules, without a vault: the same facts give the same advice."""
    found = [advice for peer in facts.peers if (advice := _for_peer(peer, facts.made.get(peer.device), now))]
    found += [advice for advice in (_waiting(facts), _only_here(facts, now)) if advice]
    return sorted(found, key=lambda advice: (-advice.weight, advice.name.casefold(), advice.device))


def _for_peer(peer: Peer, made: datetime | None, now: datetime) -> Advice | None:
    """Somebody has been without news for long, as far as this laptop knows, and there is something to tell them."""
    count = peer.operations_lacking
    if not count:
        return None
    made = None if made is not None and _is_ahead(made, now) else made
    wrong = peer.known_at is not None and _is_ahead(peer.known_at, now)
    unanswered = made is not None and (peer.known_at is None or wrong or made > peer.known_at)
    if unanswered and made is not None:
        return _unanswered(peer, _days(made, now))
    changes = ngettext("{n} change", "{n} changes", count).format(n=f"{count:n}")
    if peer.known_at is None:
        text = _("Nothing has been heard from {name} yet; {changes} to hand over").format(
            name=peer.name, changes=changes
        )
        why = _("Until {name} hands you a bundle, this laptop cannot know what arrived.").format(name=peer.name)
        return Advice(text, why, peer.device, MAKE, NEVER_DAYS * count, peer.name)
    if wrong:
        text = _("Nobody can tell since when {name} is without news; {changes} to hand over")
        why = _("What was last heard is dated {day}, which has not come yet: a clock was wrong, there or here.")
        told = text.format(name=peer.name, changes=changes), why.format(day=format_day(peer.known_at.date()))
        return Advice(*told, peer.device, MAKE, NEVER_DAYS * count, peer.name)
    days = _days(peer.known_at, now)
    if days < QUIET_DAYS:
        return None
    text = ngettext(
        "{name} has been without news for {n} day; {changes}", "{name} has been without news for {n} days; {changes}",
        days,
    ).format(name=peer.name, n=days, changes=changes)  # fmt: skip
    why = _("As far as this laptop knows. Ask for a bundle back, and it will know.")
    return Advice(text, why, peer.device, MAKE, days * count, peer.name)


def _unanswered(peer: Peer, days: int) -> Advice | None:
    """Give a bundle was made, and nothing shows that it arrived."""
    if days < ANSWER_DAYS:
        return None
    text = ngettext(
        "{name} has not answered since the bundle of {n} day ago",
        "{name} has not answered since the bundle of {n} days ago",
        days,
    ).format(name=peer.name, n=days)
    why = _("It may have been lost. That does no harm: the next one holds the same again.")
    return Advice(text, why, peer.device, MAKE, days * peer.operations_lacking, peer.name)


def _waiting(facts: Facts) -> Advice | None:
    """Something was opened that builds on what never came."""
    if not facts.waiting:
        return None
    text = _("Part of what you opened waits for an earlier bundle")
    why = _("Open the earlier one, or ask whoever gave it to you for a new one: that holds everything.")
    return Advice(text, why, "", OPEN, _WAITING_WEIGHT, _("Bundles"))


def _only_here(facts: Facts, now: datetime) -> Advice | None:
    """Tell what is on this laptop alone would be lost with it. With one other laptop, that one's row says it all."""
    alone = min((peer.operations_lacking for peer in facts.peers), default=0)
    last = max((at for at in facts.made.values() if not _is_ahead(at, now)), default=None)
    days = NEVER_DAYS if last is None else _days(last, now)
    if not alone or days < HANDED_DAYS or len(facts.peers) < 2:
        return None
    text = (
        _("Nothing has been handed to anybody yet")
        if last is None
        else ngettext(
            "Nothing has been handed to anybody for {n} day", "Nothing has been handed to anybody for {n} days", days
        ).format(n=days)
    )
    why = ngettext(
        "{n} change is on this laptop only, and would be lost with it.",
        "{n} changes are on this laptop only, and would be lost with it.",
        alone,
    ).format(n=f"{alone:n}")
    return Advice(text, why, "", MAKE, days * alone * 2)


def _last_made(vault: Vault) -> dict[str, datetime]:
    """When a bundle was last made for each device, from the vault's own notes of the bundles it has made."""
    rows: Sequence[tuple[int, bytes]] = vault.rows(
        "SELECT time, note FROM bundle WHERE made = 1 ORDER BY time DESC LIMIT ?", (_MANY_ROWS,)
    )
    made: dict[str, datetime] = {}
    for time, note in rows:
        at = datetime.fromtimestamp(time / 1000, UTC)
        try:
            devices = msgspec.msgpack.decode(note, type=list[str])
        except msgspec.DecodeError:
            continue
        for device in devices:
            made.setdefault(device, at)
    return made


def _is_ahead(at: datetime, now: datetime) -> bool:
    """Say whether a time lies so far ahead that some clock was wrong, by more than zones and a slow clock explain."""
    return at - now > timedelta(days=1)


def _days(at: datetime, now: datetime) -> int:
    """Whole days between two times; a clock that was ahead counts as none."""
    return max((now - at) // timedelta(days=1), 0)
