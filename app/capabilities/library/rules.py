"""What cannot all be meant: two verdicts on one round, and an argument both for and against one claim."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from app.capabilities.library.records import Verdict
from app.capabilities.library.records_map import Relation
from app.i18n import N_
from app.records.changes import DeleteRecord, Edit
from app.records.rule import Finding, Rule, RuleRows, SettlingWay


def _two_verdicts(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the rounds with several verdicts: none counts until one is left."""
    by_round: defaultdict[str, list[Verdict]] = defaultdict(list)
    for verdict in rows(Verdict):
        if verdict.round and not verdict.withdrawn:
            by_round[verdict.round].append(verdict)
    for round_, verdicts in by_round.items():
        given = sorted(verdicts, key=lambda each: each.id)
        if len(given) > 1:
            yield Finding(
                "two-verdicts",
                tuple(each.id for each in given),
                round_,
                N_("{round} has several verdicts; none counts until one is chosen."),
                {"round": round_},
                ways=tuple(
                    SettlingWay(
                        kept.id,
                        N_("{verdict} counts"),
                        tuple(Edit(each.id, {"withdrawn": True}) for each in given if each is not kept),
                        {"verdict": kept.id},
                    )
                    for kept in given
                ),
                waivable=False,
            )


def _for_and_against(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the arguments that are both for and against one claim."""
    sides: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for each in sorted(rows(Relation), key=lambda row: row.id):
        if each.claim and each.kind in {"supports", "attacks"}:
            sides[each.argument, each.claim].setdefault(each.kind, each.id)
    for (argument, claim), found in sides.items():
        if len(found) == 2:
            yield Finding(
                "argument-for-and-against",
                tuple(found.values()),
                argument,
                N_("{argument} is both for and against {claim}."),
                {"argument": argument, "claim": claim},
                ways=(
                    SettlingWay("for", N_("It is for it"), (DeleteRecord(found["attacks"]),)),
                    SettlingWay("against", N_("It is against it"), (DeleteRecord(found["supports"]),)),
                ),
                waivable=False,
            )


RULES = (
    Rule("two-verdicts", "verdict", frozenset({"verdict"}), _two_verdicts),
    Rule("argument-for-and-against", "relation", frozenset({"relation"}), _for_and_against),
)
