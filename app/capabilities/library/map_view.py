"""What the page of the map shows: the indented list, the drawing, and everything about one claim or argument."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import col, select

from app.capabilities.library import documents, maps
from app.capabilities.library.map.evaluation import WORDS, MapStanding, evaluate
from app.capabilities.library.map.layers import MapDrawing, drawn
from app.capabilities.library.map.reasons import Reason, outline, what_if, why
from app.capabilities.library.maps import Map
from app.capabilities.library.placing import LOST, place
from app.capabilities.library.records import Annotation, Source
from app.capabilities.library.records_map import Evidence, Premise, Relation
from app.i18n import N_, _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, DeleteRecord, New
from app.storage.vault.vault import Vault

ROLE_WORDS = {
    "": "",
    "premise": N_("because"),
    "supports": N_("for"),
    "attacks": N_("against"),
    "undercuts": N_("but"),
}
MEANINGS = {
    "given": N_("Nothing is for or against it."),
    "stands": N_("What is for it holds, and nothing against it does."),
    "falls": N_("What is against it holds, or what it rests on has fallen."),
    "disputed": N_("What is for it holds, and what is against it holds too."),
    "lost_support": N_("What was for it has fallen, and so has what was against it."),
    "open": N_("It cannot be said from what is here."),
}


@dataclass(frozen=True, slots=True)
class MapNode:
    """A claim or argument of a map, with the word that says how it stands."""

    id: str
    text: str
    word: str
    key: str
    is_claim: bool
    sketch: bool = False


@dataclass(frozen=True, slots=True)
class MapLine:
    """A line of the indented list: how deep, what it is to the line above, and whether it is told further up."""

    node: MapNode
    depth: int
    role: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class MapBoard:
    """The map as a list and as a drawing, with how much of it is worked out."""

    lines: tuple[MapLine, ...]
    drawing: MapDrawing
    nodes: dict[str, MapNode]
    worked_out: int
    relations: int


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Where a claim is shown; `lost` if its passage has no place on the latest version any more."""

    text: str
    document: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class OpenedNode:
    """One claim or argument: why it stands so, what would change without it, and where it is shown."""

    node: MapNode
    meaning: str
    step: int | None
    why: tuple[MapLine, ...]
    without: tuple[tuple[str, str, str], ...]
    evidence: tuple[EvidenceLine, ...]
    rests_on_nothing: bool


def board(vault: Vault, document: str = "", folded: Collection[str] = ()) -> MapBoard:
    """Read the whole map, or that of one document."""
    known = maps.read_map(vault, document)
    standing = evaluate(known.graph)
    nodes = {each: _node(known, each, standing[each]) for each in standing}
    lines = tuple(MapLine(nodes[r.id], r.depth, r.role, r.again) for r in outline(known.graph))
    total = len(known.graph.relations)
    return MapBoard(lines, drawn(known.graph, folded), nodes, total - len(known.graph.sketches()), total)


def _node(known: Map, identity: str, standing: MapStanding) -> MapNode:
    claim = identity in known.graph.claims
    words = known.texts[identity] or known.names[identity]
    sketch = not claim and identity not in known.reasoned
    return MapNode(identity, words, _(WORDS[standing.word]), standing.word, claim, sketch)


def opened_node(vault: Vault, node: str, document: str = "") -> OpenedNode:
    """Say everything about one claim or argument; nothing is written."""
    known = maps.read_map(vault, document)
    if node not in known.texts:
        raise NotFound(_("This claim or argument is not here."))
    standing = evaluate(known.graph)

    def line(reason: Reason) -> MapLine:
        return MapLine(_node(known, reason.id, standing[reason.id]), reason.depth, reason.role, reason.again)

    changed = tuple(
        (
            known.texts[each.id] or known.names[each.id],
            _(WORDS[each.before.word]),
            _(WORDS[each.after.word]) if each.after else _("is not there"),
        )
        for each in what_if(known.graph, node)
        if each.id != node
    )
    mine, given = _node(known, node, standing[node]), standing[node].word == "given"
    return OpenedNode(
        mine, _(MEANINGS[standing[node].word]), standing[node].step,
        tuple(line(each) for each in why(known.graph, standing, node)[1:]), changed, evidence_of(vault, node),
        mine.is_claim and given and node not in known.shown,
    )  # fmt: skip


