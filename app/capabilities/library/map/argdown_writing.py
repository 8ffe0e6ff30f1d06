"""Writing a map as Argdown, so that it reads back as the same map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from app.capabilities.library.map.argdown import NO_CONCLUSION
from app.capabilities.library.map.graph import ATTACK, SUPPORT, UNDERCUT, Graph

_SIGNS = {SUPPORT: "+", ATTACK: "-", UNDERCUT: "_"}


def write_argdown(graph: Graph, names: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """Write claims with what is for and against them, then arguments with their premises; titles are made unique."""
    titles = _titles(graph, names, texts)
    acting: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in graph.relations:
        acting[each.target].append((each.kind, titles[each.argument]))
    premises: defaultdict[str, list[str]] = defaultdict(list)
    for argument, claim in graph.premises:
        premises[argument].append(titles[claim])
    parts = [
        _part(f"[{titles[each]}]", texts.get(each, ""), acting[each])
        for each in sorted(graph.claims, key=titles.__getitem__)
    ]
    for each in sorted(graph.arguments, key=titles.__getitem__):
        parts.append(_part(f"<{titles[each]}>", texts.get(each, ""), acting[each]))
        if premises[each]:
            lines = [f"({place}) [{title}]" for place, title in enumerate(sorted(premises[each]), 1)]
            parts.append("\n".join([f"<{titles[each]}>\n", *lines, "----", f"({len(lines) + 1}) {NO_CONCLUSION}"]))
    return "\n\n".join(parts) + "\n" if parts else ""


def _part(head: str, text: str, acting: list[tuple[str, str]]) -> str:
    first = f"{head}: {_flat(text)}" if text.strip() else head
    return "\n".join([first, *(f"  {_SIGNS[kind]} <{title}>" for kind, title in sorted(set(acting)))])


def _flat(text: str) -> str:
    """Put a text on one line, with no braces at its end that would be read as data."""
    flat = " ".join(text.split())
    return f"{flat[:-1]})" if flat.endswith("}") else flat


def _titles(graph: Graph, names: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    titles: dict[str, str] = {}
    taken: set[tuple[bool, str]] = set()
    for each in sorted(graph.claims | graph.arguments):
        is_claim = each in graph.claims
        words = names.get(each) or texts.get(each) or each
        title = plain = " ".join(words.translate(str.maketrans("[]<>", "()()")).split())[:120] or each
        number = 1
        while (is_claim, title) in taken:
            number += 1
            title = f"{plain} ({number})"
        taken.add((is_claim, title))
        titles[each] = title
    return titles
