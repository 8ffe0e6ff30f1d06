"""The verbs of playbooks: list, show, propose, adopt, fork, join, export, import; and to run one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.capabilities.projects.asking import On, day_of, find
from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _

if TYPE_CHECKING:
    from app.capabilities.projects.runs import Results

PlaybookId = Annotated[str, typer.Argument(metavar="PLAYBOOK", help=_("A playbook: its id or name."))]
Number = Annotated[int | None, typer.Option("--version", metavar="N", help=_("The number of a version."))]


def list_playbooks(
    context: typer.Context,
    folder: VaultFolder,
    shipped: Annotated[bool, typer.Option("--shipped", help=_("Those that come with the program."))] = False,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List the playbooks with their versions; or those that come with the program."""
    from app.capabilities.projects import playbook_file, playbook_service

    with opened(context, folder, passphrase_file) as vault:
        day_of(vault, on)
        with vault.reading() as session:
            found = playbook_service.shelf(session)
    if shipped:
        read = {name: playbook_file.read(data) for name, data in playbook_service.shipped().items()}
        rows: list[dict[str, Any]] = [
            {
                "file": name,
                "name": each.name,
                "purpose": each.purpose,
                "digest": each.versions[-1].digest,
                "steps": len(each.versions[-1].steps),
            }
            for name, each in read.items()
        ]
    else:
        rows = [
            {
                "id": playbook,
                "name": name,
                "purpose": purpose,
                "versions": [_version(each) for each in found.versions.get(playbook, ())],
            }
            for playbook, (name, purpose) in sorted(found.names.items(), key=lambda pair: (pair[1], pair[0]))
        ]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        numbers = ", ".join(f"{each['number']} {each['state']}" for each in row.get("versions", ()))
        say(f"{row['name']}  {numbers or row.get('file', '')}")
    if not rows:
        say(_("There is no playbook yet. `playbook import --shipped` takes in those that come with the program."))


def _version(row: Any) -> dict[str, Any]:
    """Give a version for a program to read."""
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state,
        "digest": row.digest,
        "parents": list(row.parents or ()),
        "adopted_on": row.adopted_on,
        "method": row.method,
    }


