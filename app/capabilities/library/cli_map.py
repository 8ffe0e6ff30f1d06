"""The verbs of the map: what stands, why, what would change, Argdown in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.named_files import read, reserved
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

if TYPE_CHECKING:
    from app.capabilities.library.map.evaluation import MapStanding
    from app.capabilities.library.maps import Map
    from app.storage.vault.vault import Vault

InDocument = Annotated[str, typer.Option("--document", help=_("Only the map of this document."))]
NodeName = Annotated[str, typer.Argument(metavar="CLAIM", help=_("The id, short name or words of a claim."))]
ROLES = {
    "": N_("claim"),
    "premise": N_("because"),
    "supports": N_("for"),
    "attacks": N_("against"),
    "undercuts": N_("but not by this step"),
}


def _document(vault: Vault, name: str) -> str:
    from app.services.records import editing

    return editing.find(vault, "document", name) if name else ""


def _plain(known: Map, node: str, standing: MapStanding) -> dict[str, Any]:
    from app.capabilities.library.map.evaluation import WORDS

    return {
        "id": node,
        "kind": "claim" if node in known.graph.claims else "argument",
        "name": known.names[node] or None,
        "text": known.texts[node],
        "value": standing.value,
        "word": WORDS[standing.word],
        "step": standing.step,
    }


def _say_node(known: Map, node: str, standing: MapStanding, depth: int, role: str, *, again: bool) -> None:
    from app.capabilities.library.map.evaluation import WORDS

    words = known.names[node] or known.texts[node]
    more = _(", see above") if again else ""
    say(f"{'  ' * min(depth, 40)}{_(ROLES[role])}: {words} ({_(WORDS[standing.word])}{more})")


def show(
    context: typer.Context,
    folder: VaultFolder,
    document: InDocument = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show what stands, as an indented list."""
    from app.capabilities.library.map.evaluation import evaluate
    from app.capabilities.library.map.reasons import outline
    from app.capabilities.library.map_view import lost_claims
    from app.capabilities.library.maps import read_map

    with opened(context, folder, passphrase_file) as vault:
        known = read_map(vault, _document(vault, document))
        lost = lost_claims(vault)
    graph, standing = known.graph, evaluate(known.graph)
    sketches = graph.sketches()
    if as_json:
        say_json({
            "claims": [
                {**_plain(known, each, standing[each]), "lost_its_place": each in lost} for each in sorted(graph.claims)
            ],
            "arguments": [_plain(known, each, standing[each]) for each in sorted(graph.arguments)],
            "premises": [{"argument": a, "claim": c} for a, c in sorted(graph.premises)],
            "relations": [
                {"id": r.id, "argument": r.argument, "kind": r.kind, "target": r.target, "sketch": r in sketches}
                for r in graph.relations
            ],
            "sketches": len(sketches),
            "worked_out": len(graph.relations) - len(sketches),
            "rest_on_nothing": sorted(c for c in graph.claims - known.shown if standing[c].word == "given"),
        })  # fmt: skip
        return
    for line in outline(graph):
        _say_node(known, line.id, standing[line.id], line.depth, line.role, again=line.again)
    for each in sorted(graph.claims & lost):
        say(_("A passage of this claim has lost its place: {text}").format(text=known.texts[each]))
    total = len(graph.relations)
    say(_("{count} of {total} relations are worked out.").format(count=total - len(sketches), total=total))


def why(
    context: typer.Context,
    folder: VaultFolder,
    claim: NodeName,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Give the chain of reasons of a claim."""
    from app.capabilities.library.map.evaluation import evaluate
    from app.capabilities.library.map.reasons import why as reasons
    from app.capabilities.library.maps import node_of, read_map

    with opened(context, folder, passphrase_file) as vault:
        node, known = node_of(vault, claim), read_map(vault)
    standing = evaluate(known.graph)
    chain = reasons(known.graph, standing, node)
    if as_json:
        lines = [
            {**_plain(known, each.id, standing[each.id]), "depth": each.depth, "role": each.role, "again": each.again}
            for each in chain
        ]
        say_json({**_plain(known, node, standing[node]), "why": lines})
        return
    for each in chain:
        role = each.role if each.depth else ""
        _say_node(known, each.id, standing[each.id], each.depth, role, again=each.again)


def what_if(
    context: typer.Context,
    folder: VaultFolder,
    claim: NodeName,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say what would stand otherwise without an argument, or if nobody held a claim; nothing is written."""
    from app.capabilities.library.map.evaluation import WORDS
    from app.capabilities.library.map.reasons import what_if as differences
    from app.capabilities.library.maps import node_of, read_map

    with opened(context, folder, passphrase_file) as vault:
        node, known = node_of(vault, claim), read_map(vault)
    changed = differences(known.graph, node)
    if as_json:
        say_json({
            "without": node,
            "changes": [
                {
                    "id": each.id, "name": known.names[each.id] or None, "text": known.texts[each.id],
                    "before": {"value": each.before.value, "word": WORDS[each.before.word]},
                    "after": {"value": each.after.value, "word": WORDS[each.after.word]} if each.after else None,
                }
                for each in changed
            ],
        })  # fmt: skip
        return
    for each in changed:
        after = _(WORDS[each.after.word]) if each.after else _("is not there")
        say(f"{known.names[each.id] or known.texts[each.id]}: {_(WORDS[each.before.word])} → {after}")


def take_in(
    context: typer.Context,
    folder: VaultFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE.argdown")],
    document: InDocument = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take in an Argdown file; what a map has no place for is named."""
    from app.capabilities.library import maps

    data = read(file)
    with opened(context, folder, passphrase_file) as vault:
        changed, drawn = maps.take_in(vault, data, _document(vault, document))
    if as_json:
        left = [{"line": line, "what": what} for line, what in drawn.left]
        counts = {"claims": len(drawn.claims), "arguments": len(drawn.arguments), "relations": len(drawn.relations)}
        say_json({"added": len(changed.added), **counts, "left": left})
        return
    say(_("{count} records were added.").format(count=len(changed.added)))
    for line, what in drawn.left:
        say(_("Line {line} has no place in a map: {what}").format(line=line, what=what))


def export(
    context: typer.Context,
    folder: VaultFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE.argdown")],
    document: InDocument = "",
    force: Force = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the map as Argdown."""
    from app.capabilities.library import maps

    with reserved(file, force=force) as place, opened(context, folder, passphrase_file) as vault:
        written = place.write(maps.export(vault, _document(vault, document)).encode())
    say(str(written))


MAP_COMMANDS = (
    Verb("map show", show, _("Show what stands, as an indented list.")),
    Verb("map why", why, _("Give the chain of reasons of a claim.")),
    Verb("map what-if", what_if, _("Say what would change without something.")),
    Verb("map import", take_in, _("Take in an Argdown file.")),
    Verb("map export", export, _("Write the map as Argdown.")),
)
