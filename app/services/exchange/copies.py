"""A laptop whose vault exists twice, and laptops that show something else of the same: what is said, and what to do."""

from __future__ import annotations

from app.i18n import _
from app.services.exchange.exchange import TakenBundle
from app.storage import bundles
from app.storage.vault.vault import Vault


def sentences(taken: TakenBundle) -> list[str]:
    """Say what a bundle shows of it, each once: who exists twice is told when it is first seen."""
    found: list[str] = []
    if taken.i_exist_twice:
        found.append(
            _(
                "This laptop's vault exists twice: a copy of it is at work elsewhere. Nothing is lost, and others go "
                "by the copy that has less. Work with one of them only and delete the other; then say so on the one "
                "that is left (“No other copy of this vault is left”, or switchboard only-copy VAULT)."
            )
        )
    found += [
        _(
            "The vault of {name}’s laptop exists twice: it was copied, and both copies are at work. Nothing is lost. "
            "Ask {name} whether both are theirs, and to keep one of them only; if one is in other hands, suspend it."
        ).format(name=name)
        for name in taken.twice
    ]
    found += [
        _(
            "{name}’s laptop has stated to have the same changes as this one, and shows something else. Verify both "
            "vaults (Trust, or switchboard verify), and give each other a bundle of everything."
        ).format(name=name)
        for name in taken.differs
    ]
    return found


def only_copy(vault: Vault) -> bool:
    """Say to all others, by the next bundle, that no other copy of this vault is left; whether any was known."""
    return bundles.only_copy(vault)
