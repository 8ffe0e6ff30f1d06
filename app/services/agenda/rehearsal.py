"""What is asked first of every vault, asked once of an empty one while somebody types their passphrase.

SQLAlchemy takes three times as long to write the statements of the first page as SQLite to answer them; written once,
they serve every vault with the same records.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import partial

from app.records.registry import Registry
from app.services.agenda import today
from app.services.agenda.section import Look
from app.services.capability import capabilities_of
from app.services.conflicts import rules
from app.services.exchange import exchange
from app.services.jobs import Job, Progress
from app.services.members import authors
from app.services.records.titles import Titles
from app.services.settings import group
from app.storage import trying
from app.storage.folder.environment import Environment
from app.storage.vault.vault import Vault


def rehearse(registry: Registry, environment: Environment) -> Job[None]:
    """Write the statements of the first page, a few at a time, so that whoever unlocks meanwhile does not wait."""

    def run(progress: Progress) -> None:
        if registry.statements.complete:
            return
        with trying.empty_vault(registry, environment) as vault:
            for ask in _questions(registry, group.today(vault)):
                progress.check()
                ask(vault)
        registry.statements.complete = True

    return Job("", run)


def _questions(registry: Registry, day: datetime.date) -> Iterator[Callable[[Vault], object]]:
    """Give all that the first page and the frame around it come to."""
    capabilities = capabilities_of(registry)
    yield from (group.almanac, authors.myself)
    for each in capabilities:
        yield partial(rules.broken, kinds=frozenset[str]().union(*(rule.reads for rule in each.rules)))
    yield exchange.status
    finds = [section.items for section in today.sections_of(registry)]
    for find in (*finds, *(head.figure for each in capabilities for head in each.headlines)):
        yield partial(_look, find, day)


def _look(find: Callable[[Look], object], day: datetime.date, vault: Vault) -> None:
    with vault.reading() as session:
        find(Look(vault, session, Titles.within(vault, session), day))
