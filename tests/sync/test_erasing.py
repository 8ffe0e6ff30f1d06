"""Erase is not delete, and it wins: whatever comes in whatever order, what an order names is nowhere any more."""

from __future__ import annotations

import itertools
import pickle

import msgspec
import pytest

from sync.authority.operations import Certify, Role
from sync.log.segment import AUTHORITY, Head, Segment, redact
from sync.primitives.codec import encode
from sync.primitives.errors import SyncError, Unauthorised
from sync.replica import acknowledgements, admin_commands
from sync.replica.certificates import Order, certificate_hash, encode_certificate
from sync.replica.checkpoints import checkpoint
from sync.replica.erasure import orders, redaction
from tests.sync.world import Laptop, World, assert_agree, forge, header_of, meet, pass_on

SECRET = "the blue house behind the mill"


def disk(laptop: Laptop) -> bytes:
    return pickle.dumps({name: kept for name, kept in vars(laptop.store).items() if name != "secrets"})


def head_of(segment: Segment) -> Head:
    return Head(header_of(segment).log, header_of(segment).seq, segment.hash)


def erase(laptop: Laptop, record: bytes, *fields: str) -> bytes:
    return orders.erase(laptop.replica, laptop.circle, {record: list(fields)})[0]


def test_an_erased_record_is_nowhere_any_more(ann: Laptop, bea: Laptop):
    record, other = ann.create(name=SECRET, phone="1"), ann.create(name="Emil")
    ann.replica.seal()
    pass_on(ann, bea)
    assert SECRET.encode() in disk(bea), "or the search would find nothing anywhere"
    digest = erase(ann, record)
    assert SECRET.encode() not in ann.store.certificates()[digest][1]
    pass_on(ann, bea)
    for laptop in (ann, bea):
        assert record not in laptop.everything()
        assert SECRET.encode() not in disk(laptop)
        assert laptop.values(other, "name") == ["Emil"]
    assert_agree(ann, bea)


def test_a_field_is_erased_and_may_be_filled_again_by_one_who_knows(ann: Laptop, bea: Laptop):
    record = ann.create(name="Dora", phone=SECRET)
    ann.update(record, phone=SECRET + " too")
    pass_on(ann, bea)
    erase(ann, record, "phone")
    pass_on(ann, bea)
    for laptop in (ann, bea):
        assert (laptop.values(record, "name"), laptop.values(record, "phone")) == (["Dora"], [])
        assert SECRET.encode() not in disk(laptop)
    bea.update(record, phone="7")
    pass_on(bea, ann)
    assert ann.values(record, "phone") == ["7"]
    assert_agree(ann, bea)


def test_an_edit_of_which_all_is_erased_brings_nothing_back(world: World, ann: Laptop, bea: Laptop):
    """Bea knows that Cem has deleted the record, and not that Ann has erased for good what she fills in."""
    cem = world.join("Cem", ann)
    record = ann.create(name="Dora")
    ann.update(record, phone=SECRET)
    for laptop in (bea, cem):
        pass_on(ann, laptop)
    cem.drop(record)
    pass_on(cem, bea)
    erase(ann, record, "phone")
    bea.update(record, phone=SECRET + " too")
    pass_on(ann, cem)
    pass_on(bea, cem)
    assert cem.state(record).deleted, "nothing is left of the edit, before it is ordered away as well"
    pass_on(bea, ann)
    assert ann.state(record).deleted
    for laptop in (bea, cem):
        pass_on(ann, laptop)
    for laptop in (ann, bea, cem):
        assert laptop.state(record).deleted
        assert SECRET.encode() not in disk(laptop)
    assert_agree(ann, bea, cem)


def test_what_others_wrote_unseen_is_ordered_too(ann: Laptop, bea: Laptop):
    record = ann.create(name="Dora")
    pass_on(ann, bea)
    bea.update(record, name=SECRET)
    erase(ann, record)
    pass_on(bea, ann)
    pass_on(ann, bea)
    for laptop in (ann, bea):
        assert record not in laptop.everything()
        assert SECRET.encode() not in disk(laptop)
    assert len(ann.replica.erasures.orders) == 2
    assert_agree(ann, bea)


@pytest.mark.long
def test_erase_wins_in_every_order_of_arrival(world: World, ann: Laptop, bea: Laptop):
    cem = world.join("Cem", ann)
    pass_on(ann, bea)
    record = ann.create(name="Dora")
    pass_on(ann, bea)
    bundles = [ann.bundle(cem, everything=True)]
    bea.update(record, name=SECRET)
    bundles.append(bea.bundle(cem, everything=True))
    erase(ann, record)
    bundles.append(ann.bundle(cem, everything=True))
    pass_on(bea, ann)
    bundles.append(ann.bundle(cem, everything=True))
    for order in itertools.permutations(bundles):
        fresh = cem.clone("fresh")
        for data in order:
            fresh.open(data)
        assert record not in fresh.everything()
        assert SECRET.encode() not in disk(fresh)
        assert fresh.digest() == ann.digest() == fresh.replayed()


