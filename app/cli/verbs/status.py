"""`status`, `digest`, `verify`: what a vault knows, and whether that is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_fields, say_json, say_table
from app.cli.vaults import opened
from app.cli.verbs import standings
from app.cli.verbs.trust import spelled
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _, ngettext
from app.problems import VaultDamaged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.records.almanac import Almanac
    from app.services.exchange.exchange import Peer, Status
    from app.services.exchange.oddities import Oddity
    from app.services.vaults.vaults import Vault


def status(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """Says where this laptop stands."""
    from app.services.exchange import exchange
    from app.services.exchange.oddities import oddities
    from app.services.members import trust
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        found = exchange.status(vault)
        if not found.group:
            if as_json:
                say_json(_as_json(found))
            else:
                _say_waiting(vault)
            return
        trusted, odd = trust.overview(vault), oddities(vault)
        if as_json:
            say_json(_as_json(found) | standings.as_json(trusted) | {"noticed": [_odd_as_json(each) for each in odd]})
        else:
            almanac = group.almanac(vault)
            _say(found, almanac)
            standings.say_standings(trusted, almanac)
            _say_odd(odd, almanac)


def _say_odd(odd: Sequence[Oddity], almanac: Almanac) -> None:
    """Says what was odd about bundles, which was told once when they were taken."""
    if odd:
        say()
        say(_("Noticed"))
    for each in odd:
        say(f"  {almanac.stamp(each.at)}  {each.text} {each.do}")


def _odd_as_json(odd: Oddity) -> dict[str, object]:
    return {"what": odd.what, "who": odd.who, "count": odd.count, "at": odd.at}


def _say_waiting(vault: Vault) -> None:
    from app.services.members import members

    _data, words = members.make_request(vault)
    say(_("{name} waits to be admitted to a group.").format(name=vault.my_name))
    say(_("The words of the join request: {words}").format(words=words))
    say(_("`switchboard join` writes the request once more; `switchboard open` takes the answer."))


def _say(found: Status, almanac: Almanac) -> None:
    say_fields(
        (
            (_("Group"), found.group),
            (_("Me"), f"{found.me} ({found.role})"),
            (_("This laptop"), found.device[:8]),
            (_("Circles"), ", ".join(found.circles)),
            (_("To settle"), str(found.to_settle)),
            (_("To hand over"), str(found.to_hand_over)),
            (_("As of"), almanac.stamp(found.as_of)),
        )
    )
    if found.peers:
        say()
        heads = (_("Member"), _("Role"), _("Laptop"), _("Last heard of"), _("To hand over"))
        say_table(heads, [_row(peer, almanac) for peer in found.peers])


def _row(peer: Peer, almanac: Almanac) -> tuple[str, ...]:
    heard = almanac.stamp(peer.known_at) if peer.known_at else _("never")
    return peer.name, peer.role, peer.device[:8], heard, str(peer.operations_lacking)


def _as_json(found: Status) -> dict[str, object]:
    return {
        "group": found.group,
        "me": found.me,
        "role": found.role,
        "device": found.device,
        "circles": list(found.circles),
        "to_settle": found.to_settle,
        "to_hand_over": found.to_hand_over,
        "as_of": found.as_of,
        "peers": [
            {
                "device": peer.device,
                "name": peer.name,
                "role": peer.role,
                "mine": peer.mine,
                "known_at": peer.known_at,
                "operations_lacking": peer.operations_lacking,
                "segments_lacking": peer.segments_lacking,
            }
            for peer in found.peers
        ],
    }


def digest(context: typer.Context, folder: VaultFolder, passphrase_file: PassphraseFile = None) -> None:
    """Print one line that is equal on copies with equal knowledge."""
    from app.services.vaults import verifying

    with opened(context, folder, passphrase_file) as vault:
        line = verifying.digest(vault)
    say(line)


def verify(context: typer.Context, folder: VaultFolder, passphrase_file: PassphraseFile = None) -> None:
    """Verify everything; what is wrong is said on standard error."""
    from app.services.exchange.oddities import oddities
    from app.services.retention import disputed_erasures
    from app.services.settings import group
    from app.services.vaults import verifying

    with opened(context, folder, passphrase_file) as vault:
        checked = work(world_of(context), verifying.verify(vault))
        odd, almanac = oddities(vault), group.almanac(vault)
        doubtful = disputed_erasures.orders_in_doubt(vault) if vault.group is not None else []
    if checked.faults:
        raise VaultDamaged(
            " ".join(checked.faults),
            do=_("Keep this copy as it is, and get the data from another laptop: join anew and open its bundle."),
        )
    say(_("All is well: {segments} signed segments, {records} records, and the tables are what the log says.").format(
        segments=checked.segments, records=checked.records
    ))  # fmt: skip
    for name in checked.differs:
        say(_("{name}’s laptop has stated to have the same and shows something else: verify it too.").format(name=name))
    if doubtful:
        told = ngettext(
            "What {n} order to erase took is missing here, and the order counts no longer: see {command}.",
            "What {n} orders to erase took is missing here, and they count no longer: see {command}.",
            len(doubtful),
        )
        say(told.format(n=len(doubtful), command=spelled("erasures", folder)))
    if checked.digest:
        say(checked.digest)
    _say_odd(odd, almanac)
