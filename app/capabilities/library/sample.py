"""Sample data of the library: documents through two rounds, a map with a disputed claim, a study half way."""

from __future__ import annotations

import datetime
from typing import Any

from app.capabilities.library.placing import quote
from app.capabilities.library.versions import digest
from app.records.changes import New
from app.services.demo.maker import Maker, Sample

_HEATING = """# Heating in winter

We heat the whole house from November on.

Nobody should freeze, and a cold house makes people ill.

The cost is shared by the nights stayed.
"""
_VAN = """# A second van

We ask for money for a second van.

One van is away on most mornings, so that deliveries wait.

It would be shared with two other groups.
"""
_TEXTS = (("Heating in winter", "paper", _HEATING), ("A second van", "proposal", _VAN))
_CLAIMS = 40


def _make(maker: Maker) -> None:
    people = list(maker.made.get("people", ()))[:6]
    if len(people) < 6:
        return
    batch = maker.batch
    for title, kind, text in _TEXTS:
        document = batch.add("document", {"title": title, "kind": kind, "owner": people[0]})
        batch.add("document_version", _version(document, 1, text))
    begun = batch.write()
    rubric = batch.add("rubric", {"name": "Position paper (sample)"})
    criteria = [
        batch.add(
            "criterion", {"rubric": rubric, "position": place, "text": text, "one": "not at all", "five": "wholly"}
        )
        for place, text in enumerate(("Is the position clear?", "Do the reasons carry it?"), 1)
    ]
    for place, (_title, _kind, text) in enumerate(_TEXTS):
        _document(maker, people, (rubric, criteria), place, (begun[2 * place], begun[2 * place + 1]), text)
    _map(maker)
    _study(maker, people)
    batch.write()


def _version(document: str | New, number: int, text: str) -> dict[str, Any]:
    note = "First draft" if number == 1 else "After the first round"
    return {"document": document, "number": number, "text": text, "sha256": digest(text), "note": note}


def _document(
    maker: Maker, people: list[str], rubric: tuple[New, list[New]], place: int, known: tuple[str, str], text: str
) -> None:
    batch = maker.batch
    document, first = known
    for number, body in enumerate((text, text + "\nWe look at it again after a year.\n"), 1):
        version: str | New = first
        if number == 1:
            at = body.index("We ")
            passage = quote(body, at, body.index(".", at) + 1)
            batch.add("annotation", {
                "version": version, "exact": passage.exact, "before": passage.before, "after": passage.after,
                "start": passage.start, "kind": "objection", "text": "Since when is that agreed?",
            })  # fmt: skip
        else:
            version = batch.add("document_version", {**_version(document, number, body), "parents": [first]})
        due = maker.today + datetime.timedelta(days=40 * (number - 2) + 5 + place)
        round_ = batch.add("round", {"version": version, "rubric": rubric[0], "chair": people[5], "due": due})
        for seat_place, person in enumerate(people[1:4]):
            done = number == 1 or seat_place < place + 1
            seat = batch.add("seat", {"round": round_, "person": person, "state": "handed_in" if done else "accepted"})
            if not done:
                continue
            word = "revise" if number == 1 else "adopt"
            review = batch.add("review", {"seat": seat, "recommendation": word, "text": "Read with care."})
            for offset, criterion in enumerate(rubric[1]):
                score = 2 + number + (seat_place + offset) % 2
                batch.add("score", {"review": review, "criterion": criterion, "value": min(5, score)})
            if number == 1:
                batch.add(
                    "required_change", {"review": review, "text": "Say when it is looked at again.", "outcome": "done"}
                )
        if number == 1:
            batch.add("verdict", {"round": round_, "word": "revise", "method": "by the chair"})


def _map(maker: Maker) -> None:
    batch = maker.batch
    claims = [
        batch.add("claim", {"name": f"C{n}", "text": f"{_SAYINGS[n % len(_SAYINGS)]} ({n})"}) for n in range(_CLAIMS)
    ]
    for number in range(1, _CLAIMS):
        target = claims[(number - 1) // 3]
        kind = "attacks" if number % 4 == 0 or number == 2 else "supports"
        argument = batch.add("argument", {"name": f"A{number}", "text": f"Because of C{number}"})
        batch.add("premise", {"argument": argument, "claim": claims[number]})
        batch.add("relation", {"argument": argument, "kind": kind, "claim": target})


_SAYINGS = (
    "The house is heated in winter",
    "Nobody freezes",
    "Money is short",
    "A cold house makes people ill",
    "There are enough blankets",
    "The cost can be shared",
)


def _study(maker: Maker, people: list[str]) -> None:
    batch = maker.batch
    path = batch.add("path", {"name": "Governing what is shared", "purpose": "To know how others did it."})
    start = maker.today - datetime.timedelta(days=10)
    study = batch.add("study", {"path": path, "start": start, "people": sorted(people[:4])})
    for place in range(4):
        reading = batch.add("reading", {
            "path": path, "position": place + 1, "title": f"Part {place + 1}", "minutes": 40,
            "questions": "What surprised you?",
        })  # fmt: skip
        over = place < 2
        session = batch.add("session", {
            "study": study, "day": start + datetime.timedelta(days=7 * place), "reading": reading,
            "facilitator": people[place], "attended": sorted(people[: 3 + place]) if over else None,
            "covered": f"the end of part {place + 1}" if over else None,
            "ideas": "Rules are made by those they bind." if over else None,
        })  # fmt: skip
        if over:
            batch.add("recall", {"question": "Who makes the rules?", "answer": "Those they bind.", "session": session})


SAMPLE = (Sample("library", _make),)
