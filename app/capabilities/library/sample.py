"""Sample data of the library: documents through two rounds, a map with a disputed claim, a study half way."""

from __future__ import annotations

import datetime
from typing import Any

from app.capabilities.library.placing import quote
from app.capabilities.library.rubrics import RUBRICS
from app.capabilities.library.sample_map import make_map
from app.capabilities.library.versions import digest
from app.records.changes import New
from app.services.demo.maker import Maker, Sample

HEATING = """# Heating in winter

We heat the **whole house** from November on, and keep it at 18 degrees by day.

## Why

Nobody should freeze, and a cold house makes people ill. Two of us have weak lungs; the north wall gets damp
below 16 degrees.

> The wall was wet in both last winters. *Minutes of the house meeting, March*

## How the cost is shared

- by the nights stayed,
- guests pay nothing for the first three nights,
- a fund pays for those who cannot.

We look at the meter every month, and tell everybody what it says.
"""
VAN = """# A second van

We ask for money for a second van, 2,400 a year for three years.

## The need

One van is away on most mornings, so that deliveries wait. The log book of October has it out on 17 of 22 mornings.

## What else was weighed

1. Cargo bikes: a tenth of the price, but the food bank is on the hill.
2. Going in the afternoon: the shops give bread away before nine.

It would be shared with two other groups, which carry half.
"""
_LATER = "\nWe look at it again after a year.\n"
_TEXTS = (("Heating in winter", "paper", HEATING), ("A second van", "proposal", VAN))
_CHANGED = (
    {
        "by day.": "by day, at 15 by night.",
        "Two of us have weak lungs; the north wall gets damp\nbelow 16 degrees.": (
            "Two people here have weak lungs, and the north wall gets damp below 16 degrees."
        ),
        "- guests pay nothing for the first three nights,\n": "",
    },
    {
        "We ask for money for a second van, 2,400 a year for three years.": (
            "We ask for 1,200 a year for a second van, for three years."
        ),
        "which carry half.": "which have agreed to carry half.",
    },
)
_NOTES = (
    (("keep it at 18 degrees by day", "question", "And by night?"),
     ("Two of us have weak lungs; the north wall gets damp", "objection", "One of them is moving out in May."),
     ("guests pay nothing for the first three nights", "suggestion", "Say who counts the nights."),
     ("a fund pays for those who cannot", "praise", "Good that this is said.")),
    (("One van is away on most mornings", "question", "Was this counted?"),
     ("2,400 a year for three years", "objection", "The other groups were to carry half."),
     ("the food bank is on the hill", "suggestion", "Ask for bikes with a motor.")),
)  # fmt: skip
_SOURCES = (
    ("A cold home and its costs", "Marsh, Ada; Okafor, Ben", "2019", "report", "marsh2019", True),
    ("Governing what is shared", "Ostrander, Eli", "1990", "book", "ostrander1990", True),
    ("Vans, bikes and the last mile", "Lind, Sara", "2021", "article-journal", "lind2021", False),
)
_PARTS = (
    ("Who may use it", 40, "What surprised you?\nWhich rule do we have, too?"),
    ("Rules that fit the place", 35, "Which of our rules came from elsewhere?"),
    ("Those who are bound decide", 50, "Whom do our rules bind that had no say?"),
    ("Watching, and who watches", 30, "Who looks after our own rules?"),
)
_HELD = (
    ("the end of part 1", "Rules are made by those they bind.", "Does this hold for guests?"),
    ("page 58", "A rule that nobody checks is a wish.\nSmall sanctions come first.", "Who would check ours?"),
)
_RECALL = (
    ("Who makes the rules of what is shared?", "Those whom they bind."),
    ("What comes first when a rule is broken?", "A small sanction, and a talk."),
    ("What is a rule that nobody checks?", "A wish."),
)


def _make(maker: Maker) -> None:
    people = list(maker.made.get("people", ()))[:6]
    if len(people) < 6:
        return
    batch = maker.batch
    for title, kind, text in _TEXTS:
        document = batch.add("document", {"title": title, "kind": kind, "owner": people[0]})
        batch.add("document_version", _version(document, 1, text))
    begun = batch.write()
    for place, (_title, kind, text) in enumerate(_TEXTS):
        _document(maker, people, place, (begun[2 * place], begun[2 * place + 1]), kind, text)
    sources = [
        batch.add("source", {
            "title": title, "author": author, "issued": issued, "type": kind, "key": key,
            "checked_on": maker.today - datetime.timedelta(days=9) if checked else None,
            "checked_by": people[2] if checked else None,
        })
        for title, author, issued, kind, key, checked in _SOURCES
    ]  # fmt: skip
    batch.add("citation", {"version": begun[1], "source": sources[0], "place": "p. 12"})
    batch.add("citation", {"version": begun[3], "source": sources[2], "place": "p. 4"})
    claims = make_map(maker, (begun[0], begun[2]))
    batch.add("evidence", {"claim": claims["ill"], "source": sources[0], "place": "p. 12"})
    batch.add("evidence", {"claim": claims["hill"], "source": sources[2], "place": "p. 4"})
    batch.add("interest", {"person": people[3], "kind": "family", "about": people[0], "since": maker.today})
    _study(maker, people, begun[1])
    batch.write()


