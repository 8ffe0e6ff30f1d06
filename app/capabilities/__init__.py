"""What the program is for: one package a capability, each named once in the list here.

A package announces itself in its module ``capability``, and the verbs of its command line in its module ``cli``, as
``COMMANDS`` under a heading ``SECTION`` and without importing its records, so that help is quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from app.services.command import Verb

NAMES = (
    "people",
    "ledger",
    "switchboard",
    "houses",
    "projects",
    "funds",
    "library",
)
"""The capabilities, in the order in which the engines go through them; what one refers to stands before it."""


def commands() -> tuple[Verb, ...]:
    """Give the verbs that capabilities add to the command line, in the order of the list.

    A later capability may widen a verb of one that it builds on: then the wider one counts, in the place of the first.
    """
    places = (f"app.capabilities.{name}.cli" for name in NAMES)
    modules = (import_module(place) for place in places if find_spec(place) is not None)
    found: dict[str, Verb] = {}
    for module in modules:
        for command in cast("Sequence[Verb]", module.COMMANDS):
            first = found.get(command.name)
            found[command.name] = replace(command, section=module.SECTION if first is None else first.section)
    return tuple(found.values())
