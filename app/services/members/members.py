"""Who belongs to the group, and how somebody new comes in."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import _
from app.problems import BadBundle, WrongValue
from app.storage import bundles
from app.storage.vault.vault import Vault
from sync.authority.operations import Role, plain_name

ROLES = tuple(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Member:
    """A device of a member. `device` is its name in hexadecimal digits."""

    device: str
    name: str
    role: str
    this_laptop: bool


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A join request as read: who asks, the words to compare with their screen, and the file's content."""

    name: str
    code: str
    data: bytes


def members(vault: Vault) -> list[Member]:
    """All devices of the group, by name."""
    with vault.looking() as replica:
        found = [
            Member(device.device.hex(), device.name, device.role.value, device.device == replica.device)
            for device in replica.membership.devices.values()
        ]
    return sorted(found, key=lambda member: (member.name.casefold(), member.device))


def make_request(vault: Vault) -> tuple[bytes, str]:
    """Give the join request of this laptop, to hand to an admin, and the words that both compare."""
    return bundles.join_request(vault), bundles.my_code(vault)


def read_request(data: bytes) -> ReadRequest:
    """Read a join request file; raises `BadBundle`."""
    request, code = bundles.read_request(data)
    return ReadRequest(plain_name(request.name), code, data)


def admit(vault: Vault, request: ReadRequest, code: str, role: str, laptop_of: str = "") -> str:
    """Admits whoever made the request, if the words are those read aloud; gives the words for the answer.

    It is a further laptop of the member `laptop_of`, or somebody new's. Raises `BadBundle` for other words and
    `WrongValue` for a role that there is not; nobody is admitted then.
    """
    if role not in ROLES:
        raise WrongValue(
            _("There is no role “{role}”.").format(role=role),
            do=_("There are: {names}.").format(names=", ".join(ROLES)),
        )
    if code.lower().split() != request.code.split():
        raise BadBundle(
            _("These are not the words of this request."),
            kept=_("Nobody was admitted."),
            do=_("Compare them once more; if they differ, the file was exchanged on its way."),
        )
    found, _code = bundles.read_request(request.data)
    return bundles.admit(vault, found, Role(role), bytes.fromhex(laptop_of))
