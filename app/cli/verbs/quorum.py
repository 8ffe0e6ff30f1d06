"""`quorum …`: trustees with a printed card each, and what they decide together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.arguments import Force, PassphraseFile, VaultFolder
from app.cli.named_files import OutputExists, reserved
from app.cli.output import say
from app.cli.vaults import opened
from app.cli.verbs.keys import PaperSize
from app.cli.verbs.recovering import line
from app.cli.verbs.trust import laptops, names_of, spelled, suspension_meant
from app.cli.work import work
from app.cli.world import World, world_of
from app.i18n import _
from app.problems import NotAllowed, NotFound, UserProblem, WrongValue

if TYPE_CHECKING:
    from app.services.members.quorum import TrusteeCard
    from app.services.vaults.vaults import Vault
    from sync.authority.operations import Motion

_MOST_TRIES = 20


def status(context: typer.Context, folder: VaultFolder, passphrase_file: PassphraseFile = None) -> None:
    """Says how many trustees decide."""
    from app.services.members import quorum

    with opened(context, folder, passphrase_file) as vault:
        found, waiting = quorum.quorum(vault), quorum.proposals(vault)
    if found.needed:
        say(_("{needed} of {count} trustees decide together.").format(needed=found.needed, count=found.trustees))
    else:
        say(_("There are no trustees. If all admins lose their laptops, nobody can take their place."))
    for each in waiting:
        say(_("{names} has named {count} trustees, of whom {needed} decide. A second admin has to: {command}").format(
            names=", ".join(each.by), count=each.trustees, needed=each.needed,
            command=spelled("quorum agree", folder, each.proposal[:8]),
        ))  # fmt: skip


def make(
    context: typer.Context,
    folder: VaultFolder,
    needed: Annotated[int, typer.Option("--need", metavar="K", help=_("How many together decide."))],
    count: Annotated[int, typer.Option("--of", metavar="N", help=_("How many cards to make."))],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help=_("Write a sheet for each card, which is not encrypted.")),
    ] = None,
    paper: PaperSize = "a4",
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Make cards, on the terminal or on sheets, and name their keepers trustees."""
    from app.services.members import quorum

    world = world_of(context)
    with opened(context, folder, passphrase_file) as vault:
        if not 2 <= needed <= count <= quorum.LARGEST:
            raise WrongValue(
                _("Between 2 and all of the trustees have to decide together, and there can be {most} at most.").format(
                    most=quorum.LARGEST
                ),
                kept=_("No card was made."),
            )
        me = vault.me()
        if me is None or not me.good or me.role.value != "admin":
            raise NotAllowed(_("Only an admin can name trustees."), kept=_("No card was made."), do=_("Ask an admin."))
        cards = quorum.make_cards(vault, count)
        _give_out(world, vault, cards, needed, out, paper=paper, force=force)
        holds = quorum.entrust(vault, needed, cards)
        waiting = quorum.proposals(vault)
    if holds:
        say(_("{needed} of {count} trustees decide together from now on.").format(needed=needed, count=count))
    else:
        say(_("A second admin has to name them too. Hand over a bundle, and they say: {command}").format(
            command=spelled("quorum agree", Path("VAULT"), waiting[-1].proposal[:8] if waiting else "")
        ))  # fmt: skip


def _give_out(
    world: World, vault: Vault, cards: list[TrusteeCard], needed: int, out: Path | None,
    *, paper: Literal["a4", "letter"], force: bool,
) -> None:  # fmt: skip
    """Give the words of each card, which are kept nowhere: on the terminal once, or on sheets."""
    if out is None:
        for card in cards:
            say(_("Trustee {number} of {count}, card {name}:").format(
                number=card.number, count=len(cards), name=card.name
            ))  # fmt: skip
            say(f"    {card.words}")
            say()
        say(_("Write each on paper for one person. They are not shown again."))
        return
    if not out.is_dir():
        raise NotFound(_("There is no folder {folder}.").format(folder=out), do=_("Make it first."))
    files = {card.number: out / f"trustee-{card.number}-of-{len(cards)}.pdf" for card in cards}
    for file in files.values():
        if file.exists() and not force:
            raise OutputExists(
                _("There is already a file {path}.").format(path=file),
                kept=_("It was not touched, and the trustees before still count."),
                do=_("Choose another folder, or say --force to replace it."),
            )
    for card in cards:
        _write(world, vault, card, (needed, len(cards)), files[card.number], paper=paper, force=force)
        say(_("Trustee {number} of {count}, card {name}, is in {file}.").format(
            number=card.number, count=len(cards), name=card.name, file=files[card.number]
        ))  # fmt: skip
    say(_("Print each, hand it to one person, and delete the files: they are not encrypted."))


