"""The table of commands, and how each of them ends: 0, or 1 with one line that says what to do, or 2 for usage."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

import typer
from typer.core import TyperGroup

from app.cli.output import harmless
from app.cli.verbs import (
    advice,
    attachments,
    circle_members,
    circles,
    codes,
    conflicts,
    erasures,
    exchange,
    folders,
    founding,
    identity,
    keys,
    lists,
    many,
    printing,
    quorum,
    records,
    recovering,
    retention,
    reviewing,
    searching,
    settings,
    status,
    travel,
    trial,
    trust,
    typing_in,
)
from app.cli.world import World
from app.i18n import _
from app.problems import Problem
from app.services.command import Verb

DEBUG = "SWITCHBOARD_DEBUG"
WHOLE = 200
"""Letters of help beside a command in the list of all: no sentence of ours is longer, so none is cut."""


def program(more: Sequence[Verb] = (), words: Sequence[str] | None = None) -> typer.Typer:
    """All commands, and those that capabilities add. Hand the `World` over with `obj=` when it is called.

    Where the words of the command line are given, only the parameters of the verb that they name are looked at, since
    to look at those of all takes longer than all else before the work begins. Of the others the names and texts stay.
    """
    verb = None if words is None else next((word for word in words if not word.startswith("-")), "")
    made = typer.Typer(
        name="switchboard",
        cls=Ending,
        help=_("Coordination for groups that help each other.\n\nWithout a command, the window opens."),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for section, commands in _commands().items():
        for name, run, text in commands:
            made.command(name, help=text, rich_help_panel=section)(run if verb in {None, name} else _unasked)
    for group, about, commands in _groups():
        inner = typer.Typer(name=group, help=about, rich_markup_mode=None, no_args_is_help=True)
        for name, run, text in commands:
            inner.command(name, help=text)(run if verb in {None, group} else _unasked)
        made.add_typer(inner, rich_help_panel=_("Trust"))
    _add(made, more, verb)
    return made


def _unasked() -> None:
    """Stand for a verb that the command line does not name."""


def _add(made: typer.Typer, more: Sequence[Verb], verb: str | None) -> None:
    """Add the verbs of capabilities; those of two words stand together under the first."""
    groups: dict[str, typer.Typer] = {}
    for each in more:
        group, _space, name = each.name.rpartition(" ")
        if group and group not in groups:
            inside = ", ".join(
                other.name.removeprefix(f"{group} ") for other in more if other.name.startswith(f"{group} ")
            )
            groups[group] = typer.Typer(name=group, help=f"{inside}.", rich_markup_mode=None, no_args_is_help=True)
            made.add_typer(groups[group], rich_help_panel=_(each.section))
        taken = {"ignore_unknown_options": True} if each.negative else None
        (groups[group] if group else made).command(
            name, help=_(each.help), context_settings=taken, rich_help_panel=_(each.section)
        )(each.run if verb in {None, group or name} else _unasked)


def _groups() -> list[tuple[str, str, list[tuple[str, Callable[..., Any], str]]]]:
    """Commands of two words."""
    return [
        (
            "circle",
            _("Circles: who may read what."),
            [
                ("list", circles.list_circles, _("List the circles that this laptop reads, and who reads them.")),
                ("move", circles.move, _("Move a record with its parts to another circle; prints its new id.")),
                ("open", circle_members.open_circle, _("Open a circle.")),
                ("share", circle_members.share, _("Let a member into a circle, or take them out.")),
            ],
        ),
        (
            "quorum",
            _("Trustees with a printed card each, who decide together when admins cannot."),
            [
                ("status", quorum.status, _("How many of how many trustees decide, and who waits for a second admin.")),
                ("make", quorum.make, _("Make trustees' cards, and name their keepers trustees.")),
                ("agree", quorum.agree, _("Name the same trustees as another admin has.")),
                ("check", quorum.check, _("Type the words of a card, to see that it is right.")),
                ("decide", quorum.decide, _("Decide by the words of enough cards, typed here.")),
            ],
        ),
    ]


def _commands() -> dict[str, list[tuple[str, Callable[..., Any], str]]]:
    """Commands of one word, by what they are about."""
    return {
        _("Start"): [
            ("demo", trial.demo, _("Show it all at work, with sample data on three laptops.")),
            ("new", founding.new, _("Start a group: its first vault.")),
            ("join", founding.join, _("Make an empty vault, and a request to hand to an admin.")),
            ("admit", founding.admit, _("Admit whoever made a join request; without --code, look at it.")),
            ("confirm-laptop", founding.confirm_laptop, _("Say of a laptop that it is yours, or whose it is.")),
        ],
        _("Bundles"): [
            ("bundle", exchange.bundle, _("Make a bundle of what others have not stated to have.")),
            ("open", exchange.open_bundles, _("Open bundles, each of them whole or not at all.")),
            (
                "watch",
                folders.watch,
                _("Look at the shared folder once: what is there, and this laptop's news into it."),
            ),
            ("codes", codes.codes, _("Draw a bundle or a join request as a sequence of QR codes.")),
            ("read-codes", codes.read_codes, _("Put together what the pictures of QR codes hold.")),
            ("only-copy", exchange.only_copy, _("Say that no other copy of this laptop's vault is left.")),
            ("advice", advice.advise, _("What to do next, so that nobody is without news.")),
        ],
        _("Records"): [
            ("status", status.status, _("Group, members, who has what, what is to be handed over.")),
            ("list", records.list_records, _("List the records of a kind.")),
            ("show", records.show, _("Show a record: fields, conflicts, parts, history.")),
            ("add", records.add, _("Add a record; prints its id.")),
            ("set", records.change, _("Change fields of a record.")),
            ("delete", records.delete, _("Delete a record and its parts.")),
            ("edit", many.edit, _("Make many changes at once, from a file of JSON lines.")),
            ("undo", many.undo, _("Take the last action of this laptop back.")),
            ("redo", many.redo, _("Do the action last undone once more.")),
            ("search", searching.search, _("Find anything by words.")),
            ("conflicts", conflicts.show_conflicts, _("List values written at the same time, and broken rules.")),
            ("settle", conflicts.settle, _("Settle a conflict.")),
            ("attach", attachments.attach, _("Attach a file to a record; prints the id of the attachment.")),
            (
                "attachments",
                attachments.list_attachments,
                _("List what is attached, and what of it is on this laptop."),
            ),
            ("detach", attachments.detach, _("Take an attachment away.")),
            ("save", attachments.save, _("Write a copy of an attachment to the disk, not encrypted.")),
            ("fetch", attachments.fetch, _("Say whether this laptop wants the bytes of an attachment.")),
        ],
        _("Files and paper"): [
            ("import", lists.import_list, _("Import a list: .csv, .xlsx or .vcf.")),
            ("export", lists.export, _("Export a list: .csv, .xlsx, .vcf, .ics or .json.")),
            ("print", printing.print_sheet, _("Print a sheet to a PDF.")),
            ("type-in", typing_in.type_in, _("Type a printed sheet back in, by the codes beside its rows.")),
        ],
        _("Keys"): [
            ("passphrase", keys.passphrase, _("Change the passphrase, and with --new-key the vault's key.")),
            ("recovery-code", keys.recovery_code, _("Make a new recovery code, or check the one on paper.")),
            ("shares", keys.shares, _("Make shares for people you trust, some of which open the vault together.")),
            (
                "recover",
                recovering.recover,
                _("Open a vault with what is on paper, and set a new passphrase."),
            ),
            ("keystore", keys.keystore, _("Let this computer's keystore open the vault, or stop that.")),
            ("identity", identity.identity, _("Print what opens this laptop's bundles in other tools (age -d).")),
            ("checklist", keys.checklist, _("What to have done before it is needed.")),
        ],
        _("Trust"): [
            ("suspend", trust.suspend, _("Suspend a member's laptops at once; without --yes, say what would follow.")),
            ("lift", trust.lift, _("Vote to lift a suspension.")),
            ("remove", trust.remove, _("Vote to remove a member's laptops for good.")),
            ("role", trust.role, _("Give a member another role.")),
            ("retire", trust.retire, _("Wait for a silent laptop no longer, so that old history can go.")),
            ("quarantine", reviewing.quarantine, _("List what suspended laptops wrote and nobody has taken over.")),
            ("take-over", reviewing.take_over, _("Take a batch over from quarantine, or single changes of it.")),
            ("leave-out", reviewing.leave_out, _("Leave a batch in quarantine, and say why.")),
            ("story", reviewing.story, _("Tell who decided what about the group.")),
            ("erase", erasures.erase, _("Erase a record on all laptops; without --yes, say what that would be.")),
            ("erasures", erasures.erasures, _("List the orders to erase, and which laptops have confirmed them.")),
            ("retention", retention.retention, _("List what has been kept long enough; keep it longer, or erase it.")),
            ("uphold", erasures.uphold, _("Let an order to erase stand whose author turned out to be suspended.")),
            ("prune", erasures.prune, _("Let go of old history that every active laptop has.")),
            ("travel", travel.travel, _("Make a smaller copy of the vault to travel with.")),
        ],
        _("The group and this copy"): [
            ("settings", settings.settings, _("Show or set what the whole group has agreed on.")),
            ("link", settings.link, _("Say which person of the books you are.")),
            ("digest", status.digest, _("Print a line that is equal on copies with equal knowledge.")),
            ("verify", status.verify, _("Verify every signature, and the tables against the log.")),
            ("pictures", trial.pictures, _("Draw every page of the window, light and dark, as PNG.")),
        ],
    }


class Ending(TyperGroup):
    """Runs a command and turns whatever stops it into one line on standard error and an exit status."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - its caller says it.
        """List the commands under what they are about."""
        sections: dict[str, list[tuple[str, Any]]] = {}
        for name, command in self.commands.items():
            sections.setdefault(getattr(command, "rich_help_panel", None) or _("Commands"), []).append((name, command))
        for section, commands in sections.items():
            with formatter.section(section):
                formatter.write_dl([(name, command.get_short_help_str(WHOLE)) for name, command in commands])

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Problem as problem:
            _fail(str(problem), problem, ctx)
            raise typer.Exit(1) from problem
        except (KeyboardInterrupt, EOFError) as stop:
            _fail(_("Stopped. Nothing is half done."), stop, ctx)
            raise typer.Exit(1) from stop
        except MemoryError as error:
            _fail(
                _("This computer has no memory left for what was asked. Close other programs and try again."),
                error,
                ctx,
            )
            raise typer.Exit(1) from error
        except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
            raise
        except Exception as error:
            _fail(_unforeseen(error), error, ctx)
            raise typer.Exit(1) from error


def _fail(text: str, error: BaseException, context: Any) -> None:
    world = context.obj
    if isinstance(world, World) and world.variables.get(DEBUG):
        typer.echo("".join(traceback.format_exception(error)), err=True)
    typer.echo(harmless(" ".join(text.split())), err=True)


def _unforeseen(error: Exception) -> str:
    """Where a mistake of ours showed itself. Its message is left out, because it may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return _(
        "Something went wrong that we did not foresee ({what} at {where}). This is a mistake in the program:"
        " please send us this line, and say what you did."
    ).format(what=type(error).__name__, where=where)
