"""Verifying a vault from end to end, and the digest by which two copies are compared."""

from __future__ import annotations

from app.i18n import _
from app.problems import NotAllowed
from app.services.jobs import Job, Progress
from app.storage import integrity
from app.storage.integrity import CheckedVault
from app.storage.vault.vault import Vault

__all__ = ["CheckedVault", "digest", "verify"]

_STEPS = 5


def digest(vault: Vault) -> str:
    """One hexadecimal line over everything the vault knows: equal on copies with equal knowledge."""
    if vault.group is None:
        raise NotAllowed(
            _("This vault knows nothing yet."), do=_("Open the bundle with which its join request was answered.")
        )
    with vault.looking() as replica:
        return replica.digest().hex()


def verify(vault: Vault) -> Job[CheckedVault]:
    """Every page, signature and chain, and the tables against a replay of the log; changes nothing."""

    def run(progress: Progress) -> CheckedVault:
        steps: list[str] = []

        def report(step: str) -> None:
            progress.check()
            progress.step(len(steps), _STEPS, step)
            steps.append(step)

        return integrity.check(vault, report)

    return Job(_("Verify"), run)
