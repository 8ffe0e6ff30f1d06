"""Lists of people with the columns of other programs: what Google, Outlook, Apple and CiviCRM read as their own.

Nothing is dropped for want of a column: Google has fields of one's own, for the others what fits nowhere stands in the
note, each with its name. A no goes out as CiviCRM has it, or in words in the note.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from app.i18n import _
from app.problems import UserProblem, WrongValue
from app.records.record_type import RecordType
from app.services.tables.columns import route

GOOGLE, OUTLOOK, APPLE, CIVICRM = "google", "outlook", "apple", "civicrm"
PROGRAMS = (GOOGLE, OUTLOOK, APPLE, CIVICRM)
SEVERAL = " ::: "
Row = dict[str, str]
_TYPED = MappingProxyType({"mobile": "Mobile", "pager": "Pager"})
_PLACES = MappingProxyType({"work": "Work", "home": "Home", "other": "Other"})
_ADDRESS = MappingProxyType(
    {
        GOOGLE: {
            "street": "Street", "more": "Extended Address", "po_box": "PO Box", "town": "City", "region": "Region",
            "postcode": "Postal Code", "country": "Country",
        },
        OUTLOOK: {
            "street": "Street", "more": "Street 2", "po_box": "Address PO Box", "town": "City", "region": "State",
            "postcode": "Postal Code", "country": "Country/Region",
        },
        APPLE: {"street": "Street", "town": "City", "region": "State", "postcode": "ZIP", "country": "Country"},
        CIVICRM: {
            "street": "Street Address", "more": "Supplemental Address 1", "town": "City", "region": "State",
            "postcode": "Postal Code", "country": "Country",
        },
    }
)  # fmt: skip
_OUTLOOK_PLACES = MappingProxyType({"work": "Business", "home": "Home", "other": "Other"})


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to reach somebody, and what is said about it."""

    kind: str
    place: str
    value: str
    about: Mapping[str, str]


@dataclass(slots=True)
class _Person:
    """Somebody as their row says it: fields, ways to reach them, addresses, and what else is kept."""

    fields: Row
    ways: list[_Way]
    addresses: list[tuple[str, Row]]
    others: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def check(record: RecordType, ending: str, program: str) -> None:
    """Refuse what cannot be: another program, another kind of record or file."""
    if program not in PROGRAMS:
        raise WrongValue(_("“{text}” is none of: {options}.").format(text=program, options=", ".join(PROGRAMS)))
    if not record.contacts or ending not in {"csv", "xlsx"}:
        raise UserProblem(_("Only people in a .csv or .xlsx can have the columns of another program."))


