"""Whether those an answer is for are still there: pages and forms go while it is on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from inspect import isbuiltin, isfunction, ismethod
from types import FunctionType
from typing import Generic, ParamSpec

from PySide6.QtCore import QObject
from shiboken6 import isValid

P = ParamSpec("P")


@dataclass(frozen=True)
class Always(Generic[P]):
    """A listener that is told in any case, and sees for itself what is left of those it speaks to."""

    function: Callable[P, object]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> object:
        """Tell it."""
        return self.function(*args, **kwargs)


def is_there(listener: object) -> bool:
    """Say whether nothing that a listener would speak to has been deleted; Qt asks this of methods alone.

    Methods, closures and what `functools.partial` holds are looked through, `Always` is not.
    """
    waiting, seen = [listener], set[int]()
    while waiting:
        each = waiting.pop()
        if isinstance(each, QObject) and not isValid(each):
            return False
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isbuiltin(each):
            waiting.append(each.__self__)
        elif ismethod(each):
            waiting += [each.__self__, each.__func__]
        elif isfunction(each):
            waiting += _closed_over(each)
        elif isinstance(each, partial):
            waiting += [each.func, *each.args, *each.keywords.values()]
    return True


def _closed_over(function: FunctionType) -> Iterator[object]:
    """Give what a closure holds; a name that is not bound, as that of an `except` after its end, holds nothing."""
    for cell in function.__closure__ or ():
        with suppress(ValueError):
            yield cell.cell_contents
