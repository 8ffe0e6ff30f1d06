"""What in the group's trust needs somebody: decisions that wait, and what is to be prepared; for Today and the bar."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import _, ngettext
from app.records.changes import MEMBERS
from app.services.members import laptops, quarantine, quorum, trust
from app.services.vaults import keys
from app.storage.vault.vault import Vault

READS = frozenset({MEMBERS, "waiver"})
"""The kinds that, when changed, let something else need somebody: no other record has a say in it."""
VOTES, CLAIM, CONTESTED, QUARANTINE, PREPARE = "votes", "claim", "contested", "quarantine", "prepare"


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """One line: what it is about, its words, and whether somebody waits for it (else it is only to be prepared)."""

    what: str
    text: str
    waits: bool


def needs(vault: Vault) -> tuple[AttentionLine, ...]:
    """Everything in the Trust room that needs somebody now, the most urgent first; empty when all is well."""
    if vault.group is None:
        return ()
    view = trust.overview(vault)
    found: list[AttentionLine] = []
    if any(each.i_may_vote for each in quorum.proposals(vault)):
        found.append(AttentionLine(VOTES, _("An admin has named trustees: your vote is awaited"), True))
    if votes := trust.waiting_votes(view):
        found.append(AttentionLine(VOTES, votes, True))
    if mine := sum(each.theirs and each.i_may_confirm for each in laptops.claims(vault)):
        words = ngettext(
            "One laptop is said to be yours: say whether it is",
            "{count} laptops are said to be yours: say whether they are",
            mine,
        )
        found.append(AttentionLine(CLAIM, words.format(count=mine), True))
    if any(each.contested for each in view.suspensions):
        found.append(AttentionLine(CONTESTED, _("Admins have suspended each other"), True))
    if batches := quarantine.count(vault):
        words = ngettext("{count} batch waits in quarantine", "{count} batches wait in quarantine", batches)
        found.append(AttentionLine(QUARANTINE, words.format(count=batches), True))
    if left := sum(not step.done and not step.optional for step in keys.checklist(vault)):
        words = ngettext("{count} thing to prepare for a bad day", "{count} things to prepare for a bad day", left)
        found.append(AttentionLine(PREPARE, words.format(count=left), False))
    return tuple(found)
