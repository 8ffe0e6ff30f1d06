"""Address books: vCard files read as a list of people, with the columns of our own exports.

What vCard has no property for comes back from the ``X-SWITCHBOARD-...`` of ``app.services.tables.vcard_writing``;
a property that we have no field for is kept as an extra, under a name from which it is written as it came. Sources:
vCard 2.1, RFC 2426 (3.0), RFC 6350 (4.0), RFC 4770 (IMPP), RFC 9554 (PRONOUNS).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.i18n import N_, _, ngettext
from app.problems import UserProblem
from app.records.attributes import EXTRA
from app.records.kinds import one_line, tidy
from app.services.tables import encodings
from app.services.tables.columns import ID_COLUMN, contact_column, detail_column, part_column
from app.services.tables.contact_words import read_label
from app.services.tables.tabular import LONGEST_NAME, MOST_COLUMNS, MOST_ROWS, Enclosed, ListRow, ListSheet
from app.services.tables.vcard_lines import Property, VCard, read_cards, undeclared
from app.services.tables.vcard_names import key_of

OURS = "X-SWITCHBOARD-"
OUR_EXTRA = OURS + "EXTRA"
OUR_CONTACT = OURS + "CONTACT"
OUR_MESSENGER = OURS + "MESSENGER"
PROGRAM = "-//Switchboard//Switchboard//EN"
AGENT = N_("Agent")
"""What somebody is to whose card they stand in."""
IN_WORDS = MappingProxyType({"TITLE": "Job title", "ROLE": "Role", "URL": "Web page"})
ORGANISATION = "Organisation"
UNIT = " unit"
ADDRESS = "address"
ADDRESS_FIELDS = ("po_box", "more", "street", "town", "region", "postcode", "country")
"""The parts of ADR, in their order (RFC 6350 section 6.3.1)."""
NAME_PARTS = ("Additional names", "Honorific prefix", "Honorific suffix")
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_UUID = re.compile(r"urn:uuid:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})", re.IGNORECASE)
_OF_THE_FILE = frozenset({"", "VERSION", "PRODID", "REV", "X-ABLABEL", "AGENT"})
_MESSENGERS = (
    "X-AIM", "X-GOOGLE-TALK", "X-ICQ", "X-JABBER", "X-MATRIX", "X-MSN", "X-QQ", "X-SIGNAL", "X-SKYPE",
    "X-SKYPE-USERNAME", "X-TELEGRAM", "X-THREEMA", "X-WHATSAPP", "X-YAHOO",
)  # fmt: skip
# Types that are no telephone to call, and those that say what a telephone is.
_TOLD = MappingProxyType({"modem": N_("Modem"), "bbs": N_("Modem"), "isdn": N_("ISDN"), "car": N_("Car")})
_PICTURES = frozenset({"PHOTO", "LOGO", "SOUND"})
_SUFFIXES = ((b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg"), (b"GIF8", ".gif"), (b"RIFF", ".webp"), (b"BM", ".bmp"))


@dataclass(slots=True)
class _Row:
    """A card on its way to a row: texts by column, and the column of each group's contact."""

    written_by_us: bool
    texts: dict[str, str] = field(default_factory=dict[str, str])
    of_group: dict[str, str] = field(default_factory=dict[str, str])
    files: list[Enclosed] = field(default_factory=list[Enclosed])

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


def read(name: str, data: bytes, encoding: str = "") -> ListSheet:
    """Read the cards of a file as rows; a card that is no person's or is cut off is a row that is wrong.

    ``encoding`` is what bytes are in that do not say it, if a person chose one.
    """
    data = _plain(data)
    foreign = undeclared(data)
    charset = encodings.chosen(encoding) if encoding else encodings.likely(foreign) if foreign else "cp1252"
    rows: list[tuple[VCard, _Row]] = []
    for card in read_cards(data, charset):
        rows.append((card, _row_of(card)))
        if len(rows) > MOST_ROWS:
            message = _("“{file}” has more than {most} cards.").format(file=name, most=MOST_ROWS)
            raise UserProblem(message, do=_("Cut it into several files."))
    if not rows:
        raise UserProblem(_("There is no card in “{file}”.").format(file=name))
    rows.sort(key=lambda pair: pair[0].line)
    _number([card for card, _row in rows])
    # Our id comes first, also where no card has one: the columns are ours.
    columns = tuple(dict.fromkeys([ID_COLUMN, *(column for _card, row in rows for column in row.texts)]))
    if len(columns) > MOST_COLUMNS:
        message = _("The cards of “{file}” have {count} different properties, and at most {most} are read.")
        raise UserProblem(message.format(file=name, count=len(columns), most=MOST_COLUMNS))
    lines = tuple(
        ListRow(
            card.line,
            tuple(row.texts.get(column, "") for column in columns),
            _wrong(card),
            tuple(row.files),
            card.agent_of.line if card.agent_of else 0,
            _(AGENT) if card.agent_of else "",
        )
        for card, row in rows
    )
    found = encodings.candidates(b"\n".join(foreign)) if foreign else ()
    return ListSheet(
        columns, lines, tuple(_notes([card for card, _row in rows], charset)), encoding=charset, candidates=found
    )


