"""Holds the one open vault, on the thread that owns it, so that whatever happens in the window it gets closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.open_vault import Vault


class Keeper:
    """Used on the vault's thread only. A vault that is opened takes the place of the one before, which is closed."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._vault: Vault | None = None

    def keep(self, vault: Vault) -> Vault:
        """Hold a vault that was just opened, and give it back."""
        self.close()
        self._vault = vault
        return vault

    def close(self, afterwards: Callable[[], object] = lambda: None) -> None:
        """Close what is held, if anything, and then do what follows from that."""
        vault, self._vault = self._vault, None
        if vault is not None:
            vault.close()
        afterwards()