def _write(
    world: World, vault: Vault, card: TrusteeCard, terms: tuple[int, int], file: Path,
    *, paper: Literal["a4", "letter"], force: bool,
) -> None:  # fmt: skip
    from app.services.printing import pipeline
    from app.services.settings import group
    from app.services.vaults import recovery_sheets

    sheet = recovery_sheets.trustee_sheet(card, *terms, group.almanac(vault).now(), paper)
    with reserved(file, force=force) as output:
        output.write(work(world, pipeline.pdf(pipeline.SheetRenderer(world.sheets()), sheet)))


def agree(
    context: typer.Context,
    folder: VaultFolder,
    proposal: Annotated[
        str, typer.Argument(metavar="PROPOSAL", help=_("The beginning of its name, as `quorum status` shows it."))
    ],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Names the same trustees as another admin has."""
    from app.services.members import quorum

    with opened(context, folder, passphrase_file) as vault:
        found = [each for each in quorum.proposals(vault) if proposal and each.proposal.startswith(proposal.lower())]
        if len(found) != 1:
            raise NotFound(
                _("No trustees “{text}” wait for a second admin.").format(text=proposal),
                do=_("`switchboard quorum status VAULT` shows those that do."),
            )
        holds = quorum.agree(vault, found[0].proposal)
    if holds:
        say(_("{needed} of {count} trustees decide together from now on.").format(
            needed=found[0].needed, count=found[0].trustees
        ))  # fmt: skip
    else:
        say(_("Your vote is kept. It takes a second admin's."))


def check(context: typer.Context, folder: VaultFolder, passphrase_file: PassphraseFile = None) -> None:
    """Read a card's words from the prompt and say whether it is one of this group's."""
    from app.services.members import quorum

    with opened(context, folder, passphrase_file) as vault:
        name, ours = quorum.card_of(vault, _typed(_("The 24 words of the card: ")))
    if not ours:
        raise UserProblem(
            _("The words are whole, but card {name} is not one of this group's trustees.").format(name=name),
            do=_("It may be from before the trustees were changed, or a second admin has not agreed yet."),
        )
    say(_("Card {name} is right: its keeper is a trustee.").format(name=name))


def decide(
    context: typer.Context,
    folder: VaultFolder,
    what: Annotated[
        Literal["lift", "remove", "admin"],
        typer.Argument(help=_("lift a suspension, remove a laptop, or make one an admin's")),
    ],
    about: Annotated[str, typer.Argument(metavar="ABOUT", help=_("The suspension, or the member's name."))],
    device: Annotated[str, typer.Option("--device", metavar="D", help=_("Only the laptop whose name begins so."))] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Has trustees type the words of their cards, and decides."""
    from app.services.members import quorum

    with opened(context, folder, passphrase_file) as vault:
        terms = quorum.quorum(vault)
        if not terms.needed:
            raise UserProblem(_("This group has named no trustees."), kept=_("Nothing was decided."))
        motion, sentence = _motion(vault, what, about, device)
        typer.echo(sentence, err=True)
        quorum.decide(vault, motion, _cards(vault, terms.needed))
    say(_("Decided: {what}").format(what=sentence))
    say(_("The others learn of it with your next bundle."))


def _motion(vault: Vault, what: str, about: str, device: str) -> tuple[Motion, str]:
    """Tell what is to be decided, and the same as a sentence for those who type."""
    from app.services.members import quorum, trust

    if what == "lift":
        found = suspension_meant(trust.overview(vault).suspensions, about)
        sentence = _("The suspension of {names} by {by} is lifted.").format(names=", ".join(found.names), by=found.by)
        return quorum.to_lift(vault, found.suspension), sentence
    devices = laptops(vault, about, device)
    names = names_of(vault, devices)
    if what == "remove":
        return quorum.to_remove(vault, devices), _("{name} is removed for good.").format(name=names)
    if len(devices) > 1:
        raise WrongValue(
            _("{name} has several laptops.").format(name=names),
            kept=_("Nothing was decided."),
            do=_("Say which becomes an admin's with --device: {devices}").format(
                devices=", ".join(each[:8] for each in devices)
            ),
        )
    return quorum.to_make_admin(vault, devices[0]), _("{name} becomes an admin.").format(name=names)


def _cards(vault: Vault, needed: int) -> list[str]:
    """Give the words of as many cards as it takes: one that is wrong is asked for again, the others stay."""
    from app.services.members import quorum

    found: dict[str, str] = {}
    for _turn in range(_MOST_TRIES + needed):
        if len(found) == needed:
            return list(found.values())
        words = _typed(_("Card {number} of {needed}, 24 words: ").format(number=len(found) + 1, needed=needed))
        try:
            name, ours = quorum.card_of(vault, words)
        except WrongValue as problem:
            typer.echo(str(problem), err=True)
            continue
        if not ours:
            typer.echo(_("The card {name} is not one of this group's trustees.").format(name=name), err=True)
        elif name in found:
            typer.echo(_("This is card {name} once more.").format(name=name), err=True)
        else:
            found[name] = words
    raise WrongValue(_("These were too many tries."), kept=_("Nothing was decided."))


def _typed(question: str) -> str:
    return line(question, _("Give them on standard input, a card a line; they are never an argument."))
