"""Verbs about who comes in: `duplicates`, `merge`, `intake`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.named_files import read
from app.cli.output import say, say_fields, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _, ngettext

if TYPE_CHECKING:
    from app.capabilities.people.first_days_service import FirstDaysPlan
    from app.capabilities.people.merge_service import MergePlan
    from app.storage.vault.vault import Vault

DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only say what it would do."))]


def duplicates(
    context: typer.Context,
    folder: VaultFolder,
    apart: Annotated[
        tuple[str, str] | None,
        typer.Option("--not-the-same", metavar="ONE OTHER", help=_("Remember that these two are two people.")),
    ] = None,
    region: Annotated[
        str, typer.Option("--region", metavar="CODE", help=_("Where numbers without a country are at home, as in DE."))
    ] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List pairs of people who are likely one, the surest first, and why."""
    from app.capabilities.people import merge_service

    with opened(context, folder, passphrase_file) as vault:
        if apart is not None:
            one, other = (_person(vault, text) for text in apart)
            merge_service.not_the_same(vault, one, other)
        found = merge_service.duplicates(vault, region=region.upper())
        names = _names(vault)
    if as_json:
        say_json(
            [
                {
                    "one": each.one,
                    "other": each.other,
                    "why": each.why,
                    "likeness": each.likeness,
                    "shared": each.shared,
                }
                for each in found
            ]
        )
    elif not found:
        say(_("No two people look like one."))
    else:
        heads = [_("One"), _("Other"), _("Why"), _("Likeness")]
        say_table(
            heads,
            [
                [f"{names[each.one]} ({each.one[:8]})", f"{names[each.other]} ({each.other[:8]})", each.why,
                 f"{each.likeness:.0f}"]
                for each in found
            ],
        )  # fmt: skip


