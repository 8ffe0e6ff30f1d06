"""Rights over erasing and over keys that were lost or never held, one story each, as in `test_rights`."""

from __future__ import annotations

import pytest

from sync.authority.operations import (
    LOCKBOX_SIZE,
    Certify,
    Lockbox,
    OpenCircle,
    OpenEpoch,
    Part,
    Role,
    ShareCircle,
)
from sync.log.change import Create
from sync.log.operation import Insert, encode_operation
from sync.primitives.errors import Malformed, Unauthorised
from sync.replica import admin_commands, group_keys
from sync.replica.certificates import Order, certificate_hash, decode_certificate, encode_certificate
from sync.replica.erasure import orders
from sync.replica.group_encryption import epoch_of
from tests.sync.said import crew, names, say
from tests.sync.world import DAY, Laptop, World, assert_agree, meet, pass_on

FORGED = encode_operation(Insert(5, "person", {"name": "forged"}))


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    return world.join("Bea", ann, Role.ADMIN)


@pytest.fixture
def dora(world: World, ann: Laptop, bea: Laptop) -> Laptop:
    """Give an editor; all three know all."""
    dora = world.join("Dora", ann)
    meet(ann, bea, dora)
    return dora


# -- erasing


def test_an_order_of_one_circle_reaches_nothing_of_another(ann: Laptop, bea: Laptop, dora: Laptop):
    """Dora, a steward of a circle, orders there what is in that of all: whole, by field, and by its operations."""
    circle = crew(ann, (dora, Part.STEWARD))
    record = ann.create(name="Emil", phone="1")
    inside = ann.replica.write(circle, [Create("person", {"name": "inside"})])[0][0]
    meet(ann, bea, dora)
    state = dora.state(record)
    place = dora.replica.causality.places[state.segment]
    for targets in ([(record, list[str]())], [(record, ["phone"])], [(inside, list[str]())]):
        certificate = encode_certificate(Order(circle, targets, [(place.hash, [(state.index, b"")])], b""))
        said = say(dora, Certify(5, circle, certificate_hash(certificate)))
        for laptop in (ann, bea):
            laptop.take([said])
            orders.file_certificates(laptop.replica, circle, [certificate])
            assert certificate_hash(certificate) in laptop.replica.erasures.orders or laptop is bea
            assert laptop.values(record, "name") == ["Emil"]
            assert laptop.values(record, "phone") == ["1"]
            here = laptop.replica.causality.by_hash(place.hash)
            assert here
            assert not laptop.store.segment(here.number).erased
            assert laptop.replayed() == laptop.digest()
    later = bea.create(name="Fay")
    bea.update(record, phone="2")
    meet(ann, bea)
    assert ann.values(record, "phone") == ["2"]
    assert later in ann.everything()
    assert_agree(ann, bea)


def test_an_order_that_nobody_certified_is_not_even_kept(ann: Laptop):
    record = ann.create(name="Emil")
    certificate = encode_certificate(Order(ann.circle, [(record, [])], [], b""))
    orders.file_certificates(ann.replica, ann.circle, [certificate])
    assert ann.store.certificates() == {}


def test_an_order_puts_words_into_nobodys_mouth(ann: Laptop):
    certificate = encode_certificate(Order(ann.circle, [], [(bytes(32), [(0, FORGED)])], b""))
    with pytest.raises(Malformed):
        decode_certificate(certificate)


# -- keys


@pytest.mark.parametrize("how", ["taken out", "removed"])
def test_a_new_key_is_drawn_once_somebody_may_not_read_any_more(ann: Laptop, bea: Laptop, dora: Laptop, how: str):
    circle = crew(ann, (dora, Part.EDITOR))
    before = group_keys.writing_key(ann.replica, circle)
    assert group_keys.writing_key(ann.replica, circle) == before
    if how == "taken out":
        admin_commands.share(ann.replica, circle, dora.replica.device, Part.NONE)
    else:
        meet(ann, bea)
        for laptop in (ann, bea):
            admin_commands.remove(laptop.replica, [dora.replica.device])
        meet(ann, bea)
    assert group_keys.writing_key(ann.replica, circle) != before


