"""What is fuzzed: a decoder of foreign bytes, what it may raise, and bytes from which to set out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "vectors" / "corpus"
GOOD, REFUSED = "good", "refused"


@dataclass(frozen=True, slots=True)
class Target:
    """`read` decodes, and raises AssertionError where what it accepted is not spelled in the one way.

    It may raise `refusals` for anything that is wrong, and nothing else whatever the bytes are. `seeds` gives what the
    real encoders write, by name.
    """

    name: str
    read: Callable[[bytes], None]
    refusals: tuple[type[Exception], ...]
    seeds: Callable[[], Mapping[str, bytes]]

    @property
    def folder(self) -> Path:
        """Where the inputs lie that are kept."""
        return CORPUS / self.name

    def outcome(self, data: bytes) -> str:
        """Whether the decoder accepts the bytes; lets everything out that is not one of its refusals."""
        try:
            self.read(data)
        except self.refusals:
            return REFUSED
        return GOOD
