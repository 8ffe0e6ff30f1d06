"""Whose word a value is: the log proves which member's laptop wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import select

from app.i18n import _
from app.problems import NotAllowed, NotFound, WrongValue
from app.records.changes import Add, Change, Changed, DeleteRecord
from app.records.member_link import MemberLink
from app.services.records.titles import Titles
from app.storage.vault.door import record_bytes
from app.storage.vault.vault import Vault
from sync.authority.operations import Role
from sync.log.state import RecordState
from sync.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Link:
    """A member and the person they are, by ids in hexadecimal digits; ``counts`` if they or an admin wrote it."""

    record: str
    member: str
    person: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Myself:
    """Who works at this laptop: their person in the books (empty: nobody has said), and the laptops of the member."""

    person: str = ""
    laptops: frozenset[str] = frozenset()

    def title(self, record: str, title: str) -> str:
        """Give the title of a record, with "you" where it is oneself."""
        return _("{name} (you)").format(name=title) if record and record == self.person else title

    def author(self, device: str, name: str) -> str:
        """Give whose laptop it was."""
        return _("you") if device in self.laptops else name


@dataclass(frozen=True, slots=True)
class KnownMember:
    """Who a member is in the books: the person and their title, whether it counts, and who may say so here."""

    member: str
    person: str = ""
    title: str = ""
    counts: bool = False
    rivals: tuple[str, ...] = ()  # the names of other members who are said to be the same person
    mine_to_say: bool = False


def authors(vault: Vault, record: str) -> dict[str, frozenset[str]]:
    """Say for each field that has a value which members' laptops wrote it; empty for a record that is not here.

    Members are named by their ids in hexadecimal digits. A field has several authors only while several values written
    at the same time wait to be settled, or where a laptop is said to be a member's that nobody has confirmed: what it
    writes is nobody's own word, and not a word of others for that member either.
    """
    return authors_of(vault, [record]).get(record, {})


def authors_of(vault: Vault, records: list[str]) -> dict[str, dict[str, frozenset[str]]]:
    """Say the same of many records at once, by record."""
    with vault.looking() as replica:
        states = replica.store.states({record_bytes(record) for record in records})
        return {identity.hex(): _authors(replica, state) for identity, state in states.items()}


def _authors(replica: Replica, state: RecordState) -> dict[str, frozenset[str]]:
    known = replica.membership.devices

    def members(segment: int) -> set[str]:
        device = known.get(replica.author(segment))
        if device is None:
            return {""}
        return {device.person.hex()} if device.confirmed else {device.person.hex(), device.named.hex()}

    fields = (*state.fields.items(), *state.sets.items())
    return {name: frozenset().union(*(members(live.segment) for live in lives)) for name, lives in fields if lives}


def written_by(vault: Vault, record: str, person: str) -> bool:
    """Say whether every value of a record was written by the laptops of the member who is this person."""
    return record in own(vault, {record: person})


def own(vault: Vault, persons: Mapping[str, str]) -> frozenset[str]:
    """Give the records of which every value was written by laptops of the member who is the person named for each."""
    if not persons:
        return frozenset()
    members: dict[str, set[str]] = {}
    for link in links(vault):
        if link.counts:
            members.setdefault(link.person, set()).add(link.member)
    wrote = authors_of(vault, list(persons))

    def is_own(record: str, person: str) -> bool:
        mine, by_field = members.get(person, set[str]()), wrote.get(record, {})
        return bool(by_field and mine) and all(by <= mine and len(by) == 1 for by in by_field.values())

    return frozenset(record for record, person in persons.items() if is_own(record, person))


def links(vault: Vault) -> list[Link]:
    """Give which person each member is, in the order of their ids; a laptop that is not confirmed is nobody.

    Two members for one person count neither, and of two persons for one member neither counts: each has one word.
    """
    with vault.reading() as session:
        rows = sorted(session.exec(select(MemberLink)).all(), key=lambda row: row.id)
    if not rows:
        return []
    wrote = authors_of(vault, [row.id for row in rows])
    with vault.looking() as replica:
        devices = replica.membership.devices.values()
        admins = {device.person.hex() for device in devices if device.confirmed and device.role is Role.ADMIN}
        # A member is named after their first laptop, or by chance: what any other laptop is called is no member.
        laptops = {device.device.hex() for device in devices if not device.confirmed or device.person != device.device}
    said = {
        row.id: row.member not in laptops and _may_say(row.member or "", wrote.get(row.id, {}), admins) for row in rows
    }
    pairs = {(row.member or "", row.person or "") for row in rows if said[row.id]}
    by_member, by_person = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    return [
        Link(row.id, member, person, said[row.id] and by_member[member] == by_person[person] == 1)
        for row in rows
        for member, person in ((row.member or "", row.person or ""),)
    ]


def _may_say(member: str, wrote: Mapping[str, frozenset[str]], admins: set[str]) -> bool:
    """Say whether all of a link was written by its own member, or by admins."""
    return bool(wrote) and all(by <= {member, *admins} for by in wrote.values())


def me(vault: Vault) -> str:
    """Give the id of the person of the books who works at this laptop; empty while nobody has said."""
    mine = my_member(vault)
    return next((link.person for link in links(vault) if link.member == mine and link.counts), "")


def my_member(vault: Vault) -> str:
    """Give the id of the member whose laptop this is; empty before they are admitted."""
    device = vault.me() if vault.group is not None else None
    return device.person.hex() if device else ""


def myself(vault: Vault) -> Myself:
    """Give who works at this laptop."""
    mine = my_member(vault)
    if not mine:
        return Myself()
    with vault.looking() as replica:
        devices = replica.membership.devices
        laptops = frozenset(name.hex() for name, device in devices.items() if device.person.hex() == mine)
    return Myself(me(vault), laptops)


def known(vault: Vault) -> dict[str, KnownMember]:
    """Give for each member of the group who they are in the books."""
    mine, found = my_member(vault), links(vault)
    with vault.looking() as replica:
        devices = [device for device in replica.membership.devices.values() if device.confirmed]
    names = {device.person.hex(): device.name for device in devices}
    admin = any(device.person.hex() == mine and device.role is Role.ADMIN for device in devices)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any([each.person for each in found])
        called = titles.among({each.person for each in found})
    made: dict[str, KnownMember] = {}
    for member in names:
        may = admin or member == mine
        said = sorted((each for each in found if each.member == member), key=lambda each: not each.counts)
        if not said:
            made[member] = KnownMember(member, mine_to_say=may)
            continue
        rivals = sorted(
            {names.get(each.member, "") for each in found if each.person == said[0].person and each.member != member}
        )
        made[member] = KnownMember(
            member, said[0].person, called[said[0].person], said[0].counts, tuple(filter(None, rivals)), may
        )
    return made


def unlink(vault: Vault, member: str = "") -> Changed:
    """Take back who a member is, by default this laptop's; raises `NotAllowed` as `link` does."""
    member = _may_speak_for(vault, member)
    gone = [DeleteRecord(each.record) for each in links(vault) if each.member == member]
    return vault.apply(gone, _("Say who is who")) if gone else Changed()


