"""What the verbs of projects share: days, projects, people and chances as people type them."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from app.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.storage.vault.vault import Vault

On = Annotated[str, typer.Option("--on", metavar="DAY", help=_("As it is on this day; today if not said."))]
ProjectId = Annotated[str, typer.Argument(metavar="PROJECT", help=_("A project: its id or name."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only say what it would do."))]


def day_of(vault: Vault, text: str) -> datetime.date:
    """Read a day, that of the group if none is given."""
    from app.records.days import parse_day
    from app.services.settings import group

    return (parse_day(text) if text.strip() else None) or group.today(vault)


def find(vault: Vault, kind: str, text: str) -> str:
    """Give the record of a kind meant by an id, the beginning of one, or a name."""
    from app.services.records import editing

    return editing.find(vault, kind, text)


def find_among(vault: Vault, kinds: Sequence[str], text: str) -> str:
    """Give the record of the first of some kinds that an id or a name means."""
    from app.problems import NotFound

    problems: list[NotFound] = []
    for kind in kinds:
        try:
            return find(vault, kind, text)
        except NotFound as problem:
            problems.append(problem)
    raise problems[0]


def chance(text: str, name: str) -> Fraction:
    """Read a chance between 0 and 1, exactly."""
    from decimal import Decimal, InvalidOperation

    from app.problems import WrongValue

    try:
        found = Decimal(text.strip())
        if found.is_finite() and abs(found.adjusted()) <= 30:
            return Fraction(found)
    except InvalidOperation:
        pass
    raise WrongValue(_("{option}: “{text}” is no number such as 0.9.").format(option=name, text=text))
