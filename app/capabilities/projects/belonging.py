"""Which project something belongs to, by the declarations: a task to its project, a measurement by its indicator."""

from __future__ import annotations

from app.records.kinds import ANY
from app.services.records import records
from app.storage.vault.vault import Vault

_PROJECT = "project"
_MOST = 5


def project_of(vault: Vault, kind: str, record: str) -> str:
    """Give the project that a record belongs to; empty for none."""
    for _turn in range(_MOST):
        if kind == _PROJECT:
            return record
        whole = vault.registry[kind].part_of if kind in vault.registry else None
        if not whole or whole == ANY:
            return ""
        record, kind = str(records.get(vault, record).values.get(whole) or ""), whole
        if not record:
            return ""
    return ""
