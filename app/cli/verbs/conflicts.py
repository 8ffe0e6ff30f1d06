"""`conflicts` and `settle`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, short_ids
from app.cli.vaults import opened
from app.i18n import _
from app.problems import NotFound

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.services.conflicts.conflicts import Conflict


def show_conflicts(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """List what waits to be settled, with the ways to settle it."""
    from app.services.conflicts import conflicts
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        found, almanac = conflicts.open_conflicts(vault), group.almanac(vault)
    if as_json:
        say_json([_as_json(conflict) for conflict in found])
    elif not found:
        say(_("There is nothing to settle."))
    else:
        _say(found, almanac)


def _say(found: Sequence[Conflict], almanac: Almanac) -> None:
    from app.services.conflicts.conflicts import RULE

    for conflict, short in zip(found, short_ids([each.id for each in found]), strict=True):
        about = "" if conflict.sort == RULE else f"{conflict.title}: "
        say(f"{short}  {conflict.kind}  {about}{conflict.sentence}")
        for number, option in enumerate(conflict.options, 1):
            when = f", {almanac.stamp(option.at)}" if option.at else ""
            who = f"  ({option.who}{when})" if option.who else ""
            say(f"    {number}  {option.label}{who}")
    first = next((conflict.id for conflict in found if conflict.options), "")
    if first:  # Some are settled by what their sentence says alone.
        say()
        say(_("Settle one with: switchboard settle VAULT {id} NUMBER").format(id=short_ids([first])[0]))


def _as_json(conflict: Conflict) -> dict[str, object]:
    return {
        "id": conflict.id,
        "sort": conflict.sort,
        "kind": conflict.kind,
        "record": conflict.record,
        "title": conflict.title,
        "field": conflict.field,
        "sentence": conflict.sentence,
        "options": [
            {"key": option.key, "label": option.label, "value": option.value, "who": option.who, "at": option.at}
            for option in conflict.options
        ],
    }


def settle(
    context: typer.Context,
    folder: VaultFolder,
    conflict: Annotated[str, typer.Argument(metavar="CONFLICT", help=_("Its id, or the beginning of it."))],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help=_("The number or key of an option; for a field, any value."))
    ],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Settles a conflict."""
    from app.services.conflicts import conflicts

    with opened(context, folder, passphrase_file) as vault:
        found = _find(conflicts.open_conflicts(vault), conflict)
        changed = conflicts.settle(vault, found.id, _key(found, value))
    say(_("Settled: {title}").format(title=found.title) if changed.touched else _("It was settled already."))


def _find(conflicts: Sequence[Conflict], beginning: str) -> Conflict:
    """Give the one that is meant; raises `NotFound` for none or several."""
    found = [each for each in conflicts if beginning and each.id.startswith(beginning.strip().lower())]
    if len(found) == 1:
        return found[0]
    what = _("Several conflicts begin with “{id}”.") if found else _("There is no open conflict “{id}”.")
    raise NotFound(what.format(id=beginning), do=_("`switchboard conflicts VAULT` lists them."))


def _key(conflict: Conflict, value: str) -> str:
    """Give the key of an option given by its number, which is what people see; anything else is left as it is."""
    places = {str(number): option.key for number, option in enumerate(conflict.options, 1)}
    return places.get(value.strip(), value)
