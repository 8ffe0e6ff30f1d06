"""Folders full of bundles: `bundle --each`, `open FOLDER`, and `watch` for one that something else keeps in step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder, Yes
from app.cli.output import say, say_json, size_of
from app.cli.vaults import opened
from app.cli.verbs.taken import (
    check_code_has_a_use,
    compare,
    losses_said,
    odd_lines,
    say_taken,
    taken_as_json,
)
from app.cli.work import work
from app.cli.world import World, world_of
from app.i18n import _, ngettext
from app.problems import NotFound, UserProblem

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.services.exchange.exchange import TakenBundle
    from app.services.exchange.receiving import FileOutcome, Received
    from app.services.exchange.watched import WatchChoice
    from app.services.vaults.vaults import Vault


def fill(
    context: typer.Context,
    vault_folder: Path,
    out: Path,
    to: Sequence[str] | None,
    passphrase: Path | None,
    *,
    everything: bool = False,
) -> None:
    """One bundle for each laptop into a folder: all of them, or none."""
    from app.services.exchange import exchange, handing

    if not out.is_dir():
        raise NotFound(_("There is no folder {folder}.").format(folder=out), do=_("Make it first."))
    with opened(context, vault_folder, passphrase) as vault:
        devices = exchange.devices_named(vault, list(to)) if to else None
        out_there = work(world_of(context), handing.hand_out(vault, out, devices, everything=everything))
    count = len(out_there.handed)
    text = ngettext(
        "{count} bundle is in {folder} ({size}), for {names}.",
        "{count} bundles are in {folder} ({size}), one for each laptop of {names}.",
        count,
    )
    say(text.format(count=count, folder=out, size=size_of(out_there.size), names=", ".join(out_there.recipients)))
    say(_("Their names say nothing. Each laptop finds its own: switchboard open VAULT FOLDER"))


def open_all(
    context: typer.Context,
    vault_folder: Path,
    places: Sequence[Path],
    passphrase: Path | None,
    *,
    dry_run: bool,
    code: str,
    yes: bool,
    as_json: bool,
) -> None:
    """Take from folders what is for this laptop, and files that are named beside them."""
    from app.services.exchange import receiving
    from app.services.settings import group

    missing = next((place for place in places if not place.exists()), None)
    if missing is not None:
        raise NotFound(_("There is no file {path}.").format(path=missing), do=_("Check its name and folder."))
    world = world_of(context)
    found: list[Received] = []
    with opened(context, vault_folder, passphrase) as vault:
        check_code_has_a_use(vault, code)
        joins = vault.group is None
        for place in places:
            if vault.group is None:
                found.append(_join(world, vault, place, code, keep=not dry_run))
                continue
            job = (
                receiving.take_folder(vault, place, keep=not dry_run, yes=yes)
                if place.is_dir()
                else receiving.take_files(vault, [place.resolve()], keep=not dry_run, yes=yes)
            )
            found.append(work(world, job))
        almanac = group.almanac(vault)
    if as_json:
        say_json([_as_json(outcome) for received in found for outcome in received.outcomes])
        return
    for place, received in zip(places, found, strict=True):
        _say(place, received, almanac, dry_run=dry_run or (joins and not code))


def _join(world: World, vault: Vault, place: Path, code: str, *, keep: bool) -> Received:
    """Give the answer to this laptop's request, found among the bundles for others."""
    from app.services.exchange import exchange, receiving

    if not place.is_dir():
        raise UserProblem(
            _("This vault waits for its answer."), do=_("Name one folder, or the one file that is the answer.")
        )
    data, looked = work(world, receiving.find_answer(vault, place))
    if code:
        compare(looked, code)
    taken = work(world, exchange.take(vault, data)) if keep and code else looked
    return receiving.Received((receiving.FileOutcome(place.name, receiving.TAKEN, taken, path=place),))


def _say(place: Path, received: Received, almanac: Almanac, *, dry_run: bool) -> None:
    """Tell what became of a folder: what was taken in full, the rest in one line each."""
    from app.services.exchange import receiving

    for outcome in received.of(receiving.TAKEN, receiving.KNOWN):
        if outcome.taken:
            say_taken(outcome.path or Path(outcome.name), outcome.taken, almanac, dry_run=dry_run)
    for outcome in received.of(receiving.ASKS):
        say(_asks(outcome))
    for outcome in received.of(receiving.REFUSED):
        say(f"{outcome.path or outcome.name}: {outcome.problem.what if outcome.problem else ''}")
    others, waiting, passed = (
        len(received.of(receiving.FOREIGN)),
        len(received.of(receiving.WAITS)),
        received.passed_over,
    )
    if others:
        say(
            ngettext("{n} file was not for this laptop.", "{n} files were not for this laptop.", others).format(
                n=others
            )
        )
    if waiting:
        text = ngettext("{n} bundle waits for another.", "{n} bundles wait for others.", waiting)
        say(text.format(n=waiting))
    if passed:
        say(ngettext("{n} file was not looked at.", "{n} files were not looked at.", passed).format(n=passed))
    if not received.outcomes:
        say(_("There is no bundle in {folder}.").format(folder=place))


