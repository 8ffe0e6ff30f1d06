"""Houses, announced."""

from app.capabilities.houses.agenda import AGENDA, HEADLINES
from app.capabilities.houses.calendar import CALENDAR
from app.capabilities.houses.records import Bed, House, Room, Stay, StayCheck
from app.capabilities.houses.records_chores import CHORE_RECORDS
from app.capabilities.houses.records_kitchen import KITCHEN_RECORDS
from app.capabilities.houses.records_money import MONEY_RECORDS
from app.capabilities.houses.records_rooms import ROOM_RECORDS
from app.capabilities.houses.resources import RESOURCES
from app.capabilities.houses.rules import RULES
from app.capabilities.houses.sample import SAMPLE
from app.capabilities.houses.sheets import SHEETS
from app.services.capability import Capability

CAPABILITY = Capability(
    "houses",
    records=(House, Room, Bed, Stay, StayCheck, *ROOM_RECORDS, *KITCHEN_RECORDS, *CHORE_RECORDS, *MONEY_RECORDS),
    rules=RULES,
    resources=RESOURCES,
    agenda=AGENDA,
    headlines=HEADLINES,
    sheets=SHEETS,
    calendar=CALENDAR,
    sample=SAMPLE,
)
