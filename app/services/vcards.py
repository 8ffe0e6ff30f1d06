"""Address books: vCard files read as a list of people, with the columns of our own exports.

What vCard has no property for comes back from the ``X-SWITCHBOARD-...`` of ``app.services.vcard_writing``;
a property that we have no field for is kept as an extra. Sources: vCard 2.1, RFC 2426 (3.0), RFC 6350
(4.0), RFC 4770 (IMPP), RFC 9554 (PRONOUNS).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.attributes import EXTRA
from app.domain.kinds import one_line, tidy
from app.i18n import _, ngettext
from app.problems import UserProblem
from app.services.columns import ID_COLUMN, contact_column, detail_column
from app.services.tabular import LONGEST_NAME, MOST_COLUMNS, MOST_ROWS, Line, Sheet
from app.services.vcard_lines import Card, Property, read_cards

OURS = "X-SWITCHBOARD-"
OUR_EXTRA = OURS + "EXTRA"
OUR_CONTACT = OURS + "CONTACT"
OUR_MESSENGER = OURS + "MESSENGER"
PROGRAM = "-//Switchboard//Switchboard//EN"
BIRTH_DATE = EXTRA + "BDAY"
"""The column of birth dates, which are not kept unless the person says so."""
IN_WORDS = MappingProxyType({"TITLE": "Job title", "ROLE": "Role", "URL": "Web page"})
ADDRESSES = MappingProxyType({"other": "Address", "home": "Address home", "work": "Address work"})
ORGANISATION = "Organisation"
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_UUID = re.compile(r"urn:uuid:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})", re.IGNORECASE)
_OF_THE_FILE = frozenset({"", "VERSION", "PRODID", "REV", "X-ABLABEL", "AGENT"})
_MESSENGERS = (
    "X-AIM", "X-GOOGLE-TALK", "X-ICQ", "X-JABBER", "X-MATRIX", "X-MSN", "X-QQ", "X-SIGNAL", "X-SKYPE",
    "X-SKYPE-USERNAME", "X-TELEGRAM", "X-THREEMA", "X-WHATSAPP", "X-YAHOO",
)  # fmt: skip
_NOT_CALLED = MappingProxyType({"fax": "Fax", "pager": "Pager", "modem": "Modem"})
_NAME_PARTS = (
    "family", "given", EXTRA + "Additional names", EXTRA + "Honorific prefix", EXTRA + "Honorific suffix",
)  # fmt: skip


@dataclass(slots=True)
class _Row:
    """A card on its way to a row: texts by column, and the column of each group's contact."""

    written_by_us: bool
    texts: dict[str, str] = field(default_factory=dict[str, str])
    of_group: dict[str, str] = field(default_factory=dict[str, str])

    def put(self, column: str, text: str) -> None:
        """Set a column, or an extra of that name with a number if it has a value."""
        text = tidy(text)
        number, name = 1, column
        while name in self.texts:
            number += 1
            name = f"{EXTRA}{column.removeprefix(EXTRA)} {number}"
        if text:
            self.texts[name] = text

    def put_extra(self, key: str, text: str) -> None:
        """Keep a text under a name of its own."""
        self.put(EXTRA + (one_line(key)[:LONGEST_NAME] or "?"), text)

    def put_contact(self, kind: str, label: str, text: str) -> str:
        """Set the next free column of a sort of contact; gives its name, or nothing for no text."""
        number = 1
        while (column := contact_column(kind, label, number)) in self.texts:
            number += 1
        self.put(column, text)
        return column if column in self.texts else ""

    def join(self, column: str, text: str, between: str) -> None:
        """Add to a column that can hold several."""
        joined = between.join(filter(None, (self.texts.get(column, ""), tidy(text))))
        if joined:
            self.texts[column] = joined


_Handler = Callable[[_Row, Property, str], None]


def is_address_book(data: bytes) -> bool:
    """Tell a vCard file by how it begins."""
    return re.match(rb"BEGIN[ \t]*:[ \t]*VCARD", _plain(data[:400]).lstrip(), re.IGNORECASE) is not None