def table(
    program: str, rows: Iterable[Mapping[str, str]], targets: Mapping[str, str]
) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Lay people out in the columns of a program; those that nobody fills are left out, but for the names."""
    write: dict[str, Callable[[_Person], Row]] = {
        GOOGLE: _google, OUTLOOK: _outlook, APPLE: _apple, CIVICRM: _civicrm
    }  # fmt: skip
    found = [write[program](_person(row, targets)) for row in rows]
    columns = list(dict.fromkeys(column for row in found for column in row))
    return columns, ([row.get(column, "") for column in columns] for row in found)


def _person(row: Mapping[str, str], targets: Mapping[str, str]) -> _Person:
    """Read a row of our own columns."""
    routes = {column: route(targets[column], column) for column, text in row.items() if text and column in targets}
    about: defaultdict[str, Row] = defaultdict(dict)
    addresses: defaultdict[str, Row] = defaultdict(dict)
    person = _Person({}, [], [])
    for column, to in routes.items():
        if to.sort == "detail":
            about[to.more][to.name] = row[column]
        elif to.sort == "part":
            addresses[to.more][to.field] = row[column]
        elif to.sort == "attribute":
            person.fields[to.name] = row[column]
        elif to.sort == "extra":
            person.others.append((to.name, row[column]))
    person.ways = [
        _Way(to.name, to.more, row[column], about.get(column, {}))
        for column, to in routes.items()
        if to.sort == "contact"
    ]
    person.ways.sort(key=lambda way: way.about.get("preferred") != "yes")
    person.addresses = [(group.partition("_")[0], parts) for group, parts in addresses.items()]
    return person


def _named(person: _Person, given: str, family: str) -> Row:
    """Write the name in two columns, all of it in the first where its parts are not known."""
    fields = person.fields
    whole, parts = fields.pop("name", ""), (fields.pop("given", ""), fields.pop("family", ""))
    if not any(parts):
        return {given: whole, family: ""}
    if whole and whole != " ".join(filter(None, parts)):
        person.others.append((_("Name"), whole))
    return {given: parts[0], family: parts[1]}


def _said(way: _Way) -> str:
    """Write what is said about a way to reach somebody, in words."""
    words = {"do_not_call": _("do not call"), "do_not_write": _("do not write")}
    noes = [words[name] for name in words if way.about.get(name) == "yes"]
    more = [text for name, text in way.about.items() if name not in {*words, "preferred"}]
    return ", ".join((*noes, *more))


def _rest(person: _Person, row: Row, note: str, taken: Sequence[tuple[str, str]] = ()) -> Row:
    """Put what has no column into the note, each with its name; extras keep the column that they came from."""
    own = [person.fields.pop("note", "")]
    others: list[tuple[str, str]] = []
    for name, text in person.others:
        if name in row or not _is_column(name):
            others.append((name, text))
        else:
            row[name] = text
    lines = [f"{name}: {text}" for name, text in (*taken, *person.fields.items(), *others)]
    row[note] = "\n".join(filter(None, (*own, *lines)))
    return row


def _is_column(name: str) -> bool:
    """Say whether an extra has a name that any program takes for a column: one of words."""
    return all(letter.isalnum() or letter in " -'/()" for letter in name)


def _google(person: _Person) -> Row:
    """Write somebody as Google Contacts of today does."""
    row = _named(person, "First Name", "Last Name")
    row |= {"Nickname": person.fields.pop("also_known_as", ""), "Notes": person.fields.pop("note", "")}
    row["Labels"] = SEVERAL.join(each.strip() for each in person.fields.pop("tags", "").split(",") if each.strip())
    counted: Counter[str] = Counter()
    own: list[tuple[str, str]] = []
    for way in person.ways:
        base = "E-mail" if way.kind == "email" else "Phone" if way.kind in {"phone", "mobile", "fax", "pager"} else ""
        if not base:
            own.append((way.kind.capitalize(), way.value))
            continue
        counted[base] += 1
        label = _TYPED.get(way.kind) or (f"{_PLACES[way.place]} Fax" if way.kind == "fax" else _PLACES[way.place])
        star = "* " if way.about.get("preferred") == "yes" else ""
        row |= {f"{base} {counted[base]} - Label": star + label, f"{base} {counted[base]} - Value": way.value}
        own += [(way.value, said)] if (said := _said(way)) else []
    for number, (place, parts) in enumerate(person.addresses, 1):
        row[f"Address {number} - Label"] = _PLACES.get(place, "Other")
        for name, column in _ADDRESS[GOOGLE].items():
            row[f"Address {number} - {column}"] = parts.get(name, "")
        own += [(f"Address {number}", text) for name, text in parts.items() if name not in _ADDRESS[GOOGLE]]
    own += [*person.fields.items(), *person.others]
    for number, (name, text) in enumerate(own, 1):
        row |= {f"Custom Field {number} - Label": name, f"Custom Field {number} - Value": text}
    return row


def _outlook(person: _Person) -> Row:
    """Write somebody as Outlook does, which has a few columns of each sort."""
    row = _named(person, "First Name", "Last Name")
    row |= {"Nickname": person.fields.pop("also_known_as", ""), "Categories": _semicolons(person)}
    row["Language"] = person.fields.pop("languages", "")
    free = {
        ("email", ""): ["E-mail Address", "E-mail 2 Address", "E-mail 3 Address"],
        ("phone", "home"): ["Home Phone", "Home Phone 2"],
        ("phone", "work"): ["Business Phone", "Business Phone 2"],
        ("phone", "other"): ["Other Phone", "Primary Phone"],
        ("mobile", ""): ["Mobile Phone"],
        ("fax", "home"): ["Home Fax"],
        ("fax", "work"): ["Business Fax"],
        ("fax", "other"): ["Other Fax"],
        ("pager", ""): ["Pager"],
        ("messenger", ""): ["IMAddress"],
    }
    taken = _placed(person, row, free)
    for place, parts in person.addresses:
        base = _OUTLOOK_PLACES.get(place, "Other")
        taken += _address(OUTLOOK, parts, row, lambda column, base=base: f"{base} {column}")
    return _rest(person, row, "Notes", taken)


def _apple(person: _Person) -> Row:
    """Write somebody in columns named as Apple's Contacts names its fields."""
    row = _named(person, "First Name", "Last Name")
    row["Nickname"] = person.fields.pop("also_known_as", "")
    free = {
        **{("email", place): [f"Email ({place})"] for place in _PLACES},
        **{("phone", place): [f"Phone ({place})"] for place in _PLACES},
        **{("fax", place): [f"Phone ({place} fax)"] for place in _PLACES},
        ("mobile", ""): ["Phone (mobile)", "Phone (iPhone)"],
        ("pager", ""): ["Phone (pager)"],
    }
    taken = _placed(person, row, free)
    for place, parts in person.addresses:
        taken += _address(APPLE, parts, row, lambda column, place=place: f"Address ({place}) - {column}")
    return _rest(person, row, "Note", taken)


