"""What the stories about rights say with a program of their own, and how they look at what came of it."""

from __future__ import annotations

from sync.authority.operations import AuthorityOp, Part
from sync.log.segment import AUTHORITY, Segment
from sync.primitives.codec import encode
from sync.replica import admin_commands
from tests.sync.world import Laptop, forge, meet


def names(laptop: Laptop) -> set[str]:
    """Tell what the records here are called."""
    return {value for _, fields, *_ in laptop.everything().values() for value in fields.get("name", ())}


def say(author: Laptop, *operations: AuthorityOp) -> Segment:
    """As a program that refuses nothing writes it."""
    segment = forge(author, *map(encode, operations), circle=AUTHORITY)
    author.take([segment])
    return segment


def crew(ann: Laptop, *members: tuple[Laptop, Part]) -> bytes:
    circle = admin_commands.open_circle(ann.replica, "crew", [(each.replica.device, part) for each, part in members])
    meet(ann, *(each for each, _ in members))
    return circle