def read(name: str, data: bytes) -> Sheet:
    """Read the cards of a file as rows; a card that is no person's or is cut off is a row that is wrong."""
    rows: list[tuple[Card, dict[str, str]]] = []
    for card in read_cards(_plain(data)):
        rows.append((card, _texts(card)))
        if len(rows) > MOST_ROWS:
            message = _("“{file}” has more than {most} cards.").format(file=name, most=MOST_ROWS)
            raise UserProblem(message, do=_("Cut it into several files."))
    if not rows:
        raise UserProblem(_("There is no card in “{file}”.").format(file=name))
    rows.sort(key=lambda pair: pair[0].line)
    # Our id comes first, also where no card has one: the columns are ours.
    columns = tuple(dict.fromkeys([ID_COLUMN, *(column for _card, texts in rows for column in texts)]))
    if len(columns) > MOST_COLUMNS:
        message = _("The cards of “{file}” have {count} different properties, and at most {most} are read.")
        raise UserProblem(message.format(file=name, count=len(columns), most=MOST_COLUMNS))
    lines = (Line(card.line, tuple(texts.get(c, "") for c in columns), _wrong(card)) for card, texts in rows)
    return Sheet(columns, tuple(lines), tuple(_notes([card for card, _texts in rows])))


def _plain(data: bytes) -> bytes:
    """Give the bytes of a file without its mark, in UTF-8 if they were in UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _wrong(card: Card) -> str:
    """Say why a card cannot be a person on the books."""
    if not card.complete:
        return _("This card has no end: the file may be cut off.")
    kinds = {each.raw.strip().lower() for each in card.properties if each.name.endswith("KIND")}
    return _("This card is a group of people, not a person.") if "group" in kinds else ""


def _notes(cards: Iterable[Card]) -> list[str]:
    """Say what was left out of the cards."""
    cards = list(cards)
    binary = sum(card.binary for card in cards)
    broken = sum(card.broken for card in cards)
    notes: list[str] = []
    if binary:
        one, many = "{count} picture, sound or key was left out.", "{count} pictures, sounds or keys were left out."
        notes.append(ngettext(one, many, binary).format(count=binary))
    if broken:
        one = "{count} value is cut off or damaged in the file; the lost letters are shown as “{sign}”."
        many = "{count} values are cut off or damaged in the file; the lost letters are shown as “{sign}”."
        notes.append(ngettext(one, many, broken).format(count=broken, sign="\ufffd"))
    return notes


def _texts(card: Card) -> dict[str, str]:
    """Turn the properties of a card into texts by column."""
    row = _Row(written_by_us=any(each.name == "PRODID" and each.raw == PROGRAM for each in card.properties))
    labels = {each.group: _plain_label(each.text()) for each in card.properties if each.name == "X-ABLABEL"}
    for each in sorted(card.properties, key=_rank):
        if each.name not in _OF_THE_FILE:
            handler = _HANDLERS.get(each.name) or (_ours if each.name.startswith(OURS) else _other)
            handler(row, each, labels.get(each.group, "") if each.group else "")
    for text in card.unreadable:
        row.join(EXTRA + "Unreadable", text, "\n")
    return row.texts


def _rank(each: Property) -> tuple[int, int]:
    """Put what is said about a contact after the contacts, and languages in the order of their preference."""
    preference = each.params.get("PREF", ("",))[0] if each.name == "LANG" else ""
    ours = each.name.startswith(OURS) + (each.name not in _HANDLERS and each.name.startswith(OURS))
    return ours, int(preference) if re.fullmatch(r"[0-9]{1,3}", preference) else 0


def _plain_label(text: str) -> str:
    """Take Apple's own labels out of their brackets."""
    found = _APPLE_LABEL.fullmatch(text)
    return found[1] if found else text


def _label(each: Property, said: str) -> str:
    """Say whether a property is about work or home."""
    words = each.types() | {said.lower()}
    return next((label for label in ("work", "home") if label in words), "other")


def _contact(row: _Row, each: Property, kind: str, text: str, said: str) -> None:
    """Add a way to reach someone."""
    column = row.put_contact(kind, _label(each, said), text)
    if column and each.group:
        row.of_group[each.group] = column
    if column and ("pref" in each.types() or each.params.get("PREF") == ("1",)):
        row.put(detail_column(column, "preferred"), "yes")


