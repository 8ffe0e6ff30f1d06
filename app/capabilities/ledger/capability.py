"""The ledger announces itself."""

from app.capabilities.ledger.guards import GUARDS
from app.capabilities.ledger.records import RECORDS
from app.capabilities.ledger.rules import RULES
from app.services.capability import Capability

CAPABILITY = Capability("ledger", records=RECORDS, rules=RULES, guards=GUARDS)
