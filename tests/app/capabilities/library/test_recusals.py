"""Whose review counts though an interest touches it: waivers of two others, each from a laptop of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.capabilities.library import documents, rounds
from app.problems import UserProblem
from app.records.changes import Add, DeleteRecord
from app.services.members import authors
from tests.group import Group

PEOPLE = ("Ann", "Bo", "Cy", "Di", "Eli")


@pytest.fixture(params=["Ann first", "Bo first"])
def order(request: pytest.FixtureRequest) -> list[str]:
    return ["Ann", "Bo"] if request.param == "Ann first" else ["Bo", "Ann"]


def meet(group: Group, order: list[str]) -> None:
    group.meet(*order)
    group.meet(*order)
    assert len(group.digests()) == 1


def test_waivers_count_from_laptops_of_two_others_alone(tmp_path: Path, order: list[str]):
    group = Group(tmp_path)
    ann = group.found()
    people = dict(zip(PEOPLE, ann.apply([Add("person", {"name": name}) for name in PEOPLE], "").added, strict=True))
    document = ann.apply([Add("document", {"title": "Winter", "owner": people["Eli"]})], "").added[0]
    version = documents.add_version(ann, document, b"We heat.").added[0]
    round_ = rounds.open_round(ann, version, {"rubric": rounds.rubric_of(ann, "guide"), "needs": 1}).added[0]
    seat = rounds.ask(ann, round_, [people["Di"]]).added[0]
    interest = ann.apply([Add("interest", {"person": people["Di"], "about": people["Eli"], "kind": "family"})], "")
    rounds.hand_in(ann, seat, {"recommendation": "adopt", "scores": {}, "changes": []})
    group.join("Bo")
    bo = group.vaults["Bo"]
    assert rounds.standing(ann, round_).counting == ()
    with pytest.raises(UserProblem, match="Say first who you are"):
        rounds.waive(ann, seat, "Known to all")
    for name in ("Ann", "Bo"):
        authors.link(group.vaults[name], people[name])
    with pytest.raises(UserProblem, match="laptop of the person"):
        rounds.waive(ann, seat, "Known to all", people["Bo"])
    with pytest.raises(UserProblem, match="reason"):
        rounds.waive(ann, seat, " ")
    forged = {"of": seat, "reason": "Known to all"}
    ann.apply([Add("interest_waiver", {**forged, "person": people[name]}) for name in ("Bo", "Cy")], "")
    rounds.waive(ann, seat, "Known to all")
    with pytest.raises(UserProblem, match="so already"):
        rounds.waive(ann, seat, "Once more")
    meet(group, order)
    for vault in (ann, bo):
        found = rounds.standing(vault, round_).recusals[seat]
        assert found.waived_by == {people["Ann"]}
        assert len(found.waivers) == 3
        assert found.recused
    rounds.waive(bo, seat, "I know them both")
    meet(group, order)
    for vault in (ann, bo):
        known = rounds.standing(vault, round_)
        assert (known.recusals[seat].recused, len(known.counting)) == (False, 1)
    ann.apply([DeleteRecord(interest.added[0])], "")
    assert rounds.standing(ann, round_).recusals == {}
    with pytest.raises(UserProblem, match="No interest"):
        rounds.waive(bo, rounds.ask(bo, round_, [people["Cy"]]).added[0], "Known to all")
