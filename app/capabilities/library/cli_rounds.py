"""The verbs of review rounds, verdicts and minority notes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.named_files import read
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _
from app.services.command import Verb

if TYPE_CHECKING:
    from app.capabilities.library.recusals import Recusal
    from app.capabilities.library.rounds import RoundStanding

RoundId = Annotated[str, typer.Argument(metavar="ROUND", help=_("The id of a round."))]
SeatId = Annotated[str, typer.Argument(metavar="SEAT", help=_("The id of a reviewer of a round."))]
Waiver = Annotated[str, typer.Option("--person", help=_("Who waives it: you, whose laptop this is."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why, in a few words."))]
Interest = Annotated[str, typer.Option("--interest", help=_("What of theirs touches the authors or the subject."))]


def open_round(
    context: typer.Context,
    folder: VaultFolder,
    version: Annotated[str, typer.Argument(metavar="VERSION")],
    rubric: Annotated[str, typer.Option("--rubric", help=_("paper, proposal, guide, or one of your own."))] = "paper",
    chair: Annotated[str, typer.Option("--chair", help=_("A person."))] = "",
    due: Annotated[str, typer.Option("--due", metavar="DAY")] = "",
    needs: Annotated[int, typer.Option("--needs", help=_("How many reviews it takes."))] = 2,
    circle: Annotated[str, typer.Option("--circle", help=_("Who may read it until the verdict: a circle."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Open a review round on one version."""
    from app.capabilities.library import documents, rounds
    from app.records.days import parse_day
    from app.services.members import circles
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = documents.version_of(vault, version)
        person = editing.find(vault, "person", chair) if chair else None
        day = parse_day(due) if due else None
        values = {"rubric": rounds.rubric_of(vault, rubric), "chair": person, "due": day, "needs": needs}
        within = circles.named(vault, circle).circle if circle else ""
        identity = rounds.open_round(vault, found.id, values, within).added[0]
    say_json({"id": identity}) if as_json else say(identity)


