"""What somebody wrote in a circle before hearing that they read it no longer: it comes to those who do, for review."""

from __future__ import annotations

import pytest

from sync.authority.operations import Part, Role
from sync.log.change import Create
from sync.replica import acknowledgements, admin_commands
from tests.sync.said import crew, names
from tests.sync.world import Laptop, World, assert_agree, meet, pass_on


@pytest.fixture
def dora(world: World, ann: Laptop) -> Laptop:
    return world.join("Dora", ann)


def tell(laptop: Laptop, circle: bytes, name: str) -> bytes:
    return laptop.replica.write(circle, [Create("house", {"name": name})])[0][0]


@pytest.mark.parametrize("part", [Part.EDITOR, Part.STEWARD])
@pytest.mark.parametrize("way", ["to a reader", "by one who carries"])
def test_what_was_written_before_the_news_waits_for_a_reviewer(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop, part: Part, way: str
):
    """Found by the machine: it stayed with its author, who waited for ever to hand it over."""
    circle = crew(ann, (bea, part), (dora, Part.EDITOR))
    meet(ann, bea, dora)
    emil = world.join("Emil", ann)
    meet(ann, bea, dora, emil)
    record = tell(bea, circle, "unheard")
    admin_commands.share(ann.replica, circle, bea.replica.device, Part.NONE)
    pass_on(ann, bea)
    assert "unheard" not in names(bea)
    assert acknowledgements.lacking(bea.replica, [ann.replica.device]) == []
    for _ in range(2):
        if way == "to a reader":
            pass_on(bea, ann)
        else:
            pass_on(bea, emil)
            pass_on(emil, ann)
    assert "unheard" not in names(ann)
    assert "unheard" not in names(emil)
    (place,) = [ann.replica.causality.places[each] for each in ann.replica.causality.quarantined]
    ann.replica.vouch(circle, [place.hash], "seen")
    assert ann.values(record, "name") == ["unheard"]
    pass_on(ann, dora)
    assert_agree(ann, dora)
    late = tell(ann, circle, "not for Bea")
    pass_on(ann, bea)
    assert late not in bea.everything()


def test_a_role_lost_is_a_right_lost(ann: Laptop, bea: Laptop, dora: Laptop):
    meet(ann, bea, dora)
    bea.create(name="unheard")
    admin_commands.appoint(ann.replica, bea.replica.device, Role.CARRIER)
    pass_on(ann, bea)
    pass_on(bea, ann)
    assert len(ann.replica.causality.quarantined) == 1


def test_nothing_is_handed_over_under_a_key_of_somebody_else_who_was_shut_out(ann: Laptop, bea: Laptop, dora: Laptop):
    circle = crew(ann, (bea, Part.EDITOR), (dora, Part.EDITOR))
    meet(ann, bea, dora)
    tell(bea, circle, "unheard")
    for each in (dora, bea):
        admin_commands.share(ann.replica, circle, each.replica.device, Part.NONE)
    pass_on(ann, bea)
    data = bea.bundle(ann, dora)
    opened = dora.open(data)
    assert opened.taken.replayed.touched == {}
    assert not dora.store.pending()
    assert not any(chain.opening.device == bea.replica.device for chain in dora.replica.causality.chains.values()
                   if chain.opening.circle == circle)  # fmt: skip
