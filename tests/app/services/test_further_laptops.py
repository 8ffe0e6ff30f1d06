"""A further laptop of a member: who may get one, what it is given, whose word it has, and who says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.problems import BadBundle, NotAllowed, NotFound, Problem, WrongValue
from app.services.agenda import attention
from app.services.members import audit_log, authors, laptops, members, trust
from app.services.records import records
from app.storage import bundles
from app.storage.vault.vault import Vault
from tests.group import Group, digest

NEW = "Bo's new one"


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Ann, an admin, and Bo, an editor; Bo's new laptop has asked to join."""
    group = Group(tmp_path)
    group.found()
    group.join("Bo")
    group.wait(NEW)
    return group


def admit(group: Group, name: str = NEW, of: str = "Bo", by: str = "Ann", role: str = "editor") -> str:
    """Let a laptop in as somebody's; gives its name in the log."""
    vault = group.vaults[by]
    request = members.read_request(members.make_request(group.vaults[name])[0])
    members.admit(vault, request, request.code, role, laptops.owner_named(vault, of).member)
    return group.vaults[name].secrets.public().device.hex()


def add(vault: Vault, kind: str, values: dict[str, object], circle: str = "") -> str:
    return records.add(vault, kind, values, circle).added[0]


def bundle(group: Group, sender: str, *receivers: str) -> bytes:
    devices = [group.vaults[each].secrets.public().device.hex() for each in receivers]
    return bundles.make_bundle(group.vaults[sender], devices)[0]


def confirm(vault: Vault, device: str) -> None:
    laptops.confirm(vault, device, laptops.words_of(vault, device))


def test_it_is_a_laptop_of_bo_once_bo_has_compared_the_words(group: Group):
    device = admit(group)
    group.meet("Ann", NEW)
    group.meet("Ann", "Bo")
    bo, new = group.vaults["Bo"], group.vaults[NEW]
    (claim,) = laptops.claims(bo)
    assert (claim.owner, claim.theirs, claim.mine, claim.i_may_confirm) == ("Bo", True, False, True)
    assert "One laptop is said to be yours: say whether it is" in {line.text for line in attention.needs(bo)}
    assert laptops.words_of(bo, device) == members.make_request(new)[1], "both screens show the same"
    (itself,) = laptops.claims(new)
    assert (itself.mine, itself.i_may_confirm) == (True, False)
    confirm(bo, device)
    assert not [line for line in attention.needs(bo) if line.what == attention.CLAIM]
    for name in (NEW, "Bo", NEW):
        group.meet("Ann", name)
    for vault in group.vaults.values():
        (member,) = (each for each in trust.overview(vault).members if each.name == "Bo")
        assert [each.said_of for each in member.devices] == ["", ""]
        assert len(member.devices) == 2
        assert laptops.claims(vault) == []
    assert len(group.digests()) == 1


def test_bundles_in_either_order_end_the_same(group: Group):
    """Cy hears of Bo's word before of the admission, or after it."""
    for name in ("Cy", "Dana"):
        group.join(name)
    device = admit(group)
    first = bundle(group, "Ann", "Cy", "Dana", "Bo")
    bundles.take_bundle(group.vaults["Bo"], first)
    confirm(group.vaults["Bo"], device)
    second = bundle(group, "Bo", "Cy", "Dana")
    for name, order in (("Cy", (first, second)), ("Dana", (second, first))):
        for data in order:
            bundles.take_bundle(group.vaults[name], data)
        assert laptops.claims(group.vaults[name]) == [], name
    assert digest(group.vaults["Cy"]) == digest(group.vaults["Dana"])


def test_its_word_is_bos_only_when_it_is_confirmed(group: Group):
    ann, bo, new = (group.vaults[name] for name in ("Ann", "Bo", NEW))
    person = add(bo, "person", {"name": "Bo"})
    authors.link(bo, person)
    device = admit(group)
    for name in ("Bo", NEW):
        group.meet("Ann", name)
    said = add(new, "person", {"name": "Ola"})
    assert not authors.written_by(new, said, person)
    assert authors.me(new) == ""
    with pytest.raises(NotAllowed, match="nobody has confirmed it"):
        authors.link(new, person)
    with pytest.raises(NotAllowed, match="nobody has confirmed it"):
        authors.link(ann, add(ann, "person", {"name": "Ida"}), device)
    confirm(bo, device)
    for name in ("Bo", NEW, "Bo", NEW):
        group.meet("Ann", name)
    for vault in (ann, bo, new):
        assert authors.written_by(vault, said, person)
    assert authors.me(new) == person


