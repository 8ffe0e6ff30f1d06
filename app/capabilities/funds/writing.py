"""The books with their balance checks as files for hledger and beancount."""

from __future__ import annotations

import datetime
from types import MappingProxyType

from app.capabilities.funds.statement_service import all_checks
from app.capabilities.ledger.exports import Check, beancount, hledger
from app.capabilities.ledger.service import read
from app.i18n import _
from app.problems import UserProblem
from app.storage.vault.vault import Vault


def text_of(
    vault: Vault, ending: str, *, since: datetime.date | None = None, until: datetime.date | None = None
) -> str:
    """Write the books of a period as "journal" (hledger) or "beancount"; raises `UserProblem` for anything else."""
    if ending not in {"journal", "beancount"}:
        raise UserProblem(_("The books are written as .journal or .beancount."))
    checks = [Check(each.account, each.day, each.minor) for each in all_checks(vault)]
    make = beancount if ending == "beancount" else hledger
    return make(read(vault), since=since, until=until, checks=checks)


def _journal(vault: Vault) -> bytes:
    return text_of(vault, "journal").encode()


def _beancount(vault: Vault) -> bytes:
    return text_of(vault, "beancount").encode()


EXPORTS = MappingProxyType({"ledger": MappingProxyType({"journal": _journal, "beancount": _beancount})})
