"""A file for a partner: lines that somebody chose, in the very words of the preview, signed, good for 60 days.

Made from an allow-list: people leave only as "a person", and neither ids nor contacts nor notes are in it.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

from app.capabilities.projects.playbooks import canonical
from app.i18n import _
from app.problems import UserProblem, WrongValue
from sync.bundle import join_request
from sync.primitives.errors import SyncError
from sync.primitives.keys import DeviceKeys, DeviceSecrets, Signatures

FORMAT, VERSION, LABEL = "switchboard-partner", 1, "partner file"
GOOD_FOR = datetime.timedelta(days=60)
MOST_BYTES, MOST_ITEMS = 8 * 1024 * 1024, 5000
_KEYS, _SIGNS = ("ed25519", "ml_dsa", "kem"), ("ed25519", "ml_dsa")
_SORTS = frozenset({"listing", "project", "playbook"})


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what it is, and all that is said of it."""

    key: str
    sort: str
    title: str
    side: str = ""
    category: str = ""
    quantity: int | None = None
    unit: str = ""
    place: str = ""
    text: str = ""

    def words(self) -> tuple[str, ...]:
        """Give the very words that leave."""
        much = "" if self.quantity is None else f"{self.quantity} {self.unit}".strip()
        return (self.sort, self.side, self.title, much, self.place, self.text)


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file of a partner that is whole: who signed it, their words to compare, its days and its lines."""

    device: str
    code: str
    made_on: datetime.date
    good_until: datetime.date
    items: tuple[Item, ...]


def key_of(device: bytes, record: str) -> str:
    """Give the key by which a partner knows a line again; nobody can read the record's id from it."""
    return hashlib.sha256(device + bytes.fromhex(record)).hexdigest()[:32]


def written(secrets: DeviceSecrets, items: Iterable[Item], day: datetime.date) -> bytes:
    """Write and sign a file."""
    keys = secrets.public()
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "made_on": day.isoformat(),
        "good_until": (day + GOOD_FOR).isoformat(),
        "from": {name: _encoded(getattr(keys, name)) for name in _KEYS},
        "items": [
            {each.name: value for each in fields(Item) if (value := getattr(item, each.name)) not in {"", None}}
            for item in sorted(items, key=lambda item: (item.sort, item.side, item.title, item.key))
        ],
    }
    signatures = secrets.sign(LABEL, canonical(content))
    return canonical(content | {"signatures": {name: _encoded(getattr(signatures, name)) for name in _SIGNS}}) + b"\n"


def read(data: bytes, day: datetime.date) -> ReceivedFile:
    """Read a file, or raise ``WrongValue`` that says what of it is wrong; one whose time is over is refused."""
    if len(data) > MOST_BYTES:
        raise _wrong(_("This file is too large for one of a partner: more than {n} MiB.").format(n=MOST_BYTES >> 20))
    try:
        found: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _wrong(_("This is no whole file of a partner: it may have been cut off on its way.")) from None
    content = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    version = content.get("version")
    if content.get("format") != FORMAT or not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _wrong(_("This is no file of a partner."))
    if version > VERSION:
        raise _wrong(_("This file was written by a newer version of the program: get that one."))
    signs = content.pop("signatures", None)
    try:
        keys = DeviceKeys(*(_decoded(content["from"][name]) for name in _KEYS))
        keys.check()
        keys.verify(LABEL, canonical(content), Signatures(*(_decoded(signs[name]) for name in _SIGNS)))
        made, until = (datetime.date.fromisoformat(content[name]) for name in ("made_on", "good_until"))
    except (SyncError, KeyError, TypeError, ValueError, AttributeError):
        raise _wrong(_("This file is not as its sender signed it.")) from None
    if until < day:
        raise UserProblem(
            _("This file was good until {day}.").format(day=until),
            kept=_("Nothing was changed."),
            do=_("Ask the partner for a new one."),
        )
    rows: Any = content.get("items")
    if not isinstance(rows, list) or len(cast("list[Any]", rows)) > MOST_ITEMS:
        raise _wrong(_("This file has too many lines."))
    code = join_request.request_code(keys, LABEL)
    return ReceivedFile(keys.device.hex(), code, made, until, tuple(_item(row) for row in cast("list[Any]", rows)))


def _item(row: Any) -> Item:
    """Read a line; what is not on the list of names is refused."""
    values = cast("dict[str, Any]", row) if isinstance(row, dict) else {}
    texts = {name: value for name, value in values.items() if name != "quantity"}
    known = {each.name for each in fields(Item)}
    quantity = values.get("quantity")
    good = values.keys() <= known and {"key", "sort", "title"} <= values.keys() and values.get("sort") in _SORTS
    good = good and all(isinstance(value, str) and 0 < len(value) <= 20_000 for value in texts.values())
    whole = isinstance(quantity, int) and not isinstance(quantity, bool) and 0 <= quantity <= 10**15
    if not good or len(values["title"]) > 200 or len(values["key"]) > 64 or not (quantity is None or whole):
        raise _wrong(_("A line of this file is wrong."))
    return Item(**values)


def services(items: Sequence[Item]) -> bytes:
    """Write offers and projects as services of HSDS 3 (Open Referral): id, name, status and description."""
    rows = [
        {"id": str(uuid.UUID(each.key)), "name": each.title, "status": "active", "description": each.text or each.title}
        for each in items
        if each.sort == "project" or each.side == "offer"
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2).encode() + b"\n"


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def _wrong(what: str) -> WrongValue:
    """Say what is wrong, and that nothing was taken."""
    return WrongValue(what, kept=_("Nothing was changed."))
