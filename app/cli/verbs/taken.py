"""What bundles that were looked into or taken do, in words and for programs; and the words of an answer compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import say
from app.i18n import _, ngettext
from app.problems import BadBundle, UserProblem

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.services.exchange.deletion_guard import Loss
    from app.services.exchange.exchange import RecordChange, TakenBundle
    from app.services.vaults.vaults import Vault

_WHAT = ("new", "changed", "deleted", "erased")


def losses_said(found: Sequence[Loss]) -> str:
    """How many of which records would go."""
    return ", ".join(_("{n} of {known} {kind}").format(n=loss.gone, known=loss.known, kind=loss.kind) for loss in found)


def check_code_has_a_use(vault: Vault, code: str) -> None:
    """Refuses words where there is nothing to compare them with, so that nobody believes that they were compared."""
    if code and vault.group is not None:
        raise UserProblem(
            _("There is nothing to compare these words with: this laptop belongs to a group already."),
            kept=_("Nothing was taken."),
            do=_("Leave --code away; it is for the answer to a join request."),
        )


def compare(looked: TakenBundle, code: str) -> None:
    """Raise `BadBundle` unless these are the words of an answer that was looked into."""
    if looked.group_code.split() != code.lower().replace("-", " ").replace(",", " ").split():
        raise BadBundle(
            _("These are not the words of this answer, which are: {words}.").format(words=looked.group_code),
            kept=_("This laptop has not joined."),
            do=_("Compare them with the admin's screen; if they differ, the answer is not from that group."),
        )


def say_taken(file: Path, taken: TakenBundle, almanac: Almanac, *, dry_run: bool) -> None:
    """Tell what one bundle did, or would do."""
    say(_("{file}: from {name}, made {time}").format(file=file, name=taken.sender, time=almanac.stamp(taken.made_at)))
    for line in _lines(taken, dry_run=dry_run):
        say(f"  {line}")


def _lines(taken: TakenBundle, *, dry_run: bool) -> list[str]:
    lines: list[str] = []
    if taken.joined:
        lines.append(_("These words have to stand on the admin's screen too: {words}").format(words=taken.group_code))
        if dry_run:
            lines.append(_("This laptop has not joined. If they are the same, give them with --code."))
    if taken.seen_before:
        lines.append(_("It has been opened here before."))
    if taken.members:
        lines.append(_("New in the group: {names}").format(names=", ".join(taken.members)))
    lines.extend(_counted(taken, dry_run=dry_run))
    return lines + odd_lines(taken)


def odd_lines(taken: TakenBundle) -> list[str]:
    """Tell what is odd about a bundle, and of whose laptops: most of it is told once."""
    from app.services.exchange import copies

    notes = [
        (taken.waiting, _("Some of it waits for changes that have not come yet.")),
        (taken.quarantined, _("Some of it is kept apart: its author had been suspended.")),
        (taken.unreadable, _("Some of it is for circles that you do not belong to, and was not kept.")),
        (taken.refused, _("Something that had waited was not what it claimed to be, and was thrown away.")),
        (taken.forked, _("A laptop has written two histories: it was set back or copied. Both are kept.")),
    ]
    lines = [text for count, text in notes if count]
    if taken.clocks_ahead:
        lines.append(_("The clock is more than a day ahead at: {names}").format(names=", ".join(taken.clocks_ahead)))
    if taken.backwards:
        lines.append(_("Knows less than before: {names}").format(names=", ".join(taken.backwards)))
    return lines + copies.sentences(taken)


def _counted(taken: TakenBundle, *, dry_run: bool) -> list[str]:
    """How many records of which kind are new, changed and deleted; in a dry run, which."""
    if not taken.changes and not taken.members:
        return [_("No value differs after it.") if taken.new else _("Nothing in it is new here.")]
    lines = [line for what in _WHAT if (line := _count(taken.changes, what))]
    disputed = sum(bool(change.disputed) for change in taken.changes)
    if disputed:
        lines.append(ngettext("{count} record to settle", "{count} records to settle", disputed).format(count=disputed))
    if dry_run:
        lines += [
            f"{change.what} {change.kind} {change.record[:8]} {change.title}".rstrip() for change in taken.changes
        ]
    return lines


def _count(changes: Sequence[RecordChange], what: str) -> str:
    kinds = [change.kind for change in changes if change.what == what]
    words = {"new": _("new"), "changed": _("changed"), "deleted": _("deleted"), "erased": _("erased")}
    counted = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
    return f"{words[what]}: {', '.join(counted)}" if counted else ""


def taken_as_json(file: Path, taken: TakenBundle, *, kept: bool = True) -> dict[str, object]:
    """Give the same for a program to read."""
    return {
        "file": str(file),
        "bundle": taken.bundle,
        "taken": kept,
        "from": taken.sender,
        "made_at": taken.made_at,
        "seen_before": taken.seen_before,
        "joined": taken.joined and kept,
        "group_code": taken.group_code,
        "members": list(taken.members),
        "segments": {
            "new": taken.new,
            "known": taken.known,
            "waiting": taken.waiting,
            "quarantined": taken.quarantined,
            "unreadable": taken.unreadable,
            "forked": taken.forked,
            "refused": taken.refused,
        },
        "clocks_ahead": list(taken.clocks_ahead),
        "backwards": list(taken.backwards),
        "twice": list(taken.twice),
        "i_exist_twice": taken.i_exist_twice,
        "differs": list(taken.differs),
        "changes": [
            {
                "id": change.record,
                "kind": change.kind,
                "title": change.title,
                "what": change.what,
                "fields": list(change.fields),
                "disputed": list(change.disputed),
            }
            for change in taken.changes
        ],
    }
