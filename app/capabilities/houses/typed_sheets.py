"""The sheets of houses come back: turns done and swapped, arrivals and departures, keys, rents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from app.capabilities.houses import money_service
from app.capabilities.houses.chores.rows import DONE, MISSED, SWAPPED, VERIFIED
from app.capabilities.houses.departing import departure
from app.capabilities.houses.records_chores import Slot
from app.capabilities.houses.records_money import Rent
from app.capabilities.houses.turns_service import log_changes
from app.capabilities.people.signing_in import named_person
from app.i18n import N_
from app.records.changes import Change, Edit
from app.services.printing.typed_back import Mark, Occasion, TypedBack, TypedRow
from app.services.records import editing
from app.storage.vault.vault import Vault

_WHAT: Mapping[str, str] = {"d": DONE, "v": VERIFIED, "m": MISSED, "s": SWAPPED}
_STATUS: Mapping[str, str] = {"a": "in", "x": "cancelled"}
_LEFT = "l"


def _turns(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Note what happened to turns, in the log too; what is noted already is not noted twice."""
    with vault.reading() as session:
        wanted = [each.record for each in rows]
        known = {slot.id: slot for slot in session.exec(select(Slot).where(col(Slot.id).in_(wanted))).all()}
    found: list[Change] = []
    for each in rows:
        slot = known[each.record]
        person = editing.find(vault, "person", each.said) if each.said else None
        for letter in dict.fromkeys(each.letters):
            what = _WHAT[letter]
            if slot.status != what or (person is not None and slot.who != person):
                day = occasion.day if what == SWAPPED else slot.on_day
                found += log_changes(each.record, what, day, person if what == SWAPPED else slot.who)
    return found


def _stays(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Note who came and who went; who went holds no night from the day of the sheet on."""
    found: list[Change] = []
    for each in rows:
        letter = each.letters[-1]
        if letter == _LEFT:
            found += departure(vault, each.record, occasion.day)
        else:
            found.append(Edit(each.record, {"status": _STATUS[letter]}))
    return found


def _keys(_vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Note keys that are back."""
    return [Edit(each.record, {"back_on": occasion.day}) for each in rows]


def _rents(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Note rents that were paid."""
    found: list[Change] = []
    for each in rows:
        with vault.reading() as session:
            rent = session.get(Rent, each.record)
            if rent is None:
                continue
            currency = rent.currency or money_service.currency_of_house(session, rent.house)
            payment = (rent.person, rent.house, rent.amount, currency)
        found += money_service.payment_changes(vault, *payment, occasion.day, payment[1])
    return found


TURNS = TypedBack(
    "slot",
    {
        "d": Mark(N_("done")),
        "v": Mark(N_("done and verified")),
        "m": Mark(N_("missed")),
        "s": Mark(N_("swapped with …"), named_person),
    },
    _turns,
    usual="d",
)
STAYS = TypedBack("stay", {"a": Mark(N_("arrived")), _LEFT: Mark(N_("left")), "x": Mark(N_("called off"))}, _stays)
KEYS = TypedBack("key_loan", {"b": Mark(N_("is back"))}, _keys, usual="b")
RENTS = TypedBack("rent", {"p": Mark(N_("paid"))}, _rents)
