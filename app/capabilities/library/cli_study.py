"""The verbs of sources, study circles, and annotations as files."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.named_files import read, reserved
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _
from app.services.command import Verb

if TYPE_CHECKING:
    from app.storage.vault.vault import Vault

StudyId = Annotated[str, typer.Argument(metavar="STUDY", help=_("The id of a study circle."))]
PersonName = Annotated[str, typer.Argument(metavar="PERSON", help=_("A person, by name or id."))]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DAY", help=_("As of a day; by default today."))]
Version = Annotated[str, typer.Argument(metavar="VERSION")]


def _day(vault: Vault, text: str) -> datetime.date:
    from app.records.days import parse_day
    from app.services.settings import group

    return (parse_day(text) if text else None) or group.today(vault)


def sources(
    context: typer.Context,
    folder: VaultFolder,
    import_file: Annotated[Path | None, typer.Option("--import", metavar="FILE", help=_("CSL-JSON or RIS."))] = None,
    export_file: Annotated[Path | None, typer.Option("--export", metavar="FILE", help=_("As CSL-JSON."))] = None,
    force: Force = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List the sources, take some in, or write them as CSL-JSON."""
    from sqlmodel import select

    from app.capabilities.library import references
    from app.capabilities.library.records import Source
    from app.records.changes import Add

    data = read(import_file) if import_file else None
    with opened(context, folder, passphrase_file) as vault:
        if data is not None and import_file is not None:
            items = references.read_ris(data) if import_file.suffix.lower() == ".ris" else references.read_csl(data)
            vault.apply([Add("source", references.fields(item)) for item in items], _("Take in sources"))
        with vault.reading() as session:
            rows = sorted(session.exec(select(Source)).all(), key=lambda each: each.id)
        plain = [
            {"id": r.id, "key": r.key, "type": r.type, "title": r.title, "author": r.author, "issued": r.issued,
             "checked_on": r.checked_on, "checked_by": r.checked_by, "csl": r.csl}
            for r in rows
        ]  # fmt: skip
    if export_file:
        with reserved(export_file, force=force) as place:
            say(str(place.write(references.written(list(plain)).encode())))
    elif as_json:
        say_json({"sources": [{key: value for key, value in each.items() if key != "csl"} for each in plain]})
    else:
        lines = [(r.id, r.author or "", r.issued or "", r.title) for r in rows]
        say_table((_("Id"), _("Authors"), _("Published"), _("Title")), lines)


def start(
    context: typer.Context,
    folder: VaultFolder,
    path: Annotated[str, typer.Argument(metavar="PATH", help=_("A reading path."))],
    people: Annotated[list[str], typer.Argument(metavar="PERSON...", help=_("Who takes part."))],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help=_("The first session; by default today."))] = "",
    every: Annotated[int, typer.Option("--every", min=1, help=_("Days between sessions."))] = 7,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Start a reading path with some people: a session for each reading, facilitated in turn."""
    from app.capabilities.library import studies
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        who = [editing.find(vault, "person", each) for each in people]
        found = editing.find(vault, "path", path)
        identity = studies.start(vault, found, _day(vault, on), who, every).added[0]
        rows = studies.sessions(vault, identity)
    lines = [{"id": r.id, "day": r.day, "reading": r.reading, "facilitator": r.facilitator} for r in rows]
    if as_json:
        say_json({"id": identity, "sessions": lines})
    else:
        say(identity)
        say_table((_("Id"), _("Day")), [(r.id, r.day.isoformat()) for r in rows])


def session(
    context: typer.Context,
    folder: VaultFolder,
    session_id: Annotated[str, typer.Argument(metavar="SESSION")],
    came: Annotated[list[str] | None, typer.Option("--came", help=_("Who came."))] = None,
    covered: Annotated[str, typer.Option("--covered", help=_("Covered up to."))] = "",
    ideas: Annotated[list[str] | None, typer.Option("--idea", help=_("Up to three."))] = None,
    question: Annotated[list[str] | None, typer.Option("--question", help=_("An open question."))] = None,
    facilitator: Annotated[str, typer.Option("--facilitator", help=_("Swap who facilitates."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Note what became of a session."""
    from app.capabilities.library import studies
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        found = editing.find(vault, "session", session_id)
        values: dict[str, object] = {}
        if came:
            values["attended"] = [editing.find(vault, "person", each) for each in came]
        if facilitator:
            values["facilitator"] = editing.find(vault, "person", facilitator)
        for name, text in (("covered", covered), ("ideas", "\n".join(ideas or ())), ("questions", question)):
            if text:
                values[name] = text if isinstance(text, str) else "\n".join(text)
        studies.note_session(vault, found, values)
    say_json({"id": found}) if as_json else say(_("Noted."))


