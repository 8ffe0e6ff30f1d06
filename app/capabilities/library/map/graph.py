"""A map as plain rows: claims, arguments with premises, and what each argument is for, against or undercuts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

SUPPORT, ATTACK, UNDERCUT = "supports", "attacks", "undercuts"


@dataclass(frozen=True, slots=True)
class MapRelation:
    """What an argument does: it supports or attacks a claim, or undercuts an argument."""

    argument: str
    kind: str
    target: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """The ids of claims and arguments, the premises as (argument, claim), and the relations.

    What names something that is not in the map is left out by those who read it, so a part of a map is a map.
    """

    claims: frozenset[str]
    arguments: frozenset[str]
    premises: frozenset[tuple[str, str]] = frozenset()
    relations: tuple[MapRelation, ...] = field(default=())

    @classmethod
    def of(
        cls,
        claims: Iterable[str],
        arguments: Iterable[str],
        premises: Iterable[tuple[str, str]] = (),
        relations: Iterable[MapRelation] = (),
    ) -> Graph:
        """Gather rows in any order; what names an end that is missing or of the wrong sort is left out."""
        known, steps = frozenset(claims), frozenset(arguments)
        fitting = {
            each
            for each in relations
            if each.argument in steps and each.target in (steps if each.kind == UNDERCUT else known)
        }
        return cls(
            known,
            steps,
            frozenset(pair for pair in premises if pair[0] in steps and pair[1] in known),
            tuple(sorted(fitting, key=lambda each: (each.argument, each.kind, each.target, each.id))),
        )

    def without(self, argument: str) -> Graph:
        """Give the map as if an argument had never been made."""
        return Graph.of(
            self.claims,
            self.arguments - {argument},
            self.premises,
            (each for each in self.relations if argument not in {each.argument, each.target}),
        )

    def sketches(self) -> list[MapRelation]:
        """Give the relations whose argument has no premise: they say that it is so, not yet why."""
        worked_out = {argument for argument, _claim in self.premises}
        return [each for each in self.relations if each.argument not in worked_out]

    def two_faced(self) -> list[tuple[str, str]]:
        """Give each (argument, claim) where one argument is both for and against one claim."""
        for_it = {(each.argument, each.target) for each in self.relations if each.kind == SUPPORT}
        against = {(each.argument, each.target) for each in self.relations if each.kind == ATTACK}
        return sorted(for_it & against)
