"""People, announced."""

from types import MappingProxyType

from app.capabilities.people.agenda import AGENDA
from app.capabilities.people.agenda_care import CARE
from app.capabilities.people.evidence import skill_sentences
from app.capabilities.people.findings import FINDINGS
from app.capabilities.people.records import Commitment, ContactPoint, Person, Skill, SkillClaim
from app.capabilities.people.records_coming import Orientation, OrientationSeat
from app.capabilities.people.records_paths import Pathway, PathwayRun, Stage, StepRun
from app.capabilities.people.records_reach import Address, EmergencyContact, Relationship
from app.capabilities.people.records_time import Absence, Activity, Attendance, Interest, InterestWaiver
from app.capabilities.people.resources import RESOURCES
from app.capabilities.people.rules import RULES
from app.capabilities.people.sample import SAMPLE
from app.capabilities.people.settings import SETTINGS
from app.capabilities.people.sheets import SHEETS
from app.capabilities.people.sheets_flow import FLOW_SHEETS
from app.capabilities.people.sheets_more import MORE
from app.services.capability import Capability

CAPABILITY = Capability(
    "people",
    records=(
        Person,
        ContactPoint,
        Commitment,
        Skill,
        SkillClaim,
        Address,
        EmergencyContact,
        Relationship,
        Absence,
        Interest,
        InterestWaiver,
        Activity,
        Attendance,
        Pathway,
        Stage,
        PathwayRun,
        StepRun,
        Orientation,
        OrientationSeat,
    ),
    settings=SETTINGS,
    rules=(*RULES, *FINDINGS),
    resources=RESOURCES,
    agenda=(*AGENDA, *CARE),
    sheets=(*SHEETS, *MORE, *FLOW_SHEETS),
    sample=SAMPLE,
    remarks=MappingProxyType({"person": skill_sentences}),
)