def _number(cards: Iterable[VCard]) -> None:
    """Give every card a line of its own, also those that were written into one line."""
    last = 0
    for card in cards:
        card.line = last = max(card.line, last + 1)


def _plain(data: bytes) -> bytes:
    """Give the bytes of a file without its mark, in UTF-8 if they were in UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _wrong(card: VCard) -> str:
    """Say why a card cannot be a person on the books."""
    if not card.complete:
        return _("This card has no end: the file may be cut off.")
    kinds = {each.raw.strip().lower() for each in card.properties if each.name.endswith("KIND")}
    return _("This card is a group of people, not a person.") if "group" in kinds else ""


def _notes(cards: Iterable[VCard], charset: str) -> list[str]:
    """Say what could not be read as it was meant."""
    cards = list(cards)
    broken = sum(card.broken for card in cards)
    guessed = [text for card in cards for text in card.guessed]
    notes: list[str] = []
    if broken:
        one = "{count} value is cut off or damaged in the file; the lost letters are shown as “{sign}”."
        many = "{count} values are cut off or damaged in the file; the lost letters are shown as “{sign}”."
        notes.append(ngettext(one, many, broken).format(count=broken, sign="\ufffd"))
    if guessed:
        one = "{count} value does not say in which encoding it is and was read as {encoding}: {samples}."
        many = "{count} values do not say in which encoding they are and were read as {encoding}: {samples}."
        samples = ", ".join(f"“{one_line(text.strip(';'))[:40]}”" for text in guessed[:3])
        label = _(encodings.ENCODINGS.get(charset, charset))
        notes.append(ngettext(one, many, len(guessed)).format(count=len(guessed), encoding=label, samples=samples))
    return notes


def _row_of(card: VCard) -> _Row:
    """Turn the properties of a card into texts by column."""
    row = _Row(written_by_us=any(each.name == "PRODID" and each.raw == PROGRAM for each in card.properties))
    labels = {each.group: _plain_label(each.text()) for each in card.properties if each.name == "X-ABLABEL"}
    for each in sorted(card.properties, key=_rank):
        if each.data:
            row.files.append(_enclosed(each))
        elif each.name not in _OF_THE_FILE:
            handler = _HANDLERS.get(each.name) or (_ours if each.name.startswith(OURS) else _other)
            handler(row, each, labels.get(each.group, "") if each.group else "")
    for text in card.unreadable:
        row.join(EXTRA + "Unreadable", text, "\n")
    return row


def _enclosed(each: Property) -> Enclosed:
    """Take a picture, sound or key out of a card as a file."""
    words = {word.lower() for name in ("TYPE", "MEDIATYPE") for text in each.params.get(name, ()) for word in [text]}
    suffix = next((ending for mark, ending in _SUFFIXES if each.data.startswith(mark)), "")
    suffix = suffix or next((f".{word}" for word in sorted(words) if re.fullmatch(r"[a-z0-9]{2,5}", word)), ".bin")
    return Enclosed(each.name.lower() + suffix, each.data, of_them=each.name in _PICTURES)


def _rank(each: Property) -> tuple[int, int]:
    """Put what is said about a contact after the contacts, and languages in the order of their preference."""
    preference = each.params.get("PREF", ("",))[0] if each.name == "LANG" else ""
    ours = each.name.startswith(OURS) + (each.name not in _HANDLERS and each.name.startswith(OURS))
    return ours + (each.name == "LABEL"), int(preference) if re.fullmatch(r"[0-9]{1,3}", preference) else 0


def _plain_label(text: str) -> str:
    """Take Apple's own labels out of their brackets."""
    found = _APPLE_LABEL.fullmatch(text)
    return found[1] if found else text


