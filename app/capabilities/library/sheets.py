"""The sheets of the library: a document to write on, review form, verdict, map, reading list, session."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from app.capabilities.library import documents, maps, rounds, studies
from app.capabilities.library.bibliography import STYLE, key_of, works
from app.capabilities.library.map.evaluation import WORDS, evaluate
from app.capabilities.library.map.reasons import Reason, outline
from app.capabilities.library.records import OUTCOMES, RECOMMENDATIONS, Citation, Criterion, Source
from app.capabilities.library.records_map import Path, Reading, Recall, Session, Study
from app.capabilities.library.rendering import TextPart, rendered
from app.capabilities.library.typed_sheets import MET, REVIEWED
from app.i18n import N_, _, ngettext
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted
from app.services.records.titles import Titles
from app.services.settings import group
from app.sheets.codes import row_code
from app.sheets.manuscript import CitedPlace, Manuscript, ManuscriptPart, ManuscriptRun
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault

_ROLES = {"": "", "premise": N_("because"), "supports": N_("for"), "attacks": N_("against"), "undercuts": N_("but")}


def document(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print a version with its lines numbered, a wide margin for notes, and the sources that it cites."""
    version = documents.version_of(vault, wanted.record)
    title = documents.document_row(vault, version.document).title or ""
    with vault.reading() as session:
        rows = session.exec(select(Citation).where(Citation.version == version.id)).all()
        cited = sorted(rows, key=lambda each: each.id)
        sources = session.exec(select(Source).where(col(Source.id).in_([each.source for each in cited]))).all()
        style = group.read(session, vault.registry).get(STYLE) or "own"
    keys = {each.id: key_of(each) for each in sources}
    label = _("{title}, version {label}").format(title=title, label=documents.label(version))
    text = version.text or _("This version is a file, which is attached to the document.")
    parts = [manuscript_part(each) for each in rendered(text)]
    if parts and parts[0].kind == "heading" and "".join(run.text for run in parts[0].runs).strip() == title.strip():
        parts = parts[1:]  # It stands above the text already.
    manuscript = Manuscript(
        title,
        label,
        tuple(_stepping(parts)),
        works(sources),
        tuple(
            CitedPlace(keys[each.source], each.place or "", each.passage or "")
            for each in cited
            if each.source in keys and (each.place or each.passage)
        ),
        style,
        _("References"),
        _("Citations"),
    )
    return FilledSheet((SheetColumn("text", _("Text")),), (), documents.label(version), manuscript=manuscript)


def _stepping(parts: Sequence[ManuscriptPart]) -> Iterator[ManuscriptPart]:
    """Let headings go down by one level at a time below the title, as those who read by headings need it."""
    before = 1
    for each in parts:
        if each.kind == "heading":
            before = min(each.level + 1, before + 1)
            yield replace(each, level=before)
        else:
            yield each


def manuscript_part(part: TextPart) -> ManuscriptPart:
    """Give a part of a text as paper takes it; a link has its address behind it."""
    runs = tuple(
        ManuscriptRun(
            f"{each.text} ({each.link})" if each.link and each.link != each.text else each.text,
            each.strong,
            each.emphasis,
            each.code,
        )
        for each in part.runs
    )
    return ManuscriptPart(part.kind, runs, part.level, part.depth, part.mark)


