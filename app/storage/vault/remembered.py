"""What was worked out from the records, kept until one of the kinds that it was worked out from changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Hashable
from contextlib import contextmanager
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Remembered:
    """Answers by what they are of, in the memory of one open vault."""

    def __init__(self) -> None:
        self.count = 0  # of all changes: another number says that something may differ
        self._touched: dict[str, int] = {}
        self._answers: dict[Hashable, tuple[Hashable, int, Any]] = {}
        self._writing = False

    def touch(self, kinds: Collection[str]) -> None:
        """Note that records of these kinds differ now."""
        self.count += 1
        self._touched.update(dict.fromkeys(kinds, self.count))

    def recall(self, of: Hashable, kinds: Collection[str], find: Callable[[], T], also: Hashable = None) -> T:
        """Give the answer of before if no record of these kinds has changed since, and `also` is the same; or find it.

        What is found while a transaction writes is not kept: it may be taken back.
        """
        last = max((self._touched.get(kind, 0) for kind in kinds), default=0)
        known = self._answers.get(of)
        if known is not None and known[:2] == (also, last):
            return cast("T", known[2])
        found = find()
        if not self._writing:
            self._answers[of] = also, last, found
        return found

    @contextmanager
    def writing(self) -> Generator[None]:
        """Stand around a write transaction: what came to nothing has touched nothing."""
        before = dict(self._touched)
        self._writing = True
        try:
            yield
        except BaseException:
            self._touched = before
            raise
        finally:
            self._writing = False

    def forget(self) -> None:
        """Know nothing any more."""
        self._answers.clear()
