"""Who may do what: the same answer on every laptop, whatever arrived first, and none without a right to it."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest

from sync.authority.operations import LOCKBOX_SIZE, Admit, Found, Lockbox, OpenCircle, OpenEpoch, Role, decode_authority
from sync.log.operation import Delete, Insert, Set, Unknown, encode_operation
from sync.log.segment import AUTHORITY
from sync.primitives.codec import encode
from sync.primitives.errors import BadSignature, ForeignGroup, Malformed, NotCanonical, SyncError, Unauthorised
from sync.primitives.keys import DeviceKeys, DeviceSecrets
from sync.replica import admin_commands
from tests.sync.world import YEAR, Laptop, World, assert_agree, forge, header_of, meet

INSERT = encode_operation(Insert(5, "person", {"name": "forged"}))


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    """Give an editor, who knows all that Ann knows."""
    return world.join("Bea", ann)


def keys(world: World) -> DeviceKeys:
    return DeviceSecrets.generate(world.random).public()


def test_a_newcomer_belongs_can_read_and_can_write(world: World, ann: Laptop):
    record = ann.create(name="Dora")
    cem = world.admit("Cem", ann)
    with pytest.raises(Unauthorised):
        cem.replica.write(ann.circle, [])
    cem.take(ann.sealed())
    assert (cem.device().name, cem.device().role) == ("Cem", Role.EDITOR)
    assert cem.replica.epoch_key(cem.circle) == ann.replica.epoch_key(ann.circle)
    cem.update(record, name="Dora C.")
    ann.take(cem.sealed())
    assert ann.values(record, "name") == ["Dora C."]
    assert_agree(ann, cem)


def test_names_are_shown_in_one_line_and_in_the_order_of_their_letters(world: World):
    ann = world.found("Ann\u2028and\u202enomar")
    ann.replica.admit(keys(world), "Cem\u2029\u2066Cem", Role.EDITOR)
    admin_commands.open_circle(ann.replica, "\u202d\u2069", [])
    admin_commands.open_circle(ann.replica, "آن\u200cها", [])
    membership = ann.replica.membership
    assert {device.name for device in membership.devices.values()} == {"Ann andnomar", "Cem Cem"}
    assert {"?", "آن\u200cها"} < {circle.name for circle in membership.circles.values()}


def test_only_an_admin_admits(world: World, ann: Laptop, bea: Laptop):
    with pytest.raises(Unauthorised):
        bea.replica.admit(keys(world), "Eve", Role.ADMIN)
    dora = world.join("Dora", ann, Role.ADMIN)
    emil = world.join("Emil", dora)
    meet(ann, bea, dora, emil)
    assert ann.replica.membership.devices[emil.replica.device].name == "Emil"
    assert_agree(ann, bea, dora, emil)


def test_a_device_is_admitted_once(ann: Laptop, bea: Laptop):
    before = ann.digest()
    with pytest.raises(Unauthorised):
        ann.attempt(lambda: ann.replica.admit(bea.secrets.public(), "Bea again", Role.ADMIN))
    assert ann.digest() == before


def test_two_admins_admit_one_device_unknown_to_each_other(world: World, ann: Laptop):
    """In every order: the greater right holds, then the earlier time; and nothing that the newcomer did is lost."""
    bea = world.join("Bea", ann, Role.ADMIN)
    meet(ann, bea)
    cem = Laptop(world, "Cem")
    bea.replica.admit(cem.secrets.public(), "Cem, says Bea", Role.EDITOR)
    ann.replica.admit(cem.secrets.public(), "Cem, says Ann", Role.ADMIN)
    cem.reopen()
    cem.take(ann.sealed())
    dora = world.join("Dora", cem)
    record = cem.create(name="Emil")
    parts = [ann.sealed(), bea.sealed(), cem.sealed()]
    for order in itertools.permutations(parts):
        fresh = world.admit("fresh", ann)
        for part in order:
            fresh.take(part)
        fresh.take(ann.sealed())
        known = fresh.replica.membership.devices
        assert (known[cem.replica.device].name, known[cem.replica.device].role) == ("Cem, says Ann", Role.ADMIN)
        assert known[dora.replica.device].name == "Dora"
        assert fresh.values(record, "name") == ["Emil"]
        assert not any(place.quarantined for place in fresh.replica.causality.places.values())
    meet(ann, bea, cem, dora)
    assert_agree(ann, bea, cem, dora)


def test_a_right_that_the_author_had_not_heard_of_does_not_count(world: World, ann: Laptop):
    """Cem knows his admission as an editor: what he does as an admin is void even where Bea's word came first."""
    bea = world.join("Bea", ann, Role.ADMIN)
    meet(ann, bea)
    cem = Laptop(world, "Cem")
    ann.replica.admit(cem.secrets.public(), "Cem", Role.EDITOR)
    bea.replica.admit(cem.secrets.public(), "Cem", Role.ADMIN)
    cem.reopen()
    cem.take(ann.sealed())
    forged = forge(cem, encode(Admit(5, b"p" * 16, "Eve", "admin", keys(world))), circle=AUTHORITY)
    assert ann.take([forged]).replayed.void == 1
    assert bea.take([*ann.sealed(), forged]).replayed.void == 1
    meet(ann, bea, cem)
    assert {device.name for device in ann.replica.membership.devices.values()} == {"Ann", "Bea", "Cem"}
    assert_agree(ann, bea, cem)


