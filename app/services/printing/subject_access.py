"""Everything that is held on one person, as a sheet: what such a request asks for, and usually comes before erasing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from app.i18n import _, ngettext
from app.problems import WrongValue
from app.records.almanac import Almanac
from app.records.attachments import Attachment
from app.records.attributes import Attribute
from app.records.days import format_day
from app.records.kinds import ANY
from app.records.lists import Extras
from app.records.money_kind import CURRENCY, MoneyKind
from app.records.record_type import RecordType
from app.records.retention import explained, why_of
from app.records.survivors import Survivors
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
    Of `somebody` else who names the person, their name alone is shown, and as what they name them.
    """

    kind: RecordType
    rows: Sequence[records.RecordRow]
    refers: frozenset[str]
    wholly: bool
    heading: str = ""
    somebody: bool = False


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
    groups += _elsewhere(vault, wanted.record, kind)
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
            # The first line of a record has its code, and tells where it begins among others of its kind.
            begins = "strong" if code and len(rows) > 1 else ""
            lines.append(SheetRow((label, text, format_day(day), circles[row.circle]), begins, code))
            code = ""
    if not found.refers and not found.heading:
        return SheetSection(_(kind.one), tuple(lines))
    count = ngettext("{count} record", "{count} records", len(rows)).format(count=len(rows))
    return SheetSection(found.heading or _(kind.many), tuple(lines), note=count)


def _values(group: _Group, row: records.RecordRow, person: str) -> Iterator[tuple[str, str, str]]:
    """Label, text and attribute of all that is filled in, but for references to the person itself."""
    for name, attribute in group.kind.attributes.items():
        value = row.values.get(name)
        wanted = value == person or name in group.kind.title if group.somebody else group.wholly or attribute.column
        if value is None or value == "" or not wanted:
            continue
        if group.kind.model is Attachment and name in _DIGITS:
            continue
        if name in group.refers and value == person and not group.somebody:
            continue
        if isinstance(attribute.kind, Extras):
            yield from ((label, text, name) for label, text in value.items())
        else:
            yield _(attribute.label), _text(attribute, value, row), name


def _text(attribute: Attribute, value: Any, row: records.RecordRow) -> str:
    if attribute.target:
        return row.titles.get(value, _("(not here)"))
    if isinstance(attribute.kind, MoneyKind):
        return attribute.kind.write_in(value, str(row.values.get(CURRENCY) or ""))
    return attribute.format(value)


def _elsewhere(vault: Vault, record: str, person: RecordType) -> list[_Group]:
    """Give other records that name the person, by whatever reference, and what is attached to them.

    Of people, those who were merged into this one are shown wholly, with what still names them.
    """
    found: list[_Group] = []
    with vault.reading() as session:
        merged = _merged_into(session, person, record)
        everybody = [record, *(row.id for row in merged)]
        if merged:
            rows = records.rows_of(session, vault, person, merged)
            hidden = frozenset({person.counts_as})
            found.append(_Group(person, rows, hidden, wholly=True, heading=_("Merged into this person")))
        for kind in vault.registry:
            part = kind.part_of == PERSON
            names = [each.name for each in kind.references() if each.target in {PERSON, ANY}]
            model: Any = kind.model
            named = [getattr(model, name).in_(everybody) for name in names]
            if kind.model is Attachment:
                named.append(col(Attachment.of).in_(everybody))
            if not named:
                continue
            rows = session.exec(select(model).where(or_(*named)).order_by(model.id)).all()
            refers = frozenset({*names, "of"})
            whole, others = _shares(kind, rows, everybody)
            wholly = kind.model is Attachment or PERSON in kind.title or part
            for some, somebody in ((whole, False), (others, True)):
                told = records.rows_of(session, vault, kind, some)
                found.append(_Group(kind, told, refers, wholly=wholly, somebody=somebody))
    return found


def _shares(kind: RecordType, rows: Sequence[Any], everybody: Sequence[str]) -> tuple[list[Any], list[Any]]:
    """Divide records into those to show, and people or parts of people who only name this one.

    What is of the person themselves is shown with them already.
    """
    if kind.name == PERSON:
        return [], [row for row in rows if row.id not in everybody]
    if kind.part_of != PERSON:
        return list(rows), []
    own = [row for row in rows if getattr(row, PERSON) in everybody[1:]]
    return own, [row for row in rows if getattr(row, PERSON) not in everybody]


def _merged_into(session: Session, person: RecordType, record: str) -> list[Any]:
    """Give the people who were merged into one, by id."""
    if not person.counts_as:
        return []
    model: Any = person.model
    rows = session.exec(select(model).where(getattr(model, person.counts_as).is_not(None)).order_by(model.id)).all()
    one = Survivors({row.id: getattr(row, person.counts_as) for row in rows})
    return [row for row in rows if row.id != record and one.of(row.id) == record]


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