def test_who_is_no_steward_orders_nothing(ann: Laptop, bea: Laptop):
    record = ann.create(name="Dora")
    pass_on(ann, bea)
    with pytest.raises(Unauthorised):
        erase(bea, record)
    content = encode_certificate(Order(ann.circle, [(record, [])], [(ann.own()[0].hash, [(0, b"")])], b""))
    certify = encode(Certify(bea.wall(), ann.circle, certificate_hash(content)))
    assert ann.take([forge(bea, certify, circle=AUTHORITY)]).replayed.void == 1
    orders.file_certificates(ann.replica, ann.circle, [content])
    assert ann.values(record, "name") == ["Dora"]
    assert ann.replayed() == ann.digest()


def test_a_hole_that_nobody_ordered_is_wanted_and_not_accepted(ann: Laptop, bea: Laptop):
    record = ann.create(name="Dora")
    ann.update(record, phone="1")
    (whole,) = ann.own()
    cut = redact(whole, header_of(whole).count, [1])
    taken = bea.take([cut])
    assert (taken.wanted, taken.new) == (1, 0)
    assert record not in bea.everything()
    bea.take([whole])
    assert bea.values(record, "phone") == ["1"]
    assert_agree(ann, bea)


def test_a_vault_that_lacks_what_nobody_ordered_does_not_verify(ann: Laptop):
    ann.create(name="Dora")
    (whole,) = ann.own()
    place = ann.replica.causality.by_hash(whole.hash)
    assert place
    ann.store.save_segment(place.number, redact(whole, header_of(whole).count, [0]))
    with pytest.raises(SyncError):
        ann.replayed()


def test_a_redacted_segment_verifies_and_reaches_a_newcomer(world: World, ann: Laptop, bea: Laptop):
    record, other = ann.create(name=SECRET), ann.create(name="Emil")
    erase(ann, record)
    (redacted, *_) = ann.own()
    assert redacted.erased
    assert redacted.operations == [msgspec.Raw(bytes(each)) for each in redacted.operations]
    cem = world.admit("Cem", ann)
    pass_on(ann, cem)
    assert (record in cem.everything(), cem.values(other, "name")) == (False, ["Emil"])
    assert_agree(ann, cem)


def test_each_device_confirms_by_its_own_word(ann: Laptop, bea: Laptop):
    record = ann.create(name="Dora")
    pass_on(ann, bea)
    pass_on(bea, ann)
    digest = erase(ann, record)
    pass_on(ann, bea)
    assert [each.name for each in orders.confirmed(ann.replica, digest).open] == ["Bea"]
    pass_on(bea, ann)
    assert [each.name for each in orders.confirmed(ann.replica, digest).done] == ["Ann", "Bea"] or not (
        orders.confirmed(ann.replica, digest).open
    )


def test_silence_confirms_nothing(world: World, ann: Laptop):
    cem = world.admit("Cem", ann)
    digest = erase(ann, ann.create(name="Dora"))
    assert [each.device for each in orders.confirmed(ann.replica, digest).open] == [cem.secrets.public().device]


def test_what_lives_in_the_base_is_erased_too(ann: Laptop, bea: Laptop):
    record, other = ann.create(name=SECRET), ann.create(name="Emil", phone=SECRET)
    ann.replica.seal()
    checkpoint.certify(ann.replica, ann.circle)
    pass_on(ann, bea)
    pass_on(bea, ann)
    cut = checkpoint.ready(ann.replica, ann.circle, ann.wall())
    assert cut
    assert checkpoint.prune(ann.replica, ann.circle, cut)
    orders.erase(ann.replica, ann.circle, {record: [], other: ["phone"]})
    pass_on(ann, bea)
    for laptop in (ann, bea):
        assert record not in laptop.everything()
        assert (laptop.values(other, "name"), laptop.values(other, "phone")) == (["Emil"], [])
        assert SECRET.encode() not in disk(laptop)
    assert_agree(ann, bea)


def test_only_stewards_may(world: World, ann: Laptop):
    reader = world.join("Reader", ann, Role.READER)
    with pytest.raises(Unauthorised):
        erase(reader, bytes(16))


