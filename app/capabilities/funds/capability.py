"""Funds announce themselves."""

from app.capabilities.funds.agenda import AGENDA, HEADLINES
from app.capabilities.funds.calendar import CALENDAR
from app.capabilities.funds.guards import GUARDS
from app.capabilities.funds.records import RECORDS
from app.capabilities.funds.resources import RESOURCES
from app.capabilities.funds.rules import RULES
from app.capabilities.funds.sample import SAMPLE
from app.capabilities.funds.sheets import SHEETS
from app.capabilities.funds.writing import EXPORTS
from app.i18n import N_
from app.records.group_settings import Setting
from app.records.kinds import Whole
from app.services.capability import Capability

SETTINGS = (
    Setting(
        "approval_threshold",
        N_("Two approve from"),
        Whole(0, 10**9),
        100,
        N_("In whole units of a currency; below it, one member's word is enough for an expense."),
        N_("Funds"),
    ),
)

CAPABILITY = Capability(
    "funds",
    records=RECORDS,
    rules=RULES,
    resources=RESOURCES,
    guards=GUARDS,
    agenda=AGENDA,
    headlines=HEADLINES,
    calendar=CALENDAR,
    sheets=SHEETS,
    sample=SAMPLE,
    settings=SETTINGS,
    exports=EXPORTS,
)
