"""Every sheet of houses is filled from sample data, and says what it should."""

import datetime as dt
from pathlib import Path
from typing import Any

import icalendar
import pytest

from app.capabilities.houses import beds_service, chores_service
from app.services.agenda import today
from app.services.conflicts import conflicts
from app.services.demo import sample
from app.services.jobs import Progress
from app.services.printing import printing
from app.services.records import records
from app.services.tables import exporting
from app.storage.vault.vault import Vault
from tests.group import START, Group

DAY = START.date()
WEEK = dt.timedelta(days=7)
COUNTS = {"people": 40, "houses": 2, "beds": 12, "stays": 60}


@pytest.fixture(scope="module")
def group(tmp_path_factory) -> Group:
    group = Group(Path(tmp_path_factory.mktemp("sheets")))
    sample.fill(group.found(), COUNTS, today=DAY).run(Progress())
    return group


@pytest.fixture
def vault(group: Group) -> Vault:
    return group.vaults["Ann"]


def filled(vault: Vault, name: str, record: str = "", days: int = 7):
    options = printing.PrintOptions(from_day=DAY, to_day=DAY + dt.timedelta(days), record=record)
    return printing.fill(vault, name, options)


def cells(sheet) -> list[tuple[str, ...]]:
    return [row.cells for section in sheet.sections for row in section.rows]


def test_nothing_in_the_sample_is_in_dispute(vault: Vault):
    assert conflicts.open_conflicts(vault) == []


@pytest.mark.parametrize("name", ["room-assignment", "fire-muster", "arrivals-departures", "keys", "rota", "rents"])
def test_sheets_of_all_houses_have_rows(vault: Vault, name: str):
    sheet = filled(vault, name)
    assert cells(sheet)
    assert all(len(row) == len(sheet.columns) for row in cells(sheet))


@pytest.mark.parametrize("name", ["headcount", "shopping", "orientation"])
def test_sheets_of_one_house_have_rows(vault: Vault, name: str):
    for house in records.ids(vault, "house", records.Query()):
        assert cells(filled(vault, name, house))


def test_the_muster_has_everybody_who_is_in_and_the_vacancies_nobody(vault: Vault):
    inside = [
        row
        for row in records.page(vault, "stay", records.Query(), 0, 1000).rows
        if row.values["status"] not in ("cancelled",)
        and row.values["from_day"] <= DAY
        and (row.values["to_day"] is None or row.values["to_day"] > DAY)
    ]
    listed = [row[1] for row in cells(filled(vault, "fire-muster", days=1)) if row[4] == ""]
    assert sorted(listed) == sorted(row.titles[row.values["person"]] for row in inside)
    free = beds_service.free_beds(vault, DAY, DAY + dt.timedelta(1)).single[0][1].direct
    assert len(cells(filled(vault, "vacancies", days=1))) == len(free)
    names = {row.titles[row.values["person"]] for row in inside}
    assert not names & {cell for row in cells(filled(vault, "vacancies")) for cell in row}


def test_the_rota_comes_back_by_its_codes_and_the_late_rows_are_eight(vault: Vault):
    sheet = filled(vault, "rota")
    assert all(row.code for section in sheet.sections for row in section.rows)
    (house, *_more) = records.ids(vault, "house", records.Query())
    assert filled(vault, "headcount", house).blank_rows == 8


def test_a_statement_says_what_somebody_owes(vault: Vault):
    person = records.page(vault, "rent", records.Query()).rows[0].values["person"]
    sheet = filled(vault, "statement", person)
    assert ("Rent" in row[1] for row in cells(sheet))
    assert cells(sheet)[-1][4].startswith("-")


@pytest.mark.parametrize("kind", ["stay", "meal", "slot"])
def test_calendars_are_read_back_with_the_day_after_as_their_end(vault: Vault, kind: str):
    calendar = icalendar.Calendar.from_ical(exporting.export(vault, kind, "ics"))
    events = calendar.walk("VEVENT")
    assert events
    by_id = {row.id: row.values for row in records.page(vault, kind, records.Query(), 0, 5000).rows}
    for each in events:
        event: Any = each
        values = by_id[str(event["uid"]).removeprefix("urn:uuid:").replace("-", "")]
        if kind == "stay":
            assert event["dtstart"].dt == values["from_day"]
            assert ("dtend" in event and event["dtend"].dt) == (values["to_day"] or False)
        else:
            assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(1)


def test_today_shows_turns_and_their_drifts_add_up(vault: Vault):
    labels = {section.label for section in today.today(vault, DAY).sections}
    assert "Chores" in labels
    turn = next(i for s in today.today(vault, DAY).sections if s.label == "Chores" for i in s.items if i.action)
    today.complete(vault, turn.record, "turn-done")
    assert records.get(vault, turn.record).values["status"] == "done"
    for house in records.ids(vault, "house", records.Query()):
        shares = chores_service.fair_shares(vault, house, DAY)
        assert shares
        assert sum(each.drift for each in shares.values()) == 0


def test_arriving_and_leaving_say_what_is_still_to_do(vault: Vault):
    rows = cells(filled(vault, "arrivals-departures", days=30))
    assert any("agreement signed" in row[3] for row in rows if row[0] == "Arrives")
    arrival = next(
        row
        for row in records.page(vault, "stay", records.Query(), 0, 1000).rows
        if row.values["status"] != "cancelled" and row.values["bed"] and row.values["from_day"] > DAY
    )
    person, name = arrival.values["person"], arrival.titles[arrival.values["person"]]
    before = next(row for row in cells(filled(vault, "arrivals-departures", days=60)) if row[:2] == ("Arrives", name))
    assert "diet noted" in before[3]
    records.add(vault, "diet_profile", {"person": person, "severity": "avoids"})
    after = next(row for row in cells(filled(vault, "arrivals-departures", days=60)) if row[:2] == ("Arrives", name))
    assert "diet noted" not in after[3]