def test_an_admin_cannot_demote_another_by_admitting_them_earlier(world: World, ann: Laptop):
    """Bea pretends not to know Ann's laptop yet and admits it as an editor's, in the year 1970."""
    bea = world.join("Bea", ann, Role.ADMIN)
    admit = encode(Admit(0, b"p" * 16, "A nobody", "editor", ann.secrets.public()))
    forged = forge(bea, admit, circle=AUTHORITY)
    assert ann.take([forged]).replayed.void == 1
    assert (ann.device().name, ann.device().role) == ("Ann", Role.ADMIN)
    cem = Laptop(world, "Cem")
    ann.replica.admit(cem.secrets.public(), "Cem", Role.ADMIN)
    unseen = forge(bea, encode(Admit(0, b"p" * 16, "Cem", "editor", cem.secrets.public())), circle=AUTHORITY)
    ann.take([unseen])
    assert ann.replica.membership.devices[cem.secrets.public().device].role is Role.ADMIN


def test_an_editors_forged_admission_is_void_on_every_laptop(world: World, ann: Laptop, bea: Laptop):
    cem = world.join("Cem", ann)
    meet(ann, bea, cem)
    eve = Laptop(world, "Eve")
    forged = forge(bea, encode(Admit(5, b"p" * 16, "Eve", "admin", eve.secrets.public())), circle=AUTHORITY)
    eve.reopen()
    eve.replica.causality = ann.replica.causality
    hers = forge(eve, INSERT, circle=ann.circle, authority=[])
    assert ann.take([forged]).replayed.void == 1
    with pytest.raises(Unauthorised):
        ann.take([hers])
    known = forge(eve, INSERT, circle=ann.circle)
    assert ann.take([known]).quarantined == 1, "signed by a key that somebody named: kept, without effect"
    assert cem.take([forged]).replayed.void == 1
    assert eve.replica.device not in cem.replica.membership.devices
    meet(ann, bea, cem)
    assert_agree(ann, bea, cem)
    fresh = world.join("fresh", ann)
    assert eve.replica.device not in fresh.replica.membership.devices, "it is passed on, and void there too"
    assert fresh.replica.causality.by_hash(forged.hash)


def test_an_unauthorised_segment_is_kept_passed_on_and_has_no_effect(world: World, ann: Laptop):
    """Bea wrote before the news of her own admission had come: nobody could say then that she may."""
    before = ann.replica.causality.heads(AUTHORITY)
    bea = world.join("Bea", ann)
    early = forge(bea, INSERT, authority=before)
    taken = ann.take([early])
    assert (taken.quarantined, taken.replayed.operations) == (1, 0)
    assert not list(ann.store.all_states())
    after = forge(bea, encode_operation(Set(5, (0, 0, 0), {"name": "more"})), after=early,
                  authority=ann.replica.causality.heads(AUTHORITY))  # fmt: skip
    taken = ann.take([after])
    assert (taken.quarantined, taken.replayed.void) == (0, 1), "nothing can be changed that was never made"
    fresh = world.join("fresh", ann)
    assert fresh.replica.causality.by_hash(early.hash)
    meet(ann, fresh)
    assert_agree(ann, fresh)


