"""The verbs that keep projects from vanishing: `projects`, `alive`, `rescue`, `revive`, `invite`, `merge`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.capabilities.projects.asking import On, ProjectId, chance, day_of, find
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _

if TYPE_CHECKING:
    from app.capabilities.projects.service import ProjectStanding


def projects(
    context: typer.Context,
    folder: VaultFolder,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say how every project stands on a day: its pulse, its risks, what is open and late."""
    from app.capabilities.projects.service import standings

    with opened(context, folder, passphrase_file) as vault:
        found = standings(vault, day_of(vault, on))
    _say(found, as_json=as_json)


def _say(found: Sequence[ProjectStanding], *, as_json: bool) -> None:
    """Say how projects stand."""
    if as_json:
        say_json([as_plain(each) for each in found])
        return
    if not found:
        say(_("There is no such project."))
        return
    rows = [
        (
            each.name,
            pulse_words(each),
            str(each.pulse.last_sign or ""),
            f"{each.open_tasks} / {each.late_tasks}",
            "; ".join(each.risk_words()),
        )
        for each in found
    ]
    say_table((_("Project"), _("Pulse"), _("Last sign"), _("Open / late"), _("At risk")), rows)
    for each in found:
        if each.doubt:
            say(f"{each.name}: {each.doubt}")


def pulse_words(each: ProjectStanding) -> str:
    """Say how alive a project is, or what else it is."""
    if each.merged_into:
        return _("merged")
    if not each.pulse.state:
        return each.status
    from app.capabilities.projects.pulse import PULSES

    word = _(PULSES[each.pulse.state])
    return word if each.pulse.age is None else _("{word}, {n} d").format(word=word, n=each.pulse.age)


def as_plain(each: ProjectStanding) -> dict[str, Any]:
    """Give how a project stands for a program to read."""
    names = each.names or {}
    return {
        "id": each.id,
        "name": each.name,
        "status": each.status,
        "owner": each.owner,
        "successor": each.successor,
        "mentor": each.mentor,
        "merged_into": each.merged_into,
        "sleeps_until": each.sleeps_until,
        "pulse": each.pulse.state or None,
        "age": each.pulse.age,
        "last_sign": each.pulse.last_sign,
        "sign": {"kind": each.pulse.sign.kind, "record": each.pulse.sign.record} if each.pulse.sign else None,
        "risks": [
            {
                "risk": risk.name,
                "since": risk.since,
                "who": risk.who or None,
                "what": risk.what or None,
                "until": risk.until,
                "words": risk.words(names),
            }
            for risk in each.risks
        ],
        "open_tasks": each.open_tasks,
        "late_tasks": each.late_tasks,
        "doubt": each.doubt or None,
    }


