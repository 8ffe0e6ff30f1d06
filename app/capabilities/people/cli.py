"""The verbs of people: duplicates and merging, intake, the first days, and the figures about the flow."""

from __future__ import annotations

from app.capabilities.people.cli_coming import duplicates, first_days, intake, merge, sign_in
from app.capabilities.people.cli_finding import bulk_edit, timeline
from app.capabilities.people.cli_flow import backtest, forecast, how_many, staying
from app.capabilities.people.cli_triage import orientation, triage
from app.i18n import N_
from app.services.command import Verb

SECTION = N_("People and flow")

COMMANDS = (
    Verb("duplicates", duplicates, N_("List pairs of people who are likely one.")),
    Verb("merge", merge, N_("Make one person of several.")),
    Verb("intake", intake, N_("Take in many people at once.")),
    Verb("sign-in", sign_in, N_("Type a sign-in sheet back in.")),
    Verb("triage", triage, N_("Say who is new and waits, and the slots for them.")),
    Verb("orientation", orientation, N_("Invite to a slot, and note who said yes and who came.")),
    Verb("timeline", timeline, N_("List everything that touches a person.")),
    Verb("bulk-edit", bulk_edit, N_("Change many records alike.")),
    Verb("first-days", first_days, N_("Plan the first 21 days of a person.")),
    Verb("staying", staying, N_("Say how many stay how long.")),
    Verb("how-many", how_many, N_("Say how many to invite so that enough come.")),
    Verb("forecast", forecast, N_("Say how many hours the coming weeks bring.")),
    Verb("backtest", backtest, N_("Say how good the forecast has been.")),
)