def test_a_segment_of_another_group_is_refused(ann: Laptop):
    other = World(seed=2)
    stranger = other.found("Stranger")
    stranger.create(name="Dora")
    with pytest.raises(ForeignGroup):
        ann.take(stranger.sealed())
    ours = forge(stranger, INSERT, group=ann.world.group, authority=[])
    with pytest.raises(BadSignature):
        ann.take([ours])


def test_a_first_segment_must_found_this_very_group(ann: Laptop):
    stranger = Laptop(World(seed=2), "Stranger")
    stranger.world.group = ann.world.group
    stranger.reopen()
    newcomer = Laptop(ann.world, "Newcomer")
    newcomer.reopen()
    found = encode(Found(5, "Kitchen", bytes(32), bytes(16), "Ann", stranger.secrets.public(), 0, []))
    with pytest.raises(SyncError):
        newcomer.take([forge(stranger, found, circle=AUTHORITY)])
    real = header_of(ann.sealed()[0])
    assert real.seq == 0
    refounded = forge(ann, found, circle=AUTHORITY)
    assert ann.take([refounded]).replayed.void == 1
    assert ann.replica.membership.group_name == "Kitchen"


def test_keys_for_a_circle_count_only_if_their_author_knew_the_circle(world: World, ann: Laptop):
    """In every order: an epoch of a circle that its author could not know yet is void where the circle is known too."""
    bea, cem = world.join("Bea", ann, Role.ADMIN), world.join("Cem", ann)
    meet(ann, bea, cem)
    circle, epoch = b"c" * 16, b"e" * 32
    opened = forge(ann, encode(OpenCircle(5, circle, "Kitchen crew")), circle=AUTHORITY)
    unseen = forge(bea, encode(OpenEpoch(5, circle, epoch)), circle=AUTHORITY)
    ann.take([opened])
    ann.take([unseen])
    cem.take([unseen])
    cem.take([opened])
    assert ann.replica.membership.circles[circle].epochs == cem.replica.membership.circles[circle].epochs == []
    assert_agree(ann, cem)
    assert ann.replica.circle() == cem.replica.circle() != circle


def test_a_circle_opened_twice_has_one_name_everywhere(world: World, ann: Laptop):
    bea, cem = world.join("Bea", ann, Role.ADMIN), world.join("Cem", ann)
    meet(ann, bea, cem)
    circle = b"c" * 16
    one = forge(ann, encode(OpenCircle(6, circle, "Ann's name")), circle=AUTHORITY)
    other = forge(bea, encode(OpenCircle(5, circle, "Bea's name")), circle=AUTHORITY)
    ann.take([one])
    ann.take([other])
    cem.take([other])
    cem.take([one])
    assert ann.replica.membership.circles[circle].name == cem.replica.membership.circles[circle].name == "Bea's name"
    assert_agree(ann, cem)


def test_a_circle_without_a_key_or_with_a_backdated_one_takes_nobodys_place(world: World, ann: Laptop, bea: Laptop):
    everyone = ann.circle
    for operations in (
        [encode(OpenCircle(0, b"c" * 16, "no key"))],
        [encode(OpenCircle(0, b"d" * 16, "early")), encode(OpenEpoch(0, b"d" * 16, b"e" * 32))],
    ):
        ann.take([forge(ann, *operations, circle=AUTHORITY)])
    bea.take(ann.sealed())
    assert ann.circle == bea.circle == everyone
    bea.create(name="Dora")
    ann.open(bea.bundle(ann))
    assert_agree(ann, bea)


