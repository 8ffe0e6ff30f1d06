"""The map of a vault: read as one graph, taken in from Argdown and written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.library.map.argdown import Drawn, read_argdown
from app.capabilities.library.map.argdown_writing import write_argdown
from app.capabilities.library.map.graph import UNDERCUT, Graph
from app.capabilities.library.map.graph import MapRelation as Edge
from app.capabilities.library.records_map import Argument, Claim, Evidence, Premise, Relation
from app.capabilities.library.versions import decoded
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, New
from app.services.records import editing
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Map:
    """The graph by ids, with the names and texts of its claims and arguments.

    `shown` are the claims with evidence, `reasoned` the arguments that rest on a claim.
    """

    graph: Graph
    names: Mapping[str, str]
    texts: Mapping[str, str]
    shown: frozenset[str]
    reasoned: frozenset[str] = frozenset()


def read_map(vault: Vault, document: str = "") -> Map:
    """Read the map, all of it or that of one document."""
    with vault.reading() as session:
        claims = session.exec(select(Claim)).all()
        arguments = session.exec(select(Argument)).all()
        premises = session.exec(select(Premise)).all()
        relations = session.exec(select(Relation)).all()
        shown = frozenset(each.claim for each in session.exec(select(Evidence)).all())
    rows = [each for each in (*claims, *arguments) if not document or each.document == document]
    graph = Graph.of(
        (each.id for each in rows if isinstance(each, Claim)),
        (each.id for each in rows if isinstance(each, Argument)),
        ((each.argument, each.claim) for each in premises),
        (Edge(each.argument, each.kind, each.claim or each.undercut or "", each.id) for each in relations),
    )
    names, words = {each.id: each.name or "" for each in rows}, {each.id: each.text or "" for each in rows}
    return Map(graph, names, words, shown, frozenset(argument for argument, _claim in graph.premises))


def node_of(vault: Vault, text: str) -> str:
    """Find a claim or an argument by id, short name or text; a claim comes first."""
    known = read_map(vault)
    named = [each for each, name in known.names.items() if name and name == text]
    if len(named) == 1:
        return named[0]
    for kind in ("claim", "argument"):
        try:
            return editing.find(vault, kind, text)
        except NotFound:
            continue
    raise NotFound(_("There is no claim or argument “{text}”.").format(text=text), do=_("Give its id."))


def export(vault: Vault, document: str = "") -> str:
    """Write the map as Argdown."""
    known = read_map(vault, document)
    return write_argdown(known.graph, known.names, known.texts)


def take_in(vault: Vault, data: bytes, document: str = "") -> tuple[Changed, Drawn]:
    """Take an Argdown file in, in one action; what is there already by its short name is not made twice.

    Raises `WrongValue` if the file cannot be read, or makes an argument both for and against one claim.
    """
    drawn = read_argdown(_argdown_text(data))
    known = read_map(vault, document)
    by_name: dict[tuple[bool, str], str | New] = {
        (each in known.graph.claims, name): each for each, name in sorted(known.names.items(), reverse=True) if name
    }
    changes: list[Change] = []
    for is_claim, kind, rows in ((True, "claim", drawn.claims), (False, "argument", drawn.arguments)):
        for title, text in rows.items():
            if (is_claim, title) not in by_name:
                by_name[is_claim, title] = New(len(changes))
                values = {"name": title, "text": text or title, "document": document or None}
                changes.append(Add(kind, values))
    premises: set[tuple[str | New, str | New]] = set(known.graph.premises)
    for argument, claim in drawn.premises:
        pair = (by_name[False, argument], by_name[True, claim])
        if pair not in premises:
            premises.add(pair)
            changes.append(Add("premise", {"argument": pair[0], "claim": pair[1]}))
    edges: set[tuple[str | New, str, str | New]] = {(e.argument, e.kind, e.target) for e in known.graph.relations}
    for argument, kind, target in drawn.relations:
        edge = (by_name[False, argument], kind, by_name[kind != UNDERCUT, target])
        if edge not in edges:
            edges.add(edge)
            end = "undercut" if kind == UNDERCUT else "claim"
            changes.append(Add("relation", {"argument": edge[0], "kind": kind, end: edge[2]}))
    _check_sides(edges)
    return vault.apply(changes, _("Take in a map")), drawn


def _check_sides(edges: set[tuple[str | New, str, str | New]]) -> None:
    pro = {(argument, target) for argument, kind, target in edges if kind == "supports"}
    con = {(argument, target) for argument, kind, target in edges if kind == "attacks"}
    if pro & con:
        raise WrongValue(
            _("An argument of this map is both for and against one claim."), kept=_("Nothing was changed.")
        )


def _argdown_text(data: bytes) -> str:
    """Read the bytes; Argdown may be longer than a version, up to what its reader takes."""
    if len(data) <= 1_000_000:
        return decoded(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongValue(_("This is not text in UTF-8 (byte {place}).").format(place=error.start)) from None
