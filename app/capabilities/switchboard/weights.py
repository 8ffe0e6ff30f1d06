"""What the group agrees on for the switchboard: the weights of a score, if place is a must, and the words to both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.capabilities.switchboard.rows import WEIGHTS
from app.i18n import N_, _
from app.problems import WrongValue
from app.records.group_settings import Setting
from app.records.kinds import LongText, Text, YesNo

WEIGHT, PLACE, LETTER = "match_weights", "place_is_a_must", "introduction"
_PAIR = re.compile(r"([a-z]+)\s*[=:]\s*(\d{1,3})")


@dataclass(frozen=True)
class Weights(Text):
    """The six weights of a score, as in ``skill=25 time=25 place=15 capacity=10 fairness=15 languages=10``."""

    def check(self, value: object) -> str | None:
        """Take weights from 0 to 100 of the six parts, not all 0; parts that are not named keep theirs."""
        text = super().check(value)
        if text is None:
            return None
        found = weights_of(text)
        named = {name for name, _weight in _PAIR.findall(text)}
        if not named or named - WEIGHTS.keys() or not found or not sum(found.values()):
            raise WrongValue(
                _("“{text}” are no weights; write them like {example}.").format(
                    text=text, example=" ".join(f"{name}={weight}" for name, weight in WEIGHTS.items())
                )
            )
        return text


def weights_of(text: str | None) -> dict[str, int]:
    """Read weights; empty if there are none."""
    found = {name: int(weight) for name, weight in _PAIR.findall(text or "")}
    return {name: found.get(name, weight) for name, weight in WEIGHTS.items()} if found else {}


_SECTION = N_("Switchboard")
SETTINGS = (
    Setting(WEIGHT, N_("Weights of a match"), Weights(), None, N_("What each part of a score counts for."), _SECTION),
    Setting(
        PLACE, N_("Only what is near"), YesNo(), None, N_("A plan leaves out what is in no area near by."), _SECTION
    ),
    Setting(
        LETTER,
        N_("Text of an introduction"),
        LongText(),
        None,
        N_("For languages without a text of their own; with {name}, {need}, {offer}, {quantity}, {when}, {check_on}."),
        _SECTION,
    ),
)
