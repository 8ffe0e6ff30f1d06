"""What is known of a skill: vouched and shown count if the attester's own laptop wrote them, until they expire."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.people.records import SKILL_LEVELS, SkillClaim
from app.i18n import _
from app.records.days import format_day
from app.services.members import authors
from app.services.records.titles import Titles
from app.storage.history import maker
from app.storage.vault.vault import Vault

CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class ClaimStanding:
    """A claim: the level that counts, and in words why it is that one (empty where it is as written)."""

    claim: str
    person: str
    skill: str
    level: str
    why: str = ""


def standing(
    claim: SkillClaim, wrote: Mapping[str, frozenset[str]], attester: frozenset[str], day: datetime.date, said: str
) -> ClaimStanding:
    """Judge a claim; ``wrote`` are the members by field, ``attester`` the members who are the attester.

    ``said`` is the name of whoever wrote it, for the sentence. An expired one falls back to claimed.
    """
    level = claim.level or CLAIMED
    own = (claim.id, claim.person, claim.skill)
    if level == CLAIMED:
        return ClaimStanding(*own, CLAIMED)
    if claim.expires is not None and claim.expires < day:
        return ClaimStanding(*own, CLAIMED, _("expired on {day}").format(day=format_day(claim.expires)))
    by = frozenset(member for members in wrote.values() for member in members)
    if attester and by and by <= attester:
        return ClaimStanding(*own, level)
    return ClaimStanding(*own, CLAIMED, _("{name} says so").format(name=said))


def skills_of(vault: Vault, person: str, day: datetime.date) -> list[ClaimStanding]:
    """Judge the claims about a person, in the order of their ids."""
    with vault.reading() as session:
        claims = session.exec(select(SkillClaim).where(SkillClaim.person == person)).all()
    ordered = sorted(claims, key=lambda each: each.id)
    wrote = authors.authors_of(vault, [each.id for each in ordered])
    links = [link for link in authors.links(vault) if link.counts]
    found: list[ClaimStanding] = []
    for each in ordered:
        by = wrote.get(each.id, {})
        attester = frozenset(link.member for link in links if each.attester and link.person == each.attester)
        said = maker(vault, each.id) if each.level != CLAIMED else ""
        found.append(standing(each, by, attester, day, said))
    return found


def skill_sentences(vault: Vault, person: str, day: datetime.date) -> list[str]:
    """Say of each skill that is said to be vouched for or shown whether that counts, and if not, who said so."""
    found = skills_of(vault, person, day)
    with vault.reading() as session:
        claims = session.exec(select(SkillClaim).where(SkillClaim.person == person)).all()
        titles = Titles.within(vault, session)
        titles.fetch("skill", [each.skill for each in found])
        titles.fetch("person", [each.attester for each in claims])
        attesters = {each.id: titles.of(each.attester) if each.attester else "" for each in claims}
        names = {each.skill: titles.of(each.skill) for each in found if each.skill}
    sentences: list[str] = []
    for each in found:
        name = names.get(each.skill, "")
        if each.why:
            sentences.append(_("{skill} counts as claimed: {why}.").format(skill=name, why=each.why))
        elif each.level != CLAIMED:
            level = _(SKILL_LEVELS.get(each.level, each.level)).lower()
            words = _("{skill}: {level}, written on the laptop of {name}.")
            sentences.append(words.format(skill=name, level=level, name=attesters[each.claim]))
    return sentences
