"""The verbs of houses on the command line: beds, the kitchen and chores; those of money stand in ``cli_money``."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.capabilities.houses.cli_day import DAY_COMMANDS
from app.capabilities.houses.cli_money import MONEY_COMMANDS
from app.capabilities.houses.cli_turns import TURN_COMMANDS
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import N_, _, ngettext
from app.services.command import Verb

if TYPE_CHECKING:
    from app.capabilities.houses.beds.finding import FoundBeds
    from app.capabilities.houses.beds.grouping import GroupOffer
    from app.capabilities.houses.placing.group import GroupWays
    from app.storage.vault.vault import Vault

FromDay = Annotated[str, typer.Option("--from", metavar="DAY", help=_("The first night."))]
ToDay = Annotated[str, typer.Option("--to", metavar="DAY", help=_("The day after the last night."))]
HouseName = Annotated[str, typer.Argument(metavar="HOUSE", help=_("A house, by its name or id."))]


def day(text: str) -> datetime.date:
    """Read a day of the command line."""
    from app.problems import WrongValue
    from app.records.days import parse_day

    found = parse_day(text)
    if found is None:
        raise WrongValue(_("Give a day, as in 2026-05-01."))
    return found


def night(ordinal: int) -> str | None:
    """Write the day of a night for a program; nothing for no end."""
    from app.capabilities.houses.beds.nights import day_of

    found = day_of(ordinal)
    return None if found is None else found.isoformat()


def names(vault: Vault, ids: set[str | None]) -> dict[str, str]:
    """Give what records are called."""
    from app.capabilities.houses.naming import titles_of

    return titles_of(vault, ids)


def free_beds(
    context: typer.Context,
    folder: VaultFolder,
    from_day: FromDay,
    to_day: ToDay,
    person: Annotated[
        list[str] | None, typer.Option("--person", metavar="ID", help=_("For whom; again for more."))
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help=_("All of them in one room, else in one house."))
    ] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Find beds: free ones, else with one change, by moving others, or on other dates."""
    from app.capabilities.houses import beds_service
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        people = [editing.find(vault, "person", each) for each in person or []]
        found = beds_service.free_beds(vault, day(from_day), day(to_day), people, together=together)
        answer: dict[str, Any] = {"from": day(from_day), "to": day(to_day)}
        if together and people:
            answer.update(_ways(found.ways))
        else:
            answer["people"] = [{"person": who, **_found(each)} for who, each in found.single]
            answer["beds"] = [each.bed for each in found.single[0][1].direct] if found.single else []
        titles = names(vault, _ids(answer))
    if as_json:
        say_json(answer)
        return
    if together and people:
        _say_ways(answer, titles)
    for each in answer.get("people", []):
        _say_found(each, titles)


def _ways(found: GroupWays) -> dict[str, Any]:
    """Write the answer for a group for a program."""

    def sleeping(beds: tuple[tuple[str, str, tuple[int, int]], ...]) -> list[dict[str, Any]]:
        return [{"person": who, "bed": bed, "from": night(first), "to": night(end)} for who, bed, (first, end) in beds]

    def offered(offer: GroupOffer) -> dict[str, Any]:
        return {
            "beds": [{"person": who, "bed": bed} for who, bed in offer.beds],
            "rooms": offer.rooms,
            "houses": offer.houses,
            "left": list(offer.left),
            "reasons": list(offer.reasons),
        }

    return {
        "together": [offered(offer) for offer in found.offers],
        "one_change": sleeping(found.change),
        "by_moving": {
            "beds": sleeping(found.moving),
            "moves": [{"stay": stay, "bed": bed} for stay, bed in found.moves],
        },
        "nearest": [
            {"from": night(nights[0]), "to": night(nights[1]), **offered(offer)} for nights, offer in found.nearest
        ],
    }


def _say_ways(answer: dict[str, Any], titles: dict[str, str]) -> None:
    """Say the answer for a group."""

    def line(beds: list[dict[str, Any]]) -> str:
        return ", ".join(f"{titles[each['person']]}: {titles[each['bed']]}" for each in beds)

    for offer in answer["together"]:
        say(line(offer["beds"]))
        say("  " + ", ".join(offer["reasons"]))
    for words, beds in (
        (_("With a change of bed on the way:"), answer["one_change"]),
        (_("If others move:"), answer["by_moving"]["beds"]),
    ):
        if beds:
            say(words)
        for each in beds:
            say(f"  {line([each])}, {each['from']} – {each['to']}")
    for offer in answer["nearest"]:
        say(f"{offer['from']} – {offer['to']}: {line(offer['beds'])}")


