"""A photo of somebody is kept only while they say yes to it; every laptop finds the same photos that have to go."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.catalogue import catalogue
from app.capabilities.people.records import Person
from app.capabilities.people.rules import RULES
from app.problems import WrongValue
from app.records.attachments import Attachment
from app.records.consents import PHOTO, Consent, answer, unwanted_photos
from app.records.rule import RuleRows

DAY = dt.date(2026, 11, 23)
ADA, BO, HOUSE = "a" * 32, "b" * 32, "c" * 32


def on(days: int) -> dt.date:
    return DAY + dt.timedelta(days)


@dataclass(frozen=True)
class Given:
    on_day: dt.date | None = dt.date(2026, 11, 13)
    until_day: dt.date | None = None
    withdrawn_on: dt.date | None = None
    purpose: str | None = PHOTO
    person: str | None = ADA


@dataclass(frozen=True)
class Giver:
    id: str = ADA


@dataclass(frozen=True)
class Photo:
    id: str = "1" * 32
    sort: str = PHOTO
    of: str | None = ADA
    shows: str | None = None


@pytest.mark.parametrize(
    ("consents", "yes"),
    [
        ([], False),
        ([Given()], True),
        ([Given(on_day=on(1))], False),
        ([Given(on_day=DAY)], True),
        ([Given(purpose="contact")], False),
        ([Given(until_day=DAY)], True),
        ([Given(until_day=on(-1))], False),
        ([Given(withdrawn_on=on(-1))], False),
        ([Given(until_day=on(-1)), Given(on_day=on(-3))], True),
        ([Given(), Given(on_day=on(-8), withdrawn_on=on(-4))], False),
        ([Given(withdrawn_on=on(-4)), Given(on_day=on(-2))], True),
        ([Given(on_day=None)], False),
    ],
)
def test_what_consents_come_to(consents, yes):
    assert answer(consents, PHOTO, DAY).yes is yes
    assert answer(consents[::-1], PHOTO, DAY).yes is yes


def sentence(photo: Photo, *consents: Given) -> str:
    (found,) = unwanted_photos([photo], [ADA, BO], consents, DAY)
    names = {photo.id: "Summer", ADA: "Ada", BO: "Bo"}
    return found.sentence.format(photo=names[found.photo], person=names[found.person], day=found.day)


def test_it_says_why_a_photo_has_to_go():
    assert sentence(Photo()) == "The photo “Summer” shows Ada, who has not said yes to photos."
    assert "took back their yes to photos on 22 Nov 2026" in sentence(Photo(), Given(withdrawn_on=on(-1)))
    assert "held until 22 Nov 2026" in sentence(Photo(), Given(until_day=on(-1)))
    assert "shows Bo" in sentence(Photo(of=HOUSE, shows=BO), Given())


def test_photos_of_nobody_and_of_those_who_say_yes_stay():
    assert unwanted_photos([Photo(of=HOUSE)], [ADA], [], DAY) == []
    assert unwanted_photos([Photo()], [ADA], [Given()], DAY) == []
    assert unwanted_photos([Photo(of=ADA, shows=BO)], [ADA, BO], [Given(person=BO)], DAY) == []
    assert unwanted_photos([Photo(of=HOUSE, shows=BO)], [ADA], [], DAY) == []  # Nothing is known of Bo here.


PHOTOS = st.lists(
    st.builds(
        Photo,
        id=st.integers(0, 99).map("{:032x}".format),
        of=st.sampled_from([ADA, BO, HOUSE, None]),
        shows=st.sampled_from([ADA, BO, None]),
    ),
    unique_by=lambda photo: photo.id,
    max_size=8,
)
DAYS = st.integers(-3, 3).map(on)
CONSENTS = st.lists(
    st.builds(
        Given,
        on_day=DAYS | st.none(),
        until_day=DAYS | st.none(),
        withdrawn_on=DAYS | st.none(),
        purpose=st.sampled_from([PHOTO, "contact", None]),
        person=st.sampled_from([ADA, BO, None]),
    ),
    max_size=6,
)


@given(PHOTOS, CONSENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(photos, consents, rnd: random.Random):
    found = unwanted_photos(photos, [ADA, BO], consents, DAY)
    mixed, others = list(photos), list(consents)
    rnd.shuffle(mixed)
    rnd.shuffle(others)
    assert unwanted_photos(mixed, [BO, ADA], others, DAY) == found
    assert len({(each.photo, each.person) for each in found}) == len(found)


def test_the_id_is_the_same_for_ever():
    tables = {Attachment: [Photo()], Person: [Giver()], Consent: []}
    (rule,) = RULES
    (found,) = rule.find(cast("RuleRows", lambda model, **_among: tables[model]), DAY)
    assert found.id == "bba0d4fa265dfcbaa7bf88954c1561d3"


def test_a_consent_does_not_end_before_it_begins():
    kind = catalogue().of(Consent)
    values = {"person": ADA, "purpose": PHOTO, "on_day": DAY}
    assert kind.check_new({**values, "until_day": DAY, "withdrawn_on": on(1)})
    for name in ("until_day", "withdrawn_on"):
        with pytest.raises(WrongValue, match="before it was given"):
            kind.check_new({**values, name: on(-1)})
