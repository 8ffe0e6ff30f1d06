"""What goes to partners and what comes from them, of a vault."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from sqlmodel import Session, select

from app.capabilities.projects import near_service, partner_file, playbook_service
from app.capabilities.projects.partner_file import Item, ReceivedFile
from app.capabilities.projects.records import Project
from app.capabilities.projects.records_partners import PartnerItem, PartnerSender
from app.capabilities.switchboard.grid import UNITS_OF
from app.capabilities.switchboard.records import Listing
from app.i18n import _
from app.problems import NotAllowed, NotFound, UserProblem
from app.records.changes import Add, Change, Changed, Edit
from app.storage.vault.vault import Vault


def choices(vault: Vault, partner: str, day: datetime.date) -> list[tuple[str, Item]]:
    """Give what could go to a partner, by record: open listings, projects under way, and adopted playbooks."""
    device = vault.secrets.public().device
    with vault.reading() as session:
        efforts = {each.id: each for each in near_service.efforts_of(session)}
        projects = [row for row in session.exec(select(Project)).all() if row.id in efforts]
        found = [
            (
                row.id,
                Item(
                    partner_file.key_of(device, row.id),
                    "listing",
                    row.title or _("Something"),
                    row.side or "",
                    row.category or "",
                    row.quantity,
                    row.unit or next(iter(UNITS_OF.get(row.category or "", ())), ""),
                    "",
                    ", ".join(filter(None, (row.currency, _of(session, row)))),
                ),
            )
            for row in session.exec(select(Listing)).all()
            if (row.status or "open") == "open" and row.of != partner and (row.expires is None or row.expires >= day)
        ]
        for row in projects:
            needs = ", ".join(sorted(efforts[row.id].needs))
            text = "\n".join(filter(None, (row.purpose, _("Needs: {needs}").format(needs=needs) if needs else "")))
            key = partner_file.key_of(device, row.id)
            found.append((row.id, Item(key, "project", row.name or "", place=row.place or "", text=text)))
        shelf = playbook_service.shelf(session)
    for playbook, (name, purpose) in shelf.names.items():
        if shelf.latest(playbook, "adopted") is not None:
            key = partner_file.key_of(device, playbook)
            found.append((playbook, Item(key, "playbook", name, text=purpose)))
    return sorted(found, key=lambda pair: (pair[1].sort, pair[1].side, pair[1].title, pair[0]))


def _of(session: Session, row: Listing) -> str:
    """Say of whom a listing is, without a name."""
    if not row.of:
        return ""
    return _("a project") if session.get(Project, row.of) is not None else _("a person")


def chosen(vault: Vault, partner: str, day: datetime.date, only: Collection[str]) -> list[Item]:
    """Give the lines that were chosen, or all; raises ``NotFound`` for one that cannot go."""
    found = dict(choices(vault, partner, day))
    missing = sorted(set(only) - found.keys())
    if missing:
        raise NotFound(_("This cannot go to a partner: {id}.").format(id=missing[0]), do=_("Look at the preview."))
    return [item for record, item in found.items() if not only or record in only]


def take_in(
    vault: Vault, partner: str, data: bytes, day: datetime.date, code: str = ""
) -> tuple[ReceivedFile, Changed]:
    """Take in a partner's file, which replaces their last; an unknown sender only with their five words."""
    received = partner_file.read(data, day)
    with vault.reading() as session:
        senders = session.exec(select(PartnerSender).where(PartnerSender.partner == partner)).all()
        rows = session.exec(select(PartnerItem).where(PartnerItem.partner == partner)).all()
    changes: list[Change] = []
    if received.device not in {row.device for row in senders}:
        if " ".join(code.split()).casefold() != received.code:
            raise NotAllowed(
                _("This sender is not known yet. Compare five words with them: {words}.").format(words=received.code),
                kept=_("Nothing was changed."),
                do=_("Give the words with --code."),
            )
        changes.append(Add("partner_sender", {"partner": partner, "device": received.device}))
    if any(row.sent_on is not None and row.sent_on > received.made_on for row in rows):
        raise UserProblem(_("There is a newer file of this partner already."), kept=_("Nothing was changed."))
    known = {row.key: row for row in sorted(rows, key=lambda row: row.id, reverse=True)}
    for item in received.items:
        changes.append(_change(partner, item, received, known.get(item.key)))  # noqa: PERF401
    named = {item.key for item in received.items}
    changes += [Edit(row.id, {"state": "no_longer"}) for row in rows if row.key not in named and row.state == "offered"]
    return received, vault.apply(changes, _("Take in a partner's file"))


def _change(partner: str, item: Item, received: ReceivedFile, row: PartnerItem | None) -> Change:
    """Give the change that a line comes to."""
    values: dict[str, object] = {
        "sort": item.sort,
        "title": item.title,
        "side": item.side or None,
        "category": item.category or None,
        "quantity": item.quantity,
        "unit": item.unit or None,
        "place": item.place or None,
        "text": item.text or None,
        "sent_on": received.made_on,
        "good_until": received.good_until,
        "state": "offered",
    }
    if row is not None:
        return Edit(row.id, values)
    said = {name: value for name, value in values.items() if value is not None}
    return Add("partner_item", {"partner": partner, "key": item.key, **said})
