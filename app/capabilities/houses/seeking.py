"""Find a bed for somebody, a household or anybody: what there is, in words, and the changes that taking it comes to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.finding import find_beds
from app.capabilities.houses.beds.nights import Span, day_of, overlap
from app.capabilities.houses.beds.rows import StayRow
from app.capabilities.houses.beds_service import earliest, night_text, nights_between
from app.capabilities.houses.placing.group import GroupWays, ways_for_group
from app.capabilities.houses.reading import read_plan
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Edit
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

Parts = Sequence[tuple[str, Span]]


@dataclass(frozen=True, slots=True)
class BedOffer:
    """One way to sleep somewhere: what it is, why, and what is written if it is taken; nothing if nobody asked."""

    words: str
    reasons: tuple[str, ...]
    changes: tuple[Change, ...] = ()


def seek(
    vault: Vault, from_day: datetime.date, to_day: datetime.date, *, person: str = "", household: str = ""
) -> list[BedOffer]:
    """Give the ways, best first, in which somebody can sleep somewhere in these nights.

    Raises:
        WrongValue: The days hold no night, or nobody of the household waits for a bed.
    """
    nights = nights_between(from_day, to_day)
    since = earliest(vault, nights)
    with vault.reading() as session:
        plan = read_plan(session)
        calendar = BedCalendar(plan)
        titles = Titles.within(vault, session)
        titles.fetch("bed", list(calendar.beds))
        titles.fetch("person", [stay.person for stay in plan.stays])
        writer = _Writer(calendar, titles, nights)
        waiting = [
            stay
            for stay in plan.stays
            if stay.bed not in calendar.beds and stay.id in calendar.spans and overlap(calendar.spans[stay.id], nights)
        ]
        if household:
            group = {stay.person: stay for stay in waiting if stay.household == household}
            if not group:
                message = _("Nobody of the household “{household}” waits for a bed in these nights.")
                raise WrongValue(message.format(household=household), field="household")
            without = frozenset(stay.id for stay in group.values())
            return writer.group(ways_for_group(plan, nights, sorted(group), without=without, since=since), group)
        mine = next((stay for stay in waiting if stay.person == person and calendar.spans[stay.id] == nights), None)
        without = frozenset({mine.id} if mine is not None else ())
        found = find_beds(calendar, nights, person=person or None, without=without, since=since)
        offers = [
            BedOffer(titles.of(each.bed), each.reasons, writer.one(person, mine, [(each.bed, nights)]))
            for each in found.direct
        ]
        for each in found.change:
            parts = [(each.first, (nights[0], each.night)), (each.second, (each.night, nights[1]))]
            offers.append(BedOffer(writer.said(parts), each.reasons, writer.one(person, mine, parts)))
        for each in found.moving:
            changes = (*writer.moved(each.moves), *writer.one(person, mine, [(each.bed, nights)]))
            offers.append(
                BedOffer(titles.of(each.bed), (*each.reasons, writer.who_moves(each.moves)), changes if person else ())
            )
        for each in found.nearest:
            parts = [(each.bed, each.nights)]
            offers.append(BedOffer(writer.said(parts), (_("other dates"),), writer.one(person, mine, parts)))
        return offers


class _Writer:
    """Puts offers into words and changes."""

    def __init__(self, calendar: BedCalendar, titles: Titles, nights: Span) -> None:
        """Take what is held, and what things are called."""
        self._calendar, self._titles, self._nights = calendar, titles, nights

    def said(self, parts: Parts) -> str:
        """Say beds with their days."""
        words = _("{bed} from {day} to {until}")
        return "; ".join(
            words.format(bed=self._titles.of(bed), day=night_text(first), until=night_text(end))
            for bed, (first, end) in parts
        )

    def who_moves(self, moves: Sequence[tuple[str, str]]) -> str:
        """Say who moves where."""
        words = _("{person} to {bed}")
        return ", ".join(
            words.format(person=self._titles.of(self._calendar.stays[stay].person), bed=self._titles.of(bed))
            for stay, bed in moves
        )

    def moved(self, moves: Sequence[tuple[str, str]]) -> tuple[Change, ...]:
        """Write down the moves of others."""
        return tuple(Edit(stay, {"bed": bed}) for stay, bed in moves)

    def one(self, person: str, stay: StayRow | None, parts: Parts) -> tuple[Change, ...]:
        """Write down where somebody sleeps: in their stay that waits, or in a new one; a second part is a new stay."""
        if not person:
            return ()
        changes: list[Change] = []
        for number, (bed, (first, end)) in enumerate(parts):
            values: dict[str, object] = {"bed": bed, "from_day": day_of(first), "to_day": day_of(end)}
            if number == 0 and stay is not None:
                changes.append(Edit(stay.id, values))
            else:
                kept = {} if stay is None else {"household": stay.household, "may_move": stay.may_move or None}
                given = {**values, **kept, "person": person}
                changes.append(Add("stay", {name: value for name, value in given.items() if value is not None}))
        return tuple(changes)

    def group(self, ways: GroupWays, group: dict[str, StayRow]) -> list[BedOffer]:
        """Put what is offered to a group into words."""
        offers = [self._together(self._nights, offer.beds, offer.reasons, group) for offer in ways.offers]
        for sleeping, moves, why in (
            (ways.change, (), _("with a change of bed on the way")),
            (ways.moving, ways.moves, _("others move")),
        ):
            if sleeping:
                of_person: dict[str, list[tuple[str, Span]]] = {}
                for person, bed, nights in sleeping:
                    of_person.setdefault(person, []).append((bed, nights))
                words = [f"{self._titles.of(person)}: {self.said(parts)}" for person, parts in of_person.items()]
                changes = [each for who, parts in of_person.items() for each in self.one(who, group[who], parts)]
                reasons = (why, self.who_moves(moves)) if moves else (why,)
                offers.append(BedOffer(", ".join(words), reasons, (*self.moved(moves), *changes)))
        offers += [
            self._together(nights, offer.beds, (_("other dates"), self._dates(nights)), group)
            for nights, offer in ways.nearest
        ]
        return offers

    def _dates(self, nights: Span) -> str:
        return _("{day} to {until}").format(day=night_text(nights[0]), until=night_text(nights[1]))

    def _together(
        self, nights: Span, beds: Sequence[tuple[str, str]], reasons: tuple[str, ...], group: dict[str, StayRow]
    ) -> BedOffer:
        """Say who sleeps where; only those who find a bed are written."""
        words = ", ".join(f"{self._titles.of(person)}: {self._titles.of(bed)}" for person, bed in beds)
        changes = [each for who, bed in beds for each in self.one(who, group[who], [(bed, nights)])]
        return BedOffer(words, reasons, tuple(changes))
