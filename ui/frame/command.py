"""A command: something the person can do, found by the finder, by its key, and in the sheet of keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """What it is called (already translated), its drawing, what it does, and its keys as Qt writes them."""

    name: str
    run: Callable[[], object]
    icon: str = "command"
    keys: tuple[str, ...] = ()
    group: str = ""
    also: str = ""  # other words under which people look for it
    heard_elsewhere: bool = False  # its keys are shown here, but somebody else listens to them


def fits(command: Command, words: str) -> bool:
    """Say whether each word begins some word of the command's name, whatever the order."""
    heard = f"{command.name} {command.also} {command.group}".casefold().split()
    return all(any(each.startswith(word) for each in heard) for word in words.casefold().split())
