"""Under which names properties of other programs are kept, and how each is written from it as it came.

The name of an extra is that of the property with its parameters: ``X-EVOLUTION-SPOUSE``, ``GEO;TYPE=work``. A label in
the manner of Apple goes before it, ``Anniversary (X-ABDATE)``. A colon at the end says that the value is as it was
written, because undoing its escapes and making them anew would give another one. A number counts several of one name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.records.kinds import one_line
from app.services.tables.vcard_lines import Property

_KEPT = frozenset(
    "ANNIVERSARY BIRTHPLACE CALADRURI CALURI CLASS DEATHDATE DEATHPLACE EXPERTISE FBURL GENDER GEO HOBBY INTEREST KEY "
    "LOGO MAILER PHOTO RELATED SORT-STRING SOUND SOURCE TZ".split()
)
_NOT_KEPT = ("X-SWITCHBOARD-", "X-ABLABEL")
_DROPPED = frozenset({"CHARSET", "ENCODING"})
_KEY = re.compile(r"(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=[^:;]*)*)(?P<raw>:?)(?P<number> \d+)?")
_LABELLED = re.compile(r"(?P<label>.+) \((?P<key>[^()]+)\)(?P<number> \d+)?")
# The labels that Apple's programs show in the language of the person; they stand in brackets of their own.
_OF_APPLE = frozenset(
    "Anniversary Assistant Brother Child Daughter Father Friend Home HomePage Manager Mobile Mother Other Parent "
    "Partner School Sister Son Spouse Work".split()
)
_ESCAPED = {"\\": "\\\\", "\n": "\\n", ",": "\\,", ";": "\\;"}


@dataclass(frozen=True, slots=True)
class VCardLine:
    """A property to write: its name, the text of its parameters, its value as it goes into the file, and its label."""

    name: str
    params: str
    value: str
    label: str = ""


def escaped(text: str) -> str:
    """Escape a text as RFC 6350 section 3.4 asks."""
    return "".join(_ESCAPED.get(letter, letter) for letter in text)


def key_of(each: Property, label: str) -> tuple[str, str]:
    """Give the name under which a property is kept, and its text."""
    params = "".join(
        f";{name}={','.join(one_line(text) for text in texts)}"
        for name, texts in each.params.items()
        if name not in _DROPPED
    )
    text = each.text()
    plain = escaped(text) == each.raw if not each.old else not set(each.raw) & {";", "\\"}
    key = each.name + (params if _KEY.fullmatch(each.name + params) else "") + ("" if plain else ":")
    return f"{label} ({key})" if label else key, text if plain else each.raw


def line_of(key: str, text: str) -> VCardLine | None:
    """Give the property that was kept under a name; nothing if the name is that of no property."""
    labelled = _LABELLED.fullmatch(key)
    found = _KEY.fullmatch(labelled["key"] if labelled else key)
    if found is None:
        return None
    name = found["name"]
    if name not in _KEPT and (not name.startswith("X-") or name.startswith(_NOT_KEPT)):
        return None
    label = labelled["label"] if labelled else ""
    shown = f"_$!<{label}>!$_" if label in _OF_APPLE else escaped(label)
    value = text.replace("\r", "").replace("\n", "\\n") if found["raw"] else escaped(text)
    return VCardLine(name, found["params"], value, shown)
