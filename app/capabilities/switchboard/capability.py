"""The switchboard, announced."""

from app.capabilities.switchboard.agenda import AGENDA
from app.capabilities.switchboard.partner_contacts import PartnerContact
from app.capabilities.switchboard.records import (
    Area,
    AreaLink,
    IntroductionText,
    Listing,
    ListingWindow,
    Match,
    Pairing,
    Partner,
)
from app.capabilities.switchboard.rules import RULES
from app.capabilities.switchboard.sample import SAMPLE
from app.capabilities.switchboard.sheets import SHEETS
from app.capabilities.switchboard.weights import SETTINGS
from app.services.capability import Capability

CAPABILITY = Capability(
    "switchboard",
    records=(Area, AreaLink, Listing, ListingWindow, Partner, PartnerContact, Pairing, Match, IntroductionText),
    rules=RULES,
    agenda=AGENDA,
    sheets=SHEETS,
    sample=SAMPLE,
    settings=SETTINGS,
)
