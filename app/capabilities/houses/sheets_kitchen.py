"""Sheets of the kitchen and of chores: headcount and diets, the shopping list, the rota by week."""

from __future__ import annotations

import datetime
from collections import defaultdict

from sqlmodel import select

from app.capabilities.houses import kitchen_service
from app.capabilities.houses.chores.rota import week_of
from app.capabilities.houses.kitchen.diets import ALLERGENS, NOT_SAFE
from app.capabilities.houses.naming import titles_of
from app.capabilities.houses.records import House
from app.capabilities.houses.records_chores import Chore, Slot
from app.capabilities.houses.records_kitchen import MEALS
from app.capabilities.houses.typed_sheets import TURNS
from app.i18n import N_, _, ngettext
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted, initials_of
from app.services.records.titles import Titles
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault

LATE_ROWS = 8


def word(text: str) -> str:
    """Show an allergen by its name, a word of the group's own as it is."""
    return _(ALLERGENS[text]) if text in ALLERGENS else text


def headcounts(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the meals of a day of a house: how many, severe diets by name, the rest as counts, who was not asked."""
    columns = (
        SheetColumn("what", _("What"), width=2),
        SheetColumn("count", _("Heads"), kind="number"),
        SheetColumn("who", _("Who"), width=4),
    )
    day = wanted.period.first
    sections: list[SheetSection] = []
    most = 0
    for view in kitchen_service.meals_of_day(vault, wanted.record, day):
        titles = titles_of(vault, [*view.count.people, view.recipe])

        def shown(who: str, titles: dict[str, str] = titles) -> str:
            return initials_of(titles[who]) if wanted.initials else titles[who]

        rows = [
            SheetRow((_("At the table"), str(view.count.table), "")),
            SheetRow((_("To cook"), str(view.count.portions), "")),
        ]
        rows += [
            SheetRow(("! " + ", ".join(map(word, words)), "1", shown(who)), emphasis="boxed")
            for who, words in view.diets.severe
        ]
        rows += [SheetRow((word(text), str(count), "")) for text, count in view.diets.counts]
        if view.diets.not_asked:
            names = ", ".join(map(shown, view.diets.not_asked))
            rows.append(SheetRow((_("Never asked"), str(len(view.diets.not_asked)), names)))
        if view.recipe:
            unsafe = [who for who, verdict in view.diets.verdicts if verdict == NOT_SAFE]
            if unsafe:
                rows.append(SheetRow((_("Not safe for"), str(len(unsafe)), ", ".join(map(shown, unsafe)))))
        if view.count.guests:
            rows.append(SheetRow((_("Guests, not asked"), str(view.count.guests), "")))
        most = max(most, view.count.portions)
        sections.append(SheetSection(_(MEALS[view.sort]), tuple(rows), note=titles.get(view.recipe or "", "")))
    summary = ngettext("{day}: up to {count} portion", "{day}: up to {count} portions", most)
    return FilledSheet(columns, tuple(sections), summary.format(day=format_day(day), count=most))


def shopping(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the shopping list of a house, aisle by aisle."""
    columns = (
        SheetColumn("have", _("Have it"), kind="tick"),
        SheetColumn("product", _("Product"), width=3),
        SheetColumn("packs", _("Packs"), kind="number"),
        SheetColumn("needed", _("Needed"), kind="number"),
        SheetColumn("there", _("There is"), kind="number"),
    )
    lines, portions = kitchen_service.shopping(vault, wanted.record, wanted.period.first, wanted.period.last)
    titles = titles_of(vault, [line.product for line in lines])
    aisles: defaultdict[str, list[SheetRow]] = defaultdict(list)
    for line in lines:
        if line.packs:
            needed, there = (
                f"{kitchen_service.rounded(each)} {line.unit}".strip() for each in (line.needed, line.on_hand)
            )
            aisles[line.aisle].append(SheetRow(("", titles[line.product], str(line.packs), needed, there)))
    sections = tuple(SheetSection(aisle, tuple(rows)) for aisle, rows in sorted(aisles.items()))
    words = [ngettext("{n} portion", "{n} portions", portions).format(n=portions)]
    words.extend(kitchen_service.head_words(lines, portions, kitchen_service.currencies(vault, wanted.record)))
    return FilledSheet(columns, sections, ", ".join(words))


def rota(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the turns of a period, week by week, with boxes to tick and room for a swap."""
    columns = (
        SheetColumn("day", _("Day"), kind="day"),
        SheetColumn("chore", _("Chore"), width=2),
        SheetColumn("who", _("Who"), width=2),
        SheetColumn("done", _("Done"), kind="tick"),
        SheetColumn("swap", _("Swapped with"), kind="line", width=2),
    )
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        chores = {chore.id: chore for chore in session.exec(select(Chore)).all()}
        houses = {house.id: house.name or "" for house in session.exec(select(House)).all()}
        slots = session.exec(
            select(Slot).where(Slot.on_day >= wanted.period.first, Slot.on_day < wanted.period.last)
        ).all()
        titles.fetch("person", [slot.who for slot in slots])
        found: defaultdict[tuple[str, int], list[SheetRow]] = defaultdict(list)
        for slot in sorted(slots, key=lambda slot: (slot.on_day, slot.chore or "", slot.id)):
            chore = chores.get(slot.chore)
            if chore is not None:
                name = titles.of(slot.who) if slot.who else _("open")
                shown = initials_of(name) if wanted.initials and slot.who else name
                done = "x" if slot.status in {"done", "verified"} else ""
                row = SheetRow((format_day(slot.on_day), chore.name or "", shown, done, ""), code=row_code(slot.id))
                found[houses.get(chore.house, ""), week_of(slot.on_day)].append(row)
    sections = [
        SheetSection(house, tuple(rows), note=_("Week from {day}").format(day=format_day(_monday(week))))
        for (house, week), rows in sorted(found.items())
    ]
    count = sum(len(rows) for rows in found.values())
    return FilledSheet(columns, tuple(sections), ngettext("{count} turn", "{count} turns", count).format(count=count))


def _monday(week: int) -> datetime.date:
    return datetime.date.fromordinal(week * 7 + 1)


KITCHEN_SHEETS = (
    SheetKind(
        "headcount", N_("Meals of a day"), N_("How many eat in a house, and what nobody may forget."), "house",
        headcounts, period=True, blank_rows=LATE_ROWS, of_one=True,
    ),
    SheetKind(
        "shopping", N_("Shopping list"), N_("What to buy for the meals of a period, by aisle."), "house", shopping,
        period=True, of_one=True, sensitivity=N_("No names of people."),
    ),
    SheetKind(
        "rota", N_("Chores"), N_("Who does what, week by week; tick it, swap it, hand it back."), "slot", rota,
        period=True, filtered=False, typed_back=TURNS,
    ),
)  # fmt: skip
"""The sheets of the kitchen and of chores."""
