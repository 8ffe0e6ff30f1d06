"""The verbs of notes: made on a passage, listed and placed, confirmed, put, answered, taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _
from app.services.command import Verb

Version = Annotated[str, typer.Argument(metavar="VERSION", help=_("The id of a version, or a document with one head."))]
NoteId = Annotated[str, typer.Argument(metavar="NOTE", help=_("The id of a note."))]


def annotate(
    context: typer.Context,
    folder: VaultFolder,
    version: Version,
    words: Annotated[str, typer.Argument(metavar="WORDS", help=_("The passage, word for word."))],
    text: Annotated[str, typer.Option("--text", help=_("The note."))],
    kind: Annotated[str, typer.Option("--kind")] = "question",
    nth: Annotated[int, typer.Option("--nth", min=1, help=_("Which of several places."))] = 1,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a note on a passage."""
    from app.capabilities.library import documents

    with opened(context, folder, passphrase_file) as vault:
        found = documents.version_of(vault, version)
        identity = documents.annotate(vault, found, words, {"text": text, "kind": kind}, nth).added[0]
    say_json({"id": identity}) if as_json else say(identity)


def listed(
    context: typer.Context,
    folder: VaultFolder,
    version: Version,
    on_version: Annotated[str, typer.Option("--on-version", help=_("Place them on another version."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List the annotations of a version, and where they stand on another."""
    from app.capabilities.library import documents

    with opened(context, folder, passphrase_file) as vault:
        one = documents.version_of(vault, version)
        rows = documents.placed(vault, one, documents.version_of(vault, on_version) if on_version else None)
    if as_json:
        say_json({
            "version": one.id,
            "annotations": [
                {
                    "id": each.annotation.id, "exact": each.annotation.exact, "kind": each.annotation.kind,
                    "text": each.annotation.text, "answer": each.annotation.answer,
                    "thread": each.annotation.state, "place": each.place.start, "end": each.place.end,
                    "score": each.place.score, "state": each.place.state,
                }
                for each in rows
            ],
        })  # fmt: skip
        return
    lines = [
        (str(r.place.start), r.place.state, f"{r.place.score:.2f}", r.annotation.exact, r.annotation.text) for r in rows
    ]
    say_table((_("Place"), _("State"), _("Score"), _("Words"), _("Note")), lines)


def confirm(
    context: typer.Context,
    folder: VaultFolder,
    note: NoteId,
    version: Version,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say that a note that moved stands where it was found on a version."""
    from app.capabilities.library import documents, notes
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "annotation", note)
        notes.confirm(vault, found, documents.version_of(vault, version).id)
    say_json({"id": found}) if as_json else say(_("Confirmed."))


def put(
    context: typer.Context,
    folder: VaultFolder,
    note: NoteId,
    version: Version,
    words: Annotated[str, typer.Argument(metavar="WORDS", help=_("The passage, word for word."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a note that has lost its place, with its thread, on a passage of another version."""
    from app.capabilities.library import documents, notes
    from app.problems import WrongValue
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found, on = editing.find(vault, "annotation", note), documents.version_of(vault, version)
        start = (on.text or "").find(words) if words.strip() else -1
        if start < 0:
            raise WrongValue(_("These words are not in this version."), field="exact")
        notes.put(vault, found, on.id, start, start + len(words))
    say_json({"id": found}) if as_json else say(_("Put in its place."))


def answer(
    context: typer.Context,
    folder: VaultFolder,
    note: NoteId,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Answer a note."""
    from app.capabilities.library import notes
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "annotation", note)
        notes.answer(vault, found, text)
    say_json({"id": found, "state": "answered"}) if as_json else say(_("Answered."))


NOTE_COMMANDS = (
    Verb("annotate", annotate, _("Put a note on a passage.")),
    Verb("annotations", listed, _("List annotations, and where they stand on another version.")),
    Verb("annotation confirm", confirm, _("Say that a note that moved stands where it was found.")),
    Verb("annotation put", put, _("Put a note on a passage of another version.")),
    Verb("annotation answer", answer, _("Answer a note.")),
)