def review_form(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the criteria of a round to be answered by hand; the codes find them again."""
    known = rounds.standing(vault, wanted.record)
    with vault.reading() as session:
        criteria = session.exec(select(Criterion).where(Criterion.rubric == (known.round.rubric or ""))).all()
    columns = (
        SheetColumn("text", _("Question"), width=3),
        SheetColumn("one", _("1 means"), width=2),
        SheetColumn("five", _("5 means"), width=2),
        SheetColumn("score", _("1 to 5"), kind="line"),
    )
    ordered = sorted(criteria, key=lambda each: (each.position or 0, each.id))
    rows = [SheetRow((each.text, each.one or "", each.five or "", ""), code=row_code(each.id)) for each in ordered]
    asked = (_("Reviewer, date"), _("What must change"), _("In words"))
    words = ", ".join(_(word) for word in RECOMMENDATIONS.values())
    notes = (_("Circle one: {words}.").format(words=words), _("Does an interest of yours touch authors or subject?"))
    written = SheetSection(_("To be written in"), tuple(SheetRow((each, "", "", ""), to_sign=True) for each in asked))
    summary = ngettext("{count} question", "{count} questions", len(rows)).format(count=len(rows))
    purpose = _version_words(vault, known.round.version)
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)), written), summary, purpose, notes)


def _version_words(vault: Vault, version: str) -> str:
    """Say which version of what a sheet is about."""
    row = documents.version_of(vault, version)
    title = documents.document_row(vault, row.document).title or ""
    return _("{title}, version {label}").format(title=title, label=documents.label(row))


def verdict(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print what was decided about a version: medians and ranges, recommendations, changes, and who dissents."""
    known = rounds.standing(vault, wanted.record)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch("person", [*(s.person for s in known.seats), *(n.person for n in known.notes)])
        titles.fetch("criterion", list(known.spreads))
        person = {seat.id: titles.of(seat.person) for seat in known.seats}
        scores = [
            SheetRow(
                (titles.of(each), _between(*spread.median), _("range {range}").format(range=_between(*spread.range)))
            )
            for each, spread in known.spreads.items()
        ]
        notes = [SheetRow((titles.of(each.person), each.text, "")) for each in known.notes]
    said = [
        SheetRow((person[each.seat], _(RECOMMENDATIONS.get(each.recommendation, "")), each.text or ""))
        for each in known.reviews
        if each.id in known.counting
    ]
    changes = [
        SheetRow((each.text, _(OUTCOMES[each.outcome]) if each.outcome in OUTCOMES else "", each.why or ""))
        for each in known.changes
    ]
    decided = [SheetRow((_(RECOMMENDATIONS.get(v.word, v.word)), v.method or "", v.text or "")) for v in known.verdicts]
    sections = (
        SheetSection(_("Verdict") if known.verdict else _("No verdict counts yet"), tuple(decided)),
        SheetSection(_("Minority notes"), tuple(notes)),
        SheetSection(_("Median and range of each criterion"), tuple(scores)),
        SheetSection(_("Reviews"), tuple(said)),
        SheetSection(_("Changes asked for"), tuple(changes)),
    )
    columns = (
        SheetColumn("what", _("What"), width=2),
        SheetColumn("how", _("How"), width=2),
        SheetColumn("text", "", width=3),
    )
    count = ngettext("{count} review counts", "{count} reviews count", len(said)).format(count=len(said))
    shown = tuple(each for each in sections if each.rows or each is sections[0])
    return FilledSheet(columns, shown, count, _version_words(vault, known.round.version))


def _between(low: int, high: int) -> str:
    return str(low) if low == high else _("{low} to {high}").format(low=low, high=high)


def argument_map(vault: Vault, _wanted: Wanted) -> FilledSheet:
    """Print the map as an indented list, with what stands."""
    known = maps.read_map(vault)
    standing = evaluate(known.graph)

    def words(line: Reason) -> str:
        return f"{_(_ROLES[line.role])} {known.texts[line.id]}" if line.role else known.texts[line.id]

    def stands(line: Reason) -> str:
        return _("see above") if line.again else _(WORDS[standing[line.id].word])

    rows = [
        SheetRow((words(line), stands(line)), "" if line.depth else "strong", indent=line.depth)
        for line in outline(known.graph)
    ]
    sketches, total = len(known.graph.sketches()), len(known.graph.relations)
    summary = _("{count} of {total} relations are worked out.").format(count=total - sketches, total=total)
    columns = (SheetColumn("text", _("Claim or argument"), width=5), SheetColumn("word", _("Stands"), width=1))
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)),), summary)