def alive(
    context: typer.Context,
    folder: VaultFolder,
    project: ProjectId,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write down that somebody heard of a project: it lives."""
    from app.capabilities.projects.service import alive as heard
    from app.capabilities.projects.service import standing

    with opened(context, folder, passphrase_file) as vault:
        day, record = day_of(vault, on), find(vault, "project", project)
        heard(vault, record, day)
        found = standing(vault, record, day)
    _say([found], as_json=as_json)


def rescue(
    context: typer.Context,
    folder: VaultFolder,
    project: Annotated[str, typer.Argument(metavar="[PROJECT]", help=_("Without one: the quiet ones."))] = "",
    adopt: Annotated[str, typer.Option("--adopt", metavar="PERSON", help=_("A new owner."))] = "",
    into: Annotated[str, typer.Option("--into", metavar="PROJECT", help=_("Merge it into this one."))] = "",
    mentor: Annotated[str, typer.Option("--mentor", metavar="PERSON", help=_("Somebody helps for 28 days."))] = "",
    sleep_until: Annotated[str, typer.Option("--sleep-until", metavar="DAY", help=_("Let it sleep."))] = "",
    archive: Annotated[
        str | None, typer.Option("--archive", metavar="LESSONS", help=_("Close it, with what it has taught."))
    ] = None,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Save a project that went quiet in one of five ways; without a project, list those that are quiet."""
    from app.capabilities.projects import merging, rescuing
    from app.capabilities.projects.service import rescue_queue, standing
    from app.records.days import parse_day

    chosen = [each for each in (adopt, into, mentor, sleep_until) if each] + ([archive] if archive is not None else [])
    if len(chosen) > 1 or (chosen and not project):
        raise typer.BadParameter(_("Name a project, and one way to save it."))
    with opened(context, folder, passphrase_file) as vault:
        day = day_of(vault, on)
        if not project:
            found = rescue_queue(vault, day)
        else:
            record = find(vault, "project", project)
            if adopt:
                rescuing.adopt(vault, record, find(vault, "person", adopt), day)
            elif into:
                rescuing.check_living(vault, record)
                merging.merge(vault, merging.plan(vault, find(vault, "project", into), record))
            elif mentor:
                rescuing.mentor(vault, record, find(vault, "person", mentor), day)
            elif sleep_until:
                rescuing.sleep(vault, record, parse_day(sleep_until) or day, day)
            elif archive is not None:
                rescuing.archive(vault, record, archive, day)
            found = [standing(vault, record, day)]
    if not project and not found and not as_json:
        say(_("No project is quiet."))
        return
    _say(found, as_json=as_json)


def revive(
    context: typer.Context,
    folder: VaultFolder,
    project: ProjectId,
    owner: Annotated[str, typer.Option("--owner", metavar="PERSON", help=_("Who owns it from now on."))],
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Open an archived project again: the same record, with a new owner."""
    from app.capabilities.projects import rescuing
    from app.capabilities.projects.service import standing

    with opened(context, folder, passphrase_file) as vault:
        day, record = day_of(vault, on), find(vault, "project", project)
        rescuing.revive(vault, record, find(vault, "person", owner), day)
        found = standing(vault, record, day)
    _say([found], as_json=as_json)


def invite(
    context: typer.Context,
    folder: VaultFolder,
    need: Annotated[int, typer.Option("--need", metavar="N", help=_("How many are needed."))],
    rate: Annotated[str, typer.Option("--rate", metavar="R", help=_("How likely one comes; else the group's."))] = "",
    sure: Annotated[str, typer.Option("--sure", metavar="CHANCE", help=_("How sure it has to be."))] = "0.9",
    places: Annotated[int | None, typer.Option("--places", metavar="N", help=_("How many can come at most."))] = None,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say how many to invite so that those needed come, and no more than there are places for."""
    from app.capabilities.people.flow_service import group_rate
    from app.capabilities.projects.invite import advice

    with opened(context, folder, passphrase_file) as vault:
        likely = chance(rate, "--rate") if rate else group_rate(vault, day_of(vault, on))
    found = advice(need, likely, chance(sure, "--sure"), places)
    if as_json:
        say_json(
            {
                "invite": found.invite,
                "chance": float(found.chance),
                "at_most": found.at_most,
                "fits": found.fits,
                "rate": float(likely),
            }
        )
        return
    say(
        _("Invite {n}: then {need} or more come with a chance of {chance}.").format(
            n=found.invite, need=need, chance=f"{float(found.chance):.0%}"
        )
    )
    if found.at_most is not None:
        say(_("Invite {n} at the most: there are {places} places.").format(n=found.at_most, places=places))


def merge(
    context: typer.Context,
    folder: VaultFolder,
    words: Annotated[list[str], typer.Argument(metavar="[KIND] KEEP OTHER...", help=_("person or project, then who."))],
    take: Annotated[
        list[str] | None,
        typer.Option("--take", metavar="OTHER:FIELD", help=_("Keep the value that this one has, as in 3fa2:name.")),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what it would do."))] = False,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make one record of several: every reference then names the one that stays. `undo` takes it back."""
    from app.capabilities.people.cli_coming import merge as merge_people
    from app.capabilities.people.merging import TakenField, parse_take
    from app.capabilities.projects import merging
    from app.problems import WrongValue

    kind, rest = (words[0], words[1:]) if len(words) > 2 and words[0] in {"person", "project"} else ("person", words)
    if len(rest) < 2:
        raise typer.BadParameter(_("Name what is kept, and what is merged into it."))
    if kind == "person":
        merge_people(context, folder, rest[0], list(rest[1:]), take, dry_run, as_json, passphrase_file)
        return
    if len(rest) > 2:
        raise WrongValue(_("Projects are merged two at a time."))
    with opened(context, folder, passphrase_file) as vault:
        day_of(vault, on)
        keep, other = (find(vault, "project", each) for each in rest)
        takes = [TakenField(find(vault, "project", each), name) for each, name in map(parse_take, take or ())]
        found = merging.preview(vault, keep, other, takes)
        if not dry_run:
            merging.merge(vault, found.plan)
    if as_json:
        fields = [
            {
                "field": each.name,
                "survivor": each.survivor,
                "other": each.others[other],
                "kept": each.kept,
                "of": each.of,
            }
            for each in found.plan.fields
        ]
        say_json({"keep": keep, "other": other, "fields": fields, "moved": found.plan.moved, "done": not dry_run})
        return
    say(_("Would be merged:") if dry_run else _("Merged. `undo` takes it back."))
    if found.fields:
        heads = (_("Field"), *(found.names[each] for each in (keep, other)), _("Kept"))
        say_table(heads, [(each.label, *(words for _id, words in each.values), each.kept) for each in found.fields])
    say(_("References that name this project now: {count}").format(count=found.plan.moved))
