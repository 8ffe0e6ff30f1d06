"""More sheets of people: phone tree, door list, task cards, wallet card, a form for those who are new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from app.capabilities.people.phone_tree import phone_tree
from app.capabilities.people.records_reach import EmergencyContact
from app.capabilities.people.sheets import here_of, name_of, points_of
from app.capabilities.people.signing_in import CARDS, FILLED_IN, SIGNED_IN
from app.i18n import N_, _, ngettext
from app.records.contact import may_call
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted
from app.services.records.titles import Titles
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault

_LAST = 4
_UNBROKEN = "\u00a0"


def _phone_tree(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Who calls whom; whoever has no number is listed at the end, to be told in another way."""
    columns = (
        SheetColumn("caller", _("Who calls"), width=2),
        SheetColumn("called", _("Whom"), width=2),
        SheetColumn("phone", _("Telephone"), kind="number", align="start", width=2),
        SheetColumn("backup", _("If they cannot, calls"), width=2),
        SheetColumn("done", _("Reached"), kind="tick"),
    )
    people = here_of(vault, wanted)
    points = points_of(vault, people)
    numbers = {each.id: next((p.value or "" for p in points[each.id] if may_call(p)), "") for each in people}
    names = _told_apart({each.id: name_of(each, wanted) for each in people}, numbers)
    names[""] = ""
    reached = [each.id for each in people if numbers[each.id]]
    rows = tuple(
        SheetRow((names[call.caller], names[call.called], numbers[call.called], names[call.backup], ""))
        for call in phone_tree(reached)
    )
    without = tuple(SheetRow(("", names[each.id], "", "", "")) for each in people if not numbers[each.id])
    sections = (
        [SheetSection(rows=rows, note=_("It begins with {name}.").format(name=names[reached[0]]))] if reached else []
    )
    if without:
        sections.append(SheetSection(_("Without a number"), without))
    return FilledSheet(columns, tuple(sections), _count(len(people)))


def _told_apart(names: Mapping[str, str], numbers: Mapping[str, str]) -> dict[str, str]:
    """Put the end of their number behind the names that several people bear: they call each other."""
    counts = Counter(names.values())
    return {
        person: f"{name} (…{numbers[person][-_LAST:]})" if counts[name] > 1 and numbers[person] else name
        for person, name in names.items()
    }


def _door_list(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Names by which people are let in, and nothing else about them."""
    columns = (
        SheetColumn("name", _("Name"), width=3),
        SheetColumn("also", _("Also known as"), width=2),
        SheetColumn("in", _("In"), kind="tick"),
        SheetColumn("out", _("Out"), kind="tick"),
    )
    people = here_of(vault, wanted)
    rows = tuple(
        SheetRow(
            (name_of(each, wanted), "" if wanted.initials else each.also_known_as or "", "", ""), code=row_code(each.id)
        )
        for each in people
    )
    return FilledSheet(columns, (SheetSection(rows=rows),), _count(len(rows)))


def _task_cards(vault: Vault, _wanted: Wanted) -> FilledSheet:
    """One row a task that can be handed over, to cut along the lines."""
    columns = (
        SheetColumn("task", _("Task"), width=3),
        SheetColumn("minutes", _("Minutes"), kind="number"),
        SheetColumn("due", _("Due"), kind="day"),
        SheetColumn("skill", _("Needs"), width=1),
        SheetColumn("who", _("Who takes it"), kind="line", width=2),
    )
    rows: tuple[SheetRow, ...] = ()
    if "task" in vault.registry:
        model: Any = vault.registry["task"].model
        with vault.reading() as session:
            tasks = session.exec(select(model).where(model.status == "open", col(model.who).is_(None))).all()
            titles = Titles.within(vault, session)
            titles.fetch("skill", [each.skill for each in tasks if each.skill])
            titles.fetch("project", [each.project for each in tasks])
            ordered = sorted(tasks, key=lambda each: (each.due is None, each.due, each.id))
            rows = tuple(
                SheetRow(
                    (
                        f"{each.title}\n{titles.of(each.project)}",
                        str(each.minutes or ""),
                        format_day(each.due).replace(" ", _UNBROKEN) if each.due else "",
                        titles.of(each.skill) if each.skill else "",
                        "",
                    ),
                    code=row_code(each.id),
                )
                for each in ordered
            )
    summary = ngettext("{count} task", "{count} tasks", len(rows)).format(count=len(rows))
    return FilledSheet(columns, (SheetSection(rows=rows),), summary)


def _wallet_cards(vault: Vault, wanted: Wanted) -> FilledSheet:
    """One card for each person: whom to call for them, to cut out and carry."""
    columns = (
        SheetColumn("name", _("Name"), width=2),
        SheetColumn("call", _("In an emergency call"), width=3),
    )
    people = here_of(vault, wanted)
    contacts: defaultdict[str, list[EmergencyContact]] = defaultdict(list)
    with vault.reading() as session:
        for each in session.exec(select(EmergencyContact)).all():
            contacts[each.person].append(each)
    rows: list[SheetRow] = []
    for person in people:
        # The name has a line of its own: it may be written in another direction than what is said of it. A number
        # stands before words, since after words from right to left its groups would be read in the wrong order.
        lines = [
            line
            for each in sorted(contacts[person.id], key=lambda each: each.id)
            for line in (each.name, ", ".join(filter(None, (each.phone, each.what))))
            if line
        ]
        if lines:
            rows.append(SheetRow((name_of(person, wanted), "\n".join(lines))))
    without = _("Nobody has an emergency contact yet: one is added on the card of a person.")
    notes = (without,) if people and not rows else ()
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)),), _count(len(rows)), notes=notes)


def _blank_intake(_vault: Vault, _wanted: Wanted) -> FilledSheet:
    """Lines for people who are new, in the order in which rapid intake reads them."""
    columns = (
        SheetColumn("name", _("Name"), kind="line", width=3),
        SheetColumn("reach", _("Telephone or e-mail"), kind="line", width=3),
        SheetColumn("languages", _("Languages"), kind="line", width=1),
        SheetColumn("time", _("When, and how many hours"), kind="line", width=2),
        SheetColumn("consent", _("May keep"), kind="tick"),
    )
    purpose = _(
        "We ask for your name and how to reach you so that we can invite you. Tick “May keep” if we may keep it; you "
        "can ask us to remove it at any time."
    )
    return FilledSheet(columns, (), "", purpose)


def _count(number: int) -> str:
    return ngettext("{count} person", "{count} people", number).format(count=number)


MORE = (
    SheetKind("phone-tree", N_("Phone tree"), N_("Who calls whom, at most five each."), "person", _phone_tree),
    SheetKind("door-list", N_("Door list"), N_("Who is let in."), "person", _door_list, blank_rows=8,
              typed_back=SIGNED_IN),
    SheetKind(
        "task-cards", N_("Task cards"), N_("Open tasks that nobody has yet, to hand out."), "task", _task_cards,
        filtered=False, typed_back=CARDS,
    ),
    SheetKind(
        "wallet-cards", N_("Wallet cards"), N_("Whom to call in an emergency."), "person", _wallet_cards,
        template="wallet-cards",
    ),
    SheetKind(
        "blank-intake", N_("Blank intake"), N_("Lines for those who are new."), "person", _blank_intake, blank_rows=16,
        filtered=False, typed_back=FILLED_IN,
    ),
)  # fmt: skip