def test_what_an_admin_says_of_an_unconfirmed_laptop_in_the_books_silences_nobody(group: Group):
    """With a program of their own, an admin links a laptop that they call Bo's to Bo's person."""
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    person = add(bo, "person", {"name": "Bo"})
    authors.link(bo, person)
    device = admit(group)
    group.meet("Ann", "Bo")
    add(ann, "member_link", {"member": device, "person": person})
    group.meet("Ann", "Bo")
    assert authors.me(bo) == person


def test_it_may_do_in_circles_what_bos_other_laptop_may(group: Group):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    device = bo.secrets.public().device.hex()
    circle = trust.open_circle(ann, "Money", [device])
    group.meet("Ann", "Bo")
    secret = add(bo, "person", {"name": "Ola"}, circle)
    group.meet("Ann", "Bo")
    (owner,) = (each for each in laptops.owners(ann) if each.name == "Bo")
    assert (owner.role, owner.circles, owner.me) == ("editor", ("Money",), False)
    admit(group)
    group.meet("Ann", NEW)
    assert records.get(group.vaults[NEW], secret).title == "Ola"


def test_a_second_admin_says_it_where_bos_only_laptop_is_lost(group: Group):
    group.join("Cy", "admin")
    ann, cy = group.vaults["Ann"], group.vaults["Cy"]
    trust.suspend(ann, trust.devices_of(ann, "Bo"))
    device = admit(group)
    with pytest.raises(NotAllowed, match="another laptop of theirs, or by a second admin"):
        confirm(ann, device)
    group.meet("Ann", "Cy")
    assert laptops.claims(cy)[0].i_may_confirm
    with pytest.raises(BadBundle, match="not the words of this laptop"):
        laptops.confirm(cy, device, "five other words than these")
    confirm(cy, device)
    group.meet("Ann", "Cy")
    group.meet("Ann", NEW)
    (member,) = (each for each in trust.overview(group.vaults[NEW]).members if each.me)
    assert (member.name, len(member.devices)) == ("Bo", 2)
    told = [line.sentence for line in audit_log.story(ann)]
    assert f"admitted {NEW} as editor, as another laptop of Bo" in told
    assert f"confirmed that {NEW} is a laptop of Bo" in told


def test_whoever_is_an_admin_needs_nobody_for_their_own(group: Group):
    admit(group, of="Ann", role="admin")
    assert laptops.claims(group.vaults["Ann"]) == []
    group.meet("Ann", NEW)
    view = trust.overview(group.vaults[NEW])
    assert view.me is not None
    assert (view.me.name, view.i_am_admin, len(view.me.devices)) == ("Ann", True, 2)


def test_refusals_say_why(group: Group):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    request = members.read_request(members.make_request(group.vaults[NEW])[0])
    owner = laptops.owner_named(ann, "bo").member
    with pytest.raises(NotFound, match="Nobody in the group is called “Zed”") as unknown:
        laptops.owner_named(ann, "Zed")
    assert unknown.value.do == "There are: Ann, Bo."
    with pytest.raises(BadBundle, match="not the words"):
        members.admit(ann, request, "five other words than these", "editor", owner)
    with pytest.raises(NotAllowed, match="Only an admin can admit"):
        members.admit(bo, request, request.code, "editor", owner)
    with pytest.raises(NotFound, match="waits for nobody's word"):
        laptops.confirm(bo, bo.secrets.public().device.hex(), "any")
    assert len(members.members(ann)) == 2, "nobody was admitted"


def test_who_was_removed_gets_no_further_laptop(group: Group):
    group.join("Cy", "admin")
    ann, cy = group.vaults["Ann"], group.vaults["Cy"]
    for vault in (ann, cy):
        trust.remove(vault, trust.devices_of(vault, "Bo"))
        group.meet("Ann", "Cy")
    with pytest.raises(Problem, match="Bo was removed from the group") as refused:
        laptops.owner_named(ann, "Bo")
    assert isinstance(refused.value, WrongValue)
    assert [owner.name for owner in laptops.owners(ann)] == ["Ann", "Cy"]


def test_one_of_two_laptops_is_suspended_and_the_other_goes_on(group: Group):
    device = admit(group)
    for name in ("Bo", NEW):
        group.meet("Ann", name)
    confirm(group.vaults["Bo"], device)
    for name in ("Bo", NEW):
        group.meet("Ann", name)
    ann = group.vaults["Ann"]
    trust.suspend(ann, [group.vaults["Bo"].secrets.public().device.hex()])
    group.meet("Ann", NEW)
    made = add(group.vaults[NEW], "person", {"name": "Ola"})
    group.meet("Ann", NEW)
    assert records.get(ann, made).title == "Ola"
    standings = {each.name: each.standing for member in trust.overview(ann).members for each in member.devices}
    assert (standings["Bo"], standings[NEW]) == ("suspended", "good")
