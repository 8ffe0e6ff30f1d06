"""What was odd about bundles that were taken, in words, for as long as anybody may want to look into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.i18n import _, ngettext
from app.storage import noticed
from app.storage.history import moment
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing: when it was seen for the last time, what happened, and what to do about it."""

    what: str
    who: str
    count: int
    at: datetime
    text: str
    do: str


def oddities(vault: Vault) -> tuple[Oddity, ...]:
    """Give all that was noticed on this laptop, the newest first."""
    found = [
        Oddity(each.what, each.who, each.count, moment(each.time), *_words(each)) for each in noticed.noticed(vault)
    ]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def _words(each: noticed.Noticed) -> tuple[str, str]:
    if each.what == noticed.BACKWARDS:
        return (
            _("{name}’s laptop knows less than it did before: it may have been restored from a backup.").format(
                name=each.who
            ),
            _("Make a bundle for it, and it knows everything again."),
        )
    if each.what == noticed.TWICE:
        return (
            _("The vault of {name}’s laptop exists twice: both copies are at work.").format(name=each.who),
            _("Keep one of them only, and say so on it: “No other copy of this vault is left”, or only-copy."),
        )
    if each.what == noticed.DIFFERS:
        return (
            _("{name}’s laptop had the same changes as this one, and showed something else.").format(name=each.who),
            _("Verify both vaults, and give each other a bundle of everything."),
        )
    text = ngettext(
        "{n} part that had waited here turned out not to be what it claimed to be, and was thrown away. It was seen "
        "when a bundle from {name} was taken.",
        "{n} parts that had waited here turned out not to be what they claimed to be, and were thrown away. It was "
        "seen when a bundle from {name} was taken.",
        each.count,
    )
    return (
        text.format(n=each.count, name=each.who),
        _("What is missing comes with the next bundle of whoever wrote it. Ask who made the bundles before this one."),
    )
