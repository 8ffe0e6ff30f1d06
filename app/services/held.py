"""Everything that is held on one person, as a sheet: what such a request asks for, and usually comes before erasing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import col, or_, select

from app.domain.attachments import Attachment
from app.domain.attributes import Attribute
from app.domain.days import format_day
from app.domain.lists import Extras
from app.domain.record_type import RecordType
from app.domain.retention import explained, why_of
from app.i18n import _, ngettext
from app.paper.codes import row_code
from app.paper.sheet import Column, Row, Section
from app.paper.words import isolated
from app.problems import WrongValue
from app.services import records, retention
from app.services.sheets import Filled, Wanted
from app.storage.vault import Vault
from sync.replica import Replica

PERSON = "person"


def held_on_person(vault: Vault, wanted: Wanted) -> Filled:
    """The person with all parts, what is attached, and what refers to them, in the circles that this laptop reads."""
    if not wanted.record:
        raise WrongValue(_("Choose whom the sheet is about."), field="record")
    columns = (
        Column("what", _("What"), width=1),
        Column("held", _("As it is held"), width=3),
        Column("changed", _("Changed last"), kind="day"),
        Column("circle", _("Circle"), width=1),
    )
    card = records.get(vault, wanted.record)
    kind = vault.registry[card.kind]
    own = records.Row(card.id, card.values, False, card.titles, circle=card.circle)
    groups: list[tuple[RecordType, Sequence[records.Row], str]] = [(kind, [own], "")]
    groups += [(vault.registry[part.kind], part.rows, PERSON) for part in card.parts]
    groups += _elsewhere(vault, wanted.record)
    shown = [row for _kind, rows, _field in groups for row in rows]
    with vault.looking() as replica:
        circles = {row.circle: _circle(replica, row.circle) for row in shown}
        unread = _unread(replica)
        readers = {circle: _readers(replica, circle) for circle in circles}
        sections = [_section(replica, *group, circles) for group in groups if group[1]]
    count = ngettext("{count} record", "{count} records", len(shown)).format(count=len(shown))
    summary = f"{isolated(card.title)} · {count}"
    return Filled(
        columns, tuple(sections), summary, purpose=_purpose(vault), notes=tuple(_notes(circles, readers, unread))
    )


def _purpose(vault: Vault) -> str:
    return _(
        "This is what {name}’s laptop holds on one person. Whoever it is about may have it corrected or erased at any "
        "time."
    ).format(name=vault.my_name)


def _section(
    replica: Replica, kind: RecordType, rows: Sequence[records.Row], field: str, circles: Mapping[str, str]
) -> Section:
    """The records of one kind below each other, first of all why they are kept and for how long."""
    why = explained(why_of(kind.why), kind.keep) if kind.why or kind.keep else ""
    found = [Row((_("Why it is kept"), why, "", ""), emphasis="quiet")] if why else []
    states = replica.store.states(bytes.fromhex(row.id) for row in rows)
    for row in rows:
        changed = retention.last_changes(kind, states[bytes.fromhex(row.id)])
        code = row_code(row.id)
        for label, text, name in _values(kind, row, field):
            day = changed.get(name, changed[""])
            found.append(Row((label, text, format_day(day), circles[row.circle]), code=code))
            code = ""  # Once a record is enough to find it again.
    heading = _(kind.many) if field else _(kind.one)
    count = ngettext("{count} record", "{count} records", len(rows)).format(count=len(rows)) if field else ""
    return Section(heading, tuple(found), note=count)


def _values(kind: RecordType, row: records.Row, field: str) -> Iterator[tuple[str, str, str]]:
    """Label, text and attribute of all that is filled in, but for the reference to the person itself.

    Of what is not about the person alone, such as a project, only what its list shows: others have their share in it.
    """
    wholly = not field or field == PERSON or kind.model is Attachment or PERSON in kind.title
    for name, attribute in kind.attributes.items():
        value = row.values.get(name)
        if value is None or value == "" or name in {field, "content"} or not (wholly or attribute.column):
            continue
        if isinstance(attribute.kind, Extras):
            yield from ((label, text, name) for label, text in value.items())
        else:
            yield _(attribute.label), _text(attribute, value, row.titles), name


def _text(attribute: Attribute, value: Any, titles: Mapping[str, str]) -> str:
    return titles.get(value, _("(not here)")) if attribute.target else attribute.format(value)


def _elsewhere(vault: Vault, record: str) -> list[tuple[RecordType, Sequence[records.Row], str]]:
    """Records of other kinds that name the person: stays, tasks, projects; and what is attached to the person."""
    found: list[tuple[RecordType, Sequence[records.Row], str]] = []
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
            found.append((kind, records.rows_of(session, vault, kind, rows), "of"))
    return found


def _circle(replica: Replica, circle: str) -> str:
    name = bytes.fromhex(circle)
    if name == replica.membership.everyone:
        return _("everyone")
    return replica.membership.circles[name].name


def _readers(replica: Replica, circle: str) -> str:
    return ", ".join(sorted({each.name for each in replica.membership.entitled(bytes.fromhex(circle))}))


def _unread(replica: Replica) -> list[str]:
    """Circles of the group that this laptop does not read, of which it cannot say what they hold."""
    membership = replica.membership
    return sorted(
        each.name for each in membership.circles.values() if not membership.reads(replica.device, each.circle)
    )


def _notes(circles: Mapping[str, str], readers: Mapping[str, str], unread: Sequence[str]) -> Iterator[str]:
    """Who has it, and what this sheet does not show."""
    for circle, name in sorted(circles.items(), key=lambda pair: pair[1]):
        yield _("Circle “{circle}”: on the laptops of {names}.").format(circle=name, names=readers[circle])
    if unread:
        yield _("Not shown, because this laptop does not read it: {circles}. Ask those who do.").format(
            circles=", ".join(f"“{name}”" for name in unread)
        )
    yield _(
        "Not shown: values before the last change and deleted records, which stay in the history until they are "
        "erased; what is in attached files; paper, exported files and old backups."
    )
