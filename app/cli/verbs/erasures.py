"""`erase`, `erasures`, `uphold`, `prune`: what goes for good, and how far it has got."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, Kind, PassphraseFile, RecordId, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.cli.verbs.trust import Yes, spelled
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _, ngettext

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.records.registry import Registry
    from app.services.retention.erasing import ErasurePlan, ErasureView, Named
    from app.services.vaults.pruning import CircleHistory

_MOST_SHOWN = 12


def erase(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    record: RecordId,
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="F", help=_("Only this field and its history; repeat it."))
    ] = None,
    yes: Yes = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Erases a record with its parts and their history on all laptops; without --yes, says what that would be."""
    from app.services.retention import erasing

    with opened(context, folder, passphrase_file) as vault:
        planned = erasing.plan(vault, [_meant(vault, kind, record)], field or [])
        say_plan(planned, vault.registry)
        if not yes:
            fields = [word for each in field or [] for word in ("--field", each)]
            say()
            if planned.allowed:
                command = spelled("erase", folder, kind, record, *fields, "--yes")
                say(_("Nothing was erased yet. To erase: {command}").format(command=command))
            else:
                say(_("You may not order this: an admin or a steward of the circle can."))
            return
        orders = erasing.erase(vault, planned)
    say()
    text = ngettext(
        "Erased here; {count} order goes out with your next bundles.",
        "Erased here; {count} orders go out with your next bundles.",
        len(orders),
    )
    say(text.format(count=len(orders)))
    say(_("How far it has got: {command}").format(command=spelled("erasures", folder)))


def _meant(vault: object, kind: str, record: str) -> str:
    """Give the record, which may be deleted already: then its whole id is needed."""
    from app.problems import NotFound
    from app.services.records import editing, records
    from app.services.vaults.vaults import Vault

    assert isinstance(vault, Vault)
    try:
        return editing.find(vault, kind, record)
    except NotFound:
        wanted = record.strip().lower()
        known = records.kind_of_record(vault, wanted) if len(wanted) == records.ID_DIGITS else None
        if known is None or known.name != kind:
            raise
        return wanted


def say_plan(planned: ErasurePlan, registry: Registry) -> None:
    """Tell what an erasure would do, for a person to read before."""
    if planned.fields:
        say(_("To be erased, with what stood there before: {fields} of").format(fields=", ".join(planned.fields)))
    else:
        say(_("To be erased:"))
    _say_named(planned.targets, registry)
    if planned.referring:
        say(_("These refer to it and stay, with a gap:"))
        _say_named(planned.referring, registry)
    for sentence in planned.sentences:
        say(f"  {sentence}")


def _say_named(named: Sequence[Named], registry: Registry) -> None:
    for each in named[:_MOST_SHOWN]:
        say(f"  {_(registry[each.kind].one)}: {each.title}  {each.record[:8]}")
    if len(named) > _MOST_SHOWN:
        more = len(named) - _MOST_SHOWN
        say("  " + ngettext("and {count} more", "and {count} more", more).format(count=more))


def erasures(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """List the orders to erase, and which laptops have confirmed them."""
    from app.services.retention import disputed_erasures, erasing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        found, doubtful = erasing.orders(vault), disputed_erasures.orders_in_doubt(vault)
        almanac = group.almanac(vault)
    if as_json:
        say_json([_order_as_json(order) for order in found])
        return
    if found:
        say_table(
            (_("Order"), _("When"), _("By"), _("Circle"), _("Records"), _("Confirmed"), _("Waits for")),
            [_order_row(order, almanac) for order in found],
        )
    elif not doubtful:
        say(_("Nothing was erased in this group yet."))
    for doubt in doubtful:
        told = _(
            "{order} in {circle} counts no longer: its author had been suspended. Who has what it took hands it on."
        )
        say(told.format(order=doubt.order[:8], circle=doubt.circle))
        if doubt.mine:
            say(_("  To let it stand: {command}").format(command=spelled("uphold", folder, doubt.order[:8])))


def uphold(
    context: typer.Context,
    folder: VaultFolder,
    order: Annotated[str, typer.Argument(metavar="ORDER", help=_("As `erasures` lists it; its first letters do."))],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Lets an order to erase stand whose author turned out to have been suspended: it becomes this laptop's own."""
    from app.services.retention import disputed_erasures

    with opened(context, folder, passphrase_file) as vault:
        disputed_erasures.uphold(vault, order)
    say(_("It is erased here, and goes out with your next bundles."))


def _order_row(order: ErasureView, almanac: Almanac) -> tuple[str, ...]:
    confirmed = _("{done} of {total} laptops").format(done=order.done, total=order.total)
    when = almanac.stamp(order.at)
    return order.order[:8], when, order.by, order.circle, str(order.records), confirmed, ", ".join(order.waiting_for)


def _order_as_json(order: ErasureView) -> dict[str, object]:
    return {
        "order": order.order,
        "at": order.at,
        "by": order.by,
        "circle": order.circle,
        "records": order.records,
        "done": order.done,
        "total": order.total,
        "waiting_for": list(order.waiting_for),
    }


def prune(
    context: typer.Context,
    folder: VaultFolder,
    older_than: Annotated[
        int, typer.Option("--older-than", metavar="DAYS", min=0, help=_("Keep the history of so many days."))
    ] = 365,
    certify: Annotated[
        bool, typer.Option("--certify", help=_("First certify what is here now, so that it can stand for the rest."))
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Lets go of old history that every active laptop has; the records themselves stay."""
    from app.services.vaults import pruning

    kept = datetime.timedelta(days=older_than)
    with opened(context, folder, passphrase_file) as vault:
        if certify:
            for circle in pruning.overview(vault, kept):
                if circle.i_may_certify:
                    work(world_of(context), pruning.certifying(vault, circle.circle))
                    say(_("What is in “{circle}” now is certified.").format(circle=circle.name))
        gone = work(world_of(context), pruning.pruning(vault, kept))
        found = pruning.overview(vault, kept)
    say(ngettext("{count} batch of old changes went.", "{count} batches of old changes went.", gone).format(count=gone))
    rows = [(each.name, str(each.batches), str(each.let_go), _state(each)) for each in found]
    say_table((_("Circle"), _("Batches kept"), _("Let go of"), _("State")), rows)


def _state(circle: CircleHistory) -> str:
    if circle.waiting_for:
        names = ", ".join(circle.waiting_for)
        return _("waits for {names}, who have not said that they have everything").format(names=names)
    if circle.certified:
        return _("nothing waits")
    if circle.i_may_certify:
        return _("nothing certified is old enough; --certify certifies what is here now")
    return _("nothing certified is old enough; an admin can certify it")