def _found(found: FoundBeds) -> dict[str, Any]:
    """Write the answer for one person for a program."""
    return {
        "direct": [{"bed": each.bed, "reasons": list(each.reasons)} for each in found.direct],
        "one_change": [
            {"beds": [each.first, each.second], "change_on": night(each.night), "reasons": list(each.reasons)}
            for each in found.change
        ],
        "by_moving": [
            {
                "bed": each.bed,
                "moves": [{"stay": stay, "bed": bed} for stay, bed in each.moves],
                "reasons": list(each.reasons),
            }
            for each in found.moving
        ],
        "nearest": [
            {"bed": each.bed, "from": night(each.nights[0]), "to": night(each.nights[1])} for each in found.nearest
        ],
    }


def _ids(value: Any) -> set[str | None]:
    """Gather the ids in an answer."""
    if isinstance(value, dict):
        return {each for part in value.values() for each in _ids(part)}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return {each for part in value for each in _ids(part)}  # pyright: ignore[reportUnknownVariableType]
    return {value} if isinstance(value, str) and len(value) == 32 else set()


def _say_found(answer: dict[str, Any], titles: dict[str, str]) -> None:
    """Say the answer for one person."""
    if answer["person"]:
        say(titles[answer["person"]])
    for each in answer["direct"]:
        say(f"  {titles[each['bed']]}: {', '.join(each['reasons'])}")
    for each in answer["one_change"]:
        first, second = (titles[bed] for bed in each["beds"])
        say("  " + _("{first}, then {second} from {day} on").format(first=first, second=second, day=each["change_on"]))
    for each in answer["by_moving"]:
        say(f"  {titles[each['bed']]}: {', '.join(each['reasons'])}")
    for each in answer["nearest"]:
        say("  " + _("{bed} from {day} to {until}").format(bed=titles[each["bed"]], day=each["from"], until=each["to"]))
    if not any(answer[way] for way in ("direct", "one_change", "by_moving", "nearest")):
        say("  " + _("No bed was found."))


