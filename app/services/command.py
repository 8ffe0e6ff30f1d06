"""A verb of the command line, as a capability announces it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: its name (two words for one of a group, as in ``playbook list``), what runs, and its help.

    ``negative`` lets arguments begin with a minus, as amounts do; ``section`` is the heading in the list of all verbs.
    """

    name: str
    run: Callable[..., Any]
    help: str
    negative: bool = False
    section: str = ""
