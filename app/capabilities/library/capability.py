"""The library, announced."""

from app.capabilities.library.agenda import AGENDA
from app.capabilities.library.bibliography import SETTINGS
from app.capabilities.library.guards import GUARDS
from app.capabilities.library.records import (
    Annotation,
    Citation,
    Criterion,
    Document,
    DocumentVersion,
    MinorityNote,
    RequiredChange,
    Review,
    Round,
    Rubric,
    Score,
    Seat,
    Source,
    Verdict,
)
from app.capabilities.library.records_map import (
    Argument,
    Claim,
    Evidence,
    Path,
    Premise,
    Rating,
    Reading,
    Recall,
    Relation,
    Session,
    Study,
)
from app.capabilities.library.rules import RULES
from app.capabilities.library.sample import SAMPLE
from app.capabilities.library.sheets import SHEETS
from app.services.capability import Capability

RECORDS = (
    *(Document, DocumentVersion, Annotation, Source, Citation, Rubric, Criterion, Round, Seat),
    *(Review, Score, RequiredChange, Verdict, MinorityNote, Claim, Argument, Premise, Relation, Evidence),
    *(Path, Reading, Study, Session, Recall, Rating),
)
CAPABILITY = Capability(
    "library",
    records=RECORDS,
    rules=RULES,
    guards=GUARDS,
    agenda=AGENDA,
    sheets=SHEETS,
    sample=SAMPLE,
    settings=SETTINGS,
)
