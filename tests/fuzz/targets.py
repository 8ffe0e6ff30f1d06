"""All that is fuzzed, by name.

Not here: pictures with codes, which a library of others reads.
"""

from __future__ import annotations

from tests.fuzz import exchanged, formats, lists, taken, writings
from tests.fuzz.target import Target

TARGETS: dict[str, Target] = {
    each.name: each
    for each in (*formats.TARGETS, *taken.TARGETS, *lists.TARGETS, *writings.TARGETS, *exchanged.TARGETS)
}