def _phone(row: _Row, each: Property, said: str) -> None:
    """Read TEL, as text or as the URI of RFC 3966; fax and the like are kept as extras."""
    text = re.sub(r"^tel:", "", each.text(), flags=re.IGNORECASE)
    text = re.sub(r";ext=(\d+)", r" ext. \1", text, flags=re.IGNORECASE)
    other = next((word for sort, word in _NOT_CALLED.items() if sort in each.types()), "")
    if other:
        row.put_extra(other, text)
    else:
        _contact(row, each, "phone", text, said)


def _email(row: _Row, each: Property, said: str) -> None:
    """Read EMAIL."""
    _contact(row, each, "email", re.sub(r"^mailto:", "", each.text(), flags=re.IGNORECASE), said)


def _messenger(row: _Row, each: Property, said: str) -> None:
    """Read IMPP and its forerunners; the service goes before the address."""
    text = each.text()
    if each.name in _MESSENGERS and tidy(text):
        text = f"{each.name.removeprefix('X-').lower()}:{text}"
    _contact(row, each, "messenger", text, said)


def _reach(row: _Row, each: Property, said: str) -> None:
    """Read a way to reach someone of which vCard knows nothing."""
    _contact(row, each, "other", each.text(), said)


def _name(row: _Row, each: Property, _said: str) -> None:
    """Read the parts of N."""
    for column, text in zip(_NAME_PARTS, each.parts(";"), strict=False):
        row.put(column, text)


def _list(column: str, separator: str = ",") -> _Handler:
    """Make a reader of a property with several texts, of which there may be several."""

    def take(row: _Row, each: Property, _said: str) -> None:
        for text in each.parts(separator):
            row.join(column, text, ", ")

    return take


def _note(row: _Row, each: Property, _said: str) -> None:
    """Read NOTE, of which there may be several."""
    row.join("note", each.text(), "\n")


def _whole(column: str) -> _Handler:
    """Make a reader of a property that is one text."""

    def take(row: _Row, each: Property, _said: str) -> None:
        row.put(column, each.text())

    return take


def _address(row: _Row, each: Property, said: str) -> None:
    """Read ADR as the text that one writes on an envelope."""
    text = ", ".join(part for part in map(tidy, each.parts(";")) if part)
    row.put_extra(ADDRESSES[_label(each, said)], text)


def _uid(row: _Row, each: Property, _said: str) -> None:
    """Read UID: the id of a record in a card that we wrote; any other is kept."""
    found = _UUID.fullmatch(each.text().strip()) if row.written_by_us else None
    if found and ID_COLUMN not in row.texts:
        row.texts[ID_COLUMN] = found[1].replace("-", "").lower()
    else:
        row.put_extra("UID", each.text())


def _extra(row: _Row, each: Property, _said: str) -> None:
    """Read an extra that we wrote: its name, and its text."""
    key, *texts = each.parts(";")
    row.put_extra(key, ";".join(texts))


def _ours(row: _Row, each: Property, _said: str) -> None:
    """Read an attribute that we wrote where vCard has no property for it, or what is said about a contact."""
    name = each.name.removeprefix(OURS).lower().replace("-", "_")
    base = row.of_group.get(each.group, "")
    row.put(detail_column(base, name) if base else name, each.text())


def _other(row: _Row, each: Property, said: str) -> None:
    """Keep any other property under its name, or under the label that it has."""
    row.put_extra(said or each.name, each.text())


_HANDLERS: Mapping[str, _Handler] = MappingProxyType(
    {
        "FN": _whole("name"),
        "N": _name,
        "NICKNAME": _list("also_known_as"),
        "TEL": _phone,
        "EMAIL": _email,
        "IMPP": _messenger,
        **dict.fromkeys(_MESSENGERS, _messenger),
        OUR_MESSENGER: _messenger,
        OUR_CONTACT: _reach,
        OUR_EXTRA: _extra,
        "LANG": _list("languages"),
        "CATEGORIES": _list("tags"),
        "NOTE": _note,
        "PRONOUNS": _whole("pronouns"),
        "X-PRONOUNS": _whole("pronouns"),
        "ORG": _list(EXTRA + ORGANISATION, ";"),
        "ADR": _address,
        "UID": _uid,
        **{name: _whole(EXTRA + column) for name, column in IN_WORDS.items()},
    }
)
