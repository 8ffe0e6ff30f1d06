"""The names under which other programs kept a value, as a person can read them."""

from __future__ import annotations

import re

_CODED = re.compile(r"[A-Za-z0-9]+(?:[_.][A-Za-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+|[A-Z0-9]{4,}")
_APART = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_.]+")


def readable(name: str) -> str:
    """Write a column's name in words: ``has_newsletter`` is "Has newsletter"; any other name stays as it is."""
    if not _CODED.fullmatch(name):
        return name
    words = " ".join(word for word in _APART.split(name) if word).lower()
    return words[:1].upper() + words[1:]


def with_raw(name: str) -> str:
    """Write a column's name in words, and the name itself beside them where it is another."""
    words = readable(name)
    return words if words == name else f"{words} ({name})"
