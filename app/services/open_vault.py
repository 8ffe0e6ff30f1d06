"""The type of an open vault, for the window: it hands it to services on the vault's thread, and never looks into it."""

from app.storage.vault.vault import Vault

__all__ = ["Vault"]
