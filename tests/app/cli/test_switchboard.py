"""The switchboard on the command line: what fits, a week planned, and a match followed to its end."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from app.capabilities.switchboard.records import Match
from app.capabilities.switchboard.sheets import call_list, match_cards, open_needs
from app.cli.vaults import opened_by
from app.services.agenda import today
from app.services.agenda.section import AgendaItem
from app.services.printing.kinds import FilledSheet, Period, Wanted
from app.services.settings import group
from app.storage.vault.vault import Vault
from tests.app.cli.conftest import Shell
from tests.group import PASSPHRASE

MONDAY = "2026-03-02"


def _add(shell: Shell, kind: str, *fields: str) -> str:
    return shell("add", shell.path("ann"), kind, *fields).strip()


def _person(shell: Shell, name: str, phone: str) -> str:
    person = _add(shell, "person", f"name={name}")
    _add(shell, "contact_point", f"person={person}", "kind=phone", f"value={phone}", "safe_to_text=no")
    return person


def _field(shell: Shell) -> tuple[str, str]:
    asks, gives = _person(shell, "Maria", "+49 30 1234567"), _person(shell, "Kofi", "+49 30 7654321")
    need = _add(shell, "listing", "side=need", "category=hours", "title=Carry boxes", "quantity=120",
                f"of=person:{asks}", "urgency=soon")  # fmt: skip
    offer = _add(shell, "listing", "side=offer", "category=hours", "title=Kofi's evenings",
                 "quantity=180", "capacity_week=180", "standing=yes", f"of=person:{gives}")  # fmt: skip
    _add(shell, "listing_window", f"listing={need}", "weekday=tu", "from_time=18:00", "until_time=21:00")
    _add(shell, "listing_window", f"listing={offer}", "weekday=tu", "from_time=17:00", "until_time=20:00")
    return need, offer


def test_what_fits_is_said_with_its_reasons(shell: Shell, ann: Path) -> None:
    need, offer = _field(shell)
    found = shell.read("matches", ann, "Carry boxes", "--as-of", MONDAY)
    assert [each["listing"] for each in found["fits"]] == [offer]
    # Skill 25, time 25 (120 of 120 minutes), place 15, capacity 10, fairness 15, languages unknown 5.
    assert found["fits"][0]["score"] == 95
    assert found["does_not"] == []
    assert need not in json.dumps(found["fits"])


def test_a_week_is_planned_and_written_once(shell: Shell, ann: Path) -> None:
    need, offer = _field(shell)
    vault = ann
    plan = shell.read("plan", vault, "--week", "2030-03-05")
    assert plan["covered"] == plan["bound"] == 120
    assert plan["proven"]
    assert [(each["need"], each["offer"], each["from"], each["until"]) for each in plan["matches"]] == [
        (need, offer, "2030-03-05T18:00", "2030-03-05T20:00")
    ]
    assert shell.read("list", vault, "match") == []
    shell("plan", vault, "--week", "2030-03-05", "--write")
    first = shell.read("list", vault, "match")
    shell("plan", vault, "--week", "2030-03-05", "--write")
    assert shell.read("list", vault, "match") == first
    assert len(first) == 1
    shell("undo", vault)
    assert shell.read("list", vault, "match") == []


def test_a_match_is_followed_to_its_end(shell: Shell, ann: Path) -> None:
    need, offer = _field(shell)
    vault = ann
    match = shell.read("introduce", vault, need, offer, 120)["match"]
    assert "not fit" in shell.fails("introduce", vault, need, offer, 30)
    assert "waits" in shell.fails("deliver", vault, match)
    assert shell.read("answer", vault, match, "need", "yes")["contacts"] == {"need": [], "offer": []}
    both = shell.read("answer", vault, match, "offer", "yes")["contacts"]
    assert [each["value"] for each in both["need"]] == ["+49 30 1234567"]
    shell("deliver", vault, match)
    shell("confirm", vault, match)
    assert "its end" in shell.fails("fell-through", vault, match, "--whose", "need", "--reason", "ill")


def test_what_fell_through_is_open_again_and_does_not_come_back_if_so_asked(shell: Shell, ann: Path) -> None:
    need, offer = _field(shell)
    vault = ann
    match = shell.read("introduce", vault, need, offer, 120)["match"]
    shell("fell-through", vault, match, "--whose", "offer", "--reason", "away", "--do-not-ask-again")
    found = shell.read("matches", vault, need)
    assert found["fits"] == []
    assert "not to ask again" in found["does_not"][0]["why"]
    plan = shell.read("plan", vault, "--week", "2030-03-05")
    assert plan["matches"] == []
    assert plan["needs"][0]["why_not"] == "refused or fell through"


def test_what_is_off_the_grid_is_refused_with_the_nearest_that_is_right(shell: Shell, ann: Path) -> None:
    said = shell.fails("add", ann, "listing", "side=need", "category=hours", "title=x", "quantity=50")
    assert "60" in said
    said = shell.fails("add", ann, "listing", "side=need", "category=thing", "title=x", "quantity=0")
    assert "1" in said
    said = shell.fails("add", ann, "listing", "side=need", "category=money", "title=x", "quantity=10")
    assert "currency" in said


def test_two_laptops_that_give_the_same_hour_away_see_one_conflict(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
) -> None:
    need, offer = _field(shell)
    other = _add(shell, "listing", "side=need", "category=hours", "title=Paint a wall", "quantity=120")
    hand_over("Ann", "Bo")
    shell("introduce", ann, need, offer, 120, "--on", MONDAY)
    shell("introduce", bo, other, offer, 120, "--on", MONDAY, who="Bo")
    hand_over("Ann", "Bo")
    hand_over("Bo", "Ann")
    one, two = shell.read("conflicts", ann), shell.read("conflicts", bo, who="Bo")
    assert [each["sentence"] for each in one] == ["More is given of Kofi's evenings than there is: 4 h of 3 h."]
    assert [each["id"] for each in one] == [each["id"] for each in two]
    assert len(shell.read("list", ann, "match")) == 2
    shell("settle", ann, one[0]["id"], "1")
    assert shell.read("conflicts", ann) == []
    met = {
        each["values"]["need"] for each in shell.read("list", ann, "match") if each["values"]["status"] == "introduced"
    }
    assert len(met) == 1
    open_again = ({need, other} - met).pop()
    plan = shell.read("plan", ann, "--week", "2030-03-05")
    assert [(each["need"], each["open"]) for each in plan["needs"]] == [(open_again, 120)]
    hand_over("Ann", "Bo")
    assert shell.read("conflicts", bo, who="Bo") == []
    assert shell("digest", ann) == shell("digest", bo, who="Bo")


def test_the_sheets_name_no_contact_detail_before_both_said_yes(shell: Shell, ann: Path) -> None:
    need, offer = _field(shell)
    match = shell.read("introduce", ann, need, offer, 120)["match"]
    for sheet in ("open-needs", "call-list", "match-cards"):
        shell("print", ann, sheet, "--out", shell.path(f"{sheet}.pdf"))
        assert shell.path(f"{sheet}.pdf").stat().st_size > 1000
    shell("answer", ann, match, "need", "yes")
    with _opened(shell) as vault:
        before = [_text(vault, fill) for fill in (open_needs, call_list, match_cards)]
    assert not [text for text in before if "1234567" in text or "7654321" in text]
    assert "Carry boxes" not in before[0]  # All of it is spoken for.
    assert "Kofi" in before[1]
    shell("answer", ann, match, "offer", "yes")
    with _opened(shell) as vault:
        assert "1234567 (no texts)" in _text(vault, match_cards)


def test_what_goes_to_a_partner_is_seen_first_and_names_nobody(shell: Shell, ann: Path) -> None:
    _field(shell)
    _add(shell, "listing", "side=need", "category=thing", "title=Cot", "quantity=1")
    _add(shell, "partner", "name=Eastside")
    assert "Cot" in shell("partner-file", ann, "Eastside")
    file = shell.path("for-eastside.csv")
    shell("partner-file", ann, "Eastside", "--out", file)
    text = file.read_text("utf-8-sig")
    assert text.splitlines() == [
        "side,category,title,quantity,unit,currency,urgency,expires",
        "need,thing,Cot,1,pieces,,whenever,",
    ]


def test_what_is_due_stands_on_today_and_one_key_completes_it(shell: Shell, ann: Path) -> None:
    need, offer = _field(shell)
    match = shell.read("introduce", ann, need, offer, 120)["match"]
    with _opened(shell) as vault:
        later = group.today(vault) + datetime.timedelta(days=3)
        assert not _due(vault, later - datetime.timedelta(days=1))
        for status, section in (
            ("accepted", "match-answers"),
            ("delivered", "match-deliveries"),
            ("confirmed", "match-confirmations"),
        ):
            ((name, item),) = _due(vault, later)
            assert name == section
            today.complete(vault, item.record, item.action, later)
            with vault.reading() as session:
                found = session.get(Match, match)
                assert found is not None
                assert found.status == status
        assert not _due(vault, later)


def _due(vault: Vault, day: datetime.date) -> list[tuple[str, AgendaItem]]:
    found = today.today(vault, day)
    return [(each.name, item) for each in found.sections if each.name.startswith("match") for item in each.items]


def _opened(shell: Shell) -> AbstractContextManager[Vault]:
    return opened_by(shell.world(), shell.path("ann"), PASSPHRASE)


def _text(vault: Vault, fill: Callable[[Vault, Wanted], FilledSheet]) -> str:
    day = datetime.date.fromisoformat(MONDAY)
    filled = fill(vault, Wanted("", Period(day, day + datetime.timedelta(days=1)), initials=False))
    return repr(filled)
