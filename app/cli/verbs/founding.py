"""`new`, `join`, `admit`, `confirm-laptop`: how a group begins, and how somebody comes in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import Force, PassphraseFile, VaultFolder, some_words
from app.cli.named_files import Output, read, reserved
from app.cli.output import say, size_of
from app.cli.vaults import check_free, known_passphrase, new_passphrase, opened
from app.cli.work import work
from app.cli.world import World, world_of
from app.i18n import _
from app.problems import NotFound, Problem, UserProblem

if TYPE_CHECKING:
    from app.services.vaults.vaults import Vault


def new(
    context: typer.Context,
    folder: VaultFolder,
    group: Annotated[str, typer.Option("--group", metavar="NAME", help=_("What the group is called."))],
    me: Annotated[str, typer.Option("--me", metavar="NAME", help=_("What you are called in it."))],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Start a group."""
    from app.services.vaults import vaults

    world = world_of(context)
    check_free(world, folder)
    passphrase = new_passphrase(world, passphrase_file)
    vault, code = vaults.create_vault(folder, passphrase, group, me, world.registry(), world.environment())
    try:
        say_code(code)
    finally:
        vault.close()
    say(_("The group “{group}” begins in {folder}. You are its admin.").format(group=group, folder=folder))


def join(
    context: typer.Context,
    folder: VaultFolder,
    me: Annotated[str, typer.Option("--me", metavar="NAME", help=_("What you will be called in the group."))],
    request: Annotated[Path, typer.Option("--request", metavar="FILE", help=_("Where to write the join request."))],
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Make an empty vault and its join request; where a vault waits already, the request alone, once more."""
    from app.services.members import members

    with reserved(request, force=force) as output:
        vault = _waiting(world_of(context), folder, me, passphrase_file)
        try:
            data, words = members.make_request(vault)
        finally:
            vault.close()
        output.write(data)
    say(_("The join request is in {file}. Hand it to an admin of the group.").format(file=request))
    say(_("Then read these words to the admin, who compares them: {words}").format(words=words))


def _waiting(world: World, folder: Path, me: str, passphrase_file: Path | None) -> Vault:
    """Give a vault that waits to be admitted: a new one, or the one in this folder whose request got lost."""
    from app.services.vaults import vaults
    from app.storage.folder.parts import is_vault

    if not is_vault(folder):
        check_free(world, folder)
        passphrase = new_passphrase(world, passphrase_file)
        vault, code = vaults.join_group(folder, passphrase, me, world.registry(), world.environment())
        try:
            say_code(code)
        except BaseException:
            vault.close()
            raise
        return vault
    passphrase = known_passphrase(world, passphrase_file)
    vault = vaults.open_vault(folder, passphrase, world.registry(), world.environment())
    name, waits = vault.my_name, vault.group is None
    if waits and name == " ".join(me.split()):
        return vault
    vault.close()
    if waits:
        raise UserProblem(
            _("This vault waits to be admitted already, as {name}.").format(name=name),
            do=_("Give that name with --me, or choose another folder."),
        )
    raise UserProblem(_("This vault belongs to a group already."), do=_("Choose another folder for the new one."))


def say_code(code: str) -> None:
    """Give the recovery code: this is the only time it can be seen."""
    say(_("The recovery code, which opens the vault if the passphrase is lost:"))
    say()
    say(f"    {code}")
    say()
    say(_("Write it on paper now and keep it away from this computer. It is not shown again."))


def admit(
    context: typer.Context,
    folder: VaultFolder,
    request: Annotated[Path, typer.Option("--request", metavar="FILE", help=_("The join request."))],
    code: Annotated[
        str,
        typer.Option(
            "--code",
            metavar="WORDS",
            callback=some_words,
            help=_("The words that the newcomer reads from their screen."),
        ),
    ] = "",
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help=_("admin or editor"))] = "",
    laptop_of: Annotated[
        str,
        typer.Option(
            "--laptop-of",
            metavar="NAME",
            help=_("It is another laptop of this member, and gets the same role and circles."),
        ),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="BUNDLE", help=_("Where to write the bundle that answers."))
    ] = None,
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Admits whoever made a request, if the words fit, and makes the bundle that answers it."""
    from app.services.members import laptops, members

    asked = members.read_request(read(request, pipes=False))
    if not code.strip():
        say(_("{name} asks to join, with these words: {words}").format(name=asked.name, words=asked.code))
        say(_("Nobody was admitted yet. Have {name} read the words from their own screen.").format(name=asked.name))
        say(_("If they are the same, give them with --code, and with --out where the answer goes."))
        return
    if out is None:
        raise typer.BadParameter(_("Say where the answer goes."), param_hint="--out")
    with reserved(out, force=force, folder=True) as output, opened(context, folder, passphrase_file) as vault:
        before = {member.device for member in members.members(vault)}
        owner = laptops.owner_named(vault, laptop_of) if laptop_of.strip() else None
        role = role or (owner.role if owner else "editor")
        words = members.admit(vault, asked, plain_words(code), role, owner.member if owner else "")
        new = [member.device for member in members.members(vault) if member.device not in before]
        try:
            _answer(world_of(context), vault, new, output)
        except (Problem, KeyboardInterrupt) as problem:
            raise UserProblem(
                problem.what if isinstance(problem, Problem) else _("Stopped."),
                kept=_("{name} was admitted, but the answer was not made.").format(name=asked.name),
                do=_("Make it with: switchboard bundle {vault} --to {device} --out FILE").format(
                    vault=folder, device=new[0]
                ),
            ) from problem
    say(_("When {name} opens it, these words have to appear: {words}").format(name=asked.name, words=words))
    if owner and not owner.me:
        say(_("Its word is that of {owner} once they, or a second admin, have compared its words:").format(
            owner=owner.name
        ))  # fmt: skip
        say(f"  switchboard confirm-laptop VAULT {new[0][:8]} --code WORDS")


def confirm_laptop(
    context: typer.Context,
    folder: VaultFolder,
    laptop: Annotated[
        str, typer.Argument(metavar="LAPTOP", help=_("The beginning of its name; without it, those that wait."))
    ] = "",
    code: Annotated[
        str,
        typer.Option("--code", metavar="WORDS", callback=some_words, help=_("The words that its own screen shows.")),
    ] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say that a laptop is yours, or as a second admin whose it is, if the words fit."""
    from app.services.members import laptops

    with opened(context, folder, passphrase_file) as vault:
        found = [each for each in laptops.claims(vault) if each.device.startswith(laptop.strip().lower())]
        if laptop and len(found) != 1:
            raise NotFound(
                _("No one laptop whose name begins with “{name}” waits to be confirmed.").format(name=laptop),
                do=_("`switchboard confirm-laptop VAULT` shows those that wait."),
            )
        if laptop and code:
            laptops.confirm(vault, found[0].device, plain_words(code))
            said = _("{name} counts as a laptop of {owner} from now on.")
            say(said.format(name=found[0].name, owner=found[0].owner))
            say(_("The others learn of it with their next bundle."))
            return
        for each in found:
            said = _("This laptop") if each.mine else f"{each.device[:8]}, {each.name},"
            say(_("{laptop} is said to be a laptop of {owner}, with these words: {words}").format(
                laptop=said, owner=each.owner, words=laptops.words_of(vault, each.device)
            ))  # fmt: skip
    if not found:
        say(_("No laptop waits to be confirmed."))
    elif any(each.i_may_confirm for each in found):
        say(_("If the same words stand on its own screen, give them with --code."))


def plain_words(code: str) -> str:
    """Give a code as it is compared, however it was written down."""
    return " ".join(code.replace("-", " ").replace(",", " ").split())


def _answer(world: World, vault: Vault, devices: list[str], output: Output) -> None:
    """Everything the newcomer needs, for their laptop alone."""
    from app.services.exchange import exchange

    made = work(world, exchange.make_bundle(vault, devices))
    path = output.write(made.data, made.name)
    name = ", ".join(made.recipients)
    say(_("{name} is admitted. The answer is in {file} ({size}).").format(
        name=name, file=path, size=size_of(len(made.data))
    ))  # fmt: skip
