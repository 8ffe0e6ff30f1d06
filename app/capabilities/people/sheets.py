"""The sheets of people: contact list, sign-in sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from app.capabilities.people.records import ContactPoint
from app.capabilities.people.signing_in import CORRECTED, SIGNED_IN
from app.i18n import N_, _, ngettext
from app.records.contact import CONTACT_KINDS, TELEPHONES, noes
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted, initials_of
from app.services.records.records import Query, ids
from app.services.settings import group
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault

_MANY = 5000


def contact_list(vault: Vault, wanted: Wanted) -> FilledSheet:
    """One row a person: name, how they are reached, and every other field of a person that is declared for print."""
    people = here_of(vault, wanted)
    points = points_of(vault, people)
    kind = vault.registry["person"]
    others = [attribute for attribute in kind.printed() if attribute.name not in kind.title]
    columns = (
        SheetColumn("name", _("Name"), width=2),
        SheetColumn("phone", _("Telephone"), kind="number", align="start"),
        SheetColumn("email", _("E-mail and others"), width=2),
        *(SheetColumn(attribute.name, _(attribute.label), width=1) for attribute in others),
    )
    rows = [
        SheetRow(
            (
                name_of(person, wanted),
                "\n".join(_reach(point) for point in points[person.id] if point.kind in TELEPHONES),
                "\n".join(_reach(point) for point in points[person.id] if point.kind not in TELEPHONES),
                *(attribute.format(getattr(person, attribute.name)) for attribute in others),
            ),
            code=row_code(person.id),
        )
        for person in people
    ]
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)),), _count(len(rows)))


def name_of(person: Any, wanted: Wanted) -> str:
    """Give the name of a person, or only its initials."""
    name = person.name or ""  # Another laptop may have written less than our form asks for; so it is with the rest.
    return initials_of(name) if wanted.initials else name


def _reach(point: Any) -> str:
    """Give a contact point in one line, with a warning where a text or a message would be harmful."""
    silent = noes(point)
    silent += [_("no texts")] if point.safe_to_text is False and not point.do_not_write else []
    silent += [_("no messages")] if point.safe_to_leave_message is False else []
    what = [_(CONTACT_KINDS[point.kind])] if point.kind in {"fax", "pager"} else []
    notes = [*what, *([point.about] if point.about else []), *silent, *([point.hours] if point.hours else [])]
    value = point.value or ""
    return f"{value} ({', '.join(notes)})" if notes else value


def _count(number: int) -> str:
    return ngettext("{count} person", "{count} people", number).format(count=number)


def here_of(vault: Vault, wanted: Wanted) -> list[Any]:
    """Give the people of a filter who have not left, by name; all of them where the filter is about leaving."""
    people = [each for each in people_of(vault, wanted.where) if not each.merged_into]
    if "left_on" in wanted.where or "left_reason" in wanted.where:
        return people
    today = group.today(vault)
    return [each for each in people if not each.left_on or each.left_on >= today]


def people_of(vault: Vault, where: str) -> list[Any]:
    """Give the people of a filter, by name."""
    wanted = ids(vault, "person", Query(where=where))
    found = {person.id: person for person in _rows(vault, vault.registry["person"].model, "id", wanted)}
    return [found[record] for record in wanted]


def points_of(vault: Vault, people: Iterable[Any]) -> defaultdict[str, list[Any]]:
    """Give the contact points of people, by person, the preferred ones first."""
    points: defaultdict[str, list[Any]] = defaultdict(list)
    for point in _rows(vault, ContactPoint, "person", [each.id for each in people]):
        points[point.person].append(point)
    for each in points.values():
        each.sort(key=lambda point: not point.preferred)
    return points


def _rows(vault: Vault, model: Any, field: str, values: Sequence[str]) -> Iterator[Any]:
    """Give the rows in which a field has one of these values, as plain rows: a list may be about everybody."""
    columns = model.__table__.columns
    with vault.reading() as session:
        for start in range(0, len(values), _MANY):
            some = select(*columns).where(columns[field].in_(values[start : start + _MANY]))
            yield from session.connection().execute(some)


def sign_in(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Names to tick if a filter is given, room to write for everybody else, and consent given by hand."""
    columns = (
        SheetColumn("here", _("Here"), kind="tick"),
        SheetColumn("name", _("Name"), width=3),
        SheetColumn("reach", _("Telephone or e-mail"), kind="line", width=3),
        SheetColumn("consent", _("May keep"), kind="tick"),
        SheetColumn("signature", _("Signature"), kind="line", width=2),
    )
    people = people_of(vault, wanted.where) if wanted.where else []
    rows = tuple(SheetRow(("", name_of(person, wanted), "", "", ""), code=row_code(person.id)) for person in people)
    purpose = _(
        "We ask for your name and how to reach you so that we can invite you again. Tick “May keep” if we may keep it; "
        "you can ask us to remove it at any time."
    )
    return FilledSheet(columns, (SheetSection(rows=rows),) if rows else (), _count(len(rows)) if rows else "", purpose)


SHEETS = (
    SheetKind(
        "contact-list",
        N_("Contact list"),
        N_("Who is reached how, to keep by the telephone (after ICS 205A)."),
        "person",
        contact_list,
        template="contact-list",
        typed_back=CORRECTED,
    ),
    SheetKind(
        "sign-in",
        N_("Sign-in sheet"),
        N_("For a meeting: names to tick, lines to fill in, and consent given by hand."),
        "person",
        sign_in,
        blank_rows=8,
        template="sign-in",
        typed_back=SIGNED_IN,
    ),
)
