"""A guess at what the columns of somebody's list mean, so that a coordinator only has to look it over.

A column goes to an attribute (by its name), to a contact (``contact_point:<kind>:<label>``), to the
extras under its own name (``x:<column>``) or nowhere. What is not recognised becomes an extra,
because an import must lose no value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Literal

from app.i18n import _
from app.problems import WrongValue
from app.records.attributes import EXTRA, Attribute
from app.records.contact import (  # fmt: skip
    CONTACT_KINDS,
    CONTACT_LABELS,
    NUMBERS,
    Email,
    Phone,
    looks_like_email,
    looks_like_phone,
)
from app.records.kinds import Text, one_line
from app.records.record_type import RecordType

IGNORE = ""
CONTACT = "contact_point:"
_LONGEST_ABOUT = 80
_EXACT = 100.0
_NEAR = 92.0
_MOST = 0.7
_KIND_WORDS = {
    "email": "email mail mails emails courriel correo",
    "fax": "fax telefax",
    "pager": "pager beeper",
    "mobile": "mobile cell cellphone mobil mobiltelefon handy portable iphone natel movil celular",
    "phone": "phone phones tel telephone telefon telefono телефон fono telefoon puhelin τηλεφωνο 電話 电话",
    "messenger": "signal telegram whatsapp threema matrix messenger im imaddress jabber xmpp skype",
}
_LABEL_WORDS = {
    "work": "work business office job dienstlich geschaftlich arbeit travail trabajo",
    "home": "home private privat personal maison casa",
    "other": "other",
}
_FILL = "address adresse number no nr nummer main primary value user id contact 1 2 3 4"
_FILL_WORDS = frozenset(_FILL.split())
# Telephones that have a name of their own, and what is no telephone though it has a number.
_TOLD = re.compile(r"\b(assistant|car|callback|company|radio|isdn|tty|tdd|telex|secretary|signal|whatsapp|direct)\b")
# How a name is spoken is no way to reach anybody, whatever stands in such a column.
_SPOKEN = frozenset({"phonetic", "yomi", "pronunciation", "furigana"})
_NOT_PHONES = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}"  # days
    r"|-?\d+\.\d+|\d{1,3}(\.\d{1,3}){3}|[1-9]\d*"  # decimals, network addresses, plain numbers
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the values of a column go, read from its text form."""

    sort: Literal["attribute", "contact", "extra", "ignore"]
    name: str = ""
    label: str = ""
    about: str = ""


def read_target(text: str) -> Target:
    """Read the text form of a target; for a contact, ``name`` is its kind and ``label`` its label."""
    if text == IGNORE:
        return Target("ignore")
    if text.startswith(EXTRA):
        return Target("extra", text.removeprefix(EXTRA))
    if text.startswith(CONTACT):
        kind, label, about = [*text.removeprefix(CONTACT).split(":", 2), "", ""][:3]
        if kind not in CONTACT_KINDS or (label and label not in CONTACT_LABELS):
            raise WrongValue(_("“{text}” is no way to reach someone.").format(text=text))
        return Target("contact", kind, label or "other", about)
    return Target("attribute", text)


def targets(record: RecordType) -> dict[str, str]:
    """Give all targets that a column may be sent to, with what people call them; extras come by column."""
    found = {name: _(each.label) for name, each in record.attributes.items() if each is not record.extras}
    if record.contacts:
        for kind, kind_label in CONTACT_KINDS.items():
            for label, where in CONTACT_LABELS.items():
                found[f"{CONTACT}{kind}:{label}"] = f"{_(kind_label)} ({_(where)})"
    return found