def test_a_lockbox_with_rubbish_or_the_wrong_key_is_passed_over(world: World, ann: Laptop):
    """They come before the good one, even before the newcomer does: who admits her hands her good ones all the same."""
    bea = Laptop(world, "Bea")
    keys, circle = bea.secrets.public(), ann.replica.membership.circles[ann.circle]
    info = b"switchboard/lockbox" + circle.circle + circle.epochs[-1][1] + keys.device
    for box in (bytes(LOCKBOX_SIZE), keys.recipient().seal(b"w" * 32, info), keys.recipient().seal(b"w" * 32, b"")):
        lockbox = Lockbox(5, circle.circle, circle.epochs[-1][1], keys.device, box)
        assert ann.take([forge(ann, encode(lockbox), circle=AUTHORITY)]).replayed.void == 0
    ann.replica.admit(keys, "Bea", Role.EDITOR)
    bea.reopen()
    bea.take(reversed(ann.sealed()))
    assert bea.replica.epoch_key(bea.circle) == ann.replica.epoch_key(ann.circle)


def test_a_lockbox_by_one_who_may_not_read_the_circle_is_void(world: World, ann: Laptop, bea: Laptop):
    """So a carrier cannot keep anybody from getting a good one."""
    cem, circle = world.join("Cem", ann, Role.CARRIER), ann.replica.membership.circles[ann.circle]
    epoch = circle.epochs[-1][1]
    box = encode(Lockbox(5, circle.circle, epoch, bea.replica.device, bytes(LOCKBOX_SIZE)))
    before = len(circle.boxes[epoch, bea.replica.device])
    assert ann.take([forge(cem, box, circle=AUTHORITY)]).replayed.void == 1
    assert len(ann.replica.membership.circles[ann.circle].boxes[epoch, bea.replica.device]) == before


def founding(world: World, **changes: Any) -> Found:
    found = Found(5, "Kitchen", bytes(32), bytes(16), "Ann", keys(world), 0, [])
    return msgspec.structs.replace(found, **changes)


def test_operations_of_the_authority_are_checked_before_they_are_kept(world: World):
    good = keys(world)
    bad_kem = msgspec.structs.replace(good, kem=bytes(1216))
    circle, epoch, device = bytes([1]) * 16, bytes(32), bytes(16)
    admit = Admit(5, bytes(16), "Cem", "editor", good)
    for operation in (
        msgspec.structs.replace(admit, time=-1),
        msgspec.structs.replace(admit, time=1 << 47),
        msgspec.structs.replace(admit, person=b""),
        msgspec.structs.replace(admit, name=""),
        msgspec.structs.replace(admit, name="x" * 201),
        msgspec.structs.replace(admit, keys=bad_kem),
        msgspec.structs.replace(admit, keys=msgspec.structs.replace(good, ed25519=b"")),
        founding(world, group=""),
        founding(world, nonce=b""),
        founding(world, quorum=1),
        founding(world, quorum=-1),
        founding(world, trustees=[bytes(31)]),
        founding(world, trustees=[bytes(32)] * 65),
        OpenCircle(5, AUTHORITY, "the authority itself"),
        OpenCircle(5, b"short", "short"),
        OpenCircle(5, circle, ""),
        OpenEpoch(5, circle, b"short"),
        OpenEpoch(5, b"", epoch),
        Lockbox(5, circle, epoch, device, bytes(LOCKBOX_SIZE - 1)),
        Lockbox(5, circle, epoch, b"", bytes(LOCKBOX_SIZE)),
    ):
        with pytest.raises(Malformed):
            decode_authority(encode(operation))
    with pytest.raises(NotCanonical):
        decode_authority(b"\x94\x22\xcc\x05\xc4\x10" + circle + b"\xa1n")
    assert isinstance(decode_authority(encode_operation(Delete(5, (0, 0, 0)))), Unknown)


def test_an_unknown_role_is_void_and_not_an_admins(world: World, ann: Laptop):
    taken = ann.take([forge(ann, encode(Admit(5, bytes(16), "Cem", "overlord", keys(world))), circle=AUTHORITY)])
    assert (taken.new, taken.replayed.void) == (1, 1)
    assert len(ann.replica.membership.devices) == 1


def test_the_state_of_trust_survives_a_restart(world: World, ann: Laptop, bea: Laptop):
    bea.error = 100 * YEAR
    bea.reopen()
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, cem)
    before = [laptop.digest() for laptop in (ann, bea, cem)]
    for laptop in (ann, bea, cem):
        laptop.reopen()
    assert [laptop.digest() for laptop in (ann, bea, cem)] == before
