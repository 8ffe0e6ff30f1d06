"""`demo` and `pictures`: to see what the program does."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.output import say
from app.cli.world import world_of
from app.i18n import _, ngettext
from app.problems import Bug, UserProblem


def demo(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("Where everything goes; a new folder by default."))
    ] = None,
    size: Annotated[
        Literal["small", "typical", "stress"], typer.Option("--size", help=_("How much data."))
    ] = "typical",
) -> None:
    """Plays through the whole of it with sample data, asks nothing, and fails if the copies are not equal."""
    from app.demo.play import play

    world = world_of(context)
    folder = _empty(out) if out else Path(tempfile.mkdtemp(prefix="switchboard-demo-"))
    if not play(folder, size, world.registry(), world.environment(), world.sheets(), say):
        raise Bug(
            _("The copies are not equal, or do not verify."), kept=_("Everything is in {folder}.").format(folder=folder)
        )


def _empty(folder: Path) -> Path:
    """Give a folder of its own for the demo, which writes over nothing."""
    from app.storage.files import plain_words

    with plain_words(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserProblem(
                _("{folder} is there already and not empty.").format(folder=folder),
                kept=_("Nothing in it was touched."),
                do=_("Name a new folder with --out, or leave --out away."),
            )
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def pictures(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Where the pictures go."))],
) -> None:
    """Draws every page of the window with sample data."""
    world = world_of(context)
    if world.draw is None:
        raise UserProblem(_("There is no window here to draw pictures of."))
    count = len(world.draw(out))
    say(ngettext("{count} picture is in {folder}.", "{count} pictures are in {folder}.", count).format(
        count=count, folder=out
    ))  # fmt: skip
