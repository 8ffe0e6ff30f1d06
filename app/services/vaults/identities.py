"""What opens this laptop's bundles in other programs: the group's data outlives this one."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.storage.vault.vault import Vault
from sync.replica import group_keys


@dataclass(frozen=True, slots=True)
class AgeIdentities:
    """Whose laptop it is, and its age identities as text, the newest first."""

    name: str
    texts: tuple[str, ...] = field(repr=False)


def age_identities(vault: Vault) -> AgeIdentities:
    """Return the keys with which this laptop receives, of which a bundle opens with one of the newest two."""
    if vault.group is None:
        return AgeIdentities(vault.my_name, (vault.secrets.identity().to_text(),))
    with vault.looking() as replica:
        return AgeIdentities(vault.my_name, tuple(each.to_text() for each in group_keys.identities(replica)))
