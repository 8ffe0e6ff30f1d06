"""The engine of the rules that capabilities announce: applied to the rows, less what a waiver names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlmodel import Session, select

from app.records.rule import E, Finding, Rule
from app.records.waivers import Waiver
from app.services.capability import capabilities_of
from app.services.settings.group import today
from app.storage.vault.vault import Vault


class _Rows:
    """Reads the rows of each kind once, in one reading of the vault."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[type, Sequence[Any]] = {}

    def __call__(self, model: type[E], /) -> Sequence[E]:
        """Give all rows of a kind of record."""
        if model not in self._read:
            self._read[model] = self._session.exec(select(model)).all()
        return cast("Sequence[E]", self._read[model])


def broken(vault: Vault, kinds: Collection[str] | None = None) -> list[tuple[Rule, Finding]]:
    """Find the conflicts between records that no waiver settles, in an order that is the same everywhere.

    With ``kinds``, only the rules that read one of them are asked.
    """
    rules = [
        rule
        for each in capabilities_of(vault.registry)
        for rule in each.rules
        if kinds is None or rule.reads & frozenset(kinds)
    ]
    if not rules:
        return []
    day = today(vault)
    with vault.reading() as session:
        rows = _Rows(session)
        waived = {waiver.conflict for waiver in rows(Waiver)}
        found = [(rule, each) for rule in rules for each in rule.find(rows, day)]
    kept = {each.id: (rule, each) for rule, each in found if not (each.waivable and each.id in waived)}
    return [kept[identity] for identity in sorted(kept)]
