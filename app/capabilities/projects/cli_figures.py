"""The verbs about what can be done, and what it came to: `actions`, `outcomes`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.capabilities.projects.asking import On, day_of, find, find_among
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.capabilities.projects.actions import ActionStanding
    from app.capabilities.projects.actions_service import ActionsLook
    from app.capabilities.projects.outcomes import Outcome
    from app.capabilities.projects.outcomes_service import Result


def actions(
    context: typer.Context,
    folder: VaultFolder,
    on: On = "",
    together: Annotated[
        list[str] | None, typer.Option("--together", metavar="ACTION", help=_("What these lack together; twice."))
    ] = None,
    need: Annotated[
        str, typer.Option("--need", metavar="REQUIREMENT", help=_("List a missing line as a need, by its id."))
    ] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say what the group can do on a day, what is missing for the rest, and what would make most possible."""
    from app.capabilities.projects import actions_service
    from app.capabilities.projects.words import gap_words

    with opened(context, folder, passphrase_file) as vault:
        if need:
            actions_service.list_need(vault, find(vault, "requirement", need))
        both = [find(vault, "action", each) for each in together or []]
        found = actions_service.page(vault, day_of(vault, on), both)
    if as_json:
        say_json(_page(found))
        return
    if not found.actions:
        say(_("There is no action yet. Add one, and what it takes."))
        return
    rows = [
        (found.names[each.action], gap_words(each.gap), str(each.first_day or ""), _lacks(each, found.names))
        for each in found.actions
    ]
    say_table((_("Action"), _("Missing"), _("First on"), _("What")), rows)
    for best in found.unlocks[:1]:
        what = found.names.get(best.what, best.what) or _("anybody")
        say(
            _("One more would make {n} possible: {what} {level}").format(
                n=len(best.actions), what=what, level=best.level
            )
        )
    for when, _ids, each in found.together:
        say(
            _("Together on {day}: {gap}. {what}").format(
                day=when, gap=gap_words(each.gap), what=_lacks(each, found.names)
            )
        )


def _lacks(each: ActionStanding, names: Mapping[str, str]) -> str:
    """Name the lines that are not met."""
    from app.capabilities.projects.words import line_words

    return ", ".join(
        f"{line_words(line, names)} {line.have:f}/{line.need.wanted:f}" for line in each.lines if not line.met
    )


def _page(found: ActionsLook) -> dict[str, Any]:
    """Give the page for a program to read."""
    names = found.names
    best = [
        {
            "sort": each.sort,
            "what": names.get(each.what, each.what),
            "id": each.what if each.what in names else None,
            "level": each.level or None,
            "actions": list(each.actions),
        }
        for each in found.unlocks
    ]
    return {
        "on": found.day,
        "actions": [
            {"id": each.action, "name": names[each.action], "first_day": each.first_day, **_standing(each, names)}
            for each in found.actions
        ],
        "unlock": best[0] if best else None,
        "unlocks": best,
        "together": [
            {"on": when, "actions": list(ids), **_standing(each, names)} for when, ids, each in found.together
        ],
    }


def _standing(each: ActionStanding, names: Mapping[str, str]) -> dict[str, Any]:
    """Give how one action stands."""
    from app.capabilities.projects.words import line_words

    return {
        "gap": each.gap,
        "lines": [
            {
                "id": line.need.id,
                "sort": line.need.sort,
                "what": line_words(line, names),
                "need": number(line.need.wanted),
                "have": number(line.have),
                "met": line.met,
                "with": list(line.by),
                "names": [names.get(one, "") for one in line.by],
            }
            for line in each.lines
        ],
    }


def number(value: Any) -> int | str | None:
    """Give an exact number: a whole one as such, another as its text."""
    from app.capabilities.projects.values import figure

    if value is None or isinstance(value, str):
        return value
    return int(value) if value == int(value) else figure(value)


def outcomes(
    context: typer.Context,
    folder: VaultFolder,
    project: Annotated[str, typer.Argument(metavar="[PROJECT]", help=_("Only of this one."))] = "",
    against: Annotated[
        str,
        typer.Option("--against", metavar="OTHER", help=_("How many times as much as a project, playbook or action.")),
    ] = "",
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say what projects have come to, and apart from it what was done for them."""
    from app.capabilities.projects import outcomes_service
    from app.capabilities.projects.words import activity_words, outcome_words

    with opened(context, folder, passphrase_file) as vault:
        day = day_of(vault, on)
        only = find(vault, "project", project) if project else None
        found = outcomes_service.results(vault, day, only)
        compared = None
        if against and only:
            other = find_among(vault, ("project", "playbook", "action"), against)
            compared = outcomes_service.against(vault, only, other, day)
    if as_json:
        say_json(
            {"on": day, "projects": [_result(each) for each in found]}
            | (
                {}
                if compared is None
                else {
                    "times": [
                        {
                            "one": each.one,
                            "other": each.other,
                            "unit": each.unit,
                            "times": _exact(each.times),
                            "fractions": [_exact(one) for one in each.fractions],
                        }
                        for each in compared
                    ]
                }
            )
        )
        return
    for each in found:
        say(f"{each.name}: {activity_words(each.activity)}")
        for one in each.outcomes:
            say(f"  {one.aim.name}: {outcome_words(one)}")
    if compared is not None and not compared:
        say(_("They cannot be compared: both need two measurements of one unit, and a piece of evidence each."))
    for one in compared or ():
        say(_("{times} times as much ({unit})").format(times=_exact(one.times), unit=one.unit))


def _result(each: Result) -> dict[str, Any]:
    """Give the outcomes of a project for a program to read."""
    from app.capabilities.ledger.currencies import EXPONENTS

    done = each.activity
    money = {currency: Fraction(minor, 10 ** EXPONENTS.get(currency, 2)) for currency, minor in done.spent}
    return {
        "project": each.project,
        "name": each.name,
        "activity": {"hours": _exact(Fraction(done.minutes, 60)), "tasks": done.tasks, "people": done.people},
        "money": {currency: _exact(amount) for currency, amount in money.items()},
        "indicators": [_outcome(one, Fraction(done.minutes, 60), money) for one in each.outcomes],
    }


def _outcome(one: Outcome, hours: Fraction, money: Mapping[str, Fraction]) -> dict[str, Any]:
    """Give an outcome for a program to read."""
    from app.capabilities.projects.outcomes import per_unit

    aim = one.aim
    return {
        "id": aim.id,
        "name": aim.name,
        "sort": aim.sort,
        "measure": aim.measure,
        "shape": aim.shape,
        "unit": aim.unit or None,
        "baseline": number(aim.baseline),
        "target": number(aim.target),
        "until": aim.until,
        "latest": number(one.value),
        "latest_on": one.on,
        "change": number(one.change),
        "progress": None if one.progress is None else float(one.progress),
        "progress_exact": _exact(one.progress),
        "measured": one.value is not None,
        "hours_per_unit": _exact(per_unit(hours, one)),
        "money_per_unit": {currency: _exact(per_unit(amount, one)) for currency, amount in money.items()},
    }


def _exact(value: Fraction | None) -> int | str | None:
    """Give a fraction as it is: a whole number, or top and bottom."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