def ask(
    context: typer.Context,
    folder: VaultFolder,
    round_id: RoundId,
    people: Annotated[list[str], typer.Argument(metavar="PERSON...", help=_("Whom to ask."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Ask people for a review."""
    from app.capabilities.library import rounds
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "round", round_id)
        rounds.ask(vault, found, [editing.find(vault, "person", each) for each in people])
        known = rounds.standing(vault, found)
    seats = [{"id": seat.id, "person": seat.person, "state": seat.state} for seat in known.seats]
    say_json({"seats": seats}) if as_json else say_table(
        (_("Reviewer"), _("Person"), _("State")), [tuple(seat.values()) for seat in seats]
    )


def accept(
    context: typer.Context,
    folder: VaultFolder,
    seat: SeatId,
    interest: Interest = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Accept to review, and say whether an interest touches authors or subject."""
    _answer(context, folder, seat, passphrase_file, ("accepted", "", interest), as_json=as_json)


def decline(
    context: typer.Context,
    folder: VaultFolder,
    seat: SeatId,
    reason: Reason,
    interest: Interest = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Decline to review, with a reason."""
    _answer(context, folder, seat, passphrase_file, ("declined", reason, interest), as_json=as_json)


def _answer(
    context: typer.Context,
    folder: Path,
    seat: str,
    passphrase_file: Path | None,
    answer: tuple[str, str, str],
    *,
    as_json: bool,
) -> None:
    from app.capabilities.library import rounds
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "seat", seat)
        rounds.answer(vault, found, *answer)
    say_json({"id": found, "state": answer[0]}) if as_json else say(_("Noted."))


def waive(
    context: typer.Context,
    folder: VaultFolder,
    seat: SeatId,
    reason: Reason,
    person: Waiver = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Let the interest of a reviewer pass, which takes two others, each on a laptop of their own."""
    from app.capabilities.library import rounds
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        who, found = editing.find(vault, "person", person) if person else "", editing.find(vault, "seat", seat)
        identity = rounds.waive(vault, found, reason, who).added[0]
    say_json({"id": identity}) if as_json else say(_("Noted."))


def recuse(
    context: typer.Context,
    folder: VaultFolder,
    seat: SeatId,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write down for a review the interest that the reviewer has declared on their card."""
    from app.capabilities.library import rounds
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "seat", seat)
        rounds.recuse(vault, found)
    say_json({"id": found}) if as_json else say(_("Noted."))


def hand_in(
    context: typer.Context,
    folder: VaultFolder,
    seat: SeatId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("JSON: recommendation, text, scores, changes."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Hand in a review from a file; a second one replaces the first, which stays."""
    from app.capabilities.library import rounds
    from app.capabilities.library.forms import review_form
    from app.services.records import editing

    form = review_form(read(file))
    with opened(context, folder, passphrase_file) as vault:
        identity = rounds.hand_in(vault, editing.find(vault, "seat", seat), form).added[0]
    say_json({"id": identity}) if as_json else say(identity)


def _touch(found: Recusal | None) -> dict[str, Any]:
    """Say which interest touches a review, also one that stands on a card only, and who has waived it."""
    return {
        "touched_by": found.interest if found else None,
        "recused": found is not None and found.recused,
        "waived_by": sorted(found.waived_by) if found else [],
    }


def plain(known: RoundStanding) -> dict[str, Any]:
    """Write where a round stands for a program."""
    decided = known.verdict
    return {
        "id": known.round.id,
        "version": known.round.version,
        "due": known.round.due,
        "needs": known.round.needs,
        "counting": len(known.counting),
        "counting_reviews": list(known.counting),
        "ready": known.ready,
        "medians": {name: list(spread.median) for name, spread in known.spreads.items()},
        "ranges": {name: list(spread.range) for name, spread in known.spreads.items()},
        "seats": [
            {"id": s.id, "person": s.person, "state": s.state, "reason": s.reason, "interest": s.interest,
             **_touch(known.recusals.get(s.id))}
            for s in known.seats
        ],
        "reviews": [
            {"id": r.id, "seat": r.seat, "replaces": r.replaces, "recommendation": r.recommendation, "text": r.text,
             "counts": r.id in known.counting}
            for r in known.reviews
        ],
        "changes": [
            {"id": c.id, "review": c.review, "text": c.text, "outcome": c.outcome, "why": c.why} for c in known.changes
        ],
        "verdict": decided.word if decided else None,
        "verdicts": [{"id": v.id, "word": v.word, "method": v.method, "text": v.text} for v in known.verdicts],
        "minority_notes": [{"verdict": n.verdict, "person": n.person, "text": n.text} for n in known.notes],
    }  # fmt: skip


def status(
    context: typer.Context,
    folder: VaultFolder,
    round_id: RoundId,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say where a round stands: who was asked, which reviews count, and what they say per criterion."""
    from app.capabilities.library import rounds
    from app.services.records import editing
    from app.services.records.titles import Titles

    with opened(context, folder, passphrase_file) as vault:
        known = rounds.standing(vault, editing.find(vault, "round", round_id))
        with vault.reading() as session:
            titles = Titles.within(vault, session)
            titles.fetch("person", [each.person for each in known.seats])
            titles.fetch("criterion", list(known.spreads))
            names = {each.person: titles.of(each.person) for each in known.seats}
            words = {each: titles.of(each) for each in known.spreads}
    if as_json:
        say_json(plain(known))
        return
    say(_("{count} reviews count, {needs} are needed.").format(count=len(known.counting), needs=known.round.needs))
    say_table((_("Reviewer"), _("Person"), _("State")), [(s.id, names[s.person], s.state) for s in known.seats])
    for criterion, spread in known.spreads.items():
        low, high = spread.median
        middle = str(low) if low == high else _("{low} to {high}").format(low=low, high=high)
        say(f"{words[criterion]}  {middle}  ({spread.range[0]}-{spread.range[1]})")
    for verdict in known.verdicts:
        say(_("Verdict: {word}").format(word=verdict.word))
    for note in known.notes:
        say(_("Minority note: {text}").format(text=note.text))


def verdict(
    context: typer.Context,
    folder: VaultFolder,
    round_id: RoundId,
    word: Annotated[str, typer.Argument(metavar="WORD", help=_("adopt, with_changes, revise or decline."))],
    method: Annotated[str, typer.Option("--method", help=_("How it was decided."))] = "",
    text: Annotated[str, typer.Option("--text")] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Decide a round, once enough reviews count."""
    from app.capabilities.library import rounds
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        identity = rounds.give_verdict(vault, editing.find(vault, "round", round_id), word, method, text).added[0]
    say_json({"id": identity}) if as_json else say(identity)


def minority_note(
    context: typer.Context,
    folder: VaultFolder,
    verdict_id: Annotated[str, typer.Argument(metavar="VERDICT")],
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    person: Annotated[str, typer.Option("--person", help=_("Whose note it is; by default yours."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Add a minority note of your own to a verdict."""
    from app.capabilities.library import rounds
    from app.services.members.authors import me
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        who = editing.find(vault, "person", person) if person else me(vault)
        identity = rounds.dissent(vault, editing.find(vault, "verdict", verdict_id), who, text).added[0]
    say_json({"id": identity}) if as_json else say(identity)


ROUND_COMMANDS = (
    Verb("round open", open_round, _("Open a review round on one version.")),
    Verb("round ask", ask, _("Ask people for a review.")),
    Verb("round accept", accept, _("Accept to review, and declare an interest.")),
    Verb("round decline", decline, _("Decline to review, with a reason.")),
    Verb("round waive", waive, _("Let the interest of a reviewer pass; it takes two.")),
    Verb("round recuse", recuse, _("Write down an interest that stands on a reviewer's card.")),
    Verb("round hand-in", hand_in, _("Hand in a review from a file.")),
    Verb("round status", status, _("Say where a round stands.")),
    Verb("verdict", verdict, _("Decide a round.")),
    Verb("minority-note", minority_note, _("Add a minority note of your own.")),
)