def test_a_key_drawn_by_who_knew_one_vote_of_two_is_not_used_once_both_are_known(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    """Until Bea has voted too, Dora belongs, and a key that Ann draws meanwhile is hers as well."""
    cem = world.join("Cem", ann)
    meet(ann, bea, dora, cem)
    admin_commands.remove(ann.replica, [dora.replica.device])
    admin_commands.suspend(ann.replica, [cem.replica.device])
    pass_on(ann, dora)
    between = ann.replica.epoch_key(ann.circle)
    assert between in dora.store.epoch_keys().values(), "one vote decides nothing"
    admin_commands.remove(bea.replica, [dora.replica.device])
    ann.take(bea.sealed())
    record = ann.create(name="not for her")
    data = ann.bundle(dora, bea)
    assert ann.replica.epoch_key(ann.circle) != between
    dora.open(data)
    bea.open(data)
    assert record in bea.everything()
    assert record not in dora.everything()


def test_an_epoch_is_stale_once_a_reader_has_become_a_carrier(ann: Laptop, bea: Laptop, dora: Laptop):
    before = ann.replica.epoch_key(ann.circle)
    admin_commands.appoint(ann.replica, dora.replica.device, Role.CARRIER)
    record = ann.create(name="not for her")
    pass_on(ann, dora)
    pass_on(ann, bea)
    assert bea.replica.epoch_key(bea.circle) != before
    assert bea.values(record, "name") == ["not for her"]
    assert record not in dora.everything()
    assert bea.replica.epoch_key(bea.circle) not in dora.store.epoch_keys().values()


def test_who_opened_an_epoch_without_a_box_of_their_own_is_shut_out_of_what_comes_after(
    ann: Laptop, bea: Laptop, dora: Laptop
):
    """Bea opens a circle, draws its key and notes nowhere that she has it; Ann suspends her, and Dora goes on."""
    circle, key = b"c" * 16, bea.replica.random(32)
    epoch = epoch_of(key)
    said = say(
        bea,
        OpenCircle(5, circle, "kin"),
        ShareCircle(5, circle, ann.replica.device, "steward"),
        ShareCircle(5, circle, dora.replica.device, "editor"),
        OpenEpoch(5, circle, epoch),
    )
    for laptop in (ann, bea, dora):
        laptop.take([said])
        laptop.store.save_epoch_key(circle, epoch, key)
    assert ann.replica.epoch_key(circle) == key
    admin_commands.suspend(ann.replica, [bea.replica.device])
    dora.take(ann.sealed())
    assert epoch not in dora.replica.membership.circles[circle].usable()
    dora.replica.write(circle, [Create("person", {"name": "not for Bea"})])
    pass_on(dora, ann)
    assert "not for Bea" in names(ann)
    assert ann.replica.epoch_key(circle) not in {key, *bea.store.epoch_keys().values()}


@pytest.fixture
def emil(world: World, ann: Laptop) -> Laptop:
    """Give a carrier, who reads nothing."""
    return world.join("Emil", ann, Role.CARRIER)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CARRIER])
def test_a_key_that_somebody_was_handed_who_may_not_read_is_not_used(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop, emil: Laptop, role: Role
):
    """Cem makes Emil a reader and hands him the key, while two others take Cem's right to do so: that is void then."""
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, dora, cem, emil)
    before = ann.replica.epoch_key(ann.circle)
    admin_commands.appoint(cem.replica, emil.replica.device, Role.READER)
    group_keys.hand_keys(cem.replica, emil.replica.device)
    for laptop in (ann, bea):
        admin_commands.appoint(laptop.replica, cem.replica.device, role)
    meet(ann, bea, dora, cem, emil)
    admin_commands.appoint(ann.replica, cem.replica.device, Role.EDITOR)
    group_keys.tend(emil.replica)
    group_keys.open_lockboxes(emil.replica)
    record = ann.create(name="not for Emil")
    pass_on(ann, emil)
    pass_on(ann, dora)
    assert ann.replica.epoch_key(ann.circle) != before
    assert record in dora.everything()
    assert record not in emil.everything()


def test_who_may_not_read_forces_no_new_key_by_boxes_of_their_own(ann: Laptop, bea: Laptop, dora: Laptop, emil: Laptop):
    """Dora is suspended, and hands Emil what she says is the key as if she had not heard of it."""
    meet(ann, bea, dora, emil)
    admin_commands.suspend(ann.replica, [dora.replica.device])
    after = group_keys.writing_key(ann.replica, ann.circle)
    box = Lockbox(5, ann.circle, epoch_of(after), emil.replica.device, bytes(LOCKBOX_SIZE))
    ann.take([say(dora, box)])
    assert ann.replica.epoch_key(ann.circle) == after


def test_keys_that_two_copies_renewed_unseen_are_both_used(ann: Laptop, bea: Laptop, dora: Laptop):
    other = dora.clone()
    ann.world.now += 40 * DAY
    assert group_keys.renew(dora.replica)
    assert group_keys.renew(other.replica)
    meet(ann, dora, other)
    record = ann.create(name="for both")
    data = ann.bundle(dora)
    dora.open(data)
    other.open(data)
    assert dora.values(record, "name") == other.values(record, "name") == ["for both"]


@pytest.mark.parametrize("how", ["suspended", "taken out", "removed", "made a carrier"])
def test_a_steward_without_a_box_is_one_who_could_know_the_key(ann: Laptop, bea: Laptop, dora: Laptop, how: str):
    circle = crew(ann, (dora, Part.EDITOR))
    say(ann, ShareCircle(5, circle, bea.replica.device, "steward"))
    before = ann.replica.epoch_key(circle)
    assert (epoch_of(before), bea.replica.device) not in ann.replica.membership.circles[circle].boxes
    out = bea.replica.device
    if how == "suspended":
        admin_commands.suspend(ann.replica, [out])
    elif how == "taken out":
        admin_commands.share(ann.replica, circle, out, Part.NONE)
    else:
        admin_commands.appoint(ann.replica, dora.replica.device, Role.ADMIN)
        meet(ann, dora)
        for laptop in (ann, dora):
            if how == "removed":
                admin_commands.remove(laptop.replica, [out])
            else:
                admin_commands.appoint(laptop.replica, out, Role.CARRIER)
        ann.take(dora.sealed())
    ann.bundle(dora)
    assert ann.replica.epoch_key(circle) != before


def test_a_void_word_is_refused_by_ones_own_program(ann: Laptop, bea: Laptop, dora: Laptop):
    circle = crew(ann, (dora, Part.EDITOR))
    with pytest.raises(Unauthorised):
        admin_commands.share(dora.replica, circle, bea.replica.device, Part.EDITOR)
