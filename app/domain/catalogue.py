"""The records that the program ships with."""

from __future__ import annotations

from app.domain.attachments import Attachment
from app.domain.consents import Consent
from app.domain.holds import RetentionHold
from app.domain.houses import Bed, House, Room, Stay
from app.domain.people import Commitment, ContactPoint, Person, Skill, SkillClaim
from app.domain.projects import Project, Task
from app.domain.registry import Entity, Registry
from app.domain.waivers import Waiver

RECORDS: tuple[type[Entity], ...] = (
    Person,
    ContactPoint,
    Commitment,
    Skill,
    SkillClaim,
    Project,
    Task,
    House,
    Room,
    Bed,
    Stay,
    Waiver,
    Consent,
    Attachment,
    RetentionHold,
)


def catalogue() -> Registry:
    """Build the registry of the shipped records; a test adds its own with ``Registry([*RECORDS, Own])``."""
    return Registry(RECORDS)
