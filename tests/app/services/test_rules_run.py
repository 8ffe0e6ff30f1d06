"""Which rules run, counted by the tables that they read: those whose kinds have changed, and no other."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest

from app.capabilities.people.records import Person
from app.problems import Bug
from app.records.rule import Finding, Rule, RuleRows
from app.services.capability import capabilities_of, registry_of
from app.services.conflicts import conflicts, rules
from app.services.exchange import exchange
from app.services.jobs import Progress
from app.services.records import records
from app.storage import bundles
from app.storage.vault.vault import Vault
from tests.group import Group
from tests.statements import statements


def tables(vault: Vault, found: Iterable[str]) -> set[str]:
    """Give the kinds of which tables were gone through, but for the settings that say what day it is."""
    whole = {kind.table: kind.name for kind in vault.registry if kind.name != "group_setting"}
    asked = (re.search(r'^SELECT .* FROM "?(\w+)"?(?: WHERE \S+ IS NOT NULL.*)?$', each) for each in found)
    return {whole[match[1]] for match in asked if match and match[1] in whole}


def read_with(vault: Vault, *kinds: str) -> set[str]:
    """Give all kinds that the rules read which read one of these."""
    every = [rule for each in capabilities_of(vault.registry) for rule in each.rules]
    return {kind for rule in every if rule.reads & set(kinds) for kind in rule.reads}


@pytest.fixture
def bo(ann: Vault) -> str:
    return records.add(ann, "person", {"name": "Bo"}).added[0]


def test_what_is_asked_twice_is_read_once(ann: Vault, bo: str) -> None:
    with statements(ann) as first:
        conflicts.count_open(ann)
    with statements(ann) as again:
        conflicts.count_open(ann)
        conflicts.open_conflicts(ann)
    assert tables(ann, first) >= {"person", "stay", "wait", "listing"}
    assert tables(ann, again) == set()


def test_no_rule_reads_everybody_to_find_nothing(ann: Vault, bo: str) -> None:
    with statements(ann) as found:
        conflicts.count_open(ann)
    people = [each for each in found if re.search(r'FROM "?(person|contact_point|consent|activity)"?\b', each)]
    assert people
    assert [each for each in people if " WHERE " not in each] == []


def test_a_change_runs_the_rules_that_read_its_kind(ann: Vault, bo: str) -> None:
    conflicts.count_open(ann)
    records.add(ann, "house", {"name": "Elm"})
    with statements(ann) as nothing:
        conflicts.count_open(ann)
    records.edit(ann, bo, {"name": "Bobo"})
    with statements(ann) as found:
        conflicts.count_open(ann)
    assert tables(ann, nothing) == set()
    assert {"person"} <= tables(ann, found) <= read_with(ann, "person")
    assert "stay" not in tables(ann, found)


def test_a_day_later_all_of_them_run(group: Group, ann: Vault, bo: str) -> None:
    conflicts.count_open(ann)
    group.watches["Ann"].time += datetime.timedelta(days=1)
    with statements(ann) as found:
        conflicts.count_open(ann)
    assert "stay" in tables(ann, found)


def test_a_bundle_runs_only_what_reads_its_kinds_and_taking_it_back_leaves_what_was_known(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    conflicts.count_open(bo)
    records.add(ann, "person", {"name": "Cy"})
    data, _to = bundles.make_bundle(ann)
    with statements(bo) as looking:
        looked = exchange.look_into(bo, data).run(Progress())
    with statements(bo) as after:
        conflicts.count_open(bo)
    assert [change.title for change in looked.changes] == ["Cy"]
    assert {"person"} <= tables(bo, looking) <= read_with(bo, "person")
    assert tables(bo, after) == set()


def test_what_a_bundle_would_break_is_told_once_and_not_what_was_broken_before(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    one = records.add(ann, "person", {"name": "One"}).added[0]
    two = records.add(ann, "person", {"name": "Two"}).added[0]
    group.hand_over("Ann", "Bo")
    records.edit(ann, one, {"merged_into": two})
    group.hand_over("Ann", "Bo")
    early = {each.id for each in conflicts.broken_rules(bo)}
    way = records.add(ann, "contact_point", {"person": one, "kind": "phone", "value": "123 456"}).added[0]
    data, _to = bundles.make_bundle(ann)
    looked = exchange.look_into(bo, data).run(Progress())
    bundles.take_bundle(bo, data)
    new = [each for each in conflicts.broken_rules(bo) if each.id not in early]
    assert list(looked.broken) == [each.sentence for each in new]
    assert [each.record for each in new] == [way]


def test_a_rule_that_reads_what_it_does_not_declare_is_a_mistake_of_ours(ann: Vault) -> None:
    def find(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
        return [Finding("secretly", (row.id,), row.id, "") for row in rows(Person)]

    first, *others = capabilities_of(ann.registry)
    secret = Rule("secretly", "stay", frozenset({"stay"}), find)
    ann.registry = registry_of((replace(first, rules=(secret,)), *others))
    with pytest.raises(Bug, match="secretly"):
        rules.broken(ann)
