"""Whether those an answer is for are still there: pages and forms go while it is on its way."""

from __future__ import annotations

from inspect import isbuiltin, isfunction, ismethod

from PySide6.QtCore import QObject
from shiboken6 import isValid


def is_there(listener: object) -> bool:
    """Say whether nothing that a method or closure would speak to has been deleted; Qt asks this of methods alone.

    What `functools.partial` holds is not looked at: it is the way to be told in any case.
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
            waiting += [cell.cell_contents for cell in each.__closure__ or ()]
    return True
