"""All of them."""

from tests.mutants.authority import AUTHORITY
from tests.mutants.exchange import EXCHANGE
from tests.mutants.log import LOG

MUTANTS = [*AUTHORITY, *LOG, *EXCHANGE]