def guess_columns(record: RecordType, columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Guess the target of each column from its name and some of its values.

    ``columns`` maps each column, in the order of the file, to sample values. An attribute is
    guessed for one column only; several columns may hold contacts of one kind and label.
    """
    filled = {column: [value for value in samples if value.strip()] for column, samples in columns.items()}
    guessed: dict[str, str] = {}
    for exact in (True, False):
        for column, values in filled.items():
            if column not in guessed:
                free = [each for name, each in record.attributes.items() if name not in guessed.values()]
                target = _attribute([each for each in free if each is not record.extras], column, values, exact=exact)
                guessed |= {column: target} if target else {}
    for column, values in filled.items():
        contact = _contact(column, values) if record.contacts else ""
        guessed.setdefault(column, contact or (f"{EXTRA}{column.strip()}" if record.extras else IGNORE))
    return {column: guessed[column] for column in columns}


@lru_cache(4096)  # Each column is held against the names of all fields.
def normal_name(column: str) -> str:
    """Give the words of a column's name: ``firstName``, ``First_Name`` and ``first name`` are one; iPhone is a word."""
    apart = re.sub(r"(?<=[a-z][a-z])(?=[A-Z])", " ", re.sub("e-mail", "email", column, flags=re.IGNORECASE))
    plain = unicodedata.normalize("NFKD", apart.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W\d_]+|\d+", plain))


def _attribute(free: Sequence[Attribute], column: str, values: Sequence[str], *, exact: bool) -> str:
    """Find the attribute that a column is named for and that can hold most of its values."""
    from rapidfuzz import fuzz  # It takes 3 MB that most sittings have no use for.

    wanted = normal_name(column)
    for attribute in free if wanted else ():
        names = (attribute.name, attribute.label, _(attribute.label), *attribute.was)
        likeness = max(fuzz.ratio(wanted, normal_name(name)) for name in names)
        if likeness >= (_EXACT if exact else _NEAR) and _mostly(values, partial(_reads, attribute)):
            return attribute.name
    return ""


def _contact(column: str, values: Sequence[str]) -> str:
    """Find the kind of contact that a column is named for, or else that its values look like."""
    words = normal_name(column).split()
    if _SPOKEN & {*words}:
        return ""
    named = _by_words(words, _KIND_WORDS)
    label = _by_words(words, _LABEL_WORDS) or "other"
    all_words = _words(_KIND_WORDS) | _words(_LABEL_WORDS) | _FILL_WORDS
    if named and all(word in all_words for word in words) and _fits(named, values):
        return f"{CONTACT}{named}:{label}"
    told = _TOLD.search(" ".join(words))
    if told and values and _mostly(values, _surely_phone):
        kind = "other" if told[0] in {"telex", "tty", "tdd"} else named if named in NUMBERS else "phone"
        return f"{CONTACT}{kind}:{label}:{one_line(column.replace(':', ' '))[:_LONGEST_ABOUT]}"
    if values and _mostly(values, looks_like_email):
        return f"{CONTACT}email:{label}"
    if values and _mostly(values, _surely_phone):
        return f"{CONTACT}phone:{label}"
    return ""


def _fits(kind: str, values: Sequence[str]) -> bool:
    """Say whether most values could be of the kind of contact that the column is named for."""
    checked: dict[str, Text] = {"email": Email(), **dict.fromkeys(NUMBERS, Phone())}
    return kind not in checked or _mostly(values, partial(_passes, checked[kind]))


def _surely_phone(value: str) -> bool:
    """Tell a telephone number from the days, decimals and plain numbers that look like one."""
    value = value.strip()
    return looks_like_phone(value) and not _NOT_PHONES.fullmatch(value)


def mostly_read(attribute: Attribute, values: Sequence[str]) -> bool:
    """Say whether an attribute can hold most of some values, and whether there are any."""
    return bool(values) and _mostly(values, partial(_reads, attribute))


def _mostly(values: Sequence[str], holds: Callable[[str], bool]) -> bool:
    """Say whether something holds for most values; of no values, everything does."""
    return sum(map(holds, values)) >= _MOST * len(values)


def _reads(attribute: Attribute, value: str) -> bool:
    """Say whether an attribute can hold a value."""
    try:
        attribute.parse(value)
    except WrongValue:
        return False
    return True


def _passes(kind: Text, value: str) -> bool:
    """Say whether a value passes the door of a kind."""
    try:
        kind.check(value)
    except ValueError:
        return False
    return True


def _by_words(words: Sequence[str], table: Mapping[str, str]) -> str:
    """Find the first code of a table that one of the words stands for."""
    return next((code for code, known in table.items() if set(words) & set(known.split())), "")


def _words(table: Mapping[str, str]) -> set[str]:
    """Gather all words of a table."""
    return {word for known in table.values() for word in known.split()}
