"""Kinds of several values: tags, several of a few choices, languages, and extras kept from an import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, cast

from babel import Locale
from sqlalchemy import JSON
from sqlalchemy.types import TypeEngine

from app.i18n import _
from app.problems import WrongValue
from app.records.days import language_names, locale_in_use
from app.records.kinds import Editor, Kind, Merge, Wire, find_option, labels, one_line, tidy

_SEPARATORS = re.compile(r"[,;\n]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-[a-z0-9]{5,8})*")
_MOST_EXTRAS = 200
_LONGEST_EXTRA = 20_000


@dataclass(frozen=True)
class Tags(Kind[list[str]]):
    """A set of short labels; two laptops that add different ones keep both."""

    max_length: int = 60
    editor: ClassVar[Editor] = "tags"
    sortable: ClassVar[bool] = False
    merge: ClassVar[Merge] = "set"

    def parse(self, text: str) -> list[str] | None:
        """Read labels with commas, semicolons or line ends between them."""
        return self.check(_SEPARATORS.split(text))

    def check(self, value: object) -> list[str] | None:
        """Bring the labels to their normal form, once each, in a fixed order."""
        if value is None:
            return None
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise WrongValue(_("This has to be a list."))
        members: dict[str, str] = {}
        for item in cast("Iterable[object]", value):
            if not isinstance(item, str):
                raise WrongValue(_("This has to be a list of words."))
            if member := self.member(item):
                members.setdefault(member.casefold(), member)
        return self.ordered(members.values()) or None

    def member(self, text: str) -> str:
        """Bring one label to its normal form; the hook for lists with a form of their own."""
        text = one_line(text)
        if _SEPARATORS.search(text):
            raise WrongValue(_("“{text}” is more than one word of a list.").format(text=text))
        if len(text) > self.max_length:
            message = _("“{text}” is too long for a list: at most {most} characters.")
            raise WrongValue(message.format(text=text, most=self.max_length))
        return text

    def ordered(self, members: Iterable[str]) -> list[str]:
        """Put the members in the order that every laptop shows."""
        return sorted(members, key=lambda member: (member.casefold(), member))

    def format(self, value: list[str] | None) -> str:
        """Write the members with commas between them."""
        return ", ".join(self.label(member) for member in value or ())

    def label(self, member: str) -> str:
        """Write one member for people."""
        return member

    def from_wire(self, wire: Wire) -> list[str] | None:
        """Take any texts: a rule of today must not hide what another laptop has written."""
        if wire is None or isinstance(wire, list):
            return self.ordered({str(member) for member in wire or ()}) or None
        raise WrongValue(_("This has to be a list."))

    def sql_type(self) -> TypeEngine[Any]:
        """Give a JSON column in which no value is SQL's NULL."""
        return JSON(none_as_null=True)


@dataclass(frozen=True)
class Several(Tags):
    """Any of a few codes, kept in the order of ``options`` (which maps codes to marked labels)."""

    options: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)

    def member(self, text: str) -> str:
        """Read a code or a label."""
        return find_option(self.options, text) or ""

    def ordered(self, members: Iterable[str]) -> list[str]:
        """Use the order of the options, with codes of a newer program at the end."""
        order = {code: place for place, code in enumerate(self.options)}
        return sorted(members, key=lambda code: (order.get(code, len(order)), code))

    def label(self, member: str) -> str:
        """Write the label of a code."""
        return _(self.options.get(member, member))

    def describe(self) -> str:
        """List what can be chosen."""
        return labels(self.options)


@dataclass(frozen=True)
class Languages(Tags):
    """Languages that someone speaks, as BCP 47 tags ("de", "pt-BR", "zh-Hant")."""

    def member(self, text: str) -> str:
        """Read a tag, or the name of a language in English or the language in use."""
        text = one_line(text)
        if not text:
            return ""
        return _language_by_name(text) or _language_tag(text)

    def label(self, member: str) -> str:
        """Name the language in the language in use."""
        return language_names(locale_in_use()).get(member.replace("-", "_")) or member


def _language_by_name(text: str) -> str:
    """Find the tag of a language by its name, or give an empty text."""
    wanted = text.casefold()
    return next((tag for locale in (locale_in_use(), Locale("en")) if (tag := _tags(locale).get(wanted))), "")


@lru_cache
def _tags(locale: Locale) -> Mapping[str, str]:
    """Give the tags of all languages by their folded names in one language; the first of equal names holds."""
    found: dict[str, str] = {}
    for tag, name in language_names(locale).items():
        found.setdefault(name.casefold(), tag.replace("_", "-"))
    return found


def _language_tag(text: str) -> str:
    """Write a tag with the capitals that RFC 5646 section 2.1.1 recommends."""
    tag = text.replace("_", "-").lower()
    if not _LANGUAGE.fullmatch(tag):
        message = _("“{text}” is not a language. Write its name, or a tag such as {example}.")
        raise WrongValue(message.format(text=text, example="de, pt-BR"))
    first, *rest = tag.split("-")
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest]
    return "-".join([first, *cased])


@dataclass(frozen=True)
class Extras(Kind[dict[str, str]]):
    """Columns of an import that no attribute fits, kept under their own names so that nothing is lost.

    Each key is a register of its own in the log, named ``x:<key>``; see ``Attribute.registers``.
    """

    editor: ClassVar[Editor] = "extras"
    sortable: ClassVar[bool] = False
    spreads: ClassVar[bool] = True

    def parse(self, text: str) -> dict[str, str] | None:
        """Read lines of the form ``name: value``."""
        found: dict[str, str] = {}
        for line in text.splitlines():
            if line.strip():
                key, colon, value = line.partition(":")
                if not colon:
                    raise WrongValue(_("“{text}” has no colon after its name.").format(text=line.strip()))
                found[key] = value
        return self.check(found)

    def check(self, value: object) -> dict[str, str] | None:
        """Tidy names and values, and drop empty ones."""
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise WrongValue(_("This has to be names with values."))
        tidied: dict[str, str] = {}
        for key, text in cast("Mapping[object, object]", value).items():
            if not isinstance(key, str) or not isinstance(text, str):
                raise WrongValue(_("This has to be names with values."))
            name, content = one_line(key), tidy(text)
            if name and content:
                tidied[name] = content
        if len(tidied) > _MOST_EXTRAS or any(len(v) > _LONGEST_EXTRA for v in tidied.values()):
            raise WrongValue(_("This is too much to keep with one record."))
        return dict(sorted(tidied.items())) or None

    def format(self, value: dict[str, str] | None) -> str:
        """Write lines of the form ``name: value``, the lines of a value folded; an editor takes the value itself."""
        return "\n".join(f"{key}: {one_line(text)}" for key, text in (value or {}).items())

    def to_wire(self, value: dict[str, str] | None) -> Wire:
        """List names and values in turn, for where there is but one place for all of them."""
        return None if not value else [part for key in sorted(value) for part in (key, value[key])]

    def from_wire(self, wire: Wire) -> dict[str, str] | None:
        """Read names and values in turn."""
        if wire is None:
            return None
        if not isinstance(wire, list) or len(wire) % 2:
            raise WrongValue(_("This has to be names with values."))
        return dict(sorted(zip(wire[::2], wire[1::2], strict=True))) or None

    def search_text(self, value: dict[str, str] | None) -> str:
        """Find the record by the values, not by the names, which every imported record has."""
        return " ".join((value or {}).values())

    def sql_type(self) -> TypeEngine[Any]:
        """Give a JSON column in which no value is SQL's NULL."""
        return JSON(none_as_null=True)
