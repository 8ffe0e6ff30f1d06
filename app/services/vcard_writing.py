"""People as vCards, written through the vobject package, so that any address book can take them.

What is written are rows with the columns of our own exports (``app.services.columns``). What vCard
has no property for goes to ``X-SWITCHBOARD-...``, so that ``app.services.vcards`` reads back all of it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from app.domain.mapping import IGNORE
from app.services.columns import Route, route
from app.services.vcards import (
    ADDRESSES,
    IN_WORDS,
    ORGANISATION,
    OUR_CONTACT,
    OUR_EXTRA,
    OUR_MESSENGER,
    OURS,
    PROGRAM,
)  # fmt: skip

Version = Literal["3.0", "4.0"]
_OCTETS = 75
_NEVER = 1 << 40
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_PROPERTIES = {"phone": "TEL", "email": "EMAIL", "messenger": "IMPP"}
_ONLY_IN_4 = {"languages": "LANG", "pronouns": "PRONOUNS"}


def write(rows: Iterable[Mapping[str, str]], targets: Mapping[str, str], version: Version = "3.0") -> bytes:
    """Write people as vCards; ``targets`` says what each column of the rows is. 3.0 is what most programs read."""
    routes = {column: route(target, column) for column, target in targets.items() if target != IGNORE}
    return b"".join(_folded(line) for row in rows for line in _Card(version).of(row, routes))


class _Card:
    """One card being written."""

    def __init__(self, version: Version) -> None:
        import vobject

        self._version = version
        self._card: Any = vobject.vCard()
        self._groups = 0

    def of(self, row: Mapping[str, str], routes: Mapping[str, Route]) -> list[bytes]:
        """Write a row as content lines, not folded."""
        self._add("version", self._version)
        self._add("prodid", PROGRAM)
        given = {column: text for column, text in row.items() if text and column in routes}
        by_name = {routes[column].name: text for column, text in given.items() if routes[column].sort == "attribute"}
        self._name(by_name)
        for column, text in given.items():
            to = routes[column]
            if to.sort == "id":
                self._add("uid", uuid.UUID(text).urn)
            elif to.sort == "attribute":
                self._attribute(to.name, text)
            elif to.sort == "extra":
                self._extra(to.name, text)
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

    def _name(self, values: Mapping[str, str]) -> None:
        """Write the whole name, and its parts, which 3.0 wants even where nobody knows them."""
        from vobject.vcard import Name

        family, given = values.get("family", ""), values.get("given", "")
        self._add("fn", values.get("name", ""))
        if family or given or self._version == "3.0":
            self._add("n", Name(family=family, given=given))

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
        types = [to.more] if to.more in {"work", "home"} else []
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
        from vobject.vcard import Address

        name = next((each for each, words in IN_WORDS.items() if words == key), "")
        label = next((each for each, words in ADDRESSES.items() if words == key), "")
        if name:
            self._add(name, text)
        elif key == ORGANISATION:
            self._add("org", [text])
        elif label:
            line = self._add("adr", Address(street=text))
            line.params.update({} if label == "other" else {"TYPE": [label]})
        else:
            line = self._add(OUR_EXTRA, "")
            # The behaviour of vobject for text would escape the semicolon between the name and the text as well.
            line.value, line.encoded = ";".join(map(_escaped, (key, text))), True


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


def _escaped(text: str) -> str:
    """Escape a part of a structured value as RFC 6350 section 3.4 asks."""
    from vobject.base import backslashEscape

    return str(backslashEscape(text))