def _asks(outcome: FileOutcome) -> str:
    """Tell what a bundle would delete, and how it is taken all the same."""
    sender = outcome.taken.sender if outcome.taken else ""
    return _("{file}: from {name}, not taken, because it would delete {losses}. To take it, say --yes.").format(
        file=outcome.path or outcome.name, name=sender, losses=losses_said(outcome.losses)
    )


def _as_json(outcome: FileOutcome) -> dict[str, object]:
    path = outcome.path or Path(outcome.name)
    about: dict[str, object] = taken_as_json(path, outcome.taken) if outcome.taken else {"file": str(path)}
    about["what"] = outcome.what
    about["problem"] = str(outcome.problem) if outcome.problem else ""
    about["deletes"] = {loss.kind: [loss.gone, loss.known] for loss in outcome.losses}
    return about


# -- The shared folder.


def watch(
    context: typer.Context,
    vault_folder: VaultFolder,
    shared: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help=_("Choose this folder; without it, the one chosen before."))
    ] = None,
    automatic: Annotated[
        bool | None,
        typer.Option("--automatic/--ask", help=_("Take news without asking, where they delete little; or ask.")),
    ] = None,
    take: Annotated[bool, typer.Option("--take", help=_("Take what is there, this time."))] = False,
    off: Annotated[
        bool, typer.Option("--off", help=_("Forget the folder, and clear it of this vault's files."))
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """One look at the shared folder: what is there, taken if that is wished, and this laptop's news put there."""
    from app.services.exchange import watched, watching

    with opened(context, vault_folder, passphrase_file) as vault:
        if off:
            watching.stop(vault)
            say(_("This vault has no shared folder any more."))
            return
        before = watched.chosen(vault)
        if shared is not None or (before is not None and automatic is not None):
            wanted = before.automatic if automatic is None and before is not None else bool(automatic)
            watching.set_up(vault, shared or Path(before.folder if before else ""), automatic=wanted)
        choice = watched.chosen(vault)
        if choice is None:
            raise UserProblem(_("This vault has no shared folder yet."), do=_("Name one after the vault."))
        _round(world_of(context), vault, choice, take=take or choice.automatic, yes=yes, as_json=as_json)


def _round(world: World, vault: Vault, choice: WatchChoice, *, take: bool, yes: bool, as_json: bool) -> None:
    from app.services.exchange import receiving, watching
    from app.services.exchange.watching import Sight

    sight = work(world, watching.look(vault, choice, Sight(), settled=False))
    wanted = [news for news in sight.news if take and (yes or not news.asks)]
    received = work(world, watching.take(vault, choice, wanted, yes=yes)) if wanted else receiving.Received(())
    dropped = work(world, watching.drop(vault, choice))
    done = {outcome.name for outcome in received.of(receiving.TAKEN, receiving.KNOWN)}
    left = [news for news in sight.news if news.file.name not in done]
    asking = {news.file.name for news in left if news.asks} | {outcome.name for outcome in received.of(receiving.ASKS)}
    if as_json:
        say_json({
            "folder": choice.folder,
            "automatic": choice.automatic,
            "taken": [_as_json(outcome) for outcome in received.outcomes],
            "waiting": [
                {"file": news.file.name, "from": news.taken.sender, "changes": news.records,
                 "asks": news.file.name in asking}
                for news in left
            ],
            "put_there_for": list(dropped.recipients),
            "for_others": sight.others,
            "broken": sight.broken,
            "ended_the_program": sorted(sight.fatal),
            "too_heavy": sorted(sight.heavy),
        })  # fmt: skip
        return
    say(_("Shared folder: {folder}").format(folder=choice.folder))
    for outcome in received.outcomes:
        if outcome.taken and outcome.name in done:
            say("  " + _("taken from {what}").format(what=_news(outcome.taken)))
            for line in odd_lines(outcome.taken):
                say(f"    {line}")
        elif outcome.problem:
            say(f"  {outcome.problem}")
    for news in left:
        asks = " " + _("It deletes many records: to take it, say --take --yes.") if news.file.name in asking else ""
        say("  " + _("there from {what}.").format(what=_news(news.taken)) + asks)
    if any(news.file.name not in asking for news in left):
        say("  " + _("Take it with --take."))
    for name in sorted(sight.fatal):
        say("  " + _("passed over, because the program ended while looking into it: {file}").format(file=name))
    for name in sorted(sight.heavy):
        say("  " + _("not taken, because it needs more memory than this computer has left: {file}").format(file=name))
    names = ", ".join(dropped.recipients)
    say("  " + (_("put there for {names}").format(names=names) if names else _("nothing new to put there")))


def _news(taken: TakenBundle) -> str:
    count = len(taken.changes)
    changes = ngettext("{n} change", "{n} changes", count).format(n=count) if count else _("says what it has")
    return f"{taken.sender}: {changes}"
