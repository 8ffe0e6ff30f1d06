"""Everything that is held on one person, as a sheet: what such a request asks for, and usually comes before erasing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, or_, select

from app.i18n import _, ngettext
from app.problems import WrongValue
from app.records.almanac import Almanac
from app.records.attachments import Attachment
from app.records.attributes import Attribute
from app.records.days import format_day
from app.records.lists import Extras
from app.records.record_type import RecordType
from app.records.retention import explained, why_of
from app.services.printing.kinds import FilledSheet, Wanted
from app.services.records import records
from app.services.retention import retention
from app.services.settings import group
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.sheets.words import isolated
from app.storage.history import readers
from app.storage.vault.vault import Vault
from sync.replica.replica import Replica

PERSON = "person"
_DIGITS = frozenset({"of", "content"})
"""What an attachment says to programs only."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Records of one kind. `refers` are fields that say no more than that it is about the person, and are left out.

    What is not `wholly` about the person, such as a project, shows only what its list does: others have a share in it.
    """

    kind: RecordType
    rows: Sequence[records.RecordRow]
    refers: frozenset[str]
    wholly: bool


def held_on_person(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Give person with all parts, what is attached, and what refers to them, in the circles that this laptop reads."""
    if not wanted.record:
        raise WrongValue(_("Choose whom the sheet is about."), field="record")
    columns = (
        SheetColumn("what", _("What"), width=1),
        SheetColumn("held", _("As it is held"), width=3),
        SheetColumn("changed", _("Changed last"), kind="day"),
        SheetColumn("circle", _("Circle"), width=1),
    )
    card = records.get(vault, wanted.record)
    kind = vault.registry[card.kind]
    own = records.RecordRow(card.id, card.values, False, card.titles, circle=card.circle)
    groups = [_Group(kind, [own], frozenset(), wholly=True)]
    groups += [_Group(vault.registry[part.kind], part.rows, frozenset({PERSON}), wholly=True) for part in card.parts]
    groups += _elsewhere(vault, wanted.record)
    shown = [row for each in groups for row in each.rows]
    almanac = group.almanac(vault)
    with vault.looking() as replica:
        circles = {row.circle: _circle(replica, row.circle) for row in shown}
        unread = _unread(replica)
        names = {circle: ", ".join(readers(replica, bytes.fromhex(circle)).values()) for circle in circles}
        sections = [_section(replica, wanted.record, each, circles, almanac) for each in groups if each.rows]
    count = ngettext("{count} record", "{count} records", len(shown)).format(count=len(shown))
    summary = f"{isolated(card.title)} · {count}"
    return FilledSheet(
        columns, tuple(sections), summary, purpose=_purpose(vault), notes=tuple(_notes(circles, names, unread))
    )


def _purpose(vault: Vault) -> str:
    return _(
        "This is what {name}’s laptop holds on one person. Whoever it is about may have it corrected or erased at any "
        "time."
    ).format(name=vault.my_name)


def _section(
    replica: Replica, person: str, found: _Group, circles: Mapping[str, str], almanac: Almanac
) -> SheetSection:
    """Give the records of one kind below each other, first of all why they are kept and for how long."""
    kind, rows = found.kind, found.rows
    why = explained(why_of(kind.why), kind.keep) if kind.why or kind.keep else ""
    lines = [SheetRow((_("Why it is kept"), why, "", ""), emphasis="quiet")] if why else []
    states = replica.store.states(bytes.fromhex(row.id) for row in rows)
    for row in rows:
        changed = retention.last_changes(kind, states[bytes.fromhex(row.id)], almanac)
        code = row_code(row.id)
        said = list(_values(found, row, person)) or [(_(kind.one), _("Nothing else is filled in."), "")]
        for label, text, name in said:
            day = changed.get(name, changed[""])
            lines.append(SheetRow((label, text, format_day(day), circles[row.circle]), code=code))
            code = ""  # Once a record is enough to find it again.
    if not found.refers:
        return SheetSection(_(kind.one), tuple(lines))
    count = ngettext("{count} record", "{count} records", len(rows)).format(count=len(rows))
    return SheetSection(_(kind.many), tuple(lines), note=count)


def _values(group: _Group, row: records.RecordRow, person: str) -> Iterator[tuple[str, str, str]]:
    """Label, text and attribute of all that is filled in, but for references to the person itself."""
    for name, attribute in group.kind.attributes.items():
        value = row.values.get(name)
        if value is None or value == "" or name in _DIGITS or not (group.wholly or attribute.column):
            continue
        if name in group.refers and value == person:
            continue
        if isinstance(attribute.kind, Extras):
            yield from ((label, text, name) for label, text in value.items())
        else:
            yield _(attribute.label), _text(attribute, value, row.titles), name


def _text(attribute: Attribute, value: Any, titles: Mapping[str, str]) -> str:
    return titles.get(value, _("(not here)")) if attribute.target else attribute.format(value)


def _elsewhere(vault: Vault, record: str) -> list[_Group]:
    """Give records of other kinds that name the person: stays, tasks, projects; and what is attached to the person."""
    found: list[_Group] = []
    with vault.reading() as session:
        for kind in vault.registry:
            names = [each.name for each in kind.references() if each.target == PERSON and kind.part_of != PERSON]
            model: Any = kind.model
            wanted = [getattr(model, name) == record for name in names]
            if kind.model is Attachment:
                wanted.append(col(Attachment.of) == record)
            if not wanted:
                continue
            rows = session.exec(select(model).where(or_(*wanted)).order_by(model.id)).all()
            wholly = kind.model is Attachment or PERSON in kind.title
            found.append(
                _Group(kind, records.rows_of(session, vault, kind, rows), frozenset({*names, "of"}), wholly=wholly)
            )
    return found


def _circle(replica: Replica, circle: str) -> str:
    name = bytes.fromhex(circle)
    if name == replica.membership.everyone:
        return _("everyone")
    known = replica.membership.circles.get(name)
    return known.name if known else circle[:8]


def _unread(replica: Replica) -> int:
    """How many circles of the group this laptop does not read; what they are called is not for outsiders."""
    membership = replica.membership
    return sum(not membership.reads(replica.device, circle) for circle in membership.circles)


def _notes(circles: Mapping[str, str], names: Mapping[str, str], unread: int) -> Iterator[str]:
    """Who has it, and what this sheet does not show."""
    for circle, name in sorted(circles.items(), key=lambda pair: pair[1]):
        yield _("Circle “{circle}”: on the laptops of {names}.").format(circle=name, names=names[circle])
    if unread:
        yield ngettext(
            "Not shown: what {count} circle of the group may hold that this laptop does not read. Ask an admin.",
            "Not shown: what {count} circles of the group may hold that this laptop does not read. Ask an admin.",
            unread,
        ).format(count=unread)
    yield _(
        "Not shown: values before the last change and deleted records, which stay in the history until they are "
        "erased; what is in attached files; paper, exported files and old backups."
    )