def _label(each: Property, said: str) -> str:
    """Say whether a property is about work or home."""
    own = next((label for label in ("work", "home") if label in each.types()), "")
    return own or read_label(said).label or "other"


def _contact(row: _Row, each: Property, kind: str, text: str, said: str) -> None:
    """Add a way to reach someone."""
    column = row.put_contact(kind, _label(each, said), text)
    if column and each.group:
        row.of_group[each.group] = column
    if column and ("pref" in each.types() or each.params.get("PREF") == ("1",)):
        row.put(detail_column(column, "preferred"), "yes")
    if column and (about := read_label(said).about):
        row.put(detail_column(column, "about"), about)


def _phone(row: _Row, each: Property, said: str) -> None:
    """Read TEL, as text or as the URI of RFC 3966."""
    text = re.sub(r"^tel:", "", each.text(), flags=re.IGNORECASE)
    text = re.sub(r";ext=(\d+)", r" ext. \1", text, flags=re.IGNORECASE)
    types = each.types()
    kind = read_label(said).kind or next(
        (kind for word, kind in (("fax", "fax"), ("pager", "pager"), ("cell", "mobile")) if word in types), "phone"
    )
    told = next((_(words) for word, words in _TOLD.items() if word in types), "")
    _contact(row, each, kind, text, said or told)


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
    """Read the parts of N; of those that are not family or given names each may be several."""
    family, given, *others = [*each.pieces(), [], []][:5]
    row.put("family", " ".join(family))
    row.put("given", " ".join(given))
    for words, texts in zip(NAME_PARTS, others, strict=False):
        for text in texts:
            row.put_extra(words, text)


def _list(column: str) -> _Handler:
    """Make a reader of a property with several texts, of which there may be several."""

    def take(row: _Row, each: Property, _said: str) -> None:
        for text in each.parts(","):
            row.join(column, text, ", ")

    return take


def _organisation(row: _Row, each: Property, _said: str) -> None:
    """Read ORG: the organisation, and its units below it, each under a name of its own."""
    number, name = 1, ORGANISATION
    while any(key == EXTRA + name or key.startswith(EXTRA + name + UNIT) for key in row.texts):
        number += 1
        name = f"{ORGANISATION} {number}"
    for place, text in enumerate(each.parts(";")):
        row.put_extra(name if not place else f"{name}{UNIT}" if place == 1 else f"{name}{UNIT} {place}", text)


def _note(row: _Row, each: Property, _said: str) -> None:
    """Read NOTE, of which there may be several."""
    row.join("note", each.text(), "\n")


def _whole(column: str) -> _Handler:
    """Make a reader of a property that is one text."""

    def take(row: _Row, each: Property, _said: str) -> None:
        row.put(column, each.text())

    return take


def _words(name: str) -> _Handler:
    """Make a reader of a property that is kept in words of ours, with the place it is about."""

    def take(row: _Row, each: Property, said: str) -> None:
        label = _label(each, said)
        row.put_extra(IN_WORDS[name] + ("" if label == "other" else f" {label}"), each.text())

    return take


def _address(row: _Row, each: Property, said: str) -> None:
    """Read ADR, part by part."""
    label, number = _label(each, said), 1
    group = label
    while any(column.startswith(part_column(ADDRESS, group, "")) for column in row.texts):
        number += 1
        group = f"{label}_{number}"
    for name, text in zip(ADDRESS_FIELDS, each.parts(";"), strict=False):
        row.put(part_column(ADDRESS, group, name), text)
    for name, text in (("note", read_label(said).about), ("formatted", "\n".join(each.params.get("LABEL", ())))):
        if text:
            row.put(part_column(ADDRESS, group, name), text.replace("\\n", "\n"))
    if each.group:
        row.of_group[each.group] = f"{ADDRESS}_{group}"


def _formatted(row: _Row, each: Property, said: str) -> None:
    """Read LABEL, the address as it stands on an envelope."""
    row.put(part_column(ADDRESS, _label(each, said), "formatted"), each.text())


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
    """Keep any other property under its name, with the label that it has."""
    key, text = key_of(each, said)
    row.put_extra(key, text)


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
        "ORG": _organisation,
        "ADR": _address,
        "LABEL": _formatted,
        "UID": _uid,
        **{name: _words(name) for name in IN_WORDS},
    }
)
