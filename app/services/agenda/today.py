"""What wants attention today: rows that one key completes or opens, gathered from what capabilities announce."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.i18n import N_, _, ngettext
from app.problems import NotFound
from app.records.changes import Changed
from app.records.registry import Registry
from app.services.agenda.section import FIRST, LAST, Action, AgendaFigure, AgendaItem, AgendaSection, Look
from app.services.capability import capabilities_of
from app.services.conflicts.conflicts import open_conflicts
from app.services.exchange.advice import next_steps
from app.services.members import authors
from app.services.records.titles import Titles
from app.services.retention import retention
from app.services.settings import group
from app.storage.vault.vault import Vault

SETTLE, PEERS, RETENTION = "settle", "peers", "retention"


@dataclass(frozen=True, slots=True)
class TodaySection:
    """Rows of one sort; `name` is stable, `label` its words."""

    name: str
    label: str
    items: tuple[AgendaItem, ...]
    icon: str = ""
    counted_down: bool = False
    before: str = ""
    of_the_day: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The page: its sections that are not empty, the figures beside its title, and as of when."""

    day: datetime.date
    sections: tuple[TodaySection, ...]
    figures: tuple[AgendaFigure, ...]
    as_of: datetime.datetime


def today(vault: Vault, day: datetime.date) -> Today:
    """Everything about `day`, from what this laptop knows, and as it is said to whoever works here."""
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.spoken = authors.myself(vault).title
        look = Look(vault, session, titles, day)
        made = [_filled(each, look) for each in sections_of(vault.registry)]
        heads = [head.figure(look) for each in capabilities_of(vault.registry) for head in each.headlines]
    found = tuple(section for section in made if section.items)
    return Today(day, found, tuple(head for head in heads if head.number), vault.environment.now())


def field_figures(vault: Vault, day: datetime.date) -> tuple[AgendaFigure, ...]:
    """Give what capabilities put beside needs and offers: the hours, beds and money that there are."""
    with vault.reading() as session:
        look = Look(vault, session, Titles.within(vault, session), day)
        found = [each.figure(look) for known in capabilities_of(vault.registry) for each in known.resources]
    return tuple(each for each in found if each.text)


def sections_of(registry: Registry) -> list[AgendaSection]:
    """Give all sections in the order in which they stand on the page."""
    announced = [section for each in capabilities_of(registry) for section in each.agenda]
    return sorted([*_KERNEL, *announced], key=lambda section: section.place)


def reads_of(registry: Registry) -> frozenset[str]:
    """Give the kinds of record that, when changed, make the page out of date."""
    parts: list[Iterable[str]] = [section.reads for section in sections_of(registry)]
    for each in capabilities_of(registry):
        parts += [rule.reads for rule in each.rules]
        parts += [head.reads for head in each.headlines]
    return frozenset(kind for part in parts for kind in part)


def complete(vault: Vault, record: str, action: str, day: datetime.date | None = None) -> Changed:
    """Tell what one key does to a row: arrived, left, or done. Can be undone like any change."""
    known = {name: each for section in sections_of(vault.registry) for name, each in section.actions.items()}
    if action not in known:
        raise NotFound(_("This row cannot be completed here."), do=_("Open it instead."))
    done: Action = known[action]
    changes = done.changes(vault, record, day or group.today(vault))
    return vault.apply(changes, _(done.label))


def _filled(section: AgendaSection, look: Look) -> TodaySection:
    labels = {name: each.label for name, each in section.actions.items()}
    items = (replace(item, label=item.label or labels.get(item.action, "")) for item in section.items(look))
    return TodaySection(
        section.name, _(section.label), tuple(items), section.icon, section.counted_down, section.before,
        section.of_the_day,
    )  # fmt: skip


def _to_settle(look: Look) -> list[AgendaItem]:
    return [
        AgendaItem(conflict.record, conflict.kind, conflict.title, conflict.sentence, room="exchange")
        for conflict in open_conflicts(look.vault)
    ]


def _peers(look: Look) -> list[AgendaItem]:
    return [
        AgendaItem(
            each.device,
            "device",
            each.name or _("Everybody"),
            each.text,
            about=each.text,
            room="" if each.device else "exchange",
        )
        for each in next_steps(look.vault)
    ]


def _kept_long_enough(look: Look) -> list[AgendaItem]:
    """One row for the whole queue, named after what is longest over."""
    found = retention.queue(look.vault, look.day)
    if not found:
        return []
    first, count = found[0], len(found)
    others = ngettext("{title} and {count} other", "{title} and {count} others", count - 1)
    title = others.format(title=first.title, count=count - 1) if count > 1 else first.title
    detail = ngettext("{count} to keep longer or to erase", "{count} to keep longer or to erase", count)
    words = detail.format(count=count)
    return [AgendaItem(first.record, first.kind, title, words, about=words, room="trust", page="retention")]


_KERNEL = (
    AgendaSection(SETTLE, N_("To settle"), frozenset({"waiver"}), _to_settle, FIRST, "conflict"),
    AgendaSection(PEERS, N_("To hand over"), frozenset(), _peers, LAST, "laptop"),
    AgendaSection(
        RETENTION, N_("Kept for long enough"), frozenset({"retention_hold"}), _kept_long_enough, LAST + 1, "clock"
    ),
)