@pytest.fixture
def voided(world: World, ann: Laptop) -> tuple[Laptop, Laptop, Laptop, bytes]:
    """Cem has carried out an order of Bea's, whom Ann had suspended by then; Dora has heard of neither."""
    bea, cem = world.join("Bea", ann, Role.ADMIN), world.join("Cem", ann)
    dora = world.join("Dora", ann, Role.ADMIN)
    meet(ann, bea, cem, dora)
    record = ann.create(name="Emil", phone="1")
    for laptop in (bea, cem, dora):
        pass_on(ann, laptop)
        pass_on(laptop, ann)
    admin_commands.suspend(ann.replica, [bea.replica.device])
    erase(bea, record)
    pass_on(bea, cem)
    assert record not in cem.everything()
    return ann, cem, dora, record


def test_what_an_order_that_turns_out_void_took_away_is_healed(voided: tuple[Laptop, Laptop, Laptop, bytes]):
    """By the next bundle of whoever still has the whole segment and has heard that something lacks."""
    ann, cem, dora, record = voided
    pass_on(cem, ann)
    pass_on(ann, cem)
    pass_on(cem, ann)
    pass_on(ann, cem)
    assert cem.values(record, "name") == ["Emil"]
    pass_on(ann, dora)
    assert_agree(ann, cem, dora)


def test_what_came_while_a_void_order_counted_counts_again(voided: tuple[Laptop, Laptop, Laptop, bytes]):
    """Dora's edit is whole and named by no order: nobody sends it again, so it has to be found where it lies."""
    ann, cem, dora, record = voided
    dora.update(record, phone="2")
    pass_on(dora, cem)
    assert record not in cem.everything()
    pass_on(dora, ann)
    for _ in range(2):
        pass_on(cem, ann)
        pass_on(ann, cem)
    pass_on(ann, dora)
    assert cem.values(record, "phone") == ["2"]
    assert_agree(ann, cem, dora)


def test_whoever_has_holes_says_so_and_lets_go_of_nothing(voided: tuple[Laptop, Laptop, Laptop, bytes]):
    ann, cem, _, record = voided
    authority = [each for each in ann.sealed() if ann.replica.causality.circle_of(head_of(each)) == AUTHORITY]
    cem.take(authority)
    assert record not in cem.everything()
    (hole,) = redaction.wanted(cem.replica, cem.circle)
    assert cem.replayed() == cem.digest()
    pass_on(cem, ann)
    (known,) = acknowledgements.known(ann.replica, cem.replica.device, ann.circle)
    assert known.wants == [hole]
    checkpoint.certify(ann.replica, ann.circle)
    assert checkpoint.ready(ann.replica, ann.circle, 1 << 50) is None
    pass_on(ann, cem)
    assert not redaction.wanted(cem.replica, cem.circle)
    assert cem.values(record, "phone") == ["1"]
    pass_on(cem, ann)
    assert_agree(ann, cem)


@pytest.fixture
def gone(world: World, ann: Laptop) -> tuple[Laptop, Laptop, Laptop]:
    """Cem has erased what nobody else had yet, while two took away his right to order it: it is gone."""
    cem, bea = world.join("Cem", ann, Role.ADMIN), world.join("Bea", ann, Role.ADMIN)
    meet(ann, bea, cem)
    erase(cem, cem.create(name="Emil"))
    for laptop in (ann, bea):
        admin_commands.appoint(laptop.replica, cem.replica.device, Role.EDITOR)
    return ann, bea, cem


def test_a_hole_that_nobody_can_fill_any_more_accuses_nobody_and_stops_nothing(
    world: World, gone: tuple[Laptop, Laptop, Laptop]
):
    """What Cem writes afterwards builds on the segment that has the hole, and reaches everybody all the same."""
    ann, bea, cem = gone
    ways = ((bea, ann), (ann, cem), (cem, ann), (ann, bea))
    for giver, taker in ways:
        pass_on(giver, taker)
    assert orders.in_doubt(cem.replica, cem.circle)
    assert cem.replayed() == cem.digest()
    kept = cem.create(name="Fay")
    for giver, taker in (*ways, *ways):
        pass_on(giver, taker)
    for laptop in gone:
        assert laptop.everything().keys() == {kept}
        others = [each.replica.device for each in gone if each is not laptop]
        assert not acknowledgements.lacking(laptop.replica, others), "nobody waits for what nobody has"
    assert_agree(*gone)
    dora = world.join("Dora", ann)
    pass_on(ann, dora)
    assert_agree(ann, dora)


def test_a_hole_that_nobody_can_fill_is_closed_by_letting_the_order_stand(gone: tuple[Laptop, Laptop, Laptop]):
    """Until then nothing is certified or let go of, wherever the hole has come to."""
    ann, bea, cem = gone
    ways = ((bea, ann), (ann, cem), (cem, ann), (ann, bea))
    for giver, taker in ways:
        pass_on(giver, taker)
    with pytest.raises(Unauthorised):
        checkpoint.certify(bea.replica, bea.circle)
    (order,) = orders.in_doubt(bea.replica, bea.circle)
    orders.uphold(bea.replica, order)
    for giver, taker in (*ways, *ways):
        pass_on(giver, taker)
    for laptop in gone:
        assert not redaction.wanted(laptop.replica, laptop.circle)
    checkpoint.certify(bea.replica, bea.circle)
    assert_agree(*gone)