def reading_list(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the readings of a path."""
    with vault.reading() as session:
        found = session.exec(select(Reading).where(Reading.path == wanted.record)).all()
        path = session.exec(select(Path).where(Path.id == wanted.record)).one()
        name, purpose = path.name or "", path.purpose or ""
    ordered = sorted(found, key=lambda each: (each.position or 0, each.id))
    rows = [SheetRow((str(r.position or ""), r.title, r.questions or "", str(r.minutes or ""))) for r in ordered]
    columns = (
        SheetColumn("position", _("No."), kind="number"),
        SheetColumn("title", _("Reading"), width=2),
        SheetColumn("questions", _("Questions"), width=3),
        SheetColumn("minutes", _("Minutes"), kind="number"),
    )
    summary = ngettext("{count} reading", "{count} readings", len(rows)).format(count=len(rows))
    about = ". ".join(filter(None, (name, purpose.rstrip("."))))
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)),), summary, about)


def session_sheet(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print who takes part in a session, to be ticked, and the questions of its reading."""
    with vault.reading() as session:
        row = session.exec(select(Session).where(Session.id == wanted.record)).one()
        study: Any = session.exec(select(Study).where(Study.id == row.study)).first()
        reading = session.exec(select(Reading).where(Reading.id == (row.reading or ""))).first()
        people = list(study.people or ()) if study else []
        titles = Titles.within(vault, session)
        titles.fetch("person", [*people, row.facilitator])
        titles.fetch("path", [study.path if study else None])
        path = titles.of(study.path) if study and study.path else ""
        names = sorted((titles.of(each), each) for each in people)
        leads = titles.of(row.facilitator) if row.facilitator else ""
    came = set(row.attended or ())
    rows = [SheetRow((name, "x" if each in came else "", ""), code=row_code(each)) for name, each in names]
    questions = (reading.questions or "").splitlines() if reading else []
    columns = (
        SheetColumn("person", _("Person"), width=2),
        SheetColumn("came", _("Came"), kind="tick"),
        SheetColumn("note", _("Note"), kind="line", width=2),
    )
    sections = [SheetSection(reading.title if reading else "", tuple(rows))]
    notes = tuple(questions) + ((_("Facilitator: {name}").format(name=leads),) if leads else ())
    return FilledSheet(columns, tuple(sections), format_day(row.day), path, notes)


def catch_up(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print for each who missed something of a study circle exactly that; each on lines of their own, to be cut."""
    rows = studies.sessions(vault, wanted.record)
    people = studies.study_row(vault, wanted.record).people or ()
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch("person", people)
        names = sorted((titles.of(each), each) for each in people)
    end = max((each.day for each in rows), default=datetime.date.min) + datetime.timedelta(days=1)
    sections: list[SheetSection] = []
    for name, person in names:
        lines = [
            SheetRow((format_day(m.session.day), m.reading.title if m.reading else "", _came_of(m)))
            for m in studies.missed(vault, wanted.record, person, end)
        ]
        if lines:
            sections.append(SheetSection(name, tuple(lines)))
    columns = (
        SheetColumn("day", _("Day"), kind="day"),
        SheetColumn("reading", _("Reading"), width=2),
        SheetColumn("came", _("What came of it"), width=4),
    )
    count = len(sections)
    summary = ngettext("{count} person missed something", "{count} people missed something", count).format(count=count)
    return FilledSheet(columns, tuple(sections), summary, _path_of(vault, wanted.record))


def _path_of(vault: Vault, study: str) -> str:
    """Say which path a study circle follows."""
    path = studies.study_row(vault, study).path
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch("path", [path])
        return titles.of(path) if path else ""


def _came_of(missed: studies.Missed) -> str:
    """Say what a session came to: how far it got, its ideas, and what stays open."""
    row, reading = missed.session, missed.reading
    parts = [_("Covered up to {where}").format(where=row.covered) if row.covered else ""]
    parts += [_("Idea: {text}").format(text=line) for line in (row.ideas or "").splitlines()]
    parts += [_("Open: {text}").format(text=line) for line in (row.questions or "").splitlines()]
    parts += [reading.passage or ""] if reading else []
    return "\n".join(part for part in parts if part)


def recall_cards(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the questions to remember of a study circle, with room to write before the answer is folded up."""
    ids = [each.id for each in studies.sessions(vault, wanted.record)]
    with vault.reading() as session:
        found = session.exec(select(Recall).where(col(Recall.session).in_(ids))).all()
    place = {identity: number for number, identity in enumerate(ids)}
    ordered = sorted(found, key=lambda each: (place[each.session or ""], each.id))
    rows = [SheetRow((each.question or "", "", each.answer or "")) for each in ordered]
    columns = (
        SheetColumn("question", _("Question"), width=3),
        SheetColumn("said", _("What I remember"), kind="line", width=3),
        SheetColumn("answer", _("Answer: fold this back first"), width=3),
    )
    summary = ngettext("{count} question", "{count} questions", len(rows)).format(count=len(rows))
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)),), summary, _path_of(vault, wanted.record))


SHEETS = (
    SheetKind(
        "document",
        N_("Document"),
        N_("To read and write on."),
        "document_version",
        document,
        of_one=True,
        template="manuscript",
    ),
    SheetKind(
        "review-form",
        N_("Review form"),
        N_("A review by hand."),
        "round",
        review_form,
        of_one=True,
        typed_back=REVIEWED,
    ),
    SheetKind("verdict", N_("Verdict"), N_("What was decided, and who dissents."), "round", verdict, of_one=True),
    SheetKind(
        "argument-map", N_("Map of arguments"), N_("What stands, and why."), "claim", argument_map, filtered=False
    ),
    SheetKind(
        "reading-list", N_("Reading list"), N_("What is read in which order."), "path", reading_list, of_one=True
    ),
    SheetKind(
        "study-session",
        N_("Study session"),
        N_("Who came, and what to ask."),
        "session",
        session_sheet,
        of_one=True,
        typed_back=MET,
    ),
    SheetKind("catch-up", N_("Catching up"), N_("What somebody missed."), "study", catch_up, of_one=True),
    SheetKind("recall-cards", N_("Recall cards"), N_("Questions to remember."), "study", recall_cards, of_one=True),
)
