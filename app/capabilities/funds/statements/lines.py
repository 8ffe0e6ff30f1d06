"""What a statement says, whatever its format; the key that makes a line the same on every laptop; the preview."""

from __future__ import annotations

import datetime
import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.i18n import _
from app.problems import WrongValue

MOST_BYTES = 32 * 1024 * 1024
MOST_LINES = 100_000


class StatementLine(NamedTuple):
    """A line that the bank has booked: minor units, negative for what went out."""

    day: datetime.date
    minor: int
    text: str = ""
    reference: str = ""


class Balance(NamedTuple):
    """What the account held at the end of a day."""

    day: datetime.date
    minor: int


@dataclass(frozen=True, slots=True)
class BankStatement:
    """One account's lines in the order of the file; ``opening`` is of the end of the day before the first."""

    account: str
    currency: str
    lines: tuple[StatementLine, ...]
    opening: Balance | None = None
    closing: Balance | None = None

    @property
    def difference(self) -> int | None:
        """Give what opening and lines lack to the closing balance; ``None`` where the file does not say both."""
        if self.opening is None or self.closing is None:
            return None
        return self.closing.minor - self.opening.minor - sum(line.minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class StatementPreview:
    """What taking a statement would do: the new lines with their keys, how many are there already, the difference."""

    new: tuple[tuple[str, StatementLine], ...]
    known: int
    difference: int | None


def folded(text: str) -> str:
    """Fold a text so that blanks, case and the forms of letters make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def keys(account: str, lines: Sequence[StatementLine]) -> list[str]:
    """Give the key of each line: SHA-256 of account, reference, day, amount, folded text, and equal lines before it.

    ``account`` is the id of the account in the books. Equal lines are counted within the file alone, so two equal
    lines of one file stay two, and the same file read elsewhere gives the same keys.
    """
    seen: Counter[tuple[str, str, int, str]] = Counter()
    found: list[str] = []
    for line in lines:
        what = (folded(line.reference), line.day.isoformat(), line.minor, folded(line.text))
        text = json.dumps(["bank line", account, *what, seen[what]], ensure_ascii=True, separators=(",", ":"))
        found.append(hashlib.sha256(text.encode()).hexdigest())
        seen[what] += 1
    return found


def preview(account: str, statement: BankStatement, known: Collection[str]) -> StatementPreview:
    """Compare a statement with the keys that are known of its account."""
    made = list(zip(keys(account, statement.lines), statement.lines, strict=True))
    new = tuple((key, line) for key, line in made if key not in known)
    return StatementPreview(new, len(made) - len(new), statement.difference)


def bounded(data: bytes) -> bytes:
    """Refuse a file that no bank makes."""
    if len(data) > MOST_BYTES:
        raise WrongValue(
            _("This statement is too large: at most {most} MiB are read.").format(most=MOST_BYTES // 1024 // 1024),
            kept=_("Nothing was taken."),
        )
    return data


def broken(what: str) -> WrongValue:
    """Say that a statement cannot be read, and why."""
    return WrongValue(
        _("This statement cannot be read: {why}").format(why=what),
        kept=_("Nothing was taken."),
        do=_("Ask the bank's page for the file again."),
    )


def same_account(statement: BankStatement, number: str, currency: str) -> None:
    """Refuse a statement of another account or in another currency than that of the books."""
    theirs, ours = ("".join(text.split()).upper() for text in (statement.account, number))
    if ours and theirs and theirs != ours:
        raise WrongValue(
            _("This statement is of the account {theirs}, not of {ours}.").format(theirs=theirs, ours=ours),
            kept=_("Nothing was taken."),
        )
    if statement.currency != currency:
        raise WrongValue(
            _("This statement is in {theirs}, the account in {ours}.").format(theirs=statement.currency, ours=currency),
            kept=_("Nothing was taken."),
        )