def show(
    context: typer.Context,
    folder: VaultFolder,
    playbook: PlaybookId,
    version: Number = None,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show a version of a playbook: its steps, what it was made from, and what its runs came to."""
    from app.capabilities.projects import playbook_service, runs
    from app.capabilities.projects.playbooks import NAMES, differences, warnings

    with opened(context, folder, passphrase_file) as vault:
        record = find(vault, "playbook", playbook)
        row = playbook_service.version_of(vault, record, version, "adopted", "proposed", "draft", "retired")
        with vault.reading() as session:
            found = playbook_service.shelf(session)
        done = runs.results(vault, record, day_of(vault, on))
    steps = found.steps.get(row.id, ())
    before = next(iter(found.parents.get(row.id, ())), None)
    changed = differences(found.steps.get(before, ()), steps) if before else []
    if as_json:
        say_json(
            {
                "id": record,
                "name": found.names[record][0],
                "purpose": found.names[record][1],
                "version": _version(row),
                "steps": [{name: getattr(each, name) for name in NAMES} for each in steps],
                "warnings": warnings(steps),
                "lineage": [_version(each) for each in found.versions.get(record, ())],
                "differences": [{"key": each.key, "what": each.what, "names": list(each.names)} for each in changed],
                "results": [_results(each) for each in done],
            }
        )
        return
    say(f"{found.names[record][0]}, {row.number} ({row.state})")
    for each in steps:
        when = f"{each.offset:+d}" + ("" if each.after == "anchor" else f" {each.after}")
        say(f"  {each.key:>4}  {when:>8}  {each.title}{'  ‖' if each.pause else ''}")
    for words in warnings(steps):
        say(words)
    for each in changed:
        say(f"  {each.what}: {each.key} {', '.join(each.names)}")


def _results(each: Results) -> dict[str, Any]:
    """Give the results of a version for a program to read."""
    from app.capabilities.projects.cli_figures import number

    return {
        "number": each.number,
        "state": each.state,
        "runs": each.runs,
        "steps_on_time": each.on_time,
        "steps_due": each.due,
        "hours": each.minutes / 60,
        "indicators": [{"name": one.aim.name, "change": number(one.change)} for one in each.outcomes],
    }


def propose(
    context: typer.Context,
    folder: VaultFolder,
    playbook: PlaybookId,
    version: Number = None,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Propose a draft; from now on it never changes."""
    from app.capabilities.projects import playbook_service

    with opened(context, folder, passphrase_file) as vault:
        day_of(vault, on)
        row = playbook_service.version_of(vault, find(vault, "playbook", playbook), version, "draft")
        playbook_service.propose(vault, row.id)
        row = playbook_service.version_of(vault, row.playbook, None, "proposed")
    say_json(_version(row)) if as_json else say(_("Proposed: {digest}").format(digest=row.digest))


def adopt(
    context: typer.Context,
    folder: VaultFolder,
    playbook: PlaybookId,
    version: Number = None,
    method: Annotated[str, typer.Option("--method", metavar="WAY", help=_("How it was decided."))] = "",
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Adopt a proposed version by the group's way to decide."""
    from app.capabilities.projects import playbook_service

    with opened(context, folder, passphrase_file) as vault:
        row = playbook_service.version_of(vault, find(vault, "playbook", playbook), version, "proposed")
        playbook_service.adopt(vault, row.id, method, day_of(vault, on))
        row = playbook_service.version_of(vault, row.playbook, None, "adopted")
    say_json(_version(row)) if as_json else say(_("Adopted: version {n}.").format(n=row.number))


def fork(
    context: typer.Context,
    folder: VaultFolder,
    playbook: PlaybookId,
    version: Number = None,
    join: Annotated[int | None, typer.Option("--join", metavar="N", help=_("Join another version to it."))] = None,
    take: Annotated[
        list[str] | None, typer.Option("--take", metavar="[N:]KEY", help=_("Take this step of another version."))
    ] = None,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a draft from a version, or from two, or with single steps of others."""
    from app.capabilities.projects import playbook_service

    with opened(context, folder, passphrase_file) as vault:
        day_of(vault, on)
        record = find(vault, "playbook", playbook)
        row = playbook_service.version_of(vault, record, version, "adopted", "proposed", "draft")
        asked: tuple[str, ...] = ()
        if join is not None:
            other = playbook_service.version_of(vault, record, join)
            changed, asked = playbook_service.joined(vault, row.id, other.id, take or [])
        else:
            wished: dict[str, str] = {}
            for word in take or []:
                number, colon, key = word.partition(":")
                if not colon or not number.isascii() or not number.isdigit():
                    raise typer.BadParameter(_("“{word}” is not of the form N:KEY.").format(word=word))
                wished[key] = playbook_service.version_of(vault, record, int(number)).id
            changed = playbook_service.fork(vault, row.id, wished)
        with vault.reading() as session:
            made = next(v for v in playbook_service.shelf(session).versions[record] if v.id == changed.added[0])
    if as_json:
        say_json(_version(made) | {"asked": list(asked)})
    else:
        say(_("Draft {n} made.").format(n=made.number))
        for key in asked:
            say(_("Both have changed step {key}; the first counts.").format(key=key))


def export(
    context: typer.Context,
    folder: VaultFolder,
    playbook: PlaybookId,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_("Where to write it."))],
    version: Number = None,
    force: Force = False,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write a playbook for other groups: nothing of this group is in it."""
    from app.capabilities.projects import playbook_service
    from app.cli.named_files import reserved

    with reserved(out, force=force) as output, opened(context, folder, passphrase_file) as vault:
        day_of(vault, on)
        data = playbook_service.exported(vault, find(vault, "playbook", playbook), version)
        path = output.write(data)
    say_json({"file": str(path), "bytes": len(data)}) if as_json else say(_("Written: {path}").format(path=path))


def import_playbook(
    context: typer.Context,
    folder: VaultFolder,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=_("A playbook of another group."))] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help=_("Those that come with the program."))] = False,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take in a playbook of another group, or those that come with the program, as proposed versions."""
    from app.capabilities.projects import playbook_service
    from app.cli.named_files import read

    if (file is None) != shipped:
        raise typer.BadParameter(_("Name a file, or give --shipped."))
    found = list(playbook_service.shipped().values()) if file is None else [read(file)]
    with opened(context, folder, passphrase_file) as vault:
        day_of(vault, on)
        made = [playbook_service.imported(vault, data) for data in found]
    taken = [{"playbook": playbook, "new": bool(changed.added)} for changed, playbook in made]
    if as_json:
        say_json(taken if shipped else taken[0])
    else:
        say(
            _("{new} of {all} taken in; the others were here already.").format(
                new=sum(bool(each["new"]) for each in taken), all=len(taken)
            )
        )


def run(
    context: typer.Context,
    folder: VaultFolder,
    playbook: Annotated[str, typer.Argument(metavar="PLAYBOOK", help=_("A playbook; to move a run, its id."))],
    anchor: Annotated[str, typer.Option("--anchor", metavar="DAY", help=_("The day that all is counted from."))] = "",
    at: Annotated[str, typer.Option("--at", metavar="begin|end", help=_("Which end the anchor is."))] = "begin",
    project: Annotated[str, typer.Option("--project", metavar="PROJECT", help=_("An existing one."))] = "",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help=_("What the new project is called."))] = "",
    version: Number = None,
    move: Annotated[bool, typer.Option("--move", help=_("Move the anchor of a run that is under way."))] = False,
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Run a playbook: a project with its tasks on their days; or move one that runs."""
    from app.capabilities.projects import playbook_service, runs

    if at not in {"begin", "end"}:
        raise typer.BadParameter(_("“{word}” is none of: {words}.").format(word=at, words="begin, end"))
    with opened(context, folder, passphrase_file) as vault:
        day = day_of(vault, anchor or on)
        if move:
            record = find(vault, "run", playbook)
            runs.move(vault, record, day)
        else:
            book = find(vault, "playbook", playbook)
            row = playbook_service.version_of(vault, book, version, "adopted", "proposed")
            home = find(vault, "project", project) if project else ""
            changed = runs.start(vault, row.id, day, at, home, name)
            record = changed.added[0 if project else 1]
        found = runs.running(vault, record)
    tasks = [
        {"key": key, "task": task.id, "title": task.title, "due": task.due, "status": task.status}
        for key, task in found.tasks.items()
    ]
    if as_json:
        say_json(
            {
                "run": record,
                "project": found.row.project,
                "version": found.row.version,
                "anchor": found.row.anchor,
                "at": found.row.at,
                "steps": tasks,
                "newer": found.newer,
                "changed_since": [{"key": each.key, "what": each.what} for each in found.since],
            }
        )
        return
    say_table((_("Step"), _("Due"), _("Task")), [(t["key"], str(t["due"] or ""), t["title"]) for t in tasks])
    if found.newer:
        say(_("Version {n} was adopted since.").format(n=found.newer))


