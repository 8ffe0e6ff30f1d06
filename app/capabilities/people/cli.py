"""The verbs of people: duplicates and merging, intake, the first days, and the figures about the flow."""

from __future__ import annotations

from app.capabilities.people.cli_coming import duplicates, first_days, intake, merge, sign_in
from app.capabilities.people.cli_finding import bulk_edit, timeline
from app.capabilities.people.cli_flow import backtest, forecast, how_many, staying
from app.capabilities.people.cli_triage import orientation, triage
from app.i18n import N_
from app.services.command import Verb

COMMANDS = (
    Verb("duplicates", duplicates, N_("Pairs of people who are likely one")),
    Verb("merge", merge, N_("Makes one person of several")),
    Verb("intake", intake, N_("Takes in many people at once")),
    Verb("sign-in", sign_in, N_("Types a sign-in sheet back in")),
    Verb("triage", triage, N_("Who is new and waits, and the slots for them")),
    Verb("orientation", orientation, N_("Invites to a slot, and notes who said yes and who came")),
    Verb("timeline", timeline, N_("Everything that touches a person")),
    Verb("bulk-edit", bulk_edit, N_("Changes many records alike")),
    Verb("first-days", first_days, N_("The first 21 days of a person")),
    Verb("staying", staying, N_("How many stay how long")),
    Verb("how-many", how_many, N_("How many to invite so that enough come")),
    Verb("forecast", forecast, N_("The hours that the coming weeks bring")),
    Verb("backtest", backtest, N_("How good the forecast has been")),
)
