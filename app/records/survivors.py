"""Which record counts after merging: chains are followed; of those merged into each other the lowest id survives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Survivors:
    """Answers which record counts for another, from what records that were merged say on all laptops together."""

    def __init__(self, merged: Mapping[str, str]) -> None:
        """Take the ids of merged records with the id into which each was merged."""
        self._merged = {one: other for one, other in merged.items() if other}
        self._found: dict[str, str] = {}

    def of(self, person: str) -> str:
        """Give the id that counts for a person; their own if they were not merged."""
        if person not in self._merged:
            return person
        way: list[str] = []
        seen: set[str] = set()
        here = person
        while here in self._merged and here not in seen and here not in self._found:
            seen.add(here)
            way.append(here)
            here = self._merged[here]
        if here in self._found:
            end = self._found[here]
        elif here in seen:
            end = min(way[way.index(here) :])
        else:
            end = here
        self._found.update(dict.fromkeys(way, end))
        return end

    def merged(self) -> list[str]:
        """Give the ids of all that were merged, in their order."""
        return sorted(self._merged)

    def gone(self, person: str) -> bool:
        """Say whether another record counts for this one."""
        return self.of(person) != person

    def folded(self, people: Iterable[str]) -> list[str]:
        """Give those who count, in their order, each once."""
        return list(dict.fromkeys(map(self.of, people)))
