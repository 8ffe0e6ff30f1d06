"""What the group agrees on about the figures: from when the list of people is complete, and what silence means."""

from app.capabilities.people.interests import COOPERATION, MONEY, OTHER, WORK, YEARS, YEARS_AFTER
from app.i18n import N_
from app.records.group_settings import Setting
from app.records.kinds import Day, Whole

COMPLETE, SILENCE = "complete_since", "silent_after"
SILENT_AFTER = 42
_SECTION = N_("People")
_INTERESTS = N_("Interests")
_AFTER = N_("For so many years after its end such an interest still touches what is decided.")
SETTINGS = (
    Setting(
        COMPLETE,
        N_("The list of people is complete since"),
        Day(),
        None,
        N_("Whoever left before is left out of the curve; the day of the first person record if nothing is said."),
        _SECTION,
    ),
    Setting(
        SILENCE,
        N_("Days of silence that mean gone"),
        Whole(1, 3650),
        SILENT_AFTER,
        N_("Somebody of whom nothing is heard for so long counts as gone since the last sign of life."),
        _SECTION,
    ),
    *(
        Setting(f"{YEARS}{kind}", words, Whole(0, 100), YEARS_AFTER[kind], _AFTER, _INTERESTS)
        for kind, words in (
            (MONEY, N_("Years of money")),
            (WORK, N_("Years of work")),
            (COOPERATION, N_("Years of working together")),
            (OTHER, N_("Years of other interests")),
        )
    ),
)