def link(vault: Vault, person: str, member: str = "") -> Changed:
    """Say which person a member is, by default of this laptop's member; what was said of them before is replaced.

    Raises `NotAllowed` for anybody but that member and admins, `NotFound` for an unknown member.
    """
    member = _may_speak_for(vault, member)
    found = links(vault)
    if any(each.person == person and each.member != member and each.counts for each in found):
        raise WrongValue(_("Another member is this person already."), field="person")
    changes: list[Change] = [DeleteRecord(each.record) for each in found if each.member == member]
    return vault.apply([*changes, Add("member_link", {"member": member, "person": person})], _("Say who is who"))


def _may_speak_for(vault: Vault, member: str) -> str:
    """Give the member, this laptop's if none is named; raises `NotAllowed` where it is not ours to say."""
    mine = my_member(vault)
    member = member or mine
    with vault.looking() as replica:
        devices = replica.membership.devices.values()
        known = {device.person.hex(): device for device in devices}
        if member not in known:
            raise NotFound(_("There is no such member of the group."))
        if not known[member].confirmed:
            raise NotAllowed(
                _("This laptop is said to be somebody's who belongs already, and nobody has confirmed it yet."),
                kept=_("Nothing was changed."),
                do=_("Say on another laptop of theirs that it is, or have a second admin say so."),
            )
        admin = any(device.person.hex() == mine and device.role is Role.ADMIN for device in devices)
    if member != mine and not admin:
        raise NotAllowed(
            _("Who somebody is in the books is said by themselves, or by an admin."), kept=_("Nothing was changed.")
        )
    return member
