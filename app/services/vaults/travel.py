"""A travel copy: a really smaller vault with keys and a passphrase of its own, for a way on which it may be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.i18n import _
from app.problems import NotAllowed, Problem, UserProblem, WrongPassphrase, WrongValue
from app.services.members import trust
from app.services.vaults import keys
from app.storage import bundles, opening
from app.storage.vault.vault import Vault
from sync.authority.operations import Part, Role
from sync.bundle.write import BundleContent
from sync.replica import admin_commands
from sync.replica.apply import Replayed
from sync.replica.replica import Replica

READER, EDITOR = Role.READER.value, Role.EDITOR.value
ROLES = (READER, EDITOR)


@dataclass(frozen=True, slots=True)
class TravelPlan:
    """What a copy would hold: `counts` are records by kind, as (kind, count); `left_out` are circles that stay home.

    `with_history` are circles of which the whole history comes along, because this laptop may not certify them.
    """

    name: str
    role: str
    circles: tuple[str, ...]
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    with_history: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    home: int

    @property
    def records(self) -> int:
        """How many records it would hold."""
        return sum(count for _kind, count in self.counts)


@dataclass(frozen=True, slots=True)
class TravelCopy:
    """A copy that was made: by which name and device the group knows it, and how large it is beside this vault."""

    device: str
    name: str
    size: int
    size_here: int


def plan(vault: Vault, circles: Sequence[str] = (), role: str = READER) -> TravelPlan:
    """Tell what a copy with these circles (ids; that of everyone is always in it) would hold. Changes nothing.

    Raises `NotAllowed` unless this laptop is an admin's and reads them all, `WrongValue` for another role.
    """
    if role not in ROLES:
        raise WrongValue(
            _("A travel copy cannot be {role}.").format(role=role),
            do=_("There are: {names}.").format(names=", ".join(ROLES)),
        )
    with vault.looking() as replica:
        membership, me = replica.membership, replica.me
        if me is None or not me.good or me.role is not Role.ADMIN:
            raise NotAllowed(
                _("Only an admin can make a travel copy, because it is admitted to the group like a laptop."),
                kept=_("Nothing was made."),
                do=_("Ask an admin to admit a second laptop of yours."),
            )
        chosen = [membership.everyone, *(bytes.fromhex(each) for each in circles)]
        chosen = [each for each in dict.fromkeys(chosen) if each]
        unread = [membership.circles[each].name for each in chosen if not membership.reads(me.device, each)]
        if unread:
            raise NotAllowed(
                _("You cannot read “{circle}” yourself.").format(circle=unread[0]), kept=_("Nothing was made.")
            )
        names = tuple(membership.circles[each].name for each in chosen)
        left_out = tuple(sorted(each.name for each in membership.circles.values() if each.circle not in chosen))
        with_history = tuple(
            membership.circles[each].name for each in chosen if not membership.stewards(me.device, each)
        )
        name = _free_name(replica, me.name)
    counts, home = _counts(vault, [each.hex() for each in chosen])
    return TravelPlan(name, role, tuple(each.hex() for each in chosen), names, left_out, with_history, counts, home)


def _free_name(replica: Replica, me: str) -> str:
    """Give a name that no other laptop has, so that suspending the copy cannot be mistaken for suspending its owner."""
    taken = {device.name.casefold() for device in replica.membership.devices.values()}
    name, number = _("{name} (travel)").format(name=me), 2
    while name.casefold() in taken:
        name, number = _("{name} (travel {number})").format(name=me, number=number), number + 1
    return name


def _counts(vault: Vault, circles: Sequence[str]) -> tuple[tuple[tuple[str, int], ...], int]:
    """Give records in these circles by kind, and how many there are in all that this laptop reads."""
    found: list[tuple[str, int]] = []
    total = 0
    for kind in vault.registry:
        rows = {
            str(row[0]): int(row[1])
            for row in vault.rows(f'SELECT circle, count(*) FROM "{kind.table}" GROUP BY circle')
        }
        total += sum(rows.values())
        if count := sum(rows.get(circle, 0) for circle in circles):
            found.append((kind.name, count))
    return tuple(found), total


def make(vault: Vault, planned: TravelPlan, folder: Path, passphrase: str) -> TravelCopy:
    """Make the copy: a new vault, admitted as a further laptop of this person, filled from a snapshot.

    If that goes wrong after its admission, the copy is suspended again before the problem is raised.
    """
    _check_own(vault, passphrase)
    copy, _code = opening.join_vault(folder, passphrase, planned.name, vault.registry, vault.environment)
    try:
        device = copy.secrets.public().device.hex()
        _admit(vault, copy, planned)
        try:
            _fill(vault, copy, device)
        except Problem as problem:
            trust.suspend(vault, [device])
            raise UserProblem(
                problem.what,
                kept=_("The copy in {folder} is not whole, and is suspended.").format(folder=folder),
                do=_("Delete that folder and try again."),
            ) from problem
        size = copy.folder.database_file.stat().st_size
    finally:
        copy.close()
    return TravelCopy(device, planned.name, size, vault.folder.database_file.stat().st_size)


def _check_own(vault: Vault, passphrase: str) -> None:
    """Refuses the passphrase of this vault: whoever sees one typed on the way must not have both."""
    keys.check_new_passphrase(vault, passphrase)
    try:
        keys.check_passphrase(vault, passphrase)
    except WrongPassphrase:
        return
    raise WrongValue(
        _("The travel copy needs a passphrase of its own: this one opens your vault."), kept=_("Nothing was made.")
    )


def _admit(vault: Vault, copy: Vault, planned: TravelPlan) -> None:
    """Lets the copy into the group and its circles, all of it or nothing."""
    request, _words = bundles.read_request(bundles.join_request(copy))
    me = vault.me()
    assert me is not None
    part = Part.EDITOR if planned.role == EDITOR else Part.READER

    def decision(replica: Replica) -> Replayed:
        replica.admit(request.keys, request.name, Role(planned.role), me.person)
        for circle in planned.circles:
            if bytes.fromhex(circle) != replica.membership.everyone:
                admin_commands.share(replica, bytes.fromhex(circle), request.keys.device, part)
        return Replayed()

    vault.decide(decision)


def _fill(vault: Vault, copy: Vault, device: str) -> None:
    data, _devices = bundles.make_bundle(vault, [device], BundleContent(carry=False, snapshot=True))
    bundles.take_bundle(copy, data)
    with copy.writing() as writing:
        for digest in writing.replica.store.carried():  # It carries nothing for others.
            writing.replica.store.drop_carried(digest)
    copy.database.compact()
