"""When members' laptops were last heard of: what a silence of the books may only mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.services.members import authors
from app.storage.history import moment
from app.storage.vault.vault import Vault
from sync.replica import acknowledgements


def last_heard(vault: Vault) -> Mapping[str, datetime | None]:
    """Give when a laptop of each person of the books was last heard of; None: never. Whoever works here is left out."""
    links = [link for link in authors.links(vault) if link.counts]
    if not links:
        return {}
    mine, heard = authors.my_member(vault), dict[str, datetime | None]()
    with vault.looking() as replica:
        for device in replica.membership.devices.values():
            heard_at = acknowledgements.last_heard(replica, device.device)
            member, at = device.person.hex(), None if heard_at is None else moment(heard_at)
            before = heard.get(member)
            heard[member] = max(filter(None, (before, at)), default=None)
    return {link.person: heard.get(link.member) for link in links if link.member != mine}
