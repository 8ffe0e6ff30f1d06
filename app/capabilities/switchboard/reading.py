"""The field as a vault holds it, as plain rows for the rules; what cannot be read is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from sqlmodel import Session, select

from app.capabilities.people.interests import DeclaredInterest, declared_by, years_after
from app.capabilities.people.merged import people_survivors
from app.capabilities.people.records import Person, SkillClaim
from app.capabilities.people.waiving import GivenWaiver
from app.capabilities.switchboard import records as stored
from app.capabilities.switchboard.grid import stretch, unit_of
from app.capabilities.switchboard.rows import (
    WEIGHTS,
    ListingBook,
    ListingRow,
    MatchRow,
    PairingRow,
    SkillLevel,
    TimeWindow,
)
from app.capabilities.switchboard.weights import PLACE, WEIGHT, weights_of
from app.problems import WrongValue
from app.records.registry import Registry
from app.services.settings import group

_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def read_field(session: Session, registry: Registry, given: Iterable[GivenWaiver]) -> ListingBook:
    """Read all listings, matches and what is said about them; ``given`` are the waivers, which the log tells of."""
    windows = _windows(session)
    one = people_survivors(session).of  # Who was merged is the one who counts for them.
    listings = {
        row[0]: replace(listing, of=one(listing.of)) if listing.of else listing
        for row in _all(session, select(*_COLUMNS))
        if (listing := _listing(row, windows))
    }
    people = _people(session)
    groups = frozenset(each.of for each in listings.values() if each.of and each.of not in people)
    settings = group.read(session, registry)
    interests, waivers = _interests(session, registry, one), _waivers(given, one, counting=True)
    unproven = _waivers(given, one, counting=False)
    named = {each.of or "" for each in listings.values()}.union(*waivers.values(), *unproven.values())
    return ListingBook(
        listings,
        matches=tuple(match_row(each) for each in session.exec(select(stored.Match)).all() if each.need and each.offer),
        pairings=tuple(
            PairingRow(each.id, each.listing, one(each.other), each.rule, each.reason or "")
            for each in session.exec(select(stored.Pairing)).all()
            if each.listing and each.other
        ),
        claims=tuple(
            SkillLevel(one(each.person), each.skill, each.level, each.expires)
            for each in session.exec(select(SkillClaim)).all()
            if each.person
        ),
        links=frozenset(frozenset({each.one, each.other}) for each in session.exec(select(stored.AreaLink)).all()),
        interests=interests,
        years_after=years_after(settings),
        waivers=waivers,
        unproven=unproven,
        weights=weights_of(settings.get(WEIGHT)) or WEIGHTS,
        place_is_a_must=bool(settings.get(PLACE)),
        groups=groups,
        names={each: people[each] for each in named if each in people},
    )


def _all(session: Session, statement: Any) -> list[Any]:
    """Read rows of some columns, which is quicker than whole records."""
    return list(cast("Any", session).exec(statement).all())


def _people(session: Session) -> dict[str, str]:
    """Read the names of all people by id."""
    model = cast("Any", Person)
    return {row[0]: row[1] or "" for row in _all(session, select(model.id, model.name))}


_NAMES = (
    "id", "side", "category", "title", "quantity", "unit", "currency", "capacity_week", "most_a_month", "standing",
    "of", "area", "skill", "least_level", "languages", "urgency", "expires", "most_helpers", "all_or_nothing",
    "heads", "must_not_fail", "status",
)  # fmt: skip
_COLUMNS: tuple[Any, ...] = tuple(getattr(stored.Listing, name) for name in _NAMES)
_FLAGS = ("standing", "all_or_nothing", "must_not_fail")


def _listing(row: Any, windows: Mapping[str, tuple[TimeWindow, ...]]) -> ListingRow | None:
    """Make a row of a listing, or nothing if it lacks what every listing has."""
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    if not values["side"] or not values["category"] or not values["quantity"]:
        return None
    values.update({flag: bool(values[flag]) for flag in _FLAGS})
    values["unit"] = values["unit"] or unit_of(values["category"])
    values["languages"] = frozenset(values["languages"] or ())
    values["urgency"] = values["urgency"] or "whenever"
    values["status"] = values["status"] or "open"
    values["title"] = values["title"] or ""
    return ListingRow(**values, windows=windows.get(values["id"], ()))


def listing_row(row: stored.Listing) -> ListingRow | None:
    """Give a listing as a plain row, without its windows."""
    return _listing([getattr(row, name) for name in _NAMES], {})


def _windows(session: Session) -> dict[str, tuple[TimeWindow, ...]]:
    """Read the windows of all listings."""
    found: defaultdict[str, list[TimeWindow]] = defaultdict(list)
    for each in session.exec(select(stored.ListingWindow)).all():
        weekday = _DAYS.index(each.weekday) if each.weekday in _DAYS else None
        try:
            begin, until = stretch(each.from_time, each.until_time)
        except (WrongValue, AttributeError):
            continue
        if weekday is not None or each.on_day is not None:
            found[each.listing].append(TimeWindow(begin, until, weekday, each.on_day))
    key = _window_key
    return {listing: tuple(sorted(each, key=key)) for listing, each in found.items()}


def _window_key(window: TimeWindow) -> tuple[int, int, int, int]:
    """Sort windows alike on every laptop."""
    weekday = -1 if window.weekday is None else window.weekday
    return (window.day.toordinal() if window.day else 0, weekday, window.begin, window.until)


def match_row(each: stored.Match) -> MatchRow:
    """Give a match as a plain row."""
    return MatchRow(
        each.id,
        each.need,
        each.offer,
        each.quantity or 0,
        each.on_day,
        each.status or "suggested",
        each.need_says,
        each.offer_says,
        each.check_on,
        each.ask_again,
        bool(each.pinned),
        bool(each.refused),
        bool(each.backup),
        each.whose,
        each.from_time or "",
        each.until_time or "",
    )


def _interests(session: Session, registry: Registry, one: Callable[[str], str]) -> tuple[DeclaredInterest, ...]:
    """Read the declared interests, where the program has records of them."""
    if "interest" not in registry:
        return ()
    rows = [declared_by(row) for row in _all(session, select(registry["interest"].model))]
    return tuple(
        replace(each, person=one(each.person), about=one(each.about)) for each in rows if each.person and each.about
    )


def _waivers(
    given: Iterable[GivenWaiver], one: Callable[[str], str], *, counting: bool
) -> dict[tuple[str, str], frozenset[str]]:
    """Say who let the interests in a pair pass: on a laptop of their own, or by what others wrote."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for each in given:
        if each.person and each.counts is counting:
            found[each.of, each.other].add(one(each.person))
    return {pair: frozenset(people) for pair, people in found.items()}