def evidence_of(vault: Vault, claim: str) -> tuple[EvidenceLine, ...]:
    """Say where a claim is shown, and which of its passages have lost their place on the latest version."""
    with vault.reading() as session:
        rows = session.exec(select(Evidence).where(Evidence.claim == claim)).all()
        notes = session.exec(select(Annotation).where(col(Annotation.id).in_([r.annotation for r in rows]))).all()
        sources = session.exec(select(Source).where(col(Source.id).in_([r.source for r in rows]))).all()
    passages = {each.id: each for each in notes}
    titles = {each.id: each.title for each in sources}
    found: list[EvidenceLine] = []
    for row in sorted(rows, key=lambda each: each.id):
        passage = passages.get(row.annotation or "")
        words = " ".join(part for part in (titles.get(row.source or ""), row.place, row.note) if part)
        if passage is None:
            found.append(EvidenceLine(words))
            continue
        version = documents.version_of(vault, passage.version)
        latest = documents.heads(vault, version.document)[-1]
        lost = place(documents.passage_of(passage), latest.text or "").state == LOST
        found.append(EvidenceLine(f"“{passage.exact}” {words}".strip(), version.document, lost))
    return tuple(found)


def lost_claims(vault: Vault) -> frozenset[str]:
    """Give the claims of which some passage has lost its place."""
    with vault.reading() as session:
        claims = set(session.exec(select(Evidence.claim).where(col(Evidence.annotation).is_not(None))).all())
    return frozenset(each for each in claims if any(line.lost for line in evidence_of(vault, each)))


def add_argument(
    vault: Vault, target: str, kind: str, text: str, because: str = "", document: str = "", circle: str = ""
) -> Changed:
    """Make an argument for or against a claim, or an undercut of an argument, resting on a claim where one is given.

    Raises `WrongValue` for an undercut of a claim.
    """
    known = maps.read_map(vault)
    is_claim = target in known.graph.claims
    if is_claim == (kind == "undercuts"):
        sentence = (
            _("An undercut is of an argument, not of a claim.")
            if is_claim
            else _("Only a claim has a for or against; an argument is undercut.")
        )
        raise WrongValue(sentence, kept=_("Nothing was changed."), field="kind")
    changes: list[Change] = [Add("argument", {"text": text, "document": document or None}, circle)]
    end = "claim" if is_claim else "undercut"
    changes.append(Add("relation", {"argument": New(0), "kind": kind, end: target}, circle))
    if because.strip():
        changes.append(Add("claim", {"text": because, "document": document or None}, circle))
        changes.append(Add("premise", {"argument": New(0), "claim": New(2)}, circle))
    return vault.apply(changes, _("Add an argument"))


def add_premise(vault: Vault, argument: str, text: str, document: str = "") -> Changed:
    """Say what an argument rests on."""
    changes: list[Change] = [Add("claim", {"text": text, "document": document or None})]
    changes.append(Add("premise", {"argument": argument, "claim": New(0)}))
    return vault.apply(changes, _("Say what an argument rests on"))


def remove_node(vault: Vault, node: str) -> Changed:
    """Take a claim or argument out of the map, with what ties it to others."""
    of_premise = (col(Premise.claim) == node) | (col(Premise.argument) == node)
    of_relation = (col(Relation.claim) == node) | (col(Relation.argument) == node) | (col(Relation.undercut) == node)
    with vault.reading() as session:
        ties = [
            *session.exec(select(Premise.id).where(of_premise)).all(),
            *session.exec(select(Relation.id).where(of_relation)).all(),
        ]
    return vault.apply([*(DeleteRecord(each) for each in sorted(ties)), DeleteRecord(node)], _("Take out of the map"))
