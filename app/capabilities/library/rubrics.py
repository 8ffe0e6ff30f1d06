"""The rubrics that come with the program: criteria in words, with what 1 and 5 mean."""

from __future__ import annotations

from app.i18n import N_

RUBRICS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "paper": (
        N_("Position paper"),
        (
            (N_("Is the position clear?"), N_("I could not say it back"), N_("Anybody could say it back")),
            (N_("Do the reasons carry it?"), N_("It is only asserted"), N_("Each step is shown")),
            (N_("Are the sources sound?"), N_("None can be checked"), N_("All were checked")),
            (N_("Are objections met?"), N_("None is named"), N_("The strongest are answered")),
        ),
    ),
    "proposal": (
        N_("Proposal to spend"),
        (
            (N_("Is the need shown?"), N_("It is only asserted"), N_("It is shown by numbers or cases")),
            (N_("Are the costs complete?"), N_("Much is missing"), N_("Each has its source")),
            (N_("Are other ways weighed?"), N_("None is named"), N_("The best of them are compared")),
            (N_("Can it be carried out?"), N_("Nobody is named"), N_("Who and until when is agreed")),
        ),
    ),
    "guide": (
        N_("Guide"),
        (
            (N_("Is it right?"), N_("It would mislead"), N_("It was tried step by step")),
            (N_("Can a newcomer follow it?"), N_("Only insiders can"), N_("It needs no one beside")),
            (N_("Is it complete?"), N_("Steps are missing"), N_("What can go wrong is there too")),
        ),
    ),
}
