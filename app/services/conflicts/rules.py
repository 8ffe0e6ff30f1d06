"""The engine of the rules that capabilities announce: applied to the rows, less what a waiver names."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any, Final, cast

from sqlmodel import Session, select

from app.i18n import _
from app.problems import Bug
from app.records.rule import E, Finding, Rule, RuleRows
from app.records.waivers import Waiver
from app.services.capability import capabilities_of
from app.services.settings.group import today
from app.storage.vault.vault import Vault

_WAIVER: Final = "waiver"
_AT_ONCE: Final = 5_000
"""Values in one statement; the database takes no more than 32,766."""


class _Rows:
    """Reads the rows of each kind once, in one reading of the vault, which begins with the first that is asked for."""

    def __init__(self, vault: Vault, stack: ExitStack) -> None:
        self._vault, self._stack = vault, stack
        self._session: Session | None = None
        self._read: dict[tuple[type, tuple[str, ...]], Sequence[Any]] = {}

    def of(self, rule: Rule) -> RuleRows:
        """Give what hands a rule the rows of the kinds that it declares, and of no other."""

        def rows(model: type[E], /, *filled: str, **among: Collection[str]) -> Sequence[E]:
            declared = model.declaration
            if declared is None or declared.name not in rule.reads:
                # What it found would not be looked for again when these change.
                sentence = _("The rule “{rule}” does not say that it reads {kind}.")
                raise Bug(sentence.format(rule=rule.name, kind=model.__name__))
            return self(model, *filled, **among)

        return rows

    def __call__(self, model: type[E], /, *filled: str, **among: Collection[str]) -> Sequence[E]:
        """Give the rows of a kind of record; what hangs on ids is read anew each time."""
        self._session = self._session or self._stack.enter_context(self._vault.reading())
        asked = select(model).where(*(getattr(model, name).is_not(None) for name in filled))
        if among:
            ((name, values),) = among.items()
            wanted = sorted(values)
            parts = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
            return [row for part in parts for row in self._session.exec(asked.where(getattr(model, name).in_(part)))]
        if (model, filled) not in self._read:
            self._read[model, filled] = self._session.exec(asked).all()
        return cast("Sequence[E]", self._read[model, filled])


def broken(vault: Vault, kinds: Collection[str] | None = None) -> list[tuple[Rule, Finding]]:
    """Find the conflicts between records that no waiver settles, in an order that is the same everywhere.

    A rule runs where a record of a kind that it reads has changed since it ran last, or the day has. With ``kinds``,
    only the rules are asked that read one of them: those which can find something else if only these differ.
    """
    rules = [
        rule
        for each in capabilities_of(vault.registry)
        for rule in each.rules
        if kinds is None or _WAIVER in kinds or not rule.reads.isdisjoint(kinds)
    ]
    if not rules:
        return []
    day, recall = today(vault), vault.remembered.recall
    with ExitStack() as stack:
        rows = _Rows(vault, stack)
        found = [
            (rule, each) for rule in rules for each in recall(rule, rule.reads, partial(_run, rule, rows, day), day)
        ]
        waived = recall(_WAIVER, {_WAIVER}, lambda: frozenset(waiver.conflict for waiver in rows(Waiver)))
    kept = {each.id: (rule, each) for rule, each in found if not (each.waivable and each.id in waived)}
    return [kept[identity] for identity in sorted(kept)]


def _run(rule: Rule, rows: _Rows, day: datetime.date) -> tuple[Finding, ...]:
    return tuple(rule.find(rows.of(rule), day))
