"""Projects, announced."""

from app.capabilities.projects.agenda import AGENDA
from app.capabilities.projects.calendar import CALENDAR
from app.capabilities.projects.guards import GUARDS
from app.capabilities.projects.records import Project, ProjectEntry, Task, Wait
from app.capabilities.projects.records_actions import (
    GroupAction,
    GroupCapability,
    Indicator,
    Measurement,
    Requirement,
)
from app.capabilities.projects.records_partners import PartnerItem, PartnerSender
from app.capabilities.projects.records_playbooks import (
    Playbook,
    PlaybookRun,
    PlaybookStep,
    PlaybookVersion,
    Retrospective,
    RunStep,
)
from app.capabilities.projects.records_roles import Decision, ProjectEvent, ProjectRole, RoleHolder, Shift
from app.capabilities.projects.rules import RULES
from app.capabilities.projects.rules_playbooks import PLAYBOOK_RULES
from app.capabilities.projects.sample import SAMPLE
from app.capabilities.projects.sheets import SHEETS
from app.services.capability import Capability

CAPABILITY = Capability(
    "projects",
    records=(
        Project,
        Task,
        Wait,
        ProjectRole,
        RoleHolder,
        ProjectEntry,
        ProjectEvent,
        Shift,
        Decision,
        Indicator,
        Measurement,
        Playbook,
        PlaybookVersion,
        PlaybookStep,
        PlaybookRun,
        RunStep,
        Retrospective,
        GroupAction,
        GroupCapability,
        Requirement,
        PartnerItem,
        PartnerSender,
    ),
    rules=(*RULES, *PLAYBOOK_RULES),
    guards=GUARDS,
    agenda=AGENDA,
    calendar=CALENDAR,
    sheets=SHEETS,
    sample=SAMPLE,
)