def look_back(
    context: typer.Context,
    folder: VaultFolder,
    run_id: Annotated[str, typer.Argument(metavar="RUN", help=_("A run: its id."))],
    kept: Annotated[str, typer.Option("--kept", metavar="WORDS", help=_("What to keep."))] = "",
    drop: Annotated[list[str] | None, typer.Option("--drop", metavar="KEY", help=_("A step to leave out."))] = None,
    change: Annotated[
        list[str] | None, typer.Option("--change", metavar="KEY=TITLE", help=_("What a step should say."))
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="WORDS", help=_("Why."))] = "",
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Look back on a run; steps dropped and changed become a proposed version of its playbook."""
    from app.capabilities.projects import runs

    titles = dict(word.split("=", 1) for word in change or [] if "=" in word)
    if len(titles) < len(change or []):
        raise typer.BadParameter(_("A change is of the form KEY=TITLE."))
    with opened(context, folder, passphrase_file) as vault:
        record = find(vault, "run", run_id)
        changed = runs.look_back(vault, record, day_of(vault, on), {"kept": kept, "why": why}, drop or [], titles)
    proposed, last = (changed.added[0] if len(changed.added) > 1 else None), next(reversed(changed.added), None)
    if as_json:
        say_json({"retrospective": last, "proposed": proposed})
    else:
        say(_("Written, and proposed as a version.") if proposed else _("Written."))
