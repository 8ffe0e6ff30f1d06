"""People as vCards, written through the vobject package, so that any address book can take them.

What is written are rows with the columns of our own exports (``app.services.tables.columns``). What vCard
has no property for goes to ``X-SWITCHBOARD-...``, so that ``app.services.tables.vcards`` reads back all of it.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from app.records.mapping import IGNORE
from app.services.tables.columns import Route, route
from app.services.tables.vcard_names import escaped, line_of
from app.services.tables.vcard_older import older
from app.services.tables.vcards import (  # fmt: skip
    ADDRESS,
    ADDRESS_FIELDS,
    IN_WORDS,
    NAME_PARTS,
    ORGANISATION,
    OUR_CONTACT,
    OUR_EXTRA,
    OUR_MESSENGER,
    OURS,
    PROGRAM,
    UNIT,
)

Version = Literal["2.1", "3.0", "4.0"]
_OCTETS = 75
_NEVER = 1 << 40
_MOST_UNITS = 50
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_PROPERTIES = MappingProxyType(
    {"phone": "TEL", "mobile": "TEL", "fax": "TEL", "pager": "TEL", "email": "EMAIL", "messenger": "IMPP"}
)
_TYPES = MappingProxyType({"mobile": "cell", "fax": "fax", "pager": "pager"})
_ONLY_IN_4 = MappingProxyType({"languages": "LANG", "pronouns": "PRONOUNS"})
_OF_ADR = MappingProxyType(
    dict(zip(ADDRESS_FIELDS, ("box", "extended", "street", "city", "region", "code", "country"), strict=True))
)
_PLACES = ("work", "home")
_ORGANISED = re.compile(rf"{ORGANISATION}(?: (\d+))?(?:({UNIT})(?: (\d+))?)?")
_NUMBERED = re.compile(r"(.+?)(?: (\d+))?")
_IN_WORDS = re.compile(rf"({'|'.join(IN_WORDS.values())})(?: ({'|'.join(_PLACES)}))?(?: \d+)?")


def write(rows: Iterable[Mapping[str, str]], targets: Mapping[str, str], version: Version = "3.0") -> bytes:
    """Write people as vCards; ``targets`` says what each column of the rows is. 3.0 is what most programs read."""
    routes = {column: route(target, column) for column, target in targets.items() if target != IGNORE}
    as_written = older if version == "2.1" else _folded
    return b"".join(as_written(line) for row in rows for line in _Card(version).of(row, routes))


class _Card:
    """One card being written."""

    def __init__(self, version: Version) -> None:
        import vobject

        self._version = "3.0" if version == "2.1" else version
        self._card: Any = vobject.vCard()
        self._groups = 0

    def of(self, row: Mapping[str, str], routes: Mapping[str, Route]) -> list[bytes]:
        """Write a row as content lines, not folded."""
        self._add("version", self._version)
        self._add("prodid", PROGRAM)
        given = {column: text for column, text in row.items() if text and column in routes}
        by_name = {routes[column].name: text for column, text in given.items() if routes[column].sort == "attribute"}
        extras = {routes[column].name: text for column, text in given.items() if routes[column].sort == "extra"}
        self._name(by_name, _taken(extras, NAME_PARTS))
        for column, text in given.items():
            to = routes[column]
            if to.sort == "id":
                self._add("uid", uuid.UUID(text).urn)
            elif to.sort == "attribute":
                self._attribute(to.name, text)
        for units in _organisations(extras):
            self._add("org", units)
        for key, text in extras.items():
            self._extra(key, text)
        self._addresses(given, routes)
        messengers = [text for column, text in given.items() if routes[column].name == "messenger"]
        known = all(map(_SCHEME.fullmatch, messengers))
        for column, text in given.items():
            if routes[column].sort == "contact":
                about = {
                    routes[other].name: said
                    for other, said in given.items()
                    if routes[other].sort == "detail" and routes[other].more == column
                }
                self._contact(routes[column], text, about, known=known)
        return str(self._card.serialize(lineLength=_NEVER)).encode().removesuffix(b"\r\n").split(b"\r\n")

    def _add(self, name: str, value: object, group: str = "") -> Any:
        """Add a property with its value."""
        line: Any = self._card.add(name.lower())
        line.value = value
        line.group = group or None
        return line

    def _name(self, values: Mapping[str, str], others: Mapping[str, Sequence[str]]) -> None:
        """Write the whole name, and its parts, which 3.0 wants even where nobody knows them."""
        from vobject.vcard import Name

        family, given = values.get("family", ""), values.get("given", "")
        self._add("fn", values.get("name", ""))
        if family or given or others or self._version == "3.0":
            additional, prefix, suffix = ([*others.get(words, ())] for words in NAME_PARTS)
            parts = Name(family=family, given=given, additional=additional, prefix=prefix, suffix=suffix)
            self._add("n", parts)

    def _addresses(self, given: Mapping[str, str], routes: Mapping[str, Route]) -> None:
        """Write addresses part by part, with what else is said of one in a group of its own."""
        from vobject.vcard import Address

        groups: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for column, text in given.items():
            to = routes[column]
            if to.sort == "part" and to.name == ADDRESS:
                groups[to.more][to.field] = text
        for name, parts in groups.items():
            about = {field: text for field, text in parts.items() if field not in {*ADDRESS_FIELDS, "label"}}
            self._groups += bool(about)
            group = f"item{self._groups}" if about else ""
            line = self._add(
                "adr", Address(**{_OF_ADR[field]: parts.get(field, "") for field in ADDRESS_FIELDS}), group
            )
            label = parts.get("label", name.partition("_")[0])
            line.params.update({"TYPE": [label]} if label in _PLACES else {})
            for field, text in about.items():
                self._add(OURS + field.replace("_", "-"), text, group)

    def _attribute(self, name: str, text: str) -> None:
        """Write an attribute of a person."""
        if name in {"name", "given", "family"}:
            return
        if name == "also_known_as":
            self._add("nickname", text)
        elif name == "tags":
            self._add("categories", _members(text))
        elif name == "note":
            self._add("note", text)
        elif name in _ONLY_IN_4 and self._version == "4.0":
            values = _members(text) if name == "languages" else [text]
            for place, value in enumerate(values, 1):
                self._add(_ONLY_IN_4[name], value).params.update({"PREF": [str(place)]} if len(values) > 1 else {})
        else:
            self._add(OURS + name.replace("_", "-"), text)

    def _contact(self, to: Route, text: str, about: Mapping[str, str], *, known: bool) -> None:
        """Write a way to reach someone, in a group with what is said about it."""
        types = [to.more] if to.more in _PLACES else []
        types += [_TYPES[to.name]] if to.name in _TYPES else []
        about = dict(about)
        preferred = about.get("preferred") == "yes"
        if preferred:
            del about["preferred"]
        if preferred and self._version == "3.0":
            types.append("pref")
        self._groups += bool(about)
        group = f"item{self._groups}" if about else ""
        name = _PROPERTIES.get(to.name, OUR_CONTACT)
        line = self._add(OUR_MESSENGER if name == "IMPP" and not known else name, text, group)
        line.params.update({"TYPE": types} if types else {})
        line.params.update({"PREF": ["1"]} if preferred and self._version == "4.0" else {})
        for field, said in about.items():
            self._add(OURS + field.replace("_", "-"), said, group)

    def _extra(self, key: str, text: str) -> None:
        """Write an extra: as the property that it was read from, or with its name."""
        if worded := _IN_WORDS.fullmatch(key):
            name = next(name for name, words in IN_WORDS.items() if words == worded[1])
            self._add(name, text).params.update({"TYPE": [worded[2]]} if worded[2] else {})
        elif line := line_of(key, text):
            self._groups += bool(line.label)
            group = f"item{self._groups}" if line.label else ""
            self._written(line.name, line.value, group).params.update(_params(line.params))
            if line.label:
                self._written("X-ABLABEL", line.label, group)
        else:
            # The behaviour of vobject for text would escape the semicolon between the name and the text as well.
            self._written(OUR_EXTRA, ";".join(map(escaped, (key, text))))

    def _written(self, name: str, value: str, group: str = "") -> Any:
        """Add a property whose value is escaped already."""
        line = self._add(name, "", group)
        line.value, line.encoded = value, True
        return line


def _params(text: str) -> dict[str, list[str]]:
    """Read the parameters that stand in the name of an extra."""
    pairs = (piece.partition("=") for piece in text.split(";") if piece)
    return {name: values.split(",") for name, _equals, values in pairs}


def _taken(extras: dict[str, str], names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Take the extras of these names out, several of one in the order of their numbers."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for key in list(extras):
        numbered = _NUMBERED.fullmatch(key)
        if numbered and numbered[1] in names:
            found[numbered[1]].append((int(numbered[2] or 1), extras.pop(key)))
    return {name: [text for _number, text in sorted(texts)] for name, texts in found.items()}


def _organisations(extras: dict[str, str]) -> list[list[str]]:
    """Take the organisations out, each with its units below it."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for key in list(extras):
        if named := _ORGANISED.fullmatch(key):
            place = int(named[3] or 1) if named[2] else 0
            if place <= _MOST_UNITS:
                found[int(named[1] or 1)][place] = extras.pop(key)
    return [[units.get(place, "") for place in range(max(units) + 1)] for _number, units in sorted(found.items())]


def _folded(line: bytes) -> bytes:
    """Fold a line at 75 octets (RFC 6350 section 3.2) between letters; vobject counts letters, not octets."""
    pieces: list[bytes] = []
    start, room = 0, _OCTETS
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(line[start:end])
        start, room = end, _OCTETS - 1
    return b"\r\n ".join([*pieces, line[start:]]) + b"\r\n"


def _members(text: str) -> Sequence[str]:
    """Cut a list at the commas that no member of one has."""
    return [member.strip() for member in text.split(",") if member.strip()]