def place(
    context: typer.Context,
    folder: VaultFolder,
    from_day: FromDay,
    to_day: ToDay,
    pin: Annotated[
        list[str] | None, typer.Option("--pin", metavar="STAY", help=_("A stay that keeps its bed."))
    ] = None,
    write: Annotated[bool, typer.Option("--write", help=_("Write the beds down."))] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Place everybody who has no bed yet, as well as can be, and say what makes it impossible."""
    from app.capabilities.houses import beds_service
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        pins = [editing.find(vault, "stay", each) for each in pin or []]
        result = beds_service.place_everyone(vault, day(from_day), day(to_day), pins=pins)
        if write:
            beds_service.write_placing(vault, result)
        titles = names(vault, {each.stay for each in (*result.placed, *result.unplaced)})
        titles |= names(vault, {each.bed for each in result.placed})
    if as_json:
        say_json(
            {
                "placed": [
                    {
                        "stay": each.stay,
                        "bed": each.bed,
                        "moved": each.moved,
                        "from": night(each.nights[0]),
                        "to": night(each.nights[1]),
                    }
                    for each in result.placed
                ],
                "unplaced": [{"stay": each.stay, "why": each.why, "nights": each.nights} for each in result.unplaced],
                "moves": [{"stay": each.stay, "bed": each.bed} for each in result.moves],
                "ignored": list(result.ignored),
                "proven": result.proven,
                "seconds": round(result.seconds, 3),
                "written": write,
            }
        )
        return
    for each in result.placed:
        say(f"{titles.get(each.stay, each.stay)}: {titles[each.bed]}{' *' if each.moved else ''}")
    for each in result.unplaced:
        say(f"{titles.get(each.stay, each.stay)}: {each.why}")
    if not result.proven:
        say(_("The time ran out: this is the best so far, not proven to be the best."))


def headcount(
    context: typer.Context,
    folder: VaultFolder,
    house: HouseName,
    on_day: Annotated[str, typer.Option("--day", metavar="DAY", help=_("The day of the meals."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say for how many to lay the table and to cook, and what nobody may forget."""
    from app.capabilities.houses import kitchen_service
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        views = kitchen_service.meals_of_day(vault, editing.find(vault, "house", house), day(on_day))
        titles = names(vault, {who for view in views for who in view.count.people})
    if as_json:
        say_json(
            {
                view.sort: {
                    "table": view.count.table,
                    "portions": view.count.portions,
                    "people": list(view.count.people),
                    "guests": view.count.guests,
                    "diets": dict(view.diets.counts),
                    "severe": [{"person": who, "avoids": list(words)} for who, words in view.diets.severe],
                    "not_asked": list(view.diets.not_asked),
                    "recipe": view.recipe,
                    "safe": dict(view.diets.verdicts) if view.recipe else {},
                }
                for view in views
            }
        )
        return
    for view in views:
        say(_("{meal}: {table} at the table, {portions} portions").format(
            meal=_meal(view.sort), table=view.count.table, portions=view.count.portions
        ))  # fmt: skip
        for who, words in view.diets.severe:
            say(f"  ! {titles[who]}: {', '.join(words)}")
        for word, count in view.diets.counts:
            say(f"  {word}: {count}")
        if view.diets.not_asked:
            number = len(view.diets.not_asked)
            say("  " + ngettext("{n} was never asked", "{n} were never asked", number).format(n=number))


def _meal(sort: str) -> str:
    return {"breakfast": _("Breakfast"), "lunch": _("Lunch"), "dinner": _("Dinner")}[sort]


def shopping(
    context: typer.Context,
    folder: VaultFolder,
    house: HouseName,
    from_day: Annotated[str, typer.Option("--from", metavar="DAY", help=_("The first day of the meals."))],
    to_day: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The day after the last one."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the shopping list of the meals of a period, by aisle."""
    from app.capabilities.houses import kitchen_service
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "house", house)
        lines, portions = kitchen_service.shopping(vault, found, day(from_day), day(to_day))
        titles = names(vault, {line.product for line in lines})
        currencies = kitchen_service.currencies(vault, found)
    if as_json:
        say_json(
            [
                {
                    "product": line.product,
                    "name": titles[line.product],
                    "aisle": line.aisle,
                    "needed": kitchen_service.number(line.needed),
                    "on_hand": kitchen_service.number(line.on_hand),
                    "packs": line.packs,
                    "cost": None
                    if line.cost is None
                    else {"minor": line.cost, "currency": currencies.get(line.product, "")},
                }
                for line in lines
            ]
        )
        return
    words = [_("For {portions} portions").format(portions=portions)]
    say(", ".join([*words, *kitchen_service.head_words(lines, portions, currencies)]))
    say_table(
        [_("Aisle"), _("Product"), _("Needed"), _("Packs")],
        [
            [
                line.aisle,
                titles[line.product],
                f"{kitchen_service.rounded(line.needed)} {line.unit}".strip(),
                str(line.packs),
            ]
            for line in lines
            if line.packs
        ],
    )


def rota(
    context: typer.Context,
    folder: VaultFolder,
    house: HouseName,
    from_day: Annotated[str, typer.Option("--from", metavar="DAY", help=_("The first day."))],
    to_day: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The day after the last one."))],
    write: Annotated[bool, typer.Option("--write", help=_("Write the rota down."))] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a fair rota of a house's chores, and say which turns nobody can take."""
    from app.capabilities.houses import chores_service
    from app.services.records import editing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        today = group.today(vault)
        view = chores_service.rota(vault, editing.find(vault, "house", house), day(from_day), day(to_day), today)
        if write:
            chores_service.write_rota(vault, view)
        titles = names(vault, {turn.who for turn in view.turns} | {turn.chore for turn in view.turns})
        titles |= names(vault, set(view.accounts))
    if as_json:
        say_json(
            {
                "slots": [
                    {
                        "slot": turn.slot,
                        "chore": turn.chore,
                        "on_day": turn.on_day,
                        "minutes": turn.minutes,
                        "who": turn.who,
                    }
                    for turn in view.turns
                ],
                "people": [
                    {
                        "person": who,
                        "owed": _minutes(account.owed),
                        "done": _minutes(account.done),
                        "drift": _minutes(account.drift),
                    }
                    for who, account in view.accounts.items()
                ],
                "open": [
                    {"slot": turn.slot, "chore": turn.chore, "on_day": turn.on_day, "why": turn.open}
                    for turn in view.turns
                    if turn.who is None
                ],
                "proven": view.proven,
                "written": write,
            }
        )
        return
    say_table(
        [_("Day"), _("Chore"), _("Who")],
        [[turn.on_day.isoformat(), titles[turn.chore], titles.get(turn.who or "", turn.open)] for turn in view.turns],
    )
    for who, account in view.accounts.items():
        say(_("{person}: {drift} minutes").format(person=titles[who], drift=_minutes(account.drift)))


def _minutes(value: Any) -> str:
    """Write exact minutes: as they are if a decimal says it, else as a fraction."""
    from app.capabilities.houses.kitchen_service import number

    return number(value)


SECTION = N_("Houses")

COMMANDS = (
    Verb("free-beds", free_beds, N_("Find beds for one, for many, or for a group.")),
    Verb("place", place, N_("Place everybody who has no bed yet.")),
    Verb("headcount", headcount, N_("Count who eats in a house on a day.")),
    Verb("shopping", shopping, N_("Write the shopping list of a house.")),
    Verb("rota", rota, N_("Make a fair rota of a house's chores.")),
    *TURN_COMMANDS,
    *DAY_COMMANDS,
    *MONEY_COMMANDS,
)
"""The verbs of houses."""
