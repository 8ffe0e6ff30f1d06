"""The verb of the day of a house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

if TYPE_CHECKING:
    from app.capabilities.houses.day_service import DayStay, HouseDay


def house_day(
    context: typer.Context,
    folder: VaultFolder,
    house: Annotated[
        str, typer.Argument(metavar="HOUSE", help=_("A house, by its name or id; all if not given."))
    ] = "",
    day: Annotated[str, typer.Option("--day", metavar="DAY", help=_("Today if not given."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say who is in a house on a day, who comes and goes with what is still to do, which beds are free."""
    from app.capabilities.houses import day_service
    from app.records.days import parse_day
    from app.services.records import editing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        today = group.today(vault)
        chosen = editing.find(vault, "house", house) if house else ""
        found = day_service.day_of_houses(vault, parse_day(day) or today, today, chosen)
    if as_json:
        say_json([_as_json(each) for each in found])
        return
    for each in found:
        _say(each)


def _say(day: HouseDay) -> None:
    from app.capabilities.houses.checklists import open_steps

    share = day.occupancy
    full = f", {float(share):.0%}" if share is not None else ""
    held = _("{held} of {open} beds held").format(held=day.held, open=day.open)
    say(f"{day.name or _('Without a bed')}: {held}{full}" if day.house else _("Without a bed"))
    for words, stays in (
        (_("in the house"), day.in_house),
        (_("away"), day.away),
        (_("arrives"), day.arrivals),
        (_("leaves"), day.departures),
    ):
        for each in stays:
            to_do = open_steps(list(each.steps))
            more = f"  ({_('still to do: {steps}').format(steps=to_do)})" if to_do else ""
            say(f"  {words}  {each.name}  {each.bed}{more}")
    for bed in day.vacancies:
        say(f"  {_('free')}  {bed}")


def _as_json(day: HouseDay) -> dict[str, object]:
    share = day.occupancy
    return {
        "house": day.house or None,
        "name": day.name,
        "in_house": [_stay(each) for each in day.in_house],
        "away": [_stay(each) for each in day.away],
        "arrivals": [_stay(each) for each in day.arrivals],
        "departures": [_stay(each) for each in day.departures],
        "vacancies": list(day.vacancies),
        "held": day.held,
        "open": day.open,
        "occupancy": None if share is None else f"{share.numerator}/{share.denominator}",
    }


def _stay(each: DayStay) -> dict[str, object]:
    return {
        "stay": each.stay,
        "person": each.person,
        "name": each.name,
        "bed": each.bed,
        "from_day": each.from_day,
        "to_day": each.to_day,
        "status": each.status,
        "steps": [{"step": step.words(), "done": step.done} for step in each.steps],
    }


DAY_COMMANDS = (Verb("house-day", house_day, N_("Say who is in a house, comes and goes on a day.")),)