def catch_up(
    context: typer.Context,
    folder: VaultFolder,
    study: StudyId,
    person: PersonName,
    as_of: AsOf = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Give exactly what somebody missed."""
    from app.capabilities.library import studies
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        who, found = editing.find(vault, "person", person), editing.find(vault, "study", study)
        rows = studies.missed(vault, found, who, _day(vault, as_of))
    if as_json:
        say_json({
            "person": who,
            "missed": [
                {
                    "session": r.session.id, "day": r.session.day, "covered": r.session.covered,
                    "ideas": (r.session.ideas or "").splitlines(),
                    "questions": (r.session.questions or "").splitlines(),
                    "reading": r.reading.title if r.reading else None,
                    "passage": r.reading.passage if r.reading else None,
                }
                for r in rows
            ],
        })  # fmt: skip
        return
    for each in rows:
        say(f"{each.session.day.isoformat()}  {each.reading.title if each.reading else ''}")
        for text in (each.session.covered, each.session.ideas, each.session.questions):
            if text:
                say(f"  {text}")


def due(
    context: typer.Context,
    folder: VaultFolder,
    person: PersonName,
    as_of: AsOf = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List the recall questions that come back to somebody."""
    from app.capabilities.library import studies
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        rows = studies.due(vault, editing.find(vault, "person", person), _day(vault, as_of))
    if as_json:
        say_json({
            "due": [
                {"id": r.id, "question": r.question, "answer": r.answer, "due": m.due, "ratings": m.ratings}
                for r, m in rows
            ]
        })  # fmt: skip
        return
    say_table((_("Id"), _("Due"), _("Question")), [(r.id, str(m.due or ""), r.question) for r, m in rows])


def rate(
    context: typer.Context,
    folder: VaultFolder,
    recall: Annotated[str, typer.Argument(metavar="RECALL", help=_("The id of a question."))],
    person: PersonName,
    value: Annotated[int, typer.Argument(metavar="RATING", help=_("1 again, 2 hard, 3 good, 4 easy."))],
    as_of: AsOf = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say how well somebody remembered."""
    from app.capabilities.library import studies
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        who, found = editing.find(vault, "person", person), editing.find(vault, "recall", recall)
        identity = studies.rate(vault, found, who, _day(vault, as_of), value).added[0]
    say_json({"id": identity}) if as_json else say(_("Noted."))


def join(
    context: typer.Context,
    folder: VaultFolder,
    study: StudyId,
    person: PersonName,
    as_of: AsOf = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Let somebody take part; the coming turns are dealt anew, fairly with what has been."""
    from app.capabilities.library import studies
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        who, found = editing.find(vault, "person", person), editing.find(vault, "study", study)
        studies.take_part(vault, found, who, _day(vault, as_of))
        rows = studies.sessions(vault, found)
    lines = [{"id": r.id, "day": r.day, "reading": r.reading, "facilitator": r.facilitator} for r in rows]
    say_json({"sessions": lines}) if as_json else say(_("Noted."))


def question(
    context: typer.Context,
    folder: VaultFolder,
    session_id: Annotated[str, typer.Argument(metavar="SESSION")],
    text: Annotated[str, typer.Argument(metavar="QUESTION", help=_("An open question of this session."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make an open question of a session a note on the text that was read."""
    from app.capabilities.library import studies
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        identity = studies.question_to_note(vault, editing.find(vault, "session", session_id), text).added[0]
    say_json({"id": identity}) if as_json else say(identity)


def path_export(
    context: typer.Context,
    folder: VaultFolder,
    path: Annotated[str, typer.Argument(metavar="PATH")],
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    force: Force = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write a reading path as a file, with nothing of the group in it."""
    from app.capabilities.library import path_files
    from app.services.records import editing

    with reserved(file, force=force) as place, opened(context, folder, passphrase_file) as vault:
        written = place.write(path_files.written(vault, editing.find(vault, "path", path)).encode())
    say(str(written))


def path_import(
    context: typer.Context,
    folder: VaultFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take in a reading path from a file."""
    from app.capabilities.library import path_files

    data = read(file)
    with opened(context, folder, passphrase_file) as vault:
        identity = path_files.take_in(vault, data).added[0]
    say_json({"id": identity}) if as_json else say(identity)


def annotations_export(
    context: typer.Context,
    folder: VaultFolder,
    version: Version,
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonld")],
    force: Force = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the annotations of a version as W3C Web Annotations."""
    from app.capabilities.library import documents, note_files

    with reserved(file, force=force) as place, opened(context, folder, passphrase_file) as vault:
        found = documents.version_of(vault, version)
        written = place.write(note_files.written(vault, found.id).encode())
    say(str(written))


def annotations_import(
    context: typer.Context,
    folder: VaultFolder,
    version: Version,
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonld")],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take in W3C Web Annotations on a version, in one action."""
    from app.capabilities.library import documents, note_files

    data = read(file)
    with opened(context, folder, passphrase_file) as vault:
        added = note_files.take_in(vault, documents.version_of(vault, version).id, data).added
    say_json({"added": len(added)}) if as_json else say(_("{count} were added.").format(count=len(added)))


STUDY_COMMANDS = (
    Verb("annotations-export", annotations_export, _("Write annotations as W3C Web Annotations.")),
    Verb("annotations-import", annotations_import, _("Take in W3C Web Annotations.")),
    Verb("sources", sources, _("List the sources, take some in, or write them.")),
    Verb("study start", start, _("Start a reading path with some people.")),
    Verb("study session", session, _("Note what became of a session.")),
    Verb("study catch-up", catch_up, _("Give exactly what somebody missed.")),
    Verb("study due", due, _("List the recall questions that come back.")),
    Verb("study rate", rate, _("Say how well somebody remembered.")),
    Verb("study join", join, _("Let somebody take part.")),
    Verb("study question", question, _("Make an open question a note on the text.")),
    Verb("path export", path_export, _("Write a reading path as a file.")),
    Verb("path import", path_import, _("Take in a reading path from a file.")),
)