def _civicrm(person: _Person) -> Row:
    """Write somebody as CiviCRM does: one number, one address of mail, one of the street; the rest in the note."""
    whole = person.fields.get("name", "")
    row = {"Display Name": whole, **_named(person, "First Name", "Last Name")}
    person.others = [each for each in person.others if each != (_("Name"), whole)]
    if row["First Name"] == whole and not row["Last Name"]:
        row["First Name"] = ""
    row |= {"Nickname": person.fields.pop("also_known_as", ""), "Group(s)": person.fields.pop("tags", "")}
    row["Preferred Language"] = person.fields.pop("languages", "")
    noes = {"Do Not Phone": "do_not_call", "Do Not Email": "do_not_write"}
    phones = [way for way in person.ways if way.kind in {"phone", "mobile", "fax", "pager"}]
    for column, ways in (("Phone", phones), ("Email", [way for way in person.ways if way.kind == "email"])):
        if ways:
            row[column] = ways[0].value
    if phones:
        row["Phone Type"] = _TYPED.get(phones[0].kind, "Fax" if phones[0].kind == "fax" else "Phone")
    closed = {"Do Not Phone": phones, "Do Not Email": [way for way in person.ways if way.kind == "email"]}
    for column, ways in closed.items():
        row[column] = "Yes" if any(way.about.get(noes[column]) == "yes" for way in ways) else ""
    first = {row.get("Phone"), row.get("Email")}
    taken = [
        (way.kind.capitalize(), f"{way.value} ({said})" if (said := _said(way)) else way.value)
        for way in person.ways
        if way.value not in first
    ]
    for place, parts in person.addresses:
        taken += _address(CIVICRM, parts, row, lambda column: column, place)
    return _rest(person, row, "Note(s)", taken)


def _semicolons(person: _Person) -> str:
    """Write the tags as Outlook has its categories."""
    return ";".join(each.strip() for each in person.fields.pop("tags", "").split(",") if each.strip())


def _placed(person: _Person, row: Row, free: Mapping[tuple[str, str], list[str]]) -> list[tuple[str, str]]:
    """Put each way to reach somebody into a free column of its sort; give those that have none, and what is said."""
    left: list[tuple[str, str]] = []
    for way in person.ways:
        columns = free.get((way.kind, way.place)) or free.get((way.kind, "")) or []
        said = _said(way)
        if columns:
            row[columns.pop(0)] = way.value
            left += [(way.value, said)] if said else []
        else:
            left.append((way.kind.capitalize(), f"{way.value} ({said})" if said else way.value))
    return left


def _address(program: str, parts: Row, row: Row, named: Callable[[str], str], place: str = "") -> list[tuple[str, str]]:
    """Put an address into its columns; give what has none, and all of it where another stands there."""
    columns = {name: named(column) for name, column in _ADDRESS[program].items()}
    if any(row.get(column) for column in columns.values()):
        return [(f"Address ({place})" if place else "Address", ", ".join(parts.values()))]
    row.update({column: parts.get(name, "") for name, column in columns.items()})
    return [(name, text) for name, text in parts.items() if name not in columns and name != "label"]