def _version(document: str | New, number: int, text: str) -> dict[str, Any]:
    note = "First draft" if number == 1 else "After the first round"
    return {"document": document, "number": number, "text": text, "sha256": digest(text), "note": note}


def _rubric(maker: Maker, kind: str) -> tuple[New, list[New]]:
    """Add one of the rubrics that come with the program."""
    name, lines = RUBRICS[kind]
    rubric = maker.batch.add("rubric", {"name": name})
    criteria = [
        maker.batch.add("criterion", {"rubric": rubric, "position": place, "text": text, "one": one, "five": five})
        for place, (text, one, five) in enumerate(lines, 1)
    ]
    return rubric, criteria


def _document(maker: Maker, people: list[str], place: int, known: tuple[str, str], kind: str, text: str) -> None:
    """Take a document through its first round and into its second, with the notes that were made on the first text."""
    batch = maker.batch
    document, first = known
    rubric, criteria = _rubric(maker, kind)
    for words, sort, said in _NOTES[place]:
        passage = quote(text, text.index(words), text.index(words) + len(words))
        answered = {"state": "answered", "answer": "Yes, in October."} if said == "Was this counted?" else {}
        batch.add("annotation", {
            "version": first, "exact": passage.exact, "before": passage.before, "after": passage.after,
            "start": passage.start, "kind": sort, "text": said, **answered,
        })  # fmt: skip
    later = text + _LATER
    for before, after in _CHANGED[place].items():
        later = later.replace(before, after)
    second = batch.add("document_version", {**_version(document, 2, later), "parents": [first]})
    for number, version in ((1, first), (2, second)):
        due = maker.today + datetime.timedelta(days=40 * (number - 2) + 5 + place)
        round_ = batch.add("round", {"version": version, "rubric": rubric, "chair": people[5], "due": due})
        for seat_place, person in enumerate(people[1:4]):
            done = number == 1 or seat_place < place + 1
            seat = {"round": round_, "person": person, "state": "handed_in" if done else "accepted"}
            if person == people[3] and number == 2:
                seat["interest"] = "Lives with one of the authors."
            _review(maker, batch.add("seat", seat), criteria, number, seat_place) if done else batch.add("seat", seat)
        if number == 1:
            words = "The reasons carry it, but the figures have to be said, and when it is looked at again."
            verdict = {"round": round_, "word": "revise", "method": "by the chair", "text": words}
            batch.add("verdict", verdict)


def _review(maker: Maker, seat: New, criteria: list[New], number: int, place: int) -> None:
    """Hand a review in, with what it asks to be changed."""
    batch = maker.batch
    word, text = ("revise", "Read with care; not yet.") if number == 1 else ("adopt", "What was asked for is there.")
    review = batch.add("review", {"seat": seat, "recommendation": word, "text": text})
    for offset, criterion in enumerate(criteria):
        score = 2 + number + (place + offset) % 2
        batch.add("score", {"review": review, "criterion": criterion, "value": min(5, score)})
    if number == 1 and place < 2:
        asked = ("Say when it is looked at again.", "Give the figures of last winter.")[place]
        outcome = (
            {"outcome": "done"} if place == 0 else {"outcome": "not_done", "why": "They come with the yearly report."}
        )
        batch.add("required_change", {"review": review, "text": asked, **outcome})


def _study(maker: Maker, people: list[str], version: str) -> None:
    """Begin a path with a circle that is half way through."""
    batch = maker.batch
    path = batch.add("path", {"name": "Governing what is shared", "purpose": "To know how others did it."})
    start = maker.today - datetime.timedelta(days=10)
    study = batch.add("study", {"path": path, "start": start, "people": sorted(people[:4])})
    for place, (title, minutes, asked) in enumerate(_PARTS):
        reading = batch.add("reading", {
            "path": path, "position": place + 1, "title": title, "minutes": minutes, "questions": asked,
            "version": version if place == 0 else None,
        })  # fmt: skip
        covered, ideas, left = _HELD[place] if place < 2 else (None, None, None)
        session = batch.add("session", {
            "study": study, "day": start + datetime.timedelta(days=7 * place), "reading": reading,
            "facilitator": people[place], "attended": sorted(people[: 3 + place]) if place < 2 else None,
            "covered": covered, "ideas": ideas, "questions": left,
        })  # fmt: skip
        for question, answer in _RECALL[place : place + 1] if place < 2 else ():
            batch.add("recall", {"question": question, "answer": answer, "session": session})
    batch.add("recall", {"question": _RECALL[2][0], "answer": _RECALL[2][1]})


SAMPLE = (Sample("library", _make),)