def merge(
    context: typer.Context,
    folder: VaultFolder,
    keep: Annotated[str, typer.Argument(metavar="KEEP", help=_("The person who stays: an id, or a name."))],
    others: Annotated[list[str], typer.Argument(metavar="OTHER...", help=_("Those who are merged into them."))],
    take: Annotated[
        list[str] | None,
        typer.Option("--take", metavar="OTHER:FIELD", help=_("Keep the value that this one has, as in 3fa2:name.")),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make one person of several: every reference then points to the one who stays. `undo` takes it back."""
    from app.capabilities.people import merge_service

    with opened(context, folder, passphrase_file) as vault:
        kept = _person(vault, keep)
        merged = [_person(vault, other) for other in others]
        planned = merge_service.plan(vault, kept, merged, _takes(vault, take or []))
        if not dry_run:
            merge_service.merge(vault, [planned])
        attributes = vault.registry["person"].attributes
        labels = {name: _(each.label) for name, each in attributes.items()}
        shown = [
            (labels[each.name], attributes[each.name].format(each.kept))
            for each in planned.fields
            if each.name != "buddy"
        ]
    if as_json:
        say_json(_as_json(planned, done=not dry_run))
        return
    say(_("Would be merged:") if dry_run else _("Merged. `undo` takes it back."))
    say_fields(shown)
    say(_("References that point to this person now: {count}").format(count=len(planned.moved)))


def intake(
    context: typer.Context,
    folder: VaultFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A pasted text or chat, or a .csv, .xlsx or .vcf."))],
    dry_run: DryRun = False,
    source: Annotated[str, typer.Option("--source", metavar="WORDS", help=_("How these people came."))] = "",
    consent: Annotated[
        str,
        typer.Option(
            "--consent", metavar="HOW", help=_("They said yes to being kept and invited: written, said or message.")
        ),
    ] = "",
    region: Annotated[
        str, typer.Option("--region", metavar="CODE", help=_("Where numbers without a country are at home, as in DE."))
    ] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take in many people at once; every row ends as new, updated, folded into another, or kept aside."""
    from app.capabilities.people import intake_service
    from app.capabilities.people.intake_changes import BatchTerms

    data = read(file)
    with opened(context, folder, passphrase_file) as vault:
        terms = BatchTerms(source, consent)
        found = intake_service.prepare(vault, file.name, data, region=region.upper(), terms=terms)
        if not dry_run:
            intake_service.take_in(vault, found)
    if as_json:
        say_json(
            {
                "rows": found.rows,
                "new": len(found.new),
                "updated": len(found.updated),
                "folded": found.folded,
                "kept_aside": [{"line": each.line, "reason": each.reason} for each in found.aside],
                "likely": [
                    {"line": each.lines[0], "record": each.likely, "why": each.likely_why}
                    for each in found.new
                    if each.likely
                ],
                "done": not dry_run,
            }
        )
        return
    say(
        ngettext(
            "{rows} row: {new} new, {updated} updated, {folded} folded into another, {aside} kept aside.",
            "{rows} rows: {new} new, {updated} updated, {folded} folded into another, {aside} kept aside.",
            found.rows,
        ).format(
            rows=found.rows,
            new=len(found.new),
            updated=len(found.updated),
            folded=found.folded,
            aside=len(found.aside),
        )
    )
    for each in found.aside:
        say(_("Line {line}: {reason}").format(line=each.line, reason=each.reason))
    for each in found.new:
        if each.likely:
            say(_("Line {line} is likely {name}.").format(line=each.lines[0], name=found.names.get(each.likely, "")))
    if not dry_run and found.changes:
        say(_("`undo` takes the whole batch back."))


def sign_in(
    context: typer.Context,
    folder: VaultFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Lines such as 7QK2M9 c; without a code: new."))],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help=_("The day of the meeting; today if not given."))] = "",
    of: Annotated[str, typer.Option("--of", metavar="ID", help=_("The record of what it was."))] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Type a sign-in sheet back in: codes with c came, n no show, e went early, x called off, t and a new number."""
    from app.services.printing.typing_back import type_back

    text = read(file).decode("utf-8-sig", "replace")
    with opened(context, folder, passphrase_file) as vault:
        typed = type_back(vault, "sign-in", text, on=on, of=of, keep=not dry_run)
    wrong = [{"line": each.line, "reason": each.wrong} for each in typed if each.wrong]
    new = sum(not each.wrong and not each.record for each in typed)
    known = len(typed) - new - len(wrong)
    if as_json:
        say_json({"rows": len(typed), "noted": known, "new": new, "not_read": wrong, "done": not dry_run})
        return
    say(_("{known} noted, {new} new, {wrong} not read.").format(known=known, new=new, wrong=len(wrong)))
    for each in wrong:
        say(_("Line {line}: {reason}").format(**each))


def first_days(
    context: typer.Context,
    folder: VaultFolder,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=_("An id, or a name."))],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DAY", help=_("The day it is looked at from."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Plans the first 21 days of a person: tasks that fit, a buddy, the next nudge, and the closing handover."""
    from app.capabilities.people.first_days_page import first_days_page
    from app.records.days import parse_near_day
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        page = first_days_page(vault, _person(vault, person), parse_near_day(as_of) or group.today(vault))
    plan, names = page.plan, page.titles
    if as_json:
        say_json(_plan_as_json(plan, names))
    else:
        _say_plan(plan, names)


def _say_plan(plan: FirstDaysPlan, names: dict[str, str]) -> None:
    """Give the plan in lines to read out."""
    if plan.left_on:
        say(_("{name} left on {day}.").format(name=names[plan.person], day=plan.left_on))
    else:
        _say_beginning(plan, names)
    if plan.handover:
        say(_("To hand over by {day}:").format(day=plan.handover.by))
        for held in plan.handover.holds:
            say(f"  {names[held.record]} → {names[held.to] if held.to else _('nobody yet')}")
        if not plan.handover.holds:
            say(_("They hold nothing."))


def _say_beginning(plan: FirstDaysPlan, names: dict[str, str]) -> None:
    """Give what there is to do with somebody who is here."""
    day = "" if plan.day is None else _(", day {day}").format(day=plan.day)
    say(f"{names[plan.person]}{day}")
    for each in plan.tasks:
        say(f"  {each.on_day}  {names[each.task]}: {', '.join(each.reasons)}")
    if not plan.tasks:
        say(_("No open task fits: make one of at most two hours that anybody can do."))
    buddy = plan.buddy or (plan.proposed.person if plan.proposed else None)
    said = _("Buddy: {name}") if plan.buddy else _("Could be the buddy: {name}")
    say(said.format(name=names[buddy]) if buddy else _("Nobody who shares a language has time to be the buddy."))
    if plan.nudge:
        say(f"{plan.nudge.on_day}  {plan.nudge.text}")


def _plan_as_json(plan: FirstDaysPlan, names: dict[str, str]) -> dict[str, Any]:
    return {
        "person": plan.person,
        "as_of": plan.as_of,
        "since": plan.since,
        "day": plan.day,
        "tasks": [
            {
                "task": each.task,
                "title": names[each.task],
                "on_day": each.on_day,
                "minutes": each.minutes,
                "reasons": list(each.reasons),
            }
            for each in plan.tasks
        ],
        "buddy": plan.buddy,
        "proposed_buddy": None
        if plan.proposed is None
        else {
            "person": plan.proposed.person,
            "name": names[plan.proposed.person],
            "languages": list(plan.proposed.languages),
            "newcomers": plan.proposed.newcomers,
        },
        "nudge": None
        if plan.nudge is None
        else {"on_day": plan.nudge.on_day, "name": plan.nudge.name, "text": plan.nudge.text, "late": plan.nudge.late},
        "handover": None
        if plan.handover is None
        else {
            "by": plan.handover.by,
            "due": plan.handover.due,
            "holds": [
                {
                    "record": each.record,
                    "kind": each.kind,
                    "field": each.field,
                    "title": names[each.record],
                    "to": each.to,
                }
                for each in plan.handover.holds
            ],
        },
    }


def _as_json(planned: MergePlan, *, done: bool) -> dict[str, Any]:
    return {
        "keep": planned.keep,
        "others": list(planned.others),
        "done": done,
        "fields": [
            {
                "field": each.name,
                "survivor": each.survivor,
                "others": dict(each.others),
                "kept": each.kept,
                "of": each.of or None,
            }
            for each in planned.fields
        ],
        "moved": [
            {"record": each.record, "kind": each.kind, "field": each.field, "cleared": each.cleared, "gone": each.gone}
            for each in planned.moved
        ],
    }


def _takes(vault: Vault, words: list[str]) -> list[Any]:
    from app.capabilities.people.merging import TakenField, parse_take

    return [TakenField(_person(vault, other), name) for other, name in map(parse_take, words)]


def _person(vault: Vault, text: str) -> str:
    """Give the id of a person, by id or name; of another record, its id, which the merge refuses in its own words."""
    from app.problems import NotFound, WrongValue
    from app.services.records import editing, records

    try:
        return editing.find(vault, "person", text)
    except (NotFound, WrongValue):
        if records.kind_of_record(vault, text) is None:
            raise
        return text


def _names(vault: Vault) -> dict[str, str]:
    from sqlmodel import select

    from app.capabilities.people.records import Person

    with vault.reading() as session:
        return {one: name or "" for one, name in session.exec(select(Person.id, Person.name)).all()}