def test_who_gets_a_segment_with_a_hole_first_gets_the_rest_from_whoever_has_it(
    world: World, voided: tuple[Laptop, Laptop, Laptop, bytes]
):
    ann, cem, _, record = voided
    bo = world.admit("Bo", ann)
    cem.take([each for each in ann.sealed() if ann.replica.causality.circle_of(head_of(each)) == AUTHORITY])
    (hole,) = redaction.wanted(cem.replica, cem.circle)
    bo.open(cem.bundle(bo, everything=True))
    assert redaction.wanted(bo.replica, bo.circle) == [hole]
    assert record not in bo.everything()
    for giver, taker in ((bo, ann), (ann, bo), (ann, cem)):
        pass_on(giver, taker)
    for laptop in (bo, cem):
        assert laptop.values(record, "name") == ["Emil"]
        assert not redaction.wanted(laptop.replica, laptop.circle)
    assert_agree(ann, bo, cem)


def test_a_hole_that_nobody_ordered_is_found(voided: tuple[Laptop, Laptop, Laptop, bytes]):
    """Also beside one of an order that is void by now, and whatever lies about that nobody has certified."""
    ann, cem, _, record = voided
    authority = [each for each in ann.sealed() if ann.replica.causality.circle_of(head_of(each)) == AUTHORITY]
    cem.take(authority)
    other = cem.create(name="Fay")
    cem.replica.seal()
    place = cem.replica.causality.places[cem.state(other).segment]
    whole = cem.store.segment(place.number)
    leaves = [(place.hash, [(0, b"")])]
    cem.store.save_segment(place.number, redact(whole, cem.replica.header(place).count, [0]))
    with pytest.raises(SyncError):
        cem.replica.verify()
    certificate = encode_certificate(Order(cem.circle, [(record, [])], leaves, b""))
    cem.store.save_certificate(certificate_hash(certificate), cem.circle, certificate)
    cem.reopen()
    with pytest.raises(SyncError):
        cem.replica.verify()


def test_an_order_whose_author_comes_back_is_carried_out_again(voided: tuple[Laptop, Laptop, Laptop, bytes]):
    ann, cem, dora, record = voided
    for _ in range(2):
        pass_on(cem, ann)
        pass_on(ann, cem)
    assert record in cem.everything()
    names = [each.name for each in ann.replica.membership.suspensions]
    admin_commands.lift(ann.replica, names)
    pass_on(ann, dora)
    admin_commands.lift(dora.replica, names)
    pass_on(dora, ann)
    pass_on(ann, cem)
    pass_on(cem, ann)
    pass_on(ann, dora)
    for laptop in (ann, cem, dora):
        assert record not in laptop.everything()
    assert_agree(ann, cem, dora)


def test_what_an_order_does_not_concern_is_nobodys_to_say_again(ann: Laptop, bea: Laptop):
    """Or two stewards who hear of it one after the other would answer each other's orders for ever."""
    record = ann.create(name="Dora", phone="1")
    pass_on(ann, bea)
    bea.update(record, phone="2")
    bea.replica.seal()
    erase(ann, record, "name")
    pass_on(bea, ann)
    assert len(ann.replica.erasures.orders) == 1
    assert set(ann.values(record, "phone")) == {"1", "2"}
    pass_on(ann, bea)
    assert_agree(ann, bea)


def test_a_steward_makes_an_order_in_doubt_their_own(voided: tuple[Laptop, Laptop, Laptop, bytes]):
    """The way out where what is missing cannot be had again, or had better stay away."""
    ann, cem, dora, record = voided
    pass_on(cem, dora)
    assert not orders.in_doubt(dora.replica, dora.circle)
    authority = [each for each in ann.sealed() if ann.replica.causality.circle_of(head_of(each)) == AUTHORITY]
    for laptop in (cem, dora):
        laptop.take(authority)
    (order,) = orders.in_doubt(cem.replica, cem.circle)
    with pytest.raises(Unauthorised):
        cem.attempt(lambda: orders.uphold(cem.replica, order))
    orders.uphold(dora.replica, order)
    for giver, taker in ((dora, cem), (dora, ann), (cem, ann), (ann, cem), (ann, dora), (dora, cem), (cem, dora)):
        pass_on(giver, taker)
    for laptop in (ann, cem, dora):
        assert record not in laptop.everything()
        assert not redaction.wanted(laptop.replica, laptop.circle)
        assert not orders.in_doubt(laptop.replica, laptop.circle)
    assert_agree(ann, cem, dora)
