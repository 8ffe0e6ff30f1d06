"""A tool that is lent twice at the same time."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from app.i18n import N_
from app.records.changes import Edit
from app.records.rule import Finding, Rule, RuleRows, SettlingWay
from tests.tools.records import Loan


def _lent_twice(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the pairs of loans that are out for one tool."""
    out: defaultdict[str, list[Loan]] = defaultdict(list)
    for loan in rows(Loan):
        if loan.status == "out" and loan.tool:
            out[loan.tool].append(loan)
    for tool, loans in out.items():
        for one, other in combinations(sorted(loans, key=lambda loan: loan.id), 2):
            yield Finding(
                "tool-lent-twice",
                (one.id, other.id),
                tool,
                N_("{tool} is lent twice: to {one} and to {other}."),
                {"tool": tool, "one": one.person, "other": other.person},
                ways=tuple(
                    SettlingWay(
                        kept.id, N_("{name} has it"), (Edit(gone.id, {"status": "back"}),), {"name": kept.person}
                    )
                    for kept, gone in ((one, other), (other, one))
                ),
            )


RULES = (Rule("tool-lent-twice", "loan", frozenset({"loan"}), _lent_twice),)
