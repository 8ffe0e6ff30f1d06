"""The rules of people: a photo of somebody who does not say yes to it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from app.capabilities.people.records import Person
from app.i18n import N_
from app.records.attachments import PHOTO, Attachment
from app.records.changes import DeleteRecord
from app.records.consents import PHOTO_WITHOUT_YES, Consent, unwanted_photos
from app.records.rule import Finding, Rule, RuleRows, SettlingWay

DELETE = "delete"


def _photos_without_yes(rows: RuleRows, day: datetime.date) -> Iterable[Finding]:
    """Find the photos of people who have not said yes, or not any more."""
    photos = rows(Attachment, sort=[PHOTO])
    if not photos:
        return
    concerned = {photo.shows or photo.of for photo in photos}
    people = [person.id for person in rows(Person, id={each for each in concerned if each})]
    for each in unwanted_photos(photos, people, rows(Consent), day):
        yield Finding(
            PHOTO_WITHOUT_YES,
            (each.photo, each.person),
            each.photo,
            each.sentence,
            {"photo": each.photo, "person": each.person},
            {"day": each.day},
            (SettlingWay(DELETE, N_("Remove the photo"), (DeleteRecord(each.photo),)),),
            waivable=False,
        )


RULES = (Rule(PHOTO_WITHOUT_YES, "attachment", frozenset({"attachment", "consent", "person"}), _photos_without_yes),)
