"""Documents and what is worked out with them: versions, annotations, sources, review rounds and verdicts."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from app.i18n import N_, _
from app.records.attachments import Hex
from app.records.kinds import Day, Editor, LongText, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Tags
from app.records.registry import Entity, attr, entity

DOCUMENT_KINDS = {
    "paper": N_("Position paper"),
    "proposal": N_("Proposal"),
    "statement": N_("Statement"),
    "guide": N_("Guide"),
    "minutes": N_("Minutes"),
}
ANNOTATION_KINDS = {
    "question": N_("Question"),
    "objection": N_("Objection"),
    "suggestion": N_("Suggestion"),
    "praise": N_("Praise"),
}
ANNOTATION_STATES = {"open": N_("Open"), "answered": N_("Answered"), "withdrawn": N_("Withdrawn")}
SEAT_STATES = {
    "asked": N_("Asked"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "handed_in": N_("Handed in"),
    "withdrawn": N_("Withdrawn"),
}
RECOMMENDATIONS = {
    "adopt": N_("Adopt"),
    "with_changes": N_("Adopt with changes"),
    "revise": N_("Revise"),
    "decline": N_("Decline"),
}
OUTCOMES = {"done": N_("Done"), "not_done": N_("Not done")}


@dataclass(frozen=True)
class Verbatim(LongText):
    """Text that is kept letter by letter, since its hash and the places in it depend on each."""

    max_length: int = 1_000_000
    editor: ClassVar[Editor] = "text"

    def shaped(self, text: str) -> str:
        """Change nothing but line ends."""
        return text.replace("\r\n", "\n").replace("\r", "\n")


@entity("document", one=N_("Document"), many=N_("Documents"), title=("title",))
class Document(Entity, table=True):
    """A text that the group works out, in versions."""

    title: Annotated[str, Text()] = attr(N_("Title"), column=True, search=True, print=True)
    kind: Annotated[str, OneOf(DOCUMENT_KINDS)] = attr(N_("Kind"), default="paper", column=True, print=True)
    owner: Annotated[str, Reference("person")] | None = attr(N_("Owner"), default=None, column=True, print=True)
    authors: Annotated[list[str], Tags()] | None = attr(
        N_("Authors"),
        default=None,
        help=N_("Ids of the people who wrote it, besides its owner: they do not review it."),
    )
    language: Annotated[str, Text()] | None = attr(N_("Language"), default=None, max_length=20)
    summary: Annotated[str, LongText()] | None = attr(N_("Summary"), default=None, search=True, print=True)


@entity("document_version", one=N_("Version"), many=N_("Versions"), part_of="document", title=("document", "number"))
class DocumentVersion(Entity, table=True):
    """A text as it was; it never changes, the next one is another version."""

    document: Annotated[str, Reference("document")] = attr(N_("Document"), column=True)
    number: Annotated[int, Whole(1, 100_000)] = attr(N_("Number"), column=True, print=True)
    parents: Annotated[list[str], Tags()] | None = attr(N_("Made from"), default=None)
    text: Annotated[str, Verbatim()] | None = attr(N_("Text"), default=None)
    attachment: Annotated[str, Reference("attachment")] | None = attr(N_("File"), default=None)
    sha256: Annotated[str, Hex(64)] | None = attr(N_("SHA-256"), default=None, print=True)
    note: Annotated[str, LongText()] | None = attr(N_("What is new"), default=None, column=True, search=True)


@entity("annotation", one=N_("Annotation"), many=N_("Annotations"), title=("text",))
class Annotation(Entity, table=True):
    """A note on a passage of a version."""

    version: Annotated[str, Reference("document_version")] = attr(N_("Version"), column=True)
    exact: Annotated[str, Verbatim()] = attr(N_("Words"), column=True, search=True)
    before: Annotated[str, Verbatim()] | None = attr(N_("Before"), default=None, max_length=32)
    after: Annotated[str, Verbatim()] | None = attr(N_("After"), default=None, max_length=32)
    start: Annotated[int, Whole(0, 1_000_000)] = attr(N_("Place"), default=0)
    kind: Annotated[str, OneOf(ANNOTATION_KINDS)] = attr(N_("Kind"), default="question", column=True)
    text: Annotated[str, LongText()] = attr(N_("Note"), column=True, search=True)
    state: Annotated[str, OneOf(ANNOTATION_STATES)] = attr(N_("State"), default="open", column=True)
    answer: Annotated[str, LongText()] | None = attr(N_("Answer"), default=None, search=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse an empty passage."""
        if not (values.get("exact") or "").strip():
            raise ValueError(_("An annotation needs the words that it is about."))


@entity("source", one=N_("Source"), many=N_("Sources"), title=("title",))
class Source(Entity, table=True):
    """A book, article or page that something rests on, in the words of CSL-JSON."""

    title: Annotated[str, Text()] = attr(N_("Title"), column=True, search=True, print=True, max_length=500)
    key: Annotated[str, Text()] | None = attr(N_("Key"), default=None, column=True, search=True)
    type: Annotated[str, Text()] | None = attr(N_("Type"), default=None, column=True, max_length=40)
    author: Annotated[str, LongText()] | None = attr(N_("Authors"), default=None, column=True, search=True, print=True)
    issued: Annotated[str, Text()] | None = attr(N_("Published"), default=None, column=True, print=True)
    csl: Annotated[str, Verbatim()] | None = attr(N_("CSL-JSON"), default=None)
    attachment: Annotated[str, Reference("attachment")] | None = attr(N_("File"), default=None)
    checked_on: Annotated[datetime.date, Day()] | None = attr(N_("Checked on"), default=None, column=True)
    checked_by: Annotated[str, Reference("person")] | None = attr(N_("Checked by"), default=None)


