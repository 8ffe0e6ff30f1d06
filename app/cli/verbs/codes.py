"""`codes` and `read-codes`: a small file as pictures of QR codes, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.arguments import Force
from app.cli.named_files import read, reserved
from app.cli.output import say, size_of
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _, ngettext
from app.problems import NotFound, UserProblem


def codes(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A bundle or a join request."))],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help=_("Where to write the pictures."))],
) -> None:
    """Draws a file as a sequence of QR codes, to be shown one after the other."""
    from app.services import files
    from app.services.exchange import qr_pictures

    if not out.is_dir():
        raise NotFound(_("There is no folder {folder}.").format(folder=out), do=_("Make it first."))
    data = read(file, pipes=False)
    if not data:
        raise UserProblem(_("The file {file} is empty.").format(file=file), do=_("Make it again."))
    pictures = qr_pictures.pictures_of(data, world_of(context).environment().random)
    for name, picture in pictures:
        files.write(out / name, picture)
    count = len(pictures)
    text = ngettext("{n} code is in {folder}.", "{n} codes are in {folder}.", count)
    say(text.format(n=count, folder=out))
    say(_("They can be read in any order: switchboard read-codes PICTURE... --out FILE"))


def read_codes(
    context: typer.Context,
    pictures: Annotated[
        list[Path], typer.Argument(metavar="PICTURE...", help=_("Photographs or screenshots of codes, in any order."))
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_("Where to write what they hold."))],
    force: Force = False,
) -> None:
    """Put together what a sequence of QR codes holds."""
    from app.services.exchange import qr_reading

    with reserved(out, force=force) as output:
        found = work(world_of(context), qr_reading.read_pictures(pictures))
        if len(found.wholes) > 1:
            raise UserProblem(
                _("These are codes of {n} files.").format(n=len(found.wholes)),
                do=_("Give the pictures of one file at a time."),
            )
        if not found.wholes:
            raise _incomplete(found.missing, found.total)
        output.write(found.wholes[0])
    say(_("{file} is whole ({size}).").format(file=out, size=size_of(len(found.wholes[0]))))


def _incomplete(missing: tuple[int, ...], total: int) -> UserProblem:
    if not total:
        return UserProblem(
            _("No code of Switchboard was found in these pictures."),
            do=_("Take them again, with the whole code in the picture and in focus."),
        )
    numbers = ", ".join(map(str, missing))
    return UserProblem(
        ngettext("Of {total} codes, {n} is missing: {numbers}.", "Of {total} codes, {n} are missing: {numbers}.",
                 len(missing)).format(total=total, n=len(missing), numbers=numbers),
        kept=_("Nothing was written."),
        do=_("Give pictures of those as well, together with the others."),
    )  # fmt: skip
