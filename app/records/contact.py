"""Kinds of text by which people are reached: telephone, e-mail, web."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import phonenumbers

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.kinds import Editor, Text, is_one_line, one_line

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d)")
_PHONE_SHAPE = re.compile(r"\+?[\d\s()./-]+(?:\s*(?:x|ext\.?|#)\s*\d+)?", re.IGNORECASE)
_PLAIN_PHONE = re.compile(r"\+?(?:[0-9][ -]?){2,}[0-9]")
_PLAIN_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_NO_DIGIT = re.compile(r"[^0-9]+")
_FEWEST_DIGITS = 3
# Emergency and service numbers are shorter, but a column of such numbers is more likely something else.
_FEWEST_TO_CALL = 6
CONTACT_KINDS = {
    "phone": N_("Telephone"),
    "mobile": N_("Mobile telephone"),
    "email": N_("E-mail"),
    "messenger": N_("Messenger"),
    "fax": N_("Fax"),
    "pager": N_("Pager"),
    "other": N_("Other"),
}
CONTACT_LABELS = {"work": N_("Work"), "home": N_("Home"), "other": N_("Other")}
TELEPHONES = frozenset({"phone", "mobile"})
"""The kinds of contact that somebody answers who is called; a fax and a pager are none."""
NUMBERS = TELEPHONES | {"fax", "pager"}


class ReachRow(Protocol):
    """What is read of a way to reach somebody before it is used."""

    @property
    def kind(self) -> str | None:
        """The code of its kind."""
        ...

    @property
    def do_not_call(self) -> bool | None:
        """Whether they said that nobody is to call there."""
        ...

    @property
    def do_not_write(self) -> bool | None:
        """Whether they said that nobody is to write there."""
        ...


def may_call(point: ReachRow) -> bool:
    """Say whether it is a telephone, and nobody said no to calls."""
    return point.kind in TELEPHONES and not point.do_not_call


def may_write(point: ReachRow) -> bool:
    """Say whether nobody said no to texts, letters and mails there."""
    return not point.do_not_write


def is_closed(point: ReachRow) -> bool:
    """Say whether nothing is left to do with it: a telephone that takes neither calls nor texts, an address no mail."""
    return bool(point.do_not_write and (point.do_not_call or point.kind not in TELEPHONES))


def noes(point: ReachRow) -> list[str]:
    """Give the words that stand beside it where it is printed."""
    return [
        *([_("do not call")] if point.do_not_call else []),
        *([_("do not write")] if point.do_not_write else []),
    ]  # fmt: skip


def check_way(values: Mapping[str, Any]) -> None:
    """Check a value by the kind of contact that it is: a number to call is no e-mail address."""
    if values.get("kind") in NUMBERS:
        _PHONE.check(values.get("value"))
    elif values.get("kind") == "email":
        _MAIL.check(values.get("value"))


def takes_way(values: Mapping[str, Any], name: str, text: str) -> bool:
    """Say whether `check_way` surely takes a text for an attribute beside values that passed it."""
    if name == "value" and values.get("kind") in NUMBERS:
        return _PHONE.plain(text)
    return name == "value" and (values.get("kind") != "email" or _MAIL.plain(text))


def digits_of(text: str) -> str:
    """Give the digits of a text as ASCII, whichever script they are written in."""
    if text.isascii():
        return _NO_DIGIT.sub("", text)
    return "".join(str(int(c)) for c in text if c.isdecimal())


def phone_key(text: str, region: str = "") -> str:
    """Give the form in which two telephone numbers are compared, E.164 and extension where possible.

    ``region`` (ISO 3166, "DE") is where numbers without a country code are at home. A number that
    cannot be placed is compared by its digits. Source: ITU-T E.164, through libphonenumber.
    """
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return digits_of(text)
    key = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{key}x{number.extension.lstrip('0')}" if number.extension else key


@dataclass(frozen=True)
class Phone(Text):
    """A telephone number, kept as it was typed: only comparison uses a normal form."""

    max_length: int = 60
    editor: ClassVar[Editor] = "line"

    def shaped(self, text: str) -> str:
        """Refuse what has too few digits to call."""
        text = one_line(text)
        if text and len(digits_of(text)) < _FEWEST_DIGITS:
            raise WrongValue(_("“{text}” is not a telephone number.").format(text=text))
        return text

    def plain(self, text: str) -> bool:
        """Say so of digits, with one blank or dash between some of them."""
        return len(text) <= self.max_length and _PLAIN_PHONE.fullmatch(text) is not None

    def search_text(self, value: str | None) -> str:
        """Find it as typed, by its digits, and by the digits dialled within its country."""
        if not value:
            return ""
        words = [value, digits_of(value)]
        if value.startswith(("+", "00")):
            words.append(_digits_within_country(value))
        return " ".join(dict.fromkeys(word for word in words if word))


def _digits_within_country(value: str) -> str:
    """Give the digits of an international number as they are dialled inside its country."""
    try:
        number = phonenumbers.parse("+" + value.lstrip("+0"), None)
    except phonenumbers.NumberParseException:
        return ""
    return digits_of(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def email_key(text: str) -> str:
    """Give the form in which two e-mail addresses are compared."""
    return text.strip().removeprefix("mailto:").casefold()


@dataclass(frozen=True)
class Email(Text):
    """An e-mail address; only its rough shape is checked, since real ones break every stricter rule."""

    max_length: int = 254

    def shaped(self, text: str) -> str:
        """Drop a leading ``mailto:`` and refuse what has no one @ with something on both sides."""
        text = one_line(text).removeprefix("mailto:")
        if text and not _EMAIL.fullmatch(text):
            raise WrongValue(_("“{text}” is not an e-mail address.").format(text=text))
        return text

    def plain(self, text: str) -> bool:
        """Say so of usual letters."""
        return len(text) <= self.max_length and _PLAIN_EMAIL.fullmatch(text) is not None


@dataclass(frozen=True)
class Url(Text):
    """A web address, http or https only, since others would run something when opened."""

    max_length: int = 2000

    def shaped(self, text: str) -> str:
        """Add the scheme that people leave out."""
        text = one_line(text)
        if not text:
            return ""
        scheme = _SCHEME.match(text)
        if " " in text or (scheme and scheme[1].lower() not in {"http", "https"}):
            raise WrongValue(_("“{text}” is not a web address.").format(text=text))
        return text if scheme else f"https://{text}"


@dataclass(frozen=True)
class ContactValue(Text):
    """A number or address of any sort: searched like a telephone number when it looks like one."""

    max_length: int = 254

    def search_text(self, value: str | None) -> str:
        """Find a number by its digits too."""
        return _PHONE.search_text(value) if value and looks_like_phone(value) else value or ""

    def plain(self, text: str) -> bool:
        """Say so of any text of one line and usual length."""
        return 0 < len(text) <= self.max_length and is_one_line(text)


def looks_like_email(text: str) -> bool:
    """Say whether a text has the shape of an e-mail address."""
    return _EMAIL.fullmatch(text.strip()) is not None


def looks_like_phone(text: str) -> bool:
    """Say whether a text is made of enough digits, and little else than what stands between them."""
    return _PHONE_SHAPE.fullmatch(text.strip()) is not None and len(digits_of(text)) >= _FEWEST_TO_CALL


_PHONE, _MAIL = Phone(), Email()
"""Asked of every way to reach somebody: made once."""