@entity("citation", one=N_("Citation"), many=N_("Citations"), title=("source", "place"))
class Citation(Entity, table=True):
    """That a version cites a source."""

    version: Annotated[str, Reference("document_version")] = attr(N_("Version"), column=True)
    source: Annotated[str, Reference("source")] = attr(N_("Source"), column=True)
    place: Annotated[str, Text()] | None = attr(N_("Place in the source"), default=None, column=True)
    passage: Annotated[str, LongText()] | None = attr(N_("Passage"), default=None, search=True)


@entity("rubric", one=N_("Rubric"), many=N_("Rubrics"))
class Rubric(Entity, table=True):
    """What a review looks at."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None)


@entity("criterion", one=N_("Criterion"), many=N_("Criteria"), part_of="rubric", title=("text",))
class Criterion(Entity, table=True):
    """One question of a rubric, with what the lowest and the highest score mean."""

    rubric: Annotated[str, Reference("rubric")] = attr(N_("Rubric"))
    position: Annotated[int, Whole(0, 1000)] | None = attr(N_("Position"), default=None, column=True)
    text: Annotated[str, LongText()] = attr(N_("Question"), column=True)
    one: Annotated[str, Text()] | None = attr(N_("1 means"), default=None, column=True)
    five: Annotated[str, Text()] | None = attr(N_("5 means"), default=None, column=True)


@entity("round", one=N_("Review round"), many=N_("Review rounds"), title=("version",))
class Round(Entity, table=True):
    """A review of exactly one version."""

    version: Annotated[str, Reference("document_version")] = attr(N_("Version"), column=True)
    rubric: Annotated[str, Reference("rubric")] | None = attr(N_("Rubric"), default=None, column=True)
    chair: Annotated[str, Reference("person")] | None = attr(N_("Chair"), default=None, column=True)
    due: Annotated[datetime.date, Day()] | None = attr(N_("Due"), default=None, column=True)
    needs: Annotated[int, Whole(1, 100)] = attr(N_("Reviews needed"), default=2, column=True)


@entity("seat", one=N_("Reviewer"), many=N_("Reviewers"), part_of="round", title=("person",))
class Seat(Entity, table=True):
    """Somebody asked for a review."""

    round: Annotated[str, Reference("round")] = attr(N_("Round"))
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    state: Annotated[str, OneOf(SEAT_STATES)] = attr(N_("State"), default="asked", column=True)
    reason: Annotated[str, Text()] | None = attr(N_("Reason"), default=None, column=True)
    interest: Annotated[str, LongText()] | None = attr(
        N_("Interest"), default=None, column=True, help=N_("What of theirs touches the authors or the subject.")
    )


@entity("review", one=N_("Review"), many=N_("Reviews"), title=("recommendation", "text"))
class Review(Entity, table=True):
    """A review as handed in; a correction is another one that replaces it."""

    seat: Annotated[str, Reference("seat")] = attr(N_("Reviewer"), column=True)
    replaces: Annotated[str, Reference("review")] | None = attr(N_("Replaces"), default=None)
    recommendation: Annotated[str, OneOf(RECOMMENDATIONS)] = attr(N_("Recommendation"), column=True)
    text: Annotated[str, LongText()] | None = attr(N_("Text"), default=None, column=True, search=True)


@entity("score", one=N_("Score"), many=N_("Scores"), part_of="review", title=("criterion", "value"))
class Score(Entity, table=True):
    """What a review says of one criterion."""

    review: Annotated[str, Reference("review")] = attr(N_("Review"))
    criterion: Annotated[str, Reference("criterion")] = attr(N_("Criterion"), column=True)
    value: Annotated[int, Whole(1, 5)] = attr(N_("Score"), column=True)


@entity("required_change", one=N_("Change asked for"), many=N_("Changes asked for"), part_of="review", title=("text",))
class RequiredChange(Entity, table=True):
    """What a review wants changed, and what became of it."""

    review: Annotated[str, Reference("review")] = attr(N_("Review"))
    text: Annotated[str, LongText()] = attr(N_("Change"), column=True, search=True)
    outcome: Annotated[str, OneOf(OUTCOMES)] | None = attr(N_("What became of it"), default=None, column=True)
    why: Annotated[str, LongText()] | None = attr(N_("Why"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Ask why something was not done."""
        if values.get("outcome") == "not_done" and not values.get("why"):
            raise ValueError(_("Say why it was not done."))


@entity("verdict", one=N_("Verdict"), many=N_("Verdicts"), title=("word",))
class Verdict(Entity, table=True):
    """What was decided about a version after its round."""

    round: Annotated[str, Reference("round")] = attr(N_("Round"), column=True)
    word: Annotated[str, OneOf(RECOMMENDATIONS)] = attr(N_("Verdict"), column=True)
    method: Annotated[str, Text()] | None = attr(N_("How it was decided"), default=None, column=True)
    text: Annotated[str, LongText()] | None = attr(N_("Text"), default=None, search=True)
    withdrawn: Annotated[bool, YesNo()] | None = attr(N_("Withdrawn"), default=None)


@entity("minority_note", one=N_("Minority note"), many=N_("Minority notes"), part_of="verdict", title=("person",))
class MinorityNote(Entity, table=True):
    """What somebody who dissents says; it stands wherever the verdict stands."""

    verdict: Annotated[str, Reference("verdict")] = attr(N_("Verdict"))
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    text: Annotated[str, LongText()] = attr(N_("Text"), column=True, search=True)
